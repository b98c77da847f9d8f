package org.knime.core.node.defaultnodesettings;

import org.knime.core.node.InvalidSettingsException;

/** A whole number between two bounds. */
public class SettingsModelIntegerBounded extends SettingsModelInteger {

    private final int m_min;

    private final int m_max;

    public SettingsModelIntegerBounded(final String configName, final int defaultValue, final int minValue,
        final int maxValue) {
        super(configName, defaultValue);
        m_min = minValue;
        m_max = maxValue;
    }

    public int getLowerBound() {
        return m_min;
    }

    public int getUpperBound() {
        return m_max;
    }

    @Override
    protected void validateValue(final int value) throws InvalidSettingsException {
        if (value < m_min || value > m_max) {
            throw new InvalidSettingsException("value (=" + value + ") must be within the range [" + m_min + "..."
                + m_max + "]");
        }
    }
}

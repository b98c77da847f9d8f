package org.knime.core.node.defaultnodesettings;

import org.knime.core.node.InvalidSettingsException;
import org.knime.core.node.NodeSettingsRO;
import org.knime.core.node.NodeSettingsWO;

/** A whole number. */
public class SettingsModelInteger extends SettingsModelNumber {

    private final String m_name;

    private int m_value;

    public SettingsModelInteger(final String configName, final int defaultValue) {
        m_name = configName;
        m_value = defaultValue;
    }

    @Override
    protected String getModelTypeID() {
        return "SMID_integer";
    }

    @Override
    protected String getConfigName() {
        return m_name;
    }

    public int getIntValue() {
        return m_value;
    }

    public void setIntValue(final int newValue) {
        m_value = newValue;
    }

    /** Called before a value from settings is taken. */
    protected void validateValue(final int value) throws InvalidSettingsException {
        // every value is fine
    }

    @Override
    protected void validateSettingsForModel(final NodeSettingsRO settings) throws InvalidSettingsException {
        validateValue(settings.getInt(m_name));
    }

    @Override
    protected void loadSettingsForModel(final NodeSettingsRO settings) throws InvalidSettingsException {
        validateValue(settings.getInt(m_name));
        setIntValue(settings.getInt(m_name));
    }

    @Override
    protected void saveSettingsForModel(final NodeSettingsWO settings) {
        settings.addInt(m_name, m_value);
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + " ('" + m_name + "')";
    }
}

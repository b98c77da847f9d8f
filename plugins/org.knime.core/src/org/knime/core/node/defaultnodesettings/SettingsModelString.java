package org.knime.core.node.defaultnodesettings;

import org.knime.core.node.InvalidSettingsException;
import org.knime.core.node.NodeSettingsRO;
import org.knime.core.node.NodeSettingsWO;

/** A text. */
public class SettingsModelString extends SettingsModel {

    private final String m_name;

    private String m_value;

    public SettingsModelString(final String configName, final String defaultValue) {
        m_name = configName;
        m_value = defaultValue;
    }

    @Override
    protected String getModelTypeID() {
        return "SMID_string";
    }

    @Override
    protected String getConfigName() {
        return m_name;
    }

    public String getStringValue() {
        return m_value;
    }

    public void setStringValue(final String newValue) {
        m_value = newValue;
    }

    @Override
    protected void validateSettingsForModel(final NodeSettingsRO settings) throws InvalidSettingsException {
        settings.getString(m_name);
    }

    @Override
    protected void loadSettingsForModel(final NodeSettingsRO settings) throws InvalidSettingsException {
        setStringValue(settings.getString(m_name));
    }

    @Override
    protected void saveSettingsForModel(final NodeSettingsWO settings) {
        settings.addString(m_name, m_value);
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + " ('" + m_name + "')";
    }
}

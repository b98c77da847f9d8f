package org.knime.core.node.defaultnodesettings;

import org.knime.core.node.InvalidSettingsException;
import org.knime.core.node.NodeSettingsRO;
import org.knime.core.node.NodeSettingsWO;
import org.knime.core.node.config.Config;

/** One setting of a classic node. */
public abstract class SettingsModel {

    private boolean m_enabled = true;

    SettingsModel() {
    }

    protected abstract String getModelTypeID();

    protected abstract String getConfigName();

    protected abstract void saveSettingsForModel(NodeSettingsWO settings);

    protected abstract void loadSettingsForModel(NodeSettingsRO settings) throws InvalidSettingsException;

    protected abstract void validateSettingsForModel(NodeSettingsRO settings) throws InvalidSettingsException;

    public boolean isEnabled() {
        return m_enabled;
    }

    public void setEnabled(final boolean enabled) {
        m_enabled = enabled;
    }

    public final void saveSettingsTo(final NodeSettingsWO settings) {
        final Config internals = settings.addConfig(getConfigName() + "_Internals");
        internals.addString("SettingsModelID", getModelTypeID());
        internals.addBoolean("EnabledStatus", m_enabled);
        saveSettingsForModel(settings);
    }

    public final void loadSettingsFrom(final NodeSettingsRO settings) throws InvalidSettingsException {
        loadSettingsForModel(settings);
        final Config internals = settings.getConfig(getConfigName() + "_Internals");
        m_enabled = internals.getBoolean("EnabledStatus");
    }

    public final void validateSettings(final NodeSettingsRO settings) throws InvalidSettingsException {
        validateSettingsForModel(settings);
    }
}

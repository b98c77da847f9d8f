package org.knime.core.node.defaultnodesettings;

/** A dialog's part for one setting; never shown here. */
public abstract class DialogComponent {

    private final SettingsModel m_model;

    public DialogComponent(final SettingsModel model) {
        m_model = model;
    }

    public final SettingsModel getModel() {
        return m_model;
    }
}

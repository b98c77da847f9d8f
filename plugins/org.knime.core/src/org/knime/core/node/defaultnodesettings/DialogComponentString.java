package org.knime.core.node.defaultnodesettings;

/** For texts. */
public final class DialogComponentString extends DialogComponent {

    public DialogComponentString(final SettingsModelString stringModel, final String label) {
        super(stringModel);
    }
}

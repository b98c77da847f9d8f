package org.knime.core.node.defaultnodesettings;

/** A number. */
public abstract class SettingsModelNumber extends SettingsModel {

    public SettingsModelNumber() {
    }
}

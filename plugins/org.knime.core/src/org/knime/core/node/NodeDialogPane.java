package org.knime.core.node;

/** A Swing dialog; the stand-in never opens one. */
public abstract class NodeDialogPane {

    protected NodeDialogPane() {
    }

    protected abstract void saveSettingsTo(NodeSettingsWO settings) throws InvalidSettingsException;
}

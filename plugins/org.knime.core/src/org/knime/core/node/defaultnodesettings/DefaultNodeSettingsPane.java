package org.knime.core.node.defaultnodesettings;

import java.util.ArrayList;
import java.util.List;

import org.knime.core.node.InvalidSettingsException;
import org.knime.core.node.NodeDialogPane;
import org.knime.core.node.NodeSettingsWO;

/** A dialog made of components. */
public class DefaultNodeSettingsPane extends NodeDialogPane {

    private final List<DialogComponent> m_components = new ArrayList<>();

    public DefaultNodeSettingsPane() {
    }

    public void addDialogComponent(final DialogComponent component) {
        m_components.add(component);
    }

    @Override
    public final void saveSettingsTo(final NodeSettingsWO settings) throws InvalidSettingsException {
        m_components.forEach(c -> c.getModel().saveSettingsTo(settings));
    }
}

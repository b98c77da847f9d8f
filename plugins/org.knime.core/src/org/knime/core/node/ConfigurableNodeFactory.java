package org.knime.core.node;

import org.knime.core.node.context.NodeCreationConfiguration;

/** Creates nodes whose ports depend on how they were created. */
public abstract class ConfigurableNodeFactory<T extends NodeModel> extends NodeFactory<T> {

    protected ConfigurableNodeFactory() {
    }

    @Override
    public T createNodeModel() {
        throw new UnsupportedOperationException("Nodes with configurable ports need a creation configuration");
    }

    @Override
    protected NodeDialogPane createNodeDialogPane() {
        return createNodeDialogPane(null);
    }

    protected abstract T createNodeModel(NodeCreationConfiguration creationConfig);

    protected abstract NodeDialogPane createNodeDialogPane(NodeCreationConfiguration creationConfig);
}

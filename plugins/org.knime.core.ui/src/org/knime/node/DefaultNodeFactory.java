package org.knime.node;

import java.util.Objects;

import org.dlrm.standin.NodeDeclaration;
import org.knime.core.node.NodeDialogPane;
import org.knime.core.node.NodeFactory;
import org.knime.core.node.NodeModel;
import org.knime.core.node.NodeView;

/** Creates a node from its declaration. */
public abstract class DefaultNodeFactory extends NodeFactory<NodeModel> {

    private final DefaultNode m_node;

    protected DefaultNodeFactory(final DefaultNode node) {
        m_node = Objects.requireNonNull(node);
    }

    NodeDeclaration declaration() {
        return m_node.declaration();
    }

    @Override
    public final NodeModel createNodeModel() {
        throw new UnsupportedOperationException("The stand-in runs the declaration itself");
    }

    @Override
    protected final int getNrNodeViews() {
        return 0;
    }

    @Override
    public final NodeView<NodeModel> createNodeView(final int viewIndex, final NodeModel nodeModel) {
        return null;
    }

    @Override
    protected final boolean hasDialog() {
        return false;
    }

    @Override
    protected final NodeDialogPane createNodeDialogPane() {
        return null;
    }
}

package org.knime.core.node.workflow;

import java.util.Optional;

import org.dlrm.standin.core.ExecutionSpace;

/** The node that a thread works for; threads that a node starts do not have it unless it is pushed there. */
public final class NodeContext {

    private final ExecutionSpace m_space;

    private NodeContext(final ExecutionSpace space) {
        m_space = space;
    }

    /** @return null if no node runs on this thread */
    public static NodeContext getContext() {
        return getContextOptional().orElse(null);
    }

    public static Optional<NodeContext> getContextOptional() {
        return ExecutionSpace.current().map(NodeContext::new);
    }

    /** @param context may be null */
    public static void pushContext(final NodeContext context) {
        ExecutionSpace.push(context == null ? Optional.empty() : Optional.of(context.m_space));
    }

    /** @throws IllegalStateException if nothing was pushed */
    public static void removeLastContext() {
        ExecutionSpace.pop();
    }
}

package org.dlrm.standin;

import org.knime.core.node.NodeFactory;
import org.knime.node.DefaultNodeFactory;

/** Creates runtimes. */
final class Runtimes {

    private Runtimes() {
    }

    static NodeRuntime of(final Class<?> factoryClass) {
        if (!NodeFactory.class.isAssignableFrom(factoryClass)) {
            throw new IllegalStateException(factoryClass.getName() + " is no NodeFactory");
        }
        return of((NodeFactory<?>)Instances.create(factoryClass));
    }

    static NodeRuntime of(final NodeFactory<?> factory) {
        return factory instanceof DefaultNodeFactory fluent ? new FluentRuntime(fluent)
            : new ClassicRuntime(factory);
    }
}

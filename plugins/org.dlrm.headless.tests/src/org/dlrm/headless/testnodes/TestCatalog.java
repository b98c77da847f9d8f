package org.dlrm.headless.testnodes;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.dlrm.standin.NodeCatalog;
import org.dlrm.standin.NodeRuntime;

/** The test nodes, as if a plugin.xml declared them. */
public final class TestCatalog implements NodeCatalog {

    private record TestEntry(Class<?> factory) implements Entry {

        @Override
        public String categoryPath() {
            return "/test";
        }

        @Override
        public String factoryClassName() {
            return factory.getName();
        }

        @Override
        public String bundleSymbolicName() {
            return "org.dlrm.headless.tests";
        }

        @Override
        public String bundleName() {
            return "Test nodes";
        }

        @Override
        public String bundleVendor() {
            return "DLRM Nodes for KNIME";
        }

        @Override
        public String bundleVersion() {
            return "1.0.0";
        }

        @Override
        public NodeRuntime create() {
            return NodeRuntime.of(factory);
        }
    }

    @Override
    public List<Entry> nodes() {
        return Stream.<Class<?>>of(MeanNodeFactory.class, NumbersNodeFactory.class).<Entry>map(TestEntry::new).toList();
    }

    @Override
    public Optional<Entry> byFactory(final String factoryClassName) {
        return nodes().stream().filter(entry -> entry.factoryClassName().equals(factoryClassName)).findFirst();
    }

    @Override
    public List<Category> categories() {
        return List.of(new Category("/test", "Test", "Test nodes", ""));
    }

    @Override
    public List<String> problems() {
        return List.of();
    }
}

package org.dlrm.standin;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.dlrm.standin.core.Extensions;

/** Reads the node extensions. */
record RegistryCatalog(List<NodeCatalog.Entry> nodes, List<NodeCatalog.Category> categories, List<String> problems)
    implements NodeCatalog {

    private record RegistryEntry(String categoryPath, String factoryClassName, Extensions.Element element)
        implements Entry {

        @Override
        public String bundleSymbolicName() {
            return element.contributor().symbolicName();
        }

        @Override
        public String bundleName() {
            return element.contributor().name();
        }

        @Override
        public String bundleVendor() {
            return element.contributor().vendor();
        }

        @Override
        public String bundleVersion() {
            return element.contributor().version();
        }

        @Override
        public NodeRuntime create() {
            return NodeRuntime.of(element.load(factoryClassName));
        }
    }

    static NodeCatalog read() {
        final List<String> problems = new ArrayList<>();
        final List<Category> categories = new ArrayList<>();
        final Set<String> paths = new HashSet<>(Set.of("/"));
        for (final Extensions.Element e : Extensions.elements("org.knime.workbench.repository.categories",
            "category")) {
            final String parent = required(e, "path", problems);
            final String path = (parent.endsWith("/") ? parent : parent + "/") + required(e, "level-id", problems);
            categories.add(new Category(path, required(e, "name", problems), e.attribute("description").orElse(""),
                e.attribute("icon").orElse("")));
            if (!paths.add(path)) {
                problems.add(where(e) + "category " + path + " is declared twice");
            }
        }
        categories.sort(Comparator.comparingInt((Category c) -> c.path().split("/").length)
            .thenComparing(Category::path));
        final List<Entry> nodes = new ArrayList<>();
        final Set<String> factories = new HashSet<>();
        for (final Extensions.Element e : Extensions.elements("org.knime.workbench.repository.nodes", "node")) {
            final Entry entry = new RegistryEntry(required(e, "category-path", problems),
                required(e, "factory-class", problems), e);
            nodes.add(entry);
            if (!paths.contains(entry.categoryPath())) {
                problems.add(where(e) + "category \"" + entry.categoryPath() + "\" of node "
                    + entry.factoryClassName() + " is not declared");
            }
            if (!factories.add(entry.factoryClassName())) {
                problems.add(where(e) + "node " + entry.factoryClassName() + " is declared twice");
            }
            try {
                e.load(entry.factoryClassName());
            } catch (final IllegalStateException ex) {
                problems.add(ex.getMessage());
            }
        }
        nodes.sort(Comparator.comparing(Entry::categoryPath).thenComparing(Entry::factoryClassName));
        return new RegistryCatalog(List.copyOf(nodes), List.copyOf(categories), List.copyOf(problems));
    }

    private static String where(final Extensions.Element e) {
        return "plugin.xml of " + e.contributor().symbolicName() + ": ";
    }

    private static String required(final Extensions.Element e, final String attribute, final List<String> problems) {
        final Optional<String> value = e.attribute(attribute);
        if (value.isEmpty()) {
            problems.add(where(e) + e.name() + " lacks the attribute \"" + attribute + "\"");
        }
        return value.orElse("");
    }

    @Override
    public Optional<Entry> byFactory(final String factoryClassName) {
        return nodes.stream().filter(n -> n.factoryClassName().equals(factoryClassName)).findFirst();
    }
}

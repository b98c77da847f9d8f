package org.dlrm.standin;

import java.util.List;
import java.util.Optional;

/** The nodes that plugin.xml files declare. */
public interface NodeCatalog {

    /** Reads the extension registry of the running Equinox (points org.knime.workbench.repository.nodes/categories). */
    static NodeCatalog fromRegistry() {
        return RegistryCatalog.read();
    }

    /** Sorted by category, then name of the factory class. */
    List<Entry> nodes();

    Optional<Entry> byFactory(String factoryClassName);

    /** Categories, outermost first. */
    List<Category> categories();

    /** Things in plugin.xml that KNIME would complain about (category not declared, class missing ...). */
    List<String> problems();

    /** @param path e.g. "/dlrm" */
    record Category(String path, String name, String description, String icon) {
    }

    interface Entry {
        String categoryPath();

        String factoryClassName();

        String bundleSymbolicName();

        String bundleName();

        String bundleVendor();

        String bundleVersion();

        /** @throws IllegalStateException if the class cannot be loaded or its static initialiser fails */
        NodeRuntime create();
    }
}

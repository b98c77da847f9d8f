package org.knime.core.webui.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.dlrm.standin.PageDeclaration;

/** A page that is a file of a bundle. */
public class FromFilePage extends Page {

    private final Class<?> m_bundleClass;

    private final String m_basePath;

    private final String m_file;

    private final List<String> m_resources = new ArrayList<>();

    FromFilePage(final Class<?> bundleClass, final String basePath, final String file) {
        m_bundleClass = Objects.requireNonNull(bundleClass);
        m_basePath = Objects.requireNonNull(basePath);
        m_file = Objects.requireNonNull(file);
    }

    @Override
    public String getRelativePath() {
        return m_file;
    }

    /** @param relativeFilePath a file below the base path that the page loads */
    public FromFilePage addResourceFile(final String relativeFilePath) {
        m_resources.add(relativeFilePath);
        return this;
    }

    /** @param relativeDirPath a folder below the base path that the page loads from */
    public FromFilePage addResourceDirectory(final String relativeDirPath) {
        m_resources.add(relativeDirPath);
        return this;
    }

    PageDeclaration declaration() {
        return new PageDeclaration(m_bundleClass, m_basePath, m_file, List.copyOf(m_resources));
    }
}

package org.dlrm.standin.tests;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;

import org.dlrm.standin.NodeRuntime;
import org.dlrm.standin.core.Extensions;

/** An extension of shared/knime-api, compiled and registered. */
final class Demo implements AutoCloseable {

    private final URLClassLoader m_loader;

    private final AutoCloseable m_registration;

    private Demo(final URLClassLoader loader, final AutoCloseable registration) {
        m_loader = loader;
        m_registration = registration;
    }

    /** @param extension folder with src, plugin.xml and whatever the nodes need */
    static Demo load(final Path extension, final Path out) throws IOException, URISyntaxException {
        Compiler.compile(out, Compiler.sources(extension.resolve("src")));
        final URLClassLoader loader = new URLClassLoader(
            new URL[]{out.toUri().toURL(), extension.toUri().toURL(), extension.resolve("src").toUri().toURL()},
            Demo.class.getClassLoader());
        return new Demo(loader, Extensions.register(extension.resolve("plugin.xml").toUri().toURL(), loader,
            new Extensions.Contributor("demo", "Demo", "demo", "1.0.0")));
    }

    NodeRuntime node(final String factory) throws ClassNotFoundException {
        return NodeRuntime.of(m_loader.loadClass(factory));
    }

    @Override
    public void close() throws Exception {
        m_registration.close();
        m_loader.close();
    }
}

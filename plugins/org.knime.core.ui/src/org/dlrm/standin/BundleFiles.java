package org.dlrm.standin;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Optional;

import org.eclipse.core.runtime.FileLocator;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;

/** Finds files at the root of the bundle that a class lies in (in a plain JVM: on the class path). */
final class BundleFiles {

    private BundleFiles() {
    }

    static Optional<URL> find(final Class<?> type, final String path) {
        final Optional<URL> inBundle = InBundle.available() ? InBundle.find(type, path) : Optional.empty();
        return inBundle.or(() -> Optional.ofNullable(type.getClassLoader().getResource(path)));
    }

    /** Empty if the address is none of a file. */
    static Optional<Path> file(final URL url) {
        try {
            final URL local = InBundle.available() ? InBundle.local(url) : url;
            return "file".equals(local.getProtocol())
                ? Optional.of(Path.of(new URI("file", null, local.getPath(), null))) : Optional.empty();
        } catch (final URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** Apart, so that a plain JVM without the Eclipse jars never links it. */
    private static final class InBundle {

        static boolean available() {
            try {
                return FrameworkUtil.getBundle(BundleFiles.class) != null;
            } catch (final NoClassDefFoundError e) {
                return false;
            }
        }

        static Optional<URL> find(final Class<?> type, final String path) {
            final Bundle bundle = FrameworkUtil.getBundle(type);
            return bundle == null ? Optional.empty() : Optional.ofNullable(bundle.getEntry(path));
        }

        static URL local(final URL url) {
            try {
                return FileLocator.toFileURL(url);
            } catch (final IOException e) {
                return url;
            }
        }
    }
}

package org.dlrm.standin;

import java.net.URL;
import java.nio.file.Path;
import java.util.Optional;

/** Finds icons. */
final class Icons {

    private Icons() {
    }

    /** @param path relative to the class, may start with "../" */
    static Optional<URL> find(final Class<?> base, final String path) {
        final String folder = base.getPackageName().replace('.', '/');
        final Path resolved = Path.of("/" + folder).resolve(path).normalize();
        final String name = resolved.toString().replace('\\', '/').substring(1);
        return Optional.ofNullable(base.getClassLoader().getResource(name));
    }
}

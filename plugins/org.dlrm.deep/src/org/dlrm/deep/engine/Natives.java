package org.dlrm.deep.engine;

import java.io.File;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Finds the folder of an engine's native libraries, {@code native/<engine>} of the fragment
 * {@code org.dlrm.deep.<engine>.<os>.<arch>}: on the class path in OSGi, where a fragment's content belongs to its
 * host, or in a fragment's folder beside an entry of the class path in a plain JVM.
 */
final class Natives {

    private Natives() {
    }

    static Optional<Path> folder(final String engine, final String library) {
        final String file = "native/" + engine + "/" + System.mapLibraryName(library);
        final URL url = Natives.class.getClassLoader().getResource(file);
        if (url != null) {
            return fileOf(url).map(Path::getParent);
        }
        final String fragment = "org.dlrm.deep." + engine + "." + Platform.current();
        for (final String entry : System.getProperty("java.class.path", "").split(File.pathSeparator)) {
            for (Path dir = Path.of(entry).toAbsolutePath(); dir != null; dir = dir.getParent()) {
                final Path candidate = dir.resolveSibling(fragment).resolve(file);
                if (Files.isRegularFile(candidate)) {
                    return Optional.of(candidate.getParent());
                }
            }
        }
        return Optional.empty();
    }

    /**
     * The URL of a resource in OSGi is a bundle's; Eclipse's FileLocator knows its file. Called by name, because this
     * library also runs without Eclipse.
     */
    private static Optional<Path> fileOf(final URL url) {
        try {
            if (url.getProtocol().equals("file")) {
                return Optional.of(Path.of(url.toURI()));
            }
            final URL file = (URL)Class.forName("org.eclipse.core.runtime.FileLocator")
                .getMethod("toFileURL", URL.class).invoke(null, url);
            return Optional.of(new File(file.getPath()).toPath()); // FileLocator does not encode blanks
        } catch (ReflectiveOperationException | URISyntaxException e) {
            throw new IllegalStateException("No file behind " + url, e);
        }
    }
}

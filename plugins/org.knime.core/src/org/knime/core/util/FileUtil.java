package org.knime.core.util;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

import org.dlrm.standin.core.ExecutionSpace;

/** Files, folders and addresses. */
public final class FileUtil {

    private static final String WORKFLOW_HOST = "knime.workflow";

    private FileUtil() {
    }

    /**
     * An address, or a path turned into one. Addresses with "knime:" are only resolved while a node runs.
     *
     * @throws MalformedURLException if it is neither
     */
    public static URL toURL(final String urlOrPath) throws MalformedURLException, InvalidPathException {
        if (urlOrPath.startsWith("knime:")) {
            return new URL(null, urlOrPath, new KnimeUrls());
        }
        try {
            return new URL(urlOrPath);
        } catch (final MalformedURLException e) {
            return Path.of(urlOrPath).toAbsolutePath().toUri().toURL();
        }
    }

    /** @return null if the address is none of a local file */
    public static File getFileFromURL(final URL fileUrl) {
        try {
            final Path path = resolveToPath(fileUrl);
            return path == null ? null : path.toFile();
        } catch (final IOException | URISyntaxException e) {
            throw new IllegalArgumentException("Cannot resolve file URL '" + fileUrl + "': " + e.getMessage(), e);
        }
    }

    /**
     * @return null if the address is none of a local file
     * @throws IOException if it leads out of the workflow, or if no workflow is known on this thread
     */
    public static Path resolveToPath(final URL url) throws IOException, URISyntaxException {
        if ("file".equalsIgnoreCase(url.getProtocol())) {
            return url.getHost() == null || url.getHost().isEmpty() ? Path.of(url.toURI()) : null;
        }
        if (!"knime".equalsIgnoreCase(url.getProtocol())) {
            return null;
        }
        if (!WORKFLOW_HOST.equals(url.getHost())) {
            throw new IOException("knime://" + url.getHost() + " is not known here; use knime://" + WORKFLOW_HOST
                + "/..., which is relative to the workflow");
        }
        final ExecutionSpace space = ExecutionSpace.current()
            .orElseThrow(() -> new IOException("No context for relative URL available"));
        final String relative = URI.create(url.toString().replace(" ", "%20")).getPath();
        final Path path = space.workflowDir().resolve(relative.substring(1)).normalize();
        if (!path.startsWith(space.workflowDir())) {
            throw new IOException("Cannot access items outside the workflow because it is not imported into a space: '"
                + url + "'");
        }
        return path;
    }

    public static boolean isRelativeKnimeURL(final URL url) {
        return "knime".equalsIgnoreCase(url.getProtocol()) && url.getHost().startsWith("knime.");
    }

    public static InputStream openStreamWithTimeout(final URL url) throws IOException {
        return url.openStream();
    }

    public static File createTempDir(final String prefix) throws IOException {
        final Optional<ExecutionSpace> space = ExecutionSpace.current();
        final Path dir = space.isPresent() ? Files.createTempDirectory(space.get().tempDir(), prefix)
            : Files.createTempDirectory(prefix);
        return dir.toFile();
    }

    public static File createTempFile(final String prefix, final String suffix) throws IOException {
        final Optional<ExecutionSpace> space = ExecutionSpace.current();
        final Path file = space.isPresent() ? Files.createTempFile(space.get().tempDir(), prefix, suffix)
            : Files.createTempFile(prefix, suffix);
        file.toFile().deleteOnExit();
        return file.toFile();
    }

    public static boolean deleteRecursively(final File dir) {
        try (Stream<Path> files = Files.walk(dir.toPath())) {
            for (final Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
            return true;
        } catch (final IOException e) {
            return false;
        }
    }
}

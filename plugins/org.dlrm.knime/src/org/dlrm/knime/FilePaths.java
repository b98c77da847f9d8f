package org.dlrm.knime;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

import org.knime.core.node.InvalidSettingsException;
import org.knime.core.util.FileUtil;

/** The one place where text becomes a path: absolute, {@code file:} or {@code knime://knime.workflow/...}. */
public final class FilePaths {

    private static final String WORKFLOW = "knime://knime.workflow/";

    private static final String BESIDE_WORKFLOW = WORKFLOW + "../";

    private FilePaths() {
    }

    /**
     * @param text what the user typed
     * @param what the option it was typed into, for the message
     * @return the local path; it need not exist
     * @throws InvalidSettingsException if the text is empty or names no local place
     */
    public static Path resolve(final String text, final String what) throws InvalidSettingsException {
        if (text == null || text.isBlank()) {
            throw new InvalidSettingsException(what + " is empty. Enter an absolute path or one that starts with "
                + "knime://knime.workflow/ (inside the workflow folder).");
        }
        try {
            final Path path = local(unquoted(text.trim()));
            if (path == null) {
                throw new InvalidSettingsException(what + ": " + text + " is not a file on this machine. Copy the "
                    + "files to a local folder first.");
            }
            return path.normalize();
        } catch (IOException | URISyntaxException | IllegalArgumentException e) {
            throw new InvalidSettingsException(what + ": cannot use the path '" + text + "': " + e.getMessage(), e);
        }
    }

    /** Windows' "Copy as path" puts quotes around it. */
    private static String unquoted(final String text) {
        return text.length() > 2 && text.startsWith("\"") && text.endsWith("\"") ? text.substring(1, text.length() - 1).trim() : text;
    }

    /** @return null if the address is none of a local file */
    private static Path local(final String text) throws IOException, URISyntaxException {
        try {
            return FileUtil.resolveToPath(FileUtil.toURL(text));
        } catch (IOException e) {
            if (!text.startsWith(BESIDE_WORKFLOW)) {
                throw e;
            }
            // KNIME leads out of a workflow only within its workspace, which a workflow run in batch mode or opened from
            // elsewhere does not have: such a path is then taken from where the workflow lies
            final Path data = FileUtil.resolveToPath(FileUtil.toURL(WORKFLOW + "data"));
            if (data == null) {
                throw e;
            }
            final String relative = new URI(text.replace(" ", "%20")).getPath().substring(1);
            return data.resolveSibling(relative);
        }
    }

    /**
     * Writes beside the place first, so that a reader never sees half a file; creates the folders.
     *
     * @throws IOException in words
     */
    public static void write(final Path file, final byte[] content) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException("Cannot write " + file + ": it is a folder. Add the name of the file.");
        }
        try {
            Files.createDirectories(file.getParent());
            // no temporary file of the system's kind: only its owner could read it
            final Path part = file.resolveSibling(file.getFileName() + ".part");
            try {
                Files.write(part, content);
                Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw new IOException("Cannot write " + file + ": " + Failures.words(e) + ". Choose a folder you may write to.", e);
        }
    }

    /**
     * Makes a path found in a table independent of where the table lies.
     *
     * @param table location of the table file, as typed by the user
     * @param path a path in the table: absolute, a URL or relative to the table
     * @return text that {@link #resolve} understands; stays inside {@code knime://} if the table was given so, hence the
     *         same on every machine
     */
    public static String besideTable(final String table, final String path) {
        final String p = path.trim().replace('\\', '/');
        if (p.isEmpty() || p.contains("://") || p.startsWith("file:") || p.startsWith("/")
            || p.matches("[A-Za-z]:/.*")) {
            return path.trim();
        }
        final String t = table.trim().replace('\\', '/');
        final int slash = t.lastIndexOf('/');
        return slash < 0 ? p : t.substring(0, slash + 1) + p;
    }
}

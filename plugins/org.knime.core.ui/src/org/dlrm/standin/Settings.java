package org.dlrm.standin;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

import org.knime.core.node.NodeSettings;

/** settings.xml and workflow.knime (XMLConfig 2008/09). */
public final class Settings {

    private Settings() {
    }

    /** @throws IOException if it is not such a file; the message names the line */
    public static NodeSettings read(final Path file) throws IOException {
        final NodeSettings settings = new NodeSettings(file.getFileName().toString());
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            settings.load(in);
            return settings;
        } catch (final IOException e) {
            throw new IOException(file.getFileName() + ": " + e.getMessage(), e);
        }
    }

    /** Byte for byte the layout KNIME writes. */
    public static void write(final NodeSettings settings, final Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            settings.saveToXML(out);
        }
    }
}

package org.dlrm.headless.workflow;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.SortedMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Exported workflows: a zip file that holds the workflow folder. */
final class Knwf {

    private Knwf() {
    }

    /**
     * @param name the workflow folder's name
     * @param files path within the folder to content
     * @return the .knwf file; the same files give the same bytes
     * @throws IOException never
     */
    static byte[] zip(final String name, final SortedMap<String, byte[]> files) throws IOException {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (final Map.Entry<String, byte[]> file : files.entrySet()) {
                final ZipEntry entry = new ZipEntry(name + "/" + file.getKey());
                entry.setTimeLocal(LocalDateTime.of(2026, 1, 1, 0, 0));
                zip.putNextEntry(entry);
                zip.write(file.getValue());
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }
}

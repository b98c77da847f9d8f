import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Packs the workflow folders as .knwf files, which users import into KNIME: {@code Workflows test-workflows target/workflows}.
 * Only what belongs to the saved workflow, not what a run has left there; the same folders give the same bytes.
 */
final class Workflows {

    private Workflows() {
    }

    public static void main(final String[] args) throws IOException {
        final Path target = Files.createDirectories(Path.of(args[1]));
        for (final Path workflow : sorted(Path.of(args[0]))) {
            if (Files.exists(workflow.resolve("workflow.knime"))) {
                pack(workflow, target.resolve(workflow.getFileName() + ".knwf"));
            }
        }
    }

    private static void pack(final Path workflow, final Path knwf) throws IOException {
        try (OutputStream out = Files.newOutputStream(knwf); ZipOutputStream zip = new ZipOutputStream(out)) {
            for (final String file : files(workflow)) {
                final ZipEntry entry = new ZipEntry(workflow.getFileName() + "/" + file);
                entry.setTimeLocal(LocalDateTime.of(2026, 1, 1, 0, 0));
                zip.putNextEntry(entry);
                zip.write(Files.readAllBytes(workflow.resolve(file)));
                zip.closeEntry();
            }
        }
    }

    /** The workflow's own files, its nodes' settings, and the files directly in its data folder. */
    private static List<String> files(final Path workflow) throws IOException {
        try (Stream<Path> all = Files.walk(workflow, 2)) {
            return all.filter(Files::isRegularFile).map(f -> workflow.relativize(f).toString().replace('\\', '/'))
                .filter(f -> f.matches("workflow\\.knime|workflow-metadata\\.xml|workflowset\\.meta"
                    + "|.* \\(#\\d+\\)/settings\\.xml|data/[^/]+"))
                .sorted().toList();
        }
    }

    private static List<Path> sorted(final Path folder) throws IOException {
        try (Stream<Path> children = Files.list(folder)) {
            return children.filter(Files::isDirectory).sorted().toList();
        }
    }
}

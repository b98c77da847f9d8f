package org.dlrm.headless.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.dlrm.standin.NodeCatalog;
import org.dlrm.stats.table.Csv;
import org.dlrm.stats.table.Table;
import org.eclipse.core.runtime.RegistryFactory;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

/** The workflows radiomics-robustness and ibsi-reference run, and give what their annotations say. */
final class RobustnessWorkflowsTest {

    @TempDir
    private Path m_dir;

    private Path run(final String workflow, final String name, final String... more) throws IOException {
        final Path source = Path.of("..", "..", "test-workflows", workflow).toAbsolutePath().normalize();
        Assumptions.assumeTrue(Files.isDirectory(source), "skipped: not run inside the checkout");
        Assumptions.assumeTrue(RegistryFactory.getRegistry() != null,
            "skipped: needs Equinox's extension registry");
        final Path copy = m_dir.resolve(name + "-" + workflow);
        try (Stream<Path> files = Files.walk(source)) {
            for (final Path f : files.filter(p -> !p.startsWith(source.resolve("data"))).toList()) {
                Files.copy(f, copy.resolve(source.relativize(f).toString()));
            }
        }
        final Path out = m_dir.resolve(name);
        final List<String> args = new ArrayList<>(List.of(copy.toString(), "--out", out.toString()));
        args.addAll(List.of(more));
        assertEquals(0,
            new CommandLine(new RunCommand(NodeCatalog::fromRegistry)).execute(args.toArray(String[]::new)));
        return out;
    }

    /** @return the folders of a node's results, in the order of the workflow */
    private static List<Path> folders(final Path out, final String name) throws IOException {
        try (Stream<Path> folders = Files.list(out)) {
            return folders.filter(f -> f.getFileName().toString().endsWith(name)).sorted().toList();
        }
    }

    @Test
    void perturbationsAndReaders() throws IOException {
        final String[] small = {"--set", "Phantom Cohort Generator.train=6", "--set", "ROI Perturbator.chain=RT"};
        final Path two = run("radiomics-robustness", "two", Stream.concat(Stream.of(small), Stream.of("--threads", "2"))
            .toArray(String[]::new));
        final List<Path> filters = folders(two, "feature-robustness-filter");
        assertEquals(2, filters.size());
        final Table perturbed = Csv.read(filters.get(0).resolve("reliability.csv"));
        final Table readers = Csv.read(filters.get(1).resolve("reliability.csv"));
        assertEquals(perturbed.rows(), readers.rows());
        assertEquals("ICC(1,1)", perturbed.factor("Coefficient").label(0));
        assertEquals("ICC(2,1)", readers.factor("Coefficient").label(0));
        assertEquals(6, perturbed.numbers("Patients")[0], 0);
        assertEquals(8, perturbed.numbers("Measurements")[0], 0);
        int kept = 0;
        for (int r = 0; r < perturbed.rows(); r++) {
            final boolean robust = perturbed.numbers("ICC")[r] >= 0.9;
            assertEquals(robust ? "yes" : "no", perturbed.factor("Kept").label(r));
            kept += robust ? 1 : 0;
        }
        assertTrue(kept > 20 && kept < perturbed.rows(), kept + " of " + perturbed.rows() + " are robust");
        final Table robust = Csv.read(filters.get(0).resolve("robust-features.csv"));
        assertEquals(6, robust.rows(), "the first reader's patients");
        assertEquals(kept, robust.names().stream().filter(n -> n.startsWith("rad_")).count());
        final Path one = run("radiomics-robustness", "one", Stream.concat(Stream.of(small), Stream.of("--threads", "1"))
            .toArray(String[]::new));
        assertArrayEquals(Files.readAllBytes(filters.get(0).resolve("reliability.csv")),
            Files.readAllBytes(folders(one, "feature-robustness-filter").get(0).resolve("reliability.csv")),
            "the same with one and two threads");
    }

    @Test
    void ibsiReference() throws IOException {
        final Path out = run("ibsi-reference", "ibsi");
        final Table comparisons =
            Csv.read(folders(out, "ibsi-reference-check").get(0).resolve("comparisons.csv"));
        assertEquals(482, comparisons.rows());
        for (int r = 0; r < comparisons.rows(); r++) {
            assertEquals("pass", comparisons.factor("Verdict").label(r), comparisons.factor("Tag").label(r));
        }
    }
}

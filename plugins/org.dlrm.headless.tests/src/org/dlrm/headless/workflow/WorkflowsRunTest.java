package org.dlrm.headless.workflow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.dlrm.deep.engine.EngineMissingException;
import org.dlrm.deep.engine.Engines;
import org.dlrm.headless.run.RunCommand;
import org.dlrm.standin.NodeCatalog;
import org.dlrm.testing.Shared;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import picocli.CommandLine;

/** Each example workflow runs as a user finds it, but with fewer patients; the main one has a test of its own. */
final class WorkflowsRunTest {

    private static final String PHANTOM = "Phantom Cohort Generator.";

    /** Fewer made-up patients, for the workflows that have any. */
    private static final Map<String, List<String>> SMALLER =
        Map.of("dlrm-predict", List.of(PHANTOM + "external1=3", PHANTOM + "external2=3"), "external-validation",
            List.of(PHANTOM + "external2=24"), "radiomics-robustness", List.of(PHANTOM + "train=5"), "multi-centre",
            List.of(PHANTOM + "train=40", PHANTOM + "internal=20", PHANTOM + "external1=20", "DLRM Fusion.outerFolds=0"),
            "deep-learner", List.of(PHANTOM + "train=30", PHANTOM + "internal=10", PHANTOM + "external1=10",
                "Whole network.epochs=1", "Whole network.folds=2"));

    /** Without PyTorch the second learner trains a head too. */
    private static final String NO_PYTORCH = "Whole network.trained=HEAD";

    @TempDir
    private Path m_dir;

    static Stream<String> workflows() {
        return Workflows.all().stream().map(WorkflowBuilder::name)
            .filter(name -> !List.of("dlrm-gastric", "real-ct").contains(name));
    }

    private static WorkflowBuilder workflow(final String name) {
        return Workflows.all().stream().filter(w -> w.name().equals(name)).findFirst().orElseThrow();
    }

    private static boolean hasPytorch() {
        try {
            Engines.requirePytorch("The test");
            return true;
        } catch (EngineMissingException e) {
            return false;
        }
    }

    private Path run(final Path folder, final List<String> settings) {
        final Path out = m_dir.resolve("out");
        final List<String> args = new ArrayList<>(List.of(folder.toString(), "--out", out.toString()));
        settings.forEach(s -> args.addAll(List.of("--set", s)));
        assertEquals(0,
            new CommandLine(new RunCommand(NodeCatalog::fromRegistry)).execute(args.toArray(String[]::new)));
        return out;
    }

    @ParameterizedTest
    @MethodSource("workflows")
    void runsAsItIs(final String name) throws IOException, WorkflowException {
        final Path folder = m_dir.resolve(name);
        WorkflowsCommand.write(folder, workflow(name).files(NodeCatalog.fromRegistry()));
        final List<String> settings = new ArrayList<>(SMALLER.getOrDefault(name, List.of()));
        if (name.equals("deep-learner") && !hasPytorch()) {
            settings.add(NO_PYTORCH);
        }
        final Path out = run(folder, settings);
        try (Stream<Path> tables = Files.walk(out)) {
            assertTrue(tables.anyMatch(f -> f.toString().endsWith(".csv")), "its tables are written");
        }
    }

    /**
     * Where the real patients are: the workflow itself, in its place, because its paths leave the folder. The regions are large:
     * without interpolation and texture it takes a tenth of the time.
     */
    @Test
    void realPatients() throws IOException {
        Shared.require("sts-cohort");
        final Path folder = Path.of("..", "..", "test-workflows", "real-ct").toAbsolutePath().normalize();
        final Path cohort = folder.resolve("../../../shared/sts-cohort/cohort.csv").normalize();
        Assumptions.assumeTrue(Files.exists(cohort), "skipped: the workflow expects " + cohort);
        final Path out = run(folder, List.of("DLRM Fusion.outerFolds=0", "Radiomics Extractor.preset=CUSTOM",
            "Radiomics Extractor.interpolation=NONE", "Radiomics Extractor.families=INTENSITY_STATISTICS"));
        try (Stream<Path> nodes = Files.list(out)) {
            final Path regions =
                nodes.filter(n -> n.getFileName().toString().endsWith("roi-masker")).findFirst().orElseThrow();
            assertEquals(1 + 37, Files.readAllLines(regions.resolve("regions.csv")).size(), "37 patients");
            assertEquals(1, Files.readAllLines(regions.resolve("problems.csv")).stream()
                .filter(line -> !line.contains("WARNING")).count(), "the header only: no error");
        }
    }

    @Test
    void exportedFilesAreTheFolders() throws Exception {
        final Path packer = Path.of("..", "..", "update-site", "src", "Workflows.java");
        Assumptions.assumeTrue(Files.exists(packer), "skipped: not run inside the checkout");
        final Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            packer.toString(), Path.of("..", "..", "test-workflows").toString(), m_dir.toString()).inheritIO().start();
        assertEquals(0, process.waitFor());
        for (final WorkflowBuilder workflow : Workflows.all()) {
            assertArrayEquals(Knwf.zip(workflow.name(), workflow.files(NodeCatalog.fromRegistry())),
                Files.readAllBytes(m_dir.resolve(workflow.name() + ".knwf")), workflow.name());
        }
    }
}

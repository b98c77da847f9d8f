package org.dlrm.headless.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.dlrm.standin.NodeCatalog;
import org.dlrm.stats.table.Csv;
import org.dlrm.stats.table.Table;
import org.dlrm.testing.Chromium;
import org.eclipse.core.runtime.RegistryFactory;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

/** The main workflow from DICOM files to survival groups, small, in the Equinox that the tests run in. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MainWorkflowTest {

    private static List<String> sizes(final int training, final int each) {
        final List<String> args = new ArrayList<>();
        for (final String size : List.of("train=" + training, "internal=" + each, "external1=" + each,
            "external2=" + each, "size=64")) {
            args.add("--set");
            args.add("Phantom Cohort Generator." + size);
        }
        args.addAll(List.of("--set", "ROI Perturbator.patients=12"));
        return args;
    }

    @TempDir
    static Path s_dir;

    /** Results with two threads; several tests look at them. */
    private Path m_two;

    /** A copy per cohort: the phantom's files are written into the workflow's folder. */
    private static Path workflow(final String cohort) throws IOException {
        final Path source = Path.of("..", "..", "test-workflows", "dlrm-gastric").toAbsolutePath().normalize();
        Assumptions.assumeTrue(Files.isDirectory(source), "skipped: not run inside the checkout");
        Assumptions.assumeTrue(RegistryFactory.getRegistry() != null,
            "skipped: needs Equinox's extension registry");
        final Path target = s_dir.resolve("workflow-" + cohort).resolve("dlrm-gastric");
        if (!Files.exists(target)) {
            Files.createDirectories(target.getParent());
            try (Stream<Path> files = Files.walk(source)) {
                for (final Path f : files.filter(p -> !p.startsWith(source.resolve("data"))).toList()) {
                    Files.copy(f, target.resolve(source.relativize(f).toString()));
                }
            }
        }
        return target;
    }

    private static Path run(final String cohort, final String name, final List<String> sizes, final String... more)
        throws IOException {
        final Path out = s_dir.resolve(name);
        final List<String> args = new ArrayList<>(List.of(workflow(cohort).toString(), "--out", out.toString()));
        args.addAll(sizes);
        args.addAll(List.of(more));
        final int code = new CommandLine(new RunCommand(NodeCatalog::fromRegistry)).execute(args.toArray(String[]::new));
        assertEquals(hasFoundNothing(out) ? 1 : 0, code);
        return out;
    }

    /** Where nothing was selected every patient has the same score, which the Survival Stratifier refuses. */
    private static boolean hasFoundNothing(final Path out) throws IOException {
        final Table predictions = Csv.read(folder(out, "dlrm-predictor").resolve("predictions.csv"));
        return Arrays.stream(predictions.numbers("DLRM linear predictor")).distinct().count() == 1;
    }

    private static Path folder(final Path out, final String name) throws IOException {
        try (Stream<Path> folders = Files.list(out)) {
            return folders.filter(f -> f.getFileName().toString().endsWith(name)).findFirst().orElseThrow();
        }
    }

    /** @return mean AUC of the three validation cohorts */
    private static double validationAuc(final Path out) throws IOException {
        final Table metrics = Csv.read(folder(out, "model-validator").resolve("metrics.csv"));
        double sum = 0;
        int n = 0;
        for (int r = 0; r < metrics.rows(); r++) {
            if (metrics.factor("Metric").label(r).equals("AUC") && !metrics.factor("Cohort").label(r).equals("train")) {
                sum += metrics.numbers("Value")[r];
                n++;
            }
        }
        assertEquals(3, n, "three validation cohorts have an AUC");
        return sum / n;
    }

    @BeforeAll
    void runOnce() throws IOException {
        m_two = run("signal", "two", sizes(96, 32), "--threads", "2");
        assertFalse(hasFoundNothing(m_two));
    }

    @Test
    void pagesShowWhatTheTablesSay() throws IOException, InterruptedException {
        final Path browser = Chromium.require();
        try (PagesInBrowser pages = new PagesInBrowser(m_two, browser, s_dir.resolve("browser"))) {
            final List<Path> views = pages.views();
            assertTrue(views.size() >= 8, views.toString());
            for (final Path page : views) {
                pages.draws(page);
                pages.exports(page);
                pages.keyboard(page);
            }
            pages.validatorShowsItsTables();
            pages.survivalShowsItsTables();
            pages.nomogramAgreesWithThePredictor();
            pages.report(workflow("signal").resolve("report/study-report.html"));
        }
    }

    @Test
    void plantedSignalIsFoundAndThreadsChangeNothing() throws IOException {
        final Path two = m_two;
        final double auc = validationAuc(two);
        assertTrue(auc > 0.65, "planted signal, mean validation AUC " + auc);
        assertTrue(Files.size(folder(two, "survival-stratifier-apply").resolve("statistics.csv")) > 1000);
        final Path one = run("signal", "one", sizes(96, 32), "--threads", "1");
        try (Stream<Path> files = Files.walk(two)) {
            final List<Path> tables = files.filter(f -> f.toString().endsWith(".csv")).sorted().toList();
            assertTrue(tables.size() >= 15, "tables written: " + tables.size());
            for (final Path table : tables) {
                assertArrayEquals(Files.readAllBytes(table), Files.readAllBytes(one.resolve(two.relativize(table))),
                    () -> two.relativize(table) + " is the same with one and two threads");
            }
        }
        final Path model = folder(two, "dlrm-fusion").resolve("model/model.json");
        assertArrayEquals(Files.readAllBytes(model), Files.readAllBytes(one.resolve(two.relativize(model))));
    }

    /** An AUC of 60 patients has a standard error of 0.075 at chance, the mean of three 0.043: 0.12 is 2.8 of it. */
    @Test
    void withoutSignalTheModelIsAtChance() throws IOException {
        final double auc = validationAuc(run("noise", "noise", sizes(48, 60), "--set", "Phantom Cohort Generator.signal=0"));
        assertTrue(auc > 0.38 && auc < 0.62, "nothing planted, mean validation AUC " + auc);
    }
}

package org.dlrm.knime;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import org.dlrm.knime.node.deep.DeepFeatureExtractorNodeFactory;
import org.dlrm.knime.node.dicom.DicomReaderNodeFactory;
import org.dlrm.knime.node.dicom.Images;
import org.dlrm.knime.node.fusion.DlrmFusionNodeFactory;
import org.dlrm.knime.node.fusion.Study;
import org.dlrm.knime.node.harmonize.HarmonizerLearnerNodeFactory;
import org.dlrm.knime.node.mask.RoiMaskerNodeFactory;
import org.dlrm.knime.node.phantom.PhantomCohortNodeFactory;
import org.dlrm.knime.node.radiomics.FeatureMapNodeFactory;
import org.dlrm.knime.node.radiomics.RadiomicsExtractorNodeFactory;
import org.dlrm.knime.node.reference.ReferenceCheckNodeFactory;
import org.dlrm.knime.node.report.StudyReportNodeFactory;
import org.dlrm.knime.node.robust.PerturbatorNodeFactory;
import org.dlrm.knime.node.robust.RobustnessFilterNodeFactory;
import org.dlrm.knime.node.survival.SurvivalLearnerNodeFactory;
import org.dlrm.knime.node.validate.ModelValidatorNodeFactory;
import org.dlrm.standin.NodeRuntime;
import org.dlrm.testing.Shared;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.knime.core.data.DataCell;
import org.knime.core.data.DataRow;
import org.knime.core.data.def.DefaultRow;
import org.knime.core.data.def.DoubleCell;
import org.knime.core.data.def.StringCell;
import org.knime.core.node.BufferedDataTable;
import org.knime.core.node.CanceledExecutionException;
import org.knime.core.node.NodeSettings;
import org.knime.core.node.port.PortObject;
import org.knime.core.node.port.PortObjectSpec;

import com.sun.management.OperatingSystemMXBean;

/**
 * Every node that may work for long says how far it is and stops within a second of being asked to. Measured in processor time
 * of one worker, which on an idle machine is the time a user waits.
 */
final class CancelTest extends WorkspaceTest {

    private static final double SECOND = 1e9;

    /** How long a node works before it is stopped. */
    private static final double WORK_SECONDS = 0.4;

    /** The longest that a user sees nothing, on a machine that has just started. */
    private static final double PATIENCE_SECONDS = 10;

    /** What a user reads beside the node: done, total, RowID, rate. */
    private static final String PATIENTS = "\\d+ of \\d+ \\(.+\\), \\d+\\.\\d per second";

    private String m_threads;

    @BeforeEach
    void oneThread() {
        m_threads = System.getProperty("dlrm.threads");
        System.setProperty("dlrm.threads", "1");
    }

    @AfterEach
    void threadsAsBefore() {
        if (m_threads == null) {
            System.clearProperty("dlrm.threads");
        } else {
            System.setProperty("dlrm.threads", m_threads);
        }
    }

    private static double cpu() {
        return ((OperatingSystemMXBean)ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private static boolean isEmpty(final List<String> messages) {
        synchronized (messages) {
            return messages.isEmpty();
        }
    }

    /** @return the progress messages until it was stopped */
    private List<String> stopped(final Class<?> factory, final List<? extends PortObject> inputs, final String... settings)
        throws Exception {
        return stopped(NodeRuntime.of(factory), inputs, settings);
    }

    /** @param node with the ports that the inputs need */
    private List<String> stopped(final NodeRuntime node, final List<? extends PortObject> inputs, final String... settings)
        throws Exception {
        final NodeSettings model = node.defaultSettings(new PortObjectSpec[inputs.size()]);
        for (int i = 0; i < settings.length; i += 2) {
            node.set(model, settings[i], settings[i + 1]);
        }
        node.loadSettings(model);
        final AtomicBoolean cancelled = new AtomicBoolean();
        final AtomicReference<Double> asked = new AtomicReference<>(0.0);
        final List<String> messages = new ArrayList<>();
        final double start = cpu();
        final NodeRuntime.Monitor monitor = new NodeRuntime.Monitor() {
            @Override
            public void progress(final double fraction, final String message) {
                synchronized (messages) {
                    if (message != null && !message.isEmpty()) {
                        messages.add(message);
                    }
                }
            }

            @Override
            public boolean cancelled() {
                return cancelled.get();
            }
        };
        final AtomicReference<Exception> thrown = new AtomicReference<>();
        final Thread work = new Thread(() -> {
            try {
                node.execute(inputs.toArray(PortObject[]::new), monitor, m_workspace);
            } catch (Exception e) {
                thrown.set(e);
            }
        });
        work.start();
        while (work.isAlive() && (cpu() - start < WORK_SECONDS * SECOND
            || isEmpty(messages) && cpu() - start < PATIENCE_SECONDS * SECOND)) {
            Thread.sleep(5);
        }
        assertTrue(work.isAlive(), () -> node.name() + " ended before it was stopped: " + thrown.get());
        asked.set(cpu());
        cancelled.set(true);
        work.join();
        final double waited = (cpu() - asked.get()) / SECOND;
        assertInstanceOf(CanceledExecutionException.class, thrown.get(), node.name());
        assertTrue(waited < 1, () -> node.name() + " worked on for " + waited + " s");
        return messages;
    }

    private void stoppedAmongPatients(final Class<?> factory, final BufferedDataTable table, final String... settings)
        throws Exception {
        final List<String> messages = stopped(factory, List.of(table), settings);
        assertFalse(messages.isEmpty(), "says how far it is");
        messages.forEach(m -> assertTrue(m.matches(PATIENTS), m));
        assertTrue(messages.get(0).startsWith("1 of " + table.size() + " (row 0"), messages.get(0));
    }

    /** The same patients again and again. */
    private BufferedDataTable many(final BufferedDataTable table, final int times) {
        final List<List<DataCell>> patients = rows(table).stream().map(r -> r.stream().toList()).toList();
        final List<DataRow> rows = new ArrayList<>();
        for (int t = 0; t < times; t++) {
            patients.forEach(cells -> rows.add(new DefaultRow("row " + rows.size(), cells)));
        }
        return m_workspace.table(table.getDataTableSpec(), rows);
    }

    private BufferedDataTable output(final Class<?> factory, final BufferedDataTable table) throws Exception {
        return node(factory, table).execute().table(0);
    }

    /** Patients of two centres with so many features of noise that no node is done with them at once. */
    private BufferedDataTable manyFeatures(final int features, final long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final List<Object> columns = new ArrayList<>(List.of("centre", StringCell.TYPE, "cohort", StringCell.TYPE));
        for (int f = 0; f < features; f++) {
            columns.addAll(List.of("rad_" + f, DoubleCell.TYPE));
        }
        final List<DataRow> rows = new ArrayList<>();
        for (int p = 0; p < 40; p++) {
            final DataCell[] cells = new DataCell[features + 2];
            cells[0] = new StringCell(p % 2 == 0 ? "A" : "B");
            cells[1] = new StringCell("train");
            for (int f = 0; f < features; f++) {
                cells[f + 2] = new DoubleCell(p + random.nextGaussian());
            }
            rows.add(new DefaultRow("P" + p, cells));
        }
        return m_workspace.table(StatTables.spec(columns.toArray()), rows);
    }

    @Test
    void imageNodes() throws Exception {
        final BufferedDataTable cohort = Images.cohort(m_workspace, Images.phantom(m_dir.resolve("data")));
        final BufferedDataTable volumes = output(DicomReaderNodeFactory.class, cohort);
        stoppedAmongPatients(DicomReaderNodeFactory.class, many(cohort, 2000));
        stoppedAmongPatients(RoiMaskerNodeFactory.class, many(volumes, 2000));
        final BufferedDataTable regions = output(RoiMaskerNodeFactory.class, volumes);
        stoppedAmongPatients(RadiomicsExtractorNodeFactory.class, many(regions, 2000));
        stoppedAmongPatients(DeepFeatureExtractorNodeFactory.class, many(regions, 2000));
        stopped(FeatureMapNodeFactory.class, List.of(many(regions, 2000)), "radius", "3");
        final List<String> perturbed = stopped(PerturbatorNodeFactory.class, List.of(many(regions, 10_000)),
            "useCohort", "false");
        assertTrue(perturbed.stream().allMatch(m -> m.matches("\\d+ of 30000")), () -> perturbed.get(0));
    }

    @Test
    void phantom() throws Exception {
        final List<String> messages = stopped(PhantomCohortNodeFactory.class, List.of(), "folder",
            m_dir.resolve("phantom").toString(), "sizes", "PAPER");
        assertFalse(messages.isEmpty(), "says how far it is");
        assertTrue(messages.stream().allMatch(m -> m.matches(".*\\d.*")), messages::toString);
    }

    @Test
    void learnersAndValidator() throws Exception {
        final BufferedDataTable study = Study.make().table(m_workspace);
        final List<String> fusion = stopped(DlrmFusionNodeFactory.class, List.of(study), "clinical", "age,sex", "outerFolds",
            "5", "outerRepeats", "500");
        assertTrue(fusion.stream().distinct().count() > 1, () -> "the steps are told: " + fusion);
        stopped(SurvivalLearnerNodeFactory.class, List.of(study), "scores", "rad_0", "rule", "MAXSTAT", "adjustment",
            "PERMUTATION", "permutations", "100000000");
        stopped(ModelValidatorNodeFactory.class, List.of(study), "scores", "rad_0", "point", "THRESHOLD", "bootstraps",
            "10000000");
    }

    @Test
    void robustnessAndHarmonization() throws Exception {
        final NodeRuntime filter = NodeRuntime.of(RobustnessFilterNodeFactory.class);
        filter.addPort("Second measurement");
        final List<String> compared = stopped(filter, List.of(manyFeatures(20_000, 1), manyFeatures(20_000, 2)));
        assertTrue(compared.stream().allMatch(m -> m.matches("feature \\d+ of 20000")), () -> compared.get(0));
        final List<String> learnt = stopped(HarmonizerLearnerNodeFactory.class, List.of(manyFeatures(6000, 3)), "priors",
            "NON_PARAMETRIC");
        assertTrue(learnt.contains("feature 6000 of 6000"), () -> learnt.get(learnt.size() - 1));
    }

    @Test
    void report() throws Exception {
        final List<String> steps = stopped(StudyReportNodeFactory.class,
            List.of(many(Study.make().table(m_workspace), 1500)), "file", m_dir.resolve("report.html").toString());
        assertTrue(steps.contains("reading the cohort"), steps::toString);
        assertFalse(Files.exists(m_dir.resolve("report.html")), "nothing is written");
    }

    @Test
    void referenceCheck() throws Exception {
        final Path ibsi = Shared.require("ibsi");
        stopped(ReferenceCheckNodeFactory.class, List.of(), "folder", ibsi.toString());
    }
}

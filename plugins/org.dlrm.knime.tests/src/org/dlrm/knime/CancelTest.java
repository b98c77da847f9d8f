package org.dlrm.knime;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import org.dlrm.knime.node.deep.DeepFeatureExtractorNodeFactory;
import org.dlrm.knime.node.dicom.DicomReaderNodeFactory;
import org.dlrm.knime.node.dicom.Images;
import org.dlrm.knime.node.fusion.DlrmFusionNodeFactory;
import org.dlrm.knime.node.fusion.Study;
import org.dlrm.knime.node.mask.RoiMaskerNodeFactory;
import org.dlrm.knime.node.phantom.PhantomCohortNodeFactory;
import org.dlrm.knime.node.radiomics.FeatureMapNodeFactory;
import org.dlrm.knime.node.radiomics.RadiomicsExtractorNodeFactory;
import org.dlrm.knime.node.survival.SurvivalLearnerNodeFactory;
import org.dlrm.knime.node.validate.ModelValidatorNodeFactory;
import org.dlrm.standin.NodeRuntime;
import org.dlrm.standin.Workspace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.knime.core.data.DataRow;
import org.knime.core.data.def.DefaultRow;
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
final class CancelTest {

    private static final double SECOND = 1e9;

    /** How long a node works before it is stopped. */
    private static final double WORK_SECONDS = 0.4;

    /** The longest that a user sees nothing, on a machine that has just started. */
    private static final double PATIENCE_SECONDS = 10;

    /** What a user reads beside the node: done, total, RowID, rate. */
    private static final String PATIENTS = "\\d+ of \\d+ \\(.+\\), \\d+\\.\\d per second";

    @TempDir
    private Path m_dir;

    private Workspace m_workspace;

    private String m_threads;

    @BeforeEach
    void open() throws Exception {
        m_workspace = Workspace.open(m_dir, m_dir);
        m_threads = System.getProperty("dlrm.threads");
        System.setProperty("dlrm.threads", "1");
    }

    @AfterEach
    void close() throws Exception {
        if (m_threads == null) {
            System.clearProperty("dlrm.threads");
        } else {
            System.setProperty("dlrm.threads", m_threads);
        }
        m_workspace.close();
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
        final NodeRuntime node = NodeRuntime.of(factory);
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
        final List<DataRow> rows = new ArrayList<>();
        for (int t = 0; t < times; t++) {
            for (final DataRow row : table) {
                rows.add(new DefaultRow("row " + rows.size(), row.stream().toList()));
            }
        }
        return m_workspace.table(table.getDataTableSpec(), rows);
    }

    private BufferedDataTable output(final Class<?> factory, final BufferedDataTable table) throws Exception {
        return (BufferedDataTable)Images.run(factory, m_workspace, table).outputs()[0];
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
}

package org.dlrm.knime.node.deep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;

import org.dlrm.deep.engine.Engines;
import org.dlrm.deep.onnx.OnnxGraph;
import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Roi;
import org.dlrm.image.Volume;
import org.dlrm.knime.Columns;
import org.dlrm.knime.cell.RoiCell;
import org.dlrm.knime.cell.RoiValue;
import org.dlrm.knime.node.model.DeepNetworkReaderNodeFactory;
import org.dlrm.knime.port.DeepNetworkPortObject;
import org.dlrm.knime.port.ModelSpec;
import org.dlrm.standin.NodeRuntime;
import org.dlrm.standin.Workspace;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.knime.core.data.DataCell;
import org.knime.core.data.DataRow;
import org.knime.core.data.DataTableSpec;
import org.knime.core.data.MissingValue;
import org.knime.core.data.container.CloseableRowIterator;
import org.knime.core.data.def.DefaultRow;
import org.knime.core.data.def.DoubleCell;
import org.knime.core.data.def.IntCell;
import org.knime.core.data.def.StringCell;
import org.knime.core.data.filestore.FileStoreFactory;
import org.knime.core.node.BufferedDataTable;
import org.knime.core.node.CanceledExecutionException;
import org.knime.core.node.InvalidSettingsException;
import org.knime.core.node.NodeSettings;
import org.knime.core.node.port.PortObject;
import org.knime.core.node.port.PortObjectSpec;

/** Deep Feature Learner, Extractor and Network Reader as a user connects them, with patients as they come. */
final class DeepNodesTest {

    private static final DataTableSpec SPEC = new DataTableSpec(Columns.spec("ROI", RoiCell.TYPE),
        Columns.spec("response", StringCell.TYPE), Columns.spec("cohort", StringCell.TYPE),
        Columns.spec("pfs_months", DoubleCell.TYPE), Columns.spec("pfs_event", IntCell.TYPE),
        Columns.spec("patient_id", StringCell.TYPE));

    private static final Grid GRID = Grid.of(48, 48, 16, 1, 1, 3);

    /** A ball in noise, fine or smoothed. */
    private static Roi roi(final int seed, final boolean smooth) {
        final SplittableRandom random = new SplittableRandom(seed);
        final float[] noise = new float[GRID.voxels()];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (float)random.nextGaussian();
        }
        final float[] v = new float[noise.length];
        final byte[] inside = new byte[noise.length];
        for (int k = 0; k < 16; k++) {
            for (int j = 0; j < 48; j++) {
                for (int i = 0; i < 48; i++) {
                    final int p = GRID.index(i, j, k);
                    v[p] = 50 + 20 * (smooth ? (noise[p] + noise[GRID.index((i + 1) % 48, j, k)]
                        + noise[GRID.index(i, (j + 1) % 48, k)] + noise[GRID.index((i + 1) % 48, (j + 1) % 48, k)]) / 2
                        : noise[p]);
                    inside[p] = (byte)(Math.hypot(Math.hypot(i - 24, j - 23), 3 * (k - 8)) < 14 ? 1 : 0);
                }
            }
        }
        return Roi.of(new Volume(GRID, v), "GTV", new Mask(GRID, inside));
    }

    private static Roi damaged() {
        final Roi roi = roi(99, true);
        roi.image().values()[GRID.index(24, 23, 8)] = Float.NaN;
        return roi;
    }

    private static DataRow row(final String key, final DataCell roi, final String response, final String cohort,
        final double months) {
        return new DefaultRow(key, roi, response.isEmpty() ? Columns.missing("not known") : new StringCell(response),
            new StringCell(cohort), new DoubleCell(months), new IntCell(key.hashCode() % 4 == 0 ? 0 : 1),
            new StringCell(key));
    }

    /** 16 training patients, 4 of another cohort, and four with whom something is wrong. */
    private static BufferedDataTable table(final Workspace workspace) throws Exception {
        final FileStoreFactory files =
            FileStoreFactory.createFileStoreFactory(workspace.executionContext(NodeRuntime.Monitor.SILENT));
        final List<DataRow> rows = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            rows.add(row("P" + i, RoiCell.pending(roi(i, i % 2 == 1), "roi" + i).finish(files), i % 2 == 1 ? "1" : "0",
                i < 16 ? "train" : "external", i % 2 == 1 ? 6 + i * 0.1 : 18 + i * 0.1));
        }
        rows.add(row("NoRoi", Columns.missing("no contour"), "1", "train", 5));
        rows.add(row("NoOutcome", RoiCell.pending(roi(50, true), "roi50").finish(files), "", "train", 0));
        rows.add(row("Damaged", RoiCell.pending(damaged(), "roi51").finish(files), "1", "train", 5));
        rows.add(row("DamagedToo", RoiCell.pending(damaged(), "roi52").finish(files), "1", "external", 5));
        return workspace.table(SPEC, rows);
    }

    private static NodeRuntime node(final Class<?> factory, final Map<String, String> changed, final int networks)
        throws InvalidSettingsException {
        final NodeRuntime node = NodeRuntime.of(factory);
        for (int i = 0; i < networks; i++) {
            node.addPort("Network");
        }
        final NodeSettings settings = node.defaultSettings(new PortObjectSpec[node.inputs().size()]);
        for (final Map.Entry<String, String> entry : changed.entrySet()) {
            node.set(settings, entry.getKey(), entry.getValue());
        }
        node.loadSettings(settings);
        return node;
    }

    private static NodeRuntime.Result run(final NodeRuntime node, final Workspace workspace, final PortObject... inputs)
        throws Exception {
        final NodeRuntime.Result result = node.execute(inputs, NodeRuntime.Monitor.SILENT, workspace);
        assertEquals(List.of(), node.codingProblems());
        return result;
    }

    private static List<DataRow> rows(final PortObject table) {
        final List<DataRow> rows = new ArrayList<>();
        try (CloseableRowIterator it = ((BufferedDataTable)table).iterator()) {
            it.forEachRemaining(rows::add);
        }
        return rows;
    }

    private static double number(final DataCell cell) {
        return ((DoubleCell)cell).getDoubleValue();
    }

    private static String why(final DataRow row, final int column) {
        return ((MissingValue)row.getCell(column)).getError();
    }

    private static final Map<String, String> HEAD = Map.of("trained", "HEAD", "folds", "4");

    @Test
    void aHeadOnTheBuiltInBackboneAndItsAttention(@TempDir final Path folder) throws Exception {
        try (Workspace workspace = Workspace.open(folder)) {
            final BufferedDataTable table = table(workspace);
            final NodeRuntime learner = node(DeepFeatureLearnerNodeFactory.class, HEAD, 0);
            final NodeRuntime.Result learnt = run(learner, workspace, table);
            final List<DataRow> scores = rows(learnt.outputs()[1]);
            final int score = 6;
            for (int i = 0; i < 20; i++) {
                assertEquals(i % 2 == 1, number(scores.get(i).getCell(score)) > 0.5, "patient " + i);
                final int fold = ((IntCell)scores.get(i).getCell(score + 1)).getIntValue();
                assertTrue(i < 16 ? fold >= 1 && fold <= 4 : fold == 0, "fold " + fold + " of patient " + i);
            }
            assertEquals("no contour", why(scores.get(20), score));
            assertTrue(why(scores.get(21), score).contains("no outcome in the column 'response'"));
            assertTrue(why(scores.get(22), score).contains("NaN"));
            assertTrue(why(scores.get(23), score).contains("NaN"));
            assertTrue(learnt.warning().orElseThrow().contains("4 of 24 patients have no deep score"));
            final DataTableSpec log = ((BufferedDataTable)learnt.outputs()[2]).getDataTableSpec();
            assertTrue(log.containsName("Ridge penalty") && !log.containsName("Epoch"));
            assertEquals(5 * 7, rows(learnt.outputs()[2]).size(), "penalties of four folds and the final fit");
            final String view = learner.view(learnt, workspace).orElseThrow().initialData().orElseThrow();
            assertTrue(view.contains("Out-of-fold AUC") && view.contains("ridge penalty"), view.substring(0, 300));

            // the trained network scores the same table, with maps
            final PortObject network = learnt.outputs()[0];
            final NodeRuntime extractor =
                node(DeepFeatureExtractorNodeFactory.class, Map.of("attention", "true", "shown", "2"), 1);
            final NodeRuntime.Result extracted = run(extractor, workspace, table, network);
            final DataTableSpec spec = ((BufferedDataTable)extracted.outputs()[0]).getDataTableSpec();
            final int last = spec.getNumColumns() - 1;
            assertEquals("ROI attention", spec.getColumnSpec(last).getName());
            assertTrue(spec.getColumnSpec(last - 1).getName().matches("deep_[0-9a-f]{8}_p_1"));
            final DataRow external = rows(extracted.outputs()[0]).get(17);
            assertEquals(number(scores.get(17).getCell(score)), number(external.getCell(last - 1)), 1e-12);
            final Roi map = ((RoiValue)external.getCell(last)).read();
            float highest = 0;
            for (final float v : map.image().values()) {
                assertTrue(v >= 0);
                highest = Math.max(highest, v);
            }
            assertTrue(highest > 0 && map.grid().equals(GRID));
            assertTrue(why(rows(extracted.outputs()[0]).get(22), 6).contains("NaN"));
            final String page = extractor.view(extracted, workspace).orElseThrow().initialData().orElseThrow();
            assertTrue(page.replace("\\", "").contains("\"map\":"), "the view lays the map over the image");
            assertFalse(page.contains("NaN"));
        }
    }

    @Test
    void deepFeaturesOfTrainingPatientsAreAppendedOnRequest(@TempDir final Path folder) throws Exception {
        try (Workspace workspace = Workspace.open(folder)) {
            final NodeRuntime learner = node(DeepFeatureLearnerNodeFactory.class,
                Map.of("trained", "HEAD", "folds", "4", "features", "true"), 0);
            final DataTableSpec spec =
                ((BufferedDataTable)run(learner, workspace, table(workspace)).outputs()[1]).getDataTableSpec();
            assertEquals(6 + 2 + 494, spec.getNumColumns());
            assertTrue(spec.getColumnSpec(8).getName().matches("deep_[0-9a-f]{8}_block1_0000_mean"));
        }
    }

    @Test
    void survivalWithTimesThatCannotBeUsed(@TempDir final Path folder) throws Exception {
        try (Workspace workspace = Workspace.open(folder)) {
            final NodeRuntime learner = node(DeepFeatureLearnerNodeFactory.class,
                Map.of("trained", "HEAD", "folds", "3", "kind", "SURVIVAL"), 0);
            final List<DataRow> scores = rows(run(learner, workspace, table(workspace)).outputs()[1]);
            assertTrue(why(scores.get(21), 6).contains("time in the column 'pfs_months' is 0.0, it must be above zero"));
            double early = 0;
            double late = 0;
            for (int i = 0; i < 16; i++) {
                if (i % 2 == 1) {
                    early += number(scores.get(i).getCell(6));
                } else {
                    late += number(scores.get(i).getCell(6));
                }
            }
            assertTrue(early > late, "those who progress early have the higher risk");
        }
    }

    /** A network of other software through the reader: features, a head on it, and what is wrong with settings. */
    @Test
    void aUsersNetwork(@TempDir final Path folder) throws Exception {
        final OnnxGraph g = new OnnxGraph("user");
        final float[] w = new float[6 * 9];
        final SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < w.length; i++) {
            w[i] = (float)random.nextGaussian();
        }
        g.initializer("w", new long[]{6, 1, 3, 3}, w);
        g.output(g.node("Relu", List.of(g.node("Conv", List.of(g.input("x", 1, 32, 32), "w"), Map.of())), Map.of(), "maps"),
            6, 30, 30);
        final Path file = folder.resolve("users.onnx");
        Files.write(file, g.toBytes(Map.of()));
        final Map<String, String> fits = Map.of("file", file.toString(), "origin", "OTHER", "size", "32", "spacing", "1",
            "channels", "1", "scale", "ROI_ZSCORE", "layers", " maps ");
        try (Workspace workspace = Workspace.open(folder.resolve("w"))) {
            final NodeRuntime reader = node(DeepNetworkReaderNodeFactory.class, fits, 0);
            final PortObject network = run(reader, workspace).outputs()[0];
            assertEquals(6 + 2, ((ModelSpec)network.getSpec()).outputs().size());
            final BufferedDataTable table = table(workspace);
            final NodeRuntime.Result learnt =
                run(node(DeepFeatureLearnerNodeFactory.class, HEAD, 1), workspace, table, network);
            assertTrue(((DeepNetworkPortObject)learnt.outputs()[0]).getSummary().contains("and a score"));
            final NodeRuntime.Result features = run(
                node(DeepFeatureExtractorNodeFactory.class, Map.of("attention", "true"), 1), workspace, table,
                learnt.outputs()[0]);
            assertFalse(rows(features.outputs()[0]).get(3).getCell(6 + 8 + 2).isMissing(), "the attention map");

            assertConfigure(node(DeepNetworkReaderNodeFactory.class, Map.of("file", file.toString()), 0), workspace,
                "choose \"Other software\"");
            assertConfigure(node(DeepNetworkReaderNodeFactory.class,
                Map.of("file", file.toString(), "origin", "OTHER", "means", "0.5;0.5"), 0), workspace,
                "Means: '0.5;0.5' is no number");
            assertConfigure(node(DeepNetworkReaderNodeFactory.class,
                Map.of("file", file.toString(), "origin", "OTHER"), 0), workspace, "[-1, 1, 32, 32]");
            assertExecute("trained head", node(DeepFeatureExtractorNodeFactory.class, Map.of("attention", "true"), 1),
                workspace, table, network);
        }
    }

    private static void assertConfigure(final NodeRuntime node, final Workspace workspace, final String part) {
        final PortObjectSpec[] inputs = new PortObjectSpec[node.inputs().size()];
        if (inputs.length > 0) {
            inputs[0] = SPEC;
        }
        if (inputs.length > 1) {
            inputs[1] = new ModelSpec("a network", List.of(), List.of());
        }
        final String message =
            assertThrows(InvalidSettingsException.class, () -> node.configure(inputs, workspace)).getMessage();
        assertTrue(message.contains(part), message);
    }

    private static void assertExecute(final String part, final NodeRuntime node, final Workspace workspace,
        final PortObject... inputs) {
        final String message = assertThrows(Exception.class,
            () -> node.execute(inputs, NodeRuntime.Monitor.SILENT, workspace)).getMessage();
        assertTrue(message.contains(part), message);
    }

    @Test
    void saysWhatCannotBeLearntFrom(@TempDir final Path folder) throws Exception {
        try (Workspace workspace = Workspace.open(folder)) {
            final BufferedDataTable table = table(workspace);
            assertExecute("8 folds or fewer", node(DeepFeatureLearnerNodeFactory.class,
                Map.of("trained", "HEAD", "folds", "10"), 0), workspace, table);
            assertExecute("positive class 'yes' does not occur", node(DeepFeatureLearnerNodeFactory.class,
                Map.of("trained", "HEAD", "positive", "yes"), 0), workspace, table);
            assertExecute("never is 'training'; values there: external, train", node(DeepFeatureLearnerNodeFactory.class,
                Map.of("trained", "HEAD", "training", "training", "kind", "SURVIVAL"), 0), workspace, table);
            assertExecute("same outcome [train]", node(DeepFeatureLearnerNodeFactory.class, Map.of("trained", "HEAD",
                "outcome", "cohort", "positive", "train", "folds", "4"), 0), workspace, table);
            assertConfigure(node(DeepFeatureLearnerNodeFactory.class, Map.of("trained", "NETWORK"), 1), workspace,
                "stays frozen");
            assertConfigure(node(DeepFeatureExtractorNodeFactory.class, Map.of("attention", "true"), 0), workspace,
                "the built-in backbone has none");
            if (!Engines.hasPytorch()) {
                assertConfigure(node(DeepFeatureLearnerNodeFactory.class, Map.of(), 0), workspace,
                    "Install the feature \"DLRM Deep Feature Learner (PyTorch)\"");
            }
        }
    }

    /** KNIME runs nodes side by side, each with its own workers. */
    @Test
    void extractorsSideBySideGiveWhatOneAloneGives(@TempDir final Path folder) throws Exception {
        try (Workspace workspace = Workspace.open(folder)) {
            final BufferedDataTable table = table(workspace);
            final List<DataRow> alone =
                rows(run(node(DeepFeatureExtractorNodeFactory.class, Map.of(), 0), workspace, table).outputs()[0]);
            final Thread[] threads = new Thread[3];
            final AtomicReference<Throwable> failure = new AtomicReference<>();
            for (int t = 0; t < threads.length; t++) {
                final Path own = folder.resolve("w" + t);
                threads[t] = new Thread(() -> {
                    try (Workspace w = Workspace.open(own)) {
                        final List<DataRow> found = rows(
                            run(node(DeepFeatureExtractorNodeFactory.class, Map.of(), 0), w, table(w)).outputs()[0]);
                        for (int i = 0; i < 20; i++) {
                            for (int c = 6; c < 6 + 494; c++) {
                                assertEquals(alone.get(i).getCell(c), found.get(i).getCell(c));
                            }
                        }
                    } catch (Throwable e) {
                        failure.compareAndSet(null, e);
                    }
                });
                threads[t].setContextClassLoader(null);
                threads[t].start();
            }
            for (final Thread thread : threads) {
                thread.join();
            }
            if (failure.get() != null) {
                throw new AssertionError(failure.get());
            }
        }
    }

    @Test
    void aWholeNetworkShowsItsLossAndDeviceAndCanBeCancelled(@TempDir final Path folder) throws Exception {
        Assumptions.assumeTrue(Engines.hasPytorch(), "skipped: PyTorch (optional feature) is not installed");
        final Map<String, String> settings = Map.of("folds", "2", "epochs", "3", "patches", "CUBE_32");
        try (Workspace workspace = Workspace.open(folder)) {
            final BufferedDataTable table = table(workspace);
            final List<String> messages = new ArrayList<>();
            final NodeRuntime learner = node(DeepFeatureLearnerNodeFactory.class, settings, 0);
            final NodeRuntime.Result result =
                learner.execute(new PortObject[]{table}, new NodeRuntime.Monitor() {
                    @Override
                    public void progress(final double fraction, final String message) {
                        messages.add(String.valueOf(message));
                    }

                    @Override
                    public boolean cancelled() {
                        return false;
                    }
                }, workspace);
            assertTrue(messages.stream().anyMatch(m -> m.contains("trains on cpu")), "device: " + messages);
            assertTrue(messages.stream().anyMatch(m -> m.matches(".*Fold 2 of 2, network 1, epoch 3 of 3: loss [0-9.]+, "
                + "inner fold [\u2581-\u2588]{2} best [0-9.]+.*")), "curve: " + messages.get(messages.size() - 30));
            final List<DataRow> log = rows(result.outputs()[2]);
            assertEquals(9, log.size());
            assertEquals("cpu()", ((StringCell)log.get(0).getCell(7)).getStringValue());
            final NodeRuntime.Monitor cancelling = new NodeRuntime.Monitor() {
                private volatile boolean m_learning;

                @Override
                public void progress(final double fraction, final String message) {
                    m_learning |= String.valueOf(message).contains("loss");
                }

                @Override
                public boolean cancelled() {
                    return m_learning;
                }
            };
            assertThrows(CanceledExecutionException.class,
                () -> learner.execute(new PortObject[]{table}, cancelling, workspace));
        }
    }

    @Test
    void everyOptionIsExplained() throws Exception {
        for (final Class<?> factory : Arrays.asList(DeepFeatureLearnerNodeFactory.class,
            DeepFeatureExtractorNodeFactory.class, DeepNetworkReaderNodeFactory.class)) {
            for (final NodeRuntime.Parameter p : NodeRuntime.of(factory).parameters()) {
                assertTrue(!p.title().isBlank() && p.description().endsWith("."), factory.getSimpleName() + " " + p.path());
            }
        }
    }
}

package org.dlrm.knime.node.robust;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;

import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Roi;
import org.dlrm.image.Volume;
import org.dlrm.knime.Columns;
import org.dlrm.knime.NodeRun;
import org.dlrm.knime.WorkspaceTest;
import org.dlrm.knime.cell.PerturbedRoiCell;
import org.dlrm.knime.cell.RoiCell;
import org.dlrm.knime.cell.RoiValue;
import org.dlrm.knime.node.radiomics.RadiomicsExtractorNodeFactory;
import org.dlrm.radiomics.perturb.Perturbation;
import org.dlrm.radiomics.perturb.PerturbationChain;
import org.dlrm.standin.NodeRuntime;
import org.dlrm.stats.agreement.Icc;
import org.dlrm.work.Progress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.knime.core.data.DataCell;
import org.knime.core.data.DataRow;
import org.knime.core.data.DataTableSpec;
import org.knime.core.data.DoubleValue;
import org.knime.core.data.MissingValue;
import org.knime.core.data.def.DefaultRow;
import org.knime.core.data.def.IntCell;
import org.knime.core.data.def.StringCell;
import org.knime.core.data.filestore.FileStoreFactory;
import org.knime.core.node.BufferedDataTable;
import org.knime.core.node.InvalidSettingsException;
import org.knime.core.node.NodeSettings;
import org.knime.core.node.port.PortObject;
import org.knime.core.node.port.PortObjectSpec;

/** Repeated rows of each patient, and the way from them to robust features. */
final class PerturbatorNodeTest extends WorkspaceTest {

    private static final DataTableSpec SPEC = new DataTableSpec(Columns.spec("cohort", StringCell.TYPE),
        Columns.spec("response", IntCell.TYPE), Columns.spec("ROI", RoiCell.TYPE));

    private final NodeRuntime m_node = NodeRuntime.of(PerturbatorNodeFactory.class);

    private NodeSettings m_settings;

    @BeforeEach
    void prepare() throws Exception {
        m_settings = m_node.defaultSettings(new PortObjectSpec[]{SPEC});
    }

    @AfterEach
    void tidyUp() {
        System.clearProperty("dlrm.threads");
    }

    /** A ball whose radius and brightness are the patient's own, noise of 10 HU, and a second smaller mask. */
    private static Roi roi(final int patient) {
        final Grid g = Grid.of(30, 29, 15, 1, 1, 2);
        final SplittableRandom random = new SplittableRandom(patient);
        final float[] v = new float[g.voxels()];
        final byte[] m = new byte[v.length];
        final byte[] core = new byte[v.length];
        final double radius = 6 + 3 * random.nextDouble();
        final double bright = 40 + 60 * random.nextDouble();
        for (int p = 0; p < v.length; p++) {
            final double r = Math.hypot(Math.hypot(p % 30 - 15, p / 30 % 29 - 14), 2 * (p / (30 * 29) - 7));
            m[p] = (byte)(r <= radius ? 1 : 0);
            core[p] = (byte)(r <= radius / 2 ? 1 : 0);
            v[p] = (float)Math.rint((r <= radius ? bright : -50) + 10 * random.nextGaussian());
        }
        return new Roi(new Volume(g, v),
            List.of(new Roi.Region("GTV", new Mask(g, m)), new Roi.Region("Core", new Mask(g, core))), new TreeMap<>());
    }

    private BufferedDataTable table(final int... patients) throws IOException {
        final FileStoreFactory files = FileStoreFactory.createFileStoreFactory(context());
        final List<DataRow> rows = new ArrayList<>();
        for (final int i : patients) {
            rows.add(new DefaultRow("P" + i, new StringCell("train"), new IntCell(i % 2), i < 0
                ? Columns.missing("no contour") : RoiCell.pending(roi(i), "roi" + i).finish(files)));
        }
        return m_workspace.table(SPEC, rows);
    }

    private NodeRuntime.Result run(final BufferedDataTable table) throws Exception {
        m_node.loadSettings(m_settings);
        final NodeRuntime.Result result =
            m_node.execute(new PortObject[]{table}, NodeRuntime.Monitor.SILENT, m_workspace);
        assertEquals(List.of(), m_node.codingProblems());
        return result;
    }

    private static Roi read(final DataRow row) throws IOException {
        return ((RoiValue)row.getCell(row.getNumCells() - 1)).read();
    }

    @Test
    void thumbnailsShowWhatIsPerturbed() throws Exception {
        m_node.set(m_settings, "original", "true");
        final BufferedDataTable table = table(1);
        final byte[] before = ((RoiValue)table.iterator().next().getCell(2)).thumbnail();
        final List<DataRow> rows = rows(run(table).outputs()[0]);
        for (int r = 0; r < rows.size(); r++) {
            final byte[] thumbnail = ((RoiValue)rows.get(r).getCell(rows.get(r).getNumCells() - 1)).thumbnail();
            assertTrue(thumbnail.length > 100);
            assertEquals(r == 0, Arrays.equals(before, thumbnail), "repetition " + r);
        }
    }

    @Test
    void repeatedRows() throws Exception {
        m_node.set(m_settings, "original", "true");
        m_node.set(m_settings, "keep", "cohort");
        final NodeRuntime.Result result = run(table(1, -1, 2));
        final DataTableSpec spec = ((BufferedDataTable)result.outputs()[0]).getDataTableSpec();
        assertEquals(List.of("Patient", "Repetition", "Perturbation", "cohort", "ROI"),
            spec.stream().map(c -> c.getName()).toList(), "the outcome is not repeated unless it is wanted");
        assertEquals(PerturbedRoiCell.TYPE, spec.getColumnSpec(4).getType());
        final List<DataRow> rows = rows(result.outputs()[0]);
        assertEquals(3 * 13, rows.size());
        assertEquals(List.of("P1_p00", "P1_p01", "P1_p02"),
            rows.subList(0, 3).stream().map(r -> r.getKey().getString()).toList());
        assertEquals(List.of("P1", "1", "rotation -6 degrees, volume -15 %, contour", "train"),
            rows.get(1).stream().limit(4).map(DataCell::toString).toList());
        assertEquals("none", rows.get(0).getCell(2).toString());
        assertArrayEquals(roi(1).image().values(), read(rows.get(0)).image().values());
        assertArrayEquals(roi(1).mask().inside(), read(rows.get(0)).mask().inside());
        assertEquals("no contour", ((MissingValue)rows.get(13).getCell(4)).getError());
        assertTrue(result.warning().orElseThrow().contains("1 of 3 patients have no region of interest"));
        final Roi first = read(rows.get(1));
        assertEquals("GTV", first.regions().get(0).name());
        assertEquals(1, first.regions().size());
        assertEquals(Math.cos(Math.toRadians(-6)), first.grid().xAxis().x(), 1e-12);
        assertNotEquals(roi(1).mask().count(), first.mask().count());
        assertTrue(m_node.view(result, m_workspace).orElseThrow().initialData().orElseThrow().contains("P1_p12"));
    }

    /** Neither the other patients nor the order of the rows nor reading twice changes a perturbation. */
    @Test
    void onePatientsPerturbationsAreItsOwn() throws Exception {
        final List<DataRow> alone = rows(run(table(2)).outputs()[0]);
        final List<DataRow> among = rows(run(table(3, 2)).outputs()[0]).subList(12, 24);
        final Set<String> digests = new HashSet<>();
        for (int r = 0; r < 12; r++) {
            final RoiValue a = (RoiValue)alone.get(r).getCell(3);
            final RoiValue b = (RoiValue)among.get(r).getCell(3);
            assertEquals(a.digest(), b.digest());
            assertEquals(a, b);
            assertArrayEquals(a.read().image().values(), b.read().image().values());
            assertArrayEquals(a.read().mask().inside(), b.read().mask().inside());
            digests.add(a.digest());
        }
        assertEquals(12, digests.size(), "repetitions differ");
        m_node.set(m_settings, "seed", "2");
        assertFalse(digests.contains(((RoiValue)rows(run(table(2)).outputs()[0]).get(0).getCell(3)).digest()));
    }

    /** Only training patients are repeated, and of many a sample that does not depend on their order. */
    @Test
    void trainingPatientsAndSamples() throws Exception {
        final List<DataRow> patients = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            patients.add(new DefaultRow("P" + i, new StringCell(i < 15 ? "train" : "test"), new IntCell(i % 2),
                i == 3 ? Columns.missing("no contour") : rows(table(1)).get(0).getCell(2)));
        }
        final BufferedDataTable table = m_workspace.table(SPEC, patients);
        assertEquals(15 * 12, rows(run(table).outputs()[0]).size());
        m_node.set(m_settings, "patients", "6");
        final NodeRuntime.Result sample = run(table);
        final List<String> drawn = rows(sample.outputs()[0]).stream().map(r -> r.getCell(0).toString()).distinct().toList();
        assertEquals(6, drawn.size());
        assertTrue(drawn.stream().noneMatch(p -> p.equals("P3") || Integer.parseInt(p.substring(1)) >= 15), drawn::toString);
        assertEquals(Optional.empty(), sample.warning());
        Collections.reverse(patients);
        assertEquals(new HashSet<>(drawn), rows(run(m_workspace.table(SPEC, patients)).outputs()[0]).stream()
            .map(r -> r.getCell(0).toString()).collect(Collectors.toSet()));
        m_node.set(m_settings, "seed", "2");
        assertNotEquals(new HashSet<>(drawn), rows(run(table).outputs()[0]).stream().map(r -> r.getCell(0).toString())
            .collect(Collectors.toSet()));
        m_node.set(m_settings, "patients", "0");
        m_node.set(m_settings, "useCohort", "false");
        assertEquals(20 * 12, rows(run(table).outputs()[0]).size());
        m_node.set(m_settings, "useCohort", "true");
        m_node.set(m_settings, "training", "derivation");
        assertEquals("No row is a training row: the column 'cohort' never is 'derivation'; values there: test, train. Set "
            + "'Training value' to the one that marks training patients.",
            assertThrows(Exception.class, () -> run(table)).getMessage());
    }

    @Test
    void chainsAndMasks() throws Exception {
        for (final PerturbationChain chain : PerturbationChain.values()) {
            m_node.set(m_settings, "chain", chain.name());
            assertEquals(chain.perturbations().stream().map(Perturbation::describe).toList(),
                rows(run(table(1)).outputs()[0]).stream().map(r -> r.getCell(2).toString()).toList());
        }
        for (final String[] option : new String[][]{{"chain", "CUSTOM"}, {"rotations", ""}, {"translations", "0.25"},
            {"growths", "2,-1"}, {"growthUnit", "MM"}, {"contours", "0"}, {"noises", "2"}, {"mask", "core"}}) {
            m_node.set(m_settings, option[0], option[1]);
        }
        final List<DataRow> custom = rows(run(table(1)).outputs()[0]);
        assertEquals(List.of("noise, translation 0.25 voxels, border 2 mm", "noise, translation 0.25 voxels, border -1 mm"),
            custom.subList(0, 2).stream().map(r -> r.getCell(2).toString()).toList());
        assertEquals(4, custom.size());
        assertEquals("Core", read(custom.get(0)).regions().get(0).name());
        m_node.set(m_settings, "mask", "ring");
        final NodeRuntime.Result none = run(table(1));
        assertEquals("no mask is called 'ring'; there are GTV, Core",
            assertThrows(IllegalArgumentException.class, () -> read(rows(none.outputs()[0]).get(0))).getMessage());
        assertTrue(m_node.view(none, m_workspace).orElseThrow().initialData().orElseThrow().contains("cannot be perturbed"));
    }

    @Test
    void readingIsCancelled() throws Exception {
        final RoiValue cell = (RoiValue)rows(run(table(1)).outputs()[0]).get(0).getCell(3);
        assertThrows(CancellationException.class, () -> cell.read(new Progress() {
            @Override
            public void report(final double fraction, final String message) {
                // nobody listens
            }

            @Override
            public boolean isCanceled() {
                return true;
            }
        }));
    }

    private String refusal(final DataTableSpec spec) throws Exception {
        m_node.loadSettings(m_settings);
        return assertThrows(InvalidSettingsException.class,
            () -> m_node.configure(new PortObjectSpec[]{spec}, m_workspace)).getMessage();
    }

    @Test
    void wrongInputIsExplained() throws Exception {
        assertTrue(refusal(new DataTableSpec(Columns.spec("ROI", StringCell.TYPE))).contains("not regions of interest"));
        final PortObject perturbed = run(table(1)).outputs()[0];
        assertTrue(refusal(((BufferedDataTable)perturbed).getDataTableSpec()).contains("perturbed regions already"));
        assertTrue(run(table()).warning().orElseThrow().contains("no rows"));
        m_node.set(m_settings, "chain", "CUSTOM");
        m_node.set(m_settings, "rotations", "six");
        assertTrue(refusal(SPEC).contains("'six' is no number"));
        m_node.set(m_settings, "rotations", "400");
        assertTrue(refusal(SPEC).contains("-180 to 180 degrees"));
        m_node.set(m_settings, "rotations", "0");
        m_node.set(m_settings, "growths", "");
        m_node.set(m_settings, "contours", "0");
        assertTrue(refusal(SPEC).contains("nothing is repeated"));
        m_node.set(m_settings, "contours", "1000");
        assertTrue(refusal(SPEC).contains("more than 200"));
    }

    /** A region that cannot be perturbed costs its own rows, which say why. */
    @Test
    void emptyRegionKeepsItsRows() throws Exception {
        final Roi empty = Roi.of(roi(1).image(), "GTV", new Mask(roi(1).grid(), new byte[roi(1).grid().voxels()]));
        final FileStoreFactory files = FileStoreFactory.createFileStoreFactory(context());
        final BufferedDataTable table = m_workspace.table(SPEC, List.of(
            new DefaultRow("E", new StringCell("train"), new IntCell(0), RoiCell.pending(empty, "e").finish(files)),
            new DefaultRow("P", new StringCell("train"), new IntCell(1), RoiCell.pending(roi(1), "p").finish(files))));
        m_node.set(m_settings, "chain", "RT");
        final List<DataRow> rows = rows(features((BufferedDataTable)run(table).outputs()[0]));
        assertEquals(16, rows.size());
        assertEquals("The mask is empty: there is no region to perturb", ((MissingValue)rows.get(0).getCell(4)).getError());
        assertFalse(rows.get(8).getCell(4).isMissing());
    }

    /** Perturbator, extractor, filter: ICC(1,1) per feature; the study's own table loses what is not robust. */
    @Test
    void toRobustFeatures() throws Exception {
        final int[] patients = new int[31];
        for (int i = 0; i < patients.length; i++) {
            patients[i] = i;
        }
        final BufferedDataTable regions = table(patients);
        m_node.set(m_settings, "chain", "CUSTOM");
        m_node.set(m_settings, "rotations", "-6, 6");
        m_node.set(m_settings, "growths", "");
        m_node.set(m_settings, "contours", "2");
        final BufferedDataTable repeated = (BufferedDataTable)run(regions).outputs()[0];
        final BufferedDataTable features = features(repeated);
        final BufferedDataTable study = features(regions);
        System.setProperty("dlrm.threads", "1");
        assertEquals(rows(features).toString(), rows(features(repeated)).toString(), "threads change nothing");
        final NodeRun filter = node(RobustnessFilterNodeFactory.class, features, study).ports("Table to filter");
        filter.configure();
        final NodeRuntime.Result result = filter.execute().result();
        assertEquals(Optional.empty(), result.warning().filter(w -> w.contains("left out")));
        final List<DataRow> reliability = rows(result.outputs()[1]);
        final DataTableSpec columns = ((BufferedDataTable)result.outputs()[1]).getDataTableSpec();
        assertTrue(reliability.size() > 20);
        final Set<String> dropped = new HashSet<>();
        for (final DataRow row : reliability) {
            final String feature = row.getCell(0).toString();
            assertEquals(List.of("31", "4", "ICC(1,1)"), row.stream().skip(1).limit(3).map(DataCell::toString).toList());
            if (!row.getCell(columns.findColumnIndex("ICC")).isMissing()) {
                assertEquals(icc(features, feature),
                    ((DoubleValue)row.getCell(columns.findColumnIndex("ICC"))).getDoubleValue(), 0, feature);
            }
            if (row.getCell(columns.findColumnIndex("Kept")).toString().equals("no")) {
                dropped.add(feature);
            }
        }
        final DataTableSpec kept = ((BufferedDataTable)result.outputs()[0]).getDataTableSpec();
        assertTrue(kept.containsName("rad_stat_median"), "the brightness is the patient's own");
        assertTrue(dropped.contains("rad_morph_com"), "noise alone shifts the centre of mass: " + dropped);
        final List<String> expected = new ArrayList<>(study.getDataTableSpec().stream().map(c -> c.getName()).toList());
        expected.removeAll(dropped);
        assertEquals(expected, kept.stream().map(c -> c.getName()).toList());
        assertEquals(31, ((BufferedDataTable)result.outputs()[0]).size(), "one row per patient goes on");
    }

    private BufferedDataTable features(final BufferedDataTable regions) throws Exception {
        return node(RadiomicsExtractorNodeFactory.class, regions).set("preset", "CUSTOM")
            .set("families", "INTENSITY_STATISTICS,MORPHOLOGY").set("interpolation", "NONE").execute().table(0);
    }

    /** By the rows' order, without the filter's own grouping. */
    private static double icc(final BufferedDataTable features, final String feature) {
        final int column = features.getDataTableSpec().findColumnIndex(feature);
        final double[][] x = new double[4][31];
        int row = 0;
        for (final DataRow r : features) {
            x[row % 4][row / 4] = Columns.number(r.getCell(column));
            row++;
        }
        return Icc.of(x).estimate(Icc.Form.ICC1);
    }
}

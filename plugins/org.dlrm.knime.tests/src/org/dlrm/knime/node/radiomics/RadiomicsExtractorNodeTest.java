package org.dlrm.knime.node.radiomics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Roi;
import org.dlrm.image.Volume;
import org.dlrm.image.interpolate.Interpolator;
import org.dlrm.knime.Columns;
import org.dlrm.knime.cell.RoiCell;
import org.dlrm.radiomics.Aggregation;
import org.dlrm.radiomics.FeatureValue;
import org.dlrm.radiomics.RadiomicsExtractor;
import org.dlrm.radiomics.RadiomicsSettings;
import org.dlrm.radiomics.RadiomicsSettings.Discretisation;
import org.dlrm.radiomics.RadiomicsSettings.Resampling;
import org.dlrm.radiomics.RadiomicsSettings.Resegmentation;
import org.dlrm.radiomics.SettingsFormat;
import org.dlrm.standin.NodeRuntime;
import org.dlrm.standin.Workspace;
import org.dlrm.work.Progress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.knime.core.data.DataCell;
import org.knime.core.data.DataRow;
import org.knime.core.data.DataTableSpec;
import org.knime.core.data.DoubleValue;
import org.knime.core.data.MissingValue;
import org.knime.core.data.def.DefaultRow;
import org.knime.core.data.def.StringCell;
import org.knime.core.data.filestore.FileStoreFactory;
import org.knime.core.node.BufferedDataTable;
import org.knime.core.node.InvalidSettingsException;
import org.knime.core.node.NodeSettings;
import org.knime.core.node.port.PortObject;
import org.knime.core.node.port.PortObjectSpec;

/** The node gives the library's numbers under the announced names; what is missing says why. */
final class RadiomicsExtractorNodeTest {

    private static final DataTableSpec SPEC = new DataTableSpec(Columns.spec("response", StringCell.TYPE),
        Columns.spec("ROI", RoiCell.TYPE), Columns.spec("ROI 2", RoiCell.TYPE));

    @TempDir
    private Path m_folder;

    private Workspace m_workspace;

    private final NodeRuntime m_node = NodeRuntime.of(RadiomicsExtractorNodeFactory.class);

    private NodeSettings m_settings;

    @BeforeEach
    void open() throws IOException {
        m_workspace = Workspace.open(m_folder);
        m_settings = m_node.defaultSettings(new PortObjectSpec[]{SPEC});
    }

    @AfterEach
    void close() throws IOException {
        m_workspace.close();
    }

    /** Noise of 60 HU around 50 HU in a ball, and a core of half its radius. */
    private static Roi roi(final long seed) {
        final Grid g = Grid.of(14, 13, 9, 0.9, 0.9, 1.5);
        final SplittableRandom random = new SplittableRandom(seed);
        final float[] v = new float[g.voxels()];
        final byte[] whole = new byte[v.length];
        final byte[] core = new byte[v.length];
        for (int k = 0; k < g.nz(); k++) {
            for (int j = 0; j < g.ny(); j++) {
                for (int i = 0; i < g.nx(); i++) {
                    final int p = g.index(i, j, k);
                    final double r = Math.hypot(Math.hypot((i - 6.5) * .9, (j - 6) * .9), (k - 4) * 1.5);
                    v[p] = (float)Math.rint(50 + 60 * random.nextGaussian());
                    whole[p] = (byte)(r <= 5 ? 1 : 0);
                    core[p] = (byte)(r <= 2.5 ? 1 : 0);
                }
            }
        }
        return new Roi(new Volume(g, v),
            List.of(new Roi.Region("GTV", new Mask(g, whole)), new Roi.Region("Core", new Mask(g, core))),
            new TreeMap<>());
    }

    private DataCell cell(final Roi roi, final String name) throws IOException {
        return RoiCell.pending(roi, name).finish(FileStoreFactory
            .createFileStoreFactory(m_workspace.executionContext(NodeRuntime.Monitor.SILENT)));
    }

    /** Four patients; the third has no first region, the fourth's second region is an image without a mask. */
    private BufferedDataTable table() throws IOException {
        final List<DataRow> rows = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            rows.add(new DefaultRow("P" + i, new StringCell(i % 2 == 0 ? "yes" : "no"),
                i == 2 ? Columns.missing("no contour") : cell(roi(i), "a" + i),
                i == 3 ? cell(Roi.of(roi(9).image()), "b" + i) : cell(roi(10 + i), "b" + i)));
        }
        return m_workspace.table(SPEC, rows);
    }

    private NodeRuntime.Result run() throws Exception {
        m_node.loadSettings(m_settings);
        final NodeRuntime.Result result =
            m_node.execute(new PortObject[]{table()}, NodeRuntime.Monitor.SILENT, m_workspace);
        assertEquals(List.of(), m_node.codingProblems());
        return result;
    }

    private static List<DataRow> rows(final NodeRuntime.Result result, final int port) {
        final List<DataRow> rows = new ArrayList<>();
        for (final DataRow row : (BufferedDataTable)result.outputs()[port]) {
            rows.add(row);
        }
        return rows;
    }

    private static DataTableSpec spec(final NodeRuntime.Result result) {
        return ((BufferedDataTable)result.outputs()[0]).getDataTableSpec();
    }

    private static double number(final NodeRuntime.Result result, final int row, final String column) {
        return ((DoubleValue)rows(result, 0).get(row).getCell(spec(result).findColumnIndex(column))).getDoubleValue();
    }

    private static String why(final NodeRuntime.Result result, final int row, final String column) {
        return ((MissingValue)rows(result, 0).get(row).getCell(spec(result).findColumnIndex(column))).getError();
    }

    private static List<FeatureValue> library(final Roi roi, final int region, final RadiomicsSettings settings) {
        return RadiomicsExtractor.extract(roi.image(), roi.regions().get(region).mask(), settings, Progress.NONE)
            .features();
    }

    /** Every value of a row, bit by bit, is the library's. */
    private void assertLibrary(final NodeRuntime.Result result, final int row, final String prefix, final Roi roi,
        final int region, final RadiomicsSettings settings) {
        final List<FeatureValue> expected = library(roi, region, settings);
        assertFalse(expected.isEmpty());
        final DataRow cells = rows(result, 0).get(row);
        for (final FeatureValue f : expected) {
            final int column = spec(result).findColumnIndex(prefix + f.column());
            assertTrue(column >= 0, prefix + f.column());
            final DataCell cell = cells.getCell(column);
            if (f.missing().isPresent()) {
                assertEquals(f.missing().get(), ((MissingValue)cell).getError(), f.column());
            } else {
                assertEquals(f.value(), ((DoubleValue)cell).getDoubleValue(), 0, f.column());
            }
        }
    }

    @Test
    void presetsAreTheLibrarys() throws Exception {
        for (final Map.Entry<String, RadiomicsSettings> preset : Map
            .of("IBSI", RadiomicsSettings.ibsiDefault(), "PYRADIOMICS", RadiomicsSettings.pyRadiomicsDefault(), "GASTRIC",
                RadiomicsSettings.gastricCt())
            .entrySet()) {
            m_node.set(m_settings, "preset", preset.getKey());
            final NodeRuntime.Result result = run();
            assertLibrary(result, 0, "rad_", roi(0), 0, preset.getValue());
            assertEquals(preset.getValue(),
                SettingsFormat.parse(((StringCell)rows(result, 2).get(0).getCell(1)).getStringValue()));
        }
    }

    @Test
    void customDefaultsAreThoseOfTheMainWorkflow() throws Exception {
        m_node.set(m_settings, "preset", "CUSTOM");
        m_node.set(m_settings, "binWidth", "5");
        final RadiomicsSettings settings = RadiomicsSettings.builder()
            .resampling(new Resampling(Interpolator.LINEAR, Interpolator.LINEAR, 1, 1, 1, 0.5, true))
            .resegmentation(new Resegmentation(-1000, 400, OptionalDouble.empty()))
            .discretisation(Discretisation.width(5)).aggregations(EnumSet.of(Aggregation.MERGED_3D)).build();
        final NodeRuntime.Result result = run();
        assertLibrary(result, 1, "rad_", roi(1), 0, settings);
        assertEquals(SPEC.getNumColumns() + library(roi(1), 0, settings).size(), spec(result).getNumColumns());
        assertEquals(settings.hash(), ((StringCell)rows(result, 2).get(0).getCell(0)).getStringValue());
    }

    @Test
    void everyCustomOptionReachesTheLibrary() throws Exception {
        for (final String[] option : new String[][]{{"preset", "CUSTOM"}, {"interpolation", "CUBIC_SPLINE"},
            {"spacingX", "1.2"}, {"spacingY", "1.1"}, {"spacingZ", "0"}, {"maskThreshold", "0.4"}, {"round", "false"},
            {"useRange", "false"}, {"useOutliers", "true"}, {"outlierSigma", "2.5"},
            {"discretisation", "FIXED_BIN_NUMBER"}, {"bins", "24"}, {"minimumVoxels", "7"},
            {"families", "INTENSITY_STATISTICS,GLCM"}, {"aggregations", "AVERAGED_2D,MERGED_3D"}, {"distance", "2"},
            {"coarseness", "1"}, {"original", "false"}, {"logSigmas", "2, 3.5"}, {"wavelet", "DB1"},
            {"waveletLevel", "2"}, {"meanSizes", "3"}, {"laws", "L5E5S5"}, {"lawsDelta", "2"},
            {"rotationInvariant", "true"}, {"gaborWavelengths", "4"}, {"simoncelliLevels", "1"}, {"filterBins", "16"},
            {"names", "PYRADIOMICS"}, {"definitions", "PYRADIOMICS_3"}}) {
            m_node.set(m_settings, option[0], option[1]);
        }
        final NodeRuntime.Result result = run();
        final String json = ((StringCell)rows(result, 2).get(0).getCell(1)).getStringValue();
        final String flat = json.replaceAll("\\s+", "");
        for (final String part : List.of("\"method\":\"cubicspline\"", "\"maskMethod\":\"nearest\"",
            "\"spacing\":[1.2,1.1,0.0]", "\"maskThreshold\":0.4", "\"roundIntensities\":false",
            "\"resegmentation\":{\"outlierSigma\":2.5}", "\"method\":\"fixedbinnumber\",\"bins\":24",
            "\"method\":\"fixedbinnumber\",\"bins\":16", "\"families\":[\"intensitystatistics\",\"glcm\"]",
            "\"aggregations\":[\"averaged2d\",\"merged3d\"]", "\"glcmDistance\":2", "\"ngldmAlpha\":1",
            "\"original\":false", "\"type\":\"log\",\"sigma\":[2.0,3.5]", "\"family\":\"db1\",\"level\":2",
            "\"size\":3", "\"delta\":2,\"kernel\":\"L5E5S5\",\"rotationInvariant\":true", "\"lambda\":4.0",
            "\"type\":\"simoncelli\",\"level\":1", "\"minimumVoxels\":7", "\"columnNames\":\"PyRadiomics\"",
            "\"convention\":\"PyRadiomics3\"")) {
            assertTrue(flat.contains(part), () -> part + " in " + json);
        }
        assertLibrary(result, 0, "rad_", roi(0), 0, SettingsFormat.parse(json));
        // the settings of the third output are a settings file
        final Path file = m_folder.resolve("mine.json");
        Files.writeString(file, json);
        m_node.set(m_settings, "preset", "FILE");
        m_node.set(m_settings, "file", file.toString());
        assertLibrary(run(), 1, "rad_", roi(1), 0, SettingsFormat.parse(json));
    }

    @Test
    void missingRegionsSayWhy() throws Exception {
        m_node.set(m_settings, "further", "ROI 2");
        final NodeRuntime.Result result = run();
        assertEquals("no contour", why(result, 2, "rad_ROI_stat_mean"));
        assertLibrary(result, 2, "rad_ROI 2_", roi(12), 0, RadiomicsSettings.ibsiDefault());
        assertTrue(why(result, 3, "rad_ROI 2_stat_mean").contains("without a region"));
        assertLibrary(result, 3, "rad_ROI_", roi(3), 0, RadiomicsSettings.ibsiDefault());
    }

    @Test
    void masksByNameAndTheirChange() throws Exception {
        m_node.set(m_settings, "masks", "NAMED");
        m_node.set(m_settings, "maskNames", "gtv\nCore\nring");
        m_node.set(m_settings, "further", "ROI 2");
        m_node.set(m_settings, "change", "BOTH");
        final NodeRuntime.Result result = run();
        final RadiomicsSettings ibsi = RadiomicsSettings.ibsiDefault();
        assertLibrary(result, 0, "rad_ROI_gtv_", roi(0), 0, ibsi);
        assertLibrary(result, 0, "rad_ROI_Core_", roi(0), 1, ibsi);
        assertLibrary(result, 1, "rad_ROI 2_Core_", roi(11), 1, ibsi);
        assertEquals("no mask is called 'ring'; there are GTV, Core", why(result, 0, "rad_ROI_ring_stat_mean"));
        final double before = number(result, 1, "rad_ROI_Core_stat_var");
        final double after = number(result, 1, "rad_ROI 2_Core_stat_var");
        assertEquals(after - before, number(result, 1, "rad_delta_ROI 2_Core_stat_var"), 0);
        assertEquals(after / before, number(result, 1, "rad_ratio_ROI 2_Core_stat_var"), 0);
        assertEquals("no contour", why(result, 2, "rad_delta_ROI 2_gtv_stat_mean"));
        assertTrue(why(result, 3, "rad_ratio_ROI 2_gtv_stat_mean").contains("without a region"));
    }

    @Test
    void dictionaryKnowsEveryColumn() throws Exception {
        m_node.set(m_settings, "further", "ROI 2");
        m_node.set(m_settings, "change", "DIFFERENCE");
        final NodeRuntime.Result result = run();
        final List<DataRow> dictionary = rows(result, 1);
        final List<String> names = dictionary.stream().map(r -> r.getCell(0).toString()).toList();
        assertEquals(spec(result).stream().skip(SPEC.getNumColumns()).map(c -> c.getName()).toList(), names);
        final int third = names.size() / 3;
        assertEquals(names.size(), 3 * third);
        final DataRow row = dictionary.get(names.indexOf("rad_delta_ROI 2_cm_joint_max_3D_comb"));
        final List<String> cells = row.stream().map(DataCell::toString).toList();
        assertEquals(List.of("Grey level co-occurrence based features", "Joint maximum", "GYBY",
            "glcm_MaximumProbability", "3D, merged", "original", "ROI 2", "(first)", "difference",
            RadiomicsSettings.ibsiDefault().hash()), cells.subList(1, 11));
    }

    @Test
    void takenNamesGetANumberInTheDictionaryToo() throws Exception {
        final DataTableSpec spec =
            new DataTableSpec(Columns.spec("rad_stat_mean", StringCell.TYPE), Columns.spec("ROI", RoiCell.TYPE));
        m_node.loadSettings(m_settings);
        final NodeRuntime.Result result = m_node.execute(new PortObject[]{m_workspace.table(spec,
            List.of(new DefaultRow("P0", new StringCell("mine"), cell(roi(0), "c"))))}, NodeRuntime.Monitor.SILENT,
            m_workspace);
        final Set<String> names = new HashSet<>(rows(result, 1).stream().map(r -> r.getCell(0).toString()).toList());
        assertTrue(names.contains("rad_stat_mean (#1)") && !names.contains("rad_stat_mean"));
    }

    private String refusal() throws Exception {
        m_node.loadSettings(m_settings);
        return assertThrows(InvalidSettingsException.class,
            () -> m_node.configure(new PortObjectSpec[]{SPEC}, m_workspace)).getMessage();
    }

    @Test
    void wrongSettingsAreExplained() throws Exception {
        m_node.set(m_settings, "preset", "FILE");
        m_node.set(m_settings, "file", m_folder.resolve("none.yaml").toString());
        assertTrue(refusal().contains("there is no file"), this::text);
        final Path file = m_folder.resolve("wrong.yaml");
        Files.writeString(file, "discretisation: {method: fixed bin size, binWidht: 5}");
        m_node.set(m_settings, "file", file.toString());
        assertTrue(refusal().contains("binWidht"), this::text);
        m_node.set(m_settings, "preset", "CUSTOM");
        m_node.set(m_settings, "logSigmas", "1, two");
        assertTrue(refusal().contains("\"two\" is not a number"), this::text);
        m_node.set(m_settings, "logSigmas", "");
        m_node.set(m_settings, "low", "500");
        assertTrue(refusal().contains("low below high"), this::text);
        m_node.set(m_settings, "preset", "IBSI");
        m_node.set(m_settings, "masks", "NAMED");
        assertTrue(refusal().contains("at least one name"), this::text);
        m_node.set(m_settings, "masks", "FIRST");
        m_node.set(m_settings, "change", "RATIO");
        assertTrue(refusal().contains("further region"), this::text);
    }

    private String text() {
        try {
            return refusal();
        } catch (Exception e) {
            return e.toString();
        }
    }

    @Test
    void viewComparesGroups() throws Exception {
        m_node.set(m_settings, "useOutcome", "true");
        final NodeRuntime.Result result = run();
        final String data = m_node.view(result, m_workspace).orElseThrow().initialData().orElseThrow();
        for (final String part : List.of("distribution", "heatmap", "Settings hash", "yes", "rad_stat")) {
            assertTrue(data.contains(part), part);
        }
    }
}

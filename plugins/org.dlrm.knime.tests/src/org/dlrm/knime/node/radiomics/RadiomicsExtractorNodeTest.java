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
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Roi;
import org.dlrm.image.Volume;
import org.dlrm.image.interpolate.Interpolator;
import org.dlrm.knime.Columns;
import org.dlrm.knime.WorkspaceTest;
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
import org.dlrm.testing.Shared;
import org.dlrm.work.Progress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
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
final class RadiomicsExtractorNodeTest extends WorkspaceTest {

    private static final DataTableSpec SPEC = new DataTableSpec(Columns.spec("response", StringCell.TYPE),
        Columns.spec("ROI", RoiCell.TYPE), Columns.spec("ROI 2", RoiCell.TYPE));

    private final NodeRuntime m_node = NodeRuntime.of(RadiomicsExtractorNodeFactory.class);

    private NodeSettings m_settings;

    @BeforeEach
    void prepare() throws Exception {
        m_settings = m_node.defaultSettings(new PortObjectSpec[]{SPEC});
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
        return RoiCell.pending(roi, name).finish(FileStoreFactory.createFileStoreFactory(context()));
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
        return rows(result.outputs()[port]);
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
        final Path file = m_dir.resolve("mine.json");
        Files.writeString(file, json);
        m_node.set(m_settings, "preset", "FILE");
        m_node.set(m_settings, "file", file.toString());
        assertLibrary(run(), 1, "rad_", roi(1), 0, SettingsFormat.parse(json));
    }

    /** Everything that the dialog offers exists in the library. */
    @Test
    void everyImageOfTheDialogIsComputed() throws Exception {
        m_node.set(m_settings, "preset", "CUSTOM");
        m_node.set(m_settings, "families", "INTENSITY_STATISTICS");
        m_node.set(m_settings, "otherImages", String.join(",", FilterTexts.OTHER_IMAGES.keySet()));
        final NodeRuntime.Result result = run();
        final List<String> images = rows(result, 1).stream().map(r -> r.getCell(6).toString()).distinct().toList();
        assertEquals(List.of("original", "square", "squareroot", "logarithm", "exponential", "gradient", "lbp-2D",
            "lbp-3D-m1", "lbp-3D-m2", "lbp-3D-k"), images);
        m_node.set(m_settings, "otherImages", "");
        for (final RadiomicsExtractorParameters.Wavelet wavelet : RadiomicsExtractorParameters.Wavelet.values()) {
            m_node.set(m_settings, "wavelet", wavelet.name());
            m_node.loadSettings(m_settings);
            assertEquals(SPEC.getNumColumns() + 18 * (wavelet == RadiomicsExtractorParameters.Wavelet.NONE ? 1 : 9),
                ((DataTableSpec)m_node.configure(new PortObjectSpec[]{SPEC}, m_workspace)[0]).getNumColumns(),
                wavelet.name());
        }
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
        assertEquals("ROI: no contour", why(result, 2, "rad_delta_ROI 2_gtv_stat_mean"));
        assertTrue(why(result, 3, "rad_ratio_ROI 2_gtv_stat_mean").contains("without a region"));
    }

    /** A region of one intensity: its variance is 0, so ratios to it do not exist. */
    private static Roi flat(final float value) {
        final Roi roi = roi(0);
        final float[] v = new float[roi.image().values().length];
        java.util.Arrays.fill(v, value);
        return new Roi(new Volume(roi.grid(), v), roi.regions(), new TreeMap<>());
    }

    @Test
    void changesAreDefinedOrSayWhyNot() throws Exception {
        m_node.set(m_settings, "further", "ROI 2");
        m_node.set(m_settings, "change", "ALL");
        m_node.loadSettings(m_settings);
        final NodeRuntime.Result result = m_node.execute(new PortObject[]{m_workspace.table(SPEC,
            List.of(new DefaultRow("same", new StringCell("yes"), cell(flat(40), "a"), cell(roi(1), "b")),
                new DefaultRow("lost", new StringCell("no"), cell(roi(2), "c"), Columns.missing("second scan not made")),
                new DefaultRow("dark", new StringCell("no"), cell(flat(-40), "d"), cell(flat(-60), "e"))))},
            NodeRuntime.Monitor.SILENT, m_workspace);
        assertTrue(number(result, 0, "rad_delta_ROI 2_stat_var") > 100);
        assertEquals("the feature of the first region is 0: there is no ratio",
            why(result, 0, "rad_ratio_ROI 2_stat_var"));
        assertEquals("the feature of the first region is 0: there is no relative change",
            why(result, 0, "rad_relative_ROI 2_stat_var"));
        assertEquals("ROI 2: second scan not made", why(result, 1, "rad_delta_ROI 2_stat_mean"));
        assertEquals("second scan not made", why(result, 1, "rad_ROI 2_stat_mean"));
        assertTrue(number(result, 1, "rad_ROI_stat_var") > 100, "what is there is computed");
        assertEquals(-20, number(result, 2, "rad_delta_ROI 2_stat_mean"), 1e-4);
        assertEquals(1.5, number(result, 2, "rad_ratio_ROI 2_stat_mean"), 1e-6);
        assertEquals(-0.5, number(result, 2, "rad_relative_ROI 2_stat_mean"), 1e-6, "darker is a negative change");
    }

    /** Every column has its row, whatever it is made of, and every code is IBSI's. */
    @Test
    void dictionaryKnowsEveryColumn() throws Exception {
        final Set<String> codes = ibsiCodes();
        for (final String[] options : new String[][]{{"preset", "IBSI", "further", "ROI 2", "change", "ALL"},
            {"preset", "GASTRIC"}, {"preset", "PYRADIOMICS", "further", "ROI 2", "change", "RATIO"},
            {"preset", "CUSTOM", "masks", "NAMED", "maskNames", "GTV\nCore", "aggregations",
                names(Aggregation.values()), "logSigmas", "2", "wavelet",
                "DB1", "otherImages", "square,gradient"}}) {
            m_settings = m_node.defaultSettings(new PortObjectSpec[]{SPEC});
            for (int i = 0; i < options.length; i += 2) {
                m_node.set(m_settings, options[i], options[i + 1]);
            }
            final NodeRuntime.Result result = run();
            final List<DataRow> dictionary = rows(result, 1);
            assertEquals(spec(result).stream().skip(SPEC.getNumColumns()).map(c -> c.getName()).toList(),
                dictionary.stream().map(r -> r.getCell(0).toString()).toList());
            final String hash = ((StringCell)rows(result, 2).get(0).getCell(0)).getStringValue();
            for (final DataRow row : dictionary) {
                for (final int always : new int[]{1, 2, 6, 7, 8, 10, 11}) {
                    assertFalse(row.getCell(always).isMissing(), () -> row.getCell(0) + ", column " + always);
                }
                assertEquals(hash, row.getCell(10).toString());
                assertTrue(!row.getCell(3).isMissing() || row.getCell(11).toString().contains("not IBSI"),
                    () -> row.getCell(0) + " has no IBSI code");
                assertTrue(codes.isEmpty() || row.getCell(3).isMissing() || codes.contains(row.getCell(3).toString()),
                    () -> row.getCell(0) + ": " + row.getCell(3));
                assertEquals(row.getCell(9).isMissing(),
                    !row.getCell(0).toString().matches("rad_(delta|ratio|relative)_.*"), row.getCell(0).toString());
            }
        }
    }

    private static String names(final Enum<?>... all) {
        return java.util.Arrays.stream(all).map(Enum::name).collect(Collectors.joining(","));
    }

    /** @return codes of the manual's features; empty where the list is not there */
    private static Set<String> ibsiCodes() throws IOException {
        final Optional<Path> list = Shared.find("ibsi/ibsi1_feature_list.csv");
        if (list.isEmpty()) {
            System.out.println("The codes are not compared with IBSI's list: ../shared/ibsi is not there");
            return Set.of();
        }
        // the manual's table gives the histogram's 10th and 90th percentile the codes of the features before them, and so
        // lacks that of the 90th
        return Stream.concat(Stream.of("OZ0C"),
            Files.readAllLines(list.get()).stream().skip(1).map(l -> l.substring(l.lastIndexOf(',') + 1).trim()))
            .collect(Collectors.toSet());
    }

    @Test
    void dictionarySaysWhatAChangeIs() throws Exception {
        m_node.set(m_settings, "further", "ROI 2");
        m_node.set(m_settings, "change", "RELATIVE");
        final List<DataRow> dictionary = rows(run(), 1);
        final List<String> cells = dictionary.stream()
            .filter(r -> r.getCell(0).toString().equals("rad_relative_ROI 2_cm_joint_max_3D_comb")).findFirst().orElseThrow()
            .stream().map(DataCell::toString).toList();
        assertEquals(List.of("Grey level co-occurrence based features", "Joint maximum", "GYBY",
            "glcm_MaximumProbability", "3D, merged", "original", "ROI 2", "(first)", "relative change",
            RadiomicsSettings.ibsiDefault().hash()), cells.subList(1, 11));
        assertTrue(cells.get(11).startsWith("(f(ROI 2) - f(ROI)) / |f(ROI)|, where f is: "), cells.get(11));
    }

    /** The bad inputs: the row survives, what is not defined is missing with the reason, never NaN. */
    @Test
    void badRegionsCostTheirOwnCellsOnly() throws Exception {
        final Grid g = Grid.of(12, 12, 8, 1, 1, 1);
        final List<DataRow> rows = new ArrayList<>();
        final SplittableRandom random = new SplittableRandom(5);
        final float[] noise = new float[g.voxels()];
        final float[] many = new float[g.voxels()];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (float)Math.rint(50 + 40 * random.nextGaussian());
            many[i] = 1e6f * (float)random.nextDouble();
        }
        final float[] nan = noise.clone();
        nan[g.index(5, 5, 4)] = Float.NaN;
        final float[] constant = new float[g.voxels()];
        final Map<String, Roi> cases = new java.util.LinkedHashMap<>();
        cases.put("empty", Roi.of(new Volume(g, noise), "GTV", new Mask(g, new byte[g.voxels()])));
        cases.put("one", Roi.of(new Volume(g, noise), "GTV", box(g, 5, 5, 4, 6, 6, 5)));
        cases.put("small", Roi.of(new Volume(g, noise), "GTV", box(g, 5, 5, 4, 7, 7, 6)));
        cases.put("constant", Roi.of(new Volume(g, constant), "GTV", box(g, 3, 3, 2, 9, 9, 6)));
        cases.put("nan", Roi.of(new Volume(g, nan), "GTV", box(g, 3, 3, 2, 9, 9, 6)));
        cases.put("border", Roi.of(new Volume(g, noise), "GTV", box(g, 0, 0, 0, 12, 12, 8)));
        cases.put("levels", Roi.of(new Volume(g, many), "GTV", box(g, 3, 3, 2, 9, 9, 6)));
        cases.put("good", Roi.of(new Volume(g, noise), "GTV", box(g, 3, 3, 2, 9, 9, 6)));
        for (final Map.Entry<String, Roi> c : cases.entrySet()) {
            rows.add(new DefaultRow(c.getKey(), new StringCell("yes"), cell(c.getValue(), c.getKey()),
                Columns.missing("none")));
        }
        for (final String[] option : new String[][]{{"preset", "CUSTOM"}, {"useRange", "false"}, {"binWidth", "5"},
            {"interpolation", "NONE"}, {"logSigmas", "3"}}) {
            m_node.set(m_settings, option[0], option[1]);
        }
        m_node.loadSettings(m_settings);
        final NodeRuntime.Result result =
            m_node.execute(new PortObject[]{m_workspace.table(SPEC, rows)}, NodeRuntime.Monitor.SILENT, m_workspace);
        assertEquals(List.copyOf(cases.keySet()),
            rows(result, 0).stream().map(r -> r.getKey().getString()).toList());
        for (final DataRow row : rows(result, 0)) {
            row.stream().skip(SPEC.getNumColumns()).forEach(cell -> assertTrue(cell.isMissing()
                ? ((MissingValue)cell).getError().length() > 8 : Double.isFinite(((DoubleValue)cell).getDoubleValue()),
                () -> row.getKey() + ": " + cell));
        }
        assertEquals("the mask is empty", why(result, 0, "rad_stat_mean"));
        assertEquals(1, number(result, 1, "rad_morph_vol_approx"), 1e-6);
        assertEquals(0, number(result, 1, "rad_stat_skew"), 0);
        final String filtered = spec(result).stream().map(c -> c.getName())
            .filter(n -> n.startsWith("rad_log") && n.endsWith("_stat_mean")).findFirst().orElseThrow();
        assertTrue(Double.isFinite(number(result, 2, filtered)), "a kernel larger than the region");
        assertEquals(0, number(result, 3, "rad_stat_var"), 0);
        assertTrue(why(result, 4, "rad_stat_mean").contains("1 of 144 voxels of the region have no finite intensity"));
        assertTrue(Double.isFinite(number(result, 4, "rad_morph_volume")), "shape needs no intensity");
        assertTrue(Double.isFinite(number(result, 5, "rad_cm_joint_max_3D_comb")));
        assertTrue(Double.isFinite(number(result, 6, "rad_stat_mean")));
        assertTrue(number(result, 6, "rad_ih_range") > 100_000, "more than 100,000 grey levels between lowest and highest");
        assertTrue(Double.isFinite(number(result, 6, "rad_cm_joint_max_3D_comb")), "most of them are empty");
        assertLibrary(result, 7, "rad_", cases.get("good"), 0, SettingsFormat
            .parse(((StringCell)rows(result, 2).get(0).getCell(1)).getStringValue()));
        final String warning = result.warning().orElseThrow();
        assertTrue(warning.contains("1 of 8 patients have no radiomics features") && warning.contains("empty"), warning);
        assertTrue(warning.contains("Advice for"), warning);
    }

    private static Mask box(final Grid g, final int x0, final int y0, final int z0, final int x1, final int y1,
        final int z1) {
        final byte[] m = new byte[g.voxels()];
        for (int k = z0; k < z1; k++) {
            for (int j = y0; j < y1; j++) {
                for (int i = x0; i < x1; i++) {
                    m[g.index(i, j, k)] = 1;
                }
            }
        }
        return new Mask(g, m);
    }

    @Test
    void binWidthAdviceReachesTheUser() throws Exception {
        m_node.set(m_settings, "preset", "CUSTOM");
        m_node.set(m_settings, "binWidth", "200");
        final String coarse = run().warning().orElseThrow();
        assertTrue(coarse.contains("Advice for 3 patients, first P0") && coarse.contains("A smaller width"), coarse);
        m_node.set(m_settings, "binWidth", "0.5");
        final String fine = run().warning().orElseThrow();
        assertTrue(fine.contains("A larger width") && fine.contains("16 to 128 are usual"), fine);
    }

    @Test
    void pyRadiomicsParameterFile() throws Exception {
        final Path file = m_dir.resolve("Params.yaml");
        Files.writeString(file, "setting: {binWidth: 20, label: 1}\nimageType: {Original: {}, LoG: {sigma: [2.0]}}\n"
            + "featureClass: {firstorder: [Mean, Kurtosis], glcm: []}\n");
        m_node.set(m_settings, "preset", "FILE");
        m_node.set(m_settings, "file", file.toString());
        m_node.set(m_settings, "prefix", "");
        final NodeRuntime.Result result = run();
        assertLibrary(result, 0, "", roi(0), 0, SettingsFormat.parse(Files.readString(file)));
        assertTrue(spec(result).containsName("log-sigma-2-0-mm-3D_firstorder_Kurtosis"), spec(result).toString());
        assertFalse(spec(result).containsName("original_firstorder_Median"));
    }

    @Test
    void settingsAreSavedAndReadBack() throws Exception {
        final Path file = m_dir.resolve("study/settings.json");
        m_node.set(m_settings, "preset", "GASTRIC");
        m_node.set(m_settings, "saveAs", file.toString());
        run();
        assertEquals(RadiomicsSettings.gastricCt(), SettingsFormat.parse(Files.readString(file)));
        run();
        m_node.set(m_settings, "preset", "IBSI");
        final String refusal = assertThrows(Exception.class, this::run).getMessage();
        assertTrue(refusal.contains("holds other settings"), refusal);
        m_node.set(m_settings, "preset", "FILE");
        m_node.set(m_settings, "file", file.toString());
        assertLibrary(run(), 0, "rad_", roi(0), 0, RadiomicsSettings.gastricCt());
    }

    @Test
    void emptyTableAndNoRegionAtAll() throws Exception {
        m_node.loadSettings(m_settings);
        final NodeRuntime.Result none =
            m_node.execute(new PortObject[]{m_workspace.table(SPEC, List.of())}, NodeRuntime.Monitor.SILENT, m_workspace);
        assertTrue(none.warning().orElseThrow().contains("no rows"));
        assertFalse(rows(none, 1).isEmpty(), "the columns are known all the same");
        final NodeRuntime.Result missing = m_node.execute(new PortObject[]{m_workspace.table(SPEC, List.of(new DefaultRow("P0",
            new StringCell("yes"), Columns.missing("no RTSTRUCT"), Columns.missing("no RTSTRUCT"))))},
            NodeRuntime.Monitor.SILENT, m_workspace);
        assertTrue(missing.warning().orElseThrow().contains("1 of 1 patients have no radiomics features"));
        assertEquals("no RTSTRUCT", why(missing, 0, "rad_stat_mean"));
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
        m_node.set(m_settings, "file", m_dir.resolve("none.yaml").toString());
        assertTrue(refusal().contains("there is no file"), this::text);
        final Path file = m_dir.resolve("wrong.yaml");
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

package org.dlrm.dicom.series;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.dlrm.dicom.DicomToolkit;
import org.dlrm.dicom.Problem;
import org.dlrm.dicom.ProblemClass;
import org.dlrm.dicom.Toolkits;
import org.dlrm.image.Grid;
import org.dlrm.image.Vec3;
import org.dlrm.image.Volume;
import org.dlrm.testing.Shared;
import org.dlrm.work.Progress;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

/** Every series of the corpus: grid within 1e-4 mm, HU exact, or the error that the corpus expects. */
class SeriesCorpusTest {

    /** What the corpus expects in words, as problem classes; series that are not listed must be free of errors. */
    private static final Map<String, Set<ProblemClass>> ERRORS = Map.of(
        "valid/series/duplicate_position_diff_pixels", Set.of(ProblemClass.DUPLICATE_POSITION),
        "valid/series/missing_slice", Set.of(ProblemClass.MISSING_SLICE),
        "valid/series/one_slice_other_size", Set.of(ProblemClass.INCONSISTENT_SIZE),
        "valid/series/tilt_variable_spacing_ge", Set.of(ProblemClass.GANTRY_TILT, ProblemClass.NON_UNIFORM_SPACING),
        "volume_problems/gantrytilting/001", Set.of(ProblemClass.GANTRY_TILT),
        "volume_problems/notavolume/001", Set.of(ProblemClass.NOT_A_VOLUME),
        // MIXED_ORIENTATION in the corpus; but its third file is empty and the other two are parallel
        "volume_problems/sliceorientation/001", Set.of(ProblemClass.EMPTY_FILE));

    private static final Map<String, ProblemClass> WARNINGS = Map.of(
        "valid/series/duplicate_same_instance", ProblemClass.DUPLICATE_SLICE,
        "valid/series/no_rescale", ProblemClass.RESCALE,
        "valid/series/single_slice", ProblemClass.SINGLE_SLICE,
        "valid/series/two_phases_same_series", ProblemClass.SEVERAL_ACQUISITIONS,
        "volume_problems/sliceorientation/001", ProblemClass.TOO_FEW_SLICES,
        "volume_problems/slicecount/001", ProblemClass.TOO_FEW_SLICES);

    @TestFactory
    List<DynamicTest> everySeriesOfTheCorpus() throws IOException {
        final Path root = Shared.require("dicom");
        final JsonObject expected = JsonParser.parseString(Files.readString(root.resolve("expected.json")))
            .getAsJsonObject().getAsJsonObject("series");
        final List<DynamicTest> tests = new ArrayList<>();
        for (final Map.Entry<String, JsonElement> folder : expected.entrySet()) {
            tests.addAll(Toolkits.tests(folder.getKey(), toolkit -> check(toolkit, root, folder.getKey(),
                folder.getValue().getAsJsonObject().getAsJsonObject("series"))));
        }
        assertEquals(31 * Toolkits.all().size(), tests.size());
        return tests;
    }

    private static void check(final DicomToolkit toolkit, final Path root, final String folder,
        final JsonObject expected) throws Exception {
        final ScanResult result = new SeriesScanner(toolkit, false).scan(root.resolve(folder), Progress.NONE, 2);
        assertEquals(expected.keySet(),
            result.series().stream().map(SeriesInfo::seriesInstanceUid).collect(Collectors.toSet()));
        final Set<ProblemClass> errors = result.problems().stream()
            .filter(p -> p.severity() == Problem.Severity.ERROR).map(Problem::type).collect(Collectors.toSet());
        if (folder.endsWith("mixed_folder")) {
            errors.remove(ProblemClass.EMPTY_FILE);
        }
        assertEquals(ERRORS.getOrDefault(folder, Set.of()), errors, () -> result.problems().toString());
        if (WARNINGS.containsKey(folder)) {
            assertTrue(result.problems().stream().anyMatch(p -> p.type() == WARNINGS.get(folder)
                && p.severity() == Problem.Severity.WARNING), () -> result.problems().toString());
        }
        for (final SeriesInfo s : result.series()) {
            final JsonObject e = expected.getAsJsonObject(s.seriesInstanceUid());
            if (s.grid().isPresent() && !s.localizer() && s.part().isEmpty()
                && !folder.endsWith("duplicate_same_instance")) {
                grid(s.grid().get(), e);
                pixels(new VolumeReader(toolkit).read(s, Progress.NONE), e);
            }
            if (ERRORS.getOrDefault(folder, Set.of()).contains(ProblemClass.GANTRY_TILT)) {
                assertEquals(e.get("shear_deg").getAsDouble(), s.tiltDegrees().orElse(0), 0.05);
            }
        }
    }

    private static void grid(final Grid g, final JsonObject e) {
        assertEquals(e.get("cols").getAsInt(), g.nx());
        assertEquals(e.get("rows").getAsInt(), g.ny());
        assertEquals(e.get("slices").getAsInt(), g.nz());
        assertEquals(e.getAsJsonArray("pixel_spacing_row_col").get(0).getAsDouble(), g.sy(), 1e-6);
        assertEquals(e.getAsJsonArray("pixel_spacing_row_col").get(1).getAsDouble(), g.sx(), 1e-6);
        near(e.getAsJsonArray("first_ipp"), g.toPatient(0, 0, 0));
        near(e.getAsJsonArray("last_ipp"), g.toPatient(0, 0, g.nz() - 1));
        near(e.getAsJsonArray("normal"), g.xAxis().cross(g.yAxis()));
    }

    private static void near(final JsonArray expected, final Vec3 found) {
        assertEquals(expected.get(0).getAsDouble(), found.x(), 1e-4);
        assertEquals(expected.get(1).getAsDouble(), found.y(), 1e-4);
        assertEquals(expected.get(2).getAsDouble(), found.z(), 1e-4);
    }

    static String int16(final Volume v) throws Exception {
        final ByteBuffer b = ByteBuffer.allocate(2 * v.values().length).order(ByteOrder.LITTLE_ENDIAN);
        for (final float x : v.values()) {
            b.putShort((short)Math.round(x));
        }
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(b.array()));
    }

    private static void pixels(final Volume v, final JsonObject e) throws Exception {
        double sum = 0;
        float min = Float.MAX_VALUE;
        float max = -Float.MAX_VALUE;
        for (final float x : v.values()) {
            sum += x;
            min = Math.min(min, x);
            max = Math.max(max, x);
        }
        assertEquals(e.get("hu_min").getAsDouble(), min, 1e-4);
        assertEquals(e.get("hu_max").getAsDouble(), max, 1e-4);
        assertEquals(e.get("hu_mean").getAsDouble(), sum / v.values().length, 1e-4);
        if (!e.get("sha256_int16_hu").isJsonNull()) {
            assertEquals(e.get("sha256_int16_hu").getAsString(), int16(v));
        }
    }
}

package org.dlrm.dicom.roi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.dlrm.dicom.DicomException;
import org.dlrm.dicom.Problem;
import org.dlrm.dicom.ProblemClass;
import org.dlrm.dicom.series.SeriesInfo;
import org.dlrm.dicom.series.SeriesScanner;
import org.dlrm.dicom.series.VolumeReader;
import org.dlrm.image.Volume;
import org.dlrm.image.region.RegionQuality;
import org.dlrm.testing.Shared;
import org.dlrm.work.Progress;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

/** Every RTSTRUCT of the corpus and of the STS cohort against its published mask. */
class StructureSetCorpusTest {

    private static JsonObject expected() throws IOException {
        return JsonParser.parseString(Files.readString(Shared.require("dicom").resolve("expected.json")))
            .getAsJsonObject().getAsJsonObject("rt");
    }

    private static RoiInfo named(final StructureSet set, final String name) {
        return set.rois().stream().filter(r -> r.name().equals(name)).findFirst().orElseThrow();
    }

    private static RoiInfo numbered(final StructureSet set, final int number) {
        return set.rois().stream().filter(r -> r.number() == number).findFirst().orElseThrow();
    }

    @TestFactory
    Stream<DynamicTest> synthetic() throws IOException {
        final Path dicom = Shared.require("dicom");
        final List<DynamicTest> tests = new ArrayList<>();
        for (final var file : expected().getAsJsonObject("synthetic").entrySet()) {
            final JsonObject o = file.getValue().getAsJsonObject();
            final RoiTarget target = TestSeries.target(dicom.resolve(o.get("series").getAsString()));
            final StructureSet set = StructureSet.read(dicom.resolve(file.getKey()));
            for (final JsonElement e : o.getAsJsonArray("rois")) {
                final JsonObject roi = e.getAsJsonObject();
                final int number = roi.get("number").getAsInt();
                tests.add(DynamicTest.dynamicTest(file.getKey() + " " + number + " " + roi.get("name").getAsString(),
                    () -> check(set, roi, target)));
            }
        }
        assertEquals(38, tests.size());
        return tests.stream();
    }

    private static void check(final StructureSet set, final JsonObject roi, final RoiTarget target) throws IOException {
        final RoiInfo info = numbered(set, roi.get("number").getAsInt());
        assertEquals(roi.get("name").getAsString(), info.name());
        if (!roi.has("sha256_u8_zyx")) {
            final DicomException e =
                assertThrows(DicomException.class, () -> set.mask(info, target, RoiOptions.DEFAULT));
            assertTrue(e.type() == ProblemClass.ROI || e.type() == ProblemClass.GEOMETRY_MISMATCH, e.getMessage());
            return;
        }
        assertEquals(roi.get("contours").getAsInt(), info.contours());
        final RoiMask mask = set.mask(info, target, RoiOptions.DEFAULT);
        assertEquals(roi.get("xor_centre_voxels").getAsInt(), mask.mask().count());
        assertEquals(roi.get("sha256_u8_zyx").getAsString(), TestSeries.sha256(mask.mask()));
        final JsonArray slices = roi.getAsJsonArray("slices");
        if (slices.isEmpty()) {
            assertTrue(mask.problems().stream().anyMatch(p -> p.severity() == Problem.Severity.ERROR));
        } else {
            final var box = mask.mask().boundingBox().orElseThrow();
            assertEquals(slices.get(0).getAsInt(), box.z());
            assertEquals(slices.get(1).getAsInt(), box.z() + box.nz() - 1);
        }
    }

    @TestFactory
    Stream<DynamicTest> real() throws IOException {
        final Path dicom = Shared.require("dicom");
        return expected().getAsJsonObject("real").entrySet().stream().map(file -> DynamicTest.dynamicTest(file.getKey(), () -> {
            final JsonObject o = file.getValue().getAsJsonObject();
            final Path folder = dicom.resolve(file.getKey());
            final StructureSet set;
            try (Stream<Path> files = Files.list(folder.resolve("RS"))) {
                set = StructureSet.read(files.findFirst().orElseThrow());
            }
            final RoiTarget target = TestSeries.target(folder.resolve("CT"));
            final RoiMask mask = set.mask(named(set, o.get("roi").getAsString()), target, RoiOptions.DEFAULT);
            assertEquals(List.of(), mask.problems());
            assertEquals(o.get("voxels").getAsInt(), mask.mask().count());
            assertEquals(o.get("sha256_u8_zyx").getAsString(), TestSeries.sha256(mask.mask()));
            assertTrue(set.referencedSeries().contains(target.seriesInstanceUid().orElseThrow()));
            checkThroughTheReader(folder.resolve("CT"), mask, o);
        }));
    }

    /** The same mask on the grid that the scanner makes of the series, and the HU inside. */
    private static void checkThroughTheReader(final Path ct, final RoiMask mask, final JsonObject o)
        throws IOException {
        final SeriesInfo series = new SeriesScanner().scan(ct, Progress.NONE, 1).series().get(0);
        final RoiTarget target = RoiTarget.of(series, VolumeReader.grid(series));
        assertEquals(Optional.empty(), target.grid().difference(mask.mask().grid(), 1e-4));
        final Volume image = new VolumeReader().read(series, Progress.NONE);
        final RegionQuality q = RegionQuality.of(mask.mask(), image);
        final JsonObject hu = o.getAsJsonObject("hu_in_roi");
        assertEquals(hu.get("min").getAsDouble(), q.minimum());
        assertEquals(hu.get("max").getAsDouble(), q.maximum());
        assertEquals(hu.get("mean").getAsDouble(), q.mean(), 1e-6);
    }

    /** 37 patients, number of voxels of the uncropped original. */
    @Test
    void stsCohort() throws IOException {
        final Path cohort = Shared.require("sts-cohort");
        final List<String> lines = Files.readAllLines(cohort.resolve("cohort.csv"), StandardCharsets.UTF_8);
        final List<String> header = Arrays.asList(lines.get(0).split(","));
        final StringBuilder wrong = new StringBuilder();
        for (final String line : lines.subList(1, lines.size())) {
            final String[] cell = line.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1);
            final StructureSet set = StructureSet.read(cohort.resolve(cell[header.indexOf("rtstruct_path")]));
            final SeriesInfo series = new SeriesScanner()
                .scan(cohort.resolve(cell[header.indexOf("ct_path")]), Progress.NONE, 1).series().get(0);
            final RoiTarget target = RoiTarget.of(series, VolumeReader.grid(series));
            final RoiMask mask =
                set.mask(named(set, cell[header.indexOf("roi_name")]), target, RoiOptions.DEFAULT);
            if (mask.mask().count() != Integer.parseInt(cell[header.indexOf("mask_voxels")])
                || !mask.problems().isEmpty()) {
                wrong.append(cell[0]).append(' ').append(mask.mask().count()).append(' ').append(mask.problems());
            }
        }
        assertEquals(38, lines.size());
        assertEquals("", wrong.toString());
    }
}

package org.dlrm.dicom.roi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.dlrm.dicom.ByteSource;
import org.dlrm.dicom.DicomException;
import org.dlrm.dicom.DicomFile;
import org.dlrm.dicom.DicomWriter;
import org.dlrm.dicom.Problem;
import org.dlrm.dicom.ProblemClass;
import org.dlrm.dicom.ReadOptions;
import org.dlrm.dicom.Tag;
import org.dlrm.dicom.TransferSyntax;
import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Vec3;
import org.dlrm.testing.Shared;
import org.junit.jupiter.api.Test;

/** Cases of the contouring practice that the corpus does not have, and its problems. */
class StructureSetTest {

    /** 20 x 20 x 6 voxels of 1 x 1 x 3 mm. */
    static final Grid GRID = Grid.of(20, 20, 6, 1, 1, 3);

    static final RoiTarget TARGET = RoiTarget.of(GRID, Optional.of("1.2.3"), Optional.of("1.2.4"));

    /** x, y, z of the corners of a square in the plane z. */
    static double[] square(final double x, final double y, final double size, final double z) {
        return new double[]{x, y, z, x + size, y, z, x + size, y + size, z, x, y + size, z};
    }

    static DicomWriter contour(final String type, final double[] points) {
        return new DicomWriter().set(Tag.ContourGeometricType, type).set(Tag.NumberOfContourPoints, points.length / 3)
            .set(Tag.ContourData, points);
    }

    static DicomWriter structureSet(final String frame, final List<DicomWriter> contours) {
        return new DicomWriter().set(Tag.SOPClassUID, StructureSet.SOP_CLASS).set(Tag.SOPInstanceUID, "1.2.9")
            .set(Tag.Modality, "RTSTRUCT")
            .items(Tag.StructureSetROISequence,
                List.of(new DicomWriter().set(Tag.ROINumber, 1).set(Tag.ROIName, "GTV")
                    .set(Tag.ReferencedFrameOfReferenceUID, frame)))
            .items(Tag.ROIContourSequence,
                List.of(new DicomWriter().set(Tag.ReferencedROINumber, 1).items(Tag.ContourSequence, contours)));
    }

    static StructureSet read(final DicomWriter writer) throws IOException {
        return StructureSet.of(DicomFile.read(ByteSource.of(writer.toBytes(TransferSyntax.EXPLICIT)),
            Path.of("rtstruct.dcm"), ReadOptions.FULL));
    }

    private static RoiMask mask(final RoiTarget target, final double[]... contours) throws IOException {
        final List<DicomWriter> items = new ArrayList<>();
        for (final double[] c : contours) {
            items.add(contour("CLOSED_PLANAR", c));
        }
        final StructureSet set = read(structureSet("1.2.4", items));
        return set.mask(set.rois().get(0), target, RoiOptions.DEFAULT);
    }

    private static ProblemClass fails(final double[]... contours) {
        return assertThrows(DicomException.class, () -> mask(TARGET, contours)).type();
    }

    @Test
    void tenPixelSquareOnTwoSlicesIs200() throws IOException {
        final RoiMask mask = mask(TARGET, square(2, 2, 10, 3), square(2, 2, 10, 6));
        assertEquals(200, mask.mask().count());
        assertEquals(List.of(), mask.problems());
    }

    @Test
    void contoursDrawnTwiceCountOnce() throws IOException {
        final RoiMask mask = mask(TARGET, square(2, 2, 10, 3), square(2, 2, 10, 3));
        assertEquals(100, mask.mask().count());
        assertEquals(ProblemClass.NONCONFORMANT, mask.problems().get(0).type());
    }

    /** The same square from another corner: not seen as a repetition, but never cancelled out silently. */
    @Test
    void coincidingContoursWarn() throws IOException {
        final double[] turned = {12, 2, 3, 12, 12, 3, 2, 12, 3, 2, 2, 3};
        final RoiMask mask = mask(TARGET, square(2, 2, 10, 3), turned);
        assertTrue(mask.problems().stream().anyMatch(p -> p.what().contains("overlap")), mask.problems().toString());
        assertTrue(mask.problems().stream().anyMatch(p -> p.severity() == Problem.Severity.ERROR));
    }

    @Test
    void overlapWarnsButNestingDoesNot() throws IOException {
        final RoiMask overlap = mask(TARGET, square(2, 2, 8, 3), square(6, 6, 8, 3));
        assertEquals(2 * 64 - 2 * 16, overlap.mask().count());
        assertTrue(overlap.problems().get(0).found().contains("slices 2"), overlap.problems().toString());
        assertEquals(List.of(), mask(TARGET, square(2, 2, 8, 3), square(4, 4, 3, 3)).problems());
        assertEquals(List.of(), mask(TARGET, square(2, 2, 8, 3), square(10, 2, 3, 3)).problems());
    }

    /** Contours of a 1 mm series on slices 3 mm apart: united, never cancelled out. */
    @Test
    void planesCloserThanTheSlicesAreUnited() throws IOException {
        final RoiMask mask = mask(TARGET, square(2, 2, 10, 2), square(2, 2, 10, 3), square(2, 2, 8, 4));
        assertEquals(100, mask.mask().count());
        assertTrue(mask.problems().stream().anyMatch(p -> p.what().contains("closer together than the slices")));
    }

    @Test
    void contoursHalfWayGoToTheLowerSlice() throws IOException {
        final RoiMask mask = mask(TARGET, square(2, 2, 10, 4.5));
        assertEquals(1, mask.mask().boundingBox().orElseThrow().z());
        assertEquals(1, mask.problems().size());
    }

    @Test
    void contoursBeyondTheVolumeAreToldOrRefused() throws IOException {
        final RoiMask partly = mask(TARGET, square(2, 2, 10, 15), square(2, 2, 10, 18));
        assertEquals(100, partly.mask().count());
        assertTrue(partly.problems().get(0).found().contains("up to 3.00 mm above the last slice"),
            partly.problems().toString());
        assertEquals(ProblemClass.GEOMETRY_MISMATCH, fails(square(2, 2, 10, 30)));
        assertEquals(ProblemClass.GEOMETRY_MISMATCH, fails(square(2, 2, 10, -1.6)));
        final RoiMask beside = mask(TARGET, square(200, 2, 10, 3));
        assertEquals(0, beside.mask().count());
        assertEquals(Problem.Severity.ERROR, beside.problems().get(0).severity());
    }

    /** A sagittal contour on axial slices is refused with its angle; a wobble of a tenth of a slice is not. */
    @Test
    void tiltedContours() throws IOException {
        final double[] sagittal = {5, 2, 0, 5, 12, 0, 5, 12, 9, 5, 2, 9};
        final DicomException e = assertThrows(DicomException.class, () -> mask(TARGET, sagittal));
        assertEquals(ProblemClass.GEOMETRY_MISMATCH, e.type());
        assertTrue(e.getMessage().contains("tilted by 90.0 degrees"), e.getMessage());
        final double[] wobble = square(2, 2, 10, 3);
        wobble[2] += 0.3;
        assertEquals(List.of(), mask(TARGET, wobble).problems());
        wobble[2] += 0.6;
        final RoiMask flattened = mask(TARGET, wobble);
        assertEquals(100, flattened.mask().count());
        assertTrue(flattened.problems().stream().anyMatch(p -> p.found().equals("up to 0.900 mm across")),
            flattened.problems().toString());
    }

    @Test
    void forgottenContoursAreTold() throws IOException {
        final RoiMask mask = mask(TARGET, square(2, 2, 10, 0), square(2, 2, 10, 3), square(2, 2, 10, 12));
        assertEquals(Problem.Severity.INFO, mask.problems().get(0).severity());
        assertEquals("slices 3, 4", mask.problems().get(0).found());
    }

    @Test
    void slicesCountWhereTheyAre() throws IOException {
        // jittered slices: the averaged spacing would put the contour at 9.6 on the fourth slice
        final RoiTarget jitter = new RoiTarget(GRID, new double[]{0, 3, 6, 9, 10, 15}, Optional.empty(),
            Optional.empty());
        assertEquals(4, mask(jitter, square(2, 2, 10, 9.6)).mask().boundingBox().orElseThrow().z());
    }

    /** On a sheared grid (tilted gantry) the contour is met in the plane of its slice. */
    @Test
    void shearedGrid() throws IOException {
        final double a = Math.toRadians(15);
        final Grid sheared = new Grid(20, 20, 6, 1, 1, 3 / Math.cos(a), new Vec3(0, 0, 0), new Vec3(1, 0, 0),
            new Vec3(0, 1, 0), new Vec3(0, Math.sin(a), Math.cos(a)));
        final Mask mask = mask(RoiTarget.of(sheared), square(2.5, 4.5, 10, 6)).mask();
        assertEquals(100, mask.count());
        // two slices up the grid has moved by 6 tan 15 = 1.6 mm along y
        assertEquals(3, mask.boundingBox().orElseThrow().y());
        assertEquals(2, mask.boundingBox().orElseThrow().z());
    }

    /** Descending slices: the same voxels, seen from the other end. */
    @Test
    void leftHandedGrid() throws IOException {
        final Grid down = new Grid(20, 20, 6, 1, 1, 3, new Vec3(0, 0, 15), new Vec3(1, 0, 0), new Vec3(0, 1, 0),
            new Vec3(0, 0, -1));
        final Mask mask = mask(RoiTarget.of(down), square(2, 2, 10, 3), square(2, 2, 10, 6)).mask();
        assertEquals(200, mask.count());
        assertEquals(3, mask.boundingBox().orElseThrow().z());
    }

    @Test
    void otherFrameOfReference() throws IOException {
        final StructureSet set =
            read(structureSet("9.9", List.of(contour("CLOSED_PLANAR", square(2, 2, 10, 3)))));
        final RoiInfo roi = set.rois().get(0);
        assertEquals(ProblemClass.GEOMETRY_MISMATCH,
            assertThrows(DicomException.class, () -> set.mask(roi, TARGET, RoiOptions.DEFAULT)).type());
        final RoiMask forced = set.mask(roi, TARGET, new RoiOptions(true, 0.5, false));
        assertEquals(100, forced.mask().count());
        assertEquals(Problem.Severity.WARNING, forced.problems().get(0).severity());
    }

    /** The same frame of reference, but e.g. another contrast phase: used, and told. */
    @Test
    void otherSeries() throws IOException {
        final DicomWriter series = new DicomWriter().set(Tag.SeriesInstanceUID, "1.2.99");
        final DicomWriter study = new DicomWriter().items(Tag.RTReferencedSeriesSequence, List.of(series));
        final DicomWriter frame = new DicomWriter().items(Tag.RTReferencedStudySequence, List.of(study));
        final StructureSet set = read(structureSet("1.2.4", List.of(contour("CLOSED_PLANAR", square(2, 2, 10, 3))))
            .items(Tag.ReferencedFrameOfReferenceSequence, List.of(frame)));
        final RoiMask mask = set.mask(set.rois().get(0), TARGET, RoiOptions.DEFAULT);
        assertEquals(100, mask.mask().count());
        assertEquals("1.2.99", mask.problems().get(0).found());
        final RoiTarget right = RoiTarget.of(GRID, Optional.of("1.2.99"), Optional.of("1.2.4"));
        assertEquals(List.of(), set.mask(set.rois().get(0), right, RoiOptions.DEFAULT).problems());
    }

    @Test
    void contoursOfSeveralTypes() throws IOException {
        final StructureSet set = read(structureSet("1.2.4", List.of(
            contour("POINT", new double[]{1, 1, 3}), contour("CLOSED_PLANAR", square(2, 2, 10, 3)),
            contour("CLOSED_PLANAR", square(2, 2, 4, 6)).remove(Tag.ContourGeometricType))));
        assertEquals(2, set.rois().get(0).contours());
        final RoiMask mask = set.mask(set.rois().get(0), TARGET, RoiOptions.DEFAULT);
        assertEquals(116, mask.mask().count());
        assertEquals(List.of("POINT"), mask.problems().stream().map(Problem::found).toList());
    }

    @Test
    void otherFilesAreNoStructureSets() throws IOException {
        final DicomWriter ct = new DicomWriter().set(Tag.SOPClassUID, "1.2.840.10008.5.1.4.1.1.2")
            .set(Tag.SOPInstanceUID, "1.2.9").set(Tag.Modality, "CT");
        assertEquals(ProblemClass.ROI, assertThrows(DicomException.class, () -> read(ct)).type());
    }

    // ------------------------------------------------------------ problems of the corpus

    private static StructureSet corpus(final String name) throws IOException {
        return StructureSet.read(Shared.require("dicom").resolve(name));
    }

    private static List<Problem> all(final StructureSet set, final RoiTarget target) throws IOException {
        final List<Problem> problems = new ArrayList<>(set.problems());
        for (final RoiInfo roi : set.rois()) {
            try {
                problems.addAll(set.mask(roi, target, RoiOptions.DEFAULT).problems());
            } catch (DicomException e) {
                problems.add(e.problem());
            }
        }
        return problems;
    }

    @Test
    void corpusProblems() throws IOException {
        final RoiTarget plain = TestSeries.target(Shared.require("dicom").resolve("valid/series/plain"));
        assertTrue(all(corpus("invalid/rtstruct/not_multiple_of_3.dcm"), plain).stream()
            .anyMatch(p -> p.type() == ProblemClass.BAD_VALUE && p.severity() == Problem.Severity.ERROR
                && p.what().contains("ContourData")));
        assertTrue(all(corpus("invalid/rtstruct/npoints_lies.dcm"), plain).stream()
            .anyMatch(p -> p.severity() == Problem.Severity.WARNING && p.what().contains("NumberOfContourPoints")));
        assertTrue(corpus("invalid/rtstruct/roi_without_definition.dcm").problems().stream()
            .anyMatch(p -> p.severity() == Problem.Severity.WARNING && p.what().contains("not defined")));
        final StructureSet crossing = corpus("invalid/rtstruct/self_intersecting.dcm");
        assertTrue(crossing.mask(crossing.rois().get(0), plain, RoiOptions.DEFAULT).mask().count() > 0);
        final StructureSet wrong = corpus("valid/rtstruct/syn_wrong_for.dcm");
        final RoiMask mask = wrong.mask(wrong.rois().get(0), plain, RoiOptions.DEFAULT);
        assertEquals(ProblemClass.GEOMETRY_MISMATCH, mask.problems().get(0).type());
    }

    /** A wrong region does not spoil the others of its file. */
    @Test
    void oneBadRegionDoesNotSpoilTheOthers() throws IOException {
        final RoiTarget plain = TestSeries.target(Shared.require("dicom").resolve("valid/series/plain"));
        final StructureSet good = corpus("valid/rtstruct/syn_plain.dcm");
        final StructureSet bad = corpus("invalid/rtstruct/not_multiple_of_3.dcm");
        int same = 0;
        for (int i = 0; i < 14; i++) {
            try {
                assertArrayEquals(good.mask(good.rois().get(i), plain, RoiOptions.DEFAULT).mask().inside(),
                    bad.mask(bad.rois().get(i), plain, RoiOptions.DEFAULT).mask().inside());
                same++;
            } catch (DicomException e) {
                assertEquals(ProblemClass.BAD_VALUE, e.type());
            }
        }
        assertEquals(13, same);
    }

    /** Real structure sets of other vendors, on their own slices. */
    @Test
    void thirdPartyStructureSets() throws IOException {
        final Path series = Shared.require("dicom").resolve("valid/series/rtutils_oriented");
        final RoiTarget target = TestSeries.target(series);
        for (final String name : new String[]{"rtutils_rt.dcm", "rtutils_invalid_reference_rt.dcm",
            "rtutils_non_existent_reference_rt.dcm", "dicompyler_rtss.dcm", "pydicom_rtstruct.dcm"}) {
            final StructureSet set = corpus("valid/rtstruct/" + name);
            assertTrue(!set.rois().isEmpty());
            for (final Problem p : all(set, target)) {
                assertTrue(List.of(ProblemClass.ROI, ProblemClass.GEOMETRY_MISMATCH, ProblemClass.NONCONFORMANT)
                    .contains(p.type()), name + ": " + p);
            }
        }
    }

    @Test
    void contourThatLeavesTheFieldOfViewIsTold() throws IOException {
        final RoiMask mask = mask(TARGET, square(15.5, 4.5, 10, 3));
        assertEquals(4 * 10, mask.mask().count());
        assertEquals(List.of(ProblemClass.GEOMETRY_MISMATCH), mask.problems().stream().map(Problem::type).toList());
        assertTrue(mask.problems().get(0).message().contains("5.50 mm beside"), mask.problems()::toString);
        assertEquals(List.of(), mask(TARGET, square(-0.5, -0.5, 20, 3)).problems(), "the whole slice");
    }
}

package org.dlrm.dicom.roi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.dlrm.dicom.DicomException;
import org.dlrm.dicom.Problem;
import org.dlrm.dicom.ProblemClass;
import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Vec3;
import org.dlrm.image.io.Nrrd;
import org.dlrm.testing.Shared;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** DICOM SEG of the corpus. */
class SegmentationTest {

    /** The image that highdicom's small segmentations belong to, slices 103.02, 104.27 and 105.52. */
    private static final Grid SMALL = new Grid(16, 16, 3, 0.488281, 0.488281, 1.25,
        new Vec3(-125, -128.100006, 103.019997), new Vec3(1, 0, 0), new Vec3(0, 1, 0), new Vec3(0, 0, 1));

    private static final RoiOptions RESAMPLE = new RoiOptions(false, 0.5, true);

    private static Path seg(final String name) {
        return Shared.require("dicom").resolve("valid/seg").resolve(name);
    }

    private static Mask only(final Path file, final RoiTarget target) throws IOException {
        final List<RoiMask> masks =
            RoiSources.masks(RoiSources.open(file), RoiSelection.of(), RoiMerge.SEPARATE, target, RoiOptions.DEFAULT);
        assertEquals(1, masks.size());
        assertEquals(List.of(), masks.get(0).problems());
        return masks.get(0).mask();
    }

    /** expected.json: the three frames are the three slices of the CT in ascending order. */
    @ParameterizedTest
    @ValueSource(strings = {"dcmqi_liver.dcm", "liver.dcm", "liver_deflate.dcm"})
    void liverOnItsCt(final String file) throws IOException {
        final Mask mask = only(seg(file), TestSeries.target(seg("dcmqi_ct-3slice")));
        assertEquals("86ceb97b138085d01b005c48e893bb4348fcdcf6a9c5c73c54d4efaa0288a1f2", TestSeries.sha256(mask));
    }

    /** Frames of 510 x 510 pixels do not end at byte borders; their corner is the corner of the CT. */
    @Test
    void liverNotByteAligned() throws IOException {
        final RoiTarget ct = TestSeries.target(seg("dcmqi_ct-3slice"));
        final Mask small = only(seg("liver_nonbyte_aligned.dcm"), ct);
        final Grid g = ct.grid();
        final Mask cut = small.crop(new org.dlrm.image.Box(0, 0, 0, 510, 510, 3));
        assertEquals("842dd64c92ce1a92a823bd219ae4a0796881cee25c1a507f73c0b52d37fa2e9f", TestSeries.sha256(cut));
        assertEquals(small.count(), cut.count());
        assertEquals(512, g.nx());
    }

    @ParameterizedTest
    @ValueSource(strings = {"dcmqi_sparse-labelmap-noppv.dcm", "dcmqi_sparse-labelmap-ppv5.dcm"})
    void sparseLabelMap(final String file) throws IOException {
        final RoiTarget ct = TestSeries.target(seg("dcmqi_24x38x3"), "IMG");
        final Mask mask = only(seg(file), ct);
        // frames lie on the first and the third slice
        final int slice = 24 * 38;
        int first = 0;
        int third = 0;
        for (int p = 0; p < slice; p++) {
            first += mask.inside()[p];
            assertEquals(0, mask.inside()[slice + p]);
            third += mask.inside()[2 * slice + p];
        }
        // mean 0.345395 of the two frames' 2 x 38 x 24 pixels
        assertEquals(Math.round(0.345395 * 2 * slice), first + third);
        assertTrue(first > 0 && third > 0);
    }

    @Test
    void nrrdLabelMap() throws IOException {
        final RoiTarget ct = TestSeries.target(seg("dcmqi_24x38x3"), "IMG");
        final Path file = seg("dcmqi_24x38x3/label.nrrd");
        final Mask mask = only(file, ct);
        int count = 0;
        for (final float v : Nrrd.readVolume(file).values()) {
            count += v != 0 ? 1 : 0;
        }
        assertEquals(count, mask.count());
        assertTrue(count > 0);
    }

    @Test
    void binaryFractionalAndThreshold() throws IOException {
        final RoiTarget target = RoiTarget.of(SMALL);
        final Mask binary = only(seg("highdicom_seg_image_ct_binary.dcm"), target);
        assertEquals(Math.round(0.830729 * 768), binary.count());
        assertArrayEquals(binary.inside(), only(seg("highdicom_seg_image_ct_binary_fractional.dcm"), target).inside());
    }

    /** Any storage order of the image gives the same voxels of the patient. */
    @Test
    void flippedAndPermutedImages() throws IOException {
        final Mask straight = only(seg("highdicom_seg_image_ct_binary.dcm"), RoiTarget.of(SMALL));
        final Grid turned = new Grid(3, 16, 16, 1.25, 0.488281, 0.488281, SMALL.toPatient(15, 0, 2),
            new Vec3(0, 0, -1), new Vec3(-1, 0, 0), new Vec3(0, 1, 0));
        final Mask mask = only(seg("highdicom_seg_image_ct_binary.dcm"), RoiTarget.of(turned));
        assertEquals(straight.count(), mask.count());
        for (int k = 0; k < 16; k++) {
            for (int j = 0; j < 16; j++) {
                for (int i = 0; i < 3; i++) {
                    assertEquals(straight.get(15 - j, k, 2 - i), mask.get(i, j, k));
                }
            }
        }
    }

    /** Two segments that overlap are separate masks; frames outside the image are told. */
    @Test
    void overlappingSegments() throws IOException {
        final RoiSource source = RoiSources.open(seg("highdicom_seg_image_ct_binary_overlap.dcm"));
        final List<RoiMask> masks = RoiSources.masks(source, RoiSelection.of("* segment"), RoiMerge.SEPARATE,
            RoiTarget.of(SMALL), RoiOptions.DEFAULT);
        assertEquals(List.of("first segment", "second segment"), masks.stream().map(RoiMask::name).toList());
        final Grid tall = new Grid(16, 16, 165, 0.488281, 0.488281, 1.25, new Vec3(-125, -128.100006, -99.480003),
            new Vec3(1, 0, 0), new Vec3(0, 1, 0), new Vec3(0, 0, 1));
        int sum = 0;
        for (final RoiInfo roi : source.rois()) {
            sum += source.mask(roi, RoiTarget.of(tall), RoiOptions.DEFAULT).mask().count();
        }
        assertEquals(Math.round(0.039062 * 8 * 256), sum);
        final RoiMask union = RoiSources.masks(source, RoiSelection.of("*"), RoiMerge.UNION, RoiTarget.of(tall),
            RoiOptions.DEFAULT).get(0);
        assertTrue(union.mask().count() < sum, "the segments overlap");
    }

    @Test
    void anotherGridIsRefusedOrResampledOnRequest() throws IOException {
        final Grid fine = new Grid(32, 32, 6, 0.2441405, 0.2441405, 0.625,
            new Vec3(-125 - 0.12207, -128.100006 - 0.12207, 103.019997 - 0.3125), new Vec3(1, 0, 0),
            new Vec3(0, 1, 0), new Vec3(0, 0, 1));
        final Path file = seg("highdicom_seg_image_ct_binary.dcm");
        final DicomException e = assertThrows(DicomException.class, () -> only(file, RoiTarget.of(fine)));
        assertEquals(ProblemClass.GEOMETRY_MISMATCH, e.type());
        final RoiMask mask = RoiSources.masks(RoiSources.open(file), RoiSelection.of(), RoiMerge.SEPARATE,
            RoiTarget.of(fine), RESAMPLE).get(0);
        assertEquals(8 * Math.round(0.830729 * 768), mask.mask().count());
        assertTrue(mask.problems().get(0).found().startsWith("100.0 % of it within the image"),
            mask.problems().toString());
        final Grid far = new Grid(16, 16, 3, 0.4, 0.4, 1.25, new Vec3(500, 500, 500), new Vec3(1, 0, 0),
            new Vec3(0, 1, 0), new Vec3(0, 0, 1));
        assertEquals(ProblemClass.GEOMETRY_MISMATCH, assertThrows(DicomException.class, () -> RoiSources
            .masks(RoiSources.open(file), RoiSelection.of(), RoiMerge.SEPARATE, RoiTarget.of(far), RESAMPLE)).type());
    }

    /** Projection and microscopy images have no place on a CT: said so, whatever their type. */
    @ParameterizedTest
    @ValueSource(strings = {"highdicom_seg_image_cr_binary.dcm", "highdicom_seg_image_sm_control.dcm",
        "highdicom_seg_image_sm_dots_tiled_full.dcm", "highdicom_seg_image_sm_numbers.dcm"})
    void segmentationsWithoutPatientPosition(final String file) throws IOException {
        final RoiSource source = RoiSources.open(seg(file));
        final DicomException e = assertThrows(DicomException.class,
            () -> source.mask(source.rois().get(0), RoiTarget.of(SMALL), RoiOptions.DEFAULT));
        assertTrue(List.of(ProblemClass.UNSUPPORTED, ProblemClass.MISSING_TAG).contains(e.type()), e.getMessage());
    }

    // ------------------------------------------------------------ problems of the corpus

    private static Path invalid(final String name) {
        return Shared.require("dicom").resolve("invalid").resolve(name);
    }

    @Test
    void contradictionsAreErrors() {
        assertEquals(ProblemClass.BAD_VALUE,
            assertThrows(DicomException.class, () -> RoiSources.open(invalid("seg/segment_undefined.dcm"))).type());
        final ProblemClass frames =
            assertThrows(DicomException.class, () -> RoiSources.open(invalid("seg/frames_gt_perframe.dcm"))).type();
        assertTrue(List.of(ProblemClass.BAD_VALUE, ProblemClass.SIZE_MISMATCH).contains(frames));
    }

    @Test
    void otherFrameOfReference() throws IOException {
        final RoiSource source = RoiSources.open(invalid("seg/other_for.dcm"));
        final String series = source.referencedSeries().iterator().next();
        final Optional<String> frame = Optional.of("1.3.6.1.4.1.5962.1.1.0.0.0.1196530851.28319.0.4");
        final RoiTarget sameSeries = RoiTarget.of(SMALL, Optional.of(series), frame);
        final RoiMask mask = source.mask(source.rois().get(0), sameSeries, RoiOptions.DEFAULT);
        assertEquals(ProblemClass.GEOMETRY_MISMATCH, mask.problems().get(0).type());
        assertEquals(Problem.Severity.WARNING, mask.problems().get(0).severity());
        final RoiTarget otherSeries = RoiTarget.of(SMALL, Optional.of("1.2.3"), frame);
        assertEquals(ProblemClass.GEOMETRY_MISMATCH, assertThrows(DicomException.class,
            () -> source.mask(source.rois().get(0), otherSeries, RoiOptions.DEFAULT)).type());
    }
}

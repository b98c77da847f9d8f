package org.dlrm.dicom.roi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import org.dlrm.dicom.DicomException;
import org.dlrm.dicom.ProblemClass;
import org.dlrm.image.Mask;
import org.dlrm.image.io.Nifti;
import org.dlrm.testing.Shared;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** NIfTI masks of the corpus as sources of regions. */
class LabelMapTest {

    private static Path nifti(final String name) {
        return Shared.require("dicom").resolve("nifti").resolve(name);
    }

    private static List<RoiMask> read(final String name, final String... roi) throws IOException {
        return RoiSources.masks(RoiSources.open(nifti(name)), RoiSelection.of(roi), RoiMerge.UNION,
            RoiTarget.of(Nifti.readHeader(nifti("valid/u8.nii.gz")).grid()), RoiOptions.DEFAULT);
    }

    /** Whatever the storage, the same 1387 voxels of the image. */
    @ParameterizedTest
    @ValueSource(strings = {"u8", "flipped_x", "i16_be", "label3_i32", "units_meter"})
    void sameVoxels(final String name) throws IOException {
        final Mask reference = Nifti.readMask(nifti("valid/u8.nii.gz"));
        final Mask mask = read("valid/" + name + ".nii.gz").get(0).mask();
        assertEquals(1387, mask.count());
        assertArrayEquals(reference.inside(), mask.inside());
    }

    @Test
    void labelsByValue() throws IOException {
        final RoiSource source = RoiSources.open(nifti("valid/label3_i32.nii.gz"));
        assertEquals("3", source.rois().get(0).name());
        assertEquals(1387, source.rois().get(0).contours());
        assertEquals(1387, read("valid/label3_i32.nii.gz", "#3").get(0).mask().count());
        final DicomException e =
            assertThrows(DicomException.class, () -> read("valid/label3_i32.nii.gz", "1"));
        assertTrue(e.getMessage().contains("found '3'"), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"bad_magic.nii, UNSUPPORTED", "datatype_unknown.nii, UNSUPPORTED", "dim0_99.nii, BAD_VALUE",
        "dims_huge.nii, SIZE_LIMIT", "dims_negative.nii, BAD_VALUE", "sform_singular.nii, BAD_VALUE",
        "truncated.nii.gz, TRUNCATED", "vox_offset_nan.nii, BAD_VALUE", "vox_offset_past_eof.nii, TRUNCATED",
        "gzip_bomb_105MB_wrong_size.nii.gz, GEOMETRY_MISMATCH"})
    void problems(final String name, final ProblemClass type) {
        assertEquals(type, assertThrows(DicomException.class, () -> read("invalid/" + name)).type());
    }

    @Test
    void missingFilesAreNamed() {
        final DicomException e =
            assertThrows(DicomException.class, () -> RoiSources.open(Path.of("no", "such", "mask.nii.gz")));
        assertEquals(ProblemClass.UNREADABLE, e.type());
        assertTrue(e.getMessage().contains("mask.nii.gz"), e.getMessage());
    }

    @Test
    void otherGridsSayHowTheyDiffer() {
        final DicomException e =
            assertThrows(DicomException.class, () -> read("invalid/gzip_bomb_105MB_wrong_size.nii.gz"));
        assertTrue(e.getMessage().contains("68 x 67 x 47 against 512 x 512 x 400"), e.getMessage());
    }
}

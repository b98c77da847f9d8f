package org.dlrm.deep.patch;

import java.util.Arrays;

/**
 * How patches are cut out of a volume.
 *
 * @param mode which planes or cubes
 * @param size pixels (voxels) of a side
 * @param spacingMm their distance in mm
 * @param channels neighbouring parallel slices of a 2D patch, centred; 1 for cubes
 * @param sliceStepMm distance of these slices in mm; 0 repeats the same slice (three-channel photo networks)
 * @param axialSlices number of axial slices spread over the ROI, beside the three central planes (mode 2.5D)
 * @param normalisation from HU to input values
 */
public record PatchSettings(Mode mode, int size, double spacingMm, int channels, double sliceStepMm, int axialSlices,
    Normalisation normalisation) {

    /** Which parts of the ROI the network sees. */
    public enum Mode {
            /** axial, coronal and sagittal plane through the ROI's centroid and axial slices through the ROI */
            PLANES_2_5D,
            /** the axial slice in which the ROI is largest */
            LARGEST_SLICE_2D,
            /** one cube around the ROI's centroid */
            CUBE_3D
    }

    public PatchSettings {
        if (mode == null || normalisation == null) {
            throw new IllegalArgumentException("The preprocessing needs a mode and a normalisation");
        }
        check("patch size", size, 8, mode == Mode.CUBE_3D ? 96 : 512);
        check("spacing in mm", spacingMm, 0.1, 20);
        check("number of channels", channels, 1, mode == Mode.CUBE_3D ? 1 : 15);
        check("slice step in mm", sliceStepMm, 0, 50);
        check("number of axial slices", axialSlices, 0, 64);
    }

    private static void check(final String what, final double value, final double from, final double to) {
        if (!(value >= from && value <= to)) {
            throw new IllegalArgumentException("The " + what + " is " + value + "; allowed is " + from + " to " + to);
        }
    }

    /** 2.5D: three central planes and four axial slices, 64 x 64 at 1 mm, three slices 3 mm apart as channels. */
    public static PatchSettings planes() {
        return new PatchSettings(Mode.PLANES_2_5D, 64, 1, 3, 3, 4, Normalisation.softTissue());
    }

    /** 2D: the largest axial slice, otherwise as {@link #planes()}. */
    public static PatchSettings largestSlice() {
        return new PatchSettings(Mode.LARGEST_SLICE_2D, 64, 1, 3, 3, 0, Normalisation.softTissue());
    }

    /** 3D: a cube of 32 or 48 voxels that spans 64 or 72 mm. */
    public static PatchSettings cube(final int size) {
        return new PatchSettings(Mode.CUBE_3D, size, size <= 32 ? 2 : 1.5, 1, 0, 0, Normalisation.softTissue());
    }

    public boolean is3d() {
        return mode == Mode.CUBE_3D;
    }

    /** @return patches per lesion */
    public int patches() {
        return mode == Mode.PLANES_2_5D ? 3 + axialSlices : 1;
    }

    /** @return shape of one patch: [channels][y][x] or [1][z][y][x] */
    public long[] shape() {
        return is3d() ? new long[]{1, size, size, size} : new long[]{channels, size, size};
    }

    /** @return number of values of one patch */
    public int values() {
        return (int)Arrays.stream(shape()).reduce(1, (a, b) -> a * b);
    }

    /** @return how far beyond the ROI a cut-out must reach in mm so that patches see what the whole image shows */
    public double marginMm() {
        return Math.max(size * spacingMm / 2, channels / 2 * sliceStepMm);
    }
}

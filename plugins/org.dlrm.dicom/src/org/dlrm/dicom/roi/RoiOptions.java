package org.dlrm.dicom.roi;

/**
 * How regions become masks.
 *
 * @param ignoreFrameOfReference accept a region of another frame of reference (with a warning)
 * @param fractionThreshold smallest fraction of a fractional SEG that counts as inside, above 0 up to 1
 * @param resample bring a SEG or label map of another voxel grid onto the image by nearest neighbour (with a warning
 *            that states the overlap) instead of refusing it
 */
public record RoiOptions(boolean ignoreFrameOfReference, double fractionThreshold, boolean resample) {

    public static final RoiOptions DEFAULT = new RoiOptions(false, 0.5, false);

    /** Without resampling. */
    public RoiOptions(final boolean ignoreFrameOfReference, final double fractionThreshold) {
        this(ignoreFrameOfReference, fractionThreshold, false);
    }

    public RoiOptions {
        if (!(fractionThreshold > 0 && fractionThreshold <= 1)) {
            throw new IllegalArgumentException("The threshold must be above 0 and at most 1, not "
                + fractionThreshold);
        }
    }
}

package org.dlrm.deep.patch;

import java.util.List;

/**
 * The patches of one lesion.
 *
 * @param data normalised values, row-major [patch][channel][y][x] or [patch][1][z][y][x]
 * @param shape of one patch
 * @param frames where each patch lies
 * @param roiMean mean of the ROI in HU after the window
 * @param roiSd standard deviation (n) of the ROI in HU after the window
 */
public record Patches(float[] data, long[] shape, List<Frame> frames, double roiMean, double roiSd) {

    public int count() {
        return frames.size();
    }

    /** @return values of one patch */
    public int patchLength() {
        return data.length / count();
    }
}

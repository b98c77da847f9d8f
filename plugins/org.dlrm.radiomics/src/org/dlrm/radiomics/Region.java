package org.dlrm.radiomics;

import java.util.Optional;

import org.dlrm.image.Grid;

/**
 * The region on which features are computed: the bounding box of the morphological mask on the (interpolated) grid.
 * Arrays are x fastest and as long as the box has voxels.
 *
 * @param grid the box; its spacing is the features' spacing
 * @param intensity intensities, also outside the masks
 * @param morphological 1 in the morphological mask
 * @param intense 1 in the intensity mask: the morphological mask after re-segmentation; may be the same array
 */
record Region(Grid grid, float[] intensity, byte[] morphological, byte[] intense) {

    static final String NOTHING_LEFT = "no voxel of the region is left after re-segmentation";

    /** @return why intensities have no features; empty if they have */
    Optional<String> withoutIntensity() {
        int n = 0;
        int bad = 0;
        for (int p = 0; p < intense.length; p++) {
            if (intense[p] != 0) {
                n++;
                bad += Float.isFinite(intensity[p]) ? 0 : 1;
            }
        }
        if (n == 0) {
            return Optional.of(NOTHING_LEFT);
        }
        return bad == 0 ? Optional.empty()
            : Optional.of(bad + " of " + n + " voxels of the region have no finite intensity");
    }

    /** @return intensities of the intensity mask, in memory order; not to be changed */
    float[] values() {
        final int all = count(intense);
        if (all == intense.length) {
            return intensity;
        }
        final float[] v = new float[all];
        int n = 0;
        for (int p = 0; p < intense.length; p++) {
            if (intense[p] != 0) {
                v[n++] = intensity[p];
            }
        }
        return v;
    }

    /** @return mean intensity of the intensity mask; NaN if it is empty */
    double mean() {
        double sum = 0;
        for (int p = 0; p < intense.length; p++) {
            if (intense[p] != 0) {
                sum += intensity[p];
            }
        }
        return sum / count(intense);
    }

    /** @return the same region with other intensities on the same box */
    Region withIntensity(final float[] other) {
        return new Region(grid, other, morphological, intense);
    }

    static int count(final byte[] mask) {
        int n = 0;
        for (final byte b : mask) {
            n += b;
        }
        return n;
    }
}

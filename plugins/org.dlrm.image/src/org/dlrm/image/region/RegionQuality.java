package org.dlrm.image.region;

import java.util.Optional;

import org.dlrm.image.Box;
import org.dlrm.image.Mask;
import org.dlrm.image.Volume;
import org.dlrm.image.region.Components.Connectivity;

/**
 * What a reader checks before trusting a mask.
 *
 * @param voxels number of voxels
 * @param millilitres their volume
 * @param slices number of slices with at least one voxel
 * @param largestSlice index of the slice with most voxels, -1 if empty
 * @param components number of components (26-connected)
 * @param box smallest block that holds the mask; empty for an empty mask
 * @param touchesBorder whether a voxel lies on the border of the image, i.e. the region may be cut off; along an axis
 *            with one voxel only nothing is said
 * @param minimum smallest value inside, likewise mean and maximum; NaN for an empty mask
 */
public record RegionQuality(int voxels, double millilitres, int slices, int largestSlice, int components,
    Optional<Box> box, boolean touchesBorder, double minimum, double mean, double maximum) {

    /** Measures a mask on its image. */
    public static RegionQuality of(final Mask mask, final Volume image) {
        Regions.requireSame(image.grid(), mask.grid());
        double least = Double.NaN;
        double most = Double.NaN;
        double sum = 0;
        int n = 0;
        final byte[] m = mask.inside();
        final float[] v = image.values();
        for (int p = 0; p < m.length; p++) {
            if (m[p] != 0) {
                least = n == 0 ? v[p] : Math.min(least, v[p]);
                most = n == 0 ? v[p] : Math.max(most, v[p]);
                sum += v[p];
                n++;
            }
        }
        final Optional<Box> box = mask.boundingBox();
        return new RegionQuality(n, n * mask.grid().voxelVolume() / 1000, usedSlices(mask),
            Regions.largestSlice(mask), Components.of(mask, Connectivity.TWENTY_SIX).count(), box,
            box.map(b -> touches(b, mask)).orElse(false), least, n == 0 ? Double.NaN : sum / n, most);
    }

    private static int usedSlices(final Mask mask) {
        final int slice = mask.grid().nx() * mask.grid().ny();
        int used = 0;
        for (int k = 0; k < mask.grid().nz(); k++) {
            for (int p = k * slice; p < (k + 1) * slice; p++) {
                if (mask.inside()[p] != 0) {
                    used++;
                    break;
                }
            }
        }
        return used;
    }

    private static boolean touches(final Box b, final Mask mask) {
        final int[][] axes = {{b.x(), b.nx(), mask.grid().nx()}, {b.y(), b.ny(), mask.grid().ny()},
            {b.z(), b.nz(), mask.grid().nz()}};
        for (final int[] a : axes) {
            if (a[2] > 1 && (a[0] == 0 || a[0] + a[1] == a[2])) {
                return true;
            }
        }
        return false;
    }
}

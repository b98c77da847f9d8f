package org.dlrm.radiomics.filter;

import org.dlrm.image.Box;
import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Volume;
import org.dlrm.work.Progress;

/**
 * Mean filter (IBSI 2 S60F).
 *
 * @param name column prefix
 * @param size odd number of voxels along each axis (support M)
 * @param space 3D, or slice by slice
 */
record MeanFilter(String name, int size, boolean space, Boundary boundary) implements ImageFilter {

    @Override
    public Box seen(final Grid g, final Box window) {
        return boundary.seen(g, window, size / 2, size / 2, space ? size / 2 : 0);
    }

    @Override
    public Volume apply(final Volume image, final Mask mask, final Progress progress) {
        return Separable.mean(image, size, space, boundary, progress);
    }
}

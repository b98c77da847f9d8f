package org.dlrm.radiomics.filter;

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
    public Volume apply(final Volume image, final Mask mask, final Progress progress) {
        return Separable.mean(image, size, space, boundary, progress);
    }
}

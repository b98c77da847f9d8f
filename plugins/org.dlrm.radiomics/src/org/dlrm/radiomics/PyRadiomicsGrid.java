package org.dlrm.radiomics;

import org.dlrm.image.Box;
import org.dlrm.image.Grid;

/** PyRadiomics' resampling grid: around the mask's bounding box, aligned with the corner of the image's first voxel. */
final class PyRadiomicsGrid {

    private PyRadiomicsGrid() {
    }

    static Grid of(final Grid g, final Box mask, final double sx, final double sy, final double sz) {
        throw new IllegalArgumentException("PyRadiomics resampling is not there yet");
    }
}

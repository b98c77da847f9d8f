package org.dlrm.radiomics;

import org.dlrm.image.Box;
import org.dlrm.image.Grid;

/**
 * PyRadiomics' resampling grid: corner-aligned with the image's first voxel, cut to the mask's bounding box and some
 * voxels around it.
 */
final class PyRadiomicsGrid {

    private PyRadiomicsGrid() {
    }

    /**
     * @param mask the mask's bounding box
     * @param sx new spacing, 0 to keep; likewise sy, sz. Axes along which the mask is one voxel wide are kept.
     * @param pad voxels kept around the box
     * @return the grid; the image's own, cut, where the spacing does not change
     */
    static Grid of(final Grid g, final Box mask, final double sx, final double sy, final double sz, final int pad) {
        final double[] old = {g.sx(), g.sy(), g.sz()};
        final double[] wanted = {sx, sy, sz};
        final int[] first = {mask.x(), mask.y(), mask.z()};
        final int[] size = {mask.nx(), mask.ny(), mask.nz()};
        final int[] all = {g.nx(), g.ny(), g.nz()};
        final double[] spacing = new double[3];
        boolean same = true;
        for (int a = 0; a < 3; a++) {
            spacing[a] = wanted[a] == 0 || size[a] == 1 ? old[a] : wanted[a];
            same &= Math.abs(spacing[a] - old[a]) <= 1e-8 + 1e-5 * spacing[a];
        }
        if (same) {
            return g.crop(mask.grow(pad, pad, pad, g));
        }
        final double[] start = new double[3];
        final int[] n = new int[3];
        for (int a = 0; a < 3; a++) {
            final double ratio = old[a] / spacing[a];
            final double low = Math.max(0, Math.floor((first[a] - 0.5) * ratio - pad));
            final double high =
                Math.min(Math.ceil(all[a] * ratio) - 1, Math.ceil((first[a] + size[a] - 0.5) * ratio + pad));
            start[a] = 0.5 * (spacing[a] - old[a]) / old[a] + low / ratio;
            n[a] = (int)(high - low + 1);
            // a last voxel whose centre lies outside the image is 0 there and never inside the mask
            while (n[a] > 1 && start[a] + (n[a] - 1) / ratio >= all[a] - 0.5) {
                n[a]--;
            }
        }
        return new Grid(n[0], n[1], n[2], spacing[0], spacing[1], spacing[2],
            g.toPatient(start[0], start[1], start[2]), g.xAxis(), g.yAxis(), g.zAxis());
    }
}

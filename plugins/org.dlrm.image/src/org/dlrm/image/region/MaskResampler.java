package org.dlrm.image.region;

import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Vec3;

/**
 * Brings a mask onto another grid: a voxel of the new grid is inside if the old voxel that holds its centre is (nearest
 * neighbour). Flipped or permuted axes with the same voxel positions come out exactly.
 */
public final class MaskResampler {

    /**
     * A resampled mask.
     *
     * @param mask on the new grid
     * @param voxelsBefore number of voxels inside before
     * @param millilitresBefore their volume
     * @param millilitresAfter volume of the result
     * @param overlap part of the old mask's voxels whose centre lies within the new grid, 0 to 1; NaN if it was empty
     */
    public record Result(Mask mask, int voxelsBefore, double millilitresBefore, double millilitresAfter,
        double overlap) {
    }

    /** Voxel indices are rounded with this bias, so that exact halves go to the lower voxel on every machine. */
    private static final double BIAS = 1e-6;

    private MaskResampler() {
    }

    public static Result resample(final Mask mask, final Grid target) {
        final Grid g = mask.grid();
        final byte[] out = new byte[target.voxels()];
        // index in the old grid = start + i * dx + j * dy + k * dz, since both grids are regular
        final Vec3 start = g.toIndex(target.toPatient(0, 0, 0));
        final Vec3 dx = g.toIndex(target.toPatient(1, 0, 0)).minus(start);
        final Vec3 dy = g.toIndex(target.toPatient(0, 1, 0)).minus(start);
        final Vec3 dz = g.toIndex(target.toPatient(0, 0, 1)).minus(start);
        final byte[] m = mask.inside();
        int p = 0;
        int after = 0;
        for (int k = 0; k < target.nz(); k++) {
            for (int j = 0; j < target.ny(); j++) {
                final Vec3 row = start.plus(dy.times(j)).plus(dz.times(k));
                for (int i = 0; i < target.nx(); i++, p++) {
                    final int x = nearest(row.x() + i * dx.x(), g.nx());
                    final int y = nearest(row.y() + i * dx.y(), g.ny());
                    final int z = nearest(row.z() + i * dx.z(), g.nz());
                    if ((x | y | z) >= 0 && m[g.index(x, y, z)] != 0) {
                        out[p] = 1;
                        after++;
                    }
                }
            }
        }
        final int before = mask.count();
        return new Result(new Mask(target, out), before, before * g.voxelVolume() / 1000,
            after * target.voxelVolume() / 1000, overlap(mask, target, before));
    }

    private static int nearest(final double index, final int n) {
        final double rounded = Math.ceil(index - 0.5 - BIAS);
        return rounded >= 0 && rounded < n ? (int)rounded : -1;
    }

    private static double overlap(final Mask mask, final Grid target, final int count) {
        final Grid g = mask.grid();
        int within = 0;
        int p = 0;
        for (int k = 0; k < g.nz(); k++) {
            for (int j = 0; j < g.ny(); j++) {
                for (int i = 0; i < g.nx(); i++, p++) {
                    if (mask.inside()[p] != 0) {
                        final Vec3 q = target.toIndex(g.toPatient(i, j, k));
                        if (nearest(q.x(), target.nx()) >= 0 && nearest(q.y(), target.ny()) >= 0
                            && nearest(q.z(), target.nz()) >= 0) {
                            within++;
                        }
                    }
                }
            }
        }
        return count == 0 ? Double.NaN : (double)within / count;
    }
}

package org.dlrm.image.region;

import java.util.Arrays;

import org.dlrm.image.Box;
import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.work.Progress;

/**
 * Exact Euclidean distances between voxel centres in mm, on grids of any spacing with right angles between the axes.
 * Linear time: one pass of lower envelopes of parabolas per axis (Felzenszwalb and Huttenlocher, Theory of Computing
 * 2012;8:415).
 */
public final class DistanceTransform {

    private static final double FAR = Double.POSITIVE_INFINITY;

    private DistanceTransform() {
    }

    /**
     * Squared distances of all voxels of a block to the nearest voxel of a mask.
     *
     * @param mask the voxels that distances are taken to
     * @param inside whether distances go to voxels inside the mask (true) or outside (false); only voxels of the grid
     *            count, not what lies beyond it
     * @param block where distances are wanted; voxels beyond the block are not looked at
     * @return mm^2, x fastest; infinite where there is no such voxel
     */
    static float[] squared(final Mask mask, final boolean inside, final Box block, final Progress progress) {
        final Grid g = mask.grid();
        requireRightAngles(g);
        final int nx = block.nx();
        final int ny = block.ny();
        final int nz = block.nz();
        final float[] d = new float[(int)block.voxels()];
        final byte[] m = mask.inside();
        final int target = inside ? 1 : 0;
        for (int k = 0, p = 0; k < nz; k++) {
            for (int j = 0; j < ny; j++) {
                final int from = g.index(block.x(), block.y() + j, block.z() + k);
                for (int i = 0; i < nx; i++, p++) {
                    d[p] = m[from + i] == target ? 0 : Float.POSITIVE_INFINITY;
                }
            }
        }
        final Line line = new Line(Math.max(nx, Math.max(ny, nz)));
        for (int k = 0; k < nz; k++) {
            progress.check();
            for (int j = 0; j < ny; j++) {
                line.transform(d, nx * (j + ny * k), 1, nx, g.sx());
            }
            for (int i = 0; i < nx; i++) {
                line.transform(d, i + nx * ny * k, nx, ny, g.sy());
            }
        }
        for (int j = 0; j < ny; j++) {
            progress.check();
            for (int i = 0; i < nx; i++) {
                line.transform(d, i + nx * j, nx * ny, nz, g.sz());
            }
        }
        return d;
    }

    private static void requireRightAngles(final Grid g) {
        final double skew = Math.max(Math.abs(g.xAxis().dot(g.yAxis())),
            Math.max(Math.abs(g.xAxis().dot(g.zAxis())), Math.abs(g.yAxis().dot(g.zAxis()))));
        if (skew > 1e-3) {
            throw new IllegalArgumentException(
                "Distances need right angles between the image axes; correct the gantry tilt first");
        }
    }

    /** One line of voxels, with its working memory. */
    private static final class Line {

        private final double[] m_f;

        private final int[] m_vertex;

        private final double[] m_start;

        Line(final int n) {
            m_f = new double[n];
            m_vertex = new int[n];
            m_start = new double[n + 1];
        }

        /** d(q) = min over p of f(p) + (s (q - p))^2. */
        void transform(final float[] d, final int offset, final int stride, final int n, final double s) {
            final double s2 = s * s;
            int last = -1;
            for (int q = 0; q < n; q++) {
                m_f[q] = d[offset + q * stride];
                if (m_f[q] == FAR) {
                    continue;
                }
                double start = Double.NEGATIVE_INFINITY;
                while (last >= 0) {
                    final int v = m_vertex[last];
                    start = ((m_f[q] - m_f[v]) / s2 + ((double)q * q - (double)v * v)) / (2.0 * (q - v));
                    if (start > m_start[last]) {
                        break;
                    }
                    last--;
                    start = Double.NEGATIVE_INFINITY;
                }
                m_vertex[++last] = q;
                m_start[last] = start;
            }
            if (last < 0) {
                return;
            }
            int at = 0;
            for (int q = 0; q < n; q++) {
                while (at < last && m_start[at + 1] < q) {
                    at++;
                }
                final double step = q - m_vertex[at];
                d[offset + q * stride] = (float)(m_f[m_vertex[at]] + s2 * step * step);
            }
        }
    }

    /** @return distances in mm from every voxel centre of the grid to the nearest one inside the mask; 0 inside */
    public static float[] toMask(final Mask mask, final Progress progress) {
        return root(squared(mask, true, mask.grid().box(), progress));
    }

    /** @return distances in mm from every voxel centre of the grid to the nearest one outside the mask; 0 outside */
    public static float[] toOutside(final Mask mask, final Progress progress) {
        return root(squared(mask, false, mask.grid().box(), progress));
    }

    private static float[] root(final float[] squared) {
        final float[] d = Arrays.copyOf(squared, squared.length);
        for (int p = 0; p < d.length; p++) {
            d[p] = (float)Math.sqrt(d[p]);
        }
        return d;
    }
}

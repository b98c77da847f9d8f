package org.dlrm.radiomics.filter;

import org.dlrm.image.Box;
import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Volume;
import org.dlrm.work.Progress;

/**
 * Laplacian of Gaussian (IBSI 2 L6PA), sampled and truncated in space:
 * {@code -1/s^2 (1 / (sqrt(2 pi) s))^D (D - |k|^2/s^2) exp(-|k|^2 / (2 s^2))} with s in voxels. It is a sum of D products
 * of one-dimensional kernels, and is computed as such. Along an axis with another spacing than x the kernel has the same
 * width in mm, and second derivatives count per squared x spacing.
 *
 * @param name column prefix
 * @param sigma mm
 * @param truncate the kernel ends at this many sigma
 * @param space 3D, or slice by slice
 */
record LaplacianOfGaussianFilter(String name, double sigma, double truncate, boolean space, Boundary boundary)
    implements ImageFilter {

    @Override
    public Box seen(final Grid g, final Box window) {
        return boundary.seen(g, window, Kernel.gaussian(sigma / g.sx(), truncate).reach(),
            Kernel.gaussian(sigma / g.sy(), truncate).reach(),
            space ? Kernel.gaussian(sigma / g.sz(), truncate).reach() : 0);
    }

    @Override
    public Volume apply(final Volume image, final Mask mask, final Progress progress) {
        final Grid g = image.grid();
        final Separable s = new Separable(image, boundary);
        final Kernel gx = Kernel.gaussian(sigma / g.sx(), truncate);
        final Kernel gy = Kernel.gaussian(sigma / g.sy(), truncate);
        final Kernel gz = space ? Kernel.gaussian(sigma / g.sz(), truncate) : Kernel.IDENTITY;
        final Kernel lx = secondDerivative(g.sx(), 1);
        final Kernel ly = secondDerivative(g.sy(), g.sx() / g.sy());
        final Kernel lz = secondDerivative(g.sz(), g.sx() / g.sz());
        final int plane = s.plane();
        final double[] smoothZ = new double[plane];
        final double[] secondZ = new double[plane];
        final double[] smoothZY = new double[plane];
        final double[] secondZY = new double[plane];
        final double[] work = new double[plane];
        final float[] out = new float[g.voxels()];
        for (int k = 0; k < g.nz(); k++) {
            progress.check();
            s.alongZ(gz, k, smoothZ);
            s.alongY(gy, smoothZ, smoothZY);
            s.alongY(ly, smoothZ, secondZY);
            if (space) {
                s.alongZ(lz, k, secondZ);
                s.alongY(gy, secondZ, work);
                for (int i = 0; i < plane; i++) {
                    secondZY[i] += work[i];
                }
            }
            s.alongX(lx, smoothZY, work);
            s.alongX(gx, secondZY, smoothZY);
            for (int i = 0; i < plane; i++) {
                out[k * plane + i] = (float)(work[i] + smoothZY[i]);
            }
        }
        return new Volume(g, out);
    }

    private Kernel secondDerivative(final double spacing, final double scale) {
        final double s = sigma / spacing;
        final double[] w = Kernel.gaussian(s, truncate).weight().clone();
        final int reach = w.length / 2;
        for (int i = -reach; i <= reach; i++) {
            w[reach + i] *= scale * scale * (i * i / (s * s) - 1) / (s * s);
        }
        return Kernel.centred(w);
    }
}

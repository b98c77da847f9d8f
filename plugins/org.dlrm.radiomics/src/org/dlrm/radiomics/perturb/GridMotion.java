package org.dlrm.radiomics.perturb;

import org.dlrm.image.Box;
import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Vec3;
import org.dlrm.image.Volume;
import org.dlrm.image.interpolate.Interpolator;
import org.dlrm.image.interpolate.Resampler;
import org.dlrm.radiomics.perturb.Perturbations.Perturbed;
import org.dlrm.work.Progress;

/** Samples an image on a turned and shifted grid: the patient stays where he is, the voxels move. */
final class GridMotion {

    private GridMotion() {
    }

    /**
     * @param degrees turn of the grid about the z axis through the middle of the region
     * @param fraction shift along each axis, in voxels
     * @return image (cubic) and mask (linear, at least one half) on a grid of the same size and spacing
     */
    static Perturbed apply(final Volume image, final Mask mask, final double degrees, final double fraction,
        final Progress progress) {
        final Grid g = image.grid();
        if (degrees == 0) {
            final Grid shifted = moved(g, g.toPatient(fraction, fraction, fraction), g.xAxis(), g.yAxis());
            return new Perturbed(Resampler.resample(image, shifted, Interpolator.CUBIC_SPLINE, progress),
                Resampler.resample(mask, shifted, Interpolator.LINEAR, 0.5, progress));
        }
        final Volume shifted = fraction == 0 ? image
            : Resampler.resample(image, moved(g, g.toPatient(0, 0, fraction), g.xAxis(), g.yAxis()),
                Interpolator.CUBIC_SPLINE, progress);
        return turned(shifted, mask, mask.boundingBox().orElseThrow(), degrees, fraction, progress);
    }

    private static Grid moved(final Grid g, final Vec3 origin, final Vec3 xAxis, final Vec3 yAxis) {
        return new Grid(g.nx(), g.ny(), g.nz(), g.sx(), g.sy(), g.sz(), origin, xAxis, yAxis, g.zAxis());
    }

    /** @param image shifted along z already; the mask, and with it the grid, is not */
    private static Perturbed turned(final Volume image, final Mask mask, final Box box, final double degrees,
        final double fraction, final Progress progress) {
        final Grid g = mask.grid();
        final double cos = Math.cos(Math.toRadians(degrees));
        final double sin = Math.sin(Math.toRadians(degrees));
        final double cx = box.x() + (box.nx() - 1) / 2.;
        final double cy = box.y() + (box.ny() - 1) / 2.;
        final Vec3 xAxis = g.xAxis().times(cos).plus(g.yAxis().times(sin));
        final Vec3 yAxis = g.yAxis().times(cos).minus(g.xAxis().times(sin));
        final Grid target = moved(g, g.toPatient(cx, cy, fraction).plus(xAxis.times((fraction - cx) * g.sx()))
            .plus(yAxis.times((fraction - cy) * g.sy())), xAxis, yAxis);
        final float[] values = new float[g.voxels()];
        final byte[] inside = new byte[g.voxels()];
        final double[] wx = new double[4];
        final double[] wy = new double[4];
        for (int j = 0; j < g.ny(); j++) {
            progress.check();
            for (int i = 0; i < g.nx(); i++) {
                final double u = (i - cx + fraction) * g.sx();
                final double w = (j - cy + fraction) * g.sy();
                final double x = cx + (cos * u - sin * w) / g.sx();
                final double y = cy + (sin * u + cos * w) / g.sy();
                final int x0 = (int)Math.floor(x);
                final int y0 = (int)Math.floor(y);
                cubic(x - x0, wx);
                cubic(y - y0, wy);
                // partial volume of the mask at the two slices around the target's
                double next = partial(mask, x0, y0, 0, x - x0, y - y0);
                for (int k = 0; k < g.nz(); k++) {
                    double sum = 0;
                    for (int b = 0; b < 4; b++) {
                        final int row = g.index(0, clamp(y0 + b - 1, g.ny()), k);
                        double line = 0;
                        for (int a = 0; a < 4; a++) {
                            line += wx[a] * image.values()[row + clamp(x0 + a - 1, g.nx())];
                        }
                        sum += wy[b] * line;
                    }
                    final int p = g.index(i, j, k);
                    values[p] = (float)sum;
                    final double here = next;
                    next = k + 1 < g.nz() ? partial(mask, x0, y0, k + 1, x - x0, y - y0) : 0;
                    inside[p] = (byte)((1 - fraction) * here + fraction * next >= 0.5 - 1e-9 ? 1 : 0);
                }
            }
        }
        return new Perturbed(new Volume(target, values), new Mask(target, inside));
    }

    /** Keys' cubic convolution, a = -1/2. */
    private static void cubic(final double t, final double[] w) {
        w[0] = ((-0.5 * t + 1) * t - 0.5) * t;
        w[1] = (1.5 * t - 2.5) * t * t + 1;
        w[2] = ((-1.5 * t + 2) * t + 0.5) * t;
        w[3] = (0.5 * t - 0.5) * t * t;
    }

    private static int clamp(final int i, final int n) {
        return Math.max(0, Math.min(n - 1, i));
    }

    private static double partial(final Mask m, final int x, final int y, final int k, final double tx,
        final double ty) {
        return (1 - ty) * ((1 - tx) * inside(m, x, y, k) + tx * inside(m, x + 1, y, k))
            + ty * ((1 - tx) * inside(m, x, y + 1, k) + tx * inside(m, x + 1, y + 1, k));
    }

    private static int inside(final Mask m, final int i, final int j, final int k) {
        final Grid g = m.grid();
        return i >= 0 && j >= 0 && i < g.nx() && j < g.ny() && m.get(i, j, k) ? 1 : 0;
    }
}

package org.dlrm.dicom.phantom;

import java.util.SplittableRandom;

/** Normal deviates and Gaussian smoothing that give the same bits on every machine. */
final class Gaussians {

    private Gaussians() {
    }

    /** @return a standard normal deviate (Box and Muller) */
    static double next(final SplittableRandom r) {
        return StrictMath.sqrt(-2 * StrictMath.log(1 - r.nextDouble()))
            * StrictMath.cos(2 * Math.PI * r.nextDouble());
    }

    /** Fills an array with standard normal deviates. */
    static void fill(final float[] values, final SplittableRandom r) {
        for (int i = 0; i < values.length; i += 2) {
            final double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - r.nextDouble()));
            final double angle = 2 * Math.PI * r.nextDouble();
            values[i] = (float)(radius * StrictMath.cos(angle));
            if (i + 1 < values.length) {
                values[i + 1] = (float)(radius * StrictMath.sin(angle));
            }
        }
    }

    /** Smooths along one axis of a volume, borders repeated. */
    static void smooth(final float[] v, final int nx, final int ny, final int nz, final int axis, final double sigma) {
        if (sigma < 0.1) {
            return;
        }
        final int radius = (int)Math.ceil(3 * sigma);
        final double[] kernel = new double[2 * radius + 1];
        double sum = 0;
        for (int i = -radius; i <= radius; i++) {
            sum += kernel[i + radius] = StrictMath.exp(-0.5 * i * i / (sigma * sigma));
        }
        final int[] n = {nx, ny, nz};
        final int[] stride = {1, nx, nx * ny};
        final float[] line = new float[n[axis]];
        for (int start = 0; start < v.length; start++) {
            if (start / stride[axis] % n[axis] != 0) {
                continue;
            }
            for (int i = 0; i < line.length; i++) {
                double s = 0;
                for (int k = -radius; k <= radius; k++) {
                    final int at = Math.max(0, Math.min(line.length - 1, i + k));
                    s += kernel[k + radius] * v[start + at * stride[axis]];
                }
                line[i] = (float)(s / sum);
            }
            for (int i = 0; i < line.length; i++) {
                v[start + i * stride[axis]] = line[i];
            }
        }
    }

    /** Scales values to mean 0 and standard deviation 1. */
    static void standardize(final float[] v) {
        double sum = 0;
        double squares = 0;
        for (final float x : v) {
            sum += x;
            squares += (double)x * x;
        }
        final double mean = sum / v.length;
        final double sd = Math.sqrt(squares / v.length - mean * mean);
        for (int i = 0; i < v.length; i++) {
            v[i] = (float)((v[i] - mean) / sd);
        }
    }
}

package org.dlrm.radiomics.filter;

import org.dlrm.image.Box;
import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Volume;
import org.dlrm.work.Progress;

/**
 * Local binary patterns of each slice (Ojala et al. 1996), as scikit-image computes them for PyRadiomics: samples on a
 * circle, bilinear, zero outside the slice; a bit is set where a sample is not below the centre. Not part of IBSI.
 *
 * @param radius in voxels
 * @param samples number on the circle, at most 24
 */
record LocalBinaryPattern2D(double radius, int samples, Method method) implements ImageFilter {

    /** How the bits become a number. */
    enum Method {
            /** As binary digits. */
            DEFAULT,
            /** The smallest of the digits' cyclic shifts. */
            ROR,
            /** Number of bits set, if at most two neighbouring bits differ; else samples + 1. */
            UNIFORM
    }

    @Override
    public String name() {
        return "lbp-2D";
    }

    @Override
    public Box seen(final Grid g, final Box window) {
        final int r = (int)Math.ceil(radius);
        return Boundary.ZERO.seen(g, window, r, r, 0);
    }

    @Override
    public Volume apply(final Volume image, final Mask mask, final Progress progress) {
        final Grid g = image.grid();
        final double[] dx = new double[samples];
        final double[] dy = new double[samples];
        for (int s = 0; s < samples; s++) {
            dy[s] = Math.rint(-radius * Math.sin(2 * Math.PI * s / samples) * 1e5) / 1e5;
            dx[s] = Math.rint(radius * Math.cos(2 * Math.PI * s / samples) * 1e5) / 1e5;
        }
        final float[] out = new float[g.voxels()];
        for (int k = 0; k < g.nz(); k++) {
            progress.check();
            for (int j = 0; j < g.ny(); j++) {
                for (int i = 0; i < g.nx(); i++) {
                    final double centre = image.get(i, j, k);
                    int bits = 0;
                    for (int s = 0; s < samples; s++) {
                        if (sample(image, i + dx[s], j + dy[s], k) - centre >= 0) {
                            bits |= 1 << s;
                        }
                    }
                    out[g.index(i, j, k)] = code(bits);
                }
            }
        }
        return new Volume(g, out);
    }

    private int code(final int bits) {
        switch (method) {
            case DEFAULT -> {
                return bits;
            }
            case ROR -> {
                int shifted = bits;
                int least = bits;
                for (int s = 1; s < samples; s++) {
                    shifted = shifted >> 1 | (shifted & 1) << samples - 1;
                    least = Math.min(least, shifted);
                }
                return least;
            }
            default -> {
                // first and last bit are not compared
                final int changes = Integer.bitCount((bits ^ bits >> 1) & (1 << samples - 1) - 1);
                return changes <= 2 ? Integer.bitCount(bits) : samples + 1;
            }
        }
    }

    private static double sample(final Volume image, final double x, final double y, final int k) {
        final int x0 = (int)Math.floor(x);
        final int y0 = (int)Math.floor(y);
        final int x1 = (int)Math.ceil(x);
        final int y1 = (int)Math.ceil(y);
        final double tx = x - x0;
        final double ty = y - y0;
        return (1 - ty) * ((1 - tx) * value(image, x0, y0, k) + tx * value(image, x1, y0, k))
            + ty * ((1 - tx) * value(image, x0, y1, k) + tx * value(image, x1, y1, k));
    }

    private static double value(final Volume image, final int i, final int j, final int k) {
        final Grid g = image.grid();
        return i < 0 || j < 0 || i >= g.nx() || j >= g.ny() ? 0 : image.get(i, j, k);
    }
}

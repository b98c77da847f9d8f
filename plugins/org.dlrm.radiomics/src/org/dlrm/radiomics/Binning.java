package org.dlrm.radiomics;

import org.dlrm.radiomics.RadiomicsSettings.Convention;
import org.dlrm.radiomics.RadiomicsSettings.Discretisation;
import org.dlrm.radiomics.RadiomicsSettings.Resegmentation;

/**
 * From intensity to grey level, for one region (IBSI 4R0B).
 *
 * @param isIdentity whether levels are the intensities themselves
 * @param origin lower edge of level 1
 * @param width bin width; for a fixed bin number the whole range
 * @param bins number of bins for a fixed bin number: the maximum falls into the last one; 0 otherwise
 * @param step distance of the edges, if an intensity belongs above the edge {@code origin + k step} as rounded, which is
 *            where NumPy puts it for PyRadiomics; 0 if the division decides
 */
record Binning(boolean isIdentity, double origin, double width, int bins, double step) {

    /** Edges are not rounded if the width is a multiple of 1 / this. */
    private static final double EXACT = 1024;

    /** @param min smallest intensity of the intensity mask, max the largest */
    static Binning of(final Discretisation d, final Resegmentation reseg, final Convention convention,
        final float min, final float max) {
        final boolean ibsi = convention == Convention.IBSI;
        return switch (d.method()) {
            case NONE -> new Binning(true, 0, 1, 0, 0);
            case FIXED_BIN_NUMBER -> {
                final int bins = (int)d.value();
                if (ibsi) {
                    yield new Binning(false, min, (double)max - min, bins, 0);
                }
                // NumPy's histogram of equal values: they are in its middle
                final double width = max == min ? 1 : (double)max - min;
                yield new Binning(false, max == min ? min - 0.5 : min, width, bins,
                    Integer.bitCount(bins) == 1 ? 0 : width / bins);
            }
            case FIXED_BIN_SIZE -> {
                final double width = d.value();
                if (d.origin().isPresent()) {
                    yield new Binning(false, d.origin().getAsDouble(), width, 0, 0);
                }
                if (ibsi) {
                    yield new Binning(false, reseg.low() == Double.NEGATIVE_INFINITY ? min : reseg.low(), width, 0, 0);
                }
                // PyRadiomics: edges are multiples of the width
                final double origin = min - floorMod(min, width);
                yield new Binning(false, origin, width, 0,
                    width * EXACT == Math.rint(width * EXACT) ? 0 : origin + width - origin);
            }
        };
    }

    /** @return numpy's modulo: the sign of the divisor */
    private static double floorMod(final double a, final double b) {
        final double r = a % b;
        return r < 0 ? r + b : r;
    }

    /** @return the grey level, from 1 */
    double level(final float v) {
        if (isIdentity) {
            return v;
        }
        if (bins > 0) {
            // a constant region has width 0: all its voxels are in bin 1
            return width == 0 ? 1 : Math.min(bins, above(v, Math.floor(bins * (v - origin) / width)));
        }
        return Math.max(1, above(v, Math.floor((v - origin) / width)));
    }

    /** @return the number of edges that an intensity is not below, which are k + 1 but for rounding */
    private double above(final float v, final double k) {
        return step == 0 ? k + 1
            : v < origin + k * step ? k : v >= origin + (k + 1) * step ? k + 2 : k + 1;
    }

    /** Puts the grey levels of n intensities from a position on into an array. */
    void levels(final float[] v, final int from, final int n, final int[] out) {
        if (isIdentity || width == 0) {
            for (int i = 0; i < n; i++) {
                out[i] = isIdentity ? (int)v[from + i] : 1;
            }
        } else if (step != 0) {
            for (int i = 0; i < n; i++) {
                out[i] = (int)level(v[from + i]);
            }
        } else if (bins > 0) {
            // below the origin, outside the mask, casting rounds the other way, which is of no interest
            for (int i = 0; i < n; i++) {
                out[i] = Math.min(bins, (int)(bins * (v[from + i] - origin) / width) + 1);
            }
        } else {
            for (int i = 0; i < n; i++) {
                out[i] = Math.max(1, (int)((v[from + i] - origin) / width) + 1);
            }
        }
    }
}

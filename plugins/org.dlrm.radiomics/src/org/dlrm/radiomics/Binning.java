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
 */
record Binning(boolean isIdentity, double origin, double width, int bins) {

    /** @param min smallest intensity of the intensity mask, max the largest */
    static Binning of(final Discretisation d, final Resegmentation reseg, final Convention convention,
        final float min, final float max) {
        return switch (d.method()) {
            case NONE -> new Binning(true, 0, 1, 0);
            case FIXED_BIN_NUMBER -> new Binning(false, min, (double)max - min, (int)d.value());
            case FIXED_BIN_SIZE -> {
                final double origin;
                if (d.origin().isPresent()) {
                    origin = d.origin().getAsDouble();
                } else if (convention == Convention.PYRADIOMICS_3) {
                    // PyRadiomics: edges are multiples of the width
                    origin = min - floorMod(min, d.value());
                } else {
                    origin = reseg.low() != Double.NEGATIVE_INFINITY ? reseg.low() : min;
                }
                yield new Binning(false, origin, d.value(), 0);
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
            return width == 0 ? 1 : Math.min(bins, Math.floor(bins * (v - origin) / width) + 1);
        }
        return Math.max(1, Math.floor((v - origin) / width) + 1);
    }

    /** Puts the grey levels of n intensities from a position on into an array. */
    void levels(final float[] v, final int from, final int n, final int[] out) {
        if (isIdentity || width == 0) {
            for (int i = 0; i < n; i++) {
                out[i] = isIdentity ? (int)v[from + i] : 1;
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

package org.dlrm.radiomics.filter;

import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Volume;
import org.dlrm.work.Progress;

/**
 * Band-pass image of an isotropic wavelet defined in the Fourier domain (IBSI 2 LODD). Periodic by its definition: the
 * transform has the image's own size, so that no boundary condition applies.
 *
 * @param name column prefix
 * @param level decomposition level, 1 for the highest frequencies
 * @param space 3D, or slice by slice
 */
record NonSeparableWavelet(String name, Family family, int level, boolean space) implements ImageFilter {

    /** Profile over the radial frequency. */
    enum Family {
            /** {@code cos(pi/2 log2(2 r / r_max))} for r_max / 4 to r_max (PRT7). */
            SIMONCELLI,
            /** 1 for r_max / 2 to r_max. */
            SHANNON
    }

    @Override
    public boolean isOfWholeImage() {
        return true;
    }

    @Override
    public Volume apply(final Volume image, final Mask mask, final Progress progress) {
        final Grid g = image.grid();
        final double[] re = new double[g.voxels()];
        for (int i = 0; i < re.length; i++) {
            re[i] = image.values()[i];
        }
        final double[] im = new double[re.length];
        final Fourier fourier = new Fourier(g.nx(), g.ny(), g.nz(), space);
        fourier.forward(re, im, progress);
        final double[] x = squaredFrequencies(g.nx());
        final double[] y = squaredFrequencies(g.ny());
        final double[] z = space ? squaredFrequencies(g.nz()) : new double[g.nz()];
        int p = 0;
        for (int k = 0; k < g.nz(); k++) {
            for (int j = 0; j < g.ny(); j++) {
                for (int i = 0; i < g.nx(); i++, p++) {
                    final double w = profile(Math.sqrt(x[i] + y[j] + z[k]));
                    re[p] *= w;
                    im[p] *= w;
                }
            }
        }
        fourier.inverse(re, im, progress);
        final float[] out = new float[re.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (float)re[i];
        }
        return new Volume(g, out);
    }

    private double profile(final double r) {
        final double max = Math.scalb(1., 1 - level);
        return switch (family) {
            case SIMONCELLI -> r < max / 4 || r > max ? 0 : Math.cos(Math.PI / 2 * (Math.log(2 * r / max) / Math.log(2)));
            case SHANNON -> r < max / 2 || r > max ? 0 : 1;
        };
    }

    /**
     * IBSI's frequency grid: from -1 to 1 over the n samples around the centre, (i - c) / c with c = (n - 1) / 2, put in
     * the order of the transform. For even n no sample is exactly 0; the reference maps are made with this grid.
     */
    private static double[] squaredFrequencies(final int n) {
        final double c = (n - 1) / 2.;
        final double[] out = new double[n];
        for (int i = 0; i < n; i++) {
            final double f = n == 1 ? 0 : (i - c) / c;
            out[(i + n - n / 2) % n] = f * f;
        }
        return out;
    }
}

package org.dlrm.radiomics.perturb;

import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;

import org.dlrm.image.Mask;
import org.dlrm.image.Volume;
import org.dlrm.radiomics.filter.FilterSpec;
import org.dlrm.radiomics.filter.ImageFilters;
import org.dlrm.work.Progress;

/** Gaussian noise. */
public final class Noise {

    /** Median of the absolute value of a standard normal variable. */
    private static final double MEDIAN_ABSOLUTE = 0.6744897501960817;

    private Noise() {
    }

    /**
     * @return standard deviation of the noise in an image: median absolute value of the diagonal detail of each slice's
     *         first coif1 wavelet level, over 0.6745 (Chang, Yu, Vetterli, IEEE Trans Image Process 2000;9:1532)
     */
    public static double estimate(final Volume image, final Progress progress) {
        final float[] d = ImageFilters.of(new FilterSpec("wavelet", Map.of("family", "coif1", "subband", "HH"))).get(0)
            .apply(image, new Mask(image.grid(), new byte[image.values().length]), progress).values();
        for (int i = 0; i < d.length; i++) {
            d[i] = Math.abs(d[i]);
        }
        Arrays.sort(d);
        final int n = d.length;
        return ((double)d[(n - 1) / 2] + d[n / 2]) / 2 / MEDIAN_ABSOLUTE;
    }

    /** @return the image with independent normal noise of standard deviation {@code level} */
    static Volume add(final Volume image, final double level, final SplittableRandom random) {
        final float[] in = image.values();
        final float[] out = new float[in.length];
        // Marsaglia's polar method, two values at a time; StrictMath for the same numbers on every machine
        for (int i = 0; i < in.length; i += 2) {
            double a;
            double b;
            double s;
            do {
                a = 2 * random.nextDouble() - 1;
                b = 2 * random.nextDouble() - 1;
                s = a * a + b * b;
            } while (s >= 1 || s == 0);
            final double f = level * Math.sqrt(-2 * StrictMath.log(s) / s);
            out[i] = (float)(in[i] + f * a);
            if (i + 1 < in.length) {
                out[i + 1] = (float)(in[i + 1] + f * b);
            }
        }
        return new Volume(image.grid(), out);
    }
}

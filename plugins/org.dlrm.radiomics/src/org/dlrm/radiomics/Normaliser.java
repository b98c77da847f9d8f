package org.dlrm.radiomics;

import org.dlrm.image.Volume;
import org.dlrm.radiomics.RadiomicsSettings.Normalisation;

/** PyRadiomics' normalisation of a whole image: (x - mean) / sd, cut at outliers, times a scale. */
final class Normaliser {

    private Normaliser() {
    }

    static Volume apply(final Volume image, final Normalisation n) {
        final float[] v = image.values();
        double sum = 0;
        for (final float x : v) {
            sum += x;
        }
        final double mean = sum / v.length;
        double squares = 0;
        for (final float x : v) {
            squares += (x - mean) * (x - mean);
        }
        // ITK's NormalizeImageFilter divides by the sample standard deviation
        final double deviation = Math.sqrt(squares / (v.length - 1));
        final double scale = 1 / deviation;
        final float limit = (float)n.outlierSigma().orElse(Double.POSITIVE_INFINITY);
        final float[] out = new float[v.length];
        for (int i = 0; i < v.length; i++) {
            final float normal = (float)((v[i] - mean) * scale);
            out[i] = (float)(Math.max(-limit, Math.min(limit, normal)) * n.scale());
        }
        return new Volume(image.grid(), out);
    }
}

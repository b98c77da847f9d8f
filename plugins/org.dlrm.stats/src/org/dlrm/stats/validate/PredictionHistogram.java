package org.dlrm.stats.validate;

/**
 * How the predicted probabilities are spread, with and without the event: what a calibration plot shows under its axis.
 *
 * @param edges of the bins, from 0 to 1; a bin holds its lower edge, the last one both
 * @param events patients with the event per bin
 * @param others patients without
 */
public record PredictionHistogram(double[] edges, int[] events, int[] others) {

    private static final int BINS = 25;

    /**
     * @param y 0 or 1
     * @param p probabilities
     */
    static PredictionHistogram of(final double[] y, final double[] p) {
        final double[] edges = new double[BINS + 1];
        for (int i = 0; i < edges.length; i++) {
            edges[i] = (double)i / BINS;
        }
        final PredictionHistogram h = new PredictionHistogram(edges, new int[BINS], new int[BINS]);
        for (int i = 0; i < y.length; i++) {
            final int bin = Math.min(BINS - 1, (int)Math.floor(p[i] * BINS));
            (y[i] == 1 ? h.events : h.others)[bin]++;
        }
        return h;
    }
}

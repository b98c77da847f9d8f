package org.dlrm.stats.base;

/**
 * Curvature of a likelihood whose slope is known, by central differences: for Firth's penalty, whose own curvature Fisher's
 * information lacks.
 */
public final class Curvature {

    /** Of a coefficient per standard deviation. */
    private static final double DIFFERENCE = 1e-4;

    private Curvature() {
    }

    /** The slope of the log likelihood with one coefficient moved. */
    public interface Score {
        double[] moved(int coefficient, double by);
    }

    /** @return minus the second derivatives of the log likelihood by n coefficients, symmetric */
    public static double[][] of(final int n, final Score score) {
        final double[][] curvature = new double[n][n];
        for (int k = 0; k < n; k++) {
            final double[] above = score.moved(k, DIFFERENCE);
            final double[] below = score.moved(k, -DIFFERENCE);
            for (int j = 0; j < n; j++) {
                final double slope = (below[j] - above[j]) / (2 * DIFFERENCE);
                curvature[j][k] += slope / 2;
                curvature[k][j] += slope / 2;
            }
        }
        return curvature;
    }
}

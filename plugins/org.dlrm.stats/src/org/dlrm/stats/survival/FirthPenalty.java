package org.dlrm.stats.survival;

/** Derivative of half the log determinant of the information (Heinze and Schemper 2001). */
final class FirthPenalty {

    private FirthPenalty() {
    }

    /**
     * The information is a sum of covariances over risk sets; its derivative is the sum of their third central moments.
     *
     * @param inverse inverse information at {@code beta}
     */
    static double[] gradient(final CoxData data, final double[] beta, final CoxTies ties, final double[][] inverse) {
        final int p = data.p;
        final double[] eta = data.eta(beta);
        final double[] gradient = new double[p];
        final double[] d = new double[p];
        final int[] stratumOf = new int[data.size()];
        for (int s = 0; s + 1 < data.stratumStart.length; s++) {
            for (int i = data.stratumStart[s]; i < data.stratumStart[s + 1]; i++) {
                stratumOf[i] = data.stratumStart[s];
            }
        }
        CoxLikelihood.visit(data, eta, ties, (from, to, k, deaths, denominator, mean, variance) -> {
            final double part = ties == CoxTies.EFRON ? (double)k / deaths : 0;
            for (int i = stratumOf[from]; i < to; i++) {
                final double share = Math.exp(eta[i]) / denominator * (i >= from && data.event[i] ? 1 - part : 1);
                for (int j = 0; j < p; j++) {
                    d[j] = data.z[i * p + j] - mean[j];
                }
                double form = 0;
                for (int j = 0; j < p; j++) {
                    for (int h = 0; h < p; h++) {
                        form += d[j] * inverse[j][h] * d[h];
                    }
                }
                for (int j = 0; j < p; j++) {
                    gradient[j] += 0.5 * share * form * d[j];
                }
            }
        });
        return gradient;
    }
}

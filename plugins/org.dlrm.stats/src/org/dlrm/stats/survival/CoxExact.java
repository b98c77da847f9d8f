package org.dlrm.stats.survival;

import org.dlrm.stats.base.DegenerateDataException;

/**
 * Exact conditional likelihood of tied events: at every event time the sum over all subsets of the risk set with as many
 * patients as there are events, by the recursion of Gail, Lubin and Rubinstein (1981, doi:10.1093/biomet/68.3.703), with
 * derivatives.
 */
final class CoxExact {

    /** Most additions for one evaluation. */
    private static final double LIMIT = 5e9;

    private final CoxData m_data;

    CoxExact(final CoxData data) {
        m_data = data;
    }

    /** Adds score and information (lower triangle); returns the log-likelihood. */
    double add(final double[] eta, final double[] score, final double[] information) {
        final int p = m_data.p;
        double value = 0;
        double work = 0;
        for (int s = 0; s + 1 < m_data.stratumStart.length; s++) {
            final int start = m_data.stratumStart[s];
            final int end = m_data.stratumStart[s + 1];
            for (int i = start; i < end;) {
                final int to = m_data.tieEnd(i, end);
                int deaths = 0;
                for (int k = i; k < to; k++) {
                    if (m_data.event[k]) {
                        deaths++;
                        value += eta[k];
                        for (int j = 0; j < p; j++) {
                            score[j] += m_data.z[k * p + j];
                        }
                    }
                }
                if (deaths > 0) {
                    work += (double)(to - start) * deaths * p * p;
                    if (work > LIMIT) {
                        throw new DegenerateDataException("The exact treatment of ties would take too long with these"
                            + " data (many events at the same times); use Efron's");
                    }
                    value -= subtractSubsets(eta, start, to, deaths, score, information);
                }
                i = to;
            }
        }
        return value;
    }

    /** @return log of the sum over all subsets of the size */
    private double subtractSubsets(final double[] eta, final int start, final int to, final int size,
        final double[] score, final double[] information) {
        final int p = m_data.p;
        final int triangle = information.length;
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = start; i < to; i++) {
            largest = Math.max(largest, eta[i]);
        }
        // sum over subsets of k patients, its gradient and second derivative; divided by C(n, k) on the way
        final double[] b = new double[size + 1];
        final double[][] b1 = new double[size + 1][p];
        final double[][] b2 = new double[size + 1][triangle];
        b[0] = 1;
        double log = 0;
        int n = 0;
        for (int i = start; i < to; i++) {
            n++;
            final double e = Math.exp(eta[i] - largest);
            for (int k = Math.min(size, n); k >= 1; k--) {
                // mean over the C(n, k) subsets = (n - k)/n mean without i + k/n e mean of k - 1 without i
                final double keep = (double)(n - k) / n;
                final double take = (double)k / n * e;
                int l = 0;
                for (int j = 0; j < p; j++) {
                    final double zj = m_data.z[i * p + j];
                    for (int h = 0; h <= j; h++, l++) {
                        final double zh = m_data.z[i * p + h];
                        b2[k][l] = keep * b2[k][l] + take * (b2[k - 1][l] + zj * b1[k - 1][h] + zh * b1[k - 1][j]
                            + zj * zh * b[k - 1]);
                    }
                }
                for (int j = 0; j < p; j++) {
                    b1[k][j] = keep * b1[k][j] + take * (b1[k - 1][j] + m_data.z[i * p + j] * b[k - 1]);
                }
                b[k] = keep * b[k] + take * b[k - 1];
            }
        }
        for (int k = 0; k < size; k++) {
            log += Math.log((double)(n - k) / (k + 1));
        }
        int l = 0;
        for (int j = 0; j < p; j++) {
            final double mean = b1[size][j] / b[size];
            score[j] -= mean;
            for (int h = 0; h <= j; h++, l++) {
                information[l] += b2[size][l] / b[size] - mean * b1[size][h] / b[size];
            }
        }
        return Math.log(b[size]) + log + size * largest;
    }
}

package org.dlrm.stats.survival;

import java.util.Arrays;

/** Log partial likelihood with its first and second derivatives at given coefficients (of the scaled covariates). */
final class CoxLikelihood {

    /** Called for every event of every tied time: the distribution of the covariates over the risk set. */
    interface RiskSet {

        /**
         * @param from first position of the patients with this time
         * @param to end of them
         * @param k number of the event among the tied ones, 0 to deaths - 1
         * @param deaths events at this time
         * @param denominator sum of exp(eta) over the risk set (less part of the dying, by Efron)
         * @param mean mean of the covariates over the risk set; overwritten by the next call
         * @param variance lower triangle, row by row, of their covariance; overwritten by the next call
         */
        void accept(int from, int to, int k, int deaths, double denominator, double[] mean, double[] variance);
    }

    private final CoxData m_data;

    private final CoxTies m_ties;

    private double m_value;

    private final double[] m_score;

    /** Lower triangle, row by row. */
    private final double[] m_information;

    CoxLikelihood(final CoxData data, final CoxTies ties) {
        m_data = data;
        m_ties = ties;
        m_score = new double[data.p];
        m_information = new double[data.p * (data.p + 1) / 2];
    }

    double value() {
        return m_value;
    }

    double[] score() {
        return m_score;
    }

    /** @return full symmetric information matrix */
    double[][] information() {
        return full(m_information, m_data.p);
    }

    static double[][] full(final double[] triangle, final int p) {
        final double[][] full = new double[p][p];
        int l = 0;
        for (int j = 0; j < p; j++) {
            for (int k = 0; k <= j; k++) {
                full[j][k] = triangle[l];
                full[k][j] = triangle[l++];
            }
        }
        return full;
    }

    /** Computes value and derivatives. */
    void evaluate(final double[] beta) {
        final double[] eta = m_data.eta(beta);
        m_value = 0;
        Arrays.fill(m_score, 0);
        Arrays.fill(m_information, 0);
        if (m_ties == CoxTies.EXACT) {
            m_value = new CoxExact(m_data).add(eta, m_score, m_information);
            return;
        }
        final int p = m_data.p;
        visit(m_data, eta, m_ties, (from, to, k, deaths, denominator, mean, variance) -> {
            m_value -= Math.log(denominator);
            for (int j = 0; j < p; j++) {
                m_score[j] -= mean[j];
            }
            for (int l = 0; l < variance.length; l++) {
                m_information[l] += variance[l];
            }
            if (k == 0) {
                for (int i = from; i < to; i++) {
                    if (m_data.event[i]) {
                        m_value += eta[i];
                        for (int j = 0; j < p; j++) {
                            m_score[j] += m_data.z[i * p + j];
                        }
                    }
                }
            }
        });
    }

    /** Goes through the events from the last to the first, with the sums over the risk set. */
    static void visit(final CoxData data, final double[] eta, final CoxTies ties, final RiskSet visitor) {
        final int p = data.p;
        final int size = p * (p + 1) / 2;
        final double[] s1 = new double[p];
        final double[] s2 = new double[size];
        final double[] d1 = new double[p];
        final double[] d2 = new double[size];
        final double[] mean = new double[p];
        final double[] variance = new double[size];
        for (int s = 0; s + 1 < data.stratumStart.length; s++) {
            double s0 = 0;
            Arrays.fill(s1, 0);
            Arrays.fill(s2, 0);
            final int end = data.stratumStart[s + 1];
            for (int i = data.stratumStart[s]; i < end;) {
                final int to = data.tieEnd(i, end);
                int deaths = 0;
                double d0 = 0;
                for (int k = i; k < to; k++) {
                    deaths += data.event[k] ? 1 : 0;
                }
                final boolean efron = ties == CoxTies.EFRON && deaths > 1;
                if (efron) {
                    Arrays.fill(d1, 0);
                    Arrays.fill(d2, 0);
                }
                for (int k = i; k < to; k++) {
                    final double e = Math.exp(eta[k]);
                    s0 += e;
                    add(data.z, k * p, p, e, s1, s2);
                    if (efron && data.event[k]) {
                        d0 += e;
                        add(data.z, k * p, p, e, d1, d2);
                    }
                }
                for (int k = 0; k < deaths; k++) {
                    final double part = efron ? (double)k / deaths : 0;
                    final double denominator = s0 - part * d0;
                    if (k == 0 || efron) {
                        moments(p, s1, s2, d1, d2, part, denominator, mean, variance);
                    }
                    visitor.accept(i, to, k, deaths, denominator, mean, variance);
                }
                i = to;
            }
        }
    }

    private static void add(final double[] z, final int at, final int p, final double e, final double[] s1,
        final double[] s2) {
        int l = 0;
        for (int j = 0; j < p; j++) {
            final double ez = e * z[at + j];
            s1[j] += ez;
            for (int k = 0; k <= j; k++) {
                s2[l++] += ez * z[at + k];
            }
        }
    }

    private static void moments(final int p, final double[] s1, final double[] s2, final double[] d1,
        final double[] d2, final double part, final double denominator, final double[] mean,
        final double[] variance) {
        final double inverse = 1 / denominator;
        for (int j = 0; j < p; j++) {
            mean[j] = part == 0 ? s1[j] * inverse : (s1[j] - part * d1[j]) * inverse;
        }
        int l = 0;
        for (int j = 0; j < p; j++) {
            for (int k = 0; k <= j; k++, l++) {
                final double second = part == 0 ? s2[l] : s2[l] - part * d2[l];
                variance[l] = second * inverse - mean[j] * mean[k];
            }
        }
    }
}

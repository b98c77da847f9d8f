package org.dlrm.stats.fusion;

import java.util.Arrays;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.LUDecomposition;
import org.dlrm.stats.base.Descriptive;
import org.dlrm.stats.base.Interval;
import org.dlrm.stats.base.Tail;

/** Profile likelihood intervals of a Cox regression (Efron's ties): one coefficient fixed, the others at their best. */
final class CoxProfile {

    private static final int MAX_ITERATIONS = 50;

    private final double[] m_time;
    private final boolean[] m_event;
    private final int[] m_order;
    private final double[][] m_x;
    private final double[] m_coef;

    /** @param coef maximum likelihood estimates */
    CoxProfile(final Target target, final double[][] x, final double[] coef) {
        m_time = target.y();
        m_event = target.event();
        m_order = Descriptive.order(m_time);
        m_x = Arrays.stream(x).map(CoxProfile::centred).toArray(double[][]::new);
        m_coef = coef;
    }

    private static double[] centred(final double[] x) {
        final double mean = Descriptive.mean(x);
        return Arrays.stream(x).map(v -> v - mean).toArray();
    }

    /** @return interval of the hazard ratio of one unit; an end is 0 or Infinity where the likelihood never falls enough */
    Interval interval(final int term, final double se, final double level) {
        final double z = Tail.zForLevel(level);
        final double lowest = new Partial(m_coef, term).loglik - z * z / 2;
        return new Interval(Math.exp(end(term, -se, lowest)), Math.exp(end(term, se, lowest)));
    }

    private double end(final int term, final double step, final double lowest) {
        double outside = m_coef[term];
        for (int i = 0; i < 12; i++) {
            outside += Math.scalb(2 * step, i);
            if (best(term, outside) < lowest) {
                return Tail.root(v -> lowest - best(term, v), m_coef[term], outside);
            }
        }
        return Math.signum(step) * Double.POSITIVE_INFINITY;
    }

    /** @return the largest log likelihood with one coefficient fixed */
    private double best(final int term, final double value) {
        double[] beta = m_coef.clone();
        beta[term] = value;
        Partial at = new Partial(beta, term);
        for (int iteration = 0; iteration < MAX_ITERATIONS && beta.length > 1; iteration++) {
            final double[] step = at.step();
            double scale = 1;
            Partial next = at;
            for (int halving = 0; halving < 20; halving++) {
                final double[] moved = beta.clone();
                for (int j = 0, k = 0; j < moved.length; j++) {
                    moved[j] += j == term ? 0 : scale * step[k++];
                }
                next = new Partial(moved, term);
                if (next.loglik >= at.loglik - 1e-12 * Math.abs(at.loglik)) {
                    beta = moved;
                    break;
                }
                scale /= 2;
            }
            final double gain = next.loglik - at.loglik;
            at = next;
            if (Math.abs(gain) < 1e-12 * (1 + Math.abs(at.loglik))) {
                break;
            }
        }
        return at.loglik;
    }

    /** Log partial likelihood, score and information of the free coefficients. */
    private final class Partial {

        private final double loglik;
        private final double[] m_score;
        private final double[][] m_information;

        Partial(final double[] beta, final int fixed) {
            final int n = m_time.length;
            final double[][] free = new double[beta.length - 1][];
            for (int j = 0, k = 0; j < beta.length; j++) {
                if (j != fixed) {
                    free[k++] = m_x[j];
                }
            }
            final int p = free.length;
            m_score = new double[p];
            m_information = new double[p][p];
            final double[] eta = new double[n];
            for (int j = 0; j < beta.length; j++) {
                for (int i = 0; i < n; i++) {
                    eta[i] += beta[j] * m_x[j][i];
                }
            }
            final double largest = Arrays.stream(eta).max().orElse(0); // against overflow; cancels out
            final Sums atRisk = new Sums(p);
            double sum = 0;
            for (int end = n; end > 0;) {
                int from = end;
                final Sums tied = new Sums(p);
                int events = 0;
                while (from > 0 && m_time[m_order[from - 1]] == m_time[m_order[end - 1]]) {
                    final int i = m_order[--from];
                    final double risk = Math.exp(eta[i] - largest);
                    atRisk.add(risk, free, i);
                    if (m_event[i]) {
                        tied.add(risk, free, i);
                        events++;
                        sum += eta[i] - largest;
                        for (int j = 0; j < p; j++) {
                            m_score[j] += free[j][i];
                        }
                    }
                }
                for (int l = 0; l < events; l++) {
                    sum -= subtract(atRisk, tied, (double)l / events);
                }
                end = from;
            }
            loglik = sum;
        }

        /** One term of Efron's denominator. */
        private double subtract(final Sums atRisk, final Sums tied, final double share) {
            final double s0 = atRisk.s0 - share * tied.s0;
            for (int j = 0; j < m_score.length; j++) {
                final double mj = (atRisk.s1[j] - share * tied.s1[j]) / s0;
                m_score[j] -= mj;
                for (int k = 0; k <= j; k++) {
                    final double mk = (atRisk.s1[k] - share * tied.s1[k]) / s0;
                    m_information[j][k] += (atRisk.s2[j][k] - share * tied.s2[j][k]) / s0 - mj * mk;
                    m_information[k][j] = m_information[j][k];
                }
            }
            return Math.log(s0);
        }

        double[] step() {
            return new LUDecomposition(new Array2DRowRealMatrix(m_information, false)).getSolver()
                .solve(new ArrayRealVector(m_score, false)).toArray();
        }
    }

    private static final class Sums {
        private double s0;
        private final double[] s1;
        private final double[][] s2;

        Sums(final int p) {
            s1 = new double[p];
            s2 = new double[p][p];
        }

        void add(final double risk, final double[][] x, final int i) {
            s0 += risk;
            for (int j = 0; j < s1.length; j++) {
                s1[j] += risk * x[j][i];
                for (int k = 0; k <= j; k++) {
                    s2[j][k] += risk * x[j][i] * x[k][i];
                }
            }
        }
    }
}

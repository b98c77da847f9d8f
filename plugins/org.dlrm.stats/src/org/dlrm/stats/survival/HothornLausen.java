package org.dlrm.stats.survival;

import java.util.Arrays;
import java.util.stream.IntStream;

import org.apache.commons.math3.special.Gamma;
import org.dlrm.work.Progress;

/**
 * Bound on the distribution of a maximally selected rank statistic (Hothorn and Lausen 2003): the sum over the cuts of
 * the probability that the statistic is above b there and was not already above b, whatever comes next, at the cut
 * before. With one cut only it is the exact p value of the permutation test, the probability of b or more, as maxstat's
 * {@code pmaxstat} takes it too.
 */
final class HothornLausen {

    private static final double ROUNDING = 1e-12;

    private final int[] m_scores;

    private final int m_total;

    private final int[] m_lower;

    private final double m_b;

    private final double m_squares;

    HothornLausen(final int[] scores, final int total, final int[] lower, final double b) {
        m_scores = scores;
        m_total = total;
        m_lower = lower;
        m_b = b;
        m_squares = Arrays.stream(scores).mapToDouble(s -> (double)s * s).sum();
    }

    double p(final Progress progress) {
        final int n = m_scores.length;
        final double[][] probability = probabilities(progress);
        if (m_lower.length == 1) {
            final int m = m_lower[0];
            return Math.min(1, IntStream.rangeClosed(0, m_total).filter(s -> statistic(m, s) >= m_b * (1 - ROUNDING))
                .mapToDouble(s -> probability[m][s]).sum());
        }
        final int largest = Arrays.stream(m_scores).max().orElse(0);
        final boolean[] used = new boolean[n + 1];
        for (final int m : m_lower) {
            used[m] = true;
        }
        double sum = 0;
        for (int m = m_lower[0]; m < n; m++) {
            if (!used[m]) {
                continue;
            }
            for (int s = 1; s <= m_total; s++) {
                if (probability[m][s] > 0 && statistic(m, s) > m_b) {
                    sum += probability[m][s];
                }
            }
            // states of the cut before from which the largest (smallest) next score stays above b
            for (int s = 1; m > m_lower[0] && s <= m_total; s++) {
                if (probability[m - 1][s] == 0 || !(statistic(m - 1, s) > m_b)) {
                    continue;
                }
                final double mean = mean(m - 1);
                final int next = s < mean ? s + largest : s;
                if (s != mean && next <= m_total && probability[m][next] > 0 && statistic(m, next) > m_b) {
                    sum -= probability[m - 1][s];
                }
            }
        }
        return Math.min(1, Math.max(0, sum));
    }

    /** @return [m][s]: probability that m scores drawn without replacement sum to s */
    private double[][] probabilities(final Progress progress) {
        final int n = m_scores.length;
        final double[][] subsets = new double[n + 1][m_total + 1];
        subsets[0][0] = 1;
        int reached = 0;
        for (int i = 0; i < n; i++) {
            progress.check();
            reached += m_scores[i];
            for (int m = i + 1; m >= 1; m--) {
                final double[] to = subsets[m];
                final double[] from = subsets[m - 1];
                for (int s = reached; s >= m_scores[i]; s--) {
                    to[s] += from[s - m_scores[i]];
                }
            }
        }
        for (int m = 0; m <= n; m++) {
            final double factor = Math.exp(Gamma.logGamma(m + 1.0) + Gamma.logGamma(n - m + 1.0)
                - Gamma.logGamma(n + 1.0));
            for (int s = 0; s <= m_total; s++) {
                subsets[m][s] *= factor;
            }
        }
        return subsets;
    }

    private double mean(final int m) {
        return (double)m / m_scores.length * m_total;
    }

    private double statistic(final int m, final int s) {
        final double n = m_scores.length;
        final double variance = m * (n - m) / (n * n * (n - 1)) * (n * m_squares - (double)m_total * m_total);
        return Math.abs(s - mean(m)) / Math.sqrt(variance);
    }
}

package org.dlrm.stats.select;

import java.util.Arrays;

import org.dlrm.stats.base.Descriptive;

/**
 * Minimum redundancy, maximum relevance selection (Peng, Long and Ding 2005), greedy, with the mutual information of
 * two Gaussian variables, {@code -0.5 ln(1 - r^2)} (as R's mRMRe).
 *
 * @param count how many columns to select
 * @param criterion how relevance and redundancy are combined
 * @param correlation which r
 */
public record Mrmr(int count, Criterion criterion, Correlation correlation) {

    /** Relevance minus (MID) or divided by (MIQ) the mean redundancy with the columns selected so far. */
    public enum Criterion { MID, MIQ }

    /** The correlation in the mutual information. */
    public enum Correlation { PEARSON, SPEARMAN }

    private static final double LARGEST_CORRELATION = 1 - 1e-15;

    public Mrmr {
        if (count < 1) {
            throw new IllegalArgumentException("At least one column must be selected, not " + count);
        }
    }

    /**
     * @param order the selected columns, best first
     * @param scores the criterion at which each was selected (the first: its relevance)
     */
    public record Selection(int[] order, double[] scores) {
    }

    /**
     * @param x {@code [column][row]}, without missing values; a constant column is never selected before all others
     * @param y the outcome
     */
    public Selection apply(final double[][] x, final double[] y) {
        final int p = x.length;
        final int k = Math.min(count, p);
        final double[][] z = new double[p][];
        for (int j = 0; j < p; j++) {
            z[j] = standardized(x[j]);
        }
        final double[] outcome = standardized(y);
        final double[] relevance = new double[p];
        for (int j = 0; j < p; j++) {
            relevance[j] = information(SpearmanFilter.dot(z[j], outcome));
        }
        final double[] redundancy = new double[p];
        final boolean[] selected = new boolean[p];
        final int[] order = new int[k];
        final double[] scores = new double[k];
        for (int step = 0; step < k; step++) {
            int best = -1;
            double bestScore = Double.NEGATIVE_INFINITY;
            for (int j = 0; j < p; j++) {
                if (!selected[j]) {
                    final double mean = redundancy[j] / step;
                    final double score = step == 0 ? relevance[j]
                        : criterion == Criterion.MID ? relevance[j] - mean : relevance[j] / mean;
                    if (best < 0 || score > bestScore) {
                        best = j;
                        bestScore = score;
                    }
                }
            }
            selected[best] = true;
            order[step] = best;
            scores[step] = bestScore;
            for (int j = 0; j < p; j++) {
                if (!selected[j]) {
                    redundancy[j] += information(SpearmanFilter.dot(z[j], z[best]));
                }
            }
        }
        return new Selection(order, scores);
    }

    private double[] standardized(final double[] x) {
        return SpearmanFilter.standardized(correlation == Correlation.SPEARMAN ? Descriptive.ranks(x) : x);
    }

    private static double information(final double r) {
        final double bounded = Math.min(Math.abs(r), LARGEST_CORRELATION);
        return -0.5 * Math.log(1 - bounded * bounded);
    }

    @Override
    public String toString() {
        return "mRMR " + criterion + ", " + count + " columns, " + correlation.name().toLowerCase(java.util.Locale.ROOT);
    }

    /** @return the selected columns in column order */
    public static int[] inColumnOrder(final Selection selection) {
        final int[] sorted = selection.order.clone();
        Arrays.sort(sorted);
        return sorted;
    }
}

package org.dlrm.stats.select;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

import org.dlrm.stats.base.Descriptive;

/**
 * Removes redundant columns: in the order of their relevance, a column is kept unless its absolute Spearman
 * correlation with a column kept before exceeds the threshold.
 *
 * @param threshold largest correlation accepted, e.g. 0.9
 */
public record SpearmanFilter(double threshold) {

    public SpearmanFilter {
        if (!(threshold > 0 && threshold <= 1)) {
            throw new IllegalArgumentException("The correlation threshold lies between 0 and 1, not " + threshold);
        }
    }

    /**
     * What happened to a column.
     *
     * @param keptInstead index of the more relevant column it is redundant with, -1 if it was kept
     * @param correlation Spearman correlation with that column, NaN if it was kept
     */
    public record Verdict(boolean kept, int keptInstead, double correlation) {
    }

    /**
     * @param x {@code [column][row]}, without missing values
     * @param relevance one per column, larger is better; ties go to the first column
     * @return one verdict per column
     */
    public List<Verdict> apply(final double[][] x, final double[] relevance) {
        final double[][] ranks = new double[x.length][];
        for (int j = 0; j < x.length; j++) {
            ranks[j] = standardized(Descriptive.ranks(x[j]));
        }
        final int[] order = IntStream.range(0, x.length).boxed()
            .sorted(Comparator.comparingDouble((Integer j) -> -relevance[j])).mapToInt(Integer::intValue).toArray();
        final List<Integer> kept = new ArrayList<>();
        final Verdict[] verdicts = new Verdict[x.length];
        for (final int j : order) {
            verdicts[j] = new Verdict(true, -1, Double.NaN);
            for (final int k : kept) {
                final double r = dot(ranks[j], ranks[k]);
                if (Math.abs(r) > threshold) {
                    verdicts[j] = new Verdict(false, k, r);
                    break;
                }
            }
            if (verdicts[j].kept) {
                kept.add(j);
            }
        }
        return List.of(verdicts);
    }

    /** Centred and scaled to length 1 (0 for a constant column). */
    static double[] standardized(final double[] x) {
        final double mean = Descriptive.mean(x);
        double sum = 0;
        for (final double v : x) {
            sum += (v - mean) * (v - mean);
        }
        final double length = Math.sqrt(sum);
        final double[] result = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            result[i] = length > 0 ? (x[i] - mean) / length : 0;
        }
        return result;
    }

    static double dot(final double[] a, final double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}

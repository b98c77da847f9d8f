package org.dlrm.stats.univariable;

import java.util.Arrays;

import org.dlrm.stats.base.Descriptive;

/** Adjustment of p values for multiplicity (R's p.adjust). Missing p values (NaN) stay missing and do not count. */
public enum PAdjust {
    /** No adjustment. */
    NONE,
    BONFERRONI,
    HOLM,
    HOCHBERG,
    /** Benjamini and Hochberg: false discovery rate. */
    BH,
    /** Benjamini and Yekutieli: false discovery rate under any dependence. */
    BY;

    /** @return adjusted p values in the order given */
    public double[] adjust(final double[] p) {
        final int[] known = java.util.stream.IntStream.range(0, p.length).filter(i -> !Double.isNaN(p[i])).toArray();
        final double[] values = Descriptive.pick(p, known);
        final double[] adjusted = adjustKnown(values);
        final double[] result = new double[p.length];
        Arrays.fill(result, Double.NaN);
        for (int i = 0; i < known.length; i++) {
            result[known[i]] = adjusted[i];
        }
        return result;
    }

    private double[] adjustKnown(final double[] p) {
        final int n = p.length;
        final int[] order = Descriptive.order(p);
        final double[] result = new double[n];
        double sum = 0;
        for (int i = 1; i <= n; i++) {
            sum += 1.0 / i;
        }
        if (this == NONE || this == BONFERRONI) {
            return Arrays.stream(p).map(v -> this == NONE ? v : Math.min(1, n * v)).toArray();
        }
        if (this == HOLM) { // from the smallest up: never smaller than the one before
            double max = 0;
            for (int i = 0; i < n; i++) {
                max = Math.max(max, (n - i) * p[order[i]]);
                result[order[i]] = Math.min(1, max);
            }
            return result;
        }
        double min = 1; // from the largest down: never larger than the one before
        for (int i = n - 1; i >= 0; i--) {
            final double factor = switch (this) {
                case HOCHBERG -> n - i;
                case BH -> (double)n / (i + 1);
                default -> sum * n / (i + 1);
            };
            min = Math.min(min, factor * p[order[i]]);
            result[order[i]] = min;
        }
        return result;
    }
}

package org.dlrm.stats.base;

import java.util.Arrays;

/** Mean, deviation, quantiles, ranks and correlations, as R computes them. */
public final class Descriptive {

    private Descriptive() {
    }

    /** @return the mean, summed twice as R does so that the result is exact to the last digits */
    public static double mean(final double[] x) {
        double sum = 0;
        for (final double v : x) {
            sum += v;
        }
        final double mean = sum / x.length;
        double rest = 0;
        for (final double v : x) {
            rest += v - mean;
        }
        return mean + rest / x.length;
    }

    /** @return the variance with divisor n - 1 */
    public static double variance(final double[] x) {
        return covariance(x, x);
    }

    /** @return the standard deviation with divisor n - 1 */
    public static double sd(final double[] x) {
        return Math.sqrt(variance(x));
    }

    /** @return the covariance with divisor n - 1 */
    public static double covariance(final double[] x, final double[] y) {
        final double mx = mean(x);
        final double my = mean(y);
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += (x[i] - mx) * (y[i] - my);
        }
        return sum / (x.length - 1);
    }

    /** @return Pearson's correlation; NaN where one of the two is constant */
    public static double pearson(final double[] x, final double[] y) {
        final double mx = mean(x);
        final double my = mean(y);
        double xx = 0;
        double yy = 0;
        double xy = 0;
        for (int i = 0; i < x.length; i++) {
            final double dx = x[i] - mx;
            final double dy = y[i] - my;
            xx += dx * dx;
            yy += dy * dy;
            xy += dx * dy;
        }
        return Math.max(-1, Math.min(1, xy / (Math.sqrt(xx) * Math.sqrt(yy))));
    }

    /** @return Spearman's rank correlation (mid-ranks for ties) */
    public static double spearman(final double[] x, final double[] y) {
        return pearson(ranks(x), ranks(y));
    }

    /** @return ranks from 1, ties share the mean of their ranks */
    public static double[] ranks(final double[] x) {
        final int[] order = order(x);
        final double[] ranks = new double[x.length];
        for (int i = 0; i < order.length;) {
            int j = i;
            while (j < order.length && x[order[j]] == x[order[i]]) {
                j++;
            }
            for (int k = i; k < j; k++) {
                ranks[order[k]] = 0.5 * (i + 1 + j);
            }
            i = j;
        }
        return ranks;
    }

    /** @return indices that sort x ascending; stable */
    public static int[] order(final double[] x) {
        final double[] sorted = x.clone();
        Arrays.sort(sorted);
        final int[] next = new int[x.length];
        final int[] order = new int[x.length];
        for (int i = 0; i < x.length; i++) {
            if (Double.isNaN(x[i])) {
                throw new IllegalArgumentException("Missing value at position " + (i + 1)
                    + ": leave missing values out before ranking");
            }
            final int start = lowerBound(sorted, x[i]);
            order[start + next[start]++] = i;
        }
        return order;
    }

    /** @return the number of sorted values below the value: the position where it would be inserted first */
    public static int lowerBound(final double[] sorted, final double value) {
        int lo = 0;
        int hi = sorted.length;
        while (lo < hi) {
            final int mid = (lo + hi) >>> 1;
            if (sorted[mid] < value) {
                lo = mid + 1;
            } else {
                hi = mid;
            }
        }
        return lo;
    }

    /** @return the number of sorted values not above the value */
    public static int upperBound(final double[] sorted, final double value) {
        return lowerBound(sorted, Math.nextUp(value));
    }

    /** @return the quantile of sorted values, R's default type 7 */
    public static double quantileOfSorted(final double[] sorted, final double p) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        final double index = 1 + (sorted.length - 1) * p;
        final double lo = Math.floor(index);
        final double low = sorted[(int)lo - 1];
        final double high = sorted[(int)Math.ceil(index) - 1];
        final double h = index - lo;
        return h > 0 && high != low ? (1 - h) * low + h * high : low;
    }

    /** @return the quantile, R's default type 7 */
    public static double quantile(final double[] x, final double p) {
        final double[] sorted = x.clone();
        Arrays.sort(sorted);
        return quantileOfSorted(sorted, p);
    }

    /** @return the median */
    public static double median(final double[] x) {
        return quantile(x, 0.5);
    }

    /** @return the values at the given positions */
    public static double[] pick(final double[] x, final int[] rows) {
        final double[] picked = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            picked[i] = x[rows[i]];
        }
        return picked;
    }
}

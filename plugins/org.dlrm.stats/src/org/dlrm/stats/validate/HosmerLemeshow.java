package org.dlrm.stats.validate;

import java.util.Arrays;
import java.util.stream.IntStream;

import org.dlrm.stats.base.Check;
import org.dlrm.stats.base.Descriptive;
import org.dlrm.stats.base.Tail;

/**
 * Hosmer and Lemeshow's goodness-of-fit test in groups of predicted risk, with the cuts of R's ResourceSelection
 * (quantiles of type 7, equal ones merged).
 *
 * @param g groups asked for; ties may leave fewer bins
 * @param breaks limits of the bins, closed above
 * @param n rows per bin, likewise observed and expected events
 * @param df degrees of freedom the p value was computed with
 */
public record HosmerLemeshow(int g, double[] breaks, int[] n, int[] observed, double[] expected, double chisq, double df,
    double p) {

    /** @return bins with rows: with ties fewer than g, and then the test has fewer degrees of freedom */
    public int groups() {
        return (int)Arrays.stream(n).filter(rows -> rows > 0).count();
    }

    /** @return the same test with other degrees of freedom; its p value does not exist where they are none */
    public HosmerLemeshow withDf(final double other) {
        return new HosmerLemeshow(g, breaks, n, observed, expected, chisq, other, Tail.chisq(chisq, other));
    }

    /**
     * With g - 2 degrees of freedom as ResourceSelection, right for the rows the model was fitted to where no ties merge
     * groups.
     *
     * @param y 0 or 1
     * @param p predicted probabilities
     */
    public static HosmerLemeshow of(final double[] y, final double[] p, final int g) {
        if (g < 2) {
            throw new IllegalArgumentException("At least two groups are needed, not " + g);
        }
        Check.sameLength("The outcome", y.length, "the probabilities", p.length);
        final double[] sorted = p.clone();
        Arrays.sort(sorted);
        final double[] breaks = IntStream.rangeClosed(0, g)
            .mapToDouble(i -> Descriptive.quantileOfSorted(sorted, Math.min(1, i * (1.0 / g)))).distinct().toArray();
        final int bins = breaks.length - 1;
        final int[] n = new int[bins];
        final int[] observed = new int[bins];
        final double[] expected = new double[bins];
        for (int i = 0; i < p.length && bins > 0; i++) {
            final int bin = Math.max(0, Descriptive.lowerBound(breaks, p[i]) - 1);
            n[bin]++;
            observed[bin] += (int)y[i];
            expected[bin] += p[i];
        }
        double chisq = bins == 0 ? Double.NaN : 0;
        for (int b = 0; b < bins; b++) {
            if (n[b] > 0) {
                final double d = observed[b] - expected[b];
                chisq += d == 0 ? 0 : d * d / expected[b] + d * d / (n[b] - expected[b]);
            }
        }
        return new HosmerLemeshow(g, breaks, n, observed, expected, chisq, g - 2.0, Tail.chisq(chisq, g - 2.0));
    }
}

package org.dlrm.stats.univariable;

import java.util.Arrays;
import java.util.List;

import org.dlrm.stats.base.Descriptive;
import org.dlrm.stats.base.Tail;

/** Tests of several groups. */
public final class GroupTests {

    private GroupTests() {
    }

    private static double[] all(final List<double[]> groups) {
        return groups.stream().flatMapToDouble(Arrays::stream).toArray();
    }

    /** One-way analysis of variance: F with k - 1 and n - k degrees of freedom ({@code df} holds the first). */
    public static TestResult anova(final List<double[]> groups) {
        final double[] all = all(groups);
        final double mean = Descriptive.mean(all);
        double between = 0;
        double within = 0;
        for (final double[] group : groups) {
            final double m = Descriptive.mean(group);
            between += group.length * (m - mean) * (m - mean);
            for (final double v : group) {
                within += (v - m) * (v - m);
            }
        }
        final double df1 = groups.size() - 1.0;
        final double df2 = all.length - groups.size();
        final double f = between / df1 / (within / df2);
        return new TestResult(f, df1, Tail.f(f, df1, df2));
    }

    /** Levene's test of equal variances about the medians (Brown and Forsythe). */
    public static TestResult levene(final List<double[]> groups) {
        return anova(groups.stream().map(group -> {
            final double median = Descriptive.median(group);
            return Arrays.stream(group).map(v -> Math.abs(v - median)).toArray();
        }).toList());
    }

    /** Kruskal and Wallis' rank test (R's kruskal.test). */
    public static TestResult kruskalWallis(final List<double[]> groups) {
        final double[] all = all(groups);
        final double n = all.length;
        final double[] ranks = Descriptive.ranks(all);
        double sum = 0;
        int from = 0;
        for (final double[] group : groups) {
            double r = 0;
            for (int i = 0; i < group.length; i++) {
                r += ranks[from + i];
            }
            from += group.length;
            sum += r * r / group.length;
        }
        Arrays.sort(all);
        double ties = 0;
        for (int i = 0; i < all.length;) {
            final int j = Descriptive.upperBound(all, all[i]);
            final double t = j - i;
            ties += t * t * t - t;
            i = j;
        }
        final double h = (12 * sum / (n * (n + 1)) - 3 * (n + 1)) / (1 - ties / (n * n * n - n));
        return new TestResult(h, groups.size() - 1.0, Tail.chisq(h, groups.size() - 1.0));
    }
}

package org.dlrm.stats.agreement;

import java.util.Arrays;

import org.dlrm.stats.base.Check;
import org.dlrm.stats.base.DegenerateDataException;
import org.dlrm.stats.base.Interval;

/**
 * Cohen's kappa of two raters, with the large-sample variance of Fleiss, Cohen and Everitt (1969).
 *
 * @param kappa the coefficient
 * @param se its standard error
 * @param sePsych what R's psych 2.2.9 gives for it: the same without weights; with weights it multiplies the row sums of
 *            the weights by the wrong margin, which makes the interval too narrow (seen by simulation). Only for
 *            comparison with published results
 */
public record Kappa(double kappa, double se, double sePsych) {

    /** How far apart categories count as disagreement. */
    public enum Weights { UNWEIGHTED, LINEAR, QUADRATIC }

    /** @return the counts {@code [category of a][category of b]} of ratings 0, 1, ... */
    public static int[][] table(final int[] a, final int[] b) {
        Check.sameLength("The first rater", a.length, "the second", b.length);
        final int categories = Math.max(Arrays.stream(a).max().orElse(0), Arrays.stream(b).max().orElse(0)) + 1;
        final int[][] table = new int[categories][categories];
        for (int i = 0; i < a.length; i++) {
            table[a[i]][b[i]]++;
        }
        return table;
    }

    /** @param table square counts, categories in their order */
    public static Kappa of(final int[][] table, final Weights weights) {
        final int k = table.length;
        double n = 0;
        for (final int[] row : table) {
            n += Arrays.stream(row).sum();
        }
        final double[] rows = new double[k];
        final double[] columns = new double[k];
        for (int i = 0; i < k; i++) {
            for (int j = 0; j < k; j++) {
                rows[i] += table[i][j] / n;
                columns[j] += table[i][j] / n;
            }
        }
        final double[] rowWeight = new double[k];
        final double[] columnWeight = new double[k];
        double observed = 0;
        double expected = 0;
        for (int i = 0; i < k; i++) {
            for (int j = 0; j < k; j++) {
                final double w = weight(weights, i, j, k);
                observed += w * table[i][j] / n;
                expected += w * rows[i] * columns[j];
                rowWeight[i] += w * columns[j];
                columnWeight[j] += w * rows[i];
            }
        }
        if (!(expected < 1)) {
            throw new DegenerateDataException("Both raters use one category only: kappa does not exist");
        }
        final double[] psychWeight = columnWeight.clone();
        for (int j = 0; j < k && weights != Weights.UNWEIGHTED; j++) {
            psychWeight[j] = 0;
            for (int i = 0; i < k; i++) {
                psychWeight[j] += weight(weights, j, i, k) * rows[j];
            }
        }
        double sum = 0;
        double sumPsych = 0;
        for (int i = 0; i < k; i++) {
            for (int j = 0; j < k; j++) {
                final double w = weight(weights, i, j, k) * (1 - expected);
                final double d = w - (rowWeight[i] + columnWeight[j]) * (1 - observed);
                final double dPsych = w - (rowWeight[i] + psychWeight[j]) * (1 - observed);
                sum += table[i][j] / n * d * d;
                sumPsych += table[i][j] / n * dPsych * dPsych;
            }
        }
        final double centre = observed * expected - 2 * expected + observed;
        final double scale = (1 - expected) * (1 - expected);
        return new Kappa((observed - expected) / (1 - expected),
            Math.sqrt(Math.max(0, sum - centre * centre) / n) / scale,
            Math.sqrt(Math.max(0, sumPsych - centre * centre) / n) / scale);
    }

    private static double weight(final Weights weights, final int i, final int j, final int k) {
        final double d = Math.abs(i - j);
        return switch (weights) {
            case UNWEIGHTED -> i == j ? 1 : 0;
            case LINEAR -> 1 - d / (k - 1);
            case QUADRATIC -> 1 - d * d / ((k - 1.0) * (k - 1));
        };
    }

    public Interval interval(final double level) {
        return Interval.wald(kappa, se, level);
    }

    /** @return the interval that R's psych prints, see {@link #sePsych} */
    public Interval intervalPsych(final double level) {
        return Interval.wald(kappa, sePsych, level);
    }
}

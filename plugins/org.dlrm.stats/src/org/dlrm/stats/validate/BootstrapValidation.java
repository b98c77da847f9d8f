package org.dlrm.stats.validate;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

import org.dlrm.stats.base.DegenerateDataException;
import org.dlrm.stats.base.Descriptive;
import org.dlrm.stats.logistic.LogisticFit;
import org.dlrm.stats.logistic.LogisticRegression;
import org.dlrm.stats.roc.Roc;
import org.dlrm.work.Progress;

/**
 * Optimism-corrected performance of a logistic regression with given columns (Harrell's bootstrap, R's rms::validate):
 * the same columns are fitted to bootstrap samples, whose models are tested in the original rows.
 *
 * @param samples number of bootstrap samples that could be fitted
 * @param failed number of those that could not (separation)
 * @param indexes Dxy, R2, Intercept, Slope, D, U, Q, B, g, gp as rms names them
 * @param emax largest calibration error by the corrected intercept and slope
 */
public record BootstrapValidation(int samples, int failed, List<Index> indexes, double emax) {

    private static final List<String> NAMES = List.of("Dxy", "R2", "Intercept", "Slope", "D", "U", "Q", "B", "g", "gp");
    private static final int INTERCEPT = 2;
    private static final int SLOPE = 3;

    /**
     * @param original in the rows of the fit
     * @param training mean in the bootstrap samples
     * @param test mean of the samples' models in the original rows
     */
    public record Index(String name, double original, double training, double test) {

        public double optimism() {
            return training - test;
        }

        public double corrected() {
            return original - optimism();
        }
    }

    /**
     * @param x {@code [column][row]}
     * @param y 0 or 1
     */
    public static BootstrapValidation of(final List<String> names, final double[][] x, final double[] y,
        final int samples, final long seed, final Progress progress) {
        final SplittableRandom random = new SplittableRandom(seed);
        final double[] original = own(LogisticRegression.maximumLikelihood().fit(names, x, y), y);
        final double[] training = new double[NAMES.size()];
        final double[] test = new double[NAMES.size()];
        int fitted = 0;
        for (int b = 0; b < samples; b++) {
            progress.check();
            final int[] rows = random.ints(y.length, 0, y.length).toArray();
            final double[] drawnY = Descriptive.pick(y, rows);
            final double[][] drawnX = Arrays.stream(x).map(c -> Descriptive.pick(c, rows)).toArray(double[][]::new);
            try {
                final LogisticFit fit = LogisticRegression.maximumLikelihood().fit(names, drawnX, drawnY);
                final double[] ownIndex = own(fit, drawnY);
                final double[] testIndex = elsewhere(lp(fit, x), y);
                for (int i = 0; i < ownIndex.length; i++) {
                    training[i] += ownIndex[i];
                    test[i] += testIndex[i];
                }
                fitted++;
            } catch (DegenerateDataException e) {
                continue; // counted as failed
            }
        }
        final double n = fitted;
        final List<Index> indexes = new java.util.ArrayList<>();
        for (int i = 0; i < NAMES.size(); i++) {
            indexes.add(new Index(NAMES.get(i), original[i], training[i] / n, test[i] / n));
        }
        return new BootstrapValidation(fitted, samples - fitted, List.copyOf(indexes),
            emax(indexes.get(INTERCEPT).corrected(), indexes.get(SLOPE).corrected()));
    }

    private static double[] lp(final LogisticFit fit, final double[][] x) {
        final double[] lp = new double[x[0].length];
        for (int i = 0; i < lp.length; i++) {
            lp[i] = fit.coef(0);
            for (int j = 0; j < x.length; j++) {
                lp[i] += fit.coef(j + 1) * x[j][i];
            }
        }
        return lp;
    }

    /** Indexes of a fit in its own rows. */
    private static double[] own(final LogisticFit fit, final double[] y) {
        final double n = y.length;
        final double d = (fit.lrChisq() - 1) / n;
        final double u = -2 / n;
        return new double[] {dxy(y, fit.lp()), fit.nagelkerke(), 0, 1, d, u, d - u, fit.brier(), giniMd(fit.lp()),
            giniMd(fit.fitted())};
    }

    /** Indexes of a linear predictor in other rows, after recalibration where that matters. */
    private static double[] elsewhere(final double[] lp, final double[] y) {
        final double n = y.length;
        final LogisticFit refit = LogisticRegression.maximumLikelihood().fit(List.of("lp"), new double[][] {lp}, y);
        double deviance = 0;
        double brier = 0;
        for (int i = 0; i < lp.length; i++) {
            final double p = 1 / (1 + Math.exp(-lp[i]));
            deviance -= 2 * Math.log(y[i] == 1 ? p : 1 - p);
            brier += (y[i] - p) * (y[i] - p) / n;
        }
        final double d = (refit.lrChisq() - 1) / n;
        final double u = (deviance - refit.deviance() - 2) / n;
        return new double[] {dxy(y, lp), refit.nagelkerke(), refit.coef(0), refit.coef(1), d, u, d - u, brier,
            Math.abs(refit.coef(1)) * giniMd(lp), giniMd(refit.fitted())};
    }

    private static double dxy(final double[] y, final double[] lp) {
        return 2 * (Roc.of(y, lp, Roc.Direction.HIGHER_IS_POSITIVE).auc() - 0.5);
    }

    /** Gini's mean difference: mean absolute difference of two values. */
    static double giniMd(final double[] x) {
        final double[] sorted = x.clone();
        Arrays.sort(sorted);
        final double n = sorted.length;
        double sum = 0;
        for (int i = 0; i < sorted.length; i++) {
            sum += (2 * i - (n - 1)) * sorted[i];
        }
        return 2 * sum / (n * (n - 1));
    }

    /** Largest distance of the recalibrated probability from the predicted one. */
    private static double emax(final double intercept, final double slope) {
        double largest = 0;
        for (int i = 1; i < 2000; i++) {
            final double p = i * 5e-4;
            final double recalibrated = 1 / (1 + Math.exp(-intercept - slope * Math.log(p / (1 - p))));
            largest = Math.max(largest, Math.abs(p - recalibrated));
        }
        return largest;
    }
}

package org.dlrm.stats.validate;

import java.util.Arrays;
import java.util.List;

import org.dlrm.stats.base.Descriptive;
import org.dlrm.stats.base.Tail;
import org.dlrm.stats.logistic.LogisticFit;
import org.dlrm.stats.logistic.LogisticRegression;
import org.dlrm.stats.roc.Roc;

/**
 * Validation of predicted probabilities as Harrell's val.prob (R's rms).
 *
 * @param dxy Somers' rank correlation, 2 (C - 0.5)
 * @param c area under the ROC curve
 * @param r2 Nagelkerke's R2 of the probabilities as they are
 * @param d discrimination index, with its chi-square
 * @param u unreliability index, with chi-square and p (2 df)
 * @param q quality index, d - u
 * @param intercept of the logistic recalibration, likewise slope: where rms's lrm.fit stops, about 1e-7 from the maximum
 *            that {@link Calibration} gives
 * @param emax largest, 90 % quantile and mean distance of the smoothed (lowess) calibration curve from the diagonal
 * @param sz Spiegelhalter's test of calibration, with p
 */
public record ValProb(double dxy, double c, double r2, double d, double dChisq, double u, double uChisq, double uP,
    double q, double brier, double intercept, double slope, double emax, double e90, double eavg, double sz,
    double sp) {

    private static final double LRM_EPS = 0.025;
    private static final int LRM_ITERATIONS = 12;

    /**
     * @param y 0 or 1
     * @param p predicted probabilities, above 0 and below 1
     */
    public static ValProb of(final double[] y, final double[] p) {
        final int n = y.length;
        final double[] lp = Calibration.logit(p);
        final LogisticFit recalibrated = LogisticRegression.maximumLikelihood().fit(List.of("lp"),
            new double[][] {lp}, y);
        final double[] stopped = lrmFit(y, lp);
        final double c = Roc.of(y, p, Roc.Direction.HIGHER_IS_POSITIVE).auc();
        double deviance = 0;
        double z = 0;
        double variance = 0;
        for (int i = 0; i < n; i++) {
            deviance -= 2 * (y[i] * Math.log(p[i]) + (1 - y[i]) * Math.log1p(-p[i]));
            z += (y[i] - p[i]) * (1 - 2 * p[i]);
            variance += (1 - 2 * p[i]) * (1 - 2 * p[i]) * p[i] * (1 - p[i]);
        }
        final double nullDeviance = recalibrated.nullDeviance();
        final double dChisq = nullDeviance - deviance;
        final double uChisq = deviance - recalibrated.deviance();
        final double d = (dChisq - 1) / n;
        final double u = (uChisq - 2) / n;
        final Lowess smooth = new Lowess(p, y);
        final double[] error = Arrays.stream(p).map(v -> Math.abs(v - smooth.at(v))).toArray();
        z /= Math.sqrt(variance);
        return new ValProb(2 * (c - 0.5), c, (1 - Math.exp(-dChisq / n)) / (1 - Math.exp(-nullDeviance / n)), d, dChisq,
            u, uChisq, Tail.chisq(uChisq, 2), d - u, Calibration.brier(y, p), stopped[0],
            stopped[1], Arrays.stream(error).max().orElse(Double.NaN), Descriptive.quantile(error, 0.9),
            Descriptive.mean(error), z, Tail.normalTwoSided(z));
    }

    /** rms's lrm.fit of one column: Newton's method with one step more after the deviance changes by at most 0.025. */
    private static double[] lrmFit(final double[] y, final double[] lp) {
        final double mean = Descriptive.mean(y);
        double intercept = Math.log(mean / (1 - mean));
        double slope = 0;
        double before = Double.POSITIVE_INFINITY;
        for (int iteration = 0; iteration < LRM_ITERATIONS; iteration++) {
            final double[] u = new double[2];
            final double[] info = new double[3];
            double deviance = 0;
            for (int i = 0; i < y.length; i++) {
                final double p = 1 / (1 + Math.exp(-intercept - slope * lp[i]));
                deviance -= 2 * Math.log(y[i] == 1 ? p : 1 - p);
                u[0] += y[i] - p;
                u[1] += (y[i] - p) * lp[i];
                info[0] += p * (1 - p);
                info[1] += p * (1 - p) * lp[i];
                info[2] += p * (1 - p) * lp[i] * lp[i];
            }
            final boolean last = Math.abs(before - deviance) <= LRM_EPS;
            final double det = info[0] * info[2] - info[1] * info[1];
            intercept += (info[2] * u[0] - info[1] * u[1]) / det;
            slope += (info[0] * u[1] - info[1] * u[0]) / det;
            before = deviance;
            if (last) {
                break;
            }
        }
        return new double[] {intercept, slope};
    }

    /** The smoothed calibration curve. */
    public record Curve(double[] predicted, double[] observed) {
    }

    /** @return lowess smooth of the outcome over the probability, at the probabilities in rising order */
    public static Curve curve(final double[] y, final double[] p) {
        final Lowess smooth = new Lowess(p, y);
        return new Curve(smooth.x().clone(), smooth.smoothed().clone());
    }
}

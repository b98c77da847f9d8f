package org.dlrm.stats.fusion;

import java.util.stream.IntStream;

import org.dlrm.stats.base.Interval;
import org.dlrm.stats.roc.Roc;
import org.dlrm.stats.survival.Concordance;
import org.dlrm.stats.survival.SurvivalData;

/**
 * How well the model does in its own training rows.
 *
 * @param measure "AUC", or "C" (Harrell's concordance) for survival
 * @param n rows, likewise events (positives)
 * @param apparent in the rows the model was fitted to: optimistic
 * @param crossValidated with the whole selection repeated in every fold
 * @param bootstrap corrected for the optimism that the whole selection shows in bootstrap samples (Harrell)
 */
public record Performance(String measure, int n, int events, Apparent apparent, CrossValidated crossValidated,
    Bootstrap bootstrap) {

    /** Value with its standard error and 95 % interval (DeLong); Brier score (NaN for survival). */
    public record Apparent(double value, double se, double lower, double upper, double brier) {
    }

    /**
     * @param folds 0 if there was no cross-validation
     * @param value mean over the folds of all repeats
     * @param sd standard deviation over the folds
     * @param brier Brier score of the left-out rows (NaN for survival)
     * @param failed folds without a value: one class only, or a fit that failed
     */
    public record CrossValidated(int folds, int repeats, double value, double sd, double brier, int failed) {

        static final CrossValidated NONE = new CrossValidated(0, 0, Double.NaN, Double.NaN, Double.NaN, 0);
    }

    /**
     * @param samples 0 if there was no bootstrap
     * @param optimism mean of (value in the sample - value of the sample's model in the original rows)
     * @param corrected apparent value minus optimism
     * @param slope mean calibration slope of the samples' models in the original rows
     * @param failed samples whose fit failed
     */
    public record Bootstrap(int samples, double optimism, double corrected, double slope, int failed) {

        static final Bootstrap NONE = new Bootstrap(0, Double.NaN, Double.NaN, Double.NaN, 0);
    }

    static Performance apparent(final Target target, final double[] lp) {
        if (target.isSurvival()) {
            final Concordance c = Concordance.of(SurvivalData.of(target.y(), target.event()), lp,
                Concordance.Weighting.HARRELL, Double.POSITIVE_INFINITY);
            final Interval ci = c.interval(0.95);
            return new Performance("C", target.size(), target.events(), new Apparent(c.c(), c.stdErr(), ci.lower(),
                ci.upper(), Double.NaN), CrossValidated.NONE, Bootstrap.NONE);
        }
        final Roc roc = Roc.of(target.y(), lp, Roc.Direction.HIGHER_IS_POSITIVE);
        final double se = roc.delongSe();
        return new Performance("AUC", target.size(), target.events(), new Apparent(roc.auc(), se,
            roc.delongInterval(0.95).lower(), roc.delongInterval(0.95).upper(), brier(target.y(), lp)),
            CrossValidated.NONE, Bootstrap.NONE);
    }

    Performance with(final CrossValidated cv) {
        return new Performance(measure, n, events, apparent, cv, bootstrap);
    }

    Performance with(final Bootstrap boot) {
        return new Performance(measure, n, events, apparent, crossValidated, boot);
    }

    /** @return AUC or concordance of the rows with a prediction; NaN where there is none */
    static double value(final Target target, final double[] lp) {
        final int[] known = IntStream.range(0, lp.length).filter(i -> !Double.isNaN(lp[i])).toArray();
        final Target rows = target.rows(known);
        final double[] scores = IntStream.of(known).mapToDouble(i -> lp[i]).toArray();
        if (rows.isSurvival()) {
            return concordance(rows, scores);
        }
        final int events = rows.events();
        return events == 0 || events == rows.size() ? Double.NaN
            : Roc.of(rows.y(), scores, Roc.Direction.HIGHER_IS_POSITIVE).auc();
    }

    static double brier(final double[] y, final double[] lp) {
        double sum = 0;
        int n = 0;
        for (int i = 0; i < y.length; i++) {
            if (!Double.isNaN(lp[i])) {
                final double p = 1 / (1 + Math.exp(-lp[i]));
                sum += (y[i] - p) * (y[i] - p);
                n++;
            }
        }
        return sum / n;
    }

    /** Harrell's concordance of a risk score. */
    static double concordance(final Target target, final double[] score) {
        return Concordance.of(SurvivalData.of(target.y(), target.event()), score, Concordance.Weighting.HARRELL,
            Double.POSITIVE_INFINITY).c();
    }
}

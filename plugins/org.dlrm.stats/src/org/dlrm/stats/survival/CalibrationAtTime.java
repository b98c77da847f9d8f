package org.dlrm.stats.survival;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.dlrm.stats.base.Check;
import org.dlrm.stats.base.DegenerateDataException;
import org.dlrm.stats.base.Descriptive;

/**
 * Agreement of predicted and observed survival at a horizon.
 *
 * @param time horizon
 * @param bins patients grouped by predicted survival
 * @param observedToExpected observed (1 - Kaplan-Meier) over mean predicted probability of the event; ideal 1
 * @param slope coefficient of log(-log(predicted survival)) in a Cox model; ideal 1, below 1 the predictions are too
 *            extreme; NaN where it cannot be estimated
 * @param slopeStdErr its standard error
 */
public record CalibrationAtTime(double time, List<Bin> bins, double observedToExpected, double slope,
    double slopeStdErr) {

    /** A group of similar predictions: mean predicted survival against the Kaplan-Meier estimate with its interval. */
    public record Bin(int n, double predicted, double observed, double lower, double upper) {
    }

    /**
     * @param predicted probability of no event up to the horizon, per patient
     * @param groups number of bins of equal size; fewer where predictions are tied
     * @throws DegenerateDataException where nobody is followed that long
     */
    public static CalibrationAtTime of(final SurvivalData data, final double[] predicted, final double time,
        final int groups, final CiType type, final double level) {
        Check.sameLength("The predictions", predicted.length, "the follow-up", data.size());
        Check.finite("prediction", predicted);
        final KaplanMeier all = KaplanMeier.fit(data);
        if (time > all.maxTime()) {
            throw new DegenerateDataException("Nobody is followed up to " + time + " (longest follow-up "
                + all.maxTime() + "): calibration there cannot be judged");
        }
        final int n = data.size();
        final int[] order = Descriptive.order(predicted);
        final List<Bin> bins = new ArrayList<>();
        int from = 0;
        for (int g = 1; g <= groups; g++) {
            int to = (int)((long)n * g / groups);
            while (to > from && to < n && predicted[order[to]] == predicted[order[to - 1]]) {
                to++;
            }
            if (to > from) {
                final int[] rows = Arrays.copyOfRange(order, from, to);
                final KaplanMeier.AtTime observed = KaplanMeier.fit(data.rows(rows)).at(time, type, level);
                bins.add(new Bin(rows.length, Descriptive.mean(Descriptive.pick(predicted, rows)),
                    observed.survival(), observed.lower(), observed.upper()));
                from = to;
            }
        }
        double slope = Double.NaN;
        double slopeStdErr = Double.NaN;
        try {
            final CoxFit fit = CoxPh.of(data, "predicted", Arrays.stream(predicted)
                .map(s -> Math.log(-Math.log(Math.min(1 - 1e-12, Math.max(1e-300, s))))).toArray()).fit();
            slope = fit.coef()[0];
            slopeStdErr = fit.stdErr()[0];
        } catch (DegenerateDataException e) {
            // equal predictions or no event: the slope stays blank
        }
        return new CalibrationAtTime(time, List.copyOf(bins),
            (1 - all.survivalAt(time)) / (1 - Descriptive.mean(predicted)), slope, slopeStdErr);
    }
}

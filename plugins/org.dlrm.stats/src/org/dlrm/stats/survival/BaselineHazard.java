package org.dlrm.stats.survival;

import org.dlrm.stats.base.Descriptive;

/**
 * Cumulative baseline hazard, a step function.
 *
 * @param time rising; every follow-up time of the training patients
 * @param cumulative hazard up to and including that time, for covariates 0
 */
public record BaselineHazard(double[] time, double[] cumulative) {

    /** @return cumulative hazard at a time; constant beyond the last one */
    public double at(final double t) {
        final int times = Descriptive.upperBound(time, t);
        return times == 0 ? 0 : cumulative[times - 1];
    }

    /** @return survival probability at a time for a linear predictor (not centred) */
    public double survival(final double t, final double linearPredictor) {
        final double hazard = at(t);
        return hazard == 0 ? 1 : Math.exp(-hazard * Math.exp(linearPredictor));
    }

    /** @return the longest follow-up in training: no probability beyond is supported by data */
    public double maxTime() {
        return time[time.length - 1];
    }
}

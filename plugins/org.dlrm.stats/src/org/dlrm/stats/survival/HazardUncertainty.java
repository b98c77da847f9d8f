package org.dlrm.stats.survival;

import java.util.Arrays;

/**
 * What, beside the covariance of the coefficients, makes a cumulative baseline hazard uncertain: at a time t it is
 * {@code H0(t) = M(t) - mean(t)' (coef - true coef)} off, where M has independent increments and does not depend on the
 * coefficients (Tsiatis, Ann Stat 1981;9:93; the parts of {@code survfit.coxph}'s standard error).
 *
 * @param variance of M at the times of the hazard; the covariance of two times is the variance at the earlier one
 * @param mean {@code mean[k][j]}: sum, up to time k, of the hazard's increments times the mean of covariate j in the risk
 *            set, which is the derivative of -H0 by coefficient j
 */
public record HazardUncertainty(double[] variance, double[][] mean) {

    /** Nothing is known. */
    static final HazardUncertainty UNKNOWN = new HazardUncertainty(new double[0], new double[0][]);

    /** @return whether there is an uncertainty to work with */
    public boolean isKnown() {
        return variance.length > 0;
    }

    /** @return whether there is a value for so many times and coefficients */
    boolean covers(final int times, final int coefficients) {
        return variance.length == times && mean.length == times
            && Arrays.stream(mean).allMatch(row -> row.length == coefficients);
    }
}

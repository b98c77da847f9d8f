package org.dlrm.stats.agreement;

import org.dlrm.stats.base.Check;
import org.dlrm.stats.base.Descriptive;
import org.dlrm.stats.base.Interval;

/**
 * Bland and Altman's limits of agreement of two measurements (Lancet 1986).
 *
 * @param bias mean of first - second
 * @param sd standard deviation of the differences
 * @param limits bias -+ 1.96 sd
 */
public record BlandAltman(double bias, double sd, Interval limits) {

    private static final double Z = 1.96; // as published, not the exact quantile

    public static BlandAltman of(final double[] first, final double[] second) {
        Check.sameLength("The first measurement", first.length, "the second", second.length);
        final double[] d = new double[first.length];
        for (int i = 0; i < d.length; i++) {
            d[i] = first[i] - second[i];
        }
        Check.finite("difference", d);
        final double bias = Descriptive.mean(d);
        final double sd = Descriptive.sd(d);
        return new BlandAltman(bias, sd, new Interval(bias - Z * sd, bias + Z * sd));
    }
}

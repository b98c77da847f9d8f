package org.dlrm.stats.agreement;

import org.dlrm.stats.base.Check;
import org.dlrm.stats.base.Descriptive;
import org.dlrm.stats.base.Interval;
import org.dlrm.stats.base.Tail;

/**
 * Lin's concordance correlation coefficient of two measurements (Biometrics 1989).
 *
 * @param ccc with variances of divisor n - 1
 * @param cccN with variances of divisor n, as Lin defined it
 * @param n pairs
 * @param r Pearson's correlation
 */
public record ConcordanceCorrelation(double ccc, double cccN, int n, double r) {

    public static ConcordanceCorrelation of(final double[] x, final double[] y) {
        Check.sameLength("The first measurement", x.length, "the second", y.length);
        Check.finite("first measurement", x);
        Check.finite("second measurement", y);
        final int n = x.length;
        final double d = Descriptive.mean(x) - Descriptive.mean(y);
        final double cov = Descriptive.covariance(x, y);
        final double variances = Descriptive.variance(x) + Descriptive.variance(y);
        final double shrink = (n - 1.0) / n;
        return new ConcordanceCorrelation(2 * cov / (variances + d * d),
            2 * cov * shrink / (variances * shrink + d * d), n, Descriptive.pearson(x, y));
    }

    /** @return interval of {@link #cccN} by Fisher's z with Lin's variance; NaN for fewer than three pairs */
    public Interval interval(final double level) {
        final double u2 = 2 * (1 / cccN - 1 / r) * r; // (location shift)^2 from C_b = ccc / r and the scale shift
        final double c = cccN;
        final double variance = ((1 - r * r) * c * c / ((1 - c * c) * r * r)
            + 2 * c * c * c * (1 - c) * u2 / (r * Math.pow(1 - c * c, 2))
            - c * c * c * c * u2 * u2 / (2 * r * r * Math.pow(1 - c * c, 2))) / (n - 2.0);
        final double z = 0.5 * Math.log((1 + c) / (1 - c));
        return Interval.wald(z, Math.sqrt(variance), level).map(Math::tanh);
    }

    /** @return two-sided p value of Pearson's correlation */
    public double pPearson() {
        return Tail.tTwoSided(r * Math.sqrt((n - 2) / (1 - r * r)), n - 2.0);
    }
}

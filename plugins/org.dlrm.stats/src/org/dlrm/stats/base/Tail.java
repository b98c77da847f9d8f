package org.dlrm.stats.base;

import java.util.function.DoubleUnaryOperator;

import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.special.Beta;
import org.apache.commons.math3.special.Erf;
import org.apache.commons.math3.special.Gamma;

/**
 * Tail probabilities computed as tails, so that small p values keep their digits ({@code 1 - cdf} would not), and
 * quantiles polished to full precision. Names follow R: {@code chisq(x, df)} is {@code pchisq(x, df, lower = FALSE)}.
 */
public final class Tail {

    private static final NormalDistribution STANDARD_NORMAL = new NormalDistribution(null, 0, 1);
    private static final double EPSILON = 1e-16;
    private static final int MAX_ITERATIONS = 100_000;

    private Tail() {
    }

    /** @return P(Z &gt; z) of the standard normal distribution */
    public static double normal(final double z) {
        return 0.5 * Erf.erfc(z / Math.sqrt(2));
    }

    /** @return two-sided p value of a standard normal statistic */
    public static double normalTwoSided(final double z) {
        return Double.isNaN(z) ? Double.NaN : Erf.erfc(Math.abs(z) / Math.sqrt(2));
    }

    /** @return the standard normal quantile, R's {@code qnorm(p)} */
    public static double normalQuantile(final double p) {
        if (!(p > 0 && p < 1)) {
            return p == 0 ? Double.NEGATIVE_INFINITY : p == 1 ? Double.POSITIVE_INFINITY : Double.NaN;
        }
        if (p > 0.5) {
            return -normalQuantile(1 - p);
        }
        double z = STANDARD_NORMAL.inverseCumulativeProbability(p);
        for (int i = 0; i < 3; i++) { // Newton: the starting value is good to about nine digits
            z += (p - normal(-z)) / STANDARD_NORMAL.density(z);
        }
        return z;
    }

    /** @return the half width of a normal interval in standard errors, e.g. 1.96 for level 0.95 */
    public static double zForLevel(final double level) {
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException("A confidence level lies between 0 and 1, not " + level);
        }
        return -normalQuantile((1 - level) / 2);
    }

    /** @return P(X &gt; x) of the chi-square distribution */
    public static double chisq(final double x, final double df) {
        if (Double.isNaN(x) || !(df > 0)) {
            return Double.NaN;
        }
        // far out the tail is less than the smallest double, and its continued fraction fails
        return x <= 0 ? 1 : x > 1e5 * Math.max(1, df) ? 0 : Gamma.regularizedGammaQ(df / 2, x / 2, EPSILON, MAX_ITERATIONS);
    }

    /** @return two-sided p value of Student's t */
    public static double tTwoSided(final double t, final double df) {
        if (Double.isNaN(t) || !(df > 0)) {
            return Double.NaN;
        }
        return Double.isInfinite(t) ? 0 : beta(df / (df + t * t), df / 2, 0.5);
    }

    /** @return P(X &gt; f) of the F distribution */
    public static double f(final double f, final double df1, final double df2) {
        if (Double.isNaN(f) || !(df1 > 0 && df2 > 0)) {
            return Double.NaN;
        }
        return f <= 0 ? 1 : Double.isInfinite(f) ? 0 : beta(df2 / (df2 + df1 * f), df2 / 2, df1 / 2);
    }

    /** @return x with P(X &gt; x) = p of the F distribution; p is the upper tail */
    public static double fQuantile(final double p, final double df1, final double df2) {
        final double b = betaQuantile(p, df2 / 2, df1 / 2);
        return df2 * (1 - b) / (df1 * b);
    }

    /** @return the quantile of the beta distribution, R's {@code qbeta(p, a, b)} */
    public static double betaQuantile(final double p, final double a, final double b) {
        if (p <= 0 || p >= 1) {
            return p <= 0 ? 0 : 1;
        }
        return root(x -> beta(x, a, b) - p, 0, 1);
    }

    /** @return the regularized incomplete beta function, R's {@code pbeta(x, a, b)} */
    public static double beta(final double x, final double a, final double b) {
        return x <= 0 ? 0 : x >= 1 ? 1 : Beta.regularizedBeta(x, a, b, EPSILON, MAX_ITERATIONS);
    }

    /** @return x with P(X &gt; x) = p of the chi-square distribution */
    public static double chisqQuantile(final double p, final double df) {
        double upper = df + 10;
        while (chisq(upper, df) > p) {
            upper *= 2;
        }
        return root(x -> chisq(x, df) - p, 0, upper);
    }

    /**
     * Bisection to the last bit: slow by some microseconds, but it cannot fail between two values of opposite sign, one
     * of which may be infinite.
     */
    public static double root(final DoubleUnaryOperator f, final double from, final double to) {
        double lo = Math.min(from, to);
        double hi = Math.max(from, to);
        final boolean rising = f.applyAsDouble(hi) > 0;
        while (true) {
            final double mid = 0.5 * (lo + hi);
            if (mid <= lo || mid >= hi) {
                return mid;
            }
            final double value = f.applyAsDouble(mid);
            if (value == 0) {
                return mid;
            }
            if (value > 0 == rising) {
                hi = mid;
            } else {
                lo = mid;
            }
        }
    }
}

package org.dlrm.stats.univariable;

import java.util.Arrays;

import org.dlrm.stats.base.Tail;

/**
 * Shapiro and Wilk's test of normality in Royston's approximation (Applied Statistics 1995, algorithm R94; R's
 * shapiro.test).
 *
 * @param w the statistic
 * @param p the p value
 */
public record ShapiroWilk(double w, double p) {

    private static final double[] LAST_WEIGHT = {0, .221157, -.147981, -2.07119, 4.434685, -2.706056};
    private static final double[] NEXT_WEIGHT = {0, .042981, -.293762, -1.752461, 5.682633, -3.582633};

    /** @param x 3 to 5000 values, not all equal */
    public static ShapiroWilk of(final double[] x) {
        final int n = x.length;
        if (n < 3 || n > 5000) {
            throw new IllegalArgumentException("The Shapiro-Wilk test needs 3 to 5000 values, not " + n);
        }
        final double[] sorted = x.clone();
        Arrays.sort(sorted);
        final double range = sorted[n - 1] - sorted[0];
        if (!(range > 0)) {
            return new ShapiroWilk(Double.NaN, Double.NaN);
        }
        final double[] a = weights(n);
        double meanX = 0;
        for (final double v : sorted) {
            meanX += v / range / n;
        }
        double ssa = 0;
        double ssx = 0;
        double sax = 0;
        for (int i = 0; i < n; i++) {
            final int mirror = n - 1 - i;
            final double weight = i == mirror ? 0 : i < mirror ? -a[i] : a[mirror];
            final double dx = sorted[i] / range - meanX;
            ssa += weight * weight;
            ssx += dx * dx;
            sax += weight * dx;
        }
        final double root = Math.sqrt(ssa * ssx);
        final double oneMinusW = (root - sax) * (root + sax) / (ssa * ssx); // exact where W is close to 1
        return new ShapiroWilk(1 - oneMinusW, pValue(oneMinusW, n));
    }

    /** The weights of the lower half, positive. */
    private static double[] weights(final int n) {
        final int half = n / 2;
        final double[] a = new double[half];
        if (n == 3) {
            a[0] = Math.sqrt(0.5);
            return a;
        }
        final double[] m = new double[half];
        double sum = 0;
        for (int i = 0; i < half; i++) {
            m[i] = -Tail.normalQuantile((i + 1 - 0.375) / (n + 0.25));
            sum += 2 * m[i] * m[i];
        }
        final double u = 1 / Math.sqrt(n);
        a[0] = polynomial(LAST_WEIGHT, u) + m[0] / Math.sqrt(sum);
        int from = 1;
        double rest = sum - 2 * m[0] * m[0];
        double left = 1 - 2 * a[0] * a[0];
        if (n > 5) {
            a[1] = polynomial(NEXT_WEIGHT, u) + m[1] / Math.sqrt(sum);
            rest -= 2 * m[1] * m[1];
            left -= 2 * a[1] * a[1];
            from = 2;
        }
        for (int i = from; i < half; i++) {
            a[i] = m[i] / Math.sqrt(rest / left);
        }
        return a;
    }

    private static double pValue(final double oneMinusW, final int n) {
        if (n == 3) {
            return Math.max(0, 6 / Math.PI * (Math.asin(Math.sqrt(1 - oneMinusW)) - Math.asin(Math.sqrt(0.75))));
        }
        double y = Math.log(oneMinusW);
        final double mean;
        final double sd;
        if (n <= 11) {
            final double gamma = -2.273 + .459 * n;
            if (y >= gamma) {
                return 1e-99;
            }
            y = -Math.log(gamma - y);
            mean = polynomial(new double[] {.544, -.39978, .025054, -6.714e-4}, n);
            sd = Math.exp(polynomial(new double[] {1.3822, -.77857, .062767, -.0020322}, n));
        } else {
            final double log = Math.log(n);
            mean = polynomial(new double[] {-1.5861, -.31082, -.083751, .0038915}, log);
            sd = Math.exp(polynomial(new double[] {-.4803, -.082676, .0030302}, log));
        }
        return Tail.normal((y - mean) / sd);
    }

    private static double polynomial(final double[] c, final double x) {
        double value = 0;
        for (int i = c.length - 1; i >= 0; i--) {
            value = value * x + c[i];
        }
        return value;
    }
}

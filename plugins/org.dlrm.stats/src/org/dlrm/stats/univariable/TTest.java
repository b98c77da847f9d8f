package org.dlrm.stats.univariable;

import org.dlrm.stats.base.Descriptive;
import org.dlrm.stats.base.Tail;

/** Two-sample t tests (R's t.test). */
public final class TTest {

    private TTest() {
    }

    /** Welch's test: variances may differ. */
    public static TestResult welch(final double[] a, final double[] b) {
        final double va = Descriptive.variance(a) / a.length;
        final double vb = Descriptive.variance(b) / b.length;
        final double df = (va + vb) * (va + vb) / (va * va / (a.length - 1) + vb * vb / (b.length - 1));
        return result(a, b, Math.sqrt(va + vb), df);
    }

    /** Student's test: one variance for both groups; one of them may be a single value. */
    public static TestResult student(final double[] a, final double[] b) {
        final double df = a.length + b.length - 2.0;
        final double pooled = (squares(a) + squares(b)) / df;
        return result(a, b, Math.sqrt(pooled * (1.0 / a.length + 1.0 / b.length)), df);
    }

    /** @return sum of squares around the mean */
    private static double squares(final double[] x) {
        return x.length == 1 ? 0 : (x.length - 1) * Descriptive.variance(x);
    }

    private static TestResult result(final double[] a, final double[] b, final double se, final double df) {
        if (!(se > 0)) {
            return new TestResult(Double.NaN, df, Double.NaN);
        }
        final double t = (Descriptive.mean(a) - Descriptive.mean(b)) / se;
        return new TestResult(t, df, Tail.tTwoSided(t, df));
    }
}

package org.dlrm.stats.roc;

import org.dlrm.stats.base.Interval;
import org.dlrm.stats.base.Tail;

/** x successes of n with exact and score intervals. */
public record Proportion(int x, int n) {

    public Proportion {
        if (x < 0 || x > n) {
            throw new IllegalArgumentException(x + " of " + n + " is no proportion");
        }
    }

    /** @return x / n, NaN if n is 0 */
    public double estimate() {
        return (double)x / n;
    }

    /** @return the exact interval (R's binom.test); NaN if n is 0 */
    public Interval clopperPearson(final double level) {
        if (n == 0) {
            return new Interval(Double.NaN, Double.NaN);
        }
        final double a = (1 - level) / 2;
        return new Interval(x == 0 ? 0 : Tail.betaQuantile(a, x, n - x + 1),
            x == n ? 1 : Tail.betaQuantile(1 - a, x + 1, n - x));
    }

    /** @return Wilson's score interval (R's prop.test without continuity correction); NaN if n is 0 */
    public Interval wilson(final double level) {
        final double z = Tail.zForLevel(level);
        final double p = estimate();
        final double z22n = z * z / (2 * n);
        final double half = z * Math.sqrt(p * (1 - p) / n + z22n / (2 * n));
        return new Interval(Math.max(0, (p + z22n - half) / (1 + 2 * z22n)),
            Math.min(1, (p + z22n + half) / (1 + 2 * z22n)));
    }
}

package org.dlrm.stats.base;

import java.util.function.DoubleUnaryOperator;

/** Brent's root finder (1973, zeroin), with the stopping rule of R's uniroot, so that its estimates are R's. */
public final class Brent {

    private static final double EPSILON = Math.ulp(1.0);
    private static final int MAX_ITERATIONS = 1000;

    private Brent() {
    }

    /** @return a root between from and to, where f must differ in sign; tolerance as in uniroot(tol) */
    public static double root(final DoubleUnaryOperator f, final double from, final double to,
        final double tolerance) {
        double previous = from;
        double best = to;
        double opposite = from; // f(best) and f(opposite) differ in sign
        double fPrevious = f.applyAsDouble(from);
        double fBest = f.applyAsDouble(to);
        double fOpposite = fPrevious;
        if (fPrevious == 0) {
            return from;
        }
        for (int i = 0; i < MAX_ITERATIONS; i++) {
            final double lastStep = best - previous;
            if (Math.abs(fOpposite) < Math.abs(fBest)) {
                previous = best;
                best = opposite;
                opposite = previous;
                fPrevious = fBest;
                fBest = fOpposite;
                fOpposite = fPrevious;
            }
            final double smallest = 2 * EPSILON * Math.abs(best) + tolerance / 2;
            double step = (opposite - best) / 2;
            if (Math.abs(step) <= smallest || fBest == 0) {
                return best;
            }
            if (Math.abs(lastStep) >= smallest && Math.abs(fPrevious) > Math.abs(fBest)) {
                final double gap = opposite - best;
                final double ratio = fBest / fPrevious;
                double p;
                double q;
                if (previous == opposite) { // secant
                    p = gap * ratio;
                    q = 1 - ratio;
                } else { // inverse quadratic interpolation
                    final double r = fPrevious / fOpposite;
                    final double s = fBest / fOpposite;
                    p = ratio * (gap * r * (r - s) - (best - previous) * (s - 1));
                    q = (r - 1) * (s - 1) * (ratio - 1);
                }
                if (p > 0) {
                    q = -q;
                } else {
                    p = -p;
                }
                if (p < 0.75 * gap * q - Math.abs(smallest * q) / 2 && p < Math.abs(lastStep * q / 2)) {
                    step = p / q;
                }
            }
            if (Math.abs(step) < smallest) {
                step = step > 0 ? smallest : -smallest;
            }
            previous = best;
            fPrevious = fBest;
            best += step;
            fBest = f.applyAsDouble(best);
            if (fBest > 0 == fOpposite > 0) {
                opposite = previous;
                fOpposite = fPrevious;
            }
        }
        return best;
    }
}

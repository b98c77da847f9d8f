package org.dlrm.stats.base;

import java.util.function.DoubleUnaryOperator;

/** A confidence interval. */
public record Interval(double lower, double upper) {

    /** estimate -+ z se */
    public static Interval wald(final double estimate, final double se, final double level) {
        final double z = Tail.zForLevel(level);
        return new Interval(estimate - z * se, estimate + z * se);
    }

    /** @return both ends transformed by a rising function */
    public Interval map(final DoubleUnaryOperator f) {
        return new Interval(f.applyAsDouble(lower), f.applyAsDouble(upper));
    }

    public double[] toArray() {
        return new double[] {lower, upper};
    }
}

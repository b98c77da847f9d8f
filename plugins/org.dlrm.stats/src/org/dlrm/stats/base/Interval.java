package org.dlrm.stats.base;

/** A confidence interval. */
public record Interval(double lower, double upper) {

    /** estimate -+ z se */
    public static Interval wald(final double estimate, final double se, final double level) {
        final double z = Tail.zForLevel(level);
        return new Interval(estimate - z * se, estimate + z * se);
    }

    public double[] toArray() {
        return new double[] {lower, upper};
    }
}

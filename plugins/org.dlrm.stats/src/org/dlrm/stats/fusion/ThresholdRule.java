package org.dlrm.stats.fusion;

/**
 * How the operating threshold of the probability is found, from training rows only. For survival models it is on the
 * linear predictor and only {@code FIXED} and {@code MEDIAN} exist.
 *
 * @param kind the rule
 * @param value the sensitivity to reach, the cost of a missed case over that of a false alarm, or the threshold itself
 */
public record ThresholdRule(Kind kind, double value) {

    /** The rule. */
    public enum Kind { YOUDEN, SENSITIVITY, COST, FIXED, MEDIAN }

    /** Largest sensitivity + specificity. */
    public static final ThresholdRule YOUDEN = new ThresholdRule(Kind.YOUDEN, Double.NaN);
    /** The median of the training rows. */
    public static final ThresholdRule MEDIAN = new ThresholdRule(Kind.MEDIAN, Double.NaN);

    public static ThresholdRule sensitivity(final double sensitivity) {
        return new ThresholdRule(Kind.SENSITIVITY, sensitivity);
    }

    public static ThresholdRule cost(final double ratio) {
        return new ThresholdRule(Kind.COST, ratio);
    }

    public static ThresholdRule fixed(final double threshold) {
        return new ThresholdRule(Kind.FIXED, threshold);
    }
}

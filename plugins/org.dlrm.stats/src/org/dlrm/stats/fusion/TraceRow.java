package org.dlrm.stats.fusion;

/**
 * What one step did with one feature.
 *
 * @param group feature group, or "clinical" or "fusion"
 * @param feature column
 * @param step name of the step
 * @param statistic what {@code value} is, e.g. "Mann-Whitney W"
 * @param value the statistic, NaN if there is none
 * @param p p value, NaN if there is none
 * @param adjustedP p value adjusted for multiplicity, NaN if there is none
 * @param kept whether the feature went on
 * @param reason why it was kept or not, for the user
 */
public record TraceRow(String group, String feature, String step, String statistic, double value, double p,
    double adjustedP, boolean kept, String reason) {
}

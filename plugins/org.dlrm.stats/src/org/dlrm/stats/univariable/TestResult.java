package org.dlrm.stats.univariable;

/**
 * Result of a test; NaN where the data do not determine it.
 *
 * @param statistic t, F, H or chi-square
 * @param df degrees of freedom
 * @param p two-sided p value
 */
public record TestResult(double statistic, double df, double p) {
}

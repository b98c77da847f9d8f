package org.dlrm.stats.glmnet;

/**
 * Cross-validated measure along the path of all rows.
 *
 * @param measure what was measured
 * @param lambda falling
 * @param cvm mean over the folds (and over the repeats)
 * @param cvsd standard error of {@code cvm} over the folds (mean of the repeats' standard errors)
 * @param nzero non-zero coefficients of the fit of all rows
 * @param indexMin index of the lambda with the best mean; the largest such lambda
 * @param index1se index of the largest lambda whose mean is within one standard error of the best
 * @param repeats number of repeats with other folds
 * @param path fit of all rows
 */
public record CvResult(CvMeasure measure, double[] lambda, double[] cvm, double[] cvsd, int[] nzero, int indexMin,
    int index1se, int repeats, GlmnetPath path) {

    /** @return the lambda with the best mean */
    public double lambdaMin() {
        return lambda[indexMin];
    }

    /** @return the largest lambda within one standard error of the best mean */
    public double lambda1se() {
        return lambda[index1se];
    }
}

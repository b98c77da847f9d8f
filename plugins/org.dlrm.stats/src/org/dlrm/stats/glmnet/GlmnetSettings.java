package org.dlrm.stats.glmnet;

import java.util.Arrays;

/**
 * Settings of a penalised regression path, with the names and defaults of R's glmnet. The penalty is
 * {@code lambda * sum_j penaltyFactor_j * ((1 - alpha)/2 beta_j^2 + alpha |beta_j|)}.
 *
 * @param alpha 1 = LASSO, 0 = ridge, between = elastic net
 * @param nlambda length of the default path
 * @param lambdaMinRatio smallest lambda of the default path as a part of the largest; 0 = R's default, which is 0.01
 *            where there are fewer rows than columns and 0.0001 else
 * @param lambda the lambdas to fit, any order; empty = default path
 * @param standardize whether each column is divided by its standard deviation (1/n) while fitting; coefficients are
 *            always returned on the original scale
 * @param thresh convergence threshold of the coordinate descent, as a part of the null deviance
 * @param maxit most passes over the data for all lambdas together
 * @param penaltyFactor per column; 0 = not penalised, infinite = left out; empty = 1 for all
 */
public record GlmnetSettings(double alpha, int nlambda, double lambdaMinRatio, double[] lambda, boolean standardize,
    double thresh, int maxit, double[] penaltyFactor) {

    /** R's defaults: LASSO, default path of 100 lambdas, standardised columns, threshold 1e-7. */
    public static final GlmnetSettings DEFAULTS =
        new GlmnetSettings(1, 100, 0, new double[0], true, 1e-7, 100_000, new double[0]);

    /** Checks the settings. */
    public GlmnetSettings {
        if (!(alpha >= 0 && alpha <= 1)) {
            throw new IllegalArgumentException("alpha is " + alpha + "; expected 0 (ridge) to 1 (LASSO)");
        }
        if (nlambda < 3 || nlambda > 10_000) {
            throw new IllegalArgumentException("nlambda is " + nlambda + "; expected 3 to 10000");
        }
        if (!(lambdaMinRatio >= 0 && lambdaMinRatio < 1)) {
            throw new IllegalArgumentException("lambdaMinRatio is " + lambdaMinRatio + "; expected below 1");
        }
        if (Arrays.stream(lambda).anyMatch(l -> !(l >= 0 && Double.isFinite(l)))) {
            throw new IllegalArgumentException("lambda contains a negative or missing value");
        }
        if (!(thresh > 0) || maxit < 1) {
            throw new IllegalArgumentException("thresh and maxit must be above 0");
        }
        if (Arrays.stream(penaltyFactor).anyMatch(f -> !(f >= 0))) {
            throw new IllegalArgumentException("penaltyFactor contains a negative or missing value");
        }
    }

    /** @return these settings with another elastic net mixing parameter */
    public GlmnetSettings withAlpha(final double value) {
        return new GlmnetSettings(value, nlambda, lambdaMinRatio, lambda, standardize, thresh, maxit, penaltyFactor);
    }

    /** @return these settings with given lambdas instead of the default path */
    public GlmnetSettings withLambda(final double... value) {
        return new GlmnetSettings(alpha, nlambda, lambdaMinRatio, value, standardize, thresh, maxit, penaltyFactor);
    }

    /** @return these settings with another length and end of the default path */
    public GlmnetSettings withPath(final int length, final double minRatio) {
        return new GlmnetSettings(alpha, length, minRatio, lambda, standardize, thresh, maxit, penaltyFactor);
    }

    /** @return these settings with standardisation on or off */
    public GlmnetSettings withStandardize(final boolean value) {
        return new GlmnetSettings(alpha, nlambda, lambdaMinRatio, lambda, value, thresh, maxit, penaltyFactor);
    }

    /** @return these settings with another convergence threshold and most passes */
    public GlmnetSettings withThresh(final double value, final int passes) {
        return new GlmnetSettings(alpha, nlambda, lambdaMinRatio, lambda, standardize, value, passes, penaltyFactor);
    }

    /** @return these settings with a penalty factor for every column */
    public GlmnetSettings withPenaltyFactor(final double... value) {
        return new GlmnetSettings(alpha, nlambda, lambdaMinRatio, lambda, standardize, thresh, maxit, value);
    }
}

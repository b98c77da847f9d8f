package org.dlrm.stats.glmnet;

/**
 * A family's log-likelihood of the linear predictor, with the weight 1/n of every row, seen as the quadratic function
 * that the coordinate descent works on.
 */
interface Loss {

    /** @return whether the descent fits an intercept */
    boolean hasIntercept();

    /** @return intercept of the null model in the descent's units */
    double nullIntercept();

    /**
     * @param fitted intercept of the descent, for centred columns
     * @param shift sum of coefficient times mean of the columns
     * @return intercept on the original scale
     */
    double intercept(double fitted, double shift);

    /** @return what coefficients and lambdas in the descent's units are multiplied with (gaussian: sd of y) */
    double scale();

    /** @return whether the log-likelihood is quadratic, so that one round of the descent is exact */
    boolean isQuadratic();

    /**
     * Expands the log-likelihood at the linear predictor.
     *
     * @param eta linear predictor
     * @param r out: first derivatives (working residual times weight)
     * @param v out: minus second derivatives (weight)
     */
    void expand(double[] eta, double[] r, double[] v);

    /** @return part of the null deviance explained at the last linear predictor given to {@link #expand} */
    double devRatio();

    /** @return whether the fitted values are so extreme that no weight is left */
    boolean isSaturated();

    /** @return null deviance in the descent's units (weights sum to 1) */
    double nullDeviance();

    /** @return null deviance as reported */
    double reportedNullDeviance();

    /** @return whether R's path stops after lambda {@code k}: nothing gained, or nothing left to gain */
    boolean stops(double[] devRatio, int k);
}

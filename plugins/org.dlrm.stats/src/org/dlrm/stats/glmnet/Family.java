package org.dlrm.stats.glmnet;

/** The response distributions of the penalised regression, named as in R's glmnet. */
public enum Family {
    /** Linear regression of a number. */
    GAUSSIAN,
    /** Logistic regression of a 0/1 outcome. */
    BINOMIAL,
    /** Proportional hazards regression of a censored time; ties by Breslow's method. No intercept. */
    COX
}

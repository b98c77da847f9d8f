package org.dlrm.stats.fusion;

import java.util.List;

/**
 * A linear predictor of features: {@code intercept + sum coef * (x - mean) / sd}.
 *
 * @param name name of the term in the fusion
 * @param intercept added to every value
 * @param lambda penalty the coefficients were found with, NaN without penalty
 * @param features those with a coefficient other than 0
 */
public record Signature(String name, double intercept, double lambda, List<Feature> features) {

    /**
     * One feature.
     *
     * @param column of the table
     * @param mean of the training rows, likewise sd (divisor n - 1), min, max
     * @param coef per standard deviation
     * @param fill value that stands for a missing one, NaN if a missing value is not accepted
     */
    public record Feature(String column, double mean, double sd, double coef, double fill, double min, double max) {
    }

    public Signature {
        features = List.copyOf(features);
    }
}

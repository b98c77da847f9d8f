package org.dlrm.stats.fusion;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import org.dlrm.stats.glmnet.CvResult;

/**
 * How the penalised step of a signature chose: coefficients along the path of penalties and the cross-validated error,
 * as glmnet's plots show them. For a reader; the model holds only the coefficients at the chosen penalty.
 *
 * @param group name of the feature group
 * @param features that took part, in the order of {@code coefficients}
 * @param lambda penalties of the path of all training rows, falling
 * @param coefficients per standard deviation, {@code [feature][lambda]}
 * @param measure what the cross-validation measured
 * @param cvLambda penalties of the cross-validation, falling
 * @param mean of the measure over the folds
 * @param standardError of that mean
 * @param nonzero features with a coefficient at every penalty of the cross-validation
 * @param lambdaMin penalty with the best mean
 * @param lambda1se largest penalty within one standard error of the best
 * @param usesMin whether the signature takes lambdaMin
 */
public record SelectionPath(String group, List<String> features, double[] lambda, double[][] coefficients,
    String measure, double[] cvLambda, double[] mean, double[] standardError, int[] nonzero, double lambdaMin,
    double lambda1se, boolean usesMin) {

    static SelectionPath of(final String group, final List<String> features, final CvResult cv, final boolean usesMin) {
        final int size = cv.path().size();
        final double[][] coefficients = new double[features.size()][size];
        for (int k = 0; k < size; k++) {
            final double[] beta = cv.path().beta(k);
            for (int j = 0; j < beta.length; j++) {
                coefficients[j][k] = beta[j];
            }
        }
        return new SelectionPath(group, List.copyOf(features), cv.path().lambda().clone(), coefficients,
            cv.measure().label(), cv.lambda().clone(), cv.cvm().clone(), cv.cvsd().clone(), cv.nzero().clone(),
            cv.lambdaMin(), cv.lambda1se(), usesMin);
    }

    /** @return indices of the features that have a coefficient anywhere on the path */
    public int[] entered() {
        return IntStream.range(0, coefficients.length)
            .filter(j -> Arrays.stream(coefficients[j]).anyMatch(v -> v != 0)).toArray();
    }
}

package org.dlrm.stats.fusion;

import org.dlrm.stats.glmnet.CvMeasure;
import org.dlrm.stats.select.Mrmr;
import org.dlrm.stats.univariable.PAdjust;

/** One step on the way from many features to a signature. Steps run in the order given; each is optional. */
public sealed interface SelectionStep {

    /** @return the name in the trace */
    String label();

    /**
     * Features with a larger share of missing values are dropped, the missing values of the others are filled with the
     * median of the training rows. Without this step a missing value is an error.
     */
    record MissingRule(double maxShare) implements SelectionStep {

        public MissingRule {
            requireShare("share of missing values", maxShare, true);
        }

        @Override
        public String label() {
            return "missing values";
        }
    }

    /**
     * Drops features that are constant, or whose most frequent value is more than {@code frequencyRatio} times as
     * frequent as the second while less than {@code uniqueShare} of the values are distinct (caret's nearZeroVar: 19 and
     * 0.1).
     */
    record NearZeroVariance(double frequencyRatio, double uniqueShare) implements SelectionStep {

        @Override
        public String label() {
            return "near-zero variance";
        }
    }

    /** Which univariable test. */
    enum Test {
        WELCH_T, STUDENT_T,
        /** Normal approximation with continuity correction. */
        MANN_WHITNEY,
        /** Treats every value as a category. */
        CHI_SQUARE, FISHER,
        /** Wald test of the univariable regression. */
        LOGISTIC, COX
    }

    /** Keeps features whose adjusted p value is below alpha. */
    record UnivariableScreen(Test test, PAdjust adjust, double alpha) implements SelectionStep {

        public UnivariableScreen {
            requireShare("significance level", alpha, true);
        }

        @Override
        public String label() {
            return "univariable screen";
        }
    }

    /** What makes a feature more relevant than another one it is redundant with. */
    enum Relevance {
        /** The larger AUC (or concordance), in whichever direction. */
        AUC,
        /** The larger absolute Spearman correlation with the outcome (class outcomes only). */
        SPEARMAN
    }

    /** Of features with a larger absolute Spearman correlation only the most relevant is kept. */
    record Redundancy(double threshold, Relevance relevance) implements SelectionStep {

        public Redundancy {
            requireShare("correlation threshold", threshold, false);
        }

        @Override
        public String label() {
            return "redundancy";
        }
    }

    /** Minimum redundancy, maximum relevance. For survival the outcome is the null model's martingale residual. */
    record MrmrSelection(int count, Mrmr.Criterion criterion, Mrmr.Correlation correlation) implements SelectionStep {

        @Override
        public String label() {
            return "mRMR";
        }
    }

    /** Which lambda of the cross-validation. */
    enum LambdaRule {
        /** The best. */
        MIN,
        /** The largest within one standard error of the best. */
        ONE_SE
    }

    /** How the folds of a cross-validation are made. */
    enum FoldScheme {
        /** Row i goes to fold ((i - 1) mod k) + 1. */
        ALTERNATING,
        /** At random from the seed, each fold with the same share of positives or events. */
        STRATIFIED
    }

    /**
     * LASSO (alpha 1) or elastic net regression with lambda from cross-validation; the coefficients are the signature.
     * Must be the last step.
     *
     * @param alpha elastic net mixing, above 0 to 1
     * @param rule which lambda
     * @param measure what the cross-validation measures
     * @param folds number of folds
     * @param scheme how they are made
     * @param repeats number of cross-validations with other random folds whose measures are averaged
     * @param thresh convergence threshold of glmnet
     */
    record Penalized(double alpha, LambdaRule rule, CvMeasure measure, int folds, FoldScheme scheme, int repeats,
        double thresh) implements SelectionStep {

        /** LASSO with ten stratified folds and lambda.min of the deviance. */
        public static final Penalized LASSO = new Penalized(1, LambdaRule.MIN, CvMeasure.DEVIANCE, 10,
            FoldScheme.STRATIFIED, 1, 1e-9);

        public Penalized {
            if (!(alpha > 0 && alpha <= 1)) {
                throw new IllegalArgumentException("alpha must be above 0 and at most 1 (LASSO), not " + alpha
                    + ": ridge selects nothing");
            }
            if (folds < 3 || repeats < 1 || (repeats > 1 && scheme == FoldScheme.ALTERNATING)) {
                throw new IllegalArgumentException("Cross-validation needs at least 3 folds and 1 repeat, and random "
                    + "folds if repeated; not " + folds + " " + scheme + " folds, " + repeats + " times");
            }
        }

        @Override
        public String label() {
            return alpha == 1 ? "LASSO" : "elastic net";
        }
    }

    /**
     * Stability selection (Meinshausen and Buehlmann 2010): keeps the features that a LASSO selects in at least
     * {@code threshold} of {@code subsamples} random halves of the rows.
     *
     * @param features number of features that each LASSO may select (the q of the paper)
     */
    record Stability(int subsamples, double threshold, int features) implements SelectionStep {

        public Stability {
            requireShare("selection frequency", threshold, true);
            if (subsamples < 1 || features < 1) {
                throw new IllegalArgumentException("Stability selection needs at least 1 subsample and 1 feature");
            }
        }

        @Override
        public String label() {
            return "stability selection";
        }
    }

    private static void requireShare(final String what, final double value, final boolean zero) {
        if (!(value <= 1 && (value > 0 || zero && value == 0))) {
            throw new IllegalArgumentException("The " + what + " lies between 0 and 1, not " + value);
        }
    }
}

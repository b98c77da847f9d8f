package org.dlrm.stats.validate;

import java.util.List;

import org.dlrm.stats.base.Check;
import org.dlrm.stats.base.DegenerateDataException;
import org.dlrm.stats.base.Descriptive;
import org.dlrm.stats.logistic.LogisticFit;
import org.dlrm.stats.logistic.LogisticRegression;

/**
 * Agreement of predicted probabilities and outcome.
 *
 * @param slope of the logistic regression of the outcome on the logit of the probability; 1 is ideal. NaN where it does
 *            not exist (constant predictions, or predictions that tell the classes apart perfectly)
 * @param interceptJoint intercept of that regression
 * @param citl calibration in the large: intercept with the logit as offset; 0 is ideal
 * @param oeRatio observed over expected events
 * @param scaledBrier 1 - Brier score / Brier score of predicting the prevalence
 */
public record Calibration(double slope, double slopeSe, double interceptJoint, double citl, double citlSe,
    double meanObserved, double meanPredicted, double oeRatio, double brier, double brierNull, double scaledBrier) {

    /**
     * @param y 0 or 1
     * @param p predicted probabilities, above 0 and below 1
     */
    public static Calibration of(final double[] y, final double[] p) {
        Check.sameLength("The outcome", y.length, "the probabilities", p.length);
        Check.binaryOutcome(y);
        final double[] lp = logit(p);
        double slope = Double.NaN;
        double slopeSe = Double.NaN;
        double intercept = Double.NaN;
        try {
            final LogisticFit fit = LogisticRegression.maximumLikelihood().fit(List.of("lp"), new double[][] {lp}, y);
            slope = fit.coef(1);
            slopeSe = fit.se(1);
            intercept = fit.coef(0);
        } catch (DegenerateDataException e) {
            slope = Double.NaN; // does not exist: reported as missing, the rest of the statistics does
        }
        final LogisticFit large = LogisticRegression.maximumLikelihood().fit(List.of(), new double[0][], y, new double[0], lp);
        final double observed = Descriptive.mean(y);
        final double predicted = Descriptive.mean(p);
        final double brier = brier(y, p);
        final double brierNull = observed * (1 - observed);
        return new Calibration(slope, slopeSe, intercept, large.coef(0), large.se(0), observed, predicted,
            observed / predicted, brier, brierNull, 1 - brier / brierNull);
    }

    static double[] logit(final double[] p) {
        final double[] lp = new double[p.length];
        for (int i = 0; i < p.length; i++) {
            if (!(p[i] > 0 && p[i] < 1)) {
                throw new IllegalArgumentException("The predicted probability of row " + (i + 1) + " is " + p[i]
                    + "; calibration needs probabilities above 0 and below 1");
            }
            lp[i] = Math.log(p[i] / (1 - p[i]));
        }
        return lp;
    }

    /** @return mean squared distance of outcome and probability */
    public static double brier(final double[] y, final double[] p) {
        double sum = 0;
        for (int i = 0; i < y.length; i++) {
            sum += (y[i] - p[i]) * (y[i] - p[i]);
        }
        return sum / y.length;
    }
}

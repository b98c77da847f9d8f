package org.dlrm.stats.fusion;

import java.util.List;

import org.dlrm.stats.base.DegenerateDataException;
import org.dlrm.stats.base.Interval;
import org.dlrm.stats.base.Tail;
import org.dlrm.stats.logistic.LogisticFit;
import org.dlrm.stats.logistic.LogisticRegression;

/** A fitted logistic or Cox regression, as far as the fusion needs it. Terms are without the intercept. */
interface Regression {

    List<String> terms();

    /** @return 0 for Cox */
    double intercept();

    double coef(int term);

    /** @return covariance, with the intercept first where there is one */
    double[][] vcov();

    double se(int term);

    double loglik();

    double loglikNull();

    double aic();

    double[] vif();

    /** @return profile likelihood interval of the odds or hazard ratio */
    Interval profileRatio(int term, double level);

    String method();

    /** @return baseline hazard of a Cox model, none for a logistic one */
    default DlrmModel.Baseline baseline() {
        return DlrmModel.Baseline.NONE;
    }

    default double z(final int term) {
        return coef(term) / se(term);
    }

    default double p(final int term) {
        return Tail.normalTwoSided(z(term));
    }

    /** @return linear predictor of rows {@code x[term][row]} */
    default double[] lp(final double[][] x, final int rows) {
        final double[] lp = new double[rows];
        java.util.Arrays.fill(lp, intercept());
        for (int j = 0; j < x.length; j++) {
            for (int i = 0; i < rows; i++) {
                lp[i] += coef(j) * x[j][i];
            }
        }
        return lp;
    }

    /** Fits the regression that suits the outcome. */
    static Regression fit(final Target target, final List<String> names, final double[][] x,
        final DlrmSettings.Firth firth) {
        if (target.isSurvival()) {
            return CoxFusion.fit(target, names, x, firth);
        }
        if (firth == DlrmSettings.Firth.ALWAYS) {
            return new Logistic(LogisticRegression.firth().fit(names, x, target.y()));
        }
        try {
            return new Logistic(LogisticRegression.maximumLikelihood().fit(names, x, target.y()));
        } catch (DegenerateDataException e) {
            if (firth == DlrmSettings.Firth.WHEN_SEPARATED && e.cause() == DegenerateDataException.Cause.SEPARATION) {
                return new Logistic(LogisticRegression.firth().fit(names, x, target.y()));
            }
            throw e;
        }
    }

    /** Logistic regression. */
    record Logistic(LogisticFit fit) implements Regression {

        @Override
        public List<String> terms() {
            return fit.terms().subList(1, fit.terms().size());
        }

        @Override
        public double intercept() {
            return fit.coef(0);
        }

        @Override
        public double coef(final int term) {
            return fit.coef(term + 1);
        }

        @Override
        public double[][] vcov() {
            return fit.vcov();
        }

        @Override
        public double se(final int term) {
            return fit.se(term + 1);
        }

        @Override
        public double loglik() {
            return fit.loglik();
        }

        @Override
        public double loglikNull() {
            return fit.loglikNull();
        }

        @Override
        public double aic() {
            return fit.aic();
        }

        @Override
        public double[] vif() {
            return fit.vif();
        }

        @Override
        public Interval profileRatio(final int term, final double level) {
            return fit.profileOddsRatio(term + 1, level);
        }

        @Override
        public String method() {
            return fit.isFirth() ? "logistic regression, Firth's penalized likelihood"
                : "logistic regression, maximum likelihood";
        }
    }
}

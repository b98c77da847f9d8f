package org.dlrm.stats.fusion;

import java.util.List;

import org.dlrm.stats.base.DegenerateDataException;
import org.dlrm.stats.base.Descriptive;
import org.dlrm.stats.base.Interval;
import org.dlrm.stats.base.Vif;
import org.dlrm.stats.survival.BaselineHazard;
import org.dlrm.stats.survival.CoxFit;
import org.dlrm.stats.survival.CoxPh;
import org.dlrm.stats.survival.SurvivalData;

/** Cox regression (Efron's ties). */
record CoxFusion(CoxFit fit) implements Regression {

    static Regression fit(final Target target, final List<String> names, final double[][] x,
        final DlrmSettings.Firth firth) {
        if (names.isEmpty()) {
            return Null.of(target);
        }
        final SurvivalData data = SurvivalData.of(target.y(), target.event());
        final CoxFit fit = CoxPh.of(data, names, x).firth(firth == DlrmSettings.Firth.ALWAYS).fit();
        if (fit.isFinite()) {
            return new CoxFusion(fit);
        }
        if (firth == DlrmSettings.Firth.WHEN_SEPARATED) {
            return new CoxFusion(CoxPh.of(data, names, x).firth(true).fit());
        }
        throw new DegenerateDataException(String.join("; ", fit.warnings()), DegenerateDataException.Cause.SEPARATION);
    }

    @Override
    public List<String> terms() {
        return fit.names();
    }

    @Override
    public double intercept() {
        return 0;
    }

    @Override
    public double coef(final int term) {
        return fit.coef()[term];
    }

    @Override
    public double[][] vcov() {
        return fit.vcov();
    }

    @Override
    public double se(final int term) {
        return fit.stdErr()[term];
    }

    @Override
    public double loglik() {
        return fit.logLikelihood();
    }

    @Override
    public double loglikNull() {
        return fit.logLikelihoodNull();
    }

    @Override
    public double aic() {
        return fit.aic();
    }

    @Override
    public double[] vif() {
        return Vif.ofCovariance(fit.vcov(), 0);
    }

    @Override
    public Interval profileRatio(final int term, final double level) {
        return fit.hazardRatioProfileInterval(term, level);
    }

    @Override
    public String method() {
        return fit.isFirth() ? "Cox regression (Efron), Firth's penalized likelihood" : "Cox regression (Efron)";
    }

    @Override
    public DlrmModel.Baseline baseline() {
        final BaselineHazard hazard = fit.baselineHazard();
        return new DlrmModel.Baseline(hazard.time(), hazard.cumulative());
    }

    /** The model without covariates. */
    record Null(double loglik, DlrmModel.Baseline baseline) implements Regression {

        static Null of(final Target target) {
            final int[] order = Descriptive.order(target.y());
            final double[] time = target.y();
            final double[] times = java.util.Arrays.stream(time).sorted().distinct().toArray();
            final double[] hazard = new double[times.length];
            double loglik = 0;
            double sum = 0;
            int at = 0;
            for (int t = 0; t < times.length; t++) {
                int tied = 0;
                final int atRisk = order.length - at;
                for (; at < order.length && time[order[at]] == times[t]; at++) {
                    if (target.event()[order[at]]) {
                        final int left = atRisk - tied++; // Efron: tied events leave one after the other
                        loglik -= Math.log(left);
                        sum += 1.0 / left;
                    }
                }
                hazard[t] = sum;
            }
            return new Null(loglik, new DlrmModel.Baseline(times, hazard));
        }

        @Override
        public List<String> terms() {
            return List.of();
        }

        @Override
        public double intercept() {
            return 0;
        }

        @Override
        public double coef(final int term) {
            throw new IndexOutOfBoundsException("No term " + term);
        }

        @Override
        public double[][] vcov() {
            return new double[0][];
        }

        @Override
        public double se(final int term) {
            throw new IndexOutOfBoundsException("No term " + term);
        }

        @Override
        public double loglikNull() {
            return loglik;
        }

        @Override
        public double aic() {
            return -2 * loglik;
        }

        @Override
        public double[] vif() {
            return new double[0];
        }

        @Override
        public Interval profileRatio(final int term, final double level) {
            throw new IndexOutOfBoundsException("No term " + term);
        }

        @Override
        public String method() {
            return "Cox regression without terms";
        }
    }
}

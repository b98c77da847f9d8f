package org.dlrm.stats.survival;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import org.dlrm.stats.base.DegenerateDataException;
import org.dlrm.stats.base.Descriptive;
import org.dlrm.stats.base.Interval;
import org.dlrm.stats.base.Tail;

/**
 * Benefit of a treatment as a Cox model with an interaction predicts it for a patient with risk score r: the hazard of a
 * treated (z = 1) or untreated (z = 0) patient is
 * {@code h(t) = h0(t) exp(score (r - reference) + treatment z + interaction z (r - reference))}, and the benefit is the
 * difference of the two predicted survival curves, at a time (absolute risk difference) or as the area between them up to
 * a time (restricted mean survival time).
 *
 * <p>Effect modelling: Kent et al., Ann Intern Med 2020;172:35 (PATH statement); interactions in Cox models: van Klaveren
 * et al., J Clin Epidemiol 2015;68:1366; restricted mean: Royston and Parmar, BMC Med Res Methodol 2013;13:152. In R:
 * {@code survfit(coxph(Surv(time, event) ~ score * treatment), newdata)}. Where the treatment was not randomised nothing
 * of this is a causal effect. Frozen with the {@link SurvivalModel}; learnt from training patients only.
 *
 * <p>The mean benefit of a cohort has a Wald interval by the delta method, for direct adjusted survival as Gail and Byar,
 * Biom J 1986;28:587, for restricted means as Zucker, J Am Stat Assoc 1998;93:702: it holds the uncertainty of coefficients
 * and baseline hazard for exactly these patients, not that of drawing them.
 *
 * @param names of the coefficients: score, treatment, their product
 * @param coef log hazard ratios in that order; empty where the model does not exist
 * @param vcov their covariance
 * @param reference risk score at which the treatment's coefficient holds (training mean)
 * @param time times of the baseline hazard
 * @param cumulativeHazard of an untreated patient at the reference
 * @param treated training patients with the treatment
 * @param untreated training patients without it
 * @param maxTime the shorter of the longest follow-ups of the two: no benefit beyond is supported by data
 * @param reason why the model does not exist; empty where it does, or nobody asked for it
 * @param uncertainty of the baseline hazard
 */
public record TreatmentBenefit(List<String> names, double[] coef, double[][] vcov, double reference, double[] time,
    double[] cumulativeHazard, int treated, int untreated, double maxTime, String reason, HazardUncertainty uncertainty) {

    /** A model written before the uncertainty was kept has none. */
    public TreatmentBenefit {
        if (uncertainty == null) {
            uncertainty = HazardUncertainty.UNKNOWN;
        }
    }

    /** What must stand beside every predicted benefit. */
    public static final String NOT_CAUSAL = "Unless the treatment was given at random this is no causal effect: doctors "
        + "choose whom they treat, and the model knows the score only.";

    /** No treatment to judge. */
    static final TreatmentBenefit NONE = none("");

    private static final int TREATMENT = 1;

    private static final int INTERACTION = 2;

    private static final double ALPHA = 0.05;

    static TreatmentBenefit none(final String reason) {
        return new TreatmentBenefit(List.of(), new double[0], new double[0][], Double.NaN, new double[0], new double[0], 0,
            0, Double.NaN, reason, HazardUncertainty.UNKNOWN);
    }

    /**
     * @param risk scores of the patients
     * @param treated who had the treatment
     * @param warnings what a reader must know is added
     */
    static TreatmentBenefit learn(final SurvivalData data, final double[] risk, final boolean[] treated,
        final CoxTies ties, final List<String> warnings) {
        int n = 0;
        double treatedTo = 0;
        double untreatedTo = 0;
        for (int i = 0; i < treated.length; i++) {
            n += treated[i] ? 1 : 0;
            treatedTo = treated[i] ? Math.max(treatedTo, data.time(i)) : treatedTo;
            untreatedTo = treated[i] ? untreatedTo : Math.max(untreatedTo, data.time(i));
        }
        final double reference = Descriptive.mean(risk);
        final double[][] x = new double[INTERACTION + 1][risk.length];
        for (int i = 0; i < risk.length; i++) {
            x[0][i] = risk[i] - reference;
            x[TREATMENT][i] = treated[i] ? 1 : 0;
            x[INTERACTION][i] = x[0][i] * x[TREATMENT][i];
        }
        String reason = n == 0 || n == treated.length ? (n == 0 ? "no" : "every") + " training patient was treated" : "";
        if (reason.isEmpty()) {
            try {
                final CoxFit fit =
                    CoxPh.of(data, List.of("risk score", "treatment", "treatment x risk score"), x).ties(ties).fit();
                if (fit.isFinite()) {
                    warnAboutHazards(fit, warnings);
                    final BaselineHazard baseline = fit.baselineHazard();
                    return new TreatmentBenefit(fit.names(), fit.coef(), fit.vcov(), reference, baseline.time(),
                        baseline.cumulative(), n, treated.length - n, Math.min(treatedTo, untreatedTo), "",
                        fit.baselineUncertainty());
                }
                reason = String.join("; ", fit.warnings());
            } catch (DegenerateDataException e) {
                reason = e.getMessage();
            }
        }
        warnings.add("The benefit of the treatment cannot be predicted: " + reason);
        return none(reason);
    }

    private static void warnAboutHazards(final CoxFit fit, final List<String> warnings) {
        if (fit.ties() == CoxTies.EXACT) {
            return; // the test exists for the other two only
        }
        final double p = fit.zph(ZphTest.Transform.KM).globalP();
        if (p < ALPHA) {
            warnings.add(String.format(Locale.ROOT, "Hazards of the model with treatment and score are not proportional "
                + "(p = %.3g): the predicted benefit of the treatment may be off", p));
        }
    }

    /** @return whether a benefit can be predicted */
    public boolean exists() {
        return coef.length > 0;
    }

    /** @return Wald p value of the interaction: does the treatment's hazard ratio change with the score? */
    public double interactionP() {
        return exists() ? Tail.normalTwoSided(coef[INTERACTION] / Math.sqrt(vcov[INTERACTION][INTERACTION])) : Double.NaN;
    }

    /** @return log hazard ratio of treated against untreated at a risk score */
    private double logRatio(final double risk) {
        return coef[TREATMENT] + coef[INTERACTION] * (risk - reference);
    }

    /** @return hazard ratio of treated against untreated at a risk score; NaN where it is not known */
    public double hazardRatio(final double risk) {
        return exists() ? Math.exp(logRatio(risk)) : Double.NaN;
    }

    /** @return its Wald interval */
    public Interval hazardRatioInterval(final double risk, final double level) {
        if (!exists()) {
            return new Interval(Double.NaN, Double.NaN);
        }
        final double d = risk - reference;
        final double variance =
            vcov[TREATMENT][TREATMENT] + 2 * d * vcov[TREATMENT][INTERACTION] + d * d * vcov[INTERACTION][INTERACTION];
        final Interval log = Interval.wald(logRatio(risk), Math.sqrt(variance), level);
        return new Interval(Math.exp(log.lower()), Math.exp(log.upper()));
    }

    private double relativeHazard(final double risk, final boolean isTreated) {
        return Math.exp(coef[0] * (risk - reference) + (isTreated ? logRatio(risk) : 0));
    }

    private boolean isKnown(final double risk, final double to) {
        return exists() && !Double.isNaN(risk) && to > 0 && to <= maxTime;
    }

    /** @return probability of no event up to a time with or without the treatment; NaN where it cannot be predicted */
    public double survival(final double risk, final boolean isTreated, final double t) {
        return isKnown(risk, t) ? new BaselineHazard(time, cumulativeHazard).survival(t,
            Math.log(relativeHazard(risk, isTreated))) : Double.NaN;
    }

    /** @return survival at a time with the treatment minus without it, a probability; above 0 the treatment helps */
    public double survivalDifference(final double risk, final double t) {
        return survival(risk, true, t) - survival(risk, false, t);
    }

    /** @return restricted mean survival time to {@code tau} with or without the treatment, in the unit of time */
    public double restrictedMean(final double risk, final boolean isTreated, final double tau) {
        if (!isKnown(risk, tau)) {
            return Double.NaN;
        }
        final double relative = relativeHazard(risk, isTreated);
        double area = 0;
        double from = 0;
        double height = 1;
        for (int k = 0; k < time.length && time[k] < tau; k++) {
            area += height * (time[k] - from);
            from = time[k];
            height = Math.exp(-cumulativeHazard[k] * relative);
        }
        return area + height * (tau - from);
    }

    /** @return restricted mean survival time to {@code tau} with the treatment minus without it */
    public double restrictedMeanDifference(final double risk, final double tau) {
        return restrictedMean(risk, true, tau) - restrictedMean(risk, false, tau);
    }

    /** @return the longest of the times up to which the benefit is known; NaN for none */
    public double longest(final List<Double> horizons) {
        return horizons.stream().mapToDouble(Double::doubleValue).filter(h -> exists() && h <= maxTime).max().orElse(Double.NaN);
    }

    /** @return what the interaction says about the differences between patients, in a sentence */
    public String sentence() {
        final double p = interactionP();
        return String.format(Locale.ROOT, p < ALPHA
            ? "In the training patients the effect of the treatment changes with the score (interaction p = %.3g)."
            : "There is no evidence that the effect of the treatment changes with the score (interaction p = %.3g): the "
                + "differences between the patients' predicted benefits may be chance.", p);
    }

    /** @return name of the intervals of mean benefits, or why there are none */
    public String intervalName() {
        return uncertainty.isKnown() ? "Wald interval by the delta method (uncertainty of the model, for these patients)"
            : "no interval, as the model was learnt before it kept what one needs; learn it again";
    }

    /** @return the model in words and numbers */
    public String equation() {
        return "hazard ratio of treatment = exp(" + coef[TREATMENT] + " + " + coef[INTERACTION] + " * (risk score - "
            + reference + "))\nP(no event up to t) = S0(t) ^ exp(" + coef[0] + " * (risk score - " + reference
            + ") + treated * log(hazard ratio of treatment))\n";
    }

    /**
     * Predicted benefit of the patients of a cohort.
     *
     * @param cohort value of the cohort column
     * @param horizon time to which, or at which, it is predicted
     * @param n patients whose benefit is known
     * @param above those among them with a predicted benefit above 0
     * @param clear those whose interval of the hazard ratio of treatment lies below 1
     * @param meanRestricted mean difference of restricted mean survival times
     * @param restrictedInterval its interval; NaN where the model was written without it, and where n is 0
     * @param medianRestricted median difference of restricted mean survival times
     * @param meanSurvival mean difference of survival probabilities at the horizon
     * @param survivalInterval its interval, as above
     */
    public record Summary(String cohort, double horizon, int n, int above, int clear, double meanRestricted,
        Interval restrictedInterval, double medianRestricted, double meanSurvival, Interval survivalInterval) {
    }

    /** @return summary over the risk scores that are known; NaN where nobody's benefit is */
    public Summary summary(final String cohort, final double[] risks, final double horizon, final double level) {
        final double[] known = Arrays.stream(risks).filter(r -> isKnown(r, horizon)).toArray();
        if (known.length == 0) {
            final Interval none = new Interval(Double.NaN, Double.NaN);
            return new Summary(cohort, horizon, 0, 0, 0, Double.NaN, none, Double.NaN, Double.NaN, none);
        }
        final double[] gain = Arrays.stream(known).map(r -> restrictedMeanDifference(r, horizon)).toArray();
        final double restricted = Descriptive.mean(gain);
        final double survival = Descriptive.mean(Arrays.stream(known).map(r -> survivalDifference(r, horizon)).toArray());
        return new Summary(cohort, horizon, known.length, (int)Arrays.stream(gain).filter(g -> g > 0).count(),
            (int)Arrays.stream(known).filter(r -> hazardRatioInterval(r, level).upper() < 1).count(), restricted,
            Interval.wald(restricted, stdErr(known, widths(horizon)), level), Descriptive.median(gain), survival,
            Interval.wald(survival, stdErr(known, last(horizon)), level));
    }

    /** @return how long the survival after every time counts in a restricted mean to {@code tau} */
    private double[] widths(final double tau) {
        final double[] weights = new double[time.length];
        for (int k = 0; k < time.length && time[k] < tau; k++) {
            weights[k] = (k + 1 < time.length ? Math.min(time[k + 1], tau) : tau) - time[k];
        }
        return weights;
    }

    /** @return 1 for the time whose survival holds at {@code t} */
    private double[] last(final double t) {
        final double[] weights = new double[time.length];
        final int times = Descriptive.upperBound(time, t);
        if (times > 0) {
            weights[times - 1] = 1;
        }
        return weights;
    }

    /**
     * Delta method. With relative hazard e and covariates x, survival {@code exp(-H0(t) e)} changes by {@code -e S} with
     * H0(t), and by {@code -H0(t) e S x} with the coefficients.
     *
     * @param weights of the survival after every time in what is averaged
     * @return standard error of the mean, over the patients, of the weighted survival with minus without the treatment
     */
    private double stdErr(final double[] risks, final double[] weights) {
        if (!uncertainty.isKnown()) {
            return Double.NaN;
        }
        final double[] byHazard = new double[time.length];
        final double[] byCoef = new double[INTERACTION + 1];
        for (final double risk : risks) {
            final double d = risk - reference;
            for (final boolean isTreated : new boolean[]{true, false}) {
                final double log = coef[0] * d + (isTreated ? logRatio(risk) : 0);
                double change = 0;
                for (int k = 0; k < time.length; k++) {
                    if (weights[k] > 0 && cumulativeHazard[k] > 0) { // in one exponential: a hazard may be too large for a number
                        final double slope = (isTreated ? -1 : 1) * weights[k]
                            * Math.exp(log - cumulativeHazard[k] * Math.exp(log)) / risks.length;
                        byHazard[k] += slope;
                        change += slope * cumulativeHazard[k];
                    }
                }
                byCoef[0] += change * d;
                byCoef[TREATMENT] += isTreated ? change : 0;
                byCoef[INTERACTION] += isTreated ? change * d : 0;
            }
        }
        double variance = 0;
        double later = 0; // by the hazard at this time and all later ones, which share its increment
        for (int k = time.length - 1; k >= 0; k--) {
            later += byHazard[k];
            variance += later * later * (uncertainty.variance()[k] - (k > 0 ? uncertainty.variance()[k - 1] : 0));
            for (int j = 0; j < byCoef.length; j++) {
                byCoef[j] -= byHazard[k] * uncertainty.mean()[k][j];
            }
        }
        return Math.sqrt(variance + CoxPh.dot(byCoef, CoxPh.multiply(vcov, byCoef)));
    }
}

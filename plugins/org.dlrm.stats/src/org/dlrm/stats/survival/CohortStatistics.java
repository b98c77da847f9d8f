package org.dlrm.stats.survival;

import java.util.List;
import java.util.Optional;

/**
 * Statistics of one cohort, grouped by a frozen model. What does not exist is NaN (or empty), and {@link #warnings} says
 * why in words.
 *
 * @param cohort value of the cohort column
 * @param training whether these are the training patients: what was searched there is optimistic
 * @param n patients with score, time and event status
 * @param events among them
 * @param followUp median follow-up by the reverse Kaplan-Meier estimate
 * @param groups by rising risk score
 * @param comparison of all groups
 * @param pairs comparisons of two groups, for three groups and more
 * @param trend test for trend over the groups, for three groups and more
 * @param groupHazardRatios every group against the lowest
 * @param scoreHazardRatio of one unit of the risk score
 * @param univariable every covariate in a Cox model of its own; empty without covariates
 * @param multivariable score and covariates in one Cox model; empty without covariates
 * @param interaction of treatment and group; empty without treatment column
 * @param treatmentByGroup of the treatment within every group; empty without treatment column
 * @param treatmentDifferences restricted mean survival of the treated minus the untreated at every horizon that both reach;
 *            observed, not adjusted for anything; empty without treatment column
 * @param meanDifferences restricted mean survival of the highest minus the lowest group at every horizon that both reach
 * @param zph test of proportional hazards of the groups
 * @param concordance of the hazard that the frozen Cox model predicts, Harrell's
 * @param uno the same, Uno's
 * @param accuracy of the frozen model's predictions at the horizons where they can be judged
 * @param warnings what a reader must know
 */
public record CohortStatistics(String cohort, boolean training, int n, int events, KaplanMeier.Quantile followUp,
    List<Group> groups, Comparison comparison, List<Pair> pairs, Optional<LogRank.Trend> trend,
    List<HazardRatio> groupHazardRatios, HazardRatio scoreHazardRatio, List<HazardRatio> univariable,
    List<HazardRatio> multivariable,
    List<HazardRatio> interaction, List<HazardRatio> treatmentByGroup,
    List<KaplanMeier.MeanDifference> treatmentDifferences, List<KaplanMeier.MeanDifference> meanDifferences, Optional<ZphTest> zph, Optional<Concordance> concordance,
    Optional<Concordance> uno, List<Accuracy> accuracy, List<String> warnings) {

    /**
     * A group of the cohort.
     *
     * @param label of the model
     * @param n patients
     * @param events among them
     * @param median survival with its interval; NaN = not reached
     * @param atHorizons survival at the horizons; NaN beyond the group's follow-up
     * @param curve Kaplan-Meier estimate; empty for a group without patients
     */
    public record Group(String label, int n, int events, KaplanMeier.Quantile median,
        List<KaplanMeier.AtTime> atHorizons, Optional<KaplanMeier> curve) {
    }

    /**
     * Comparison of the groups. Where the cut was searched in these very patients, {@code p} ignores the search and is
     * not to be shown without {@code pAdjusted}; the record refuses to hold it alone.
     *
     * @param test name of the test
     * @param p p value of the test; NaN where it does not exist
     * @param searched whether the cut was searched in these patients
     * @param pAdjusted p value that accounts for the search; NaN where nothing was searched
     * @param adjustment its name
     */
    public record Comparison(String test, double chisq, int df, double p, boolean searched, double pAdjusted,
        String adjustment) {

        /** Blanks a p value that must not stand alone. */
        public Comparison {
            if (searched && Double.isNaN(pAdjusted)) {
                p = Double.NaN;
                chisq = Double.NaN;
            }
        }

        /** @return the p value to show: the adjusted one where the cut was searched in these patients */
        public double pToShow() {
            return searched ? pAdjusted : p;
        }
    }

    /**
     * Accuracy at a horizon.
     *
     * @param auc cumulative/dynamic AUC of the predicted hazard
     * @param brier Brier score of the predicted survival
     * @param nullBrier Brier score of the cohort's Kaplan-Meier estimate for everybody
     * @param integratedBrier Brier score integrated from 0 to the horizon
     * @param calibration predicted against observed survival
     */
    public record Accuracy(double horizon, TimeDependent.Estimate auc, TimeDependent.Estimate brier,
        TimeDependent.Estimate nullBrier, double integratedBrier, CalibrationAtTime calibration) {
    }

    /** Comparison of two groups; p values adjusted over all pairs by Holm's method. */
    public record Pair(String a, String b, double chisq, double p, double pHolm) {
    }

    /**
     * A hazard ratio with its Wald interval and p value; NaN where it does not exist.
     *
     * @param term what it is the hazard ratio of
     */
    public record HazardRatio(String term, double hr, double lower, double upper, double p) {
    }
}

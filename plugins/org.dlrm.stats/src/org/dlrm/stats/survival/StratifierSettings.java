package org.dlrm.stats.survival;

import java.util.List;

/**
 * What the survival stratifier learns from.
 *
 * @param scores columns of the risk score; several are combined by a Cox model
 * @param time column of the follow-up time
 * @param event column of the event status
 * @param eventValue value of that column that means the event happened, e.g. "1"; every other value is censored
 * @param endpoint label, e.g. "PFS"
 * @param timeUnit label, e.g. "months"
 * @param cohort column that tells the cohorts apart; empty = all rows are training rows
 * @param trainingValue value of that column in training rows
 * @param cutRule how the cut-off is found
 * @param horizons times at which survival is predicted and reported, rising
 * @param weight test that compares the groups
 * @param ties treatment of ties in Cox models
 * @param ciType scale of the intervals of survival probabilities
 * @param level of the intervals, e.g. 0.95
 * @param treatment column of the treatment whose benefit is tested by group; empty = none
 * @param treatedValue value of that column in treated patients
 * @param covariates further columns of a multivariable Cox model beside the score; may be empty
 * @param seed of random permutations
 * @param caseTies which events are cases of the AUC at a horizon
 */
public record StratifierSettings(List<String> scores, String time, String event, String eventValue, String endpoint,
    String timeUnit, String cohort, String trainingValue, CutRule cutRule, List<Double> horizons,
    LogRank.Weight weight, CoxTies ties, CiType ciType, double level, String treatment, String treatedValue,
    List<String> covariates, long seed, TimeDependent.CaseTies caseTies) {

    /** Checks the settings. */
    public StratifierSettings {
        scores = List.copyOf(scores);
        horizons = List.copyOf(horizons);
        covariates = List.copyOf(covariates);
        if (caseTies == null) { // a model written before the setting existed
            caseTies = TimeDependent.CaseTies.AT_OR_BEFORE;
        }
        if (scores.isEmpty()) {
            throw new IllegalArgumentException("Choose at least one score column");
        }
        if (time.isEmpty() || event.isEmpty() || eventValue.isEmpty()) {
            throw new IllegalArgumentException("Choose the time column, the event column and the value that means an"
                + " event");
        }
        if (time.equals(event) || scores.contains(time) || scores.contains(event)) {
            throw new IllegalArgumentException("Time, event and score must be different columns");
        }
        if (!cohort.isEmpty() && trainingValue.isEmpty()) {
            throw new IllegalArgumentException("Choose the value of '" + cohort + "' in the training rows");
        }
        if (!treatment.isEmpty() && treatedValue.isEmpty()) {
            throw new IllegalArgumentException("Choose the value of '" + treatment + "' in treated patients");
        }
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException("A confidence level lies between 0 and 1, not " + level);
        }
        double last = 0;
        for (final double horizon : horizons) {
            if (!(horizon > last && Double.isFinite(horizon))) {
                throw new IllegalArgumentException("Horizons must be above 0 and rise: " + horizons);
            }
            last = horizon;
        }
    }

    /** All settings but the cases of the AUC, which are the events up to and including the horizon. */
    public StratifierSettings(final List<String> scores, final String time, final String event,
        final String eventValue, final String endpoint, final String timeUnit, final String cohort,
        final String trainingValue, final CutRule cutRule, final List<Double> horizons, final LogRank.Weight weight,
        final CoxTies ties, final CiType ciType, final double level, final String treatment,
        final String treatedValue, final List<String> covariates, final long seed) {
        this(scores, time, event, eventValue, endpoint, timeUnit, cohort, trainingValue, cutRule, horizons, weight,
            ties, ciType, level, treatment, treatedValue, covariates, seed, TimeDependent.CaseTies.AT_OR_BEFORE);
    }

    /**
     * @return settings with defaults: no cohort column, median cut, no horizons, log-rank, Efron, intervals of survival
     *         on the log scale at 0.95, no treatment and no covariates
     */
    public static StratifierSettings of(final String score, final String time, final String event,
        final String eventValue) {
        return new StratifierSettings(List.of(score), time, event, eventValue, "survival", "", "", "",
            CutRule.median(), List.of(), LogRank.Weight.LOG_RANK, CoxTies.EFRON, CiType.LOG, 0.95, "", "", List.of(),
            1);
    }

    /** @return these settings with several scores */
    public StratifierSettings withScores(final List<String> value) {
        return new StratifierSettings(value, time, event, eventValue, endpoint, timeUnit, cohort, trainingValue,
            cutRule, horizons, weight, ties, ciType, level, treatment, treatedValue, covariates, seed, caseTies);
    }

    /** @return these settings with labels of the endpoint and the time */
    public StratifierSettings withLabels(final String endpointLabel, final String unit) {
        return new StratifierSettings(scores, time, event, eventValue, endpointLabel, unit, cohort, trainingValue,
            cutRule, horizons, weight, ties, ciType, level, treatment, treatedValue, covariates, seed, caseTies);
    }

    /** @return these settings with a cohort column */
    public StratifierSettings withCohort(final String column, final String training) {
        return new StratifierSettings(scores, time, event, eventValue, endpoint, timeUnit, column, training, cutRule,
            horizons, weight, ties, ciType, level, treatment, treatedValue, covariates, seed, caseTies);
    }

    /** @return these settings with another rule */
    public StratifierSettings withCutRule(final CutRule rule) {
        return new StratifierSettings(scores, time, event, eventValue, endpoint, timeUnit, cohort, trainingValue,
            rule, horizons, weight, ties, ciType, level, treatment, treatedValue, covariates, seed, caseTies);
    }

    /** @return these settings with horizons */
    public StratifierSettings withHorizons(final List<Double> value) {
        return new StratifierSettings(scores, time, event, eventValue, endpoint, timeUnit, cohort, trainingValue,
            cutRule, value, weight, ties, ciType, level, treatment, treatedValue, covariates, seed, caseTies);
    }

    /** @return these settings with a treatment whose benefit is tested by group */
    public StratifierSettings withTreatment(final String column, final String treated) {
        return new StratifierSettings(scores, time, event, eventValue, endpoint, timeUnit, cohort, trainingValue,
            cutRule, horizons, weight, ties, ciType, level, column, treated, covariates, seed, caseTies);
    }

    /** @return these settings with covariates of a multivariable model */
    public StratifierSettings withCovariates(final List<String> value) {
        return new StratifierSettings(scores, time, event, eventValue, endpoint, timeUnit, cohort, trainingValue,
            cutRule, horizons, weight, ties, ciType, level, treatment, treatedValue, value, seed, caseTies);
    }

    /** @return these settings with another convention for the cases of the AUC */
    public StratifierSettings withCaseTies(final TimeDependent.CaseTies value) {
        return new StratifierSettings(scores, time, event, eventValue, endpoint, timeUnit, cohort, trainingValue,
            cutRule, horizons, weight, ties, ciType, level, treatment, treatedValue, covariates, seed, value);
    }
}

package org.dlrm.stats.fusion;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.dlrm.stats.combat.Combat;
import org.dlrm.stats.combat.CombatModel;

/**
 * Everything that determines a fusion model, apart from the data.
 *
 * @param outcome what is predicted
 * @param cohortColumn column that tells the cohorts apart
 * @param trainingValue its value in training rows; all other rows are refused
 * @param groups feature groups, one signature each
 * @param harmonization removes centre effects from the features, learnt in the training rows like everything else
 * @param scoreColumns numeric columns that enter the fusion as they are, e.g. a network's out-of-fold score
 * @param clinical clinical columns
 * @param backward elimination among the terms of the fusion; signatures and scores stay
 * @param backwardAlpha p value above which a term is eliminated
 * @param firth when Firth's penalized likelihood replaces maximum likelihood in the fusion
 * @param threshold operating threshold
 * @param horizons times of the survival axes of a Cox model's nomogram; empty for a class outcome
 * @param validation internal validation
 * @param seed seed of all random choices
 */
public record DlrmSettings(Outcome outcome, String cohortColumn, String trainingValue, List<FeatureGroup> groups,
    Optional<Harmonization> harmonization, List<String> scoreColumns, ClinicalSettings clinical,
    ClinicalSettings.Backward backward, double backwardAlpha, Firth firth, ThresholdRule threshold, double[] horizons, Validation validation, long seed) {

    /** When to use Firth's penalized likelihood. */
    public enum Firth { NEVER, WHEN_SEPARATED, ALWAYS }

    /**
     * ComBat on the features of all groups.
     *
     * @param batchColumn the centre
     * @param combat how
     * @param covariates columns whose effect on the features is kept; never the outcome, which new patients don't have
     * @param unseen what a centre that was not in training means when the model is applied
     */
    public record Harmonization(String batchColumn, Combat combat, List<String> covariates,
        CombatModel.Unseen unseen) {

        public Harmonization {
            covariates = List.copyOf(covariates);
        }
    }

    /**
     * Internal validation, each with the whole selection repeated.
     *
     * @param folds folds of the cross-validation, 0 = none
     * @param repeats how often it is repeated
     * @param bootstraps bootstrap samples of the optimism correction, 0 = none
     */
    public record Validation(int folds, int repeats, int bootstraps) {

        public static final Validation NONE = new Validation(0, 1, 0);

        public Validation {
            if (folds < 0 || folds == 1 || repeats < 1 || bootstraps < 0) {
                throw new IllegalArgumentException("Not a validation: " + folds + " folds, " + repeats + " repeats, "
                    + bootstraps + " bootstraps");
            }
        }
    }

    public DlrmSettings {
        groups = List.copyOf(groups);
        scoreColumns = List.copyOf(scoreColumns);
        final List<String> terms = new ArrayList<>(scoreColumns);
        terms.addAll(clinical.columns());
        groups.forEach(g -> terms.add(g.name()));
        final Set<String> seen = new HashSet<>();
        terms.forEach(term -> {
            if (!seen.add(term)) {
                throw new IllegalArgumentException("'" + term + "' is used twice; signatures, scores and clinical columns "
                    + "must have different names");
            }
        });
        if (terms.isEmpty()) {
            throw new IllegalArgumentException("There is nothing to fuse: no feature group, score or clinical column");
        }
        final Set<String> used = new HashSet<>(outcome.columns());
        used.add(cohortColumn);
        groups.forEach(g -> g.columns().forEach(c -> requireNot(used, c)));
        scoreColumns.forEach(c -> requireNot(used, c));
        clinical.columns().forEach(c -> requireNot(used, c));
        harmonization.ifPresent(h -> h.covariates().forEach(c -> requireNot(used, c)));
    }

    private static void requireNot(final Set<String> used, final String column) {
        if (used.contains(column)) {
            throw new IllegalArgumentException("Column '" + column
                + "' holds the outcome or the cohort and cannot be a feature as well");
        }
    }

    /** @return a builder with the defaults: no features, Firth only under separation, Youden, no validation, seed 1 */
    public static Builder builder(final Outcome outcome, final String cohortColumn, final String trainingValue) {
        return new Builder(outcome, cohortColumn, trainingValue);
    }

    /** Collects settings; every method returns the builder. */
    public static final class Builder {

        private final Outcome m_outcome;
        private final String m_cohortColumn;
        private final String m_trainingValue;
        private final List<FeatureGroup> m_groups = new ArrayList<>();
        private Optional<Harmonization> m_harmonization = Optional.empty();
        private final List<String> m_scores = new ArrayList<>();
        private ClinicalSettings m_clinical = ClinicalSettings.NONE;
        private ClinicalSettings.Backward m_backward = ClinicalSettings.Backward.NONE;
        private double m_backwardAlpha = 0.1;
        private Firth m_firth = Firth.WHEN_SEPARATED;
        private ThresholdRule m_threshold;
        private double[] m_horizons = new double[0];
        private Validation m_validation = Validation.NONE;
        private long m_seed = 1;

        private Builder(final Outcome outcome, final String cohortColumn, final String trainingValue) {
            m_outcome = outcome;
            m_cohortColumn = cohortColumn;
            m_trainingValue = trainingValue;
            m_threshold = outcome instanceof Outcome.Binary ? ThresholdRule.YOUDEN : ThresholdRule.MEDIAN;
        }

        public Builder group(final FeatureGroup group) {
            m_groups.add(group);
            return this;
        }

        public Builder group(final String name, final List<String> columns, final SelectionStep... steps) {
            return group(new FeatureGroup(name, columns, List.of(steps)));
        }

        public Builder harmonization(final Harmonization harmonization) {
            m_harmonization = Optional.of(harmonization);
            return this;
        }

        public Builder scores(final List<String> columns) {
            m_scores.addAll(columns);
            return this;
        }

        public Builder clinical(final ClinicalSettings clinical) {
            m_clinical = clinical;
            return this;
        }

        public Builder backward(final ClinicalSettings.Backward backward, final double alpha) {
            m_backward = backward;
            m_backwardAlpha = alpha;
            return this;
        }

        public Builder firth(final Firth firth) {
            m_firth = firth;
            return this;
        }

        public Builder threshold(final ThresholdRule threshold) {
            m_threshold = threshold;
            return this;
        }

        public Builder horizons(final double... horizons) {
            m_horizons = horizons.clone();
            return this;
        }

        public Builder validation(final Validation validation) {
            m_validation = validation;
            return this;
        }

        public Builder seed(final long seed) {
            m_seed = seed;
            return this;
        }

        /** @throws IllegalArgumentException if the settings contradict each other */
        public DlrmSettings build() {
            return new DlrmSettings(m_outcome, m_cohortColumn, m_trainingValue, m_groups, m_harmonization, m_scores,
                m_clinical, m_backward, m_backwardAlpha, m_firth, m_threshold, m_horizons, m_validation, m_seed);
        }
    }
}

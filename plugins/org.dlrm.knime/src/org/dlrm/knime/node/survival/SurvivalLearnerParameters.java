package org.dlrm.knime.node.survival;

import java.util.Arrays;
import java.util.List;

import org.dlrm.knime.ColumnChoices;
import org.dlrm.knime.Columns;
import org.dlrm.knime.FeatureColumns;
import org.dlrm.knime.Limits;
import org.dlrm.knime.Numbers;
import org.dlrm.knime.TrainingRows;
import org.dlrm.stats.survival.CiType;
import org.dlrm.stats.survival.CoxTies;
import org.dlrm.stats.survival.CutRule;
import org.dlrm.stats.survival.LogRank;
import org.dlrm.stats.survival.MaxStat;
import org.dlrm.stats.survival.StratifierSettings;
import org.dlrm.stats.survival.TimeDependent;
import org.knime.core.data.DataTableSpec;
import org.knime.core.data.DataValue;
import org.knime.core.data.DoubleValue;
import org.knime.core.node.InvalidSettingsException;
import org.knime.node.parameters.Advanced;
import org.knime.node.parameters.NodeParameters;
import org.knime.node.parameters.Widget;
import org.knime.node.parameters.layout.After;
import org.knime.node.parameters.layout.Layout;
import org.knime.node.parameters.layout.Section;
import org.knime.node.parameters.updates.Effect;
import org.knime.node.parameters.updates.Effect.EffectType;
import org.knime.node.parameters.updates.EffectPredicate;
import org.knime.node.parameters.updates.EffectPredicateProvider;
import org.knime.node.parameters.updates.ParameterReference;
import org.knime.node.parameters.updates.ValueReference;
import org.knime.node.parameters.updates.util.BooleanReference;
import org.knime.node.parameters.widget.choices.ChoicesProvider;
import org.knime.node.parameters.widget.choices.Label;
import org.knime.node.parameters.widget.choices.filter.ColumnFilter;
import org.knime.node.parameters.widget.number.NumberInputWidget;
import org.knime.node.parameters.widget.number.NumberInputWidgetValidation.MinValidation.IsPositiveDoubleValidation;
import org.knime.node.parameters.widget.number.NumberInputWidgetValidation.MinValidation.IsPositiveIntegerValidation;
import org.knime.node.parameters.widget.text.TextInputWidget;

/** Settings of the Survival Stratifier (Learner); {@link #toSettings} turns them into the library's one object. */
public final class SurvivalLearnerParameters implements NodeParameters {

    @Section(title = "Score and follow-up")
    interface DataSection {
    }

    @Section(title = "Cut-off")
    @After(DataSection.class)
    interface CutSection {
    }

    @Section(title = "Statistics")
    @After(CutSection.class)
    interface StatisticsSection {
    }

    enum Rule {
        @Label(value = "Median", description = "Median score of the training patients.")
        MEDIAN,
        @Label(value = "Quantiles", description = "Quantiles of the training patients, for example 0.33, 0.67.")
        QUANTILES,
        @Label(value = "Fixed", description = "Cut-offs that you give; a score up to and including one is below it.")
        FIXED,
        @Label(value = "Threshold of another model", description = "A threshold learnt elsewhere; at or above it is the higher "
            + "group.")
        GIVEN,
        @Label(value = "Maximally selected log-rank", description = "The cut with the largest log-rank statistic; its p value is "
            + "adjusted for the search.")
        MAXSTAT,
        @Label(value = "Groups of equal size", description = "The number of groups.")
        GROUPS
    }

    enum Adjustment {
        @Label("Lausen 1994")
        LAU94, @Label("Lausen 1992")
        LAU92, @Label("Hothorn-Lausen")
        HL, @Label("Permutation")
        PERMUTATION
    }

    enum Weight {
        @Label("Log-rank")
        LOG_RANK, @Label("Peto-Peto")
        PETO_PETO, @Label("Gehan-Breslow")
        GEHAN, @Label("Tarone-Ware")
        TARONE_WARE
    }

    enum Interval {
        @Label("Log (R's default)")
        LOG, @Label("Log-log (SAS's default)")
        LOG_LOG, @Label("Plain")
        PLAIN, @Label("Logit")
        LOGIT, @Label("Arcsine")
        ARCSIN
    }

    enum CaseTies {
        @Label(value = "Up to and at the time", description = "An event exactly at the time is a case, as in R's "
            + "riskRegression.")
        AT_OR_BEFORE,
        @Label(value = "Before the time", description = "An event exactly at the time counts for neither side, as in R's "
            + "timeROC.")
        BEFORE
    }

    enum Ties {
        @Label("Efron")
        EFRON, @Label("Breslow")
        BRESLOW, @Label("Exact")
        EXACT
    }

    interface TreatmentRef extends BooleanReference {
    }

    static final class HasTreatment implements EffectPredicateProvider {
        @Override
        public EffectPredicate init(final PredicateInitializer i) {
            return i.getBoolean(TreatmentRef.class).isTrue();
        }
    }

    interface AdjustmentRef extends ParameterReference<Adjustment> {
    }

    static final class IsPermutation implements EffectPredicateProvider {
        @Override
        public EffectPredicate init(final PredicateInitializer i) {
            return i.getEnum(RuleRef.class).isOneOf(Rule.MAXSTAT)
                .and(i.getEnum(AdjustmentRef.class).isOneOf(Adjustment.PERMUTATION));
        }
    }

    interface RuleRef extends ParameterReference<Rule> {
    }

    static final class IsMaxStat implements EffectPredicateProvider {
        @Override
        public EffectPredicate init(final PredicateInitializer i) {
            return i.getEnum(RuleRef.class).isOneOf(Rule.MAXSTAT);
        }
    }

    static final class NeedsValues implements EffectPredicateProvider {
        @Override
        public EffectPredicate init(final PredicateInitializer i) {
            return i.getEnum(RuleRef.class).isOneOf(Rule.QUANTILES, Rule.FIXED, Rule.GIVEN, Rule.GROUPS);
        }
    }

    @Layout(DataSection.class)
    @Widget(title = "Score columns", description = "The risk score, for example the DLRM linear predictor. Several scores "
        + "are combined by a Cox model of the training patients.")
    @ChoicesProvider(ColumnChoices.Numbers.class)
    ColumnFilter m_scores = FeatureColumns.of("DLRM linear predictor");

    @Layout(DataSection.class)
    @Widget(title = "Time column", description = "Time to event or last contact, above zero.")
    @ChoicesProvider(ColumnChoices.Numbers.class)
    String m_time = "pfs_months";

    @Layout(DataSection.class)
    @Widget(title = "Event column", description = "Whether the event was observed.")
    @ChoicesProvider(ColumnChoices.Categories.class)
    String m_event = "pfs_event";

    @Layout(DataSection.class)
    @Widget(title = "Event value", description = "Value of the event column that means the event happened, for example 1 or "
        + "true; every other value is censored.")
    String m_eventValue = "1";

    @Layout(DataSection.class)
    @Widget(title = "Endpoint", description = "Label used in tables and plots, for example PFS, DFS or OS.")
    String m_endpoint = "PFS";

    @Layout(DataSection.class)
    @Widget(title = "Time unit", description = "Label used in tables and plots, for example months.")
    String m_unit = "months";

    @Layout(DataSection.class)
    @Widget(title = "The table has several cohorts", description = "On: only the training cohort is learnt from. Off: "
        + "every row is a training row.")
    @ValueReference(TrainingRows.HasCohorts.class)
    boolean m_useCohort = true;

    @Layout(DataSection.class)
    @Widget(title = TrainingRows.COLUMN, description = "Tells training from validation patients.")
    @ChoicesProvider(ColumnChoices.Categories.class)
    @Effect(predicate = TrainingRows.WithCohorts.class, type = EffectType.SHOW)
    String m_cohort = "cohort";

    @Layout(DataSection.class)
    @Widget(title = "Training value", description = "Value of the cohort column for training patients; other rows are not "
        + "used.")
    @Effect(predicate = TrainingRows.WithCohorts.class, type = EffectType.SHOW)
    String m_training = "train";

    @Layout(CutSection.class)
    @Widget(title = "Cut-off rule", description = "How the score is cut into groups, learnt from training patients only.")
    @ValueReference(RuleRef.class)
    Rule m_rule = Rule.MEDIAN;

    @Layout(CutSection.class)
    @Widget(title = "Values", description = "Quantiles between 0 and 1, cut-offs, the threshold, or the number of groups; "
        + "several are separated by commas.")
    @TextInputWidget(patternValidation = Limits.NumberList.class)
    @Effect(predicate = NeedsValues.class, type = EffectType.SHOW)
    String m_values = "0.5";

    @Layout(CutSection.class)
    @Widget(title = "Smallest group (share)", description = "Smallest part of the patients in either group that the "
        + "search may leave, for example 0.1.")
    @NumberInputWidget(minValidation = IsPositiveDoubleValidation.class, maxValidation = Limits.AtMostHalf.class)
    @Effect(predicate = IsMaxStat.class, type = EffectType.SHOW)
    double m_minProportion = 0.1;

    @Layout(CutSection.class)
    @Widget(title = "Adjusted p value", description = "How the p value accounts for the search for the best cut.")
    @Effect(predicate = IsMaxStat.class, type = EffectType.SHOW)
    @ValueReference(AdjustmentRef.class)
    Adjustment m_adjustment = Adjustment.LAU94;

    @Layout(CutSection.class)
    @Widget(title = "Permutations", description = "Number of random permutations that the adjusted p value comes from.")
    @NumberInputWidget(minValidation = IsPositiveIntegerValidation.class)
    @Effect(predicate = IsPermutation.class, type = EffectType.SHOW)
    int m_permutations = 9999;

    @Layout(StatisticsSection.class)
    @Widget(title = "Survival at times", description = "Times at which survival is reported and predicted, rising, "
        + "separated by commas, in the time unit.")
    @TextInputWidget(patternValidation = Limits.NumberList.class)
    String m_horizons = "12, 24, 36";

    @Layout(StatisticsSection.class)
    @Widget(title = "Covariates", description = "Further columns of a multivariable Cox model beside the score.")
    @ChoicesProvider(ColumnChoices.Categories.class)
    ColumnFilter m_covariates = FeatureColumns.of();

    @Layout(StatisticsSection.class)
    @Widget(title = "Test the benefit of a treatment", description = "Tests the interaction of treatment and group (a "
        + "benefit is tested, not assumed), and predicts each patient's benefit at the times above.")
    @ValueReference(TreatmentRef.class)
    boolean m_useTreatment = false;

    @Layout(StatisticsSection.class)
    @Widget(title = "Treatment column", description = "Which patients were treated.")
    @ChoicesProvider(ColumnChoices.Categories.class)
    @Effect(predicate = HasTreatment.class, type = EffectType.SHOW)
    String m_treatment = "";

    @Layout(StatisticsSection.class)
    @Widget(title = "Treated value", description = "Value of the treatment column in treated patients.")
    @Effect(predicate = HasTreatment.class, type = EffectType.SHOW)
    String m_treated = "1";

    @Advanced
    @Layout(StatisticsSection.class)
    @Widget(title = "Test between groups", advanced = true, description = "Weights of the test that compares the groups.")
    Weight m_weight = Weight.LOG_RANK;

    @Advanced
    @Layout(StatisticsSection.class)
    @Widget(title = "Ties in Cox models", advanced = true, description = "How tied event times are treated.")
    Ties m_ties = Ties.EFRON;

    @Advanced
    @Layout(StatisticsSection.class)
    @Widget(title = "Interval of survival", advanced = true, description = "Scale on which the interval of a survival "
        + "probability is computed.")
    Interval m_interval = Interval.LOG;

    @Advanced
    @Layout(StatisticsSection.class)
    @Widget(title = "Cases of AUC(t)", advanced = true, description = "Which events make a case of the time-dependent AUC "
        + "when an event falls exactly on the time.")
    CaseTies m_caseTies = CaseTies.AT_OR_BEFORE;

    @Advanced
    @Layout(StatisticsSection.class)
    @Widget(title = "Confidence level", advanced = true, description = "Of all intervals, between 0 and 1.")
    @NumberInputWidget(minValidation = IsPositiveDoubleValidation.class, maxValidation = Limits.BelowOne.class)
    double m_level = 0.95;

    @Advanced
    @Layout(StatisticsSection.class)
    @Widget(title = "Seed", advanced = true, description = "Of random permutations.")
    int m_seed = 1;

    /** @return the library's settings, checked against the columns of a table */
    StratifierSettings toSettings(final DataTableSpec spec) throws InvalidSettingsException {
        final List<String> scores = FeatureColumns.numbers(m_scores, spec, "Score columns");
        Columns.require(spec, m_time, "Time column", DoubleValue.class);
        Columns.require(spec, m_event, "Event column", DataValue.class);
        if (m_useCohort) {
            TrainingRows.require(spec, m_cohort);
        }
        if (m_useTreatment) {
            Columns.require(spec, m_treatment, "Treatment column", DataValue.class);
        }
        try {
            return new StratifierSettings(scores, m_time, m_event, m_eventValue.trim(),
                m_endpoint.trim(), m_unit.trim(), m_useCohort ? m_cohort : "", m_useCohort ? m_training.trim() : "",
                rule(), Arrays.stream(Numbers.of(m_horizons, "Survival at times")).boxed().toList(), LogRank.Weight.valueOf(m_weight.name()),
                CoxTies.valueOf(m_ties.name()), CiType.valueOf(m_interval.name()), m_level,
                m_useTreatment ? m_treatment : "", m_useTreatment ? m_treated.trim() : "",
                FeatureColumns.any(m_covariates, spec, "Covariates"), m_seed,
                TimeDependent.CaseTies.valueOf(m_caseTies.name()));
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingsException(e.getMessage(), e);
        }
    }

    private CutRule rule() throws InvalidSettingsException {
        final double[] values = switch (m_rule) {
            case MEDIAN, MAXSTAT -> new double[0];
            default -> Numbers.of(m_values, "Values");
        };
        return switch (m_rule) {
            case MEDIAN -> CutRule.median();
            case QUANTILES -> CutRule.quantiles(values);
            case FIXED -> CutRule.fixed(values);
            case GIVEN -> CutRule.given(one(values));
            case GROUPS -> groups(one(values));
            case MAXSTAT -> CutRule.maxStat(m_minProportion, 1 - m_minProportion,
                MaxStat.PMethod.valueOf(m_adjustment.name()), m_permutations);
        };
    }

    private double one(final double[] values) throws InvalidSettingsException {
        if (values.length != 1) {
            throw new InvalidSettingsException("Values: one number is needed for this cut-off rule, not '" + m_values
                + "'.");
        }
        return values[0];
    }

    private static CutRule groups(final double number) throws InvalidSettingsException {
        if (number != Math.rint(number)) {
            throw new InvalidSettingsException("Values: the number of groups is a whole number, not " + number + ".");
        }
        return CutRule.groups((int)number);
    }
}

package org.dlrm.knime.node.fusion;

import java.util.ArrayList;
import java.util.List;

import org.dlrm.knime.ColumnChoices;
import org.dlrm.knime.Columns;
import org.dlrm.knime.FeatureColumns;
import org.dlrm.stats.fusion.ClinicalSettings;
import org.dlrm.stats.fusion.DlrmSettings;
import org.dlrm.stats.fusion.Outcome;
import org.dlrm.stats.fusion.SelectionStep;
import org.dlrm.stats.fusion.ThresholdRule;
import org.dlrm.stats.glmnet.CvMeasure;
import org.dlrm.stats.select.Mrmr;
import org.dlrm.stats.univariable.PAdjust;
import org.knime.core.data.DataColumnSpec;
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
import org.knime.node.parameters.widget.choices.ValueSwitchWidget;
import org.knime.node.parameters.widget.choices.filter.ColumnFilter;
import org.knime.node.parameters.widget.number.NumberInputWidget;
import org.knime.node.parameters.widget.number.NumberInputWidgetValidation.MinValidation.IsNonNegativeValidation;

/** Settings of the DLRM Fusion learner; {@link #toSettings} turns them into the library's one object. */
public final class DlrmFusionParameters implements NodeParameters {

    /** Stands for the cohort column, and its only value, where the table has no cohorts. */
    static final String ALL_ROWS = "(all rows)";

    @Section(title = "Outcome and cohort")
    interface OutcomeSection {
    }

    @Section(title = "Features")
    @After(OutcomeSection.class)
    interface FeatureSection {
    }

    @Section(title = "Selection within radiomics and deep features")
    @After(FeatureSection.class)
    interface SelectionSection {
    }

    @Section(title = "Clinical factors and fusion")
    @After(SelectionSection.class)
    interface FusionSection {
    }

    @Section(title = "Internal validation")
    @Advanced
    @After(FusionSection.class)
    interface ValidationSection {
    }

    enum Kind {
        @Label(value = "Response (logistic)", description = "A class outcome with two values; logistic regression.")
        BINARY,
        @Label(value = "Time to event (Cox)", description = "A censored time; Cox regression.")
        SURVIVAL
    }

    enum Screen {
        @Label("None")
        NONE, @Label("Mann-Whitney")
        MANN_WHITNEY, @Label("Welch t")
        WELCH_T, @Label("Student t")
        STUDENT_T, @Label("Univariable logistic")
        LOGISTIC, @Label("Univariable Cox")
        COX
    }

    enum Adjust {
        @Label("None")
        NONE, @Label("Bonferroni")
        BONFERRONI, @Label("Holm")
        HOLM, @Label("Benjamini-Hochberg")
        BH
    }

    enum Lambda {
        @Label(value = "lambda.min", description = "The best cross-validated penalty.")
        MIN,
        @Label(value = "lambda.1se", description = "The largest penalty within one standard error of the best.")
        ONE_SE
    }

    enum Threshold {
        @Label(value = "Youden", description = "Largest sensitivity + specificity in the training rows.")
        YOUDEN,
        @Label(value = "Sensitivity", description = "Reaches the given sensitivity in the training rows.")
        SENSITIVITY,
        @Label(value = "Fixed", description = "The given probability.")
        FIXED,
        @Label(value = "Median", description = "Median of the training rows.")
        MEDIAN
    }

    interface CohortRef extends BooleanReference {
    }

    static final class HasCohort implements EffectPredicateProvider {
        @Override
        public EffectPredicate init(final PredicateInitializer i) {
            return i.getBoolean(CohortRef.class).isTrue();
        }
    }

    interface KindRef extends ParameterReference<Kind> {
    }

    interface ThresholdRef extends ParameterReference<Threshold> {
    }

    static final class IsBinary implements EffectPredicateProvider {
        @Override
        public EffectPredicate init(final PredicateInitializer i) {
            return i.getEnum(KindRef.class).isOneOf(Kind.BINARY);
        }
    }

    static final class IsSurvival implements EffectPredicateProvider {
        @Override
        public EffectPredicate init(final PredicateInitializer i) {
            return i.getEnum(KindRef.class).isOneOf(Kind.SURVIVAL);
        }
    }

    static final class NeedsValue implements EffectPredicateProvider {
        @Override
        public EffectPredicate init(final PredicateInitializer i) {
            return i.getEnum(ThresholdRef.class).isOneOf(Threshold.SENSITIVITY, Threshold.FIXED);
        }
    }

    @Layout(OutcomeSection.class)
    @Widget(title = "What is predicted", description = "A response with two values, or a time to event.")
    @ValueSwitchWidget
    @ValueReference(KindRef.class)
    Kind m_kind = Kind.BINARY;

    @Layout(OutcomeSection.class)
    @Widget(title = "Outcome column", description = "Response to treatment.")
    @ChoicesProvider(ColumnChoices.Categories.class)
    @Effect(predicate = IsBinary.class, type = EffectType.SHOW)
    String m_outcome = "response";

    @Layout(OutcomeSection.class)
    @Widget(title = "Positive class", description = "The value of the outcome column whose probability is predicted, for "
        + "example 1 or responder.")
    @Effect(predicate = IsBinary.class, type = EffectType.SHOW)
    String m_positive = "1";

    @Layout(OutcomeSection.class)
    @Widget(title = "Time column", description = "Time to event or last contact, above zero.")
    @ChoicesProvider(ColumnChoices.Numbers.class)
    @Effect(predicate = IsSurvival.class, type = EffectType.SHOW)
    String m_time = "pfs_months";

    @Layout(OutcomeSection.class)
    @Widget(title = "Event column", description = "Whether the event was observed.")
    @ChoicesProvider(ColumnChoices.Categories.class)
    @Effect(predicate = IsSurvival.class, type = EffectType.SHOW)
    String m_event = "pfs_event";

    @Layout(OutcomeSection.class)
    @Widget(title = "Event value", description = "The value of the event column that means the event happened; all others are "
        + "censored.")
    @Effect(predicate = IsSurvival.class, type = EffectType.SHOW)
    String m_eventValue = "1";

    @Layout(OutcomeSection.class)
    @Widget(title = "The table has several cohorts", description = "On: only the training cohort is learnt from. Off: every row "
        + "is a training row.")
    @ValueReference(CohortRef.class)
    boolean m_useCohort = true;

    @Layout(OutcomeSection.class)
    @Widget(title = "Cohort column", description = "Tells training from validation patients.")
    @ChoicesProvider(ColumnChoices.Categories.class)
    @Effect(predicate = HasCohort.class, type = EffectType.SHOW)
    String m_cohort = "cohort";

    @Layout(OutcomeSection.class)
    @Widget(title = "Training value", description = "Value of the cohort column for training patients. Rows with any other "
        + "value are refused: the model never sees them.")
    @Effect(predicate = HasCohort.class, type = EffectType.SHOW)
    String m_training = "train";

    @Layout(FeatureSection.class)
    @Widget(title = "Radiomics features", description = "Columns that become the radiomics signature.")
    @ChoicesProvider(ColumnChoices.Numbers.class)
    ColumnFilter m_radiomics = FeatureColumns.matching("rad_*");

    @Layout(FeatureSection.class)
    @Widget(title = "Deep features", description = "Columns that become the deep signature.")
    @ChoicesProvider(ColumnChoices.Numbers.class)
    ColumnFilter m_deep = FeatureColumns.matching("deep_*");

    @Layout(FeatureSection.class)
    @Widget(title = "Scores taken as they are", description = "Numeric columns that enter the fusion unchanged, for example "
        + "the out-of-fold score of the Deep Feature Learner.")
    @ChoicesProvider(ColumnChoices.Numbers.class)
    ColumnFilter m_scores = FeatureColumns.of();

    @Layout(FeatureSection.class)
    @Widget(title = "Clinical factors", description = "Columns with clinical factors, numbers or categories (the first category "
        + "is the reference).")
    @ChoicesProvider(ColumnChoices.Categories.class)
    ColumnFilter m_clinical = FeatureColumns.of("age", "sex", "cT", "cN", "CEA", "location");

    @Layout(SelectionSection.class)
    @Widget(title = "Largest share of missing values (%)", description = "Features with more missing values are dropped; the "
        + "others are filled with the training median.")
    @NumberInputWidget(minValidation = IsNonNegativeValidation.class)
    double m_missingPercent = 20;

    @Layout(SelectionSection.class)
    @Widget(title = "Univariable screen", description = "Test that a feature must pass.")
    Screen m_screen = Screen.MANN_WHITNEY;

    @Layout(SelectionSection.class)
    @Widget(title = "p below", description = "Significance level of the screen.")
    @NumberInputWidget(minValidation = IsNonNegativeValidation.class)
    double m_alpha = 0.05;

    @Layout(SelectionSection.class)
    @Widget(title = "Adjustment of p", description = "Correction for multiple testing.")
    Adjust m_adjust = Adjust.NONE;

    @Layout(SelectionSection.class)
    @Widget(title = "Spearman correlation above", description = "Of features correlated more strongly, only the most relevant "
        + "is kept. 1 switches the step off.")
    @NumberInputWidget(minValidation = IsNonNegativeValidation.class)
    double m_redundancy = 0.9;

    @Layout(SelectionSection.class)
    @Widget(title = "mRMR features", description = "Number of features that minimum redundancy maximum relevance keeps before "
        + "the LASSO; 0 switches the step off.")
    @NumberInputWidget(minValidation = IsNonNegativeValidation.class)
    int m_mrmr = 0;

    @Layout(SelectionSection.class)
    @Widget(title = "LASSO penalty", description = "Which penalty of the cross-validated LASSO.")
    @ValueSwitchWidget
    Lambda m_lambda = Lambda.MIN;

    @Advanced
    @Layout(SelectionSection.class)
    @Widget(title = "Elastic net mixing (alpha)", advanced = true, description = "1 is the LASSO; smaller values keep groups "
        + "of correlated features. Above 0, at most 1.")
    double m_mixing = 1;

    @Advanced
    @Layout(SelectionSection.class)
    @Widget(title = "Cross-validation folds", advanced = true, description = "Folds of the LASSO's cross-validation, at least "
        + "3.")
    int m_folds = 10;

    @Advanced
    @Layout(SelectionSection.class)
    @Widget(title = "Cross-validation repeats", advanced = true, description = "How often the folds are drawn anew; the "
        + "measures are averaged.")
    int m_repeats = 1;

    @Layout(FusionSection.class)
    @Widget(title = "Clinical factor enters if p below", description = "Univariable p value below which a clinical factor enters; "
        + "1 keeps all.")
    @NumberInputWidget(minValidation = IsNonNegativeValidation.class)
    double m_clinicalAlpha = 0.05;

    @Layout(FusionSection.class)
    @Widget(title = "Backward elimination by AIC", description = "Afterwards drops clinical factors as long as AIC falls.")
    boolean m_backward = true;

    @Layout(FusionSection.class)
    @Widget(title = "Operating threshold", description = "How the probability that counts as positive is found, from training "
        + "rows only.")
    @ValueReference(ThresholdRef.class)
    Threshold m_threshold = Threshold.YOUDEN;

    @Layout(FusionSection.class)
    @Widget(title = "Threshold value", description = "The sensitivity to reach, or the fixed probability (0 to 1).")
    @Effect(predicate = NeedsValue.class, type = EffectType.SHOW)
    double m_thresholdValue = 0.9;

    @Layout(ValidationSection.class)
    @Widget(title = "Cross-validation folds of the whole model", advanced = true, description = "Repeats the whole selection in "
        + "every fold; 0 for none.")
    @NumberInputWidget(minValidation = IsNonNegativeValidation.class)
    int m_outerFolds = 5;

    @Layout(ValidationSection.class)
    @Widget(title = "Bootstrap samples", advanced = true, description = "Optimism correction with the whole selection repeated "
        + "in every sample; 0 for none.")
    @NumberInputWidget(minValidation = IsNonNegativeValidation.class)
    int m_bootstraps = 0;

    @Layout(ValidationSection.class)
    @Widget(title = "Seed", advanced = true, description = "Start of all random choices; the same seed gives the same model.")
    int m_seed = 1;

    /** @return the library's settings for a table, checked against its columns */
    DlrmSettings toSettings(final DataTableSpec spec) throws InvalidSettingsException {
        if (m_useCohort) {
            Columns.require(spec, m_cohort, "Cohort column", DataValue.class);
        }
        final Outcome outcome;
        if (m_kind == Kind.BINARY) {
            Columns.require(spec, m_outcome, "Outcome column", DataValue.class);
            outcome = new Outcome.Binary(m_outcome, m_positive.trim());
        } else {
            Columns.require(spec, m_time, "Time column", DoubleValue.class);
            Columns.require(spec, m_event, "Event column", DataValue.class);
            outcome = new Outcome.Survival(m_time, m_event, m_eventValue.trim());
        }
        try {
            final DlrmSettings.Builder b = DlrmSettings.builder(outcome, m_useCohort ? m_cohort : ALL_ROWS,
                m_useCohort ? m_training.trim() : ALL_ROWS);
            final List<String> taken = new ArrayList<>(outcome.columns());
            taken.add(m_useCohort ? m_cohort : ALL_ROWS);
            final SelectionStep[] steps = steps();
            final List<String> radiomics = columns(m_radiomics, spec, true, taken, "Radiomics features");
            if (!radiomics.isEmpty()) {
                b.group("radiomics_signature", radiomics, steps);
            }
            final List<String> deep = columns(m_deep, spec, true, taken, "Deep features");
            if (!deep.isEmpty()) {
                b.group("deep_signature", deep, steps);
            }
            b.scores(columns(m_scores, spec, true, taken, "Scores"));
            final List<String> clinical = columns(m_clinical, spec, false, taken, "Clinical factors");
            b.clinical(new ClinicalSettings(clinical, List.of(), m_clinicalAlpha,
                m_backward ? ClinicalSettings.Backward.AIC : ClinicalSettings.Backward.NONE, 1,
                ClinicalSettings.Missing.IMPUTE));
            b.threshold(threshold()).seed(m_seed);
            b.validation(new DlrmSettings.Validation(m_outerFolds, 1, m_bootstraps));
            return b.build();
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingsException(e.getMessage(), e);
        }
    }

    private static List<String> columns(final ColumnFilter filter, final DataTableSpec spec, final boolean numbers,
        final List<String> taken, final String role) throws InvalidSettingsException {
        final List<DataColumnSpec> candidates = spec.stream()
            .filter(c -> !numbers || c.getType().isCompatible(DoubleValue.class)).toList();
        final String[] missing = filter.getMissingSelected(candidates);
        if (missing.length > 0) {
            throw new InvalidSettingsException(role + ": the input table has no column '" + missing[0] + "'"
                + (missing.length > 1 ? " (and " + (missing.length - 1) + " others)" : "")
                + (numbers ? " with numbers" : "") + ". Choose the columns again in the dialog.");
        }
        final List<String> chosen = new ArrayList<>(List.of(filter.filter(candidates)));
        chosen.removeAll(taken);
        return chosen;
    }

    private SelectionStep[] steps() {
        final List<SelectionStep> steps = new ArrayList<>();
        steps.add(new SelectionStep.MissingRule(m_missingPercent / 100));
        steps.add(new SelectionStep.NearZeroVariance(19, 0.1));
        if (m_screen != Screen.NONE) {
            steps.add(new SelectionStep.UnivariableScreen(SelectionStep.Test.valueOf(m_screen.name()),
                PAdjust.valueOf(m_adjust.name()), m_alpha));
        }
        if (m_redundancy < 1) {
            steps.add(new SelectionStep.Redundancy(m_redundancy, SelectionStep.Relevance.AUC));
        }
        if (m_mrmr > 0) {
            steps.add(new SelectionStep.MrmrSelection(m_mrmr, Mrmr.Criterion.MIQ, Mrmr.Correlation.SPEARMAN));
        }
        steps.add(new SelectionStep.Penalized(m_mixing, SelectionStep.LambdaRule.valueOf(m_lambda.name()),
            CvMeasure.DEVIANCE, m_folds, SelectionStep.FoldScheme.STRATIFIED, m_repeats, 1e-7));
        return steps.toArray(SelectionStep[]::new);
    }

    private ThresholdRule threshold() {
        if (m_kind == Kind.SURVIVAL && m_threshold != Threshold.FIXED) {
            return ThresholdRule.MEDIAN;
        }
        return switch (m_threshold) {
            case YOUDEN -> ThresholdRule.YOUDEN;
            case MEDIAN -> ThresholdRule.MEDIAN;
            case SENSITIVITY -> ThresholdRule.sensitivity(m_thresholdValue);
            case FIXED -> ThresholdRule.fixed(m_thresholdValue);
        };
    }
}

package org.dlrm.knime.node.fusion;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.dlrm.knime.ColumnChoices;
import org.dlrm.knime.Columns;
import org.dlrm.knime.FeatureColumns;
import org.dlrm.knime.Limits;
import org.dlrm.knime.Numbers;
import org.dlrm.knime.TrainingRows;
import org.dlrm.stats.combat.Combat;
import org.dlrm.stats.combat.CombatModel;
import org.dlrm.stats.fusion.ClinicalSettings;
import org.dlrm.stats.fusion.DlrmSettings;
import org.dlrm.stats.fusion.Outcome;
import org.dlrm.stats.fusion.SelectionStep;
import org.dlrm.stats.fusion.ThresholdRule;
import org.dlrm.stats.glmnet.CvMeasure;
import org.dlrm.stats.glmnet.Family;
import org.dlrm.stats.select.Mrmr;
import org.dlrm.stats.univariable.PAdjust;
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
import org.knime.node.parameters.widget.number.NumberInputWidgetValidation.MinValidation.IsPositiveDoubleValidation;
import org.knime.node.parameters.widget.number.NumberInputWidgetValidation.MinValidation.IsPositiveIntegerValidation;
import org.knime.node.parameters.widget.text.TextInputWidget;

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
        HOLM, @Label("Hochberg")
        HOCHBERG, @Label("Benjamini-Hochberg")
        BH, @Label("Benjamini-Yekutieli")
        BY
    }

    enum Relevance {
        @Label(value = "AUC", description = "Area under the ROC curve, or concordance for times, in whichever direction.")
        AUC,
        @Label(value = "Spearman", description = "Absolute rank correlation with the class outcome.")
        SPEARMAN
    }

    enum MrmrCriterion {
        @Label(value = "MIQ", description = "Relevance divided by redundancy.")
        MIQ,
        @Label(value = "MID", description = "Relevance minus redundancy.")
        MID
    }

    enum MrmrCorrelation {
        @Label("Spearman")
        SPEARMAN, @Label("Pearson")
        PEARSON
    }

    enum Measure {
        @Label("Deviance")
        DEVIANCE, @Label(value = "AUC", description = "For a class outcome.")
        AUC, @Label(value = "Misclassified", description = "For a class outcome.")
        CLASS, @Label(value = "Squared error", description = "For a class outcome.")
        MSE, @Label(value = "Absolute error", description = "For a class outcome.")
        MAE, @Label(value = "Concordance", description = "For a time to event.")
        C
    }

    enum FoldScheme {
        @Label(value = "Random, stratified", description = "Drawn from the seed; every fold has its share of events.")
        STRATIFIED,
        @Label(value = "Alternating", description = "The first row goes to the first fold, the second to the second, and so "
            + "on.")
        ALTERNATING
    }

    enum Elimination {
        @Label(value = "None", description = "All stay.")
        NONE,
        @Label(value = "By AIC", description = "As long as AIC falls, as R's step.")
        AIC,
        @Label(value = "By p value", description = "As long as the largest p value is above the limit.")
        P_VALUE
    }

    enum ClinicalMissing {
        @Label(value = "Fill in", description = "Median or most frequent category of the training rows.")
        IMPUTE,
        @Label(value = "Leave the patient out", description = "Such patients get no prediction either.")
        DROP_ROWS
    }

    enum Firth {
        @Label(value = "Under separation", description = "Only where maximum likelihood has no finite estimate.")
        WHEN_SEPARATED,
        @Label("Always")
        ALWAYS, @Label("Never")
        NEVER
    }

    enum Unseen {
        @Label(value = "Error", description = "Applying the model stops and names the centre.")
        ERROR,
        @Label(value = "As the reference centre", description = "Its features stay as they are.")
        AS_REFERENCE
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
        @Label(value = "Cost", description = "Least cost in the training rows; the value is the cost of a missed positive over "
            + "that of a false alarm.")
        COST,
        @Label(value = "Fixed", description = "The given probability.")
        FIXED,
        @Label(value = "Median", description = "Median of the training rows.")
        MEDIAN
    }

    interface MissingRef extends BooleanReference {
    }

    static final class FillsMissing implements EffectPredicateProvider {
        @Override
        public EffectPredicate init(final PredicateInitializer i) {
            return i.getBoolean(MissingRef.class).isTrue();
        }
    }

    interface StabilityRef extends BooleanReference {
    }

    static final class HasStability implements EffectPredicateProvider {
        @Override
        public EffectPredicate init(final PredicateInitializer i) {
            return i.getBoolean(StabilityRef.class).isTrue();
        }
    }

    interface ScreenRef extends ParameterReference<Screen> {
    }

    static final class IsScreened implements EffectPredicateProvider {
        @Override
        public EffectPredicate init(final PredicateInitializer i) {
            return i.getEnum(ScreenRef.class).isOneOf(Screen.NONE).negate();
        }
    }

    interface PenaltyRef extends BooleanReference {
    }

    static final class IsPenalized implements EffectPredicateProvider {
        @Override
        public EffectPredicate init(final PredicateInitializer i) {
            return i.getBoolean(PenaltyRef.class).isTrue();
        }
    }

    interface HarmonizeRef extends BooleanReference {
    }

    static final class IsHarmonized implements EffectPredicateProvider {
        @Override
        public EffectPredicate init(final PredicateInitializer i) {
            return i.getBoolean(HarmonizeRef.class).isTrue();
        }
    }

    interface EliminationRef extends ParameterReference<Elimination> {
    }

    static final class IsByP implements EffectPredicateProvider {
        @Override
        public EffectPredicate init(final PredicateInitializer i) {
            return i.getEnum(EliminationRef.class).isOneOf(Elimination.P_VALUE);
        }
    }

    interface FusedEliminationRef extends ParameterReference<Elimination> {
    }

    static final class IsFusedByP implements EffectPredicateProvider {
        @Override
        public EffectPredicate init(final PredicateInitializer i) {
            return i.getEnum(FusedEliminationRef.class).isOneOf(Elimination.P_VALUE);
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
            return i.getEnum(ThresholdRef.class).isOneOf(Threshold.SENSITIVITY, Threshold.COST, Threshold.FIXED);
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
    @Widget(title = "Positive class", description = "The value of the outcome column whose probability is predicted, for example 1, responder or true.")
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
    @Widget(title = "Event value", description = "The value of the event column that means the event happened, for example 1 or true; "
        + "all others are censored.")
    @Effect(predicate = IsSurvival.class, type = EffectType.SHOW)
    String m_eventValue = "1";

    @Layout(OutcomeSection.class)
    @Widget(title = "The table has several cohorts", description = "On: only the training cohort is learnt from. Off: "
        + "every row is a training row.")
    @ValueReference(TrainingRows.HasCohorts.class)
    boolean m_useCohort = true;

    @Layout(OutcomeSection.class)
    @Widget(title = TrainingRows.COLUMN, description = "Tells training from validation patients.")
    @ChoicesProvider(ColumnChoices.Categories.class)
    @Effect(predicate = TrainingRows.WithCohorts.class, type = EffectType.SHOW)
    String m_cohort = "cohort";

    @Layout(OutcomeSection.class)
    @Widget(title = "Training value", description = "Value of the cohort column for training patients. Rows with any other "
        + "value are refused: the model never sees them.")
    @Effect(predicate = TrainingRows.WithCohorts.class, type = EffectType.SHOW)
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
    @Widget(title = "Clinical factors", description = "Columns with clinical factors, numbers or categories (the first "
        + "category by the alphabet is the reference).")
    @ChoicesProvider(ColumnChoices.Categories.class)
    ColumnFilter m_clinical = FeatureColumns.of("age", "sex", "cT", "cN", "CEA", "location");

    @Advanced
    @Layout(FeatureSection.class)
    @Widget(title = "Remove centre effects (ComBat)", advanced = true, description = "Harmonizes the radiomics and deep "
        + "features inside the model, learnt in the training rows and repeated in every fold of the internal validation.")
    @ValueReference(HarmonizeRef.class)
    boolean m_harmonize = false;

    @Advanced
    @Layout(FeatureSection.class)
    @Widget(title = "Centre column", advanced = true, description = "Tells the hospitals or scanners apart.")
    @ChoicesProvider(ColumnChoices.Categories.class)
    @Effect(predicate = IsHarmonized.class, type = EffectType.SHOW)
    String m_centre = "centre";

    @Advanced
    @Layout(FeatureSection.class)
    @Widget(title = "Effects to keep", advanced = true, description = "Columns whose effect on the features is real and "
        + "stays, never the outcome.")
    @ChoicesProvider(ColumnChoices.Categories.class)
    @Effect(predicate = IsHarmonized.class, type = EffectType.SHOW)
    ColumnFilter m_covariates = FeatureColumns.of();

    @Advanced
    @Layout(FeatureSection.class)
    @Widget(title = "Reference centre", advanced = true, description = "Value of the centre column whose features stay as "
        + "they are; empty for none.")
    @Effect(predicate = IsHarmonized.class, type = EffectType.SHOW)
    String m_reference = "";

    @Advanced
    @Layout(FeatureSection.class)
    @Widget(title = "A centre that was not in training", advanced = true, description = "What it means when the model is "
        + "applied.")
    @Effect(predicate = IsHarmonized.class, type = EffectType.SHOW)
    Unseen m_unseen = Unseen.ERROR;

    @Advanced
    @Layout(SelectionSection.class)
    @Widget(title = "Fill missing values", advanced = true, description = "Fills missing values with the training median; "
        + "off: a feature with a missing value is an error. A patient without any feature of a signature is left out, and has no "
        + "prediction later.")
    @ValueReference(MissingRef.class)
    boolean m_fillMissing = true;

    @Advanced
    @Layout(SelectionSection.class)
    @Widget(title = "Largest share of missing values (%)", advanced = true, description = "Features with more missing "
        + "values are dropped.")
    @NumberInputWidget(minValidation = IsNonNegativeValidation.class, maxValidation = Limits.AtMostHundred.class)
    @Effect(predicate = FillsMissing.class, type = EffectType.SHOW)
    double m_missingPercent = 20;

    @Advanced
    @Layout(SelectionSection.class)
    @Widget(title = "Drop nearly constant features", advanced = true, description = "Drops a feature whose most frequent "
        + "value is 19 times as frequent as the second while less than 10 % of its values are distinct.")
    boolean m_nearZero = true;

    @Layout(SelectionSection.class)
    @Widget(title = "Univariable screen", description = "Test that a feature must pass.")
    @ValueReference(ScreenRef.class)
    Screen m_screen = Screen.MANN_WHITNEY;

    @Layout(SelectionSection.class)
    @Widget(title = "p below", description = "Significance level of the screen.")
    @NumberInputWidget(minValidation = IsNonNegativeValidation.class, maxValidation = Limits.AtMostOne.class)
    @Effect(predicate = IsScreened.class, type = EffectType.SHOW)
    double m_alpha = 0.05;

    @Advanced
    @Layout(SelectionSection.class)
    @Widget(title = "Adjustment of p", advanced = true, description = "Correction for multiple testing.")
    @Effect(predicate = IsScreened.class, type = EffectType.SHOW)
    Adjust m_adjust = Adjust.NONE;

    @Layout(SelectionSection.class)
    @Widget(title = "Drop if Spearman correlation above", description = "Of features that are "
        + "correlated more strongly, only the most relevant is kept. 1 switches the step off.")
    @NumberInputWidget(minValidation = IsNonNegativeValidation.class, maxValidation = Limits.AtMostOne.class)
    double m_redundancy = 0.9;

    @Advanced
    @Layout(SelectionSection.class)
    @Widget(title = "Relevance of redundant features", advanced = true, description = "Measure by which the most relevant "
        + "of correlated features is found.")
    Relevance m_relevance = Relevance.AUC;

    @Advanced
    @Layout(SelectionSection.class)
    @Widget(title = "mRMR features", advanced = true, description = "Number of features that minimum redundancy maximum "
        + "relevance keeps before the LASSO; 0 switches the step off.")
    @NumberInputWidget(minValidation = IsNonNegativeValidation.class)
    int m_mrmr = 0;

    @Advanced
    @Layout(SelectionSection.class)
    @Widget(title = "mRMR criterion", advanced = true, description = "How relevance and redundancy are weighed.")
    MrmrCriterion m_mrmrCriterion = MrmrCriterion.MIQ;

    @Advanced
    @Layout(SelectionSection.class)
    @Widget(title = "mRMR correlation", advanced = true, description = "Correlation that measures relevance and redundancy.")
    MrmrCorrelation m_mrmrCorrelation = MrmrCorrelation.SPEARMAN;

    @Advanced
    @Layout(SelectionSection.class)
    @Widget(title = "Stability selection", advanced = true, description = "Keeps the features that the LASSO chooses in "
        + "most random halves of the training rows.")
    @ValueReference(StabilityRef.class)
    boolean m_stability = false;

    @Advanced
    @Layout(SelectionSection.class)
    @Widget(title = "Random halves", advanced = true, description = "Number of random halves of the training rows.")
    @NumberInputWidget(minValidation = IsPositiveIntegerValidation.class)
    @Effect(predicate = HasStability.class, type = EffectType.SHOW)
    int m_stabilityHalves = 100;

    @Advanced
    @Layout(SelectionSection.class)
    @Widget(title = "Features per half", advanced = true, description = "Largest number of features that the LASSO may "
        + "choose in each half.")
    @NumberInputWidget(minValidation = IsPositiveIntegerValidation.class)
    @Effect(predicate = HasStability.class, type = EffectType.SHOW)
    int m_stabilityFeatures = 10;

    @Advanced
    @Layout(SelectionSection.class)
    @Widget(title = "Chosen in at least (share)", advanced = true, description = "Share of the halves, 0 to 1, in which a "
        + "feature must be chosen.")
    @NumberInputWidget(minValidation = IsPositiveDoubleValidation.class, maxValidation = Limits.AtMostOne.class)
    @Effect(predicate = HasStability.class, type = EffectType.SHOW)
    double m_stabilityShare = 0.6;

    @Layout(SelectionSection.class)
    @Widget(title = "LASSO or elastic net", description = "On: penalized regression chooses the features and their "
        + "coefficients. Off: ordinary regression of all features that are left.")
    @ValueReference(PenaltyRef.class)
    boolean m_penalized = true;

    @Layout(SelectionSection.class)
    @Widget(title = "LASSO penalty", description = "Which penalty of the cross-validated LASSO.")
    @ValueSwitchWidget
    @Effect(predicate = IsPenalized.class, type = EffectType.SHOW)
    Lambda m_lambda = Lambda.MIN;

    @Advanced
    @Layout(SelectionSection.class)
    @Widget(title = "Elastic net mixing (alpha)", advanced = true, description = "1 is the LASSO; smaller values keep "
        + "groups of correlated features. Above 0, at most 1.")
    @NumberInputWidget(minValidation = IsPositiveDoubleValidation.class, maxValidation = Limits.AtMostOne.class)
    @Effect(predicate = IsPenalized.class, type = EffectType.SHOW)
    double m_mixing = 1;

    @Advanced
    @Layout(SelectionSection.class)
    @Widget(title = "Cross-validated measure", advanced = true, description = "What the cross-validation measures in the "
        + "left-out rows.")
    @Effect(predicate = IsPenalized.class, type = EffectType.SHOW)
    Measure m_measure = Measure.DEVIANCE;

    @Advanced
    @Layout(SelectionSection.class)
    @Widget(title = "Cross-validation folds", advanced = true, description = "Folds of the LASSO's cross-validation, at "
        + "least 3.")
    @NumberInputWidget(minValidation = Limits.AtLeastThree.class)
    @Effect(predicate = IsPenalized.class, type = EffectType.SHOW)
    int m_folds = 10;

    @Advanced
    @Layout(SelectionSection.class)
    @Widget(title = "Cross-validation repeats", advanced = true, description = "How often the folds are drawn anew; the "
        + "measures are averaged.")
    @NumberInputWidget(minValidation = IsPositiveIntegerValidation.class)
    @Effect(predicate = IsPenalized.class, type = EffectType.SHOW)
    int m_repeats = 1;

    @Advanced
    @Layout(SelectionSection.class)
    @Widget(title = "How the folds are made", advanced = true, description = "At random or fixed by the order of the rows.")
    @Effect(predicate = IsPenalized.class, type = EffectType.SHOW)
    FoldScheme m_foldScheme = FoldScheme.STRATIFIED;

    @Layout(FusionSection.class)
    @Widget(title = "Clinical factor enters if p below", description = "Univariable p value below which a clinical factor "
        + "enters; 1 keeps all.")
    @NumberInputWidget(minValidation = IsNonNegativeValidation.class, maxValidation = Limits.AtMostOne.class)
    double m_clinicalAlpha = 0.05;

    @Advanced
    @Layout(FusionSection.class)
    @Widget(title = "Clinical factors that always stay", advanced = true, description = "Clinical factors that are kept "
        + "whatever their p value.")
    @ChoicesProvider(ColumnChoices.Categories.class)
    ColumnFilter m_forced = FeatureColumns.of();

    @Layout(FusionSection.class)
    @Widget(title = "Backward elimination of clinical factors", description = "Afterwards drops clinical factors one by "
        + "one.")
    @ValueReference(EliminationRef.class)
    Elimination m_elimination = Elimination.AIC;

    @Advanced
    @Layout(FusionSection.class)
    @Widget(title = "Clinical factor leaves if p above", advanced = true, description = "Limit of the backward "
        + "elimination by p value.")
    @NumberInputWidget(minValidation = IsNonNegativeValidation.class, maxValidation = Limits.AtMostOne.class)
    @Effect(predicate = IsByP.class, type = EffectType.SHOW)
    double m_eliminationAlpha = 0.05;

    @Advanced
    @Layout(FusionSection.class)
    @Widget(title = "Missing clinical values", advanced = true, description = "What happens to patients who lack a "
        + "clinical value.")
    ClinicalMissing m_clinicalMissing = ClinicalMissing.IMPUTE;

    @Advanced
    @Layout(FusionSection.class)
    @Widget(title = "Backward elimination in the fusion", advanced = true, description = "Drops clinical factors from the "
        + "fused model, beside the signatures and scores, which stay.")
    @ValueReference(FusedEliminationRef.class)
    Elimination m_fusedElimination = Elimination.NONE;

    @Advanced
    @Layout(FusionSection.class)
    @Widget(title = "Term leaves the fusion if p above", advanced = true, description = "Limit of the elimination in the "
        + "fused model by p value.")
    @NumberInputWidget(minValidation = IsNonNegativeValidation.class, maxValidation = Limits.AtMostOne.class)
    @Effect(predicate = IsFusedByP.class, type = EffectType.SHOW)
    double m_fusedAlpha = 0.1;

    @Advanced
    @Layout(FusionSection.class)
    @Widget(title = "Firth's penalized likelihood", advanced = true, description = "Keeps coefficients finite where a term "
        + "separates the outcomes and reduces their bias in small samples.")
    Firth m_firth = Firth.WHEN_SEPARATED;

    @Layout(FusionSection.class)
    @Widget(title = "Operating threshold", description = "How the probability that counts as positive is found, from "
        + "training rows only.")
    @ValueReference(ThresholdRef.class)
    Threshold m_threshold = Threshold.YOUDEN;

    @Layout(FusionSection.class)
    @Widget(title = "Threshold value", description = "The sensitivity to reach (0 to 1), the cost ratio "
        + "(above 0), or the fixed probability (0 to 1).")
    @NumberInputWidget(minValidation = IsPositiveDoubleValidation.class)
    @Effect(predicate = NeedsValue.class, type = EffectType.SHOW)
    double m_thresholdValue = 0.9;

    @Layout(FusionSection.class)
    @Widget(title = "Nomogram at times", description = "Times of the survival axes of the nomogram, rising, separated by "
        + "commas, in the unit of the time column.")
    @TextInputWidget(patternValidation = Limits.NumberList.class)
    @Effect(predicate = IsSurvival.class, type = EffectType.SHOW)
    String m_horizons = "12, 24, 36";

    @Layout(ValidationSection.class)
    @Widget(title = "Cross-validation folds of the whole model", advanced = true, description = "Repeats the whole "
        + "selection in every fold; 0 for none.")
    @NumberInputWidget(minValidation = IsNonNegativeValidation.class)
    int m_outerFolds = 5;

    @Layout(ValidationSection.class)
    @Widget(title = "Repeats of that cross-validation", advanced = true, description = "How often the folds of the whole "
        + "model are drawn anew.")
    @NumberInputWidget(minValidation = IsPositiveIntegerValidation.class)
    int m_outerRepeats = 1;

    @Layout(ValidationSection.class)
    @Widget(title = "Bootstrap samples", advanced = true, description = "Optimism correction with the whole selection "
        + "repeated in every sample; 0 for none.")
    @NumberInputWidget(minValidation = IsNonNegativeValidation.class)
    int m_bootstraps = 0;

    @Layout(ValidationSection.class)
    @Widget(title = "Seed", advanced = true, description = "Start of all random choices; the same seed gives the same "
        + "model.")
    int m_seed = 1;

    /** @return the library's settings for a table, checked against its columns */
    DlrmSettings toSettings(final DataTableSpec spec) throws InvalidSettingsException {
        if (m_useCohort) {
            TrainingRows.require(spec, m_cohort);
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
            final List<String> forced = columns(m_forced, spec, false, taken, "Clinical factors that always stay");
            b.clinical(new ClinicalSettings(clinical, forced, m_clinicalAlpha,
                ClinicalSettings.Backward.valueOf(m_elimination.name()),
                m_elimination == Elimination.P_VALUE ? m_eliminationAlpha : 1,
                ClinicalSettings.Missing.valueOf(m_clinicalMissing.name())));
            b.backward(ClinicalSettings.Backward.valueOf(m_fusedElimination.name()), m_fusedAlpha);
            b.firth(DlrmSettings.Firth.valueOf(m_firth.name())).threshold(threshold()).seed(m_seed);
            b.validation(new DlrmSettings.Validation(m_outerFolds, m_outerRepeats, m_bootstraps));
            if (m_kind == Kind.SURVIVAL) {
                b.horizons(Numbers.of(m_horizons, "Nomogram at times"));
            }
            if (m_harmonize) {
                b.harmonization(harmonization(spec, taken));
            }
            return b.build();
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingsException(e.getMessage(), e);
        }
    }

    private DlrmSettings.Harmonization harmonization(final DataTableSpec spec, final List<String> taken)
        throws InvalidSettingsException {
        Columns.require(spec, m_centre, "Centre column", DataValue.class);
        final String reference = m_reference.trim();
        if (reference.isEmpty() && m_unseen == Unseen.AS_REFERENCE) {
            throw new InvalidSettingsException("Reference centre: name the centre that a new centre is taken for.");
        }
        return new DlrmSettings.Harmonization(m_centre,
            new Combat(true, false, reference.isEmpty() ? Optional.empty() : Optional.of(reference)),
            columns(m_covariates, spec, false, taken, "Effects to keep"), CombatModel.Unseen.valueOf(m_unseen.name()));
    }

    private static List<String> columns(final ColumnFilter filter, final DataTableSpec spec, final boolean numbers,
        final List<String> taken, final String role) throws InvalidSettingsException {
        final List<String> chosen = new ArrayList<>(numbers ? FeatureColumns.numbers(filter, spec, role)
            : FeatureColumns.any(filter, spec, role));
        chosen.removeAll(taken);
        return chosen;
    }

    /** @return feature columns that hold text and are therefore no candidates */
    List<String> texts(final DataTableSpec spec) {
        return Stream.of(m_radiomics, m_deep, m_scores).flatMap(f -> FeatureColumns.texts(f, spec).stream()).distinct().toList();
    }

    private SelectionStep[] steps() {
        final List<SelectionStep> steps = new ArrayList<>();
        if (m_fillMissing) {
            steps.add(new SelectionStep.MissingRule(m_missingPercent / 100));
        }
        if (m_nearZero) {
            steps.add(new SelectionStep.NearZeroVariance(19, 0.1));
        }
        if (m_screen != Screen.NONE) {
            if (m_kind == Kind.SURVIVAL != (m_screen == Screen.COX)) {
                throw new IllegalArgumentException("Univariable screen: " + (m_kind == Kind.SURVIVAL
                    ? "only the Cox model tests a time to event. Choose 'Univariable Cox', or 'None'."
                    : "a Cox model does not test a class outcome. Choose another test, for example Mann-Whitney."));
            }
            steps.add(new SelectionStep.UnivariableScreen(SelectionStep.Test.valueOf(m_screen.name()),
                PAdjust.valueOf(m_adjust.name()), m_alpha));
        }
        if (m_redundancy < 1) {
            steps.add(new SelectionStep.Redundancy(m_redundancy, SelectionStep.Relevance.valueOf(m_relevance.name())));
        }
        if (m_mrmr > 0) {
            steps.add(new SelectionStep.MrmrSelection(m_mrmr, Mrmr.Criterion.valueOf(m_mrmrCriterion.name()),
                Mrmr.Correlation.valueOf(m_mrmrCorrelation.name())));
        }
        if (m_stability) {
            steps.add(new SelectionStep.Stability(m_stabilityHalves, m_stabilityShare, m_stabilityFeatures));
        }
        if (m_penalized) {
            steps.add(new SelectionStep.Penalized(m_mixing, SelectionStep.LambdaRule.valueOf(m_lambda.name()), measure(),
                m_folds, SelectionStep.FoldScheme.valueOf(m_foldScheme.name()), m_repeats, 1e-7));
        }
        return steps.toArray(SelectionStep[]::new);
    }

    private CvMeasure measure() {
        final CvMeasure measure = CvMeasure.valueOf(m_measure.name());
        if (!measure.suits(m_kind == Kind.SURVIVAL ? Family.COX : Family.BINOMIAL)) {
            throw new IllegalArgumentException("Cross-validated measure: " + measure.label() + " does not exist for "
                + (m_kind == Kind.SURVIVAL ? "a time to event." : "a class outcome."));
        }
        return measure;
    }

    private ThresholdRule threshold() {
        if (m_kind == Kind.SURVIVAL) {
            return m_threshold == Threshold.FIXED ? ThresholdRule.fixed(m_thresholdValue) : ThresholdRule.MEDIAN;
        }
        final boolean cost = m_threshold == Threshold.COST;
        final boolean share = m_threshold == Threshold.SENSITIVITY || m_threshold == Threshold.FIXED;
        if (cost && !(m_thresholdValue > 0) || share && !(m_thresholdValue >= 0 && m_thresholdValue <= 1)) {
            throw new IllegalArgumentException("Threshold value: " + (cost ? "a cost ratio is above 0"
                : "it lies between 0 and 1") + ", not " + m_thresholdValue + ".");
        }
        return switch (m_threshold) {
            case YOUDEN -> ThresholdRule.YOUDEN;
            case MEDIAN -> ThresholdRule.MEDIAN;
            case SENSITIVITY -> ThresholdRule.sensitivity(m_thresholdValue);
            case COST -> ThresholdRule.cost(m_thresholdValue);
            case FIXED -> ThresholdRule.fixed(m_thresholdValue);
        };
    }
}

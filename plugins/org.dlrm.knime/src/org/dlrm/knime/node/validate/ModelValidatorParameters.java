package org.dlrm.knime.node.validate;

import org.dlrm.knime.ColumnChoices;
import org.dlrm.knime.FeatureColumns;
import org.dlrm.knime.Limits;
import org.dlrm.knime.Numbers;
import org.dlrm.knime.TrainingRows;
import org.dlrm.stats.validate.DecisionCurve;
import org.dlrm.stats.validate.ModelValidator;
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
import org.knime.node.parameters.widget.choices.ChoicesProvider;
import org.knime.node.parameters.widget.choices.Label;
import org.knime.node.parameters.widget.choices.ValueSwitchWidget;
import org.knime.node.parameters.widget.choices.filter.ColumnFilter;
import org.knime.node.parameters.widget.number.NumberInputWidget;
import org.knime.node.parameters.widget.number.NumberInputWidgetValidation.MinValidation.IsNonNegativeValidation;
import org.knime.node.parameters.widget.number.NumberInputWidgetValidation.MinValidation.IsPositiveDoubleValidation;
import org.knime.node.parameters.widget.text.TextInputWidget;

/** Settings of the Model Validator. */
public final class ModelValidatorParameters implements NodeParameters {

    @Section(title = "Scores and outcome")
    interface DataSection {
    }

    @Section(title = "Operating point")
    @After(DataSection.class)
    interface PointSection {
    }

    @Section(title = "Details")
    @Advanced
    @After(PointSection.class)
    interface DetailSection {
    }

    enum Direction {
        @Label(value = "Higher is positive", description = "A high score speaks for the positive class.")
        HIGHER_IS_POSITIVE,
        @Label(value = "Lower is positive", description = "A low score speaks for the positive class.")
        LOWER_IS_POSITIVE
    }

    enum Point {
        @Label(value = "Predicted class", description = "The class that the DLRM Predictor gave at the model's frozen "
            + "threshold.")
        CLASS_COLUMN,
        @Label(value = "Threshold", description = "A threshold that was fixed beforehand.")
        THRESHOLD
    }

    enum DegreesOfFreedom {
        @Label(value = "By cohort", description = "Groups - 2 in the training cohort, the number of groups elsewhere.")
        BY_COHORT,
        @Label("Groups - 2")
        GROUPS_MINUS_2, @Label("Groups")
        GROUPS
    }

    interface PointRef extends ParameterReference<Point> {
    }

    static final class ByClass implements EffectPredicateProvider {
        @Override
        public EffectPredicate init(final PredicateInitializer i) {
            return i.getEnum(PointRef.class).isOneOf(Point.CLASS_COLUMN);
        }
    }

    @Layout(DataSection.class)
    @Widget(title = "Score columns", description = "Probabilities or other scores to be validated; several are compared "
        + "with each other in the same patients. Calibration and decision curves need probabilities between 0 and 1.")
    @ChoicesProvider(ColumnChoices.Numbers.class)
    ColumnFilter m_scores = FeatureColumns.of("DLRM probability");

    @Layout(DataSection.class)
    @Widget(title = "Score direction", description = "What a high score means. It is never guessed from the data.")
    @ValueSwitchWidget
    Direction m_direction = Direction.HIGHER_IS_POSITIVE;

    @Layout(DataSection.class)
    @Widget(title = "Outcome column", description = "The true outcome, two values.")
    @ChoicesProvider(ColumnChoices.Categories.class)
    String m_outcome = "response";

    @Layout(DataSection.class)
    @Widget(title = "Positive class", description = "The value of the outcome column that the scores predict, "
        + "for example 1 or true.")
    String m_positive = "1";

    @Layout(DataSection.class)
    @Widget(title = "The table has several cohorts", description = "Reports every cohort by itself.")
    @ValueReference(TrainingRows.HasCohorts.class)
    boolean m_useCohort = true;

    @Layout(DataSection.class)
    @Widget(title = TrainingRows.COLUMN, description = "Tells the cohorts apart.")
    @ChoicesProvider(ColumnChoices.Categories.class)
    @Effect(predicate = TrainingRows.WithCohorts.class, type = EffectType.SHOW)
    String m_cohort = "cohort";

    @Layout(DataSection.class)
    @Widget(title = "Training value", description = "Value of the cohort column for training patients; their numbers are "
        + "marked as optimistic.")
    @Effect(predicate = TrainingRows.WithCohorts.class, type = EffectType.SHOW)
    String m_training = "train";

    @Layout(PointSection.class)
    @Widget(title = "Positive is called by", description = "For sensitivity, specificity and predictive values; a "
        + "predicted class counts for the score it was made from.")
    @ValueSwitchWidget
    @ValueReference(PointRef.class)
    Point m_point = Point.CLASS_COLUMN;

    @Layout(PointSection.class)
    @Widget(title = "Predicted class column", description = "Class predicted at the frozen threshold, in the words of "
        + "the outcome column.")
    @ChoicesProvider(ColumnChoices.Categories.class)
    @Effect(predicate = ByClass.class, type = EffectType.SHOW)
    String m_class = "DLRM class";

    @Layout(PointSection.class)
    @Widget(title = "Threshold", description = "A score at or beyond it counts as positive; beside a predicted class it "
        + "is used for the other scores.")
    double m_threshold = 0.5;

    @Layout(DetailSection.class)
    @Widget(title = "Confidence level", advanced = true, description = "Of all intervals, between 0 and 1.")
    @NumberInputWidget(minValidation = IsPositiveDoubleValidation.class, maxValidation = Limits.BelowOne.class)
    double m_level = 0.95;

    @Layout(DetailSection.class)
    @Widget(title = "Hosmer-Lemeshow groups", advanced = true, description = "Number of groups of the test and "
        + "of the points of the calibration curve.")
    @NumberInputWidget(minValidation = Limits.AtLeastThree.class)
    int m_groups = 10;

    @Layout(DetailSection.class)
    @Widget(title = "Hosmer-Lemeshow degrees of freedom", advanced = true, description = "Groups - 2 suits patients that "
        + "the model was fitted to, the number of groups suits all others. Groups are those that equal probabilities leave.")
    DegreesOfFreedom m_df = DegreesOfFreedom.BY_COHORT;

    @Layout(DetailSection.class)
    @Widget(title = "Limits of risk categories", advanced = true, description = "Probabilities that divide low from higher "
        + "risk, rising and separated by commas, for the categorical NRI of two scores; empty for none.")
    @TextInputWidget(patternValidation = Limits.NumberList.class)
    String m_riskLimits = "";

    @Layout(DetailSection.class)
    @Widget(title = "Bootstrap samples", advanced = true, description = "For intervals without a formula (average "
        + "precision, Brier score); 0 for none.")
    @NumberInputWidget(minValidation = IsNonNegativeValidation.class)
    int m_bootstraps = 1000;

    @Layout(DetailSection.class)
    @Widget(title = "Seed", advanced = true, description = "Start of the random bootstrap samples; the same seed gives "
        + "the same intervals.")
    int m_seed = 1;

    /** @return what the library needs beside the scores */
    ModelValidator.Settings toSettings() throws InvalidSettingsException {
        if (m_groups < 2) {
            throw new InvalidSettingsException("Hosmer-Lemeshow groups: at least 2 are needed, not " + m_groups + ".");
        }
        final double[] limits = Numbers.of(m_riskLimits, "Limits of risk categories");
        for (int i = 0; i < limits.length; i++) {
            if (!(limits[i] > (i == 0 ? 0 : limits[i - 1]) && limits[i] < 1)) {
                throw new InvalidSettingsException("Limits of risk categories: probabilities must rise and lie between 0 "
                    + "and 1, not " + m_riskLimits + ".");
            }
        }
        return new ModelValidator.Settings(m_level, m_groups, Double.NaN, DecisionCurve.thresholds(0.01, 0.99, 0.01),
            limits, m_bootstraps, m_seed);
    }
}

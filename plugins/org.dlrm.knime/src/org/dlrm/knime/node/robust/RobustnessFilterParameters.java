package org.dlrm.knime.node.robust;

import org.dlrm.knime.ColumnChoices;
import org.dlrm.knime.FeatureColumns;
import org.dlrm.knime.Limits;
import org.dlrm.knime.TrainingRows;
import org.dlrm.stats.agreement.Icc;
import org.dlrm.stats.agreement.RobustnessFilter;
import org.knime.core.node.InvalidSettingsException;
import org.knime.node.parameters.Advanced;
import org.knime.node.parameters.NodeParameters;
import org.knime.node.parameters.NodeParametersInput;
import org.knime.node.parameters.Widget;
import org.knime.node.parameters.layout.After;
import org.knime.node.parameters.layout.Layout;
import org.knime.node.parameters.layout.Section;
import org.knime.node.parameters.migration.Migrate;
import org.knime.node.parameters.migration.Migration;
import org.knime.node.parameters.updates.Effect;
import org.knime.node.parameters.updates.Effect.EffectType;
import org.knime.node.parameters.updates.ValueReference;
import org.knime.node.parameters.widget.choices.ChoicesProvider;
import org.knime.node.parameters.widget.choices.Label;
import org.knime.node.parameters.widget.choices.ValueSwitchWidget;
import org.knime.node.parameters.widget.choices.filter.ColumnFilter;
import org.knime.node.parameters.widget.number.NumberInputWidget;
import org.knime.node.parameters.widget.number.NumberInputWidgetValidation.MinValidation.IsPositiveDoubleValidation;

/** Settings of the Feature Robustness Filter. */
public final class RobustnessFilterParameters implements NodeParameters {

    /** The Cohort Reader's usual column. */
    private static final String PATIENT_ID = "patient_id";

    @Section(title = "Measurements")
    interface DataSection {
    }

    @Section(title = "Reliability")
    @After(DataSection.class)
    interface RuleSection {
    }

    enum Form {
        @Label(value = "As the data are", description = "ICC(2,1) for two tables (two readers), ICC(1,1) for repeated rows, whose "
            + "repetitions have no readers in common (perturbations, as in Zwanenburg et al. 2019).")
        AUTO,
        @Label(value = "ICC(1,1)", description = "One-way: other readers for every patient.")
        ICC1,
        @Label(value = "ICC(2,1)", description = "Two-way random, absolute agreement: the readers stand for all readers.")
        ICC2,
        @Label(value = "ICC(3,1)", description = "Two-way mixed, consistency: only these readers matter.")
        ICC3,
        @Label(value = "ICC(1,k)", description = "As ICC(1,1), for the mean of the readers.")
        ICC1K,
        @Label(value = "ICC(2,k)", description = "As ICC(2,1), for the mean of the readers.")
        ICC2K,
        @Label(value = "ICC(3,k)", description = "As ICC(3,1), for the mean of the readers.")
        ICC3K
    }

    enum Criterion {
        @Label(value = "Estimate", description = "The coefficient itself must reach the threshold.")
        ESTIMATE,
        @Label(value = "Lower bound", description = "The lower end of its interval must reach the threshold: stricter.")
        LOWER_BOUND
    }

    @Layout(DataSection.class)
    @Widget(title = "Features", description = "Feature columns, present in both tables under the same names.")
    @ChoicesProvider(ColumnChoices.Numbers.class)
    ColumnFilter m_features = FeatureColumns.matching("rad_*");

    @Layout(DataSection.class)
    @Widget(title = "Categories", description = "Categorical columns whose agreement between the two tables is reported "
        + "as Cohen's kappa; they are never dropped.")
    @ChoicesProvider(ColumnChoices.Categories.class)
    ColumnFilter m_categories = FeatureColumns.of();

    @Layout(DataSection.class)
    @Widget(title = "Patient column", description = "Only without a second table: tells which rows are repeated measurements of one "
        + "patient, for example those of the ROI Perturbator.")
    @ChoicesProvider(ColumnChoices.Categories.class)
    String m_patient = PerturbatorNodeFactory.PATIENT;

    @Migration(TrainingRows.AllRows.class)
    @Layout(DataSection.class)
    @Widget(title = "The table has several cohorts", description = "On: only the training cohort's patients are compared, and all "
        + "cohorts lose the same features: which features a model may use must not depend on validation patients. Off: all "
        + "patients are compared.")
    @ValueReference(TrainingRows.HasCohorts.class)
    boolean m_useCohort = true;

    @Migrate(loadDefaultIfAbsent = true)
    @Layout(DataSection.class)
    @Widget(title = TrainingRows.COLUMN, description = "Tells training from validation patients. Read from the first table or, "
        + "where that has no such column, from the table to filter, whose RowIDs are then patients.")
    @ChoicesProvider(ColumnChoices.CategoriesOfAllTables.class)
    @Effect(predicate = TrainingRows.WithCohorts.class, type = EffectType.SHOW)
    String m_cohort = "cohort";

    @Migrate(loadDefaultIfAbsent = true)
    @Layout(DataSection.class)
    @Widget(title = "Training value", description = "Value of the cohort column for training patients; other patients are not "
        + "compared.")
    @Effect(predicate = TrainingRows.WithCohorts.class, type = EffectType.SHOW)
    String m_training = "train";

    @Layout(RuleSection.class)
    @Widget(title = "Coefficient", description = "Which intraclass correlation (Shrout and Fleiss 1979).")
    Form m_form = Form.AUTO;

    @Layout(RuleSection.class)
    @Widget(title = "Threshold", description = "Features below are dropped, from 0 to 1; 0.75 or 0.8 are usual, 0.9 for perturbations.")
    @NumberInputWidget(maxValidation = Limits.AtMostOne.class)
    double m_threshold = 0.75;

    @Layout(RuleSection.class)
    @Widget(title = "Compared with the threshold", description = "What must reach the threshold.")
    @ValueSwitchWidget
    Criterion m_criterion = Criterion.ESTIMATE;

    @Advanced
    @Layout(RuleSection.class)
    @Widget(title = "Confidence level", advanced = true, description = "Of the interval, between 0 and 1.")
    @NumberInputWidget(minValidation = IsPositiveDoubleValidation.class, maxValidation = Limits.BelowOne.class)
    double m_level = 0.95;

    /** For new nodes without input. */
    public RobustnessFilterParameters() {
    }

    RobustnessFilterParameters(final NodeParametersInput input) {
        m_patient = input.getInTableSpec(0)
            .filter(s -> !s.containsName(PerturbatorNodeFactory.PATIENT) && s.containsName(PATIENT_ID)).map(s -> PATIENT_ID)
            .orElse(m_patient);
    }

    /** @param pair whether there are two tables, not repeated rows */
    Icc.Form form(final boolean pair) {
        return m_form != Form.AUTO ? Icc.Form.valueOf(m_form.name()) : pair ? Icc.Form.ICC2 : Icc.Form.ICC1;
    }

    RobustnessFilter toFilter(final boolean pair) throws InvalidSettingsException {
        if (!(m_threshold >= -1 && m_threshold <= 1)) {
            throw new InvalidSettingsException("Threshold: an ICC is at most 1; enter a number from 0 to 1, for example 0.75, "
                + "not " + m_threshold + ".");
        }
        if (!(m_level > 0 && m_level < 1)) {
            throw new InvalidSettingsException("Confidence level: enter a number between 0 and 1, for example 0.95, not "
                + m_level + ".");
        }
        try {
            return new RobustnessFilter(form(pair), m_threshold,
                m_criterion == Criterion.LOWER_BOUND, m_level);
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingsException(e.getMessage(), e);
        }
    }
}

package org.dlrm.knime.node.cohort;

import org.dlrm.knime.Limits;
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
import org.knime.node.parameters.widget.number.NumberInputWidget;
import org.knime.node.parameters.widget.number.NumberInputWidgetValidation.MinValidation.IsNonNegativeValidation;
import org.knime.node.parameters.widget.text.TextInputWidget;
import org.knime.node.parameters.widget.text.TextInputWidgetValidation.PatternValidation.IsNotBlankValidation;

/** Settings of the Cohort Reader. Columns are named as text: they lie in a file, not in an input table. */
public final class CohortReaderParameters implements NodeParameters {

    @Section(title = "File")
    interface FileSection {
    }

    @Section(title = "Roles")
    @After(FileSection.class)
    interface Roles {
    }

    @Section(title = "Checks")
    @Advanced
    @After(Roles.class)
    interface Checks {
    }

    @Layout(FileSection.class)
    @Widget(title = "Cohort file", description = "The study's CSV: one row per patient, first line with the column names, "
        + "separated by comma, semicolon or tab. An absolute path, or one inside the workflow folder "
        + "(knime://knime.workflow/data/cohort.csv). Leave empty to take the table of the optional input port.")
    String m_file = "knime://knime.workflow/data/cohort.csv";

    @Layout(FileSection.class)
    @Widget(title = "Patient ID column", description = "Identifies the patient and becomes the RowID, also for "
        + "a table from the input port. Every patient has one row; a second one is an error.")
    @TextInputWidget(patternValidation = IsNotBlankValidation.class)
    String m_patientId = "patient_id";

    @Layout(FileSection.class)
    @Widget(title = "Path columns", description = "Columns that hold file or folder paths, separated by commas. A relative "
        + "path is taken from the folder of the cohort file.")
    String m_pathColumns = "ct_path, rtstruct_path";

    interface CohortRef extends ParameterReference<String> {
    }

    static final class HasCohort implements EffectPredicateProvider {
        @Override
        public EffectPredicate init(final PredicateInitializer i) {
            return i.getString(CohortRef.class).matchesPattern(".*\\S.*");
        }
    }

    @Layout(Roles.class)
    @Widget(title = "Cohort column", description = "Says which cohort a patient belongs to (training, validation ...). "
        + "Empty if the study has no such column.")
    @ValueReference(CohortRef.class)
    String m_cohort = "cohort";

    @Layout(Roles.class)
    @Widget(title = "Training value", description = "The value of the cohort column that marks training patients. It must "
        + "occur.")
    @Effect(predicate = HasCohort.class, type = EffectType.SHOW)
    String m_training = "train";

    @Layout(Roles.class)
    @Widget(title = "Outcome column", description = "The response to treatment, two values. Empty if there is none.")
    String m_outcome = "response";

    @Layout(Roles.class)
    @Widget(title = "Time column", description = "Time to event or last contact, a number above zero. Empty if there is "
        + "none.")
    String m_time = "pfs_months";

    @Layout(Roles.class)
    @Widget(title = "Event column", description = "Whether the event was seen (for example 1) or the patient was censored "
        + "(0). Empty if there is none.")
    String m_event = "pfs_event";

    @Layout(Checks.class)
    @Widget(title = "Warn above missing (%)", advanced = true, description = "A column with a larger share of missing "
        + "values is named in the node's warning.")
    @NumberInputWidget(minValidation = IsNonNegativeValidation.class, maxValidation = Limits.AtMostHundred.class)
    double m_missingPercent = 5;
}

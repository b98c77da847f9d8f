package org.dlrm.knime.node.report;

import org.dlrm.knime.ColumnChoices;
import org.dlrm.knime.FeatureColumns;
import org.dlrm.knime.TrainingRows;
import org.knime.core.data.DataValue;
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
import org.knime.node.parameters.updates.ValueReference;
import org.knime.node.parameters.updates.util.BooleanReference;
import org.knime.node.parameters.widget.choices.ChoicesProvider;
import org.knime.node.parameters.widget.choices.Label;
import org.knime.node.parameters.widget.choices.ValueSwitchWidget;
import org.knime.node.parameters.widget.choices.filter.ColumnFilter;
import org.knime.node.parameters.widget.choices.util.CompatibleColumnsProvider;

/** Settings of the Study Report Writer. */
public final class StudyReportParameters implements NodeParameters {

    @Section(title = "Report")
    interface ReportSection {
    }

    @Section(title = "Cohort table")
    @After(ReportSection.class)
    interface CohortSection {
    }

    @Section(title = "Tables")
    @After(CohortSection.class)
    interface TableSection {
    }

    @Section(title = "Details")
    @Advanced
    @After(TableSection.class)
    interface DetailSection {
    }

    enum Existing {
        @Label(value = "Replace it", description = "The report is written anew each time the node runs.")
        REPLACE,
        @Label(value = "Stop with an error", description = "A report that has been completed by hand is not lost.")
        FAIL
    }

    enum Numbers {
        @Label(value = "Median [quartiles]", description = "Tested by Mann-Whitney or Kruskal-Wallis.")
        MEDIAN,
        @Label(value = "Mean (SD)", description = "Tested by Welch's t test or analysis of variance.")
        MEAN
    }

    /** Columns of any type, also images and regions. */
    static final class AnyColumn extends CompatibleColumnsProvider {
        AnyColumn() {
            super(DataValue.class);
        }
    }

    interface CentreRef extends BooleanReference {
    }

    static final class HasCentre implements EffectPredicateProvider {
        @Override
        public EffectPredicate init(final PredicateInitializer i) {
            return i.getBoolean(CentreRef.class).isTrue();
        }
    }

    interface OutcomeRef extends BooleanReference {
    }

    static final class HasOutcome implements EffectPredicateProvider {
        @Override
        public EffectPredicate init(final PredicateInitializer i) {
            return i.getBoolean(OutcomeRef.class).isTrue();
        }
    }

    interface SurvivalRef extends BooleanReference {
    }

    static final class HasSurvival implements EffectPredicateProvider {
        @Override
        public EffectPredicate init(final PredicateInitializer i) {
            return i.getBoolean(SurvivalRef.class).isTrue();
        }
    }

    @Layout(ReportSection.class)
    @Widget(title = "File", description = "The HTML file to write; its folder is created if it does not exist. An "
        + "absolute path, or one inside the workflow folder (knime://knime.workflow/report/study-report.html).")
    String m_file = "knime://knime.workflow/report/study-report.html";

    @Layout(ReportSection.class)
    @Widget(title = "If the file exists", description = "What to do when another report is already there.")
    @ValueSwitchWidget
    Existing m_existing = Existing.REPLACE;

    @Layout(ReportSection.class)
    @Widget(title = "Title", description = "Heading of the report.")
    String m_title = "Study report";

    @Layout(CohortSection.class)
    @Widget(title = "The table has several cohorts", description = "Reports every cohort by itself.")
    @ValueReference(TrainingRows.HasCohorts.class)
    boolean m_useCohort = true;

    @Layout(CohortSection.class)
    @Widget(title = TrainingRows.COLUMN, description = "Tells the cohorts apart.")
    @ChoicesProvider(ColumnChoices.Categories.class)
    @Effect(predicate = TrainingRows.WithCohorts.class, type = EffectType.SHOW)
    String m_cohort = "cohort";

    @Layout(CohortSection.class)
    @Widget(title = "Training value", description = "Value of the cohort column for training patients.")
    @Effect(predicate = TrainingRows.WithCohorts.class, type = EffectType.SHOW)
    String m_training = "train";

    @Layout(CohortSection.class)
    @Widget(title = "The table has a centre column", description = "Describes the acquisition per centre, and tells "
        + "external from internal cohorts.")
    @ValueReference(CentreRef.class)
    boolean m_useCentre = false;

    @Layout(CohortSection.class)
    @Widget(title = "Centre column", description = "The hospital of each patient.")
    @ChoicesProvider(ColumnChoices.Categories.class)
    @Effect(predicate = HasCentre.class, type = EffectType.SHOW)
    String m_centre = "centre";

    @Layout(CohortSection.class)
    @Widget(title = "The table has a class outcome", description = "Whether response or another class is the outcome.")
    @ValueReference(OutcomeRef.class)
    boolean m_useOutcome = false;

    @Layout(CohortSection.class)
    @Widget(title = "Outcome column", description = "The true class of each patient; it is shown in Table 1.")
    @ChoicesProvider(ColumnChoices.Categories.class)
    @Effect(predicate = HasOutcome.class, type = EffectType.SHOW)
    String m_outcome = "response";

    @Layout(CohortSection.class)
    @Widget(title = "The table has follow-up", description = "Whether time and event of each patient are known.")
    @ValueReference(SurvivalRef.class)
    boolean m_useSurvival = false;

    @Layout(CohortSection.class)
    @Widget(title = "Time column", description = "Time to event or last contact. It is not in Table 1: follow-up is "
        + "summarised by the survival statistics, which respect censoring.")
    @ChoicesProvider(ColumnChoices.Numbers.class)
    @Effect(predicate = HasSurvival.class, type = EffectType.SHOW)
    String m_time = "pfs_months";

    @Layout(CohortSection.class)
    @Widget(title = "Event column", description = "Whether the event was seen; it is shown in Table 1.")
    @ChoicesProvider(ColumnChoices.Categories.class)
    @Effect(predicate = HasSurvival.class, type = EffectType.SHOW)
    String m_event = "pfs_event";

    @Layout(TableSection.class)
    @Widget(title = "Characteristics", description = "Rows of Table 1, per cohort. Chosen columns that the table does not "
        + "have are named in the node's warning.")
    @ChoicesProvider(ColumnChoices.Categories.class)
    ColumnFilter m_characteristics = FeatureColumns.of("age", "sex", "cT", "cN", "CEA", "location");

    @Layout(TableSection.class)
    @Widget(title = "Acquisition", description = "Columns that describe how the images were taken, as the DICOM Reader "
        + "appends them. Those that the table does not have are left out.")
    @ChoicesProvider(ColumnChoices.Categories.class)
    ColumnFilter m_acquisition = FeatureColumns.of("Manufacturer", "ManufacturerModelName", "ConvolutionKernel",
        "ContrastBolusAgent", "KVP", "XRayTubeCurrent", "Exposure", "SliceThickness", "Spacing x (mm)", "Spacing z (mm)");

    @Layout(TableSection.class)
    @Widget(title = "Patient flow", description = "Columns that a patient needs to have, such as image and region of "
        + "interest; the reasons in missing cells are counted. Those that the table does not have are left out.")
    @ChoicesProvider(AnyColumn.class)
    ColumnFilter m_flow = FeatureColumns.of("CT", "ROI", "DLRM probability");

    @Layout(TableSection.class)
    @Widget(title = "Numbers in Table 1", description = "How numbers are summarised and compared between the cohorts.")
    @ValueSwitchWidget
    Numbers m_numbers = Numbers.MEDIAN;

    @Layout(DetailSection.class)
    @Widget(title = "Date", advanced = true, description = "Text below the title, for example a date. Empty: none, and "
        + "the same study gives the same file on any day.")
    String m_date = "";
}

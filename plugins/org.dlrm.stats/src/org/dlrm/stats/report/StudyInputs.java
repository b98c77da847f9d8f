package org.dlrm.stats.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.dlrm.stats.combat.CombatModel;
import org.dlrm.stats.fusion.DlrmModel;
import org.dlrm.stats.survival.SurvivalModel;
import org.dlrm.stats.table.Table;

/**
 * What a report is written from. Only the cohort table is needed.
 *
 * @param title of the report
 * @param date as it shall appear; empty for none, then the same inputs give the same bytes on any day
 * @param cohort one row per patient with the columns of the roles
 * @param roles what the columns are
 * @param flow how many patients had what, from the tables of the workflow
 * @param model fusion model
 * @param trace what its selection did (Group, Feature, Step, Kept, Reason)
 * @param metrics of the validation (Cohort, Score, n, Positive, Metric, Value, Lower, Upper, p, Note)
 * @param comparisons of scores and cohorts (Test, Of, A, B, Value A, Value B, Difference, Lower, Upper, p)
 * @param curves of the validation (Curve, Cohort, Score, x, y, Lower, Upper)
 * @param survival survival model
 * @param survivalStatistics per cohort (Cohort, Statistic, Of, Value, Lower, Upper, p, Note)
 * @param survivalCurves Kaplan-Meier estimates (Cohort, Group, Time, At risk, Survival, Lower, Upper)
 * @param dictionary of the radiomics features (Column, Family, Image, Settings hash)
 * @param extraction settings of the radiomics extraction as JSON (Settings hash, Settings)
 * @param reliability of the features over repeated measurements (Feature, Patients, ICC, Lower, Upper, Kept)
 * @param harmonization centre effects that were removed from the features before the fusion
 */
public record StudyInputs(String title, String date, Table cohort, Roles roles, List<FlowStep> flow,
    Optional<DlrmModel> model, Optional<Table> trace, Optional<Table> metrics, Optional<Table> comparisons,
    Optional<Table> curves, Optional<SurvivalModel> survival, Optional<Table> survivalStatistics,
    Optional<Table> survivalCurves, Optional<Table> dictionary,
    Optional<Table> extraction, Optional<Table> reliability, Optional<CombatModel> harmonization) {

    /**
     * Columns of the cohort table by role; empty text means there is none.
     *
     * @param cohort tells the cohorts apart
     * @param training its value in training rows
     * @param centre the hospital
     * @param characteristics rows of Table 1
     * @param outcome class outcome
     * @param time follow-up time
     * @param event event status
     * @param acquisition columns that describe how the images were taken
     * @param means whether numbers are shown as mean (SD), not as median [quartiles]
     */
    public record Roles(String cohort, String training, String centre, List<String> characteristics, String outcome,
        String time, String event, List<String> acquisition, boolean means) {

        public Roles {
            characteristics = List.copyOf(characteristics);
            acquisition = List.copyOf(acquisition);
        }
    }

    /**
     * One step of the patient flow in one cohort.
     *
     * @param step what a patient needs to have, e.g. "CT"
     * @param patients all of the cohort
     * @param missing those who do not have it
     * @param reasons why, and how many
     */
    public record FlowStep(String cohort, String step, int patients, int missing, Map<String, Integer> reasons) {
    }

    public StudyInputs {
        flow = List.copyOf(flow);
    }

    /** @return a study of which only the cohort table is known */
    public static StudyInputs of(final String title, final Table cohort, final Roles roles) {
        return new StudyInputs(title, "", cohort, roles, List.of(), Optional.empty(), Optional.empty(),
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }
}

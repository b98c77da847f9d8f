package org.dlrm.stats.survival;

import java.util.List;

/**
 * What a frozen model says about the rows of a table.
 *
 * @param rows one per row of the table, in its order
 * @param cohorts statistics per cohort, training first; empty where the table has no time and event columns
 * @param benefits predicted benefit of the treatment per cohort and horizon, as far as it is known
 * @param warnings about the table as a whole
 */
public record Stratification(List<Row> rows, List<CohortStatistics> cohorts, List<TreatmentBenefit.Summary> benefits,
    List<String> warnings) {

    /**
     * @param key of the row
     * @param cohort value of the cohort column, empty where missing
     * @param risk risk score; NaN where a score is missing
     * @param group label, empty where the risk score is missing
     * @param survival predicted probability without event at every horizon; NaN where it cannot be predicted
     * @param treatment value of the treatment column; empty where it is missing, or there is none
     */
    public record Row(String key, String cohort, double risk, String group, double[] survival, String treatment) {
    }
}

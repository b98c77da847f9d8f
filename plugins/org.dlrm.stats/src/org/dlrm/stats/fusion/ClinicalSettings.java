package org.dlrm.stats.fusion;

import java.util.List;

/**
 * How the clinical columns enter the model.
 *
 * @param columns candidates, numeric or categorical (dummy-coded, reference = first category)
 * @param forced those of them that stay whatever their p value
 * @param alpha univariable p value (Wald; likelihood ratio for several categories) below which a candidate stays; 1
 *            keeps all
 * @param backward elimination among those left
 * @param backwardAlpha p value above which a column is eliminated, for {@link Backward#P_VALUE}
 * @param missing what to do with missing values
 */
public record ClinicalSettings(List<String> columns, List<String> forced, double alpha, Backward backward,
    double backwardAlpha, Missing missing) {

    /** No clinical columns. */
    public static final ClinicalSettings NONE = new ClinicalSettings(List.of(), List.of(), 1, Backward.NONE, 1,
        Missing.DROP_ROWS);

    /** Backward elimination. */
    public enum Backward {
        NONE,
        /** Drops the column whose removal lowers AIC most, as long as one does (R's step). */
        AIC,
        /** Drops the column with the largest p value, as long as it is above the limit. */
        P_VALUE
    }

    /** What happens to training rows with a missing clinical value. */
    public enum Missing {
        /** They are left out, and counted in the warnings. A new row with a missing value gets no prediction. */
        DROP_ROWS,
        /** Median or most frequent category of the training rows, also for new rows. */
        IMPUTE
    }

    public ClinicalSettings {
        columns = List.copyOf(columns);
        forced = List.copyOf(forced);
        if (!columns.containsAll(forced)) {
            throw new IllegalArgumentException("Forced columns " + forced + " must be among the clinical columns "
                + columns);
        }
    }

    /** All columns stay that have a univariable p value below alpha. */
    public static ClinicalSettings univariable(final List<String> columns, final double alpha) {
        return new ClinicalSettings(columns, List.of(), alpha, Backward.NONE, 1, Missing.DROP_ROWS);
    }
}

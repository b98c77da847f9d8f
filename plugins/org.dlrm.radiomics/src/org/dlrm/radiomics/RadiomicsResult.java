package org.dlrm.radiomics;

import java.util.List;
import java.util.Optional;

/**
 * The features of one region.
 *
 * @param features in the order of the manual, image after image; the columns depend on the settings only, never on the
 *            data, so that the rows of a cohort fit together
 * @param diagnostics sizes, voxel counts and intensities before and after each processing step, if asked for; numbers
 *            to compare with IBSI's diagnostic tables
 * @param advice what the user should know about this region, e.g. an unsuitable bin width
 */
public record RadiomicsResult(List<FeatureValue> features, List<Diagnostic> diagnostics, List<String> advice) {

    /**
     * A number about the processing.
     *
     * @param tag IBSI's tag, e.g. "int_mask_vox_count_reseg_roi"
     */
    public record Diagnostic(String tag, double value) {
    }

    /** @return the feature with this column name */
    public Optional<FeatureValue> find(final String column) {
        return features.stream().filter(f -> f.column().equals(column)).findFirst();
    }

    /** @return the value of a column; NaN if it is missing or not there */
    public double value(final String column) {
        return find(column).map(FeatureValue::value).orElse(Double.NaN);
    }
}

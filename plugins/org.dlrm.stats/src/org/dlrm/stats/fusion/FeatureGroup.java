package org.dlrm.stats.fusion;

import java.util.List;

/**
 * Numeric features that become one signature.
 *
 * @param name name of the signature, e.g. "radiomics"
 * @param columns the features
 * @param steps what selects among them, in order
 */
public record FeatureGroup(String name, List<String> columns, List<SelectionStep> steps) {

    public FeatureGroup {
        columns = List.copyOf(columns);
        steps = List.copyOf(steps);
        if (columns.isEmpty()) {
            throw new IllegalArgumentException("The feature group '" + name + "' has no columns");
        }
        for (int i = 0; i < steps.size() - 1; i++) {
            if (steps.get(i) instanceof SelectionStep.Penalized) {
                throw new IllegalArgumentException("In group '" + name + "' the penalized regression must be the last "
                    + "step: its coefficients are the signature");
            }
        }
    }
}

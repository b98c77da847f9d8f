package org.dlrm.radiomics;

import java.util.Optional;

/**
 * One feature of one region.
 *
 * @param column the column name: stable, documented in {@link FeatureDictionary}
 * @param definition what it is
 * @param aggregation "3D, averaged" and the like, "" for families without it
 * @param image "original" or the filter's name
 * @param value the value; NaN when missing
 * @param missing why there is no value; empty if there is one. Never NaN without a reason.
 */
public record FeatureValue(String column, FeatureDefinition definition, String aggregation, String image,
    double value, Optional<String> missing) {

    public FeatureValue {
        if (Double.isNaN(value) != missing.isPresent()) {
            throw new IllegalArgumentException(column + ": a missing value needs a reason, a value has none");
        }
    }

    public Family family() {
        return definition.family();
    }

    public String ibsiId() {
        return definition.ibsiId();
    }
}

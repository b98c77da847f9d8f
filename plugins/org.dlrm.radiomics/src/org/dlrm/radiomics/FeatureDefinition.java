package org.dlrm.radiomics;

import java.util.Optional;

/**
 * What a feature is.
 *
 * @param tag the stem of the IBSI style column name, e.g. "cm_joint_max"
 * @param family its family
 * @param name the name in the IBSI manual
 * @param ibsiId the 4-letter code in the IBSI manual, empty for a feature that IBSI does not define
 * @param pyradiomicsName PyRadiomics' class and name, e.g. "glcm_MaximumProbability", where PyRadiomics has the feature
 * @param definition one sentence or formula
 */
public record FeatureDefinition(String tag, Family family, String name, String ibsiId,
    Optional<String> pyradiomicsName, String definition) {
}

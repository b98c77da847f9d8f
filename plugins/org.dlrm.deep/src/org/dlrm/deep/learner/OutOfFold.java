package org.dlrm.deep.learner;

import java.util.Map;

/**
 * What the networks that never saw a patient say about that patient.
 *
 * @param id row key of the case
 * @param fold from 1
 * @param features named by {@link LearnerResult#featureNames()}
 * @param scores name and value; names as those of the final model
 */
public record OutOfFold(String id, int fold, double[] features, Map<String, Double> scores) {
}

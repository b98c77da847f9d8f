package org.dlrm.deep;

import java.util.List;
import java.util.Map;

/**
 * The deep features of one lesion.
 *
 * @param names as given by {@link DeepModel#featureNames()}
 * @param values in the same order
 * @param scores name and value of the deep signature: a probability per class, or a log relative hazard; empty for a
 *            network without head
 * @param patches number of patches seen
 */
public record DeepFeatures(List<String> names, double[] values, Map<String, Double> scores, int patches) {
}

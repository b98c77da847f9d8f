package org.dlrm.deep.learner;

import org.dlrm.deep.patch.Patches;

/**
 * One lesion of the training cohort.
 *
 * @param id row key
 * @param group lesions of one group (patient) never lie on both sides of a split
 */
public record TrainingCase(String id, String group, Patches patches, Outcome outcome) {
}

package org.dlrm.deep.learner;

/**
 * One pass over the training patches.
 *
 * @param fit "fold 1" ... or "final"
 * @param member number of the network, from 1
 * @param epoch from 1; 0 is the head fitted on the built-in backbone, before any pass
 * @param trainLoss mean over the pass's steps
 * @param innerLoss of the inner fold, per patient
 * @param learningRate at the end of the pass
 * @param best whether this is the best inner loss so far
 * @param seconds that the pass took
 */
public record LogRow(String fit, int member, int epoch, double trainLoss, double innerLoss, double learningRate,
    boolean best, double seconds) {
}

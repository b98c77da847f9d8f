package org.dlrm.deep.learner;

import java.util.List;

/**
 * @param model the final network, trained on all training rows: an ONNX file with its description inside, for
 *            {@link org.dlrm.deep.DeepModel#fromBytes(byte[])}
 * @param featureNames of the final model
 * @param log one row per epoch, network and fit
 * @param outOfFold one per training case, in their order. The scores may be handed on. The features of different folds
 *            come from different networks, which start alike but are not the same function: use them with care
 */
public record LearnerResult(byte[] model, List<String> featureNames, List<LogRow> log, List<OutOfFold> outOfFold) {
}

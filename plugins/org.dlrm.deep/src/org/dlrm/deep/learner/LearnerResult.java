package org.dlrm.deep.learner;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.dlrm.deep.DeepModel;

/**
 * @param model the final network, trained on all training rows: an ONNX file with its description inside, for
 *            {@link DeepModel#fromBytes(byte[])}
 * @param torchScript the user's frozen TorchScript network, whose outputs the ONNX file takes; empty where the ONNX file
 *            is all
 * @param featureNames of the final model
 * @param log one row per epoch, network and fit
 * @param outOfFold one per training case, in their order. The scores may be handed on. The features of different folds
 *            come from different networks, which start alike but are not the same function: use them with care. Those of
 *            a frozen network are the same function for every patient
 */
public record LearnerResult(byte[] model, Optional<byte[]> torchScript, List<String> featureNames, List<LogRow> log,
    List<OutOfFold> outOfFold) {

    /** @return the final network for {@link DeepModel#fromFiles} */
    public Map<String, byte[]> files() {
        final Map<String, byte[]> files = new LinkedHashMap<>();
        files.put(DeepModel.ONNX_FILE, model);
        torchScript.ifPresent(file -> files.put(DeepModel.TORCH_FILE, file));
        return files;
    }
}

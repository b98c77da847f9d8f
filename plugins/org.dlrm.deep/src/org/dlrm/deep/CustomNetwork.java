package org.dlrm.deep;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.dlrm.deep.engine.Tensor;
import org.dlrm.deep.engine.TorchScript;
import org.dlrm.deep.onnx.OnnxFile;
import org.dlrm.deep.onnx.OnnxGraph;
import org.dlrm.deep.patch.PatchSettings;

/** Turns the file of a user's own network into {@link NetworkFiles}. */
final class CustomNetwork {

    private CustomNetwork() {
    }

    /** @see DeepModel#custom */
    static NetworkFiles of(final byte[] file, final List<String> layers, final PatchSettings preprocessing) {
        return TorchScript.looksLike(file) ? torchScript(file, layers, preprocessing) : NetworkFiles.of(file,
            ModelSpec.custom(layers.isEmpty() ? new OnnxFile(file).outputs() : layers, preprocessing));
    }

    /** The ONNX part only hands the outputs on; a head can be appended to it. */
    private static NetworkFiles torchScript(final byte[] file, final List<String> layers,
        final PatchSettings preprocessing) {
        final OnnxGraph graph = new OnnxGraph("dlrm");
        final List<String> outputs = new ArrayList<>();
        final Tensor zeros = NetworkRunner.patches(new float[preprocessing.values()], 1, preprocessing);
        try (TorchScript network = new TorchScript(file)) {
            for (final Tensor t : network.run(zeros.values(), zeros.shape())) {
                final String name = NetworkRunner.torchOutput(outputs.size());
                if (t.shape().length < 2 || t.shape()[0] != 1) {
                    throw new IllegalArgumentException("The TorchScript network's " + name + " has the shape "
                        + Arrays.toString(t.shape()) + "; features need [batch][features] or "
                        + "[batch][features][positions...]");
                }
                final long[] shape = Arrays.copyOfRange(t.shape(), 1, t.shape().length);
                final String input = graph.input(NetworkRunner.TORCH_INPUT + name, shape);
                graph.output(graph.node("Identity", List.of(input), Map.of(), name), shape);
                outputs.add(name);
            }
        }
        if (!outputs.containsAll(layers)) {
            throw new IllegalArgumentException("The TorchScript network has no layer "
                + layers.stream().filter(l -> !outputs.contains(l)).findFirst().orElseThrow() + ", only its outputs "
                + outputs);
        }
        final ModelSpec spec = new ModelSpec(ModelSpec.FORMAT, ModelSpec.VERSION, ModelSpec.Task.FEATURES, List.of(),
            layers.isEmpty() ? outputs : layers, preprocessing, Optional.empty(),
            Map.of("source", "user's TorchScript file"), Optional.of(NetworkFiles.sha256(file)));
        return new NetworkFiles(graph.toBytes(Map.of(ModelSpec.METADATA_KEY, spec.toJson())), Optional.of(file), spec);
    }
}

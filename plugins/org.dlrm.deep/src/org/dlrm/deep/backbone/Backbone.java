package org.dlrm.deep.backbone;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

import org.dlrm.deep.ModelSpec;
import org.dlrm.deep.net.Architecture;
import org.dlrm.deep.net.OnnxOps;
import org.dlrm.deep.net.Parameter;
import org.dlrm.deep.net.ShapeOps;
import org.dlrm.deep.net.Weights;
import org.dlrm.deep.patch.PatchSettings;

/** The built-in network: a small 2.5D DenseNet without head. */
public final class Backbone {

    /** How patches for the built-in network are made. */
    public static final PatchSettings PATCHES = PatchSettings.planes();

    static final Architecture ARCHITECTURE = Architecture.denseNet(PATCHES.channels(), 0, 0);

    private Backbone() {
    }

    /** @return the network's parameters in order */
    static List<Parameter> parameters() {
        return ShapeOps.summarise(ARCHITECTURE, PATCHES.shape()).parameters();
    }

    /** @return the network with random weights: what training starts from, and what a trained one must beat */
    public static byte[] random(final long seed) {
        return export(Weights.initial(parameters(), seed),
            Map.of("source", "random weights, not trained", "seed", Long.toString(seed)));
    }

    /** @return the ONNX file with its description inside */
    static byte[] export(final Weights weights, final Map<String, String> provenance) {
        final int blocks = ARCHITECTURE.blocks().size();
        final ModelSpec spec = new ModelSpec(ModelSpec.FORMAT, ModelSpec.VERSION, ModelSpec.Task.FEATURES, List.of(),
            IntStream.rangeClosed(1, blocks).mapToObj(b -> "block" + b).toList(), PATCHES,
            Optional.of(ARCHITECTURE), provenance);
        return OnnxOps.export(ARCHITECTURE, PATCHES.shape(), List.of(weights),
            Map.of(ModelSpec.METADATA_KEY, spec.toJson()));
    }
}

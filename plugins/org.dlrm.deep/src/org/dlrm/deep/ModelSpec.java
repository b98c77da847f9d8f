package org.dlrm.deep;

import java.lang.reflect.ParameterizedType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.dlrm.deep.net.Architecture;
import org.dlrm.deep.patch.PatchSettings;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonDeserializer;
import com.google.gson.JsonNull;
import com.google.gson.JsonParseException;
import com.google.gson.JsonSerializer;

/**
 * What a network file does not say by itself: how patches are made, which values are features, what the score means,
 * where the network comes from. Stored as versioned JSON in the ONNX file's metadata under {@value #METADATA_KEY}, or
 * beside it.
 *
 * @param format always {@value #FORMAT}
 * @param version of this JSON
 * @param task what the head predicts
 * @param classes names of the head's outputs, in order; empty unless the task is CLASSES
 * @param layers names of the ONNX values whose averages over all positions are the features
 * @param preprocessing from volume and ROI to patches
 * @param architecture the network's structure where it is one of ours
 * @param provenance data hash, settings, seed, threads, versions ... as text
 * @param torchScript SHA-256 of the TorchScript file that computes the ONNX graph's inputs from the image, and without
 *            which the ONNX file cannot be applied; empty where the ONNX file is the whole network
 */
public record ModelSpec(String format, int version, Task task, List<String> classes, List<String> layers,
    PatchSettings preprocessing, Optional<Architecture> architecture, Map<String, String> provenance,
    Optional<String> torchScript) {

    public static final String FORMAT = "dlrm-deep";

    public static final int VERSION = 1;

    public static final String METADATA_KEY = "dlrm.model";

    /** What a network's head predicts. */
    public enum Task {
            /** nothing: features only */
            FEATURES,
            /** class probabilities: softmax of the scores */
            CLASSES,
            /** log relative hazard (Cox) */
            COX
    }

    private static final Gson GSON = new GsonBuilder().setPrettyPrinting()
        .registerTypeAdapter(Optional.class, (JsonSerializer<Optional<?>>)(value, type, context) -> value.isPresent()
            ? context.serialize(value.get()) : JsonNull.INSTANCE)
        .registerTypeAdapter(Optional.class, (JsonDeserializer<Optional<?>>)(json, type, context) -> Optional
            .ofNullable(context.deserialize(json, ((ParameterizedType)type).getActualTypeArguments()[0])))
        .create();

    public ModelSpec {
        if (!FORMAT.equals(format)) {
            throw new IllegalArgumentException("The description of the network is no " + FORMAT + " JSON");
        }
        if (version > VERSION) {
            throw new IllegalArgumentException("The network was written by a newer version (format " + version
                + ", known up to " + VERSION + "): update DLRM Nodes");
        }
        if (layers == null || layers.isEmpty() || preprocessing == null || task == null) {
            throw new IllegalArgumentException(
                "The description of the network needs task, layers and preprocessing; at least one is missing");
        }
        classes = classes == null ? List.of() : List.copyOf(classes);
        layers = List.copyOf(layers);
        architecture = architecture == null ? Optional.empty() : architecture;
        provenance = provenance == null ? Map.of() : new TreeMap<>(provenance);
        torchScript = torchScript == null ? Optional.empty() : torchScript;
        if (task == Task.CLASSES && classes.size() < 2) {
            throw new IllegalArgumentException("A network that predicts classes needs at least two class names");
        }
    }

    /** A network that is an ONNX file alone. */
    public ModelSpec(final String format, final int version, final Task task, final List<String> classes,
        final List<String> layers, final PatchSettings preprocessing, final Optional<Architecture> architecture,
        final Map<String, String> provenance) {
        this(format, version, task, classes, layers, preprocessing, architecture, provenance, Optional.empty());
    }

    /** For a user's own ONNX file: the layers to average and how patches are made. */
    public static ModelSpec custom(final List<String> layers, final PatchSettings preprocessing) {
        return new ModelSpec(FORMAT, VERSION, Task.FEATURES, List.of(), layers, preprocessing, Optional.empty(),
            Map.of("source", "user's ONNX file"));
    }

    ModelSpec withProvenance(final Map<String, String> other) {
        return new ModelSpec(format, version, task, classes, layers, preprocessing, architecture, other, torchScript);
    }

    public String toJson() {
        return GSON.toJson(this);
    }

    /** @throws IllegalArgumentException saying what is wrong with the text */
    public static ModelSpec fromJson(final String json) {
        try {
            final ModelSpec spec = GSON.fromJson(json, ModelSpec.class);
            if (spec == null) {
                throw new IllegalArgumentException("The description of the network is empty");
            }
            return spec;
        } catch (JsonParseException e) {
            throw new IllegalArgumentException("The description of the network cannot be read: " + e.getMessage(), e);
        } catch (RuntimeException e) { // Gson wraps what a record's constructor throws
            Throwable cause = e;
            while (cause.getCause() != null && !(cause instanceof IllegalArgumentException)) {
                cause = cause.getCause();
            }
            throw new IllegalArgumentException(cause.getMessage(), e);
        }
    }
}

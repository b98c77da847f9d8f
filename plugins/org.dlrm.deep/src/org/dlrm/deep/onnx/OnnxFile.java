package org.dlrm.deep.onnx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads what we need to know of an ONNX file without an engine (metadata, value names) and makes inner values outputs.
 * Field numbers as in onnx.proto.
 */
public final class OnnxFile {

    /** Bytes of the largest file that is read. */
    private static final long MAX_FILE = 1L << 30;

    private static final int MODEL_GRAPH = 7;

    private static final int MODEL_METADATA = 14;

    private static final int MODEL_IR_VERSION = 1;

    private static final int MODEL_FUNCTION = 25;

    private static final int FUNCTION_NODE = 7;

    private static final int GRAPH_NODE = 1;

    private static final int NODE_ATTRIBUTE = 5;

    private static final int GRAPH_SPARSE = 15;

    /** No network nests its graphs (loops, branches) deeper. */
    private static final int MAX_DEPTH = 32;

    /** Since this version a constant need not be an input as well. */
    private static final int FREE_CONSTANTS_IR = 4;

    private static final int GRAPH_INITIALIZER = 5;

    private static final int GRAPH_INPUT = 11;

    private static final int GRAPH_OUTPUT = 12;

    private final List<Proto.Field> m_model;

    private final List<Proto.Field> m_graph;

    /** @throws IllegalArgumentException if this is not an ONNX model */
    public OnnxFile(final byte[] onnx) {
        m_model = Proto.parse(onnx);
        m_graph = m_model.stream().filter(f -> f.number() == MODEL_GRAPH).findFirst().map(f -> Proto.parse(f.value()))
            .orElseThrow(() -> new IllegalArgumentException("Not an ONNX file: it holds no graph"));
    }

    /**
     * @return content of a network's file
     * @throws IllegalArgumentException if it is too large, before anything is read
     */
    public static byte[] read(final Path file) throws IOException {
        final long size = Files.size(file);
        if (size > MAX_FILE) {
            throw new IllegalArgumentException(file.getFileName() + " has " + size + " bytes; networks of up to "
                + MAX_FILE + " are supported");
        }
        return Files.readAllBytes(file);
    }

    /** @return the key and value pairs stored with the model */
    public Map<String, String> metadata() {
        final Map<String, String> entries = new LinkedHashMap<>();
        for (final Proto.Field f : m_model) {
            if (f.number() == MODEL_METADATA) {
                final List<Proto.Field> entry = Proto.parse(f.value());
                entries.put(text(entry, 1), text(entry, 2));
            }
        }
        return entries;
    }

    private static String text(final List<Proto.Field> message, final int field) {
        return message.stream().filter(f -> f.number() == field).findFirst().map(Proto.Field::text).orElse("");
    }

    private List<String> names(final int graphField, final int nameField) {
        final List<String> names = new ArrayList<>();
        for (final Proto.Field f : m_graph) {
            if (f.number() == graphField) {
                for (final Proto.Field inner : Proto.parse(f.value())) {
                    if (inner.number() == nameField) {
                        names.add(inner.text());
                    }
                }
            }
        }
        return names;
    }

    /**
     * @throws IllegalArgumentException if a tensor's values lie in another file: such a name could lead anywhere on this
     *             machine, and the file would not travel with its workflow
     */
    public void requireSelfContained() {
        for (final Proto.Field f : m_model) {
            if (f.number() == MODEL_FUNCTION) {
                Proto.parse(f.value()).stream().filter(n -> n.number() == FUNCTION_NODE)
                    .forEach(n -> checkNode(n.value(), 0));
            }
        }
        checkGraph(m_graph, 0);
    }

    private static void checkGraph(final List<Proto.Field> graph, final int depth) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("Not an ONNX file: its graphs are nested deeper than " + MAX_DEPTH);
        }
        for (final Proto.Field f : graph) {
            switch (f.number()) {
                case GRAPH_NODE -> checkNode(f.value(), depth);
                case GRAPH_INITIALIZER -> checkTensor(f.value());
                case GRAPH_SPARSE -> Proto.parse(f.value()).stream().filter(t -> t.number() == 1 || t.number() == 2)
                    .forEach(t -> checkTensor(t.value()));
                default -> {
                    // holds no tensor
                }
            }
        }
    }

    private static void checkNode(final byte[] node, final int depth) {
        for (final Proto.Field f : Proto.parse(node)) {
            if (f.number() == NODE_ATTRIBUTE) {
                for (final Proto.Field a : Proto.parse(f.value())) {
                    if (a.number() == 5 || a.number() == 10) {
                        checkTensor(a.value());
                    } else if (a.number() == 6 || a.number() == 11) {
                        checkGraph(Proto.parse(a.value()), depth + 1);
                    }
                }
            }
        }
    }

    private static void checkTensor(final byte[] tensor) {
        final List<Proto.Field> fields = Proto.parse(tensor);
        if (fields.stream().anyMatch(t -> t.number() == 13 || t.number() == 14 && t.number64() != 0)) {
            throw new IllegalArgumentException("The ONNX file keeps the values of '" + text(fields, 8)
                + "' in another file (external data), which is not opened: save the network as one file");
        }
    }

    /** @return names of the inputs that have to be fed */
    public List<String> inputs() {
        final List<String> names = names(GRAPH_INPUT, 1);
        names.removeAll(constants());
        return names;
    }

    /** @return names of the constants of the graph */
    public List<String> constants() {
        return names(GRAPH_INITIALIZER, 8);
    }

    public List<String> outputs() {
        return names(GRAPH_OUTPUT, 1);
    }

    /** @return names of all computed values, in the order of the nodes: what can be declared as a feature layer */
    public Set<String> values() {
        return new LinkedHashSet<>(names(GRAPH_NODE, 2));
    }

    /**
     * Looks for the feature maps behind a pooled layer: back through nodes that only change its shape.
     *
     * @return the value that a global average was taken of; empty if the layer is no global average
     */
    public Optional<String> averaged(final String layer) {
        String value = layer;
        for (int i = m_graph.size() - 1; i >= 0; i--) { // nodes stand in the order of computation
            if (m_graph.get(i).number() == GRAPH_NODE) {
                final List<Proto.Field> node = Proto.parse(m_graph.get(i).value());
                final String wanted = value;
                if (node.stream().anyMatch(f -> f.number() == 2 && f.text().equals(wanted))) {
                    final List<String> inputs =
                        node.stream().filter(f -> f.number() == 1).map(Proto.Field::text).toList();
                    switch (text(node, 4)) {
                        case "GlobalAveragePool":
                            return Optional.of(inputs.get(0));
                        case "Flatten", "Reshape", "Squeeze", "Identity":
                            break;
                        case "Concat":
                            if (inputs.size() > 1) {
                                return Optional.empty();
                            }
                            break;
                        default:
                            return Optional.empty();
                    }
                    value = inputs.get(0);
                }
            }
        }
        return Optional.empty();
    }

    /** @return the constant float tensors that are stored as raw data, by name, row-major */
    public Map<String, float[]> initializers() {
        final Map<String, float[]> tensors = new LinkedHashMap<>();
        for (final Proto.Field f : m_graph) {
            if (f.number() == GRAPH_INITIALIZER) {
                final List<Proto.Field> tensor = Proto.parse(f.value());
                final Optional<Proto.Field> raw = tensor.stream().filter(t -> t.number() == 9).findFirst();
                if (raw.isPresent() && tensor.stream().anyMatch(t -> t.number() == 2 && t.number64() == 1)) {
                    final float[] values = new float[raw.get().value().length / 4];
                    ByteBuffer.wrap(raw.get().value()).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
                    tensors.put(text(tensor, 8), values);
                }
            }
        }
        return tensors;
    }

    /**
     * @param layers names of computed values
     * @return the model with these values among its outputs
     * @throws IllegalArgumentException naming a layer that the model does not have, with the last ones it has
     */
    public byte[] withOutputs(final List<String> layers) {
        final Set<String> values = values();
        final List<String> outputs = outputs();
        final Proto graph = new Proto();
        m_graph.forEach(graph::copy);
        for (final String layer : new LinkedHashSet<>(layers)) {
            if (!values.contains(layer)) {
                final List<String> known = new ArrayList<>(values);
                throw new IllegalArgumentException("The ONNX file has no layer '" + layer + "'; its outputs are "
                    + outputs + " and its last layers " + known.subList(Math.max(0, known.size() - 8), known.size()));
            }
            if (!outputs.contains(layer)) {
                graph.message(GRAPH_OUTPUT, new Proto().text(1, layer));
            }
        }
        return withGraph(graph).toBytes();
    }

    private Proto withGraph(final Proto graph) {
        final Proto model = new Proto();
        for (final Proto.Field f : m_model) {
            if (f.number() == MODEL_GRAPH) {
                model.message(MODEL_GRAPH, graph);
            } else if (f.number() == MODEL_IR_VERSION) {
                model.number(MODEL_IR_VERSION, Math.max(f.number64(), FREE_CONSTANTS_IR));
            } else {
                model.copy(f);
            }
        }
        return model;
    }

    /** @return the model with more fields in its graph and its metadata replaced */
    byte[] extended(final Proto more, final Map<String, String> metadata) {
        final Proto graph = new Proto();
        m_graph.forEach(graph::copy);
        Proto.parse(more.toBytes()).forEach(graph::copy);
        return new OnnxFile(withGraph(graph).toBytes()).withMetadata(metadata);
    }

    /** @return the model with its metadata replaced */
    public byte[] withMetadata(final Map<String, String> metadata) {
        final Proto model = new Proto();
        m_model.stream().filter(f -> f.number() != MODEL_METADATA).forEach(model::copy);
        metadata(model, metadata);
        return model.toBytes();
    }

    static void metadata(final Proto model, final Map<String, String> metadata) {
        new TreeMap<>(metadata)
            .forEach((key, value) -> model.message(MODEL_METADATA, new Proto().text(1, key).text(2, value)));
    }
}

package org.dlrm.deep.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Builds an ONNX model: nodes in the order of the calls, initializers, named inputs and outputs with a free batch
 * size. The same calls give the same bytes.
 *
 * <p>Written as IR version 7 with operator set 12, which every ONNX Runtime since 1.2 (2020) reads. 2D and 3D
 * networks differ only in the length of the kernel attributes.
 *
 * @see <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a>
 */
public final class OnnxGraph {

    static final int IR_VERSION = 7;

    static final int OPERATOR_SET = 12;

    private static final int FLOAT = 1;

    private final String m_name;

    private final Proto m_nodes = new Proto();

    private final Proto m_initializers = new Proto();

    private final Proto m_inputs = new Proto();

    private final Proto m_outputs = new Proto();

    private final Set<String> m_values = new HashSet<>();

    private final Optional<OnnxFile> m_base;

    private int m_next;

    public OnnxGraph(final String name) {
        m_name = name;
        m_base = Optional.empty();
    }

    /** Continues a model: its values can be used, its inputs and outputs stay. */
    public OnnxGraph(final OnnxFile base) {
        m_name = "";
        m_base = Optional.of(base);
        m_values.addAll(base.inputs());
        m_values.addAll(base.values());
        m_values.addAll(base.constants());
    }

    /** Attributes of a node in a fixed (alphabetical) order; values are Long, Float, String or long[]. */
    private static void attributes(final Proto node, final Map<String, ?> attributes) {
        new TreeMap<>(attributes).forEach((name, value) -> {
            final Proto a = new Proto().text(1, name);
            if (value instanceof Long i) {
                a.number(3, i).number(20, 2);
            } else if (value instanceof Float f) {
                a.real(2, f).number(20, 1);
            } else if (value instanceof String s) {
                a.text(4, s).number(20, 3);
            } else if (value instanceof long[] ints) {
                for (final long i : ints) {
                    a.number(8, i);
                }
                a.number(20, 7);
            } else {
                throw new IllegalArgumentException("Attribute " + name + " of type " + value.getClass());
            }
            node.message(5, a);
        });
    }

    /**
     * Adds a node with one output.
     *
     * @param operator ONNX operator, e.g. Conv
     * @param inputs names of values that exist already
     * @param attributes Long, Float, String or long[] by name
     * @return the name of its output
     */
    public String node(final String operator, final List<String> inputs, final Map<String, ?> attributes) {
        String output;
        do {
            output = operator.toLowerCase(Locale.ROOT) + "_" + m_next++;
        } while (m_values.contains(output));
        return node(operator, inputs, attributes, output);
    }

    /** As {@link #node(String, List, Map)} with a chosen name for the output. */
    public String node(final String operator, final List<String> inputs, final Map<String, ?> attributes,
        final String output) {
        final Proto node = new Proto();
        for (final String input : inputs) {
            if (!m_values.contains(input)) {
                throw new IllegalArgumentException(operator + " uses the unknown value " + input);
            }
            node.text(1, input);
        }
        node.text(2, output).text(3, output).text(4, operator);
        attributes(node, attributes);
        m_nodes.message(1, node);
        return define(output);
    }

    private String define(final String value) {
        if (!m_values.add(value)) {
            throw new IllegalArgumentException("The value " + value + " is defined twice");
        }
        return value;
    }

    /** Adds a constant tensor of floats; {@code values} row-major. */
    public String initializer(final String name, final long[] shape, final float[] values) {
        final ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        return tensor(name, shape, FLOAT, values.length, raw.array());
    }

    /** Adds a constant tensor of 64 bit integers (shapes, axes). */
    public String initializer(final String name, final long... values) {
        final ByteBuffer raw = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        raw.asLongBuffer().put(values);
        return tensor(name, new long[]{values.length}, 7, values.length, raw.array());
    }

    private String tensor(final String name, final long[] shape, final int type, final int count, final byte[] raw) {
        long expected = 1;
        final Proto tensor = new Proto();
        for (final long d : shape) {
            tensor.number(1, d);
            expected *= d;
        }
        if (expected != count) {
            throw new IllegalArgumentException(name + " has " + count + " values instead of " + expected);
        }
        m_initializers.message(5, tensor.number(2, type).text(8, name).bytes(9, raw));
        return define(name);
    }

    /** Declares a float input; the first dimension is the free batch size, the others are given. */
    public String input(final String name, final long... shape) {
        m_inputs.message(11, valueInfo(name, shape));
        return define(name);
    }

    /** Declares a value as output; first dimension free, others as given. */
    public void output(final String name, final long... shape) {
        if (!m_values.contains(name)) {
            throw new IllegalArgumentException("Unknown output " + name);
        }
        m_outputs.message(12, valueInfo(name, shape));
    }

    private static Proto valueInfo(final String name, final long[] shape) {
        final Proto dims = new Proto().message(1, new Proto().text(2, "N"));
        for (final long d : shape) {
            dims.message(1, new Proto().number(1, d));
        }
        return new Proto().text(1, name).message(2,
            new Proto().message(1, new Proto().number(1, FLOAT).message(2, dims)));
    }

    /**
     * @param metadata key and value pairs that every ONNX tool shows, written in alphabetical order
     * @return the bytes of the .onnx file
     */
    public byte[] toBytes(final Map<String, String> metadata) {
        if (m_base.isPresent()) {
            final Proto more = new Proto();
            List.of(m_nodes, m_initializers, m_inputs, m_outputs).forEach(part -> append(more, part));
            return m_base.get().extended(more, metadata);
        }
        final Proto graph = new Proto();
        append(graph, m_nodes);
        graph.text(2, m_name);
        append(graph, m_initializers);
        append(graph, m_inputs);
        append(graph, m_outputs);
        final Proto model = new Proto().number(1, IR_VERSION).text(2, "DLRM Nodes").message(7, graph)
            .message(8, new Proto().text(1, "").number(2, OPERATOR_SET));
        OnnxFile.metadata(model, metadata);
        return model.toBytes();
    }

    private static void append(final Proto to, final Proto part) {
        for (final Proto.Field f : Proto.parse(part.toBytes())) {
            to.copy(f);
        }
    }
}

package org.dlrm.deep.net;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.dlrm.deep.onnx.OnnxGraph;

/**
 * Writes a trained architecture, or an ensemble of several, as an ONNX graph.
 *
 * <p>Inputs {@code image} [N, C, ...] and, where the head sees them, {@code roi} [N, extras]. Outputs: {@code block1},
 * {@code block2} ... [N, F], the global average of every block; with a head also {@code score} [N, outputs], the
 * head's linear output, and {@code attention} [N, outputs, ...], the class activation map: sum over k of w_ck A_k /
 * (number of positions). For a head on a global average this is Grad-CAM before its ReLU exactly (Selvaraju et al.
 * 2017, section 3.1), since d score_c / d A_k = w_ck / positions everywhere.
 *
 * <p>An ensemble averages the scores: features and maps of its members are joined and one head of the joined weights
 * divided by the number of members is applied, so the same closed form holds.
 */
public final class OnnxOps implements Ops<String> {

    private final OnnxGraph m_graph;

    private final int m_dimensions;

    private final String m_prefix;

    private final Weights m_weights;

    private final Map<String, long[]> m_shapes;

    private OnnxOps(final OnnxGraph graph, final int dimensions, final String prefix, final Weights weights,
        final Map<String, long[]> shapes) {
        m_graph = graph;
        m_dimensions = dimensions;
        m_prefix = prefix;
        m_weights = weights;
        m_shapes = shapes;
    }

    /**
     * @param architecture of every member
     * @param patch shape of one patch
     * @param members weights, one or more
     * @param metadata stored in the file
     * @return the .onnx file
     */
    public static byte[] export(final Architecture architecture, final long[] patch, final List<Weights> members,
        final Map<String, String> metadata) {
        final ShapeOps.Summary summary = ShapeOps.summarise(architecture, patch);
        final Map<String, long[]> shapes = new HashMap<>();
        summary.parameters().forEach(p -> shapes.put(p.name(), p.shape()));
        final OnnxGraph graph = new OnnxGraph("dlrm");
        final String image = graph.input("image", patch);
        final boolean extras = architecture.extras() > 0 && architecture.outputs() > 0;
        final String roi = extras ? graph.input("roi", architecture.extras()) : "";
        final Architecture body = architecture.withOutputs(0);
        final List<Architecture.Outputs<String>> outs = new ArrayList<>();
        final List<String> normalised = new ArrayList<>();
        for (int m = 0; m < members.size(); m++) {
            final OnnxOps ops =
                new OnnxOps(graph, architecture.dimensions(), "m" + m + ".", members.get(m), shapes);
            outs.add(body.run(ops, image, roi));
            if (extras) {
                normalised.add(ops.batchNorm("extras", roi));
            }
        }
        final int n = members.size();
        String last = "";
        for (int b = 0; b < summary.blocks().size(); b++) {
            final int block = b;
            last = graph.node("Concat", outs.stream().map(o -> o.blocks().get(block)).toList(), Map.of("axis", 1L),
                "block" + (b + 1));
            graph.output(last, (long)n * summary.blocks().get(b));
        }
        if (architecture.outputs() > 0) {
            head(graph, architecture, summary, members, last, normalised,
                graph.node("Concat", outs.stream().map(Architecture.Outputs::maps).toList(), Map.of("axis", 1L)));
        }
        return graph.toBytes(metadata);
    }

    private static void head(final OnnxGraph graph, final Architecture a, final ShapeOps.Summary summary,
        final List<Weights> members, final String pooled, final List<String> extras, final String maps) {
        final int n = members.size();
        final int k = summary.blocks().get(summary.blocks().size() - 1);
        final int columns = k + a.extras();
        final int joined = n * columns;
        final float[] weight = new float[a.outputs() * joined];
        final float[] bias = new float[a.outputs()];
        final float[] cam = new float[a.outputs() * n * k];
        int positions = 1;
        for (int d = 1; d < summary.maps().length; d++) {
            positions *= (int)summary.maps()[d];
        }
        for (int c = 0; c < a.outputs(); c++) {
            double b = 0;
            for (int m = 0; m < n; m++) {
                final float[] w = members.get(m).get("head.weight");
                b += members.get(m).get("head.bias")[c];
                for (int i = 0; i < k; i++) {
                    weight[c * joined + m * k + i] = w[c * columns + i] / n;
                    cam[(c * n + m) * k + i] = w[c * columns + i] / n / positions;
                }
                for (int e = 0; e < a.extras(); e++) {
                    weight[c * joined + n * k + m * a.extras() + e] = w[c * columns + k + e] / n;
                }
            }
            bias[c] = (float)(b / n);
        }
        final List<String> parts = new ArrayList<>(List.of(pooled));
        parts.addAll(extras);
        final String input = graph.node("Concat", parts, Map.of("axis", 1L));
        graph.initializer("head.weight", new long[]{a.outputs(), joined}, weight);
        graph.initializer("head.bias", new long[]{a.outputs()}, bias);
        graph.output(graph.node("Gemm", List.of(input, "head.weight", "head.bias"), Map.of("transB", 1L), "score"),
            a.outputs());
        final long[] camShape = new long[2 + a.dimensions()];
        Arrays.fill(camShape, 1);
        camShape[0] = a.outputs();
        camShape[1] = (long)n * k;
        graph.initializer("attention.weight", camShape, cam);
        final long[] outShape = summary.maps().clone();
        outShape[0] = a.outputs();
        graph.output(graph.node("Conv", List.of(maps, "attention.weight"), Map.of(), "attention"), outShape);
    }

    private String constant(final String name) {
        final float[] values = m_weights.get(name);
        return m_graph.initializer(m_prefix + name, m_shapes.get(name), values);
    }

    private static long[] all(final int n, final long value) {
        final long[] a = new long[n];
        Arrays.fill(a, value);
        return a;
    }

    @Override
    public String conv(final String name, final String x, final int out, final int kernel, final int stride) {
        return m_graph.node("Conv", List.of(x, constant(name + ".weight")),
            Map.of("kernel_shape", all(m_dimensions, kernel), "strides", all(m_dimensions, stride), "pads",
                all(2 * m_dimensions, kernel / 2)));
    }

    @Override
    public String batchNorm(final String name, final String x) {
        return m_graph.node("BatchNormalization", List.of(x, constant(name + ".gamma"), constant(name + ".beta"),
            constant(name + ".mean"), constant(name + ".var")), Map.of("epsilon", EPSILON));
    }

    @Override
    public String relu(final String x) {
        return m_graph.node("Relu", List.of(x), Map.of());
    }

    private String pool(final String operator, final String x, final int kernel) {
        return m_graph.node(operator, List.of(x),
            Map.of("kernel_shape", all(m_dimensions, kernel), "strides", all(m_dimensions, kernel)));
    }

    @Override
    public String avgPool(final String x, final int kernel) {
        return pool("AveragePool", x, kernel);
    }

    @Override
    public String maxPool(final String x, final int kernel) {
        return pool("MaxPool", x, kernel);
    }

    @Override
    public String globalAvgPool(final String x) {
        return m_graph.node("Flatten", List.of(m_graph.node("GlobalAveragePool", List.of(x), Map.of())), Map.of());
    }

    @Override
    public String concat(final List<String> xs) {
        return m_graph.node("Concat", xs, Map.of("axis", 1L));
    }

    @Override
    public String add(final String a, final String b) {
        return m_graph.node("Add", List.of(a, b), Map.of());
    }

    @Override
    public String linear(final String name, final String x, final int out) {
        return m_graph.node("Gemm", List.of(x, constant(name + ".weight"), constant(name + ".bias")),
            Map.of("transB", 1L));
    }
}

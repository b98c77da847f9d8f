package org.dlrm.deep.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.dlrm.deep.engine.Engines;
import org.junit.jupiter.api.Test;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtSession;

class OnnxGraphTest {

    /** x [N, 1, 2, 2] -> MaxPool, AveragePool, Mul, Sigmoid, Softmax, Reshape, Gemm on numbers checked by hand. */
    private static byte[] graph() {
        final OnnxGraph g = new OnnxGraph("test");
        final String x = g.input("x", 1, 2, 2);
        final Map<String, ?> two = Map.of("kernel_shape", new long[]{2, 2});
        final String max = g.node("MaxPool", List.of(x), two, "max");
        final String mean = g.node("AveragePool", List.of(x), two, "mean");
        g.node("Mul", List.of(max, mean), Map.of(), "product");
        final String flat = g.node("Reshape", List.of(x, g.initializer("shape", -1, 4)), Map.of(), "flat");
        g.node("Softmax", List.of(flat), Map.of("axis", 1L), "softmax");
        g.node("Sigmoid", List.of(flat), Map.of(), "sigmoid");
        g.initializer("w", new long[]{1, 4}, new float[]{1, 10, 100, 1000});
        g.initializer("b", new long[]{1}, new float[]{0.5f});
        g.output(g.node("Gemm", List.of(flat, "w", "b"), Map.of("transB", 1L, "alpha", 2f), "gemm"), 1);
        return g.toBytes(Map.of("b", "second", "a", "first"));
    }

    @Test
    void onnxRuntimeComputesWhatWasWritten() throws Exception {
        final OnnxFile file = new OnnxFile(graph());
        assertEquals(List.of("x"), file.inputs());
        assertEquals(List.of("gemm"), file.outputs());
        assertEquals(Set.of("max", "mean", "product", "flat", "softmax", "sigmoid", "gemm"), file.values());
        final byte[] all = file.withOutputs(List.of("product", "softmax", "sigmoid", "gemm"));
        final var env = Engines.onnxRuntime();
        try (OrtSession session = env.createSession(all);
            OnnxTensor x = OnnxTensor.createTensor(env, FloatBuffer.wrap(new float[]{0, 1, 2, 3}),
                new long[]{1, 1, 2, 2});
            OrtSession.Result result = session.run(Map.of("x", x))) {
            assertArrayEquals(new float[]{3 * 1.5f}, values(result, "product"));
            assertArrayEquals(new float[]{2 * 3210 + 0.5f}, values(result, "gemm"));
            final double total = 1 + Math.E + Math.exp(2) + Math.exp(3);
            assertEquals(Math.exp(3) / total, values(result, "softmax")[3], 1e-6);
            assertEquals(1 / (1 + Math.exp(-2)), values(result, "sigmoid")[2], 1e-6);
        }
    }

    private static float[] values(final OrtSession.Result result, final String name) throws Exception {
        final FloatBuffer b = ((OnnxTensor)result.get(name).orElseThrow()).getFloatBuffer();
        final float[] v = new float[b.remaining()];
        b.get(v);
        return v;
    }

    @Test
    void sameCallsGiveTheSameBytesAndMetadataComesBack() {
        assertArrayEquals(graph(), graph());
        assertEquals(Map.of("a", "first", "b", "second"), new OnnxFile(graph()).metadata());
        final OnnxFile changed = new OnnxFile(new OnnxFile(graph()).withMetadata(Map.of("c", "third")));
        assertEquals(Map.of("c", "third"), changed.metadata());
        assertArrayEquals(new float[]{1, 10, 100, 1000}, changed.initializers().get("w"));
    }

    @Test
    void refusesMistakesInTheGraph() {
        final OnnxGraph g = new OnnxGraph("test");
        assertThrows(IllegalArgumentException.class, () -> g.node("Relu", List.of("nowhere"), Map.of()));
        g.input("x", 1);
        assertThrows(IllegalArgumentException.class, () -> g.input("x", 1));
        assertThrows(IllegalArgumentException.class, () -> g.initializer("w", new long[]{3}, new float[2]));
    }

    @Test
    void refusesWhatIsNoOnnxFileWithAMessage() {
        assertThrows(IllegalArgumentException.class, () -> new OnnxFile(new byte[0]));
        assertThrows(IllegalArgumentException.class, () -> new OnnxFile("this is text".getBytes()));
        final byte[] whole = graph();
        for (int length = 0; length < whole.length; length++) {
            final byte[] cut = Arrays.copyOf(whole, length);
            try {
                new OnnxFile(cut).metadata();
            } catch (IllegalArgumentException e) {
                assertTrue(e.getMessage().startsWith("Not an ONNX file"), e.getMessage());
            }
        }
        final IllegalArgumentException e = assertThrows(IllegalArgumentException.class,
            () -> new OnnxFile(whole).withOutputs(List.of("layer4")));
        assertTrue(e.getMessage().contains("layer4") && e.getMessage().contains("gemm"), e.getMessage());
    }
}

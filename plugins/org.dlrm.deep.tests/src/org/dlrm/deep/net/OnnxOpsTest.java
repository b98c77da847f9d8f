package org.dlrm.deep.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;

import org.dlrm.deep.engine.Engines;
import org.dlrm.deep.onnx.OnnxFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtSession;

/** The exported network, run by ONNX Runtime, against the operations' definitions. */
class OnnxOpsTest {

    static Stream<Architecture> architectures() {
        return Stream.of(new Architecture(Architecture.Kind.DENSENET, 2, 3, 6, 4, List.of(2, 2), 2, 3),
            new Architecture(Architecture.Kind.DENSENET, 3, 1, 4, 3, List.of(1, 2), 2, 1),
            new Architecture(Architecture.Kind.RESNET, 2, 2, 4, 0, List.of(1, 2), 0, 2),
            new Architecture(Architecture.Kind.RESNET, 3, 1, 3, 0, List.of(1, 1), 2, 2));
    }

    /** Weights with running means, variances and biases that matter. */
    private static Weights weights(final Architecture a, final long[] patch, final long seed) {
        final Map<String, float[]> values = new HashMap<>();
        final SplittableRandom random = new SplittableRandom(seed);
        for (final Parameter p : ShapeOps.summarise(a, patch).parameters()) {
            final float[] v = p.initial(random.split());
            for (int i = 0; i < v.length; i++) {
                v[i] += p.role() == Parameter.Role.WEIGHT ? 0 : (float)random.nextDouble(-0.3, 0.3);
            }
            values.put(p.name(), v);
        }
        return new Weights(values);
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void equalsTheDefinitions(final Architecture a) throws Exception {
        final int n = 11; // odd, so that strides and pooling cut at the border
        final long[] patch = a.dimensions() == 2 ? new long[]{a.channels(), n, n} : new long[]{a.channels(), n, n, n};
        final ShapeOps.Summary summary = ShapeOps.summarise(a, patch);
        final List<Weights> members = List.of(weights(a, patch, 1), weights(a, patch, 2));
        final int length = a.channels() * n * n * (a.dimensions() == 3 ? n : 1);
        final SplittableRandom random = new SplittableRandom(5);
        final float[] image = new float[length];
        for (int i = 0; i < length; i++) {
            image[i] = (float)Parameter.gaussian(random);
        }
        final float[] roi = {0.4f, 0.2f};
        final List<Architecture.Outputs<PlainOps.Tensor>> expected = new ArrayList<>();
        for (final Weights w : members) {
            final double[] x = new double[length];
            for (int i = 0; i < length; i++) {
                x[i] = image[i];
            }
            expected.add(a.run(new PlainOps(w, a.dimensions()),
                new PlainOps.Tensor(a.channels(), a.dimensions() == 3 ? n : 1, n, n, x),
                new PlainOps.Tensor(2, 1, 1, 1, new double[]{roi[0], roi[1]})));
        }
        final byte[] onnx = OnnxOps.export(a, patch, members, Map.of());
        final Map<String, OnnxTensor> inputs = new HashMap<>();
        final var env = Engines.onnxRuntime();
        final long[] shape = new long[patch.length + 1];
        shape[0] = 1;
        System.arraycopy(patch, 0, shape, 1, patch.length);
        inputs.put("image", OnnxTensor.createTensor(env, FloatBuffer.wrap(image), shape));
        if (a.extras() > 0) {
            inputs.put("roi", OnnxTensor.createTensor(env, FloatBuffer.wrap(roi), new long[]{1, 2}));
        }
        try (OrtSession session = env.createSession(onnx); OrtSession.Result result = session.run(inputs)) {
            for (int b = 0; b < a.blocks().size(); b++) {
                final float[] got = floats(result, "block" + (b + 1));
                final int size = summary.blocks().get(b);
                assertEquals(2 * size, got.length);
                for (int i = 0; i < got.length; i++) {
                    assertEquals(expected.get(i / size).blocks().get(b).values()[i % size], got[i], 1e-5);
                }
            }
            final float[] score = floats(result, "score");
            final float[] attention = floats(result, "attention");
            for (int c = 0; c < a.outputs(); c++) {
                // an ensemble's score is the mean of its members'
                assertEquals((expected.get(0).head().orElseThrow().values()[c] + expected.get(1).head().orElseThrow().values()[c]) / 2, score[c],
                    1e-5);
                // the sum over the map is the maps' part of the score: the closed form's own property
                double sum = 0;
                for (int i = 0; i < attention.length / a.outputs(); i++) {
                    sum += attention[c * attention.length / a.outputs() + i];
                }
                double part = 0;
                for (int m = 0; m < 2; m++) {
                    final double[] pooled = expected.get(m).blocks().get(a.blocks().size() - 1).values();
                    final float[] head = members.get(m).get("head.weight");
                    for (int k = 0; k < pooled.length; k++) {
                        part += head[c * head.length / a.outputs() + k] * pooled[k] / 2;
                    }
                }
                assertEquals(part, sum, 1e-5);
            }
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
        assertArrayEquals(onnx, OnnxOps.export(a, patch, members, Map.of()), "the same bytes every time");
        assertArrayEquals(members.get(1).get("stem.weight"), new OnnxFile(onnx).initializers().get("m1.stem.weight"));
    }

    private static float[] floats(final OrtSession.Result result, final String name) throws Exception {
        final FloatBuffer buffer = ((OnnxTensor)result.get(name).orElseThrow()).getFloatBuffer();
        final float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }
}

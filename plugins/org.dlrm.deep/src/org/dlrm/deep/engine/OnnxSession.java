package org.dlrm.deep.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;

/** An ONNX network in ONNX Runtime: floats in, floats out, one thread per call. Thread-safe; close it after use. */
public final class OnnxSession implements AutoCloseable {

    private final OrtEnvironment m_environment;

    private final OrtSession m_session;

    /** Memory that ONNX Runtime reads without a copy, kept for the next run; at most one piece per input and thread. */
    private final Queue<FloatBuffer> m_buffers = new ConcurrentLinkedQueue<>();

    /**
     * @param onnx content of an ONNX file
     * @throws EngineMissingException if ONNX Runtime does not start
     * @throws IllegalArgumentException if it is no network that ONNX Runtime knows
     */
    public OnnxSession(final byte[] onnx) {
        m_environment = Engines.onnxRuntime();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL); // what fails is thrown
            m_session = m_environment.createSession(onnx, options);
        } catch (OrtException e) {
            throw new IllegalArgumentException("ONNX Runtime cannot load the network: " + e.getMessage(), e);
        }
    }

    /** @return shapes of the inputs by name; -1 is any size; empty for what is no tensor */
    public Map<String, long[]> inputs() {
        final Map<String, long[]> inputs = new LinkedHashMap<>();
        try {
            for (final NodeInfo info : m_session.getInputInfo().values()) {
                inputs.put(info.getName(), info.getInfo() instanceof TensorInfo t ? t.getShape() : new long[0]);
            }
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
        return inputs;
    }

    /** @return names of the outputs */
    public Set<String> outputs() {
        return m_session.getOutputNames();
    }

    /**
     * @param inputs by name
     * @param wanted names of outputs
     * @return those outputs by name
     * @throws IllegalArgumentException if an output holds no floats
     * @throws IllegalStateException if ONNX Runtime fails
     */
    public Map<String, Tensor> run(final Map<String, Tensor> inputs, final Set<String> wanted) {
        final List<FloatBuffer> used = new ArrayList<>();
        final Map<String, OnnxTensor> tensors = new HashMap<>();
        try {
            for (final Map.Entry<String, Tensor> e : inputs.entrySet()) {
                final FloatBuffer buffer = buffer(e.getValue().values());
                used.add(buffer);
                tensors.put(e.getKey(), OnnxTensor.createTensor(m_environment, buffer, e.getValue().shape()));
            }
            try (OrtSession.Result result = m_session.run(tensors, wanted)) {
                final Map<String, Tensor> outputs = new HashMap<>();
                for (final String name : wanted) {
                    outputs.put(name, tensor(name, result));
                }
                return outputs;
            }
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime failed on the network: " + e.getMessage(), e);
        } finally {
            tensors.values().forEach(OnnxTensor::close);
            m_buffers.addAll(used);
        }
    }

    private FloatBuffer buffer(final float[] values) {
        final FloatBuffer kept = m_buffers.poll();
        final FloatBuffer buffer = kept != null && kept.capacity() >= values.length ? kept
            : ByteBuffer.allocateDirect(4 * values.length).order(ByteOrder.nativeOrder()).asFloatBuffer();
        return buffer.clear().put(values).flip();
    }

    private static Tensor tensor(final String name, final OrtSession.Result result) {
        final FloatBuffer values =
            result.get(name).orElseThrow() instanceof OnnxTensor t ? t.getFloatBuffer() : null;
        if (values == null) {
            throw new IllegalArgumentException("Layer " + name + " does not give numbers (float)");
        }
        final float[] copy = new float[values.remaining()];
        values.get(copy);
        return new Tensor(((OnnxTensor)result.get(name).orElseThrow()).getInfo().getShape(), copy);
    }

    @Override
    public void close() {
        try {
            m_session.close();
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }
}

package org.dlrm.deep.learner;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import org.dlrm.deep.net.Architecture;
import org.dlrm.deep.net.Parameter;
import org.dlrm.deep.net.ShapeOps;
import org.dlrm.deep.net.Weights;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;

/**
 * A network whose weights can be trained. All trained values live in one vector, of which the layers' weights are
 * views: one gradient, one optimiser update, one copy out. Every call happens under {@link TrainingLock}.
 */
public final class TorchNetwork implements AutoCloseable {

    private static final float BETA1 = 0.9f;

    private static final float BETA2 = 0.999f;

    private static final float ADAM_EPSILON = 1e-8f;

    private final Engine m_engine;

    private final Architecture m_architecture;

    private final long[] m_patch;

    private final NDManager m_manager;

    private final List<Parameter> m_trained = new ArrayList<>();

    private final List<Parameter> m_state = new ArrayList<>();

    private final NDArray m_values;

    private final NDArray m_running;

    /** Views that follow the values but no gradient: what an evaluation needs, made once. */
    private final Map<String, NDArray> m_frozen = new HashMap<>();

    private final NDArray m_firstMoment;

    private final NDArray m_secondMoment;

    private final boolean m_fixedStatistics;

    private int m_steps;

    /**
     * @param patch shape of one patch
     * @param start values of every parameter
     * @param fixedStatistics whether training, too, normalises by the starting means and variances, instead of each
     *            batch's own
     */
    public TorchNetwork(final Engine engine, final Architecture architecture, final long[] patch, final Weights start,
        final boolean fixedStatistics) {
        m_engine = engine;
        m_fixedStatistics = fixedStatistics;
        m_architecture = architecture;
        m_patch = patch;
        for (final Parameter p : ShapeOps.summarise(architecture, patch).parameters()) {
            (p.role().trained() ? m_trained : m_state).add(p);
        }
        m_manager = engine.newBaseManager(engine.defaultDevice());
        m_values = m_manager.create(join(m_trained, start));
        m_values.setRequiresGradient(true);
        m_running = m_manager.create(join(m_state, start));
        views(m_values.stopGradient(), m_trained, m_frozen);
        views(m_running.stopGradient(), m_state, m_frozen);
        m_firstMoment = m_manager.zeros(m_values.getShape());
        m_secondMoment = m_manager.zeros(m_values.getShape());
    }

    private static float[] join(final List<Parameter> parameters, final Weights weights) {
        final FloatBuffer all = FloatBuffer.allocate(parameters.stream().mapToInt(Parameter::length).sum());
        parameters.forEach(p -> all.put(weights.get(p.name())));
        return all.array();
    }

    /** @return a copy of all values */
    public Weights weights() {
        final Map<String, float[]> values = new LinkedHashMap<>();
        cut(m_values.toFloatArray(), m_trained, values);
        cut(m_running.toFloatArray(), m_state, values);
        return new Weights(values);
    }

    private static void cut(final float[] all, final List<Parameter> parameters, final Map<String, float[]> values) {
        final FloatBuffer rest = FloatBuffer.wrap(all);
        for (final Parameter p : parameters) {
            final float[] v = new float[p.length()];
            rest.get(v);
            values.put(p.name(), v);
        }
    }

    /** Splits a vector into the parameters it holds; gradients flow through. */
    private static void views(final NDArray all, final List<Parameter> parameters, final Map<String, NDArray> views) {
        if (parameters.isEmpty()) {
            return;
        }
        final long[] cuts = new long[parameters.size() - 1];
        long at = 0;
        for (int i = 0; i < cuts.length; i++) {
            at += parameters.get(i).length();
            cuts[i] = at;
        }
        final NDList parts = all.split(cuts, 0);
        for (int i = 0; i < parameters.size(); i++) {
            views.put(parameters.get(i).name(), parts.get(i).reshape(new Shape(parameters.get(i).shape())));
        }
    }

    /** Everything a batch computes. */
    private Architecture.Outputs<NDArray> forward(final NDManager scope, final Batch batch, final boolean training) {
        final Map<String, NDArray> parameters = new HashMap<>(m_frozen);
        if (training) {
            final NDArray values = m_values.reshape(-1);
            values.attach(scope);
            views(values, m_trained, parameters);
        }
        final NDArray image = ChannelsLast.create(scope, batch.images(), shape(batch.size()));
        final NDArray extras = scope.create(FloatBuffer.wrap(batch.extras()),
            new Shape(batch.size(), batch.extras().length / batch.size()), DataType.FLOAT32);
        return m_architecture.run(new TorchOps(m_architecture, parameters, training && !m_fixedStatistics, image, extras), image, extras);
    }

    private long[] shape(final int n) {
        final long[] s = new long[m_patch.length + 1];
        s[0] = n;
        System.arraycopy(m_patch, 0, s, 1, m_patch.length);
        return s;
    }

    /**
     * One step of Adam (Kingma and Ba 2015) with decoupled weight decay.
     *
     * @param loss from the head's output [N, outputs] to a number
     * @return the loss before the step
     */
    public double step(final Batch batch, final UnaryOperator<NDArray> loss, final double learningRate,
        final double weightDecay) {
        try (NDManager scope = m_manager.newSubManager(); GradientCollector collector = m_engine.newGradientCollector()) {
            final NDArray value = loss.apply(forward(scope, batch, true).head().orElseThrow());
            collector.backward(value);
            final NDArray gradient = m_values.getGradient();
            gradient.attach(scope);
            m_steps++;
            final double corrected = learningRate * Math.sqrt(1 - Math.pow(BETA2, m_steps))
                / (1 - Math.pow(BETA1, m_steps));
            m_values.getNDArrayInternal().adamUpdate(
                new NDList(m_values, gradient, m_firstMoment, m_secondMoment), new NDList(m_values),
                (float)learningRate, (float)corrected, (float)weightDecay, 1, -1, BETA1, BETA2, ADAM_EPSILON, true, true);
            return value.toFloatArray()[0];
        }
    }

    /**
     * Runs the network with its running means and variances, without gradient.
     *
     * @param read takes what is needed out of the tensors, which are gone afterwards
     */
    <R> R evaluate(final Batch batch, final Function<Architecture.Outputs<NDArray>, R> read) {
        try (NDManager scope = m_manager.newSubManager()) {
            return read.apply(forward(scope, batch, false));
        }
    }

    /** @return the head's output for every patch of the batch */
    float[][] scores(final Batch batch) {
        final float[] all = evaluate(batch, out -> out.head().orElseThrow().toFloatArray());
        final float[][] scores = new float[batch.size()][m_architecture.outputs()];
        for (int i = 0; i < scores.length; i++) {
            System.arraycopy(all, i * scores[i].length, scores[i], 0, scores[i].length);
        }
        return scores;
    }

    @Override
    public void close() {
        m_manager.close();
    }
}

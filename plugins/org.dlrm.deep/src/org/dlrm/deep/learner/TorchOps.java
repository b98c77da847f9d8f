package org.dlrm.deep.learner;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

import org.dlrm.deep.net.Architecture;
import org.dlrm.deep.net.Ops;
import org.dlrm.deep.net.UseOps;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.convolutional.Conv3d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;

/**
 * Runs an architecture on tensors of DJL's engine. A tensor is let go after its last use, as a program in Python does:
 * the engine keeps what the gradient needs, the rest is used again while it is still in the processor's cache. The image
 * and the extras stay: their values lie in Java's memory, which the engine does not keep for the gradient, and which the
 * garbage collector may free once they are closed.
 */
final class TorchOps implements Ops<NDArray> {

    /** Weight of the old running mean and variance in an update. */
    private static final float MOMENTUM = 0.9f;

    private final Map<String, NDArray> m_parameters;

    private final int m_dimensions;

    private final boolean m_batchStatistics;

    private final int[] m_uses;

    /** Uses that are still to come, in an array of one. */
    private final IdentityHashMap<NDArray, int[]> m_left = new IdentityHashMap<>();

    private int m_made;

    /**
     * @param batchStatistics whether batch normalisation uses and remembers the batch's own mean and variance
     * @param image what the architecture will be run on, likewise extras
     */
    TorchOps(final Architecture architecture, final Map<String, NDArray> parameters, final boolean batchStatistics,
        final NDArray image, final NDArray extras) {
        m_parameters = parameters;
        m_dimensions = architecture.dimensions();
        m_batchStatistics = batchStatistics;
        m_uses = UseOps.count(architecture);
        made(image);
        made(extras);
    }

    private NDArray made(final NDArray value, final NDArray... from) {
        for (final NDArray x : from) {
            final int[] left = m_left.get(x);
            if (--left[0] == 0) {
                m_left.remove(x);
                x.close();
            }
        }
        m_left.put(value, new int[]{m_uses[m_made++]});
        return value;
    }

    private Shape all(final long value) {
        final long[] shape = new long[m_dimensions];
        Arrays.fill(shape, value);
        return new Shape(shape);
    }

    @Override
    public NDArray conv(final String name, final NDArray x, final int out, final int kernel, final int stride) {
        final NDArray w = m_parameters.get(name + ".weight");
        final NDList y = m_dimensions == 2 ? Conv2d.conv2d(x, w, null, all(stride), all(kernel / 2), all(1), 1)
            : Conv3d.conv3d(x, w, null, all(stride), all(kernel / 2), all(1), 1);
        return made(y.singletonOrThrow(), x);
    }

    @Override
    public NDArray batchNorm(final String name, final NDArray x) {
        return made(BatchNorm.batchNorm(x, m_parameters.get(name + ".mean"), m_parameters.get(name + ".var"),
            m_parameters.get(name + ".gamma"), m_parameters.get(name + ".beta"), 1, MOMENTUM, EPSILON, m_batchStatistics)
            .singletonOrThrow(), x);
    }

    @Override
    public NDArray relu(final NDArray x) {
        return made(x.getNDArrayInternal().relu(), x);
    }

    @Override
    public NDArray avgPool(final NDArray x, final int kernel) {
        return made(m_dimensions == 2 ? Pool.avgPool2d(x, all(kernel), all(kernel), all(0), false, false)
            : Pool.avgPool3d(x, all(kernel), all(kernel), all(0), false, false), x);
    }

    @Override
    public NDArray maxPool(final NDArray x, final int kernel) {
        return made(m_dimensions == 2 ? Pool.maxPool2d(x, all(kernel), all(kernel), all(0), false)
            : Pool.maxPool3d(x, all(kernel), all(kernel), all(0), false), x);
    }

    @Override
    public NDArray globalAvgPool(final NDArray x) {
        final Shape s = x.getShape();
        try (NDArray pooled = m_dimensions == 2 ? Pool.globalAvgPool2d(x) : Pool.globalAvgPool3d(x)) {
            return made(pooled.reshape(s.get(0), s.get(1)), x);
        }
    }

    @Override
    public NDArray concat(final List<NDArray> xs) {
        return made(NDArrays.concat(new NDList(xs), 1), xs.toArray(NDArray[]::new));
    }

    @Override
    public NDArray add(final NDArray a, final NDArray b) {
        return made(a.add(b), a, b);
    }

    @Override
    public NDArray linear(final String name, final NDArray x, final int out) {
        return made(Linear.linear(x, m_parameters.get(name + ".weight"), m_parameters.get(name + ".bias"))
            .singletonOrThrow(), x);
    }
}

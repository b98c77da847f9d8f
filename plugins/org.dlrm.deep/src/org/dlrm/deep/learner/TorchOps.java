package org.dlrm.deep.learner;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.dlrm.deep.net.Ops;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.convolutional.Conv3d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;

/** Runs an architecture on tensors of DJL's engine. */
final class TorchOps implements Ops<NDArray> {

    /** Weight of the old running mean and variance in an update. */
    private static final float MOMENTUM = 0.9f;

    private final Map<String, NDArray> m_parameters;

    private final int m_dimensions;

    private final boolean m_training;

    TorchOps(final Map<String, NDArray> parameters, final int dimensions, final boolean training) {
        m_parameters = parameters;
        m_dimensions = dimensions;
        m_training = training;
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
        return y.singletonOrThrow();
    }

    @Override
    public NDArray batchNorm(final String name, final NDArray x) {
        return BatchNorm.batchNorm(x, m_parameters.get(name + ".mean"), m_parameters.get(name + ".var"),
            m_parameters.get(name + ".gamma"), m_parameters.get(name + ".beta"), 1, MOMENTUM, EPSILON, m_training)
            .singletonOrThrow();
    }

    @Override
    public NDArray relu(final NDArray x) {
        return x.getNDArrayInternal().relu();
    }

    @Override
    public NDArray avgPool(final NDArray x, final int kernel) {
        return m_dimensions == 2 ? Pool.avgPool2d(x, all(kernel), all(kernel), all(0), false, false)
            : Pool.avgPool3d(x, all(kernel), all(kernel), all(0), false, false);
    }

    @Override
    public NDArray maxPool(final NDArray x, final int kernel) {
        return m_dimensions == 2 ? Pool.maxPool2d(x, all(kernel), all(kernel), all(0), false)
            : Pool.maxPool3d(x, all(kernel), all(kernel), all(0), false);
    }

    @Override
    public NDArray globalAvgPool(final NDArray x) {
        final Shape s = x.getShape();
        return (m_dimensions == 2 ? Pool.globalAvgPool2d(x) : Pool.globalAvgPool3d(x)).reshape(s.get(0), s.get(1));
    }

    @Override
    public NDArray concat(final List<NDArray> xs) {
        return NDArrays.concat(new NDList(xs), 1);
    }

    @Override
    public NDArray add(final NDArray a, final NDArray b) {
        return a.add(b);
    }

    @Override
    public NDArray linear(final String name, final NDArray x, final int out) {
        return Linear.linear(x, m_parameters.get(name + ".weight"), m_parameters.get(name + ".bias"))
            .singletonOrThrow();
    }
}

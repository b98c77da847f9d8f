package org.dlrm.deep.net;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongUnaryOperator;

/**
 * Runs an architecture on shapes alone: collects its parameters in order and counts the values it holds per sample,
 * from which the memory of a training is estimated. Shapes are without the batch dimension.
 */
public final class ShapeOps implements Ops<long[]> {

    private final List<Parameter> m_parameters = new ArrayList<>();

    private final int m_dimensions;

    private long m_activations;

    private long m_multiplications;

    private ShapeOps(final int dimensions) {
        m_dimensions = dimensions;
    }

    /**
     * @param parameters in the order in which the network uses them
     * @param activations floats that a forward pass of one sample computes
     * @param multiplications of one sample
     * @param blocks features per block
     * @param maps shape of the last feature maps of one sample
     */
    public record Summary(List<Parameter> parameters, long activations, long multiplications, List<Integer> blocks,
        long[] maps) {

        /** @return number of trained values */
        public int size() {
            return parameters.stream().filter(p -> p.role().trained()).mapToInt(Parameter::length).sum();
        }
    }

    /** @param patch shape of one patch, [channels][...] */
    public static Summary summarise(final Architecture architecture, final long[] patch) {
        if (patch.length != architecture.dimensions() + 1 || patch[0] != architecture.channels()) {
            throw new IllegalArgumentException("A patch of " + patch.length + " dimensions and " + patch[0]
                + " channels does not fit a network for " + (architecture.dimensions() + 1) + " and "
                + architecture.channels());
        }
        final ShapeOps ops = new ShapeOps(architecture.dimensions());
        final Architecture.Outputs<long[]> out =
            architecture.run(ops, patch, new long[]{architecture.extras()});
        return new Summary(List.copyOf(ops.m_parameters), ops.m_activations, ops.m_multiplications,
            out.blocks().stream().map(s -> (int)s[0]).toList(), out.maps());
    }

    private void parameter(final String name, final Parameter.Role role, final long... shape) {
        m_parameters.add(new Parameter(name, shape, role));
    }

    private long[] made(final long[] shape) {
        m_activations += count(shape);
        return shape;
    }

    private static long count(final long[] shape) {
        long n = 1;
        for (final long d : shape) {
            n *= d;
        }
        return n;
    }

    private long[] spatial(final long channels, final long[] x, final LongUnaryOperator size) {
        final long[] shape = new long[x.length];
        shape[0] = channels;
        for (int d = 1; d < x.length; d++) {
            shape[d] = size.applyAsLong(x[d]);
            if (shape[d] < 1) {
                throw new IllegalArgumentException("The patch is too small for this network");
            }
        }
        return made(shape);
    }

    @Override
    public long[] conv(final String name, final long[] x, final int out, final int kernel, final int stride) {
        final long[] weight = new long[2 + m_dimensions];
        Arrays.fill(weight, kernel);
        weight[0] = out;
        weight[1] = x[0];
        parameter(name + ".weight", Parameter.Role.WEIGHT, weight);
        final long[] y = spatial(out, x, n -> (n + 2 * (kernel / 2) - kernel) / stride + 1);
        m_multiplications += count(weight) * (count(y) / out);
        return y;
    }

    @Override
    public long[] batchNorm(final String name, final long[] x) {
        parameter(name + ".gamma", Parameter.Role.GAMMA, x[0]);
        parameter(name + ".beta", Parameter.Role.BETA, x[0]);
        parameter(name + ".mean", Parameter.Role.MEAN, x[0]);
        parameter(name + ".var", Parameter.Role.VARIANCE, x[0]);
        return made(x);
    }

    @Override
    public long[] relu(final long[] x) {
        return made(x);
    }

    @Override
    public long[] avgPool(final long[] x, final int kernel) {
        return spatial(x[0], x, n -> n / kernel);
    }

    @Override
    public long[] maxPool(final long[] x, final int kernel) {
        return spatial(x[0], x, n -> n / kernel);
    }

    @Override
    public long[] globalAvgPool(final long[] x) {
        return made(new long[]{x[0]});
    }

    @Override
    public long[] concat(final List<long[]> xs) {
        final long[] shape = xs.get(0).clone();
        shape[0] = xs.stream().mapToLong(s -> s[0]).sum();
        return made(shape);
    }

    @Override
    public long[] add(final long[] a, final long[] b) {
        return made(a);
    }

    @Override
    public long[] linear(final String name, final long[] x, final int out) {
        parameter(name + ".weight", Parameter.Role.WEIGHT, out, x[0]);
        parameter(name + ".bias", Parameter.Role.BETA, out);
        return made(new long[]{out});
    }
}

package org.dlrm.deep.net;

import java.util.List;

/** The operations as their definitions say, in double, for one sample: an independent reference for the engines. */
final class PlainOps implements Ops<PlainOps.Tensor> {

    /** Channels of volumes; a plane has depth 1, a vector depth, height and width 1. */
    record Tensor(int c, int d, int h, int w, double[] values) {

        Tensor(final int c, final int d, final int h, final int w) {
            this(c, d, h, w, new double[c * d * h * w]);
        }

        int at(final int ci, final int z, final int y, final int x) {
            return ((ci * d + z) * h + y) * w + x;
        }

        double get(final int ci, final int z, final int y, final int x) {
            return z < 0 || y < 0 || x < 0 || z >= d || y >= h || x >= w ? 0 : values[at(ci, z, y, x)];
        }
    }

    private final Weights m_weights;

    private final boolean m_cube;

    PlainOps(final Weights weights, final int dimensions) {
        m_weights = weights;
        m_cube = dimensions == 3;
    }

    @Override
    public Tensor conv(final String name, final Tensor x, final int out, final int kernel, final int stride) {
        final float[] w = m_weights.get(name + ".weight");
        final int depth = m_cube ? kernel : 1;
        final int pad = kernel / 2;
        final int padZ = m_cube ? pad : 0;
        final int strideZ = m_cube ? stride : 1;
        final Tensor y = new Tensor(out, (x.d + 2 * padZ - depth) / strideZ + 1, (x.h + 2 * pad - kernel) / stride + 1,
            (x.w + 2 * pad - kernel) / stride + 1);
        for (int o = 0; o < out; o++) {
            for (int z = 0; z < y.d; z++) {
                for (int r = 0; r < y.h; r++) {
                    for (int c = 0; c < y.w; c++) {
                        double sum = 0;
                        int p = o * x.c * depth * kernel * kernel;
                        for (int i = 0; i < x.c; i++) {
                            for (int dz = 0; dz < depth; dz++) {
                                for (int dy = 0; dy < kernel; dy++) {
                                    for (int dx = 0; dx < kernel; dx++) {
                                        sum += w[p++] * x.get(i, z * strideZ + dz - padZ, r * stride + dy - pad,
                                            c * stride + dx - pad);
                                    }
                                }
                            }
                        }
                        y.values[y.at(o, z, r, c)] = sum;
                    }
                }
            }
        }
        return y;
    }

    @Override
    public Tensor batchNorm(final String name, final Tensor x) {
        final Tensor y = new Tensor(x.c, x.d, x.h, x.w);
        final int n = x.d * x.h * x.w;
        for (int i = 0; i < y.values.length; i++) {
            final int c = i / n;
            y.values[i] = (x.values[i] - m_weights.get(name + ".mean")[c])
                / Math.sqrt(m_weights.get(name + ".var")[c] + EPSILON) * m_weights.get(name + ".gamma")[c]
                + m_weights.get(name + ".beta")[c];
        }
        return y;
    }

    @Override
    public Tensor relu(final Tensor x) {
        final Tensor y = new Tensor(x.c, x.d, x.h, x.w);
        for (int i = 0; i < y.values.length; i++) {
            y.values[i] = Math.max(0, x.values[i]);
        }
        return y;
    }

    @Override
    public Tensor avgPool(final Tensor x, final int kernel) {
        return pool(x, kernel, false);
    }

    @Override
    public Tensor maxPool(final Tensor x, final int kernel) {
        return pool(x, kernel, true);
    }

    private Tensor pool(final Tensor x, final int k, final boolean max) {
        final int kz = m_cube ? k : 1;
        final Tensor y = new Tensor(x.c, x.d / kz, x.h / k, x.w / k);
        for (int c = 0; c < y.c; c++) {
            for (int z = 0; z < y.d; z++) {
                for (int r = 0; r < y.h; r++) {
                    for (int i = 0; i < y.w; i++) {
                        double sum = 0;
                        double highest = Double.NEGATIVE_INFINITY;
                        for (int dz = 0; dz < kz; dz++) {
                            for (int dy = 0; dy < k; dy++) {
                                for (int dx = 0; dx < k; dx++) {
                                    final double v = x.get(c, z * kz + dz, r * k + dy, i * k + dx);
                                    sum += v;
                                    highest = Math.max(highest, v);
                                }
                            }
                        }
                        y.values[y.at(c, z, r, i)] = max ? highest : sum / (kz * k * k);
                    }
                }
            }
        }
        return y;
    }

    @Override
    public Tensor globalAvgPool(final Tensor x) {
        final Tensor y = new Tensor(x.c, 1, 1, 1);
        final int n = x.d * x.h * x.w;
        for (int i = 0; i < x.values.length; i++) {
            y.values[i / n] += x.values[i] / n;
        }
        return y;
    }

    @Override
    public Tensor concat(final List<Tensor> xs) {
        final Tensor first = xs.get(0);
        final Tensor y = new Tensor(xs.stream().mapToInt(Tensor::c).sum(), first.d, first.h, first.w);
        int p = 0;
        for (final Tensor x : xs) {
            System.arraycopy(x.values, 0, y.values, p, x.values.length);
            p += x.values.length;
        }
        return y;
    }

    @Override
    public Tensor add(final Tensor a, final Tensor b) {
        final Tensor y = new Tensor(a.c, a.d, a.h, a.w);
        for (int i = 0; i < y.values.length; i++) {
            y.values[i] = a.values[i] + b.values[i];
        }
        return y;
    }

    @Override
    public Tensor linear(final String name, final Tensor x, final int out) {
        final Tensor y = new Tensor(out, 1, 1, 1);
        final float[] w = m_weights.get(name + ".weight");
        for (int o = 0; o < out; o++) {
            y.values[o] = m_weights.get(name + ".bias")[o];
            for (int i = 0; i < x.c; i++) {
                y.values[o] += w[o * x.c + i] * x.values[i];
            }
        }
        return y;
    }
}

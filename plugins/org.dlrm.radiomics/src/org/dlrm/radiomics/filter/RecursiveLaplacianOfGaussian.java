package org.dlrm.radiomics.filter;

import java.util.Arrays;
import java.util.Optional;

import org.dlrm.image.Box;
import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Volume;
import org.dlrm.work.Progress;

/**
 * PyRadiomics' LoG: ITK's LaplacianRecursiveGaussianImageFilter, normalised across scale. Gaussian and its second
 * derivative are fourth-order recursive filters (Deriche 1993; Farneback, Westin 2006), border values repeated. It
 * differs from IBSI's sampled kernel by the approximation and by the factor sigma^2.
 *
 * @param name column prefix
 * @param sigma mm
 */
record RecursiveLaplacianOfGaussian(String name, double sigma) implements ImageFilter {

    /** At this many sigma the response to a voxel has fallen to 1e-10 of its peak, which a float does not resolve. */
    private static final double REACH = 17;

    @Override
    public Volume apply(final Volume image, final Mask mask, final Progress progress) {
        return within(image, mask, image.grid().box(), progress);
    }

    /** PyRadiomics leaves such images out. */
    @Override
    public Optional<String> unfit(final Grid g) {
        final int[] n = {g.nx(), g.ny(), g.nz()};
        final double[] spacing = {g.sx(), g.sy(), g.sz()};
        for (int a = 0; a < 3; a++) {
            final int needed = Math.max(4, (int)Math.ceil(sigma / spacing[a]) + 1);
            if (n[a] < needed) {
                return Optional.of("the image has " + n[a] + " voxels along " + "xyz".charAt(a) + ", PyRadiomics' LoG of "
                    + sigma + " mm needs " + needed);
            }
        }
        return Optional.empty();
    }

    @Override
    public Box seen(final Grid g, final Box window) {
        return Boundary.NEAREST.seen(g, window, reach(g.sx()), reach(g.sy()), reach(g.sz()));
    }

    private int reach(final double spacing) {
        return (int)Math.ceil(REACH * sigma / spacing);
    }

    /**
     * The sum over axes of (second derivative along it, Gaussian along the others), each shared part once: along z, then
     * y, then x. Along an axis that is done only the window's voxels are kept.
     */
    @Override
    public Volume within(final Volume image, final Mask mask, final Box window, final Progress progress) {
        final Grid g = image.grid();
        final Box seen = seen(g, window);
        final int nx = seen.nx();
        final int ny = seen.ny();
        final int x0 = window.x() - seen.x();
        final int y0 = window.y() - seen.y();
        final int z0 = window.z() - seen.z();
        final int slices = Math.max(1, (int)Math.min(window.nz(), window.voxels() / ((long)nx * ny)));
        final float[] smooth = new float[nx * ny * slices];
        final float[] curved = new float[smooth.length];
        final Lines z = new Lines(seen.nz(), nx, sigma / g.sz());
        final Lines y = new Lines(ny, nx, sigma / g.sy());
        final Lines x = new Lines(nx, window.ny(), sigma / g.sx());
        final Numerators secondZ = z.m_second.times(sigma * sigma / (g.sz() * g.sz()));
        final Numerators secondY = y.m_second.times(sigma * sigma / (g.sy() * g.sy()));
        final Numerators secondX = x.m_second.times(sigma * sigma / (g.sx() * g.sx()));
        final double[][] in = new double[seen.nz()][nx];
        final double[][] slice = new double[ny][nx];
        final double[][] smoothYZ = new double[window.ny()][nx];
        final double[][] curvedYZ = new double[window.ny()][nx];
        final double[][] columns = new double[nx][window.ny()];
        final double[][] sum = new double[window.nx()][window.ny()];
        final Grid cut = g.crop(window);
        final float[] out = new float[cut.voxels()];
        // some slices at a time: what is kept between the axes takes no more than twice the memory of the result
        for (int first = 0; first < window.nz(); first += slices) {
            final int n = Math.min(slices, window.nz() - first);
            final double[][] a = new double[n][nx];
            final double[][] b = new double[n][nx];
            for (int j = 0; j < ny; j++) {
                progress.check();
                read(image.values(), g.index(seen.x(), seen.y() + j, seen.z()), g.nx() * g.ny(), in);
                clear(a);
                clear(b);
                z.filter(in, z0 + first, z.m_gaussian, a, secondZ, b);
                write(a, smooth, j * nx, nx * ny);
                write(b, curved, j * nx, nx * ny);
            }
            for (int k = 0; k < n; k++) {
                progress.check();
                clear(smoothYZ);
                clear(curvedYZ);
                clear(sum);
                read(smooth, k * nx * ny, nx, slice);
                y.filter(slice, y0, y.m_gaussian, smoothYZ, secondY, curvedYZ);
                read(curved, k * nx * ny, nx, slice);
                y.filter(slice, y0, y.m_gaussian, curvedYZ);
                transpose(smoothYZ, columns);
                x.filter(columns, x0, secondX, sum);
                transpose(curvedYZ, columns);
                x.filter(columns, x0, x.m_gaussian, sum);
                for (int j = 0; j < window.ny(); j++) {
                    final int row = cut.index(0, j, first + k);
                    for (int i = 0; i < window.nx(); i++) {
                        out[row + i] = (float)sum[i][j];
                    }
                }
            }
        }
        return new Volume(cut, out);
    }

    private static void clear(final double[][] rows) {
        for (final double[] row : rows) {
            Arrays.fill(row, 0);
        }
    }

    private static void read(final float[] from, final int start, final int stride, final double[][] rows) {
        for (int r = 0; r < rows.length; r++) {
            final double[] row = rows[r];
            final int p = start + r * stride;
            for (int i = 0; i < row.length; i++) {
                row[i] = from[p + i];
            }
        }
    }

    private static void write(final double[][] rows, final float[] to, final int start, final int stride) {
        for (int r = 0; r < rows.length; r++) {
            final double[] row = rows[r];
            final int p = start + r * stride;
            for (int i = 0; i < row.length; i++) {
                to[p + i] = (float)row[i];
            }
        }
    }

    private static void transpose(final double[][] from, final double[][] to) {
        for (int j = 0; j < from.length; j++) {
            final double[] row = from[j];
            for (int i = 0; i < to.length; i++) {
                to[i][j] = row[i];
            }
        }
    }

    /** Numerators of a recursive filter: n[0] to n[3] of the causal, m[0] to m[3] of the anticausal part. */
    private record Numerators(double[] n, double[] m) {

        Numerators times(final double f) {
            return new Numerators(scaled(n, f), scaled(m, f));
        }
    }

    private static double[] scaled(final double[] v, final double f) {
        final double[] out = new double[v.length];
        for (int i = 0; i < v.length; i++) {
            out[i] = v[i] * f;
        }
        return out;
    }

    /**
     * The filters of lines of one length and one sigma, many lines at a time: row i holds value i of every line. With
     * {@code w_i = x_i - d1 w_(i-1) - .. - d4 w_(i-4)}, which both filters share, the causal part is
     * {@code n0 w_i + .. + n3 w_(i-3)}; the anticausal part likewise from the other end, {@code m1 w_(i+1) + .. + m4
     * w_(i+4)}; both are added.
     *
     * <p>Loops run along rows and take four rows each: as many as the compiler turns into vector instructions.
     */
    private static final class Lines {

        /** Deriche's exponential series for Gaussian and second derivative. */
        private static final double W1 = 0.6681;

        private static final double L1 = -1.3932;

        private static final double W2 = 2.0787;

        private static final double L2 = -1.3732;

        private final int m_n;

        private final double[] m_d;

        private final Numerators m_gaussian;

        private final Numerators m_second;

        /** w with four rows of continuation at either end. */
        private final double[][] m_w;

        Lines(final int n, final int batch, final double sigma) {
            m_n = n;
            m_w = new double[n + 8][batch];
            final double c1 = Math.cos(W1 / sigma);
            final double c2 = Math.cos(W2 / sigma);
            final double e1 = Math.exp(L1 / sigma);
            final double e2 = Math.exp(L2 / sigma);
            m_d = new double[]{-2 * (e2 * c2 + e1 * c1), 4 * c2 * c1 * e1 * e2 + e1 * e1 + e2 * e2,
                -2 * c1 * e1 * e2 * e2 - 2 * c2 * e2 * e1 * e1, e1 * e1 * e2 * e2};
            final double[] g = numerator(sigma, 1.3530, 1.8151, -0.3531, 0.0902);
            final double[] s = numerator(sigma, -1.3563, 5.2318, 0.3446, -2.2355);
            final double sd = 1 + moment(m_d, 0, 1);
            final double dd = moment(m_d, 1, 1);
            final double ed = moment(m_d, 2, 1);
            final double sg = moment(g, 0, 0);
            // unit sum
            m_gaussian = symmetric(scaled(g, 1 / (2 * sg / sd - g[0])));
            // no response to a constant, unit response to x^2 / 2
            final double beta = -(2 * moment(s, 0, 0) - sd * s[0]) / (2 * sg - sd * g[0]);
            final double[] q = new double[4];
            for (int i = 0; i < 4; i++) {
                q[i] = s[i] + beta * g[i];
            }
            final double sn = moment(q, 0, 0);
            final double dn = moment(q, 1, 0);
            final double en = moment(q, 2, 0);
            final double alpha = (en * sd * sd - ed * sn * sd - 2 * dn * dd * sd + 2 * dd * dd * sn) / (sd * sd * sd);
            m_second = symmetric(scaled(q, 1 / alpha));
        }

        private static double[] numerator(final double sigma, final double a1, final double b1, final double a2,
            final double b2) {
            final double s1 = Math.sin(W1 / sigma);
            final double s2 = Math.sin(W2 / sigma);
            final double c1 = Math.cos(W1 / sigma);
            final double c2 = Math.cos(W2 / sigma);
            final double e1 = Math.exp(L1 / sigma);
            final double e2 = Math.exp(L2 / sigma);
            return new double[]{a1 + a2, e2 * (b2 * s2 - (a2 + 2 * a1) * c2) + e1 * (b1 * s1 - (a1 + 2 * a2) * c1),
                2 * e1 * e2 * ((a1 + a2) * c2 * c1 - b1 * c2 * s1 - b2 * c1 * s2) + a2 * e1 * e1 + a1 * e2 * e2,
                e2 * e1 * e1 * (b2 * s2 - a2 * c2) + e1 * e2 * e2 * (b1 * s1 - a1 * c1)};
        }

        /** @return the filter symmetric about the voxel that has this causal part */
        private Numerators symmetric(final double[] n) {
            return new Numerators(n, new double[]{n[1] - m_d[0] * n[0], n[2] - m_d[1] * n[0], n[3] - m_d[2] * n[0],
                -m_d[3] * n[0]});
        }

        /** @return the sum of c[i] (i + first)^power */
        private static double moment(final double[] c, final int power, final int first) {
            double sum = 0;
            for (int i = 0; i < c.length; i++) {
                sum += c[i] * Math.pow(i + first, power);
            }
            return sum;
        }

        /** Adds a filter of the lines to rows, of which the first is row {@code from} of the lines. */
        void filter(final double[][] x, final int from, final Numerators f, final double[][] out) {
            forward(x, from + out.length);
            causal(from, f.n, out);
            backward(x, from);
            anticausal(from, f.m, out);
        }

        /** The same for two filters, whose recursion is one. */
        void filter(final double[][] x, final int from, final Numerators f1, final double[][] out1,
            final Numerators f2, final double[][] out2) {
            forward(x, from + out1.length);
            causal(from, f1.n, out1);
            causal(from, f2.n, out2);
            backward(x, from);
            anticausal(from, f1.m, out1);
            anticausal(from, f2.m, out2);
        }

        private void forward(final double[][] x, final int end) {
            final double[][] w = m_w;
            for (int i = 0; i < 4; i++) {
                steady(x[0], w[i]);
            }
            for (int i = 4; i < end + 4; i++) {
                recurse(x[i - 4], w[i - 1], w[i - 2], w[i - 3], w[i - 4], w[i]);
            }
        }

        private void backward(final double[][] x, final int end) {
            final double[][] w = m_w;
            for (int i = m_n + 4; i < m_n + 8; i++) {
                steady(x[m_n - 1], w[i]);
            }
            for (int i = m_n + 3; i > end + 4; i--) {
                recurse(x[i - 4], w[i + 1], w[i + 2], w[i + 3], w[i + 4], w[i]);
            }
        }

        /** What w is where x has been the same for ever. */
        private void steady(final double[] x, final double[] w) {
            final double sd = 1 + moment(m_d, 0, 1);
            for (int p = 0; p < w.length; p++) {
                w[p] = x[p] / sd;
            }
        }

        private void recurse(final double[] x, final double[] w1, final double[] w2, final double[] w3,
            final double[] w4, final double[] w) {
            final double d1 = m_d[0];
            final double d2 = m_d[1];
            final double d3 = m_d[2];
            final double d4 = m_d[3];
            for (int p = 0; p < w.length; p++) {
                w[p] = x[p] - d1 * w1[p] - d2 * w2[p] - d3 * w3[p] - d4 * w4[p];
            }
        }

        private void causal(final int from, final double[] n, final double[][] out) {
            for (int i = 0; i < out.length; i++) {
                final int at = from + i + 4;
                add(n, m_w[at], m_w[at - 1], m_w[at - 2], m_w[at - 3], out[i]);
            }
        }

        private void anticausal(final int from, final double[] m, final double[][] out) {
            for (int i = 0; i < out.length; i++) {
                final int at = from + i + 4;
                add(m, m_w[at + 1], m_w[at + 2], m_w[at + 3], m_w[at + 4], out[i]);
            }
        }

        private static void add(final double[] n, final double[] w0, final double[] w1, final double[] w2,
            final double[] w3, final double[] out) {
            final double n0 = n[0];
            final double n1 = n[1];
            final double n2 = n[2];
            final double n3 = n[3];
            for (int p = 0; p < out.length; p++) {
                out[p] += n0 * w0[p] + n1 * w1[p] + n2 * w2[p] + n3 * w3[p];
            }
        }
    }
}

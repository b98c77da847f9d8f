package org.dlrm.radiomics.filter;

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

    @Override
    public Volume apply(final Volume image, final Mask mask, final Progress progress) {
        final Grid g = image.grid();
        final int nx = g.nx();
        final int ny = g.ny();
        final int nz = g.nz();
        final int plane = nx * ny;
        // the sum over axes of (second derivative along it, Gaussian along the others), each shared part once: along z
        final float[] smooth = new float[g.voxels()];
        final float[] curved = new float[g.voxels()];
        final Line z = new Line(nz, nx, sigma / g.sz());
        final double[] in = new double[Math.max(nx * ny, nx * nz)];
        final double[] out = new double[in.length];
        final double perZ = sigma * sigma / (g.sz() * g.sz());
        for (int j = 0; j < ny; j++) {
            progress.check();
            for (int k = 0; k < nz; k++) {
                for (int i = 0; i < nx; i++) {
                    in[k * nx + i] = image.values()[k * plane + j * nx + i];
                }
            }
            z.apply(z.m_gaussian, in, out);
            scatter(out, smooth, j * nx, nx, nz, plane, 1);
            z.apply(z.m_second, in, out);
            scatter(out, curved, j * nx, nx, nz, plane, perZ);
        }
        // then along y and x within each slice
        final Line y = new Line(ny, nx, sigma / g.sy());
        final Line x = new Line(nx, ny, sigma / g.sx());
        final double perY = sigma * sigma / (g.sy() * g.sy());
        final double perX = sigma * sigma / (g.sx() * g.sx());
        final double[] a = new double[plane];
        final double[] b = new double[plane];
        final double[] c = new double[plane];
        for (int k = 0; k < nz; k++) {
            progress.check();
            final int start = k * plane;
            for (int i = 0; i < plane; i++) {
                a[i] = smooth[start + i];
            }
            y.apply(y.m_gaussian, a, b);
            y.apply(y.m_second, a, c);
            for (int i = 0; i < plane; i++) {
                a[i] = curved[start + i];
            }
            y.apply(y.m_gaussian, a, out);
            for (int i = 0; i < plane; i++) {
                out[i] += perY * c[i];
            }
            transpose(b, a, nx, ny);
            x.apply(x.m_second, a, b);
            transpose(out, a, nx, ny);
            x.apply(x.m_gaussian, a, c);
            for (int j = 0; j < ny; j++) {
                for (int i = 0; i < nx; i++) {
                    smooth[start + j * nx + i] = (float)(perX * b[i * ny + j] + c[i * ny + j]);
                }
            }
        }
        return new Volume(g, smooth);
    }

    private static void scatter(final double[] from, final float[] to, final int start, final int nx, final int nz,
        final int plane, final double scale) {
        for (int k = 0; k < nz; k++) {
            for (int i = 0; i < nx; i++) {
                to[start + k * plane + i] = (float)(scale * from[k * nx + i]);
            }
        }
    }

    private static void transpose(final double[] from, final double[] to, final int nx, final int ny) {
        for (int j = 0; j < ny; j++) {
            for (int i = 0; i < nx; i++) {
                to[i * ny + j] = from[j * nx + i];
            }
        }
    }

    /**
     * A recursive filter: causal part {@code y_i = n0 x_i + .. + n3 x_(i-3) - d1 y_(i-1) - .. - d4 y_(i-4)}, anticausal
     * part with m1 to m4 likewise from x_(i+1); both are added.
     */
    private record Recursion(double[] n, double[] m, double[] d) {

        /** A filter symmetric about the voxel. */
        static Recursion symmetric(final double[] n, final double[] d) {
            return new Recursion(n, new double[]{n[1] - d[0] * n[0], n[2] - d[1] * n[0], n[3] - d[2] * n[0],
                -d[3] * n[0]}, d);
        }
    }

    /** The filters of lines of one length and one sigma, several lines at a time: value i of line b at i * batch + b. */
    private static final class Line {

        /** Deriche's exponential series for Gaussian and second derivative. */
        private static final double W1 = 0.6681;

        private static final double L1 = -1.3932;

        private static final double W2 = 2.0787;

        private static final double L2 = -1.3732;

        private final int m_n;

        private final int m_batch;

        private final Recursion m_gaussian;

        private final Recursion m_second;

        /** Input and output with four rows of continuation at either end. */
        private final double[] m_x;

        private final double[] m_y;

        Line(final int n, final int batch, final double sigma) {
            m_n = n;
            m_batch = batch;
            m_x = new double[(n + 8) * batch];
            m_y = new double[(n + 8) * batch];
            final double c1 = Math.cos(W1 / sigma);
            final double c2 = Math.cos(W2 / sigma);
            final double e1 = Math.exp(L1 / sigma);
            final double e2 = Math.exp(L2 / sigma);
            final double[] d = {-2 * (e2 * c2 + e1 * c1), 4 * c2 * c1 * e1 * e2 + e1 * e1 + e2 * e2,
                -2 * c1 * e1 * e2 * e2 - 2 * c2 * e2 * e1 * e1, e1 * e1 * e2 * e2};
            final double[] g = numerator(sigma, 1.3530, 1.8151, -0.3531, 0.0902);
            final double[] s = numerator(sigma, -1.3563, 5.2318, 0.3446, -2.2355);
            final double sd = 1 + moment(d, 0, 1);
            final double dd = moment(d, 1, 1);
            final double ed = moment(d, 2, 1);
            final double sg = moment(g, 0, 0);
            // unit sum
            m_gaussian = Recursion.symmetric(scaled(g, 1 / (2 * sg / sd - g[0])), d);
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
            m_second = Recursion.symmetric(scaled(q, 1 / alpha), d);
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

        /** @return the sum of c[i] (i + first)^power */
        private static double moment(final double[] c, final int power, final int first) {
            double sum = 0;
            for (int i = 0; i < c.length; i++) {
                sum += c[i] * Math.pow(i + first, power);
            }
            return sum;
        }

        private static double[] scaled(final double[] v, final double f) {
            final double[] out = new double[v.length];
            for (int i = 0; i < v.length; i++) {
                out[i] = v[i] * f;
            }
            return out;
        }

        /** Filters n * batch numbers. */
        void apply(final Recursion r, final double[] in, final double[] out) {
            final int b = m_batch;
            final double[] x = m_x;
            final double[] y = m_y;
            System.arraycopy(in, 0, x, 4 * b, m_n * b);
            for (int pad = 0; pad < 4; pad++) {
                System.arraycopy(in, 0, x, pad * b, b);
                System.arraycopy(in, (m_n - 1) * b, x, (m_n + 4 + pad) * b, b);
            }
            final double[] n = r.n;
            final double[] m = r.m;
            final double[] d = r.d;
            final double sd = 1 + moment(d, 0, 1);
            final double before = moment(n, 0, 0) / sd;
            for (int p = 0; p < 4 * b; p++) {
                y[p] = before * x[p];
            }
            for (int i = 4; i < m_n + 4; i++) {
                for (int p = i * b; p < (i + 1) * b; p++) {
                    y[p] = n[0] * x[p] + n[1] * x[p - b] + n[2] * x[p - 2 * b] + n[3] * x[p - 3 * b] - d[0] * y[p - b]
                        - d[1] * y[p - 2 * b] - d[2] * y[p - 3 * b] - d[3] * y[p - 4 * b];
                }
            }
            System.arraycopy(y, 4 * b, out, 0, m_n * b);
            final double after = moment(m, 0, 0) / sd;
            for (int p = (m_n + 4) * b; p < (m_n + 8) * b; p++) {
                y[p] = after * x[p];
            }
            for (int i = m_n + 3; i >= 4; i--) {
                for (int p = i * b; p < (i + 1) * b; p++) {
                    y[p] = m[0] * x[p + b] + m[1] * x[p + 2 * b] + m[2] * x[p + 3 * b] + m[3] * x[p + 4 * b]
                        - d[0] * y[p + b] - d[1] * y[p + 2 * b] - d[2] * y[p + 3 * b] - d[3] * y[p + 4 * b];
                    out[p - 4 * b] += y[p];
                }
            }
        }
    }
}

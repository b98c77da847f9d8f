package org.dlrm.radiomics.filter;

import java.util.Arrays;
import java.util.List;

import org.dlrm.image.Box;
import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Volume;
import org.dlrm.radiomics.Fft;
import org.dlrm.work.Progress;

/**
 * Gabor filter in the plane (IBSI 2 Q88H): {@code exp(-(x'^2 + gamma^2 y'^2) / (2 sigma^2) + 2 pi i x' / lambda)},
 * turned by theta clockwise. Slice by slice by Fourier transform, the slice continued by the boundary condition.
 *
 * @param name column prefix
 * @param sigma mm
 * @param gamma ratio of the envelope's axes
 * @param lambda wavelength, mm
 * @param thetas degrees; the responses of all are pooled
 * @param allPlanes whether the responses in the xy, xz and yz planes are pooled; else xy only
 */
record GaborFilter(String name, double sigma, double gamma, double lambda, List<Double> thetas, boolean allPlanes,
    Response response, Pooling pooling, Boundary boundary) implements ImageFilter {

    /** What is taken of the complex response. */
    enum Response {
            /** Its absolute value. */
            MODULUS,
            /** Its real part. */
            REAL,
            /** Its imaginary part. */
            IMAGINARY,
            /** Its angle, radians. */
            PHASE
    }

    /** Where the envelope has fallen to 4e-6 the kernel ends. */
    private static final double REACH = 5;

    @Override
    public Box seen(final Grid g, final Box window) {
        return boundary.seen(g, window, reach(g.sx()), reach(g.sy()), allPlanes ? reach(g.sz()) : 0);
    }

    @Override
    public Volume apply(final Volume image, final Mask mask, final Progress progress) {
        final Grid g = image.grid();
        final int[] size = {g.nx(), g.ny(), g.nz()};
        final int[] stride = {1, g.nx(), g.nx() * g.ny()};
        final double[] spacing = {g.sx(), g.sy(), g.sz()};
        // the plane's first and second axis, then the axis that slices follow each other along
        final int[][] planes = allPlanes ? new int[][]{{0, 1, 2}, {0, 2, 1}, {1, 2, 0}} : new int[][]{{0, 1, 2}};
        final float[] out = new float[g.voxels()];
        boolean first = true;
        for (final int[] p : planes) {
            final Plane plane =
                new Plane(size[p[0]], size[p[1]], spacing[p[0]], spacing[p[1]]);
            for (int slice = 0; slice < size[p[2]]; slice++) {
                progress.check();
                plane.add(image.values(), out, slice * stride[p[2]], stride[p[0]], stride[p[1]], first);
            }
            first = false;
        }
        final double scale = pooling.scale(planes.length * thetas.size());
        for (int i = 0; i < out.length; i++) {
            out[i] = (float)(out[i] * scale);
        }
        return new Volume(g, out);
    }

    /** @return how many voxels of a spacing the kernel reaches */
    private int reach(final double spacing) {
        return (int)Math.ceil(REACH * sigma * Math.max(1, 1 / gamma) / spacing);
    }

    /**
     * One axis of a plane while it is transformed.
     *
     * @param n voxels
     * @param reach of the kernel, at most n
     * @param size of the transform
     * @param first where the first voxel is in it
     */
    private record Axis(int n, int reach, int size, int first) {

        /**
         * The image is continued by the reach at either end; where the boundary condition makes it periodic anyway, and the
         * period is a good length, by its period, which may be shorter.
         */
        static Axis of(final int n, final int reach, final Boundary boundary) {
            final int r = Math.min(reach, n);
            final int padded = Fft.length(n + 2 * r);
            final int period = boundary == Boundary.MIRROR ? 2 * n : boundary == Boundary.PERIODIC ? n : padded;
            return period < padded && Fft.length(period) == period ? new Axis(n, r, period, 0)
                : new Axis(n, r, padded, r);
        }

        /** @return for each place of the transform the voxel whose value it has; -1 for zero */
        int[] sources(final Boundary boundary) {
            final int[] from = new int[size];
            for (int i = 0; i < size; i++) {
                from[i] = first == 0 || i < n + 2 * reach ? boundary.index(i - first, n) : -1;
            }
            return from;
        }
    }

    /**
     * The filter on planes of one size. Spectra are x fastest; the transform along x comes first forwards and last
     * backwards, when only the rows of the plane itself are left.
     */
    private final class Plane {

        private final Axis m_x;

        private final Axis m_y;

        private final Fft m_alongX;

        private final Fft m_alongY;

        private final Fft m_backAlongX;

        /** The transformed kernels, divided by the size of the transform. */
        private final double[][] m_kernelRe;

        private final double[][] m_kernelIm;

        Plane(final int nx, final int ny, final double sx, final double sy) {
            m_x = Axis.of(nx, reach(sx), boundary);
            m_y = Axis.of(ny, reach(sy), boundary);
            m_alongX = new Fft(m_x.size, m_y.size);
            m_alongY = new Fft(m_y.size, m_x.size);
            m_backAlongX = new Fft(m_x.size, ny);
            m_kernelRe = new double[thetas.size()][];
            m_kernelIm = new double[thetas.size()][];
            final double scale = 1. / m_x.size / m_y.size;
            for (int t = 0; t < thetas.size(); t++) {
                final double angle = Math.toRadians(thetas.get(t));
                final double[] re = new double[m_x.size * m_y.size];
                final double[] im = new double[re.length];
                for (int j = -m_y.reach; j <= m_y.reach; j++) {
                    for (int i = -m_x.reach; i <= m_x.reach; i++) {
                        final double x = Math.cos(angle) * i * sx + Math.sin(angle) * j * sy;
                        final double y = Math.sin(angle) * i * sx - Math.cos(angle) * j * sy;
                        final double envelope =
                            scale * Math.exp(-(x * x + gamma * gamma * y * y) / (2 * sigma * sigma));
                        final int p = Math.floorMod(i, m_x.size) * m_y.size + Math.floorMod(j, m_y.size);
                        re[p] += envelope * Math.cos(2 * Math.PI * x / lambda);
                        im[p] += envelope * Math.sin(2 * Math.PI * x / lambda);
                    }
                }
                m_kernelRe[t] = new double[re.length];
                m_kernelIm[t] = new double[re.length];
                forward(re, im, m_kernelRe[t], m_kernelIm[t]);
            }
        }

        /** @param re y fastest, destroyed; im likewise */
        private void forward(final double[] re, final double[] im, final double[] outRe, final double[] outIm) {
            m_alongX.transform(re, im);
            transpose(re, outRe);
            transpose(im, outIm);
            m_alongY.transform(outRe, outIm);
        }

        private void transpose(final double[] in, final double[] out) {
            for (int i = 0; i < m_x.size; i++) {
                for (int j = 0; j < m_y.size; j++) {
                    out[j * m_x.size + i] = in[i * m_y.size + j];
                }
            }
        }

        void add(final float[] in, final float[] out, final int start, final int strideX, final int strideY,
            final boolean firstPlane) {
            final double[] image = new double[m_x.size * m_y.size];
            final int[] fromX = m_x.sources(boundary);
            final int[] fromY = m_y.sources(boundary);
            for (int i = 0; i < fromX.length; i++) {
                for (int j = 0; j < fromY.length; j++) {
                    image[i * m_y.size + j] =
                        fromX[i] < 0 || fromY[j] < 0 ? 0 : in[start + fromX[i] * strideX + fromY[j] * strideY];
                }
            }
            final double[] re = new double[image.length];
            final double[] im = new double[image.length];
            forward(image, new double[image.length], re, im);
            final int nx = m_x.n;
            final int ny = m_y.n;
            final double[] pooled = new double[nx * ny];
            final double[] part = new double[nx * ny];
            final double[] a = new double[re.length];
            final double[] b = new double[re.length];
            final double[] rowsRe = new double[m_x.size * ny];
            final double[] rowsIm = new double[m_x.size * ny];
            for (int t = 0; t < m_kernelRe.length; t++) {
                final double[] kernelRe = m_kernelRe[t];
                final double[] kernelIm = m_kernelIm[t];
                for (int i = 0; i < re.length; i++) {
                    a[i] = re[i] * kernelRe[i] - im[i] * kernelIm[i];
                    b[i] = re[i] * kernelIm[i] + im[i] * kernelRe[i];
                }
                // backwards is forwards with real and imaginary part exchanged
                m_alongY.transform(b, a);
                rows(a, rowsRe);
                rows(b, rowsIm);
                m_backAlongX.transform(rowsIm, rowsRe);
                final int first = m_x.first * ny;
                for (int p = 0; p < part.length; p++) {
                    part[p] = of(rowsRe[first + p], rowsIm[first + p]);
                }
                pooling.add(pooled, part, t == 0);
            }
            if (!firstPlane) {
                Arrays.setAll(part, q -> out[start + q / ny * strideX + q % ny * strideY]);
                pooling.add(pooled, part, false);
            }
            for (int i = 0; i < nx; i++) {
                for (int j = 0; j < ny; j++) {
                    out[start + i * strideX + j * strideY] = (float)pooled[i * ny + j];
                }
            }
        }

        /** The rows of the plane itself, turned so that y is fastest. */
        private void rows(final double[] in, final double[] out) {
            for (int j = 0; j < m_y.n; j++) {
                final int row = (m_y.first + j) * m_x.size;
                for (int i = 0; i < m_x.size; i++) {
                    out[i * m_y.n + j] = in[row + i];
                }
            }
        }

        private double of(final double re, final double im) {
            return switch (response) {
                case MODULUS -> Math.sqrt(re * re + im * im);
                case REAL -> re;
                case IMAGINARY -> im;
                case PHASE -> Math.atan2(im, re);
            };
        }
    }
}

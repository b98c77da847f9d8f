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

    /** The filter on planes of one size. */
    private final class Plane {

        private final int m_nx;

        private final int m_ny;

        private final int m_reachX;

        private final int m_reachY;

        private final int m_px;

        private final int m_py;

        private final Fourier m_fourier;

        private final double[][] m_kernelRe;

        private final double[][] m_kernelIm;

        Plane(final int nx, final int ny, final double sx, final double sy) {
            m_nx = nx;
            m_ny = ny;
            m_reachX = Math.min(reach(sx), nx);
            m_reachY = Math.min(reach(sy), ny);
            m_px = Fft.length(nx + 2 * m_reachX);
            m_py = Fft.length(ny + 2 * m_reachY);
            m_fourier = new Fourier(m_px, m_py, 1, false);
            m_kernelRe = new double[thetas.size()][];
            m_kernelIm = new double[thetas.size()][];
            for (int t = 0; t < thetas.size(); t++) {
                final double angle = Math.toRadians(thetas.get(t));
                final double[] re = new double[m_px * m_py];
                final double[] im = new double[m_px * m_py];
                for (int j = -m_reachY; j <= m_reachY; j++) {
                    for (int i = -m_reachX; i <= m_reachX; i++) {
                        final double x = Math.cos(angle) * i * sx + Math.sin(angle) * j * sy;
                        final double y = Math.sin(angle) * i * sx - Math.cos(angle) * j * sy;
                        final double envelope =
                            Math.exp(-(x * x + gamma * gamma * y * y) / (2 * sigma * sigma));
                        final int p = Math.floorMod(i, m_px) + m_px * Math.floorMod(j, m_py);
                        re[p] = envelope * Math.cos(2 * Math.PI * x / lambda);
                        im[p] = envelope * Math.sin(2 * Math.PI * x / lambda);
                    }
                }
                m_fourier.forward(re, im, Progress.NONE);
                m_kernelRe[t] = re;
                m_kernelIm[t] = im;
            }
        }

        void add(final float[] in, final float[] out, final int start, final int strideX, final int strideY,
            final boolean firstPlane) {
            final double[] re = new double[m_px * m_py];
            final double[] im = new double[m_px * m_py];
            for (int j = 0; j < m_ny + 2 * m_reachY; j++) {
                final int fromY = boundary.index(j - m_reachY, m_ny);
                for (int i = 0; i < m_nx + 2 * m_reachX; i++) {
                    final int fromX = boundary.index(i - m_reachX, m_nx);
                    re[j * m_px + i] = fromX < 0 || fromY < 0 ? 0 : in[start + fromX * strideX + fromY * strideY];
                }
            }
            m_fourier.forward(re, im, Progress.NONE);
            final double[] pooled = new double[m_nx * m_ny];
            final double[] part = new double[m_nx * m_ny];
            final double[] a = new double[re.length];
            final double[] b = new double[re.length];
            for (int t = 0; t < m_kernelRe.length; t++) {
                final double[] kernelRe = m_kernelRe[t];
                final double[] kernelIm = m_kernelIm[t];
                for (int i = 0; i < re.length; i++) {
                    a[i] = re[i] * kernelRe[i] - im[i] * kernelIm[i];
                    b[i] = re[i] * kernelIm[i] + im[i] * kernelRe[i];
                }
                m_fourier.inverse(a, b, Progress.NONE);
                for (int j = 0; j < m_ny; j++) {
                    final int p = (j + m_reachY) * m_px + m_reachX;
                    for (int i = 0; i < m_nx; i++) {
                        part[j * m_nx + i] = of(a[p + i], b[p + i]);
                    }
                }
                pooling.add(pooled, part, t == 0);
            }
            if (!firstPlane) {
                Arrays.setAll(part, q -> out[start + q % m_nx * strideX + q / m_nx * strideY]);
                pooling.add(pooled, part, false);
            }
            for (int j = 0; j < m_ny; j++) {
                for (int i = 0; i < m_nx; i++) {
                    out[start + i * strideX + j * strideY] = (float)pooled[j * m_nx + i];
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

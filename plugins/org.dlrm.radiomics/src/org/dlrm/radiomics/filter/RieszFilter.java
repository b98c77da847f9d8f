package org.dlrm.radiomics.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.util.CombinatoricsUtils;
import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Volume;
import org.dlrm.work.Progress;

/**
 * Riesz transform of another filter's response (IBSI 2 AYRS):
 * {@code (-i)^L sqrt(L! / (lx! ly! lz!)) wx^lx wy^ly wz^lz / |w|^L} in the Fourier domain, L = lx + ly + lz. The response
 * is continued by the boundary condition by half its size; a periodic one is transformed as it is.
 *
 * <p>Steered (C0WZ), the transform is taken along the local axes of the image at each voxel: the eigenvectors, largest
 * eigenvalue first, of the structure tensor of the first-order transforms, smoothed with a Gaussian. The sign of an axis is
 * that of growing intensity.
 *
 * @param name column prefix
 * @param filter what is transformed
 * @param order lx, ly, lz; lz is 0 for a filter that works slice by slice
 * @param space whether the transform is one of space, or of each slice
 * @param steering standard deviation of the structure tensor's window in mm; empty for no steering
 */
record RieszFilter(String name, ImageFilter filter, List<Integer> order, boolean space, OptionalDouble steering,
    Boundary boundary) implements ImageFilter {

    @Override
    public boolean isOfWholeImage() {
        return true;
    }

    @Override
    public Volume apply(final Volume image, final Mask mask, final Progress progress) {
        final Volume response = filter.apply(image, mask, progress);
        if (order.stream().allMatch(l -> l == 0)) {
            return response;
        }
        final Spectrum spectrum = new Spectrum(response, progress);
        return steering.isEmpty() ? spectrum.transform(order)
            : steered(spectrum, response.grid(), steering.getAsDouble(), progress);
    }

    /** A response's Fourier transform, from which transforms of any order are made. */
    private final class Spectrum {

        private final Grid m_grid;

        private final int[] m_before;

        private final int[] m_size;

        private final Fourier m_fourier;

        private final double[] m_re;

        private final double[] m_im;

        private final Progress m_progress;

        Spectrum(final Volume v, final Progress progress) {
            m_grid = v.grid();
            m_progress = progress;
            final int[] n = {m_grid.nx(), m_grid.ny(), m_grid.nz()};
            m_before = new int[3];
            m_size = n.clone();
            if (boundary != Boundary.PERIODIC) {
                for (int a = 0; a < (space ? 3 : 2); a++) {
                    m_before[a] = (n[a] + 1) / 2;
                    m_size[a] = n[a] + 2 * m_before[a];
                }
            }
            if ((long)m_size[0] * m_size[1] * m_size[2] > Grid.MAX_VOXELS / 8) {
                throw new IllegalArgumentException("Image of " + n[0] + " x " + n[1] + " x " + n[2]
                    + " voxels is too large for a Riesz transform; use larger voxels or periodic boundaries");
            }
            m_re = new double[m_size[0] * m_size[1] * m_size[2]];
            m_im = new double[m_re.length];
            int p = 0;
            for (int k = 0; k < m_size[2]; k++) {
                final int z = boundary.index(k - m_before[2], n[2]);
                for (int j = 0; j < m_size[1]; j++) {
                    final int y = boundary.index(j - m_before[1], n[1]);
                    for (int i = 0; i < m_size[0]; i++, p++) {
                        final int x = boundary.index(i - m_before[0], n[0]);
                        m_re[p] = x < 0 || y < 0 || z < 0 ? 0 : v.get(x, y, z);
                    }
                }
            }
            m_fourier = new Fourier(m_size[0], m_size[1], m_size[2], space);
            m_fourier.forward(m_re, m_im, progress);
        }

        Volume transform(final List<Integer> l) {
            final int total = l.get(0) + l.get(1) + l.get(2);
            final double factor = norm(l);
            final double[][] w = {frequencies(m_size[0]), frequencies(m_size[1]),
                space ? frequencies(m_size[2]) : new double[m_size[2]]};
            final double[] re = new double[m_re.length];
            final double[] im = new double[re.length];
            int p = 0;
            for (int k = 0; k < m_size[2]; k++) {
                for (int j = 0; j < m_size[1]; j++) {
                    for (int i = 0; i < m_size[0]; i++, p++) {
                        final double r = Math.sqrt(w[0][i] * w[0][i] + w[1][j] * w[1][j] + w[2][k] * w[2][k]);
                        final double f = r == 0 ? 0 : factor * power(w[0][i] / r, l.get(0))
                            * power(w[1][j] / r, l.get(1)) * power(w[2][k] / r, l.get(2));
                        // times (-i)^L
                        switch (total % 4) {
                            case 0 -> {
                                re[p] = f * m_re[p];
                                im[p] = f * m_im[p];
                            }
                            case 1 -> {
                                re[p] = f * m_im[p];
                                im[p] = -f * m_re[p];
                            }
                            case 2 -> {
                                re[p] = -f * m_re[p];
                                im[p] = -f * m_im[p];
                            }
                            default -> {
                                re[p] = -f * m_im[p];
                                im[p] = f * m_re[p];
                            }
                        }
                    }
                }
            }
            m_fourier.inverse(re, im, m_progress);
            final float[] out = new float[m_grid.voxels()];
            p = 0;
            for (int k = 0; k < m_grid.nz(); k++) {
                for (int j = 0; j < m_grid.ny(); j++) {
                    for (int i = 0; i < m_grid.nx(); i++, p++) {
                        out[p] = (float)re[i + m_before[0]
                            + m_size[0] * (j + m_before[1] + m_size[1] * (k + m_before[2]))];
                    }
                }
            }
            return new Volume(m_grid, out);
        }
    }

    private static double norm(final List<Integer> l) {
        double n = CombinatoricsUtils.factorialDouble(l.get(0) + l.get(1) + l.get(2));
        for (final int i : l) {
            n /= CombinatoricsUtils.factorialDouble(i);
        }
        return Math.sqrt(n);
    }

    private static double power(final double x, final int n) {
        double p = 1;
        for (int i = 0; i < n; i++) {
            p *= x;
        }
        return p;
    }

    /** @return signed frequencies in the order of the transform; the one at the Nyquist limit has no sign and is negative */
    private static double[] frequencies(final int n) {
        final double[] w = new double[n];
        for (int i = 0; i < n; i++) {
            w[i] = (i < (n + 1) / 2 ? i : i - n) * 2. / n;
        }
        return w;
    }

    private Volume steered(final Spectrum spectrum, final Grid g, final double sigma, final Progress progress) {
        final int total = order.stream().mapToInt(i -> i).sum();
        final int n = g.voxels();
        final float[][] first = new float[3][];
        first[0] = spectrum.transform(List.of(1, 0, 0)).values();
        first[1] = spectrum.transform(List.of(0, 1, 0)).values();
        first[2] = space ? spectrum.transform(List.of(0, 0, 1)).values() : new float[n];
        final float[][] tensor = new float[6][];
        final int[][] pairs = {{0, 0}, {0, 1}, {0, 2}, {1, 1}, {1, 2}, {2, 2}};
        for (int t = 0; t < 6; t++) {
            final float[] product = new float[n];
            for (int i = 0; i < n; i++) {
                product[i] = first[pairs[t][0]][i] * first[pairs[t][1]][i];
            }
            tensor[t] = smooth(new Volume(g, product), sigma, progress);
        }
        final List<List<Integer>> orders = new ArrayList<>();
        final List<float[]> transforms = new ArrayList<>();
        for (int x = 0; x <= total; x++) {
            for (int y = 0; y <= total - x; y++) {
                final List<Integer> l = List.of(x, y, total - x - y);
                if (space || l.get(2) == 0) {
                    orders.add(l);
                    transforms.add(spectrum.transform(l).values());
                }
            }
        }
        final float[] out = new float[n];
        for (int i = 0; i < n; i++) {
            if (i % g.nx() == 0) {
                progress.check();
            }
            if (!isFinite(tensor, i)) {
                // a voxel without a number is near: there are no axes
                out[i] = Float.NaN;
                continue;
            }
            final double[][] axes = axes(tensor, i, new double[]{first[0][i], first[1][i], first[2][i]});
            // the product of the L directional derivatives, expanded over the transforms along the grid's axes
            final double[] coefficients = expand(axes, total);
            double sum = 0;
            for (int o = 0; o < orders.size(); o++) {
                final List<Integer> l = orders.get(o);
                sum += coefficients[l.get(0) * (total + 1) + l.get(1)] / norm(l) * transforms.get(o)[i];
            }
            out[i] = (float)(norm(order) * sum);
        }
        return new Volume(g, out);
    }

    private static boolean isFinite(final float[][] tensor, final int i) {
        for (final float[] t : tensor) {
            if (!Float.isFinite(t[i])) {
                return false;
            }
        }
        return true;
    }

    private float[] smooth(final Volume v, final double sigma, final Progress progress) {
        final Grid g = v.grid();
        return Separable.filter(v, List.of(new Separable.Orientation(Kernel.gaussian(sigma / g.sx(), 4),
            Kernel.gaussian(sigma / g.sy(), 4), space ? Kernel.gaussian(sigma / g.sz(), 4) : Kernel.IDENTITY)),
            Pooling.MEAN, boundary, progress).values();
    }

    /** @return unit vectors, largest eigenvalue first, each turned to where the intensity grows */
    private double[][] axes(final float[][] tensor, final int i, final double[] gradient) {
        // in a slice the third axis is z, last in order
        final EigenDecomposition e = new EigenDecomposition(new Array2DRowRealMatrix(new double[][]{
            {tensor[0][i], tensor[1][i], tensor[2][i]}, {tensor[1][i], tensor[3][i], tensor[4][i]},
            {tensor[2][i], tensor[4][i], space ? tensor[5][i] : -1}}, false));
        final double[][] axes = {e.getEigenvector(0).toArray(), e.getEigenvector(1).toArray(),
            e.getEigenvector(2).toArray()};
        for (final double[] a : axes) {
            if (a[0] * gradient[0] + a[1] * gradient[1] + a[2] * gradient[2] < 0) {
                for (int c = 0; c < 3; c++) {
                    a[c] = -a[c];
                }
            }
        }
        return axes;
    }

    /** @return coefficient of x^a y^b z^(L-a-b) at a (L + 1) + b in the product over the axes of (axis . (x, y, z))^l */
    private double[] expand(final double[][] axes, final int total) {
        final int width = total + 1;
        double[] c = new double[width * width];
        c[0] = 1;
        for (int axis = 0; axis < 3; axis++) {
            for (int t = 0; t < order.get(axis); t++) {
                final double[] next = new double[c.length];
                for (int a = 0; a < width; a++) {
                    for (int b = 0; b < width - a; b++) {
                        final double v = c[a * width + b];
                        if (v != 0) {
                            next[a * width + b] += v * axes[axis][2];
                            if (b + 1 < width) {
                                next[a * width + b + 1] += v * axes[axis][1];
                            }
                            if (a + 1 < width) {
                                next[(a + 1) * width + b] += v * axes[axis][0];
                            }
                        }
                    }
                }
                c = next;
            }
        }
        return c;
    }
}

package org.dlrm.radiomics;

import java.util.Arrays;

import org.dlrm.image.Grid;
import org.dlrm.work.Progress;

/**
 * Moran's I and Geary's C (IBSI N365, NPT7) over all pairs of voxels of the intensity mask, exact: sums over pairs with
 * a weight that depends on the distance only are {@code sum over k of W_k |X_k|^2}, with the Fourier transforms of the
 * weight and of the zero-padded image (Wiener-Khinchin). Blocks of the frequency along x are treated one after the
 * other, so that at most a few bytes per voxel are held.
 */
final class SpatialAutocorrelation {

    /** Share of the frequencies along x that are held together. */
    private static final int BLOCKS = 13;

    private static final int TILE = 8;

    private final Grid m_grid;

    private final int m_px;

    private final int m_py;

    private final int m_pz;

    /** Sums over pairs: of the weights, of the weighted products, of the weighted squares of one of the two. */
    private final double[] m_sums = new double[3];

    private SpatialAutocorrelation(final Grid grid) {
        m_grid = grid;
        m_px = even(2 * grid.nx() - 1);
        m_py = Fft.length(2 * grid.ny() - 1);
        m_pz = Fft.length(2 * grid.nz() - 1);
    }

    private static int even(final int n) {
        int m = Fft.length(n);
        while (m % 2 != 0) {
            m = Fft.length(m + 1);
        }
        return m;
    }

    /** @return Moran's I and Geary's C; NaN for fewer than two voxels or a single intensity */
    static double[] of(final Region r, final Progress progress) {
        final int n = Region.count(r.intense());
        final double mean = r.mean();
        double squares = 0;
        for (int p = 0; p < r.intense().length; p++) {
            if (r.intense()[p] != 0) {
                squares += (r.intensity()[p] - mean) * (r.intensity()[p] - mean);
            }
        }
        if (n < 2 || squares == 0) {
            return new double[]{Double.NaN, Double.NaN};
        }
        final SpatialAutocorrelation s = new SpatialAutocorrelation(r.grid());
        s.run(r, mean, progress);
        final double weights = s.m_sums[0];
        final double products = s.m_sums[1];
        final double ownSquares = s.m_sums[2];
        return new double[]{n / weights * products / squares,
            // sum of w (x_i - x_j)^2 = 2 sum of w x_i^2 - 2 sum of w x_i x_j
            (n - 1.) / (2 * weights) * 2 * (ownSquares - products) / squares};
    }

    private void run(final Region r, final double mean, final Progress progress) {
        final int frequencies = m_px / 2 + 1;
        final int block = Math.max(4, (frequencies + BLOCKS - 1) / BLOCKS);
        final int rows = m_grid.ny() * m_grid.nz();
        // per frequency of the block and row: mask, intensity, squared intensity (real, imaginary), weight (real)
        final double[][] spectra = new double[Math.min(block, frequencies)][7 * rows];
        final Plane plane = new Plane();
        for (int first = 0; first < frequencies; first += block) {
            final int last = Math.min(frequencies, first + block);
            alongX(r, mean, first, last, spectra, progress);
            for (int f = first; f < last; f++) {
                progress.check();
                // frequencies other than 0 and the highest stand for their mirror images too
                plane.add(spectra[f - first], f == 0 || f == frequencies - 1 ? 1 : 2);
            }
        }
        for (int i = 0; i < 3; i++) {
            m_sums[i] /= (double)m_px * m_py * m_pz;
        }
    }

    /** Transforms along x all rows of one y after the other; keeps the frequencies from first up to but without last. */
    private void alongX(final Region r, final double mean, final int first, final int last,
        final double[][] spectra, final Progress progress) {
        final int nx = m_grid.nx();
        final int nz = m_grid.nz();
        final int rows = m_grid.ny() * nz;
        final Fft fft = new Fft(m_px, nz);
        // two real signals in one complex one: intensity and its square, mask and weight
        final double[] x = new double[m_px * nz];
        final double[] square = new double[m_px * nz];
        final double[] mask = new double[m_px * nz];
        final double[] weight = new double[m_px * nz];
        final double[] across = new double[nz];
        for (int y = 0; y < m_grid.ny(); y++) {
            progress.check();
            Arrays.fill(x, 0);
            Arrays.fill(square, 0);
            Arrays.fill(mask, 0);
            Arrays.fill(weight, 0);
            // a few columns at a time, so that what is written stays in the cache
            for (int tile = 0; tile < nx; tile += TILE) {
                final int end = Math.min(nx, tile + TILE);
                for (int z = 0; z < nz; z++) {
                    final int p = m_grid.index(0, y, z);
                    for (int i = tile; i < end; i++) {
                        if (r.intense()[p + i] != 0) {
                            final double v = r.intensity()[p + i] - mean;
                            x[i * nz + z] = v;
                            square[i * nz + z] = v * v;
                            mask[i * nz + z] = 1;
                        }
                    }
                }
            }
            for (int z = 0; z < nz; z++) {
                across[z] = y * m_grid.sy() * y * m_grid.sy() + z * m_grid.sz() * z * m_grid.sz();
            }
            for (int i = 0; i < nx; i++) {
                final double along = i * m_grid.sx() * i * m_grid.sx();
                for (int z = 0; z < nz; z++) {
                    weight[i * nz + z] = 1 / Math.sqrt(along + across[z]);
                }
                if (i == 0 && y == 0) {
                    // a voxel is no pair with itself
                    weight[0] = 0;
                }
                // the weight is the same for opposite steps: its transform is real
                System.arraycopy(weight, i * nz, weight, (m_px - i) % m_px * nz, nz);
            }
            fft.transform(x, square);
            fft.transform(mask, weight);
            for (int f = first; f < last; f++) {
                final int a = f * nz;
                final int b = (m_px - f) % m_px * nz;
                final double[] s = spectra[f - first];
                for (int z = 0; z < nz; z++) {
                    // the even and the odd part belong to the one and to the other signal
                    final int row = y * nz + z;
                    s[row] = (mask[a + z] + mask[b + z]) / 2;
                    s[rows + row] = (weight[a + z] - weight[b + z]) / 2;
                    s[2 * rows + row] = (x[a + z] + x[b + z]) / 2;
                    s[3 * rows + row] = (square[a + z] - square[b + z]) / 2;
                    s[4 * rows + row] = (square[a + z] + square[b + z]) / 2;
                    s[5 * rows + row] = (x[b + z] - x[a + z]) / 2;
                    s[6 * rows + row] = (weight[a + z] + weight[b + z]) / 2;
                }
            }
        }
    }

    /** Transforms along y and z for one frequency along x. */
    private final class Plane {

        private final Fft m_fftY = new Fft(m_py, m_grid.nz());

        private final Fft m_fftZ = new Fft(m_pz, m_py);

        private final double[] m_re = new double[m_py * m_grid.nz()];

        private final double[] m_im = new double[m_py * m_grid.nz()];

        private final double[][] m_spectrumRe = new double[4][m_py * m_pz];

        private final double[][] m_spectrumIm = new double[4][m_py * m_pz];

        void add(final double[] s, final int factor) {
            final int ny = m_grid.ny();
            final int nz = m_grid.nz();
            final int rows = ny * nz;
            for (int signal = 0; signal < 4; signal++) {
                Arrays.fill(m_re, 0);
                Arrays.fill(m_im, 0);
                System.arraycopy(s, 2 * signal * rows, m_re, 0, rows);
                final boolean isWeight = signal == 3;
                if (isWeight) {
                    for (int y = 1; y < ny; y++) {
                        System.arraycopy(m_re, y * nz, m_re, (m_py - y) * nz, nz);
                    }
                } else {
                    System.arraycopy(s, (2 * signal + 1) * rows, m_im, 0, rows);
                }
                m_fftY.transform(m_re, m_im);
                final double[] re = m_spectrumRe[signal];
                final double[] im = m_spectrumIm[signal];
                Arrays.fill(re, 0);
                Arrays.fill(im, 0);
                for (int y = 0; y < m_py; y++) {
                    for (int z = 0; z < nz; z++) {
                        re[z * m_py + y] = m_re[y * nz + z];
                        im[z * m_py + y] = m_im[y * nz + z];
                    }
                }
                if (isWeight) {
                    for (int z = 1; z < nz; z++) {
                        System.arraycopy(re, z * m_py, re, (m_pz - z) * m_py, m_py);
                        System.arraycopy(im, z * m_py, im, (m_pz - z) * m_py, m_py);
                    }
                }
                m_fftZ.transform(re, im);
            }
            final double[] maskRe = m_spectrumRe[0];
            final double[] maskIm = m_spectrumIm[0];
            final double[] xRe = m_spectrumRe[1];
            final double[] xIm = m_spectrumIm[1];
            final double[] squareRe = m_spectrumRe[2];
            final double[] squareIm = m_spectrumIm[2];
            final double[] weight = m_spectrumRe[3];
            double pairs = 0;
            double products = 0;
            double squares = 0;
            for (int i = 0; i < weight.length; i++) {
                final double w = weight[i];
                pairs += w * (maskRe[i] * maskRe[i] + maskIm[i] * maskIm[i]);
                products += w * (xRe[i] * xRe[i] + xIm[i] * xIm[i]);
                squares += w * (squareRe[i] * maskRe[i] + squareIm[i] * maskIm[i]);
            }
            m_sums[0] += factor * pairs;
            m_sums[1] += factor * products;
            m_sums[2] += factor * squares;
        }
    }
}

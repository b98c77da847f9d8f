package org.dlrm.radiomics;

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
    private static final int BLOCKS = 10;

    private final Grid m_grid;

    private final int m_px;

    private final int m_py;

    private final int m_pz;

    private final double[] m_moran = new double[3];

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
        double sum = 0;
        int n = 0;
        for (int p = 0; p < r.intense().length; p++) {
            if (r.intense()[p] != 0) {
                sum += r.intensity()[p];
                n++;
            }
        }
        final double mean = sum / n;
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
        final double weights = s.m_moran[0];
        final double products = s.m_moran[1];
        final double ownSquares = s.m_moran[2];
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
            m_moran[i] /= (double)m_px * m_py * m_pz;
        }
    }

    private void alongX(final Region r, final double mean, final int first, final int last,
        final double[][] spectra, final Progress progress) {
        final int nx = m_grid.nx();
        final int rows = m_grid.ny() * m_grid.nz();
        final Fft fft = new Fft(m_px);
        final double[] xRe = new double[m_px];
        final double[] xIm = new double[m_px];
        final double[] mRe = new double[m_px];
        final double[] mIm = new double[m_px];
        for (int row = 0; row < rows; row++) {
            if ((row & 255) == 0) {
                progress.check();
            }
            final int y = row % m_grid.ny();
            final int z = row / m_grid.ny();
            java.util.Arrays.fill(xRe, 0);
            java.util.Arrays.fill(xIm, 0);
            java.util.Arrays.fill(mRe, 0);
            java.util.Arrays.fill(mIm, 0);
            final int p = row * nx;
            for (int i = 0; i < nx; i++) {
                if (r.intense()[p + i] != 0) {
                    final double v = r.intensity()[p + i] - mean;
                    xRe[i] = v;
                    xIm[i] = v * v;
                    mRe[i] = 1;
                }
            }
            for (int i = 0; i < nx; i++) {
                final double dx = i * m_grid.sx();
                final double dy = y * m_grid.sy();
                final double dz = z * m_grid.sz();
                final double w = i == 0 && row == 0 ? 0 : 1 / Math.sqrt(dx * dx + dy * dy + dz * dz);
                // the weight is the same for opposite steps: its transform is real
                mIm[i] = w;
                mIm[(m_px - i) % m_px] = w;
            }
            fft.transform(xRe, xIm);
            fft.transform(mRe, mIm);
            for (int f = first; f < last; f++) {
                final int g = (m_px - f) % m_px;
                final double[] s = spectra[f - first];
                // two real signals in one transform: even and odd parts
                s[2 * rows + row] = (xRe[f] + xRe[g]) / 2;
                s[3 * rows + row] = (xIm[f] - xIm[g]) / 2;
                s[4 * rows + row] = (xIm[f] + xIm[g]) / 2;
                s[5 * rows + row] = (xRe[g] - xRe[f]) / 2;
                s[row] = (mRe[f] + mRe[g]) / 2;
                s[rows + row] = (mIm[f] - mIm[g]) / 2;
                s[6 * rows + row] = (mIm[f] + mIm[g]) / 2;
            }
        }
    }

    /** Transforms along y and z for one frequency along x. */
    private final class Plane {

        private final Fft m_fftY = new Fft(m_py);

        private final Fft m_fftZ = new Fft(m_pz);

        private final double[][] m_re = new double[4][m_py * m_grid.nz()];

        private final double[][] m_im = new double[4][m_py * m_grid.nz()];

        private final double[] m_lineRe = new double[Math.max(m_py, m_pz)];

        private final double[] m_lineIm = new double[m_lineRe.length];

        private final double[][] m_columnRe = new double[4][m_pz];

        private final double[][] m_columnIm = new double[4][m_pz];

        void add(final double[] s, final int factor) {
            final int ny = m_grid.ny();
            final int nz = m_grid.nz();
            final int rows = ny * nz;
            for (int signal = 0; signal < 4; signal++) {
                for (int z = 0; z < nz; z++) {
                    java.util.Arrays.fill(m_lineRe, 0);
                    java.util.Arrays.fill(m_lineIm, 0);
                    System.arraycopy(s, 2 * signal * rows + z * ny, m_lineRe, 0, ny);
                    if (signal < 3) {
                        System.arraycopy(s, (2 * signal + 1) * rows + z * ny, m_lineIm, 0, ny);
                    } else {
                        for (int y = 1; y < ny; y++) {
                            m_lineRe[m_py - y] = m_lineRe[y];
                        }
                    }
                    m_fftY.transform(m_lineRe, m_lineIm);
                    for (int y = 0; y < m_py; y++) {
                        m_re[signal][y * nz + z] = m_lineRe[y];
                        m_im[signal][y * nz + z] = m_lineIm[y];
                    }
                }
            }
            for (int y = 0; y < m_py; y++) {
                for (int signal = 0; signal < 4; signal++) {
                    final double[] re = m_columnRe[signal];
                    final double[] im = m_columnIm[signal];
                    java.util.Arrays.fill(re, 0);
                    java.util.Arrays.fill(im, 0);
                    System.arraycopy(m_re[signal], y * nz, re, 0, nz);
                    if (signal < 3) {
                        System.arraycopy(m_im[signal], y * nz, im, 0, nz);
                    } else {
                        for (int z = 1; z < nz; z++) {
                            re[m_pz - z] = re[z];
                        }
                    }
                    m_fftZ.transform(re, im);
                }
                for (int z = 0; z < m_pz; z++) {
                    final double w = factor * m_columnRe[3][z];
                    final double maskRe = m_columnRe[0][z];
                    final double maskIm = m_columnIm[0][z];
                    m_moran[0] += w * (maskRe * maskRe + maskIm * maskIm);
                    m_moran[1] += w * (m_columnRe[1][z] * m_columnRe[1][z] + m_columnIm[1][z] * m_columnIm[1][z]);
                    m_moran[2] += w * (m_columnRe[2][z] * maskRe + m_columnIm[2][z] * maskIm);
                }
            }
        }
    }
}

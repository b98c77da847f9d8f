package org.dlrm.radiomics.filter;

import org.dlrm.radiomics.Fft;
import org.dlrm.work.Progress;

/**
 * Discrete Fourier transform of a complex volume of any size, x fastest, in place. Lengths with other prime factors than
 * 2, 3, 5 go by Bluestein's algorithm. One instance keeps work space: one thread each.
 */
final class Fourier {

    private final int m_nx;

    private final int m_ny;

    private final int m_nz;

    private final Line m_x;

    private final Line m_y;

    /** Absent when slices are transformed by themselves. */
    private final java.util.Optional<Line> m_z;

    private final double[] m_re;

    private final double[] m_im;

    /**
     * @param space whether the transform goes along z too
     */
    Fourier(final int nx, final int ny, final int nz, final boolean space) {
        m_nx = nx;
        m_ny = ny;
        m_nz = nz;
        m_x = new Line(nx, ny);
        m_y = new Line(ny, nx);
        m_z = space ? java.util.Optional.of(new Line(nz, nx)) : java.util.Optional.empty();
        m_re = new double[nx * Math.max(ny, space ? nz : 1)];
        m_im = new double[m_re.length];
    }

    /** Forward transform, not scaled. */
    void forward(final double[] re, final double[] im, final Progress progress) {
        for (int k = 0; k < m_nz; k++) {
            progress.check();
            slice(re, im, k * m_nx * m_ny);
        }
        m_z.ifPresent(z -> {
            final int plane = m_nx * m_ny;
            for (int j = 0; j < m_ny; j++) {
                progress.check();
                for (int k = 0; k < m_nz; k++) {
                    System.arraycopy(re, k * plane + j * m_nx, m_re, k * m_nx, m_nx);
                    System.arraycopy(im, k * plane + j * m_nx, m_im, k * m_nx, m_nx);
                }
                z.transform(m_re, m_im);
                for (int k = 0; k < m_nz; k++) {
                    System.arraycopy(m_re, k * m_nx, re, k * plane + j * m_nx, m_nx);
                    System.arraycopy(m_im, k * m_nx, im, k * plane + j * m_nx, m_nx);
                }
            }
        });
    }

    /** Inverse transform, scaled. */
    void inverse(final double[] re, final double[] im, final Progress progress) {
        forward(im, re, progress);
        final double scale = 1. / m_nx / m_ny / (m_z.isPresent() ? m_nz : 1);
        for (int i = 0; i < re.length; i++) {
            re[i] *= scale;
            im[i] *= scale;
        }
    }

    private void slice(final double[] re, final double[] im, final int start) {
        for (int j = 0; j < m_ny; j++) {
            for (int i = 0; i < m_nx; i++) {
                m_re[i * m_ny + j] = re[start + j * m_nx + i];
                m_im[i * m_ny + j] = im[start + j * m_nx + i];
            }
        }
        m_x.transform(m_re, m_im);
        // transposed back, ready for the transform along y
        for (int j = 0; j < m_ny; j++) {
            for (int i = 0; i < m_nx; i++) {
                re[start + j * m_nx + i] = m_re[i * m_ny + j];
                im[start + j * m_nx + i] = m_im[i * m_ny + j];
            }
        }
        System.arraycopy(re, start, m_re, 0, m_nx * m_ny);
        System.arraycopy(im, start, m_im, 0, m_nx * m_ny);
        m_y.transform(m_re, m_im);
        System.arraycopy(m_re, 0, re, start, m_nx * m_ny);
        System.arraycopy(m_im, 0, im, start, m_nx * m_ny);
    }

    /** Transforms of one length, several at a time: number j of transform b is at {@code j * batch + b}. */
    private static final class Line {

        private final int m_n;

        private final int m_batch;

        private final Fft m_fft;

        /** Empty if the length is one the FFT has; else exp(i pi j^2 / n), Bluestein's chirp. */
        private final double[] m_cos;

        private final double[] m_sin;

        /** Transform of the chirp. */
        private final double[] m_chirpRe;

        private final double[] m_chirpIm;

        private final double[] m_re;

        private final double[] m_im;

        Line(final int n, final int batch) {
            m_n = n;
            m_batch = batch;
            final boolean direct = Fft.length(n) == n;
            final int length = direct ? n : Fft.length(2 * n - 1);
            m_fft = new Fft(length, batch);
            m_cos = new double[direct ? 0 : n];
            m_sin = new double[direct ? 0 : n];
            m_chirpRe = new double[direct ? 0 : length];
            m_chirpIm = new double[direct ? 0 : length];
            m_re = new double[length * batch];
            m_im = new double[length * batch];
            if (direct) {
                return;
            }
            for (int j = 0; j < n; j++) {
                final double angle = Math.PI * ((long)j * j % (2L * n)) / n;
                m_cos[j] = Math.cos(angle);
                m_sin[j] = Math.sin(angle);
                m_chirpRe[j] = m_cos[j];
                m_chirpIm[j] = m_sin[j];
                if (j > 0) {
                    m_chirpRe[length - j] = m_cos[j];
                    m_chirpIm[length - j] = m_sin[j];
                }
            }
            new Fft(length, 1).transform(m_chirpRe, m_chirpIm);
        }

        /** @param re at least n times batch numbers; im likewise */
        void transform(final double[] re, final double[] im) {
            final int used = m_n * m_batch;
            if (m_cos.length == 0 && re.length == used) {
                m_fft.transform(re, im);
                return;
            }
            if (m_cos.length == 0) {
                System.arraycopy(re, 0, m_re, 0, used);
                System.arraycopy(im, 0, m_im, 0, used);
                m_fft.transform(m_re, m_im);
                System.arraycopy(m_re, 0, re, 0, used);
                System.arraycopy(m_im, 0, im, 0, used);
                return;
            }
            java.util.Arrays.fill(m_re, used, m_re.length, 0);
            java.util.Arrays.fill(m_im, used, m_im.length, 0);
            for (int j = 0; j < m_n; j++) {
                final double c = m_cos[j];
                final double s = m_sin[j];
                for (int p = j * m_batch; p < (j + 1) * m_batch; p++) {
                    m_re[p] = re[p] * c + im[p] * s;
                    m_im[p] = im[p] * c - re[p] * s;
                }
            }
            m_fft.transform(m_re, m_im);
            for (int j = 0; j < m_chirpRe.length; j++) {
                final double c = m_chirpRe[j];
                final double s = m_chirpIm[j];
                for (int p = j * m_batch; p < (j + 1) * m_batch; p++) {
                    final double r = m_re[p];
                    m_re[p] = r * c - m_im[p] * s;
                    m_im[p] = m_im[p] * c + r * s;
                }
            }
            // the inverse is the transform with real and imaginary part exchanged
            m_fft.transform(m_im, m_re);
            for (int j = 0; j < m_n; j++) {
                final double c = m_cos[j] / m_chirpRe.length;
                final double s = m_sin[j] / m_chirpRe.length;
                for (int p = j * m_batch; p < (j + 1) * m_batch; p++) {
                    re[p] = m_re[p] * c + m_im[p] * s;
                    im[p] = m_im[p] * c - m_re[p] * s;
                }
            }
        }
    }
}

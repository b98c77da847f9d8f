package org.dlrm.radiomics;

import java.util.ArrayList;
import java.util.List;

/**
 * Discrete Fourier transform of a fixed length with the prime factors 2, 3 and 5 (Stockham's autosort algorithm, radix
 * 4 where possible). Instances keep work space: one thread each.
 */
public final class Fft {

    private final int m_n;

    private final int[] m_radices;

    /** cos and sin of 2 pi k / n. */
    private final double[] m_cos;

    private final double[] m_sin;

    private double[] m_workRe;

    private double[] m_workIm;

    /** @param n length; its prime factors are 2, 3 and 5 */
    public Fft(final int n) {
        m_n = n;
        final List<Integer> radices = new ArrayList<>();
        int rest = n;
        for (final int r : new int[]{4, 2, 3, 5}) {
            while (rest % r == 0) {
                radices.add(r);
                rest /= r;
            }
        }
        if (n < 1 || rest != 1) {
            throw new IllegalArgumentException("Length " + n + " has other prime factors than 2, 3 and 5");
        }
        m_radices = radices.stream().mapToInt(i -> i).toArray();
        m_cos = new double[n];
        m_sin = new double[n];
        for (int k = 0; k < n; k++) {
            m_cos[k] = Math.cos(2 * Math.PI * k / n);
            m_sin[k] = Math.sin(2 * Math.PI * k / n);
        }
        m_workRe = new double[n];
        m_workIm = new double[n];
    }

    /** @return the smallest length of at least n that has only the factors 2, 3 and 5 */
    public static int length(final int n) {
        for (int m = Math.max(1, n);; m++) {
            int rest = m;
            for (final int f : new int[]{2, 3, 5}) {
                while (rest % f == 0) {
                    rest /= f;
                }
            }
            if (rest == 1) {
                return m;
            }
        }
    }

    public int length() {
        return m_n;
    }

    /**
     * In place: {@code X_k = sum over j of x_j exp(-2 pi i j k / n)}, not scaled. The inverse is this with the real and
     * the imaginary array exchanged, divided by n.
     *
     * @param re real part of at least {@link #length()} numbers; im likewise
     */
    public void transform(final double[] re, final double[] im) {
        double[] aRe = re;
        double[] aIm = im;
        double[] bRe = m_workRe;
        double[] bIm = m_workIm;
        // before a step the data are m interleaved transforms of length n / m
        int m = 1;
        for (final int r : m_radices) {
            if (r == 4) {
                four(aRe, aIm, bRe, bIm, m);
            } else if (r == 2) {
                two(aRe, aIm, bRe, bIm, m);
            } else {
                general(aRe, aIm, bRe, bIm, m, r);
            }
            m *= r;
            final double[] swapRe = aRe;
            final double[] swapIm = aIm;
            aRe = bRe;
            aIm = bIm;
            bRe = swapRe;
            bIm = swapIm;
        }
        if (aRe != re) {
            System.arraycopy(aRe, 0, re, 0, m_n);
            System.arraycopy(aIm, 0, im, 0, m_n);
        }
    }

    private void two(final double[] aRe, final double[] aIm, final double[] bRe, final double[] bIm, final int m) {
        final int l = m_n / (2 * m);
        for (int p = 0; p < l; p++) {
            final double c = m_cos[p * m];
            final double s = m_sin[p * m];
            for (int q = 0; q < m; q++) {
                final int i0 = q + m * p;
                final int i1 = i0 + m * l;
                final int o = q + m * 2 * p;
                final double dRe = aRe[i0] - aRe[i1];
                final double dIm = aIm[i0] - aIm[i1];
                bRe[o] = aRe[i0] + aRe[i1];
                bIm[o] = aIm[i0] + aIm[i1];
                bRe[o + m] = dRe * c + dIm * s;
                bIm[o + m] = dIm * c - dRe * s;
            }
        }
    }

    private void four(final double[] aRe, final double[] aIm, final double[] bRe, final double[] bIm, final int m) {
        final int l = m_n / (4 * m);
        for (int p = 0; p < l; p++) {
            final double c1 = m_cos[p * m];
            final double s1 = m_sin[p * m];
            final double c2 = m_cos[2 * p * m];
            final double s2 = m_sin[2 * p * m];
            final double c3 = m_cos[3 * p * m];
            final double s3 = m_sin[3 * p * m];
            for (int q = 0; q < m; q++) {
                final int i0 = q + m * p;
                final int i1 = i0 + m * l;
                final int i2 = i1 + m * l;
                final int i3 = i2 + m * l;
                final int o = q + m * 4 * p;
                final double sumRe = aRe[i0] + aRe[i2];
                final double sumIm = aIm[i0] + aIm[i2];
                final double diffRe = aRe[i0] - aRe[i2];
                final double diffIm = aIm[i0] - aIm[i2];
                final double sum2Re = aRe[i1] + aRe[i3];
                final double sum2Im = aIm[i1] + aIm[i3];
                final double diff2Re = aRe[i1] - aRe[i3];
                final double diff2Im = aIm[i1] - aIm[i3];
                bRe[o] = sumRe + sum2Re;
                bIm[o] = sumIm + sum2Im;
                final double xRe = diffRe + diff2Im;
                final double xIm = diffIm - diff2Re;
                bRe[o + m] = xRe * c1 + xIm * s1;
                bIm[o + m] = xIm * c1 - xRe * s1;
                final double yRe = sumRe - sum2Re;
                final double yIm = sumIm - sum2Im;
                bRe[o + 2 * m] = yRe * c2 + yIm * s2;
                bIm[o + 2 * m] = yIm * c2 - yRe * s2;
                final double zRe = diffRe - diff2Im;
                final double zIm = diffIm + diff2Re;
                bRe[o + 3 * m] = zRe * c3 + zIm * s3;
                bIm[o + 3 * m] = zIm * c3 - zRe * s3;
            }
        }
    }

    private void general(final double[] aRe, final double[] aIm, final double[] bRe, final double[] bIm,
        final int m, final int r) {
        final int l = m_n / (r * m);
        final int unit = m_n / r;
        for (int p = 0; p < l; p++) {
            for (int q = 0; q < m; q++) {
                for (int k = 0; k < r; k++) {
                    double sumRe = 0;
                    double sumIm = 0;
                    for (int j = 0; j < r; j++) {
                        final int i = q + m * (p + l * j);
                        final int w = j * k % r * unit;
                        sumRe += aRe[i] * m_cos[w] + aIm[i] * m_sin[w];
                        sumIm += aIm[i] * m_cos[w] - aRe[i] * m_sin[w];
                    }
                    final int w = k * p * m % m_n;
                    final int o = q + m * (r * p + k);
                    bRe[o] = sumRe * m_cos[w] + sumIm * m_sin[w];
                    bIm[o] = sumIm * m_cos[w] - sumRe * m_sin[w];
                }
            }
        }
    }
}

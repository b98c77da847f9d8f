package org.dlrm.radiomics;

import java.util.ArrayList;
import java.util.List;

/**
 * Discrete Fourier transforms of a fixed length with the prime factors 2, 3 and 5, several at a time (Stockham's
 * autosort algorithm, radices 4, 2, 3, 5). Number j of transform b is at {@code j * batch + b}: the inner loops run
 * along the batch, so that the machine's vector instructions apply. Instances keep work space: one thread each.
 */
public final class Fft {

    private static final double SQRT3_2 = Math.sqrt(3) / 2;

    private static final double COS_72 = Math.cos(2 * Math.PI / 5);

    private static final double SIN_72 = Math.sin(2 * Math.PI / 5);

    private static final double COS_144 = Math.cos(4 * Math.PI / 5);

    private static final double SIN_144 = Math.sin(4 * Math.PI / 5);

    private final int m_n;

    private final int m_batch;

    private final int[] m_radices;

    /** cos and sin of 2 pi k / n. */
    private final double[] m_cos;

    private final double[] m_sin;

    private final double[] m_workRe;

    private final double[] m_workIm;

    /**
     * @param n length; its prime factors are 2, 3 and 5
     * @param batch number of transforms at a time
     */
    public Fft(final int n, final int batch) {
        m_n = n;
        m_batch = batch;
        final List<Integer> radices = new ArrayList<>();
        int rest = n;
        for (final int r : new int[]{4, 2, 3, 5}) {
            while (rest % r == 0 && rest > 0) {
                radices.add(r);
                rest /= r;
            }
        }
        if (n < 1 || batch < 1 || rest != 1) {
            throw new IllegalArgumentException("Length " + n + " has other prime factors than 2, 3 and 5");
        }
        m_radices = radices.stream().mapToInt(i -> i).toArray();
        m_cos = new double[n];
        m_sin = new double[n];
        for (int k = 0; k < n; k++) {
            m_cos[k] = Math.cos(2 * Math.PI * k / n);
            m_sin[k] = Math.sin(2 * Math.PI * k / n);
        }
        m_workRe = new double[n * batch];
        m_workIm = new double[n * batch];
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
     * @param re real part, length times batch numbers; im likewise
     */
    public void transform(final double[] re, final double[] im) {
        double[] aRe = re;
        double[] aIm = im;
        double[] bRe = m_workRe;
        double[] bIm = m_workIm;
        // before a step the data are m interleaved transforms of length n / m, times the batch
        int m = 1;
        for (final int r : m_radices) {
            final int l = m_n / (r * m);
            final int width = m * m_batch;
            for (int p = 0; p < l; p++) {
                switch (r) {
                    case 2 -> two(aRe, aIm, bRe, bIm, p, l, width, p * m);
                    case 3 -> three(aRe, aIm, bRe, bIm, p, l, width, p * m);
                    case 4 -> four(aRe, aIm, bRe, bIm, p, l, width, p * m);
                    default -> five(aRe, aIm, bRe, bIm, p, l, width, p * m);
                }
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
            System.arraycopy(aRe, 0, re, 0, re.length);
            System.arraycopy(aIm, 0, im, 0, im.length);
        }
    }

    private void two(final double[] aRe, final double[] aIm, final double[] bRe, final double[] bIm, final int p,
        final int l, final int width, final int angle) {
        final double c = m_cos[angle];
        final double s = m_sin[angle];
        final int i0 = width * p;
        final int i1 = i0 + width * l;
        final int o0 = width * 2 * p;
        final int o1 = o0 + width;
        for (int q = 0; q < width; q++) {
            final double dRe = aRe[i0 + q] - aRe[i1 + q];
            final double dIm = aIm[i0 + q] - aIm[i1 + q];
            bRe[o0 + q] = aRe[i0 + q] + aRe[i1 + q];
            bIm[o0 + q] = aIm[i0 + q] + aIm[i1 + q];
            bRe[o1 + q] = dRe * c + dIm * s;
            bIm[o1 + q] = dIm * c - dRe * s;
        }
    }

    private void three(final double[] aRe, final double[] aIm, final double[] bRe, final double[] bIm, final int p,
        final int l, final int width, final int angle) {
        final double c1 = m_cos[angle];
        final double s1 = m_sin[angle];
        final double c2 = m_cos[2 * angle];
        final double s2 = m_sin[2 * angle];
        final int i0 = width * p;
        final int i1 = i0 + width * l;
        final int i2 = i1 + width * l;
        final int o0 = width * 3 * p;
        final int o1 = o0 + width;
        final int o2 = o1 + width;
        for (int q = 0; q < width; q++) {
            final double sumRe = aRe[i1 + q] + aRe[i2 + q];
            final double sumIm = aIm[i1 + q] + aIm[i2 + q];
            final double difRe = SQRT3_2 * (aRe[i1 + q] - aRe[i2 + q]);
            final double difIm = SQRT3_2 * (aIm[i1 + q] - aIm[i2 + q]);
            final double midRe = aRe[i0 + q] - sumRe / 2;
            final double midIm = aIm[i0 + q] - sumIm / 2;
            bRe[o0 + q] = aRe[i0 + q] + sumRe;
            bIm[o0 + q] = aIm[i0 + q] + sumIm;
            final double xRe = midRe + difIm;
            final double xIm = midIm - difRe;
            bRe[o1 + q] = xRe * c1 + xIm * s1;
            bIm[o1 + q] = xIm * c1 - xRe * s1;
            final double yRe = midRe - difIm;
            final double yIm = midIm + difRe;
            bRe[o2 + q] = yRe * c2 + yIm * s2;
            bIm[o2 + q] = yIm * c2 - yRe * s2;
        }
    }

    private void four(final double[] aRe, final double[] aIm, final double[] bRe, final double[] bIm, final int p,
        final int l, final int width, final int angle) {
        final double c1 = m_cos[angle];
        final double s1 = m_sin[angle];
        final double c2 = m_cos[2 * angle];
        final double s2 = m_sin[2 * angle];
        final double c3 = m_cos[3 * angle];
        final double s3 = m_sin[3 * angle];
        final int i0 = width * p;
        final int i1 = i0 + width * l;
        final int i2 = i1 + width * l;
        final int i3 = i2 + width * l;
        final int o0 = width * 4 * p;
        final int o1 = o0 + width;
        final int o2 = o1 + width;
        final int o3 = o2 + width;
        for (int q = 0; q < width; q++) {
            final double evenRe = aRe[i0 + q] + aRe[i2 + q];
            final double evenIm = aIm[i0 + q] + aIm[i2 + q];
            final double evenDifRe = aRe[i0 + q] - aRe[i2 + q];
            final double evenDifIm = aIm[i0 + q] - aIm[i2 + q];
            final double oddRe = aRe[i1 + q] + aRe[i3 + q];
            final double oddIm = aIm[i1 + q] + aIm[i3 + q];
            final double oddDifRe = aRe[i1 + q] - aRe[i3 + q];
            final double oddDifIm = aIm[i1 + q] - aIm[i3 + q];
            bRe[o0 + q] = evenRe + oddRe;
            bIm[o0 + q] = evenIm + oddIm;
            final double xRe = evenDifRe + oddDifIm;
            final double xIm = evenDifIm - oddDifRe;
            bRe[o1 + q] = xRe * c1 + xIm * s1;
            bIm[o1 + q] = xIm * c1 - xRe * s1;
            final double yRe = evenRe - oddRe;
            final double yIm = evenIm - oddIm;
            bRe[o2 + q] = yRe * c2 + yIm * s2;
            bIm[o2 + q] = yIm * c2 - yRe * s2;
            final double zRe = evenDifRe - oddDifIm;
            final double zIm = evenDifIm + oddDifRe;
            bRe[o3 + q] = zRe * c3 + zIm * s3;
            bIm[o3 + q] = zIm * c3 - zRe * s3;
        }
    }

    private void five(final double[] aRe, final double[] aIm, final double[] bRe, final double[] bIm, final int p,
        final int l, final int width, final int angle) {
        final double c1 = m_cos[angle];
        final double s1 = m_sin[angle];
        final double c2 = m_cos[2 * angle];
        final double s2 = m_sin[2 * angle];
        final double c3 = m_cos[3 * angle];
        final double s3 = m_sin[3 * angle];
        final double c4 = m_cos[4 * angle];
        final double s4 = m_sin[4 * angle];
        final int i0 = width * p;
        final int step = width * l;
        final int o0 = width * 5 * p;
        for (int q = 0; q < width; q++) {
            final int i1 = i0 + step + q;
            final int i2 = i1 + step;
            final int i3 = i2 + step;
            final int i4 = i3 + step;
            final double sum14Re = aRe[i1] + aRe[i4];
            final double sum14Im = aIm[i1] + aIm[i4];
            final double dif14Re = aRe[i1] - aRe[i4];
            final double dif14Im = aIm[i1] - aIm[i4];
            final double sum23Re = aRe[i2] + aRe[i3];
            final double sum23Im = aIm[i2] + aIm[i3];
            final double dif23Re = aRe[i2] - aRe[i3];
            final double dif23Im = aIm[i2] - aIm[i3];
            final double firstRe = aRe[i0 + q];
            final double firstIm = aIm[i0 + q];
            final double mid1Re = firstRe + COS_72 * sum14Re + COS_144 * sum23Re;
            final double mid1Im = firstIm + COS_72 * sum14Im + COS_144 * sum23Im;
            final double mid2Re = firstRe + COS_144 * sum14Re + COS_72 * sum23Re;
            final double mid2Im = firstIm + COS_144 * sum14Im + COS_72 * sum23Im;
            final double turn1Re = SIN_72 * dif14Re + SIN_144 * dif23Re;
            final double turn1Im = SIN_72 * dif14Im + SIN_144 * dif23Im;
            final double turn2Re = SIN_144 * dif14Re - SIN_72 * dif23Re;
            final double turn2Im = SIN_144 * dif14Im - SIN_72 * dif23Im;
            final int o = o0 + q;
            bRe[o] = firstRe + sum14Re + sum23Re;
            bIm[o] = firstIm + sum14Im + sum23Im;
            final double uRe = mid1Re + turn1Im;
            final double uIm = mid1Im - turn1Re;
            bRe[o + width] = uRe * c1 + uIm * s1;
            bIm[o + width] = uIm * c1 - uRe * s1;
            final double vRe = mid2Re + turn2Im;
            final double vIm = mid2Im - turn2Re;
            bRe[o + 2 * width] = vRe * c2 + vIm * s2;
            bIm[o + 2 * width] = vIm * c2 - vRe * s2;
            final double wRe = mid2Re - turn2Im;
            final double wIm = mid2Im + turn2Re;
            bRe[o + 3 * width] = wRe * c3 + wIm * s3;
            bIm[o + 3 * width] = wIm * c3 - wRe * s3;
            final double xRe = mid1Re - turn1Im;
            final double xIm = mid1Im + turn1Re;
            bRe[o + 4 * width] = xRe * c4 + xIm * s4;
            bIm[o + 4 * width] = xIm * c4 - xRe * s4;
        }
    }
}

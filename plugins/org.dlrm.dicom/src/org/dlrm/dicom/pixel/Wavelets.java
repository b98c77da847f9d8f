package org.dlrm.dicom.pixel;

/**
 * Inverse wavelet transforms of JPEG 2000 (T.800 annex F) on interleaved coefficients, rows first. The 9/7 filter
 * works in single precision and in the order of OpenJPEG and OpenJPH, so that lossy images decode to the same integers.
 * The gain of high bands is part of its scaling.
 */
final class Wavelets {

    private static final float ALPHA = -1.586134342f;

    private static final float BETA = -0.052980118f;

    private static final float GAMMA = 0.882911075f;

    private static final float DELTA = 0.443506852f;

    private static final float K = 1.230174105f;

    /** Scaling of high-pass samples, 2 / K. */
    static final float TWO_INV_K = (float)(2 / 1.230174105);

    /** OpenJPEG's constant for it, which is off in the fifth digit; what users have seen of lossy files. */
    static final float TWO_INV_K_OPENJPEG = 1.625732422f;

    /** Columns handled together in the vertical passes, for the sake of the cache. */
    private static final int STRIP = 16;

    private Wavelets() {
    }

    /** @param px parity of the first column (1: it is a high-pass sample), likewise py of the first row */
    static void inverse53(final int[] v, final int w, final int h, final int px, final int py) {
        for (int y = 0; y < h; y++) {
            lift53(v, y * w, 1, w, px, 1, 0);
        }
        for (int x = 0; x < w; x += STRIP) {
            lift53(v, x, w, h, py, Math.min(STRIP, w - x), 1);
        }
    }

    private static void lift53(final int[] v, final int at, final int step, final int n, final int parity,
        final int lines, final int lineStep) {
        if (n == 1) {
            for (int l = 0; l < lines && parity == 1; l++) {
                v[at + l * lineStep] >>= 1;
            }
            return;
        }
        for (int i = parity; i < n; i += 2) { // even positions: low-pass
            final int left = at + (i > 0 ? i - 1 : 1) * step;
            final int right = at + (i + 1 < n ? i + 1 : n - 2) * step;
            final int p = at + i * step;
            for (int l = 0; l < lines; l++) {
                v[p + l] -= v[left + l] + v[right + l] + 2 >> 2;
            }
        }
        for (int i = 1 - parity; i < n; i += 2) {
            final int left = at + (i > 0 ? i - 1 : 1) * step;
            final int right = at + (i + 1 < n ? i + 1 : n - 2) * step;
            final int p = at + i * step;
            for (int l = 0; l < lines; l++) {
                v[p + l] += v[left + l] + v[right + l] >> 1;
            }
        }
    }

    static void inverse97(final float[] v, final int w, final int h, final int px, final int py, final float high) {
        for (int y = 0; y < h; y++) {
            lift97(v, y * w, 1, w, px, 1, high);
        }
        for (int x = 0; x < w; x += STRIP) {
            lift97(v, x, w, h, py, Math.min(STRIP, w - x), high);
        }
    }

    private static void lift97(final float[] v, final int at, final int step, final int n, final int parity,
        final int lines, final float high) {
        if (n == 1) {
            return;
        }
        for (int i = 0; i < n; i++) {
            final float k = (i & 1) == parity ? K : high;
            for (int l = 0; l < lines; l++) {
                v[at + i * step + l] *= k;
            }
        }
        step97(v, at, step, n, parity, lines, -DELTA);
        step97(v, at, step, n, 1 - parity, lines, -GAMMA);
        step97(v, at, step, n, parity, lines, -BETA);
        step97(v, at, step, n, 1 - parity, lines, -ALPHA);
    }

    private static void step97(final float[] v, final int at, final int step, final int n, final int first,
        final int lines, final float c) {
        for (int i = first; i < n; i += 2) {
            final int left = at + (i > 0 ? i - 1 : 1) * step;
            final int right = at + (i + 1 < n ? i + 1 : n - 2) * step;
            final int p = at + i * step;
            for (int l = 0; l < lines; l++) {
                v[p + l] += (v[left + l] + v[right + l]) * c;
            }
        }
    }
}

package org.dlrm.stats.glmnet;

/** Inner loops of the coordinate descent; four sums at a time keep the processor's adders busy. */
final class Vectors {

    private Vectors() {
    }

    /** @return sum of {@code a[i] b[i]} */
    static double dot(final double[] a, final double[] b) {
        final int n = a.length;
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i < n - 3; i += 4) {
            s0 += a[i] * b[i];
            s1 += a[i + 1] * b[i + 1];
            s2 += a[i + 2] * b[i + 2];
            s3 += a[i + 3] * b[i + 3];
        }
        for (; i < n; i++) {
            s0 += a[i] * b[i];
        }
        return s0 + s1 + (s2 + s3);
    }

    /** @return sum of {@code w[i] a[i]^2} */
    static double weightedSquare(final double[] w, final double[] a) {
        final int n = a.length;
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i < n - 3; i += 4) {
            s0 += w[i] * a[i] * a[i];
            s1 += w[i + 1] * a[i + 1] * a[i + 1];
            s2 += w[i + 2] * a[i + 2] * a[i + 2];
            s3 += w[i + 3] * a[i + 3] * a[i + 3];
        }
        for (; i < n; i++) {
            s0 += w[i] * a[i] * a[i];
        }
        return s0 + s1 + (s2 + s3);
    }

    /** {@code y += factor * a} */
    static void addScaled(final double[] y, final double factor, final double[] a) {
        for (int i = 0; i < y.length; i++) {
            y[i] += factor * a[i];
        }
    }

    /** {@code r -= d * v * a} */
    static void subtractWeighted(final double[] r, final double d, final double[] v, final double[] a) {
        for (int i = 0; i < r.length; i++) {
            r[i] -= d * v[i] * a[i];
        }
    }

    /** @return sum of all */
    static double sum(final double[] a) {
        double sum = 0;
        for (final double value : a) {
            sum += value;
        }
        return sum;
    }
}

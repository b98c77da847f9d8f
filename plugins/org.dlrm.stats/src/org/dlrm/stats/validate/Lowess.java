package org.dlrm.stats.validate;

import java.util.Arrays;

import org.dlrm.stats.base.Descriptive;

/** Cleveland's locally weighted regression (JASA 1979), without robustness iterations: R's lowess(x, y, iter = 0). */
final class Lowess {

    private static final double SPAN = 2.0 / 3;
    private static final double SKIP = 0.01;

    private final double[] m_x;
    private final double[] m_y;
    private final double[] m_smooth;

    Lowess(final double[] x, final double[] y) {
        final int[] order = Descriptive.order(x);
        m_x = Descriptive.pick(x, order);
        m_y = Descriptive.pick(y, order);
        m_smooth = smooth();
    }

    double[] x() {
        return m_x;
    }

    double[] smoothed() {
        return m_smooth;
    }

    private double[] smooth() {
        final int n = m_x.length;
        final double[] smooth = new double[n];
        final int span = Math.max(2, Math.min(n, (int)(SPAN * n + 1e-7)));
        final double delta = SKIP * (m_x[n - 1] - m_x[0]);
        int left = 0;
        int right = Math.min(span, n) - 1;
        int last = -1; // last point fitted
        int i = 0;
        while (last < n - 1) {
            while (right < n - 1 && m_x[i] - m_x[left] > m_x[right + 1] - m_x[i]) {
                left++;
                right++;
            }
            smooth[i] = fit(i, left, right);
            for (int j = last + 1; j < i; j++) { // between fitted points: a straight line
                final double alpha = (m_x[j] - m_x[last]) / (m_x[i] - m_x[last]);
                smooth[j] = alpha * smooth[i] + (1 - alpha) * smooth[last];
            }
            last = i;
            final double cut = m_x[last] + delta;
            i = last + 1;
            while (i < n && m_x[i] <= cut) {
                if (m_x[i] == m_x[last]) {
                    smooth[i] = smooth[last];
                    last = i;
                }
                i++;
            }
            i = Math.max(last + 1, i - 1);
        }
        return smooth;
    }

    /** Weighted linear regression at point i. */
    private double fit(final int i, final int left, final int right) {
        final int n = m_x.length;
        final double at = m_x[i];
        final double h = Math.max(at - m_x[left], m_x[right] - at);
        final double[] w = new double[n];
        double total = 0;
        int end = left;
        for (; end < n; end++) {
            final double r = Math.abs(m_x[end] - at);
            if (r <= 0.999 * h) {
                w[end] = r <= 0.001 * h ? 1 : cube(1 - cube(r / h));
                total += w[end];
            } else if (m_x[end] > at) {
                break;
            }
        }
        if (!(total > 0)) {
            return m_y[i];
        }
        double mean = 0;
        for (int j = left; j < end; j++) {
            w[j] /= total;
            mean += w[j] * m_x[j];
        }
        double spread = 0;
        for (int j = left; j < end; j++) {
            spread += w[j] * (m_x[j] - mean) * (m_x[j] - mean);
        }
        final double slope = h > 0 && Math.sqrt(spread) > 0.001 * (m_x[n - 1] - m_x[0]) ? (at - mean) / spread : 0;
        double value = 0;
        for (int j = left; j < end; j++) {
            value += w[j] * (slope * (m_x[j] - mean) + 1) * m_y[j];
        }
        return value;
    }

    private static double cube(final double v) {
        return v * v * v;
    }

    /** @return the smooth at any of the x it was made from, ties averaged */
    double at(final double x) {
        final int from = Descriptive.lowerBound(m_x, x);
        final int to = Descriptive.upperBound(m_x, x);
        return Arrays.stream(m_smooth, from, to).average().orElse(Double.NaN);
    }
}

package org.dlrm.stats.base;

/**
 * The interpolating cubic spline of Forsythe, Malcolm and Moler (1977), R's default for spline(): its third derivative
 * at each end is that of the cubic through the four points there.
 */
public final class CubicSpline {

    private final double[] m_x;
    private final double[] m_y;
    /** One sixth of the second derivative at each knot. */
    private final double[] m_sigma;

    /** @param x ascending, at least two knots: with two a straight line, with three a parabola */
    public CubicSpline(final double[] x, final double[] y) {
        if (x.length < 2) {
            throw new IllegalArgumentException("The spline needs at least 2 points, not " + x.length);
        }
        m_x = x.clone();
        m_y = y.clone();
        m_sigma = secondDerivatives();
    }

    private double[] secondDerivatives() {
        final int n = m_x.length;
        final double[] h = new double[n - 1];
        final double[] slope = new double[n - 1];
        for (int i = 0; i < n - 1; i++) {
            h[i] = m_x[i + 1] - m_x[i];
            slope[i] = (m_y[i + 1] - m_y[i]) / h[i];
        }
        final double[] diagonal = new double[n];
        final double[] right = new double[n];
        if (n == 2) {
            return right;
        }
        for (int i = 1; i < n - 1; i++) {
            diagonal[i] = 2 * (h[i - 1] + h[i]);
            right[i] = slope[i] - slope[i - 1];
        }
        diagonal[0] = -h[0];
        diagonal[n - 1] = -h[n - 2];
        if (n > 3) {
            right[0] = h[0] * h[0] * thirdDifference(0, slope);
            right[n - 1] = -h[n - 2] * h[n - 2] * thirdDifference(n - 4, slope);
        }
        for (int i = 1; i < n; i++) {
            final double factor = h[i - 1] / diagonal[i - 1];
            diagonal[i] -= factor * h[i - 1];
            right[i] -= factor * right[i - 1];
        }
        right[n - 1] /= diagonal[n - 1];
        for (int i = n - 2; i >= 0; i--) {
            right[i] = (right[i] - h[i] * right[i + 1]) / diagonal[i];
        }
        return right;
    }

    /** Divided difference of the four knots from here: the leading coefficient of the cubic through them. */
    private double thirdDifference(final int from, final double[] slope) {
        final double first = (slope[from + 1] - slope[from]) / (m_x[from + 2] - m_x[from]);
        final double second = (slope[from + 2] - slope[from + 1]) / (m_x[from + 3] - m_x[from + 1]);
        return (second - first) / (m_x[from + 3] - m_x[from]);
    }

    /** @return the value of the spline */
    public double value(final double x) {
        int i = 0;
        while (i < m_x.length - 2 && x > m_x[i + 1]) {
            i++;
        }
        final double h = m_x[i + 1] - m_x[i];
        final double dx = x - m_x[i];
        final double b = (m_y[i + 1] - m_y[i]) / h - h * (m_sigma[i + 1] + 2 * m_sigma[i]);
        final double c = 3 * m_sigma[i];
        final double d = (m_sigma[i + 1] - m_sigma[i]) / h;
        return m_y[i] + dx * (b + dx * (c + dx * d));
    }
}

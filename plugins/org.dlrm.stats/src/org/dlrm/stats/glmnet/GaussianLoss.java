package org.dlrm.stats.glmnet;

import org.dlrm.stats.base.DegenerateDataException;

/** Least squares; y is centred and divided by its standard deviation (1/n), as glmnet does. */
final class GaussianLoss implements Loss {

    private final double m_mean;

    private final double m_sd;

    private final double[] m_y;

    private double m_rss = 1;

    GaussianLoss(final double[] y) {
        final int n = y.length;
        m_mean = Vectors.sum(y) / n;
        m_y = new double[n];
        for (int i = 0; i < n; i++) {
            m_y[i] = y[i] - m_mean;
        }
        m_sd = Math.sqrt(Vectors.dot(m_y, m_y) / n);
        if (m_sd == 0) {
            throw new DegenerateDataException("The outcome is the same in all " + n + " rows; nothing to fit");
        }
        for (int i = 0; i < n; i++) {
            m_y[i] /= m_sd;
        }
    }

    @Override
    public boolean hasIntercept() {
        return false;
    }

    @Override
    public double nullIntercept() {
        return 0;
    }

    @Override
    public double intercept(final double fitted, final double shift) {
        return m_mean - shift;
    }

    @Override
    public double scale() {
        return m_sd;
    }

    @Override
    public boolean isQuadratic() {
        return true;
    }

    @Override
    public void expand(final double[] eta, final double[] r, final double[] v) {
        final int n = eta.length;
        double rss = 0;
        for (int i = 0; i < n; i++) {
            final double residual = m_y[i] - eta[i];
            rss += residual * residual;
            r[i] = residual / n;
            v[i] = 1.0 / n;
        }
        m_rss = rss / n;
    }

    @Override
    public double devRatio() {
        return 1 - m_rss;
    }

    @Override
    public boolean isSaturated() {
        return false;
    }

    @Override
    public double nullDeviance() {
        return 1;
    }

    @Override
    public double reportedNullDeviance() {
        return m_sd * m_sd * m_y.length;
    }

    @Override
    public boolean stops(final double[] devRatio, final int k) {
        return devRatio[k] - devRatio[k - 1] < 1e-5 * devRatio[k] || devRatio[k] > 0.999;
    }
}

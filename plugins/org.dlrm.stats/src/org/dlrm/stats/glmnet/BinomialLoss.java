package org.dlrm.stats.glmnet;

import org.dlrm.stats.base.DegenerateDataException;

/** Bernoulli log-likelihood with the logit link. */
final class BinomialLoss implements Loss {

    /** glmnet's pmin: fitted probabilities nearer to 0 or 1 count as 0 or 1. */
    private static final double PMIN = 1e-9;

    private static final double FMAX = Math.log(1 / PMIN - 1);

    private final double[] m_y;

    private final double m_share;

    private double m_logLikelihood;

    private double m_weight;

    BinomialLoss(final double[] y) {
        m_y = y;
        final double positives = Vectors.sum(y);
        if (positives < 2 || y.length - positives < 2) {
            throw new DegenerateDataException("The binomial outcome has " + (int)positives + " positive and "
                + (int)(y.length - positives) + " negative rows (of the training rows or of one fold's);"
                + " at least 2 of each are needed");
        }
        m_share = positives / y.length;
    }

    @Override
    public boolean hasIntercept() {
        return true;
    }

    @Override
    public double nullIntercept() {
        return Math.log(m_share / (1 - m_share));
    }

    @Override
    public double intercept(final double fitted, final double shift) {
        return fitted - shift;
    }

    @Override
    public double scale() {
        return 1;
    }

    @Override
    public boolean isQuadratic() {
        return false;
    }

    @Override
    public void expand(final double[] eta, final double[] r, final double[] v) {
        final int n = eta.length;
        double logLikelihood = 0;
        double weight = 0;
        for (int i = 0; i < n; i++) {
            final double f = eta[i];
            final double q = f < -FMAX ? 0 : f > FMAX ? 1 : 1 / (1 + Math.exp(-f));
            r[i] = (m_y[i] - q) / n;
            v[i] = q * (1 - q) / n;
            weight += v[i];
            final double clamped = Math.min(1 - PMIN, Math.max(PMIN, q));
            logLikelihood += m_y[i] == 1 ? Math.log(clamped) : Math.log(1 - clamped);
        }
        m_logLikelihood = logLikelihood / n;
        m_weight = weight;
    }

    @Override
    public double devRatio() {
        return (nullDeviance() + m_logLikelihood) / nullDeviance();
    }

    @Override
    public boolean isSaturated() {
        return m_weight <= (1 + PMIN) * PMIN * (1 - PMIN);
    }

    @Override
    public double nullDeviance() {
        return -(m_share * Math.log(m_share) + (1 - m_share) * Math.log(1 - m_share));
    }

    @Override
    public double reportedNullDeviance() {
        return 2 * m_y.length * nullDeviance();
    }

    @Override
    public boolean stops(final double[] devRatio, final int k) {
        return devRatio[k] > 0.999 || devRatio[k] - devRatio[k - 1] < 1e-5;
    }
}

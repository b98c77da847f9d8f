package org.dlrm.stats.glmnet;

import org.dlrm.stats.base.DegenerateDataException;

/**
 * Cox partial log-likelihood with Breslow's ties and the diagonal of its second derivative (Simon et al. 2011,
 * doi:10.18637/jss.v039.i05). Rows must come sorted by rising time.
 */
final class CoxLoss implements Loss {

    private static final double FMAX = Math.log(Double.MAX_VALUE * 0.1);

    private final boolean[] m_event;

    /** {@code m_start[i]}: first row with the time of row i; the risk set of that time is from there to the end. */
    private final int[] m_start;

    private final double m_null;

    private final double m_saturated;

    private double m_logLikelihood;

    private final double[] m_e;

    private final double[] m_risk;

    CoxLoss(final double[] time, final boolean[] event) {
        final int n = time.length;
        m_event = event;
        m_start = new int[n];
        double saturated = 0;
        int events = 0;
        for (int i = 0; i < n;) {
            int end = i;
            int deaths = 0;
            while (end < n && time[end] == time[i]) {
                m_start[end] = i;
                deaths += event[end] ? 1 : 0;
                end++;
            }
            if (deaths > 0) {
                saturated -= deaths * Math.log((double)deaths / n) / n;
            }
            events += deaths;
            i = end;
        }
        if (events == 0) {
            throw new DegenerateDataException("No event among the " + n
                + " rows (of the training rows or of one fold's): all are censored, a Cox model cannot be fitted");
        }
        m_saturated = saturated;
        m_e = new double[n];
        m_risk = new double[n];
        expand(new double[n], new double[n], new double[n]);
        m_null = m_logLikelihood;
        if (!(nullDeviance() > 0)) {
            throw new DegenerateDataException("Every event happened when nobody else was at risk any more;"
                + " a Cox model cannot be fitted");
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
        return 0;
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
        double sum = 0;
        for (int i = n - 1; i >= 0; i--) {
            m_e[i] = Math.exp(Math.max(-FMAX, Math.min(FMAX, eta[i]))) / n;
            sum += m_e[i];
            m_risk[i] = sum;
        }
        double logLikelihood = 0;
        double hazard = 0;
        double hazard2 = 0;
        for (int i = 0; i < n;) {
            final double risk = m_risk[i];
            int end = i;
            int deaths = 0;
            while (end < n && m_start[end] == i) {
                if (m_event[end]) {
                    deaths++;
                    logLikelihood += eta[end] / n;
                }
                end++;
            }
            if (deaths > 0) {
                final double share = (double)deaths / n;
                logLikelihood -= share * Math.log(risk);
                hazard += share / risk;
                hazard2 += share / risk / risk;
            }
            for (; i < end; i++) {
                r[i] = (m_event[i] ? 1.0 / n : 0) - m_e[i] * hazard;
                v[i] = m_e[i] * hazard - m_e[i] * m_e[i] * hazard2;
            }
        }
        m_logLikelihood = logLikelihood;
    }

    @Override
    public double devRatio() {
        return (m_logLikelihood - m_null) / nullDeviance();
    }

    @Override
    public boolean isSaturated() {
        return false;
    }

    @Override
    public double nullDeviance() {
        return m_saturated - m_null;
    }

    @Override
    public double reportedNullDeviance() {
        return 2 * m_event.length * nullDeviance();
    }

    @Override
    public boolean stops(final double[] devRatio, final int k) {
        return (devRatio[k] - devRatio[k - Glmnet.MIN_LAMBDAS + 1]) / devRatio[k] < 1e-3 || devRatio[k] > 0.99;
    }
}

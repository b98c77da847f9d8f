package org.dlrm.stats.survival;

import java.util.ArrayList;
import java.util.List;

/**
 * Hazard increments of a fitted model by tied event time and what is accumulated from them: baseline hazard, martingale
 * and score residuals.
 */
final class CoxHazard {

    /**
     * An event time.
     *
     * @param from first sorted position with this time
     * @param to end of them
     * @param deaths events
     * @param hazard increments: for those who stay at risk ({@link #ALL}), for those with the event (smaller by Efron,
     *            {@link #DYING}), and the sum of squared reciprocal denominators ({@link #VARIANCE})
     * @param mean sum of hazard increment times mean covariates of the risk set
     * @param dyingMean the same for those with the event
     * @param average mean covariates of the risk set, averaged over the tied events
     */
    private record Step(int from, int to, int deaths, double[] hazard, double[] mean, double[] dyingMean,
        double[] average) {
    }

    private static final int ALL = 0;

    private static final int DYING = 1;

    private static final int VARIANCE = 2;

    private final CoxData m_data;

    private final double[] m_eta;

    /** Steps of every stratum by rising time. */
    private final List<List<Step>> m_steps = new ArrayList<>();

    CoxHazard(final CoxData data, final double[] beta, final CoxTies ties) {
        m_data = data;
        m_eta = data.eta(beta);
        final CoxTies used = ties == CoxTies.EXACT ? CoxTies.BRESLOW : ties;
        final List<Step> all = new ArrayList<>();
        CoxLikelihood.visit(data, m_eta, used, (from, to, k, deaths, denominator, mean, variance) -> {
            if (k == 0) {
                all.add(new Step(from, to, deaths, new double[3], new double[data.p], new double[data.p],
                    new double[data.p]));
            }
            final Step step = all.get(all.size() - 1);
            final double alive = used == CoxTies.EFRON ? 1 - (double)k / deaths : 1;
            step.hazard[ALL] += 1 / denominator;
            step.hazard[DYING] += alive / denominator;
            step.hazard[VARIANCE] += 1 / denominator / denominator;
            for (int j = 0; j < data.p; j++) {
                step.mean[j] += mean[j] / denominator;
                step.dyingMean[j] += alive * mean[j] / denominator;
                step.average[j] += mean[j] / deaths;
            }
        });
        int next = 0;
        for (int s = 0; s + 1 < data.stratumStart.length; s++) {
            final List<Step> steps = new ArrayList<>();
            for (; next < all.size() && all.get(next).from < data.stratumStart[s + 1]; next++) {
                steps.add(0, all.get(next));
            }
            m_steps.add(steps);
        }
    }

    /**
     * Accumulated hazard of the reference patient (mean covariates) at every distinct time of a stratum.
     *
     * @param time distinct times, rising
     * @param hazard cumulative hazard
     * @param variance part of its variance that does not come from the coefficients
     * @param mean {@code mean[k][j]}: hazard-weighted sum of mean scaled covariates
     */
    record Curve(double[] time, double[] hazard, double[] variance, double[][] mean) {
    }

    Curve curve(final int stratum) {
        final int start = m_data.stratumStart[stratum];
        final int end = m_data.stratumStart[stratum + 1];
        int distinct = 0;
        for (int i = start; i < end; i = m_data.tieEnd(i, end)) {
            distinct++;
        }
        final Curve curve = new Curve(new double[distinct], new double[distinct], new double[distinct],
            new double[distinct][m_data.p]);
        int k = distinct;
        for (int i = start; i < end; i = m_data.tieEnd(i, end)) {
            curve.time[--k] = m_data.time[i];
        }
        final List<Step> steps = m_steps.get(stratum);
        double hazard = 0;
        double variance = 0;
        final double[] mean = new double[m_data.p];
        int next = 0;
        for (k = 0; k < distinct; k++) {
            if (next < steps.size() && m_data.time[steps.get(next).from] == curve.time[k]) {
                final Step step = steps.get(next++);
                hazard += step.hazard[ALL];
                variance += step.hazard[VARIANCE];
                for (int j = 0; j < mean.length; j++) {
                    mean[j] += step.mean[j];
                }
            }
            curve.hazard[k] = hazard;
            curve.variance[k] = variance;
            curve.mean[k] = mean.clone();
        }
        return curve;
    }

    /** Called with what a patient has lived through. */
    private interface Exposure {

        /**
         * @param i sorted position
         * @param hazard cumulative hazard of the reference patient up to this patient's time
         * @param mean hazard-weighted sum of mean covariates up to then
         * @param average mean covariates of the risk set at this patient's event; empty if censored
         */
        void accept(int i, double hazard, double[] mean, double[] average);
    }

    private void expose(final Exposure exposure) {
        final int p = m_data.p;
        for (int s = 0; s < m_steps.size(); s++) {
            final List<Step> steps = m_steps.get(s);
            double hazard = 0;
            final double[] mean = new double[p];
            final double[] own = new double[p];
            int next = 0;
            for (int i = m_data.stratumStart[s + 1] - 1; i >= m_data.stratumStart[s]; i--) {
                while (next < steps.size() && i < steps.get(next).from) {
                    hazard += steps.get(next).hazard[ALL];
                    for (int j = 0; j < p; j++) {
                        mean[j] += steps.get(next).mean[j];
                    }
                    next++;
                }
                final boolean atStep = next < steps.size() && i < steps.get(next).to;
                if (!atStep) {
                    exposure.accept(i, hazard, mean, new double[0]);
                    continue;
                }
                final Step step = steps.get(next);
                final boolean event = m_data.event[i];
                for (int j = 0; j < p; j++) {
                    own[j] = mean[j] + (event ? step.dyingMean[j] : step.mean[j]);
                }
                exposure.accept(i, hazard + step.hazard[event ? DYING : ALL], own,
                    event ? step.average : new double[0]);
            }
        }
    }

    /** @return events minus expected events, in the order of the rows */
    double[] martingale() {
        final double[] residuals = new double[m_data.size()];
        expose((i, hazard, mean, average) ->
            residuals[m_data.row[i]] = (m_data.event[i] ? 1 : 0) - Math.exp(m_eta[i]) * hazard);
        return residuals;
    }

    /** @return {@code [row][j]}: contribution to the score of the scaled covariates */
    double[][] scoreResiduals() {
        final int p = m_data.p;
        final double[][] residuals = new double[m_data.size()][p];
        expose((i, hazard, mean, average) -> {
            final double[] residual = residuals[m_data.row[i]];
            final double risk = Math.exp(m_eta[i]);
            for (int j = 0; j < p; j++) {
                final double z = m_data.z[i * p + j];
                residual[j] = (average.length == 0 ? 0 : z - average[j]) - risk * (z * hazard - mean[j]);
            }
        });
        return residuals;
    }
}

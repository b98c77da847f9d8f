package org.dlrm.stats.survival;

import java.util.Arrays;

import org.apache.commons.math3.linear.NonPositiveDefiniteMatrixException;
import org.dlrm.stats.base.Interval;
import org.dlrm.stats.base.Tail;

/**
 * Profile likelihood intervals of a Cox regression: one coefficient fixed, the others at their best (Venzon and Moolgavkar,
 * Appl Stat 1988;37:87). Coefficients are those of the scaled covariates.
 */
final class CoxProfile {

    private static final int MAX_ITERATIONS = 50;

    private static final int MAX_HALVINGS = 20;

    private static final int MAX_DOUBLINGS = 12;

    private final CoxLikelihood m_likelihood;

    private final double[] m_estimate;

    private final int m_fixed;

    /** @param estimate of maximum likelihood */
    CoxProfile(final CoxLikelihood likelihood, final double[] estimate, final int fixed) {
        m_likelihood = likelihood;
        m_estimate = estimate;
        m_fixed = fixed;
    }

    /** @return interval of the coefficient; an end is infinite where the likelihood never falls enough */
    Interval interval(final double se, final double level) {
        final double z = Tail.zForLevel(level);
        m_likelihood.evaluate(m_estimate);
        final double lowest = m_likelihood.value() - z * z / 2;
        return new Interval(end(-se, lowest), end(se, lowest));
    }

    private double end(final double step, final double lowest) {
        double outside = m_estimate[m_fixed];
        for (int i = 0; i < MAX_DOUBLINGS; i++) {
            outside += Math.scalb(2 * step, i);
            if (best(outside) < lowest) {
                return Tail.root(v -> lowest - best(v), m_estimate[m_fixed], outside);
            }
        }
        return Math.signum(step) * Double.POSITIVE_INFINITY;
    }

    /** @return the largest log likelihood with the coefficient fixed */
    private double best(final double value) {
        double[] beta = m_estimate.clone();
        beta[m_fixed] = value;
        m_likelihood.evaluate(beta);
        double best = m_likelihood.value();
        for (int iteration = 0; iteration < MAX_ITERATIONS && beta.length > 1; iteration++) {
            final double before = best;
            final double[] from = beta;
            final double[] step = step();
            double scale = 1;
            for (int halving = 0; halving < MAX_HALVINGS; halving++) {
                final double by = scale;
                final double[] to = from.clone();
                Arrays.setAll(to, j -> from[j] + by * step[j]);
                m_likelihood.evaluate(to);
                if (m_likelihood.value() >= before - 1e-12 * Math.abs(before)) {
                    beta = to;
                    best = m_likelihood.value();
                    break;
                }
                scale /= 2;
            }
            if (Math.abs(best - before) < 1e-12 * (1 + Math.abs(best))) {
                break;
            }
        }
        return best;
    }

    /** @return Newton's step of the free coefficients, 0 for the fixed one; none where the others separate the events */
    private double[] step() {
        final double[][] information = m_likelihood.information();
        final double[] score = m_likelihood.score().clone();
        score[m_fixed] = 0;
        for (int j = 0; j < score.length; j++) {
            information[j][m_fixed] = j == m_fixed ? 1 : 0;
            information[m_fixed][j] = information[j][m_fixed];
        }
        try {
            return CoxPh.multiply(CoxPh.inverse(information), score);
        } catch (NonPositiveDefiniteMatrixException e) {
            return new double[score.length];
        }
    }
}

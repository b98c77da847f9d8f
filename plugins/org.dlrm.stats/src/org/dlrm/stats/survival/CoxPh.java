package org.dlrm.stats.survival;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.NonPositiveDefiniteMatrixException;
import org.dlrm.stats.base.Check;
import org.dlrm.stats.base.Curvature;
import org.dlrm.stats.base.DegenerateDataException;

/**
 * Cox proportional hazards regression (Cox 1972): set up, then {@link #fit()}. Estimates as R's {@code coxph} with its
 * convergence tightened.
 *
 * <pre>
 * CoxFit fit = CoxPh.of(data, List.of("age", "sex"), x).ties(CoxTies.EFRON).strata(centre).fit();
 * </pre>
 */
public final class CoxPh {

    private static final int MAX_ITERATIONS = 100;

    /** Fewer events per coefficient than this are warned about. */
    /** Of a coefficient per standard deviation; where data know anything, one event gives about 1. */
    private static final double UNKNOWN_VARIANCE = 1e6;

    private static final int EVENTS_PER_TERM = 10;

    private final SurvivalData m_data;

    private final List<String> m_names;

    private final double[][] m_x;

    private CoxTies m_ties = CoxTies.EFRON;

    private int[] m_stratum;

    private int[] m_cluster = new int[0];

    private List<String> m_terms;

    private int[] m_assign;

    private boolean m_firth;

    private CoxPh(final SurvivalData data, final List<String> names, final double[][] x) {
        m_data = data;
        m_names = List.copyOf(names);
        m_x = x;
        m_stratum = new int[data.size()];
        m_terms = m_names;
        m_assign = IntStream.range(0, names.size()).toArray();
    }

    /**
     * @param data follow-up
     * @param names of the covariates
     * @param x {@code x[j][i]}: covariate j of patient i; no missing values; not changed
     */
    public static CoxPh of(final SurvivalData data, final List<String> names, final double[][] x) {
        if (names.size() != x.length || x.length == 0) {
            throw new IllegalArgumentException(names.size() + " names for " + x.length
                + " covariates; at least one is needed");
        }
        for (int j = 0; j < x.length; j++) {
            Check.sameLength("Covariate '" + names.get(j) + "'", x[j].length, "the follow-up", data.size());
            Check.finite(names.get(j), x[j]);
        }
        return new CoxPh(data, names, x);
    }

    /** One numeric covariate. */
    public static CoxPh of(final SurvivalData data, final String name, final double[] x) {
        return of(data, List.of(name), new double[][] {x});
    }

    /** @param ties treatment of tied events; Efron if not set */
    public CoxPh ties(final CoxTies ties) {
        m_ties = ties;
        return this;
    }

    /** @param stratum stratum of every patient, from 0: every stratum has its own baseline hazard */
    public CoxPh strata(final int[] stratum) {
        Check.sameLength("The strata", stratum.length, "the follow-up", m_data.size());
        m_stratum = stratum.clone();
        return this;
    }

    /** @param cluster cluster of every patient: standard errors become robust (Lin and Wei 1989), summed by cluster */
    public CoxPh cluster(final int[] cluster) {
        Check.sameLength("The clusters", cluster.length, "the follow-up", m_data.size());
        m_cluster = cluster.clone();
        return this;
    }

    /**
     * Columns that belong together (indicators of one factor) are tested together for proportional hazards.
     *
     * @param terms names
     * @param assign index of the term of every covariate
     */
    public CoxPh terms(final List<String> terms, final int[] assign) {
        m_terms = List.copyOf(terms);
        m_assign = assign.clone();
        return this;
    }

    /**
     * @param firth whether the likelihood is penalised by Jeffreys' prior (Firth 1993; Heinze and Schemper 2001), which
     *            gives finite estimates where a group has no event
     */
    public CoxPh firth(final boolean firth) {
        m_firth = firth;
        return this;
    }

    /**
     * @return the fitted model, with warnings in words
     * @throws DegenerateDataException where the model cannot be estimated at all
     */
    public CoxFit fit() {
        final int events = m_data.eventCount();
        if (events == 0) {
            throw new DegenerateDataException("No event among the " + m_data.size()
                + " patients: all are censored, a Cox model cannot be fitted");
        }
        if (m_firth && m_ties == CoxTies.EXACT) {
            throw new IllegalArgumentException("Firth's penalty is available with Efron's and Breslow's ties only");
        }
        final CoxData data = new CoxData(m_data, m_x, m_names.toArray(String[]::new), m_stratum);
        final Newton newton = new Newton(data);
        newton.run();
        final List<String> warnings = new ArrayList<>();
        for (int j = 0; j < data.p; j++) {
            if (newton.m_infinite[j]) {
                warnings.add("The likelihood of '" + m_names.get(j) + "' has no maximum (its hazard ratio tends to "
                    + (newton.m_beta[j] > 0 ? "infinity" : "0") + "), as when a group has no event: estimate and Wald"
                    + " interval do not exist; use Firth's penalty, and read the likelihood-ratio or score test");
            } else if (newton.m_unknown[j]) {
                warnings.add("The patients with events say nothing about '" + m_names.get(j)
                    + "' once the covariates whose likelihood has no maximum are in the model: no estimate exists");
            }
        }
        if (events < EVENTS_PER_TERM * data.p) {
            warnings.add("Only " + events + " events for " + data.p + " coefficient" + (data.p == 1 ? "" : "s")
                + " (fewer than " + EVENTS_PER_TERM + " per coefficient): estimates are unstable");
        }
        return new CoxFit(m_data, m_names, m_x, m_stratum, m_cluster, m_terms, m_assign, m_ties, m_firth, data,
            newton.m_beta, newton.missing(), newton.m_inverse, newton.m_likelihoodNull, newton.m_likelihood,
            newton.m_scoreTest, newton.m_iterations, warnings);
    }

    private final class Newton {

        private final CoxData m_sorted;

        private final CoxLikelihood m_partial;

        private double[] m_beta;

        private final boolean[] m_infinite;

        private final boolean[] m_unknown;

        private double[][] m_inverse;

        private double m_likelihoodNull;

        private double m_likelihood;

        private double m_scoreTest;

        private int m_iterations;

        Newton(final CoxData data) {
            m_sorted = data;
            m_partial = new CoxLikelihood(data, m_ties);
            m_beta = new double[data.p];
            m_infinite = new boolean[data.p];
            m_unknown = new boolean[data.p];
        }

        private boolean[] missing() {
            final boolean[] missing = new boolean[m_infinite.length];
            for (int j = 0; j < missing.length; j++) {
                missing[j] = m_infinite[j] || m_unknown[j];
            }
            return missing;
        }

        void run() {
            m_likelihoodNull = evaluate(m_beta);
            m_likelihood = m_likelihoodNull;
            invertInformation();
            double[] score = score(m_beta);
            m_scoreTest = dot(score, multiply(m_inverse, score));
            while (m_iterations < MAX_ITERATIONS) {
                m_iterations++;
                final double[] step = step(score);
                final double largest = largest(step);
                final double before = m_likelihood;
                if (largest < 1e-12 * Math.max(1, largest(m_beta)) || !advance(step)) {
                    return;
                }
                final double gain = m_likelihood - before;
                // near the maximum a step of d gains about events * d^2; here the likelihood is flat though steps stay
                if (!m_firth && gain < 1e-9 * (1 + Math.abs(m_likelihood)) && largest > 0.01 || !tryInvert()) {
                    noMaximum(step);
                    return;
                }
                score = score(m_beta);
            }
            if (!m_firth) { // a coefficient that still grows after so many has no end
                noMaximum(multiply(m_inverse, score));
            }
            for (final boolean infinite : m_infinite) {
                if (infinite) {
                    return;
                }
            }
            throw new DegenerateDataException("The Cox model did not converge in " + MAX_ITERATIONS
                + " iterations; leave out covariates that are nearly combinations of others or use Firth's penalty");
        }

        /**
         * Tells apart the coefficients that would grow for ever, and those that then lose their meaning: where a group
         * without events leaves the comparison, nothing is left in it to compare.
         */
        private void noMaximum(final double[] step) {
            for (int j = 0; j < step.length; j++) {
                m_infinite[j] = Math.abs(step[j]) > 0.01;
                m_unknown[j] = !m_infinite[j] && m_inverse[j][j] > UNKNOWN_VARIANCE;
            }
        }

        /** Moves by the step, or half of it and so on, unless the likelihood cannot be raised any more. */
        private boolean advance(final double[] step) {
            final double[] from = m_beta;
            double factor = 1;
            for (int halving = 0; halving < 40; halving++) {
                final double[] to = new double[from.length];
                for (int j = 0; j < to.length; j++) {
                    to[j] = from[j] + factor * step[j];
                }
                final double value = evaluate(to);
                // a probability has no logarithm above 0: there the relative hazards were too large to be summed
                final boolean exists = m_firth ? Double.isFinite(value) : value <= 1e-6;
                if (exists && value >= m_likelihood - 1e-13 * Math.abs(m_likelihood)) {
                    m_beta = to;
                    m_likelihood = Math.max(value, m_likelihood);
                    return true;
                }
                factor /= 2;
            }
            evaluate(from);
            return false;
        }

        private double evaluate(final double[] beta) {
            m_partial.evaluate(beta);
            return m_firth ? m_partial.value() + 0.5 * logDeterminant(m_partial.information()) : m_partial.value();
        }

        private double[] score(final double[] beta) {
            return m_firth ? penalized(beta, m_inverse) : m_partial.score().clone();
        }

        private double[] penalized(final double[] beta, final double[][] inverse) {
            final double[] score = m_partial.score().clone();
            final double[] penalty = FirthPenalty.gradient(m_sorted, beta, m_ties, inverse);
            for (int j = 0; j < score.length; j++) {
                score[j] += penalty[j];
            }
            return score;
        }

        /**
         * @return Newton's step. The information lacks the curvature of Firth's penalty, and its steps can go to and fro for
         *         very long: there the slope of the score is taken by differences, unless the likelihood is not concave
         */
        private double[] step(final double[] score) {
            final double[] fisher = multiply(m_inverse, score);
            if (!m_firth) {
                return fisher;
            }
            try {
                return multiply(inverse(Curvature.of(score.length, this::moved)), score);
            } catch (NonPositiveDefiniteMatrixException e) {
                return fisher;
            } finally {
                m_partial.evaluate(m_beta);
            }
        }

        /** @return the penalized score with one coefficient moved */
        private double[] moved(final int coefficient, final double by) {
            final double[] beta = m_beta.clone();
            beta[coefficient] += by;
            m_partial.evaluate(beta);
            return penalized(beta, inverse(m_partial.information()));
        }

        private void invertInformation() {
            try {
                m_inverse = inverse(m_partial.information());
            } catch (NonPositiveDefiniteMatrixException e) {
                throw new DegenerateDataException("The covariate '" + m_names.get(Math.min(e.getRow(),
                    m_names.size() - 1)) + "' is a combination of the others (or constant among the patients at risk"
                    + " when events happened): leave it out");
            }
        }

        private boolean tryInvert() {
            try {
                final double[][] inverse = inverse(m_partial.information());
                if (!Arrays.stream(inverse).flatMapToDouble(Arrays::stream).allMatch(Double::isFinite)) {
                    return false; // relative hazards too large for a number
                }
                m_inverse = inverse;
                return true;
            } catch (NonPositiveDefiniteMatrixException e) {
                return false;
            }
        }
    }

    private static double largest(final double[] values) {
        return Arrays.stream(values).map(Math::abs).max().orElse(0);
    }

    private static double logDeterminant(final double[][] matrix) {
        try {
            return Math.log(cholesky(matrix).getDeterminant());
        } catch (NonPositiveDefiniteMatrixException e) {
            return Double.NEGATIVE_INFINITY;
        }
    }

    private static CholeskyDecomposition cholesky(final double[][] matrix) {
        double largest = 0;
        for (int j = 0; j < matrix.length; j++) {
            largest = Math.max(largest, matrix[j][j]);
        }
        return new CholeskyDecomposition(new Array2DRowRealMatrix(matrix), 1e-9, 1e-11 * largest);
    }

    static double[][] inverse(final double[][] matrix) {
        return cholesky(matrix).getSolver().getInverse().getData();
    }

    static double[] multiply(final double[][] matrix, final double[] vector) {
        return new Array2DRowRealMatrix(matrix, false).operate(vector);
    }

    static double dot(final double[] a, final double[] b) {
        return new ArrayRealVector(a, false).dotProduct(new ArrayRealVector(b, false));
    }
}

package org.dlrm.stats.logistic;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.NonPositiveDefiniteMatrixException;
import org.dlrm.stats.base.Check;
import org.dlrm.stats.base.Curvature;
import org.dlrm.stats.base.DegenerateDataException;
import org.dlrm.stats.base.Descriptive;

/**
 * Logistic regression by maximum likelihood (R's {@code glm(family = binomial)}, iterated to full precision) or by
 * Firth's penalized likelihood (Biometrika 1993;80:27; Heinze and Schemper 2002), which exists under separation too.
 * Immutable settings; {@link #fit} may be called from several threads.
 */
public final class LogisticRegression {

    private static final int MAX_ITERATIONS = 100;
    /** Firth's penalized likelihood always has a maximum, but steps are short where it is not concave. */
    private static final int MAX_FIRTH_ITERATIONS = 1000;
    /** Most that a step may change a linear predictor. */
    private static final double MAX_STEP = 30;
    /** Most that a step of Firth's may change a coefficient of a standardized column (logistf's maxstep). */
    private static final double MAX_FIRTH_STEP = 5;
    private static final int MAX_HALVINGS = 20;
    /** A pivot below this share of its column means that the column is a linear combination of those before it. */
    private static final double COLLINEAR = 1e-11;

    private static final double[] NONE = {};

    private final boolean m_firth;
    private final boolean m_intercept;

    private LogisticRegression(final boolean firth, final boolean intercept) {
        m_firth = firth;
        m_intercept = intercept;
    }

    /** @return maximum likelihood, with an intercept */
    public static LogisticRegression maximumLikelihood() {
        return new LogisticRegression(false, true);
    }

    /** @return Firth's penalized likelihood, with an intercept */
    public static LogisticRegression firth() {
        return new LogisticRegression(true, true);
    }

    public LogisticRegression withoutIntercept() {
        return new LogisticRegression(m_firth, false);
    }

    /**
     * @param names names of the columns
     * @param x {@code [column][row]}, without the intercept
     * @param y 0 or 1 per row
     */
    public LogisticFit fit(final List<String> names, final double[][] x, final double[] y) {
        return fit(names, x, y, NONE, NONE);
    }

    /**
     * @param weights case weights, not negative; rows of weight 0 are left out; empty means 1
     * @param offset known part of the linear predictor; empty means 0
     * @throws DegenerateDataException under separation, for collinear columns, for a constant outcome
     */
    public LogisticFit fit(final List<String> names, final double[][] x, final double[] y, final double[] weights,
        final double[] offset) {
        Check.sameLength("The list of names", names.size(), "the list of columns", x.length);
        for (int j = 0; j < x.length; j++) {
            Check.sameLength("Column '" + names.get(j) + "'", x[j].length, "the outcome", y.length);
            Check.finite(names.get(j), x[j]);
        }
        final double[] w = weights.length == 0 ? ones(y.length) : weights.clone();
        Check.sameLength("The weights", w.length, "the outcome", y.length);
        for (final double v : w) {
            if (!(v >= 0) || Double.isInfinite(v)) {
                throw new IllegalArgumentException("Weights must be finite and not negative, not " + v);
            }
        }
        if (Arrays.stream(w).allMatch(v -> v == 0)) {
            throw new DegenerateDataException("All weights are zero: no row is left to fit");
        }
        final double[] o = offset.length == 0 ? new double[y.length] : offset.clone();
        Check.sameLength("The offset", o.length, "the outcome", y.length);
        Check.finite("offset", o);
        Check.binaryOutcome(used(y, w));
        final List<String> terms = new ArrayList<>();
        final double[][] columns = new double[x.length + (m_intercept ? 1 : 0)][];
        if (m_intercept) {
            terms.add("(Intercept)");
            columns[0] = ones(y.length);
        }
        terms.addAll(names);
        System.arraycopy(x, 0, columns, columns.length - x.length, x.length);
        requireIndependent(terms, columns, w);
        return new Problem(terms, columns, y, w, o, m_intercept).solve();
    }

    private static double[] used(final double[] y, final double[] w) {
        return IntStream.range(0, y.length).filter(i -> w[i] > 0).mapToDouble(i -> y[i]).toArray();
    }

    /** @return root mean square of the distances from a centre */
    private static double spread(final double[] values, final double center) {
        return Math.sqrt(Arrays.stream(values).map(v -> (v - center) * (v - center)).sum() / values.length);
    }

    private static double[] ones(final int n) {
        final double[] ones = new double[n];
        Arrays.fill(ones, 1);
        return ones;
    }

    /** Gram-Schmidt on the columns of rows with weight; names the first column that the ones before it explain. */
    private static void requireIndependent(final List<String> terms, final double[][] columns, final double[] w) {
        final int used = (int)Arrays.stream(w).filter(v -> v > 0).count();
        if (columns.length > used) {
            throw new DegenerateDataException("The model has " + columns.length + " terms but only " + used
                + " rows: choose fewer columns, or select them with LASSO first");
        }
        final double[][] q = new double[columns.length][];
        for (int j = 0; j < columns.length; j++) {
            final double[] v = new double[used];
            for (int i = 0, k = 0; i < w.length; i++) {
                if (w[i] > 0) {
                    v[k++] = columns[j][i];
                }
            }
            final double before = norm(v);
            for (int pass = 0; pass < 2; pass++) { // twice is enough (Kahan)
                for (int l = 0; l < j; l++) {
                    final double r = dot(q[l], v);
                    for (int i = 0; i < used; i++) {
                        v[i] -= r * q[l][i];
                    }
                }
            }
            final double after = norm(v);
            if (!(after > COLLINEAR * before)) {
                throw new DegenerateDataException("Column '" + terms.get(j) + "' is " + (before == 0 ? "zero in all rows"
                    : isConstant(columns[j], w) ? "constant" : "a linear combination of the columns before it ("
                        + String.join(", ", terms.subList(0, j)) + ")") + "; leave it out");
            }
            for (int i = 0; i < used; i++) {
                v[i] /= after;
            }
            q[j] = v;
        }
    }

    private static boolean isConstant(final double[] column, final double[] w) {
        final double[] values = used(column, w);
        return Arrays.stream(values).allMatch(v -> v == values[0]);
    }

    private static double dot(final double[] a, final double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double norm(final double[] a) {
        return Math.sqrt(dot(a, a));
    }

    /**
     * One data set; also fits sub-models for the profile likelihood (one coefficient held fixed). Works on columns with
     * mean 0 (where there is an intercept) and standard deviation 1, so that neither the unit of a column nor its distance
     * from 0 matters; takes and gives coefficients of the columns as they are.
     */
    final class Problem {

        private final List<String> m_terms;
        private final double[][] m_columns;
        private final boolean m_centred;
        private final double[] m_center;
        private final double[] m_scale;
        private final double[][] m_x;
        private final double[] m_y;
        private final double[] m_w;
        private final double[] m_offset;

        Problem(final List<String> terms, final double[][] columns, final double[] y, final double[] w,
            final double[] offset, final boolean centred) {
            m_terms = terms;
            m_columns = columns;
            m_centred = centred;
            m_y = y;
            m_w = w;
            m_offset = offset;
            m_center = new double[columns.length];
            m_scale = new double[columns.length];
            m_x = new double[columns.length][];
            for (int j = 0; j < columns.length; j++) {
                final double[] used = used(columns[j], w);
                m_center[j] = centred && j > 0 ? Descriptive.mean(used) : 0;
                m_scale[j] = m_intercept && j == 0 ? 1 : spread(used, m_center[j]);
                final double center = m_center[j];
                final double scale = m_scale[j];
                m_x[j] = Arrays.stream(columns[j]).map(v -> (v - center) / scale).toArray();
            }
        }

        private double[] unscaled(final double[] beta) {
            final double[] coef = new double[beta.length];
            for (int j = 0; j < beta.length; j++) {
                coef[j] = beta[j] / m_scale[j];
                coef[0] -= coef[j] * m_center[j];
            }
            return coef;
        }

        private double[][] unscaled(final double[][] covariance) {
            final int p = covariance.length;
            final double[][] half = new double[p][]; // rows of the covariance, as coefficients
            for (int j = 0; j < p; j++) {
                half[j] = unscaled(covariance[j]);
            }
            final double[][] result = new double[p][p];
            for (int k = 0; k < p; k++) {
                final int column = k;
                final double[] whole = unscaled(Arrays.stream(half).mapToDouble(row -> row[column]).toArray());
                for (int j = 0; j < p; j++) {
                    result[j][k] = whole[j];
                }
            }
            return result;
        }

        LogisticFit solve() {
            final State best = maximize(m_firth ? new double[m_x.length] : firstStep(), -1);
            // glm's covariance is that of the weights the last step was solved with; at its convergence limit this
            // differs from the one at the estimate in the eighth digit
            final State weights = m_firth ? best : best.previous;
            return new LogisticFit(this, m_terms, unscaled(best.beta), unscaled(weights.inverse()), m_y, m_w, best.eta,
                best.iterations, m_firth, m_intercept, m_offset);
        }

        /** glm's start: one weighted least squares step from fitted values (w y + 0.5) / (w + 1). */
        private double[] firstStep() {
            final double[] eta = new double[m_y.length];
            for (int i = 0; i < eta.length; i++) {
                final double mu = (m_w[i] * m_y[i] + 0.5) / (m_w[i] + 1);
                eta[i] = Math.log(mu / (1 - mu));
            }
            return leastSquares(eta, new double[m_x.length], -1);
        }

        /** The coefficients of glm's first iteration from a linear predictor; the fixed one keeps its value in beta. */
        private double[] leastSquares(final double[] eta, final double[] beta, final int fixed) {
            final double[] result = beta.clone();
            if (beta.length == (fixed < 0 ? 0 : 1)) {
                return result;
            }
            final double[] mu = new double[eta.length];
            final double[] working = new double[eta.length];
            for (int i = 0; i < mu.length; i++) {
                mu[i] = 1 / (1 + Math.exp(-eta[i]));
                final double known = m_offset[i] + (fixed < 0 ? 0 : beta[fixed] * m_x[fixed][i]);
                working[i] = m_w[i] * (mu[i] * (1 - mu[i]) * (eta[i] - known) + m_y[i] - mu[i]);
            }
            final double[] free = new Information(mu, fixed).solve(working);
            for (int j = 0, k = 0; j < result.length; j++) {
                if (j != fixed) {
                    result[j] = free[k++];
                }
            }
            return result;
        }

        /** -2 log likelihood (penalized for Firth) and linear predictor with one coefficient fixed. */
        record Profile(double objective, double[] eta) {
        }

        /** @param eta linear predictor to start from, as profile.glm does: that of a value nearby */
        Profile profile(final int fixed, final double value, final double[] eta) {
            if (m_centred && fixed == 0) { // the intercept is that of uncentred columns
                return new Problem(m_terms, m_columns, m_y, m_w, m_offset, false).profile(fixed, value, eta);
            }
            final double[] beta = new double[m_x.length];
            beta[fixed] = value * m_scale[fixed];
            final State state = maximize(leastSquares(eta, beta, fixed), fixed);
            return new Profile(state.objective, state.eta);
        }

        private State maximize(final double[] start, final int fixed) {
            State state = new State(start, fixed);
            if (m_x.length == (fixed < 0 ? 0 : 1)) {
                state.previous = state;
                return state;
            }
            final int most = m_firth ? MAX_FIRTH_ITERATIONS : MAX_ITERATIONS;
            for (int iteration = m_firth ? 1 : 2; iteration <= most; iteration++) {
                final double[] step;
                try {
                    step = state.step();
                } catch (DegenerateDataException e) {
                    if (fixed >= 0) { // so far from the estimate that the others separate: the likelihood is at its limit
                        return state;
                    }
                    throw e;
                }
                final State next = accept(state, step, fixed);
                next.previous = state;
                state.previous = null; // only the last two are needed
                next.iterations = iteration;
                final double change = Math.abs(next.objective - state.objective);
                if (!m_firth && fixed < 0 && iteration >= 8) {
                    requireNoSeparation(step);
                }
                state = next;
                if (change < 1e-14 * (Math.abs(state.objective) + 0.1)
                    && (!m_firth || Arrays.stream(step).allMatch(d -> Math.abs(d) < 1e-10))) {
                    return state;
                }
            }
            if (fixed >= 0) {
                return state;
            }
            throw m_firth
                ? new DegenerateDataException("Firth's logistic regression of " + m_terms + " did not converge in " + most
                    + " iterations; use fewer columns")
                : new DegenerateDataException("The logistic regression of " + m_terms + " did not converge in " + most
                    + " iterations; the data may be separable: use Firth's penalized regression or fewer columns",
                    DegenerateDataException.Cause.SEPARATION);
        }

        private State accept(final State state, final double[] step, final int fixed) {
            // a long step overshoots to where all probabilities are 0 or 1 and nothing shows the way back
            final double longest = m_firth ? Arrays.stream(step).map(Math::abs).max().orElse(0) : longest(step, fixed);
            final double most = m_firth ? MAX_FIRTH_STEP : MAX_STEP;
            double scale = longest > most ? most / longest : 1;
            for (int halving = 0; ; halving++) {
                final double[] beta = state.beta.clone();
                for (int j = 0, k = 0; j < beta.length; j++) {
                    if (j != fixed) {
                        beta[j] += scale * step[k++];
                    }
                }
                try {
                    final State next = new State(beta, fixed);
                    if (next.objective <= state.objective + 1e-10 * Math.abs(state.objective)
                        || halving == MAX_HALVINGS) {
                        return next;
                    }
                } catch (DegenerateDataException e) { // Firth: a step so long that the information vanishes
                    if (halving == MAX_HALVINGS) {
                        throw e;
                    }
                }
                scale /= 2;
            }
        }

        /** @return the largest change of a linear predictor by a step of the free coefficients */
        private double longest(final double[] step, final int fixed) {
            double longest = 0;
            for (int i = 0; i < m_y.length; i++) {
                double change = 0;
                for (int j = 0, k = 0; j < m_x.length; j++) {
                    change += j == fixed ? 0 : step[k++] * m_x[j][i];
                }
                longest = Math.max(longest, Math.abs(change));
            }
            return longest;
        }

        private double along(final double[] direction, final int row) {
            double sum = 0;
            for (int j = 0; j < direction.length; j++) {
                sum += direction[j] * m_x[j][row];
            }
            return sum;
        }

        /**
         * A direction along which no row's fit gets worse and some rows' gets better proves that the likelihood has no
         * maximum (Albert and Anderson 1984). Under separation Newton's steps turn into such a direction.
         */
        private void requireNoSeparation(final double[] step) {
            double worst = Double.POSITIVE_INFINITY;
            double most = 0;
            for (int i = 0; i < m_y.length; i++) {
                if (m_w[i] > 0) {
                    final double gain = (2 * m_y[i] - 1) * along(step, i);
                    worst = Math.min(worst, gain);
                    most = Math.max(most, gain);
                }
            }
            if (most > 0.25 && worst >= -1e-4 * most) {
                final List<String> names = new ArrayList<>();
                for (int j = 0; j < step.length; j++) {
                    final int column = j;
                    final double range = Arrays.stream(m_x[j]).max().orElse(0) - Arrays.stream(m_x[j]).min().orElse(0);
                    if (Math.abs(step[column]) * range > 0.05 * most) {
                        names.add(m_terms.get(j));
                    }
                }
                throw new DegenerateDataException((worst > 1e-4 * most ? "Complete" : "Quasi-complete")
                    + " separation: " + names + " tell the classes apart perfectly in these " + m_y.length
                    + " rows, so that maximum likelihood estimates do not exist; use Firth's penalized regression or "
                    + "leave the columns out", DegenerateDataException.Cause.SEPARATION);
            }
        }

        /** X'WX of the free columns, W = w mu (1 - mu), with each column scaled to unit diagonal, and its Cholesky. */
        private final class Information {
            private final int m_without;
            private final double[] m_scale;
            private final CholeskyDecomposition m_cholesky;

            Information(final double[] mu, final int without) {
                m_without = without;
                final double[] weight = new double[mu.length];
                for (int i = 0; i < mu.length; i++) {
                    weight[i] = m_w[i] * mu[i] * (1 - mu[i]);
                }
                final double[][] free = free();
                final int p = free.length;
                final double[][] a = new double[p][p];
                for (int j = 0; j < p; j++) {
                    for (int k = 0; k <= j; k++) {
                        double sum = 0;
                        for (int i = 0; i < weight.length; i++) {
                            sum += weight[i] * free[j][i] * free[k][i];
                        }
                        a[j][k] = sum;
                        a[k][j] = sum;
                    }
                }
                m_scale = new double[p];
                for (int j = 0; j < p; j++) {
                    m_scale[j] = Math.sqrt(a[j][j]);
                }
                for (int j = 0; j < p; j++) {
                    for (int k = 0; k < p; k++) {
                        a[j][k] /= m_scale[j] * m_scale[k];
                    }
                }
                try {
                    m_cholesky = new CholeskyDecomposition(new Array2DRowRealMatrix(a, false), 1e-10, 0);
                } catch (NonPositiveDefiniteMatrixException e) {
                    throw new DegenerateDataException("The information matrix of " + m_terms
                        + " is singular: the columns are nearly collinear, or the outcome is (nearly) separated; use "
                        + "fewer columns or Firth's penalized regression", DegenerateDataException.Cause.SEPARATION);
                }
            }

            private double[][] free() {
                final List<double[]> free = new ArrayList<>(Arrays.asList(m_x));
                if (m_without >= 0) {
                    free.remove(m_without);
                }
                return free.toArray(double[][]::new);
            }

            /** @return (X'WX)^-1 X'r for the free columns */
            double[] solve(final double[] r) {
                final double[][] free = free();
                final double[] score = new double[free.length];
                for (int j = 0; j < free.length; j++) {
                    score[j] = dot(free[j], r) / m_scale[j];
                }
                final double[] solution = m_cholesky.getSolver().solve(new ArrayRealVector(score, false)).toArray();
                for (int j = 0; j < free.length; j++) {
                    solution[j] /= m_scale[j];
                }
                return solution;
            }

            double logDeterminant() {
                double log = 0;
                for (int j = 0; j < m_scale.length; j++) {
                    log += 2 * Math.log(m_cholesky.getL().getEntry(j, j)) + 2 * Math.log(m_scale[j]);
                }
                return log;
            }

            double[][] inverse() {
                final double[][] inverse = m_cholesky.getSolver().getInverse().getData();
                for (int j = 0; j < inverse.length; j++) {
                    for (int k = 0; k < inverse.length; k++) {
                        inverse[j][k] /= m_scale[j] * m_scale[k];
                    }
                }
                return inverse;
            }
        }

        /** Everything at one value of the coefficients. */
        private final class State {
            private final double[] beta;
            private final double[] eta;
            private final double[] mu;
            private final int m_fixed;
            private final double objective;
            private State previous;
            private int iterations;

            State(final double[] beta, final int fixed) {
                this.beta = beta;
                m_fixed = fixed;
                eta = m_offset.clone();
                for (int j = 0; j < beta.length; j++) {
                    for (int i = 0; i < eta.length; i++) {
                        eta[i] += beta[j] * m_x[j][i];
                    }
                }
                mu = new double[eta.length];
                double deviance = 0;
                for (int i = 0; i < eta.length; i++) {
                    mu[i] = 1 / (1 + Math.exp(-eta[i]));
                    deviance += 2 * m_w[i] * softplus(m_y[i] == 1 ? -eta[i] : eta[i]);
                }
                objective = m_firth ? deviance - new Information(mu, -1).logDeterminant() : deviance;
            }

            /** @return Newton's step for the free coefficients */
            double[] step() {
                final double[] fisher = new Information(mu, m_fixed).solve(residual());
                return m_firth ? newton().orElse(fisher) : fisher;
            }

            private double[] residual() {
                final double[] residual = new double[mu.length];
                final double[] hat = m_firth ? hat() : residual;
                for (int i = 0; i < mu.length; i++) {
                    residual[i] = m_w[i] * (m_y[i] - mu[i]) + (m_firth ? hat[i] * (0.5 - mu[i]) : 0);
                }
                return residual;
            }

            private double[] score() {
                final double[] residual = residual();
                return IntStream.range(0, m_x.length).filter(j -> j != m_fixed).mapToDouble(j -> dot(m_x[j], residual)).toArray();
            }

            /**
             * Fisher's information lacks the curvature of Firth's penalty: its steps crawl, or go to and fro for ever.
             *
             * @return the step with the slope of the score by differences; empty where the penalized likelihood is not concave
             */
            private Optional<double[]> newton() {
                final int[] free = IntStream.range(0, m_x.length).filter(j -> j != m_fixed).toArray();
                final double[][] curvature = Curvature.of(free.length, (k, by) -> {
                    final double[] moved = beta.clone();
                    moved[free[k]] += by;
                    return new State(moved, m_fixed).score();
                });
                try {
                    return Optional.of(new CholeskyDecomposition(new Array2DRowRealMatrix(curvature, false), 1e-10, 1e-12)
                        .getSolver().solve(new ArrayRealVector(score(), false)).toArray());
                } catch (NonPositiveDefiniteMatrixException e) {
                    return Optional.empty();
                }
            }

            /** Diagonal of W^1/2 X (X'WX)^-1 X' W^1/2. */
            private double[] hat() {
                final double[][] inverse = inverse();
                final double[] hat = new double[mu.length];
                for (int i = 0; i < hat.length; i++) {
                    double sum = 0;
                    for (int j = 0; j < m_x.length; j++) {
                        for (int k = 0; k < m_x.length; k++) {
                            sum += m_x[j][i] * inverse[j][k] * m_x[k][i];
                        }
                    }
                    hat[i] = m_w[i] * mu[i] * (1 - mu[i]) * sum;
                }
                return hat;
            }

            /** @return the inverse of the information: the covariance of the coefficients */
            double[][] inverse() {
                return m_x.length == 0 ? new double[0][] : new Information(mu, -1).inverse();
            }
        }
    }

    /** log(1 + exp(x)) without overflow. */
    static double softplus(final double x) {
        return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x));
    }
}

package org.dlrm.stats.glmnet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

import org.dlrm.stats.base.DegenerateDataException;
import org.dlrm.work.Progress;

/**
 * Cyclical coordinate descent for one path: for every lambda, quadratic expansions of the log-likelihood, each solved
 * on the columns that the sequential strong rule (Tibshirani et al. 2012, doi:10.1111/j.1467-9868.2011.01004.x) and
 * earlier violations admit, until no column outside violates the Karush-Kuhn-Tucker conditions.
 *
 * <p>
 * With a = 1 + (r - s)'s / s's the residual r is a times an earlier one s plus a rest; the gradient of a column is then
 * a times the earlier one, give or take the column's norm times that of the rest (Cauchy-Schwarz). Gradients that cannot
 * reach the bound in question are not computed again.
 */
final class PathDescent {

    private static final double MIN_RATIO = 1e-6;

    /** Most numbers in the remembered residuals: 32 MB. */
    private static final int MAX_REMEMBERED = 4_000_000;

    private final GlmnetSettings m_settings;

    private final Design m_design;

    private final double[][] m_x;

    private final Loss m_loss;

    private final double[] m_penalty;

    private final Progress m_progress;

    private final int m_p;

    private final int m_n;

    /** Working residual times weight, and weight, at the current coefficients. */
    private final double[] m_r;

    private final double[] m_v;

    private final double[] m_eta;

    private final double[] m_beta;

    private double m_intercept;

    /** Columns that have ever had a coefficient, in order of entry. */
    private final int[] m_active;

    private int m_activeCount;

    private final boolean[] m_isActive;

    /** Columns admitted to the descent. */
    private final boolean[] m_strong;

    private int[] m_strongList = new int[0];

    /** Sum of v x^2. */
    private final double[] m_xv;

    private final double[] m_norm;

    /** Absolute gradient when last computed, and the number of the residual then. */
    private final double[] m_gradient;

    private final int[] m_gradientAt;

    /** Residuals at which gradients were computed, the current one last. */
    private final List<double[]> m_residuals = new ArrayList<>();

    /** What the current residual is of every remembered one: a multiple, and the norm of the rest. */
    private double[] m_multiple = new double[0];

    private double[] m_rest = new double[0];

    private int m_passes;

    PathDescent(final GlmnetSettings settings, final Design design, final Loss loss, final double[] penalty,
        final Progress progress) {
        m_settings = settings;
        m_design = design;
        m_x = design.x();
        m_loss = loss;
        m_penalty = penalty;
        m_progress = progress;
        m_p = m_x.length;
        m_n = m_x[0].length;
        m_r = new double[m_n];
        m_v = new double[m_n];
        m_eta = new double[m_n];
        m_beta = new double[m_p];
        m_active = new int[m_p];
        m_isActive = new boolean[m_p];
        m_strong = new boolean[m_p];
        m_xv = new double[m_p];
        m_norm = new double[m_p];
        m_gradient = new double[m_p];
        m_gradientAt = new int[m_p];
    }

    GlmnetPath run(final Family family) {
        m_intercept = m_loss.nullIntercept();
        Arrays.fill(m_eta, m_intercept);
        m_loss.expand(m_eta, m_r, m_v);
        rememberResidual();
        boolean any = false;
        for (int j = 0; j < m_p; j++) {
            if (takesPart(j)) {
                any = true;
                m_norm[j] = Math.sqrt(Vectors.dot(m_x[j], m_x[j]));
                m_gradient[j] = Math.abs(Vectors.dot(m_r, m_x[j]));
            }
        }
        if (!any) {
            throw new DegenerateDataException("Every column has the same value in all rows; nothing to fit");
        }
        final boolean given = m_settings.lambda().length > 0;
        final double[] lambda = given ? falling(m_settings.lambda()) : new double[m_settings.nlambda()];
        final double minRatio = m_settings.lambdaMinRatio() > 0 ? m_settings.lambdaMinRatio()
            : m_n < m_p ? 0.01 : 1e-4;
        // R's Cox code (Fortran) takes this exponent in single precision, which moves its lambdas by up to 1e-8
        final double exponent = family == Family.COX ? 1f / (lambda.length - 1) : 1.0 / (lambda.length - 1);
        final double step = Math.pow(Math.max(MIN_RATIO, minRatio), exponent);
        final double[] devRatio = new double[lambda.length];
        final double[] a0 = new double[lambda.length];
        final List<int[]> index = new ArrayList<>();
        final List<double[]> value = new ArrayList<>();
        double before = 0;
        for (int k = 0; k < lambda.length; k++) {
            m_progress.check();
            // the first lambda of the default path is so large that only unpenalised columns enter
            double current;
            if (given) {
                current = lambda[k] / m_loss.scale();
            } else if (k == 0) {
                current = 1e35;
            } else {
                before = k == 1 ? largestLambda() : before;
                current = before * step;
            }
            admit(m_settings.alpha() * (2 * current - before));
            try {
                solve(current);
            } catch (NotConverged e) {
                // as glmnet: the default path ends at the last lambda that converged; a lambda asked for must
                if (given || index.isEmpty()) {
                    throw new IllegalArgumentException(e.getMessage());
                }
                break;
            }
            before = current;
            lambda[k] = given ? lambda[k] : current * m_loss.scale();
            devRatio[k] = m_loss.devRatio();
            a0[k] = store(index, value);
            if (m_loss.isSaturated()
                || !given && k + 1 >= Math.min(Glmnet.MIN_LAMBDAS, lambda.length) && m_loss.stops(devRatio, k)) {
                break;
            }
        }
        final int size = index.size();
        if (!given && size > 2) {
            lambda[0] = Math.exp(2 * Math.log(lambda[1]) - Math.log(lambda[2]));
        }
        return new GlmnetPath(family, m_p, Arrays.copyOf(lambda, size), Arrays.copyOf(a0, size),
            index.toArray(int[][]::new), value.toArray(double[][]::new), Arrays.copyOf(devRatio, size),
            m_loss.reportedNullDeviance(), m_passes);
    }

    private static double[] falling(final double[] lambda) {
        final double[] sorted = lambda.clone();
        Arrays.sort(sorted);
        return IntStream.range(0, sorted.length).mapToDouble(i -> sorted[sorted.length - 1 - i]).toArray();
    }

    private boolean takesPart(final int j) {
        return !m_design.constant()[j] && !Double.isInfinite(m_penalty[j]);
    }

    /** @return the smallest lambda at which no penalised column enters */
    private double largestLambda() {
        double largest = 0;
        for (int j = 0; j < m_p; j++) {
            if (takesPart(j) && m_penalty[j] > 0) {
                largest = Math.max(largest, gradient(j) / m_penalty[j]);
            }
        }
        return largest / Math.max(m_settings.alpha(), 1e-3);
    }

    /** Computes the gradient of a column at the current residual. */
    private double gradient(final int j) {
        m_gradient[j] = Math.abs(Vectors.dot(m_r, m_x[j]));
        m_gradientAt[j] = m_residuals.size() - 1;
        return m_gradient[j];
    }

    /** @return whether the gradient of a column outside the strong set is above the bound now */
    private boolean gradientAbove(final int j, final double bound) {
        final int then = m_gradientAt[j];
        final double atMost = (m_multiple[then] * m_gradient[j] + m_norm[j] * m_rest[then]) * (1 + 1e-9);
        return !(atMost <= bound) && gradient(j) > bound;
    }

    /** Makes the current residual the last of the list, unless it is, and compares it with the others. */
    private void rememberResidual() {
        if (!m_residuals.isEmpty() && Arrays.equals(m_residuals.get(m_residuals.size() - 1), m_r)) {
            return;
        }
        if ((m_residuals.size() + 1L) * m_n > MAX_REMEMBERED) { // forget all: every gradient is computed again
            m_residuals.clear();
            Arrays.fill(m_gradient, Double.POSITIVE_INFINITY);
            Arrays.fill(m_gradientAt, 0);
        }
        m_residuals.add(m_r.clone());
        m_multiple = new double[m_residuals.size()];
        m_rest = new double[m_residuals.size()];
        for (int t = 0; t < m_rest.length; t++) {
            final double[] then = m_residuals.get(t);
            final double squares = Vectors.dot(then, then);
            final double multiple = squares == 0 ? 0 : Vectors.dot(m_r, then) / squares;
            double rest = 0;
            for (int i = 0; i < m_n; i++) {
                rest += square(m_r[i] - multiple * then[i]);
            }
            m_multiple[t] = Math.abs(multiple);
            m_rest[t] = Math.sqrt(rest);
        }
    }

    /** Adds the columns above the bound (times their penalty factor) to the strong set. */
    private boolean admit(final double bound) {
        rememberResidual();
        boolean added = false;
        for (int j = 0; j < m_p; j++) {
            if (!m_strong[j] && takesPart(j) && gradientAbove(j, bound * m_penalty[j])) {
                m_strong[j] = true;
                added = true;
            }
        }
        if (added) {
            m_strongList = IntStream.range(0, m_p).filter(j -> m_strong[j]).toArray();
        }
        return added;
    }

    private void solve(final double lambda) {
        final double threshold = m_settings.thresh() * m_loss.nullDeviance();
        final double l1 = lambda * m_settings.alpha();
        final double l2 = lambda * (1 - m_settings.alpha());
        final double[] previous = new double[m_p];
        boolean converged = false;
        while (!converged) {
            m_progress.check();
            final double interceptBefore = m_intercept;
            for (int a = 0; a < m_activeCount; a++) {
                previous[m_active[a]] = m_beta[m_active[a]];
            }
            for (final int j : m_strongList) {
                m_xv[j] = Vectors.weightedSquare(m_v, m_x[j]);
            }
            final double weight = Vectors.sum(m_v);
            descend(l1, l2, weight, threshold);
            updateResidual();
            if (m_loss.isSaturated()) {
                return;
            }
            converged = m_loss.isQuadratic()
                || weight * square(m_intercept - interceptBefore) < threshold && settled(previous, threshold);
            if (converged && admit(l1)) {
                converged = false;
            }
        }
    }

    private boolean settled(final double[] previous, final double threshold) {
        for (int a = 0; a < m_activeCount; a++) {
            final int j = m_active[a];
            if (m_xv[j] * square(m_beta[j] - previous[j]) >= threshold) {
                return false;
            }
        }
        return true;
    }

    /**
     * Solves the current quadratic problem: rounds over the strong set, between them over the active set. Least squares
     * start with the active set, as in glmnet (the order decides where inside the threshold the descent ends).
     */
    private void descend(final double l1, final double l2, final double weight, final double threshold) {
        boolean full = !m_loss.isQuadratic() || m_activeCount == 0;
        while (!full || pass(m_strongList, m_strongList.length, l1, l2, weight) >= threshold) {
            full = true;
            while (pass(m_active, m_activeCount, l1, l2, weight) >= threshold) {
                m_progress.check();
            }
        }
    }

    /** @return the largest weighted squared change of a coefficient */
    private double pass(final int[] list, final int count, final double l1, final double l2, final double weight) {
        if (++m_passes > m_settings.maxit()) {
            throw new NotConverged("The penalised regression did not converge within "
                + m_settings.maxit() + " passes; raise maxit or thresh, or end the path at a larger lambda");
        }
        double largest = 0;
        for (int a = 0; a < count; a++) {
            final int j = list[a];
            final double u = Vectors.dot(m_r, m_x[j]) + m_xv[j] * m_beta[j];
            final double excess = Math.abs(u) - m_penalty[j] * l1;
            final double to = excess > 0 ? Math.copySign(excess, u) / (m_xv[j] + m_penalty[j] * l2) : 0;
            final double change = to - m_beta[j];
            if (change != 0) {
                m_beta[j] = to;
                largest = Math.max(largest, m_xv[j] * change * change);
                Vectors.subtractWeighted(m_r, change, m_v, m_x[j]);
                if (!m_isActive[j]) {
                    m_isActive[j] = true;
                    m_active[m_activeCount++] = j;
                }
            }
        }
        if (m_loss.hasIntercept()) {
            final double change = Vectors.sum(m_r) / weight;
            m_intercept += change;
            largest = Math.max(largest, weight * change * change);
            for (int i = 0; i < m_n; i++) {
                m_r[i] -= change * m_v[i];
            }
        }
        return largest;
    }

    /** Expands the log-likelihood anew at the current coefficients. */
    private void updateResidual() {
        Arrays.fill(m_eta, m_intercept);
        for (int a = 0; a < m_activeCount; a++) {
            if (m_beta[m_active[a]] != 0) {
                Vectors.addScaled(m_eta, m_beta[m_active[a]], m_x[m_active[a]]);
            }
        }
        m_loss.expand(m_eta, m_r, m_v);
    }

    /** Appends the coefficients on the original scale; returns the intercept. */
    private double store(final List<int[]> index, final List<double[]> value) {
        final int[] columns = IntStream.of(m_active).limit(m_activeCount).filter(j -> m_beta[j] != 0).boxed()
            .sorted(Comparator.naturalOrder()).mapToInt(Integer::intValue).toArray();
        final double[] beta = new double[columns.length];
        double shift = 0;
        for (int l = 0; l < columns.length; l++) {
            final int j = columns[l];
            beta[l] = m_beta[j] * m_loss.scale() / m_design.sd()[j];
            shift += beta[l] * m_design.mean()[j];
        }
        index.add(columns);
        value.add(beta);
        return m_loss.intercept(m_intercept, shift);
    }

    private static double square(final double value) {
        return value * value;
    }

    /** The passes are used up. */
    private static final class NotConverged extends RuntimeException {

        private static final long serialVersionUID = 1;

        NotConverged(final String message) {
            super(message);
        }
    }
}

package org.dlrm.stats.survival;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.NonPositiveDefiniteMatrixException;
import org.dlrm.stats.base.DegenerateDataException;
import org.dlrm.stats.base.Descriptive;
import org.dlrm.stats.base.Interval;
import org.dlrm.stats.base.Tail;

/**
 * A fitted Cox model. Values that do not exist (monotone likelihood) are NaN; {@link #warnings()} says why.
 */
public final class CoxFit {

    private final SurvivalData m_data;

    private final List<String> m_names;

    private final double[][] m_x;

    private final int[] m_stratum;

    private final List<String> m_terms;

    private final int[] m_assign;

    private final CoxTies m_ties;

    private final boolean m_firth;

    private final CoxData m_sorted;

    /** Of the scaled covariates; where the likelihood has no maximum, the value at which the search ended. */
    private final double[] m_beta;

    private final boolean[] m_infinite;

    private final double[][] m_naive;

    private final double[][] m_vcov;

    private final boolean m_robust;

    private final double m_logLikelihoodNull;

    private final double m_logLikelihood;

    private final double m_scoreTest;

    private final int m_iterations;

    private final List<String> m_warnings;

    CoxFit(final SurvivalData data, final List<String> names, final double[][] x, final int[] stratum,
        final int[] cluster, final List<String> terms, final int[] assign, final CoxTies ties, final boolean firth,
        final CoxData sorted, final double[] beta, final boolean[] infinite, final double[][] inverse,
        final double logLikelihoodNull, final double logLikelihood, final double scoreTest, final int iterations,
        final List<String> warnings) {
        m_data = data;
        m_names = names;
        m_x = x;
        m_stratum = stratum;
        m_terms = terms;
        m_assign = assign;
        m_ties = ties;
        m_firth = firth;
        m_sorted = sorted;
        m_beta = beta;
        m_infinite = infinite;
        m_naive = unscale(inverse);
        m_robust = cluster.length > 0;
        m_vcov = m_robust ? robust(cluster, inverse) : m_naive;
        m_logLikelihoodNull = logLikelihoodNull;
        m_logLikelihood = logLikelihood;
        m_scoreTest = scoreTest;
        m_iterations = iterations;
        m_warnings = List.copyOf(warnings);
    }

    private double[][] unscale(final double[][] scaled) {
        final double[][] matrix = new double[scaled.length][scaled.length];
        for (int j = 0; j < matrix.length; j++) {
            for (int k = 0; k < matrix.length; k++) {
                matrix[j][k] = m_infinite[j] || m_infinite[k] ? Double.NaN
                    : scaled[j][k] / (m_sorted.scale[j] * m_sorted.scale[k]);
            }
        }
        return matrix;
    }

    private double[][] robust(final int[] cluster, final double[][] inverse) {
        final int p = m_beta.length;
        final int[] labels = Arrays.stream(cluster).sorted().distinct().toArray();
        final double[][] sums = new double[labels.length][p];
        final double[][] residuals = hazard().scoreResiduals();
        for (int i = 0; i < cluster.length; i++) {
            final double[] sum = sums[Arrays.binarySearch(labels, cluster[i])];
            for (int j = 0; j < p; j++) {
                sum[j] += residuals[i][j];
            }
        }
        final Array2DRowRealMatrix dfbeta =
            new Array2DRowRealMatrix(sums, false).multiply(new Array2DRowRealMatrix(inverse, false));
        return unscale(dfbeta.transpose().multiply(dfbeta).getData());
    }

    private CoxHazard hazard() {
        return new CoxHazard(m_sorted, m_beta, m_ties);
    }

    /** @return names of the covariates */
    public List<String> names() {
        return m_names;
    }

    /** @return treatment of ties */
    public CoxTies ties() {
        return m_ties;
    }

    /** @return whether Firth's penalty was used */
    public boolean isFirth() {
        return m_firth;
    }

    /** @return whether {@link #vcov()} is robust (clusters were given) */
    public boolean isRobust() {
        return m_robust;
    }

    /** @return number of patients */
    public int size() {
        return m_data.size();
    }

    /** @return number of events */
    public int eventCount() {
        return m_data.eventCount();
    }

    /** @return iterations of Newton's method */
    public int iterations() {
        return m_iterations;
    }

    /** @return what a reader must know, in words */
    public List<String> warnings() {
        return m_warnings;
    }

    /** @return whether every coefficient is finite */
    public boolean isFinite() {
        return IntStream.range(0, m_infinite.length).noneMatch(j -> m_infinite[j]);
    }

    /** @return log hazard ratios; NaN where the likelihood has no maximum */
    public double[] coef() {
        final double[] coef = searched();
        for (int j = 0; j < coef.length; j++) {
            coef[j] = m_infinite[j] ? Double.NaN : coef[j];
        }
        return coef;
    }

    private double[] searched() {
        final double[] coef = new double[m_beta.length];
        Arrays.setAll(coef, j -> m_beta[j] / m_sorted.scale[j]);
        return coef;
    }

    /** @return covariance of the coefficients; robust where clusters were given */
    public double[][] vcov() {
        return m_vcov;
    }

    /** @return model-based standard errors, whether or not clusters were given */
    public double[] naiveStdErr() {
        return IntStream.range(0, m_beta.length).mapToDouble(j -> Math.sqrt(m_naive[j][j])).toArray();
    }

    /** @return standard errors; robust where clusters were given */
    public double[] stdErr() {
        return IntStream.range(0, m_beta.length).mapToDouble(j -> Math.sqrt(m_vcov[j][j])).toArray();
    }

    /** @return Wald statistics */
    public double[] z() {
        final double[] coef = coef();
        final double[] se = stdErr();
        return IntStream.range(0, coef.length).mapToDouble(j -> coef[j] / se[j]).toArray();
    }

    /** @return Wald p values */
    public double[] p() {
        return Arrays.stream(z()).map(Tail::normalTwoSided).toArray();
    }

    /** @return hazard ratios */
    public double[] hazardRatio() {
        return Arrays.stream(coef()).map(Math::exp).toArray();
    }

    /** @return Wald interval of a hazard ratio */
    public Interval hazardRatioInterval(final int covariate, final double level) {
        final Interval log = Interval.wald(coef()[covariate], stdErr()[covariate], level);
        return new Interval(Math.exp(log.lower()), Math.exp(log.upper()));
    }

    /**
     * @return profile likelihood interval of a hazard ratio; an end is 0 or Infinity where the likelihood never falls
     *         enough, NaN with Firth's penalty, whose profile is not implemented, and where the coefficient does not exist
     */
    public Interval hazardRatioProfileInterval(final int covariate, final double level) {
        if (m_firth || !isFinite()) {
            return new Interval(Double.NaN, Double.NaN);
        }
        final double scale = m_sorted.scale[covariate];
        return new CoxProfile(new CoxLikelihood(m_sorted, m_ties), m_beta, covariate)
            .interval(naiveStdErr()[covariate] * scale, level).map(v -> Math.exp(v / scale));
    }

    /** @return log partial likelihood without covariates (penalised with Firth) */
    public double logLikelihoodNull() {
        return m_logLikelihoodNull;
    }

    /** @return log partial likelihood (penalised with Firth) */
    public double logLikelihood() {
        return m_logLikelihood;
    }

    /** @return number of coefficients */
    public int df() {
        return m_beta.length;
    }

    /** A test of all coefficients together. */
    public record Test(double chisq, int df, double p) {

        static Test of(final double chisq, final int df) {
            return new Test(chisq, df, Tail.chisq(chisq, df));
        }
    }

    /** @return likelihood-ratio test */
    public Test likelihoodRatioTest() {
        return Test.of(2 * (m_logLikelihood - m_logLikelihoodNull), df());
    }

    /** @return score test; with one group indicator and Breslow's ties the log-rank test */
    public Test scoreTest() {
        return Test.of(m_scoreTest, df());
    }

    /**
     * @return Wald test; NaN where a coefficient does not exist, or fewer clusters than coefficients leave their robust
     *         covariance without an inverse
     */
    public Test waldTest() {
        if (isFinite()) {
            final double[] z = z(); // in units of the standard errors, so that the scale of the covariates does not matter
            try {
                return Test.of(CoxPh.dot(z, CoxPh.multiply(CoxPh.inverse(correlation()), z)), df());
            } catch (NonPositiveDefiniteMatrixException e) {
                return new Test(Double.NaN, df(), Double.NaN);
            }
        }
        return new Test(Double.NaN, df(), Double.NaN);
    }

    private double[][] correlation() {
        final double[] se = stdErr();
        final double[][] matrix = new double[se.length][se.length];
        for (int j = 0; j < se.length; j++) {
            for (int k = 0; k < se.length; k++) {
                matrix[j][k] = m_vcov[j][k] / (se[j] * se[k]);
            }
        }
        return matrix;
    }

    /** @return Akaike's information criterion */
    public double aic() {
        return -2 * m_logLikelihood + 2 * df();
    }

    /** @return Bayesian information criterion, counting events as R does */
    public double bic() {
        return -2 * m_logLikelihood + Math.log(eventCount()) * df();
    }

    /** @return R's means: of every covariate, but 0 where it has values -1, 0 and 1 only */
    public double[] means() {
        final double[] means = new double[m_x.length];
        for (int j = 0; j < means.length; j++) {
            final boolean indicator = Arrays.stream(m_x[j]).allMatch(v -> v == 0 || v == 1 || v == -1);
            means[j] = indicator ? 0 : Descriptive.mean(m_x[j]);
        }
        return means;
    }

    /**
     * @return linear predictors of the patients, centred at {@link #means()}, or with strata at the stratum's mean, as
     *         R's {@code predict}
     */
    public double[] linearPredictors() {
        final int strata = m_sorted.stratumStart.length - 1;
        if (strata == 1) {
            return linearPredictors(m_x, means());
        }
        final double[] eta = linearPredictors(m_x);
        final double[] mean = new double[strata];
        for (int i = 0; i < eta.length; i++) {
            final int s = m_stratum[i];
            mean[s] += eta[i] / (m_sorted.stratumStart[s + 1] - m_sorted.stratumStart[s]);
        }
        for (int i = 0; i < eta.length; i++) {
            eta[i] -= mean[m_stratum[i]];
        }
        return eta;
    }

    /** @return linear predictors of other patients, not centred; {@code x[j][i]} */
    public double[] linearPredictors(final double[][] x) {
        return linearPredictors(x, new double[x.length]);
    }

    private double[] linearPredictors(final double[][] x, final double[] means) {
        final double[] coef = searched();
        if (x.length != coef.length) {
            throw new IllegalArgumentException("The model has " + coef.length + " covariates, the data " + x.length);
        }
        final double[] eta = new double[x[0].length];
        for (int j = 0; j < coef.length; j++) {
            for (int i = 0; i < eta.length; i++) {
                eta[i] += coef[j] * (x[j][i] - means[j]);
            }
        }
        return eta;
    }

    /** @return concordance of the linear predictor with the outcome, within strata */
    public Concordance concordance() {
        return Concordance.of(m_data, linearPredictors(), m_stratum, Concordance.Weighting.HARRELL,
            Double.POSITIVE_INFINITY);
    }

    /** @return martingale residuals */
    public double[] martingaleResiduals() {
        return hazard().martingale();
    }

    /** @return deviance residuals */
    public double[] devianceResiduals() {
        final double[] martingale = martingaleResiduals();
        final double[] deviance = new double[martingale.length];
        for (int i = 0; i < deviance.length; i++) {
            final double m = martingale[i];
            final double d = m_data.event(i) ? 1 : 0;
            deviance[i] = Math.signum(m) * Math.sqrt(Math.max(0, -2 * (m + (d == 0 ? 0 : Math.log(d - m)))));
        }
        return deviance;
    }

    /** @return cumulative hazard of every stratum for covariates 0; by Efron with Efron's ties, else by Breslow */
    public List<BaselineHazard> baselineHazards() {
        final CoxHazard hazard = hazard();
        final double shift = Math.exp(-CoxPh.dot(searched(), m_sorted.center));
        final List<BaselineHazard> baselines = new ArrayList<>();
        for (int s = 0; s + 1 < m_sorted.stratumStart.length; s++) {
            final CoxHazard.Curve curve = hazard.curve(s);
            baselines.add(new BaselineHazard(curve.time(),
                Arrays.stream(curve.hazard()).map(h -> h * shift).toArray()));
        }
        return Collections.unmodifiableList(baselines);
    }

    /** @return cumulative hazard for covariates 0 of a model without strata */
    public BaselineHazard baselineHazard() {
        return baselineHazards().get(0);
    }

    /** @return uncertainty of {@link #baselineHazard} at its times */
    HazardUncertainty baselineUncertainty() {
        final CoxHazard.Curve curve = hazard().curve(0);
        final double shift = Math.exp(-CoxPh.dot(searched(), m_sorted.center));
        final double[][] mean = new double[curve.time().length][m_beta.length];
        for (int k = 0; k < mean.length; k++) {
            for (int j = 0; j < m_beta.length; j++) {
                mean[k][j] = shift * (m_sorted.scale[j] * curve.mean()[k][j] + m_sorted.center[j] * curve.hazard()[k]);
            }
        }
        return new HazardUncertainty(Arrays.stream(curve.variance()).map(v -> shift * shift * v).toArray(), mean);
    }

    /**
     * Predicted survival of one patient.
     *
     * @param time as asked
     * @param survival probability
     * @param stdErr standard error, with the uncertainty of the coefficients
     * @param lower limit on the log scale
     * @param upper limit on the log scale
     */
    public record Prediction(double time, double survival, double stdErr, double lower, double upper) {
    }

    /** @return survival of a patient with these covariates at these times; stratum from 0 */
    public List<Prediction> predict(final double[] covariates, final int stratum, final double[] times,
        final double level) {
        final CoxHazard.Curve curve = hazard().curve(stratum);
        final int p = m_beta.length;
        final double[] z = new double[p];
        double eta = 0;
        for (int j = 0; j < p; j++) {
            z[j] = (covariates[j] - m_sorted.center[j]) / m_sorted.scale[j];
            eta += m_beta[j] * z[j];
        }
        final double risk = Math.exp(eta);
        final double quantile = Tail.zForLevel(level);
        final List<Prediction> predictions = new ArrayList<>();
        for (final double t : times) {
            final int k = Descriptive.upperBound(curve.time(), t) - 1;
            if (k < 0) {
                predictions.add(new Prediction(t, 1, 0, 1, 1));
                continue;
            }
            final double[] d = new double[p];
            for (int j = 0; j < p; j++) {
                d[j] = (z[j] * curve.hazard()[k] - curve.mean()[k][j]) * m_sorted.scale[j];
            }
            final double variance = risk * risk * (curve.variance()[k] + CoxPh.dot(d, CoxPh.multiply(m_vcov, d)));
            final double se = Math.sqrt(variance);
            final double survival = Math.exp(-curve.hazard()[k] * risk);
            predictions.add(new Prediction(t, survival, survival * se,
                CiType.LOG.limit(survival, se, quantile, -1), CiType.LOG.limit(survival, se, quantile, 1)));
        }
        return predictions;
    }

    /**
     * Test of proportional hazards.
     *
     * @throws DegenerateDataException where it does not exist
     */
    public ZphTest zph(final ZphTest.Transform transform) {
        if (m_ties == CoxTies.EXACT) {
            throw new DegenerateDataException("The test of proportional hazards does not exist for exact ties; fit the"
                + " model with Efron's");
        }
        final double[] g = transformed(transform);
        final int p = m_beta.length;
        final double[] u = new double[2 * p];
        final double[] first = new double[p * (p + 1) / 2];
        final double[] cross = new double[first.length];
        final double[] second = new double[first.length];
        final List<double[]> residuals = new ArrayList<>();
        final List<Double> times = new ArrayList<>();
        CoxLikelihood.visit(m_sorted, m_sorted.eta(m_beta), m_ties,
            (from, to, k, deaths, denominator, mean, variance) -> {
                final double weight = g[m_sorted.row[from]];
                for (int j = 0; j < p; j++) {
                    u[p + j] -= weight * mean[j];
                }
                for (int l = 0; l < first.length; l++) {
                    first[l] += variance[l];
                    cross[l] += weight * variance[l];
                    second[l] += weight * weight * variance[l];
                }
                if (k == 0) {
                    for (int i = from; i < to; i++) {
                        if (m_sorted.event[i]) {
                            final double[] residual = new double[p];
                            for (int j = 0; j < p; j++) {
                                residual[j] = m_sorted.z[i * p + j];
                                u[p + j] += weight * residual[j];
                            }
                            residuals.add(0, residual);
                            times.add(0, m_sorted.time[i]);
                        }
                    }
                }
                for (int e = 0; e < deaths; e++) { // mean over the tied events
                    for (int j = 0; j < p; j++) {
                        residuals.get(e)[j] -= mean[j] / deaths;
                    }
                }
            });
        final double[][] information = new double[2 * p][2 * p];
        place(information, CoxLikelihood.full(first, p), 0, 0);
        place(information, CoxLikelihood.full(cross, p), 0, p);
        place(information, CoxLikelihood.full(cross, p), p, 0);
        place(information, CoxLikelihood.full(second, p), p, p);
        final List<String> rows = new ArrayList<>(m_terms);
        rows.add("GLOBAL");
        final double[] chisq = new double[rows.size()];
        final int[] df = new int[rows.size()];
        for (int t = 0; t < rows.size(); t++) {
            final int term = t;
            final int[] tested = IntStream.range(0, p).filter(j -> term == m_terms.size() || m_assign[j] == term)
                .map(j -> p + j).toArray();
            chisq[t] = quadraticForm(information, u, IntStream.concat(IntStream.range(0, p),
                IntStream.of(tested)).toArray());
            df[t] = tested.length;
        }
        for (final double[] residual : residuals) {
            for (int j = 0; j < p; j++) {
                residual[j] *= m_sorted.scale[j];
            }
        }
        return new ZphTest(transform, List.copyOf(rows), chisq, df,
            IntStream.range(0, chisq.length).mapToDouble(t -> Tail.chisq(chisq[t], df[t])).toArray(),
            times.stream().mapToDouble(Double::doubleValue).toArray(), residuals.toArray(double[][]::new));
    }

    private static void place(final double[][] to, final double[][] block, final int row, final int column) {
        for (int j = 0; j < block.length; j++) {
            System.arraycopy(block[j], 0, to[row + j], column, block.length);
        }
    }

    private static double quadraticForm(final double[][] information, final double[] u, final int[] used) {
        final double[][] part = new double[used.length][used.length];
        final double[] score = new double[used.length];
        for (int a = 0; a < used.length; a++) {
            score[a] = u[used[a]];
            for (int b = 0; b < used.length; b++) {
                part[a][b] = information[used[a]][used[b]];
            }
        }
        final LUDecomposition lu = new LUDecomposition(new Array2DRowRealMatrix(part, false), 1e-300);
        if (!lu.getSolver().isNonSingular()) {
            throw new DegenerateDataException("Proportional hazards cannot be tested: too few event times");
        }
        return CoxPh.dot(score, lu.getSolver().solve(new ArrayRealVector(score, false)).toArray());
    }

    /** @return transformed time of every row, centred over the events */
    private double[] transformed(final ZphTest.Transform transform) {
        final double[] time = m_data.times();
        final double[] g = switch (transform) {
            case IDENTITY -> time;
            case RANK -> Descriptive.ranks(time);
            case LOG -> Arrays.stream(time).map(Math::log).toArray();
            case KM -> {
                final KaplanMeier curve = KaplanMeier.fit(m_data);
                yield Arrays.stream(time).map(t -> 1 - curve.survivalBefore(t)).toArray();
            }
        };
        double mean = 0;
        for (int i = 0; i < g.length; i++) {
            mean += m_data.event(i) ? g[i] / eventCount() : 0;
        }
        if (!Double.isFinite(mean)) {
            throw new DegenerateDataException("An event at time 0 has no logarithm; use another transformation of time");
        }
        final double center = mean;
        return Arrays.stream(g).map(v -> v - center).toArray();
    }
}

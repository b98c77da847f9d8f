package org.dlrm.stats.logistic;

import java.util.List;

import org.dlrm.stats.base.Interval;
import org.dlrm.stats.base.Tail;

/** A fitted logistic regression. Coefficients are in the order of {@link #terms()}, the intercept first. */
public final class LogisticFit {

    private final LogisticRegression.Problem m_problem;
    private final List<String> m_terms;
    private final double[] m_coef;
    private final double[][] m_vcov;
    private final double[] m_y;
    private final double[] m_weights;
    private final double[] m_lp;
    private final int m_iterations;
    private final boolean m_firth;
    private final boolean m_intercept;
    private final double[] m_offset;

    LogisticFit(final LogisticRegression.Problem problem, final List<String> terms, final double[] coef,
        final double[][] vcov, final double[] y, final double[] weights, final double[] lp, final int iterations,
        final boolean firth, final boolean intercept, final double[] offset) {
        m_problem = problem;
        m_terms = List.copyOf(terms);
        m_coef = coef;
        m_vcov = vcov;
        m_y = y;
        m_weights = weights;
        m_lp = lp;
        m_iterations = iterations;
        m_firth = firth;
        m_intercept = intercept;
        m_offset = offset;
    }

    public List<String> terms() {
        return m_terms;
    }

    public double[] coef() {
        return m_coef.clone();
    }

    public double coef(final int term) {
        return m_coef[term];
    }

    /** @return covariance of the coefficients: the inverse of the information */
    public double[][] vcov() {
        final double[][] copy = new double[m_vcov.length][];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = m_vcov[i].clone();
        }
        return copy;
    }

    public double se(final int term) {
        return Math.sqrt(m_vcov[term][term]);
    }

    public double z(final int term) {
        return m_coef[term] / se(term);
    }

    /** @return two-sided Wald p value */
    public double p(final int term) {
        return Tail.normalTwoSided(z(term));
    }

    /** @return the odds ratio of one unit more */
    public double oddsRatio(final int term) {
        return Math.exp(m_coef[term]);
    }

    /** @return Wald interval of the odds ratio (R's exp(confint.default(fit))) */
    public Interval waldOddsRatio(final int term, final double level) {
        final Interval ci = Interval.wald(m_coef[term], se(term), level);
        return new Interval(Math.exp(ci.lower()), Math.exp(ci.upper()));
    }

    /**
     * @return interval of the odds ratio from the profile likelihood; for maximum likelihood interpolated exactly as R's
     *         confint(fit) does (about 1e-4 from the exact one), for Firth's regression exact
     */
    public Interval profileOddsRatio(final int term, final double level) {
        return m_firth ? exactProfileOddsRatio(term, level)
            : new ProfileLikelihood(m_problem, term, m_coef[term], se(term), m_lp).interpolated(level).map(Math::exp);
    }

    /**
     * @return interval of the odds ratio where the (penalized) profile likelihood falls by half the chi-square quantile;
     *         an end is 0 or Infinity where it never falls that far
     */
    public Interval exactProfileOddsRatio(final int term, final double level) {
        return new ProfileLikelihood(m_problem, term, m_coef[term], se(term), m_lp).exact(level).map(Math::exp);
    }

    /** @return number of rows with weight */
    public int n() {
        int n = 0;
        for (final double w : m_weights) {
            n += w > 0 ? 1 : 0;
        }
        return n;
    }

    /** @return linear predictors of the rows */
    public double[] lp() {
        return m_lp.clone();
    }

    /** @return probabilities of the rows */
    public double[] fitted() {
        final double[] fitted = new double[m_lp.length];
        for (int i = 0; i < fitted.length; i++) {
            fitted[i] = 1 / (1 + Math.exp(-m_lp[i]));
        }
        return fitted;
    }

    public double loglik() {
        return loglik(m_lp);
    }

    private double loglik(final double[] lp) {
        double sum = 0;
        for (int i = 0; i < lp.length; i++) {
            sum -= m_weights[i] * LogisticRegression.softplus(m_y[i] == 1 ? -lp[i] : lp[i]);
        }
        return sum;
    }

    /** @return log likelihood of the model with the intercept (if there is one) and the offset only */
    public double loglikNull() {
        boolean hasOffset = false;
        double events = 0;
        double total = 0;
        for (int i = 0; i < m_y.length; i++) {
            hasOffset |= m_offset[i] != 0;
            events += m_weights[i] * m_y[i];
            total += m_weights[i];
        }
        if (!m_intercept) {
            return loglik(m_offset);
        }
        if (hasOffset) {
            return LogisticRegression.maximumLikelihood()
                .fit(List.of(), new double[0][], m_y, m_weights, m_offset).loglik();
        }
        final double p = events / total;
        return events * Math.log(p) + (total - events) * Math.log1p(-p);
    }

    public double deviance() {
        return -2 * loglik();
    }

    public double nullDeviance() {
        return -2 * loglikNull();
    }

    public double aic() {
        return deviance() + 2 * m_coef.length;
    }

    public double bic() {
        return deviance() + Math.log(n()) * m_coef.length;
    }

    /** @return likelihood-ratio statistic against the intercept */
    public double lrChisq() {
        return 2 * (loglik() - loglikNull());
    }

    public int lrDf() {
        return m_coef.length - (m_intercept ? 1 : 0);
    }

    public double lrP() {
        return Tail.chisq(lrChisq(), lrDf());
    }

    public double mcFadden() {
        return 1 - loglik() / loglikNull();
    }

    public double coxSnell() {
        return 1 - Math.exp(2 * (loglikNull() - loglik()) / n());
    }

    public double nagelkerke() {
        return coxSnell() / (1 - Math.exp(2 * loglikNull() / n()));
    }

    /** @return mean squared distance of outcome and probability */
    public double brier() {
        final double[] fitted = fitted();
        double sum = 0;
        for (int i = 0; i < fitted.length; i++) {
            sum += (m_y[i] - fitted[i]) * (m_y[i] - fitted[i]);
        }
        return sum / fitted.length;
    }

    public int iterations() {
        return m_iterations;
    }

    public boolean isFirth() {
        return m_firth;
    }

    /** A comparison of two nested models. */
    public record LikelihoodRatioTest(double chisq, int df, double p) {
    }

    /** @param larger a model of the same rows with terms more */
    public LikelihoodRatioTest compareWith(final LogisticFit larger) {
        if (m_y.length != larger.m_y.length) {
            throw new IllegalArgumentException("The models were fitted to " + m_y.length + " and " + larger.m_y.length
                + " rows; a likelihood-ratio test needs the same rows");
        }
        final double chisq = 2 * (larger.loglik() - loglik());
        final int df = larger.m_coef.length - m_coef.length;
        return new LikelihoodRatioTest(chisq, df, Tail.chisq(chisq, df));
    }

    /**
     * @return variance inflation factor of each term but the intercept, as R's rms::vif: the diagonal of the inverse of
     *         the correlation matrix of the coefficients
     */
    public double[] vif() {
        return org.dlrm.stats.base.Vif.ofCovariance(m_vcov, m_intercept ? 1 : 0);
    }
}

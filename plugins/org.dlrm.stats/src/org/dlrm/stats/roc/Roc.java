package org.dlrm.stats.roc;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import org.dlrm.stats.base.Check;
import org.dlrm.stats.base.DegenerateDataException;
import org.dlrm.stats.base.Descriptive;
import org.dlrm.stats.base.Interval;
import org.dlrm.stats.base.Tail;

/**
 * The receiver operating characteristic of one score, with the AUC and its variance by DeLong, DeLong and
 * Clarke-Pearson (Biometrics 1988;44:837), computed from mid-ranks (Sun and Xu 2014) in O(n log n). Conventions are
 * those of R's pROC, but the direction is always given, never guessed.
 */
public final class Roc {

    /** Which score speaks for the positive class. */
    public enum Direction {
        /** Cases have the higher scores (pROC's "&lt;": controls &lt; cases). */
        HIGHER_IS_POSITIVE,
        /** Cases have the lower scores (pROC's "&gt;"). */
        LOWER_IS_POSITIVE
    }

    private final Direction m_direction;
    private final double[] m_score;
    private final boolean[] m_positive;
    private final double[] m_placementCases;
    private final double[] m_placementControls;
    private final double m_auc;

    private Roc(final boolean[] positive, final double[] score, final Direction direction) {
        m_positive = positive;
        m_direction = direction;
        m_score = score;
        final double sign = direction == Direction.HIGHER_IS_POSITIVE ? 1 : -1;
        final double[] cases = IntStream.range(0, score.length).filter(i -> positive[i])
            .mapToDouble(i -> sign * score[i]).toArray();
        final double[] controls = IntStream.range(0, score.length).filter(i -> !positive[i])
            .mapToDouble(i -> sign * score[i]).toArray();
        m_placementCases = placements(cases, controls, false);
        m_placementControls = placements(controls, cases, true);
        m_auc = Descriptive.mean(m_placementCases);
    }

    /**
     * @param outcome 1 for cases, 0 for controls
     * @param score one per row, no missing values
     */
    public static Roc of(final double[] outcome, final double[] score, final Direction direction) {
        Check.sameLength("The outcome", outcome.length, "the score", score.length);
        for (int i = 0; i < score.length; i++) {
            if (Double.isNaN(score[i])) {
                throw new IllegalArgumentException("The score is missing in row " + (i + 1)
                    + "; leave the row out of the curve");
            }
        }
        Check.binaryOutcome(outcome);
        final boolean[] positive = new boolean[outcome.length];
        for (int i = 0; i < positive.length; i++) {
            positive[i] = outcome[i] == 1;
        }
        return new Roc(positive, score.clone(), direction);
    }

    /** For each x the share of others below it (or above it), ties count half: DeLong's structural components. */
    private static double[] placements(final double[] x, final double[] others, final boolean above) {
        final double[] sorted = others.clone();
        Arrays.sort(sorted);
        final double[] result = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            final int below = Descriptive.lowerBound(sorted, x[i]);
            final int notAbove = Descriptive.upperBound(sorted, x[i]);
            final double ties = notAbove - below;
            final double wins = above ? sorted.length - notAbove : below;
            result[i] = (wins + 0.5 * ties) / sorted.length;
        }
        return result;
    }

    public int cases() {
        return m_placementCases.length;
    }

    public int controls() {
        return m_placementControls.length;
    }

    public Direction direction() {
        return m_direction;
    }

    /** @return the area under the curve: P(case scores higher) + P(tie) / 2 */
    public double auc() {
        return m_auc;
    }

    /** @return DeLong's variance of the AUC; NaN with fewer than two cases or controls */
    public double delongVariance() {
        return delongCovariance(this);
    }

    /** @return DeLong's covariance of the AUCs of two scores of the same rows */
    public double delongCovariance(final Roc other) {
        if (!Arrays.equals(m_positive, other.m_positive)) {
            throw new IllegalArgumentException(
                "A paired comparison needs both scores for the same patients with the same outcome");
        }
        return Descriptive.covariance(m_placementCases, other.m_placementCases) / cases()
            + Descriptive.covariance(m_placementControls, other.m_placementControls) / controls();
    }

    public double delongSe() {
        return Math.sqrt(delongVariance());
    }

    /** @return the Wald interval of the AUC with DeLong's variance, cut to [0, 1] as pROC does */
    public Interval delongInterval(final double level) {
        final Interval ci = Interval.wald(m_auc, delongSe(), level);
        return new Interval(Math.max(0, ci.lower()), Math.min(1, ci.upper()));
    }

    /** @return the interval computed on the logit scale; NaN for an AUC of 0 or 1 */
    public Interval delongLogitInterval(final double level) {
        final double logit = Math.log(m_auc / (1 - m_auc));
        final Interval ci = Interval.wald(logit, delongSe() / (m_auc * (1 - m_auc)), level);
        return new Interval(1 / (1 + Math.exp(-ci.lower())), 1 / (1 + Math.exp(-ci.upper())));
    }

    /** @return the variance by Hanley and McNeil (Radiology 1982;143:29) */
    public double hanleyMcNeilVariance() {
        final double a = m_auc;
        final double q1 = a / (2 - a);
        final double q2 = 2 * a * a / (1 + a);
        return (a * (1 - a) + (cases() - 1) * (q1 - a * a) + (controls() - 1) * (q2 - a * a))
            / ((double)cases() * controls());
    }

    /** @return two-sided p value of AUC = 0.5 with DeLong's variance */
    public double pValueVersusHalf() {
        return Tail.normalTwoSided((m_auc - 0.5) / delongSe());
    }

    /** @return Wilcoxon's W of R's wilcox.test(cases, controls), in the direction of the curve */
    public double wilcoxonW() {
        return m_auc * cases() * controls();
    }

    /** Two correlated curves: z, p, covariance and the interval of the difference of the AUCs (first - second). */
    public record PairedTest(double z, double p, double auc1, double auc2, double covariance, Interval difference) {
    }

    /** DeLong's test of two scores of the same patients. */
    public PairedTest pairedTest(final Roc other, final double level) {
        final double cov = delongCovariance(other);
        final double se = Math.sqrt(delongVariance() + other.delongVariance() - 2 * cov);
        final double d = m_auc - other.m_auc;
        final double z = se == 0 && d == 0 ? 0 : d / se; // the same score twice: no difference, and no doubt about it
        return new PairedTest(z, Tail.normalTwoSided(z), m_auc, other.m_auc, cov, Interval.wald(d, se, level));
    }

    /** Two independent curves: D is t distributed with df by Welch and Satterthwaite, as in pROC. */
    public record UnpairedTest(double statisticD, double df, double p, double auc1, double auc2) {
    }

    /** DeLong's test of scores of different patients (e.g. two cohorts). */
    public UnpairedTest unpairedTest(final Roc other) {
        final double v1 = delongVariance();
        final double v2 = other.delongVariance();
        final double d = (m_auc - other.m_auc) / Math.sqrt(v1 + v2);
        final double df = (v1 + v2) * (v1 + v2)
            / (v1 * v1 / (m_positive.length - 1) + v2 * v2 / (other.m_positive.length - 1));
        return new UnpairedTest(d, df, Tail.tTwoSided(d, df), m_auc, other.m_auc);
    }

    /**
     * The curve. A row is called positive at threshold t if its score is at or beyond t in the direction of the
     * positive class; the first threshold calls all rows positive, the last none.
     *
     * @param thresholds midpoints between the distinct scores, -+Infinity at the ends
     */
    public record Curve(double[] thresholds, double[] sensitivities, double[] specificities) {
    }

    /** @return the full curve, from sensitivity 1 to sensitivity 0 */
    public Curve curve() {
        final double sign = m_direction == Direction.HIGHER_IS_POSITIVE ? 1 : -1;
        final double[] signed = Arrays.stream(m_score).map(s -> sign * s).toArray();
        final double[] distinct = Arrays.stream(signed).sorted().distinct().toArray();
        final int[] casesBelow = new int[distinct.length + 1];
        final int[] controlsBelow = new int[distinct.length + 1];
        for (int i = 0; i < signed.length; i++) {
            (m_positive[i] ? casesBelow : controlsBelow)[Descriptive.lowerBound(distinct, signed[i]) + 1]++;
        }
        final double[] thresholds = new double[distinct.length + 1];
        final double[] sens = new double[thresholds.length];
        final double[] spec = new double[thresholds.length];
        for (int i = 0; i < thresholds.length; i++) {
            thresholds[i] = sign * (i == 0 ? Double.NEGATIVE_INFINITY
                : i == distinct.length ? Double.POSITIVE_INFINITY : (distinct[i - 1] + distinct[i]) / 2);
            if (i > 0) {
                casesBelow[i] += casesBelow[i - 1];
                controlsBelow[i] += controlsBelow[i - 1];
            }
            sens[i] = (double)(cases() - casesBelow[i]) / cases();
            spec[i] = (double)controlsBelow[i] / controls();
        }
        return new Curve(thresholds, sens, spec);
    }

    /** @return the thresholds that maximise sensitivity + specificity, in curve order; more than one in case of ties */
    public List<OperatingPoint> bestYouden() {
        final Curve c = curve();
        return best(c, IntStream.range(0, c.thresholds.length)
            .mapToDouble(i -> c.sensitivities[i] + c.specificities[i]).toArray());
    }

    /** @return the thresholds whose point lies closest to the top left corner */
    public List<OperatingPoint> bestClosestTopLeft() {
        final Curve c = curve();
        return best(c, IntStream.range(0, c.thresholds.length).mapToDouble(i -> -Math.pow(1 - c.sensitivities[i], 2)
            - Math.pow(1 - c.specificities[i], 2)).toArray());
    }

    /** @return the point of highest specificity among those that reach the sensitivity */
    public OperatingPoint atSensitivity(final double sensitivity) {
        final Curve c = curve();
        int last = 0;
        for (int i = 0; i < c.thresholds.length; i++) {
            if (c.sensitivities[i] >= sensitivity - 1e-12) {
                last = i;
            }
        }
        return at(c.thresholds[last]);
    }

    /**
     * @param costRatio cost of a missed case over the cost of a false alarm, positive
     * @return the point of least expected cost at the prevalence of the data
     */
    public OperatingPoint atLeastCost(final double costRatio) {
        if (!(costRatio > 0) || Double.isInfinite(costRatio)) {
            throw new IllegalArgumentException("The cost ratio must be positive, not " + costRatio);
        }
        final Curve c = curve();
        return best(c, IntStream.range(0, c.thresholds.length).mapToDouble(i ->
            -costRatio * cases() * (1 - c.sensitivities[i]) - controls() * (1 - c.specificities[i])).toArray()).get(0);
    }

    private List<OperatingPoint> best(final Curve curve, final double[] criterion) {
        final double max = Arrays.stream(criterion).max().orElseThrow();
        return IntStream.range(0, criterion.length).filter(i -> criterion[i] >= max - 1e-12)
            .mapToObj(i -> at(curve.thresholds[i])).toList();
    }

    /** @return the counts when rows at or beyond the threshold are called positive */
    public OperatingPoint at(final double threshold) {
        int tp = 0;
        int fp = 0;
        for (int i = 0; i < m_score.length; i++) {
            final boolean called = m_direction == Direction.HIGHER_IS_POSITIVE ? m_score[i] >= threshold
                : m_score[i] <= threshold;
            if (called) {
                if (m_positive[i]) {
                    tp++;
                } else {
                    fp++;
                }
            }
        }
        return new OperatingPoint(threshold, tp, controls() - fp, fp, cases() - tp);
    }

    /**
     * @return the area under the part of the curve with specificity between the two values (not corrected), pROC's
     *         {@code auc(partial.auc = c(from, to), partial.auc.focus = "specificity")}
     */
    public double partialAuc(final double fromSpecificity, final double toSpecificity) {
        final double lo = Math.min(fromSpecificity, toSpecificity);
        final double hi = Math.max(fromSpecificity, toSpecificity);
        if (!(lo >= 0 && hi <= 1 && lo < hi)) {
            throw new IllegalArgumentException("Specificities lie between 0 and 1, not " + lo + " and " + hi);
        }
        final Curve c = curve();
        double area = 0;
        for (int i = 1; i < c.thresholds.length; i++) {
            final double s0 = c.specificities[i - 1];
            final double s1 = c.specificities[i];
            final double from = Math.max(lo, s0);
            final double to = Math.min(hi, s1);
            if (to > from) {
                final double slope = (c.sensitivities[i] - c.sensitivities[i - 1]) / (s1 - s0);
                final double a = c.sensitivities[i - 1] + slope * (from - s0);
                final double b = c.sensitivities[i - 1] + slope * (to - s0);
                area += (to - from) * (a + b) / 2;
            }
        }
        return area;
    }

    /** @throws DegenerateDataException if there are too few rows for a variance */
    public void requireVariance() {
        if (cases() < 2 || controls() < 2) {
            throw new DegenerateDataException("DeLong's variance needs at least two cases and two controls, there are "
                + cases() + " and " + controls());
        }
    }
}

package org.dlrm.stats.survival;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

import org.dlrm.stats.base.Check;
import org.dlrm.stats.base.DegenerateDataException;
import org.dlrm.stats.base.Descriptive;
import org.dlrm.stats.base.Interval;
import org.dlrm.stats.base.Tail;

/**
 * Accuracy of predictions at a time under censoring: cumulative/dynamic AUC (Uno et al. 2007; Blanche et al. 2013,
 * doi:10.1002/sim.5958) and Brier score (Graf et al. 1999), weighted by the inverse probability of being uncensored
 * (Kaplan-Meier estimate G; where events and censorings coincide the events come first). Standard errors are those of
 * the influence function, with the part that comes from estimating G; values as R's riskRegression.
 */
public final class TimeDependent {

    private static final int MAX_GRID = 500;

    private TimeDependent() {
    }

    /** Which events make a case of the AUC at time t. */
    public enum CaseTies {
        /** Events up to and including t, as riskRegression. */
        AT_OR_BEFORE,
        /**
         * Events before t, as timeROC; an event exactly at t is neither case nor control. The standard error is timeROC's
         * too: it takes censorings at the same time one after the other, in the order of the rows.
         */
        BEFORE
    }

    /**
     * An estimate at a time.
     *
     * @param time t
     * @param value AUC or Brier score
     * @param stdErr standard error
     * @param cases patients with an event by t
     * @param controls patients followed beyond t
     * @param censored patients censored up to t
     * @param influence influence function of every patient, for comparing models on the same patients
     */
    public record Estimate(double time, double value, double stdErr, int cases, int controls, int censored,
        double[] influence) {

        /** @return normal interval, cut to 0 and 1 */
        public Interval interval(final double level) {
            final double z = Tail.zForLevel(level);
            return new Interval(Math.max(0, value - z * stdErr), Math.min(1, value + z * stdErr));
        }
    }

    /** Difference of two estimates on the same patients. */
    public record Contrast(double difference, double stdErr, double lower, double upper, double p) {
    }

    /** @return first minus second, with the standard error of the paired influence functions */
    public static Contrast difference(final Estimate a, final Estimate b, final double level) {
        final double[] influence = new double[a.influence.length];
        Check.sameLength("The first model", influence.length, "the second", b.influence.length);
        Arrays.setAll(influence, i -> a.influence[i] - b.influence[i]);
        final double se = stdErr(influence);
        final double difference = a.value - b.value;
        final double z = Tail.zForLevel(level);
        return new Contrast(difference, se, difference - z * se, difference + z * se,
            Tail.normalTwoSided(difference / se));
    }

    private static double stdErr(final double[] influence) {
        return Descriptive.sd(influence) / Math.sqrt(influence.length);
    }

    /**
     * Probability that a patient with an event by t has a higher marker than one without.
     *
     * @param marker higher = earlier event expected
     * @param t time above 0
     * @throws DegenerateDataException where there are no cases or no controls
     */
    public static Estimate auc(final SurvivalData data, final double[] marker, final double t, final CaseTies ties) {
        Check.sameLength("The marker", marker.length, "the follow-up", data.size());
        Check.finite("marker", marker);
        final Weights weights = new Weights(data, t, ties);
        if (weights.m_cases == 0) {
            throw new DegenerateDataException("No patient had the event by " + t + ": accuracy there cannot be estimated");
        }
        final int n = data.size();
        final double[] w = weights.m_weight;
        // for every case the weight of the controls below it, for every control that of the cases above it
        final double[] beaten = new double[n];
        final int[] order = Descriptive.order(marker);
        double controlsBelow = 0;
        double casesBelow = 0;
        for (int i = 0; i < n;) {
            int end = i;
            double tiedControls = 0;
            double tiedCases = 0;
            for (; end < n && marker[order[end]] == marker[order[i]]; end++) {
                tiedControls += weights.m_isControl[order[end]] ? w[order[end]] : 0;
                tiedCases += weights.m_isCase[order[end]] ? w[order[end]] : 0;
            }
            for (int k = i; k < end; k++) {
                final int row = order[k];
                beaten[row] = weights.m_isCase[row] ? controlsBelow + tiedControls / 2
                    : weights.m_isControl[row] ? weights.m_caseWeight - casesBelow - tiedCases / 2 : 0;
            }
            controlsBelow += tiedControls;
            casesBelow += tiedCases;
            i = end;
        }
        double pairs = 0;
        for (int i = 0; i < n; i++) {
            pairs += weights.m_isCase[i] ? w[i] * beaten[i] : 0;
        }
        final double mu = weights.m_caseWeight * weights.m_controlWeight / n / n;
        final double nu = pairs / n / n;
        final double auc = nu / mu;
        final double[] won = new double[n];
        Arrays.setAll(won, i -> weights.m_isCase[i] ? w[i] * beaten[i] : 0);
        final double[] casePart = new double[n];
        Arrays.setAll(casePart, i -> weights.m_isCase[i] ? w[i] : 0);
        // derivative of numerator and denominator by the log of G, in the direction of every patient
        final double[] wonShift = weights.caseShift(won);
        final double[] caseShift = weights.caseShift(casePart);
        final double[] influence = new double[n];
        for (int i = 0; i < n; i++) {
            final double atT = weights.m_shiftAtT[i];
            final double numerator = w[i] * beaten[i] / n + (wonShift[i] + pairs * atT) / n / n;
            final double denominator = w[i] / n * (weights.m_isCase[i] ? weights.m_controlWeight
                : weights.m_isControl[i] ? weights.m_caseWeight : 0)
                + (caseShift[i] * weights.m_controlWeight
                    + weights.m_caseWeight * weights.m_controlWeight * atT) / n / n;
            influence[i] = (numerator * mu - denominator * nu) / (mu * mu);
        }
        return new Estimate(t, auc, stdErr(influence), weights.m_cases, weights.m_controls, weights.m_censored,
            influence);
    }

    /**
     * Mean squared error of the predicted event probabilities at t. It exists where nobody has had the event yet: the
     * integrated score passes such times.
     *
     * @param risk predicted probability of the event by t, per patient
     * @throws DegenerateDataException where nobody is followed beyond t
     */
    public static Estimate brier(final SurvivalData data, final double[] risk, final double t) {
        Check.sameLength("The predictions", risk.length, "the follow-up", data.size());
        Check.finite("prediction", risk);
        final Weights weights = new Weights(data, t, CaseTies.AT_OR_BEFORE);
        final int n = data.size();
        final double[] residual = new double[n];
        final double[] early = new double[n];
        double late = 0;
        for (int i = 0; i < n; i++) {
            if (weights.m_isCase[i]) {
                residual[i] = (1 - risk[i]) * (1 - risk[i]) * weights.m_weight[i];
                early[i] = residual[i];
            } else if (weights.m_isControl[i]) {
                residual[i] = risk[i] * risk[i] * weights.m_weight[i];
                late += residual[i];
            }
        }
        final double brier = Descriptive.mean(residual);
        final double[] shift = weights.caseShift(early);
        final double[] influence = new double[n];
        for (int i = 0; i < n; i++) {
            influence[i] = residual[i] - brier + (shift[i] + late * weights.m_shiftAtT[i]) / n;
        }
        return new Estimate(t, brier, stdErr(influence), weights.m_cases, weights.m_controls, weights.m_censored,
            influence);
    }

    /** @return Brier score at t of predicting the Kaplan-Meier estimate for everybody */
    public static Estimate brierOfNullModel(final SurvivalData data, final double t) {
        final double[] risk = new double[data.size()];
        Arrays.fill(risk, 1 - KaplanMeier.fit(data).survivalAt(t));
        return brier(data, risk, t);
    }

    /**
     * Integrated Brier score over given times as riskRegression computes it: a step function that is 0 from 0 to the
     * first time, then has the score of the last time passed; coarse unless the times are many.
     *
     * @param scores at rising times
     * @return up to and including each of the times
     */
    public static double[] integratedBrier(final List<Estimate> scores) {
        final double[] integrated = new double[scores.size()];
        double area = 0;
        for (int k = 1; k < integrated.length; k++) {
            area += scores.get(k - 1).value * (scores.get(k).time - scores.get(k - 1).time);
            integrated[k] = area / scores.get(k).time;
        }
        return integrated;
    }

    /** Predicted survival of every patient as a function of time. */
    public interface Predictions {

        /** @return probability of no event up to and including the time, per patient */
        double[] survival(double time);
    }

    /**
     * Integrated Brier score from 0 to tau over all follow-up times (at most 500, evenly chosen).
     *
     * @param tau horizon; the score must exist there
     */
    public static double integratedBrier(final SurvivalData data, final Predictions predictions, final double tau) {
        final double[] distinct = Arrays.stream(data.times()).filter(t -> t > 0 && t < tau).sorted().distinct()
            .toArray();
        final int points = Math.min(MAX_GRID, distinct.length);
        final DoubleUnaryOperator score = t -> brier(data,
            Arrays.stream(predictions.survival(t)).map(s -> 1 - s).toArray(), t).value();
        double area = 0;
        double from = 0;
        double height = 0; // nobody has had the event at time 0
        for (int k = 0; k < points; k++) {
            final double time = distinct[(int)((long)k * distinct.length / points)];
            area += height * (time - from);
            from = time;
            height = score.applyAsDouble(time);
        }
        return (area + height * (tau - from)) / tau;
    }

    /** Cases, controls, their weights, and how a patient moves the log of G. */
    private static final class Weights {

        private final SurvivalData m_data;

        private final boolean[] m_isCase;

        private final boolean[] m_isControl;

        private final double[] m_weight;

        private int m_cases;

        private int m_controls;

        private int m_censored;

        private double m_caseWeight;

        private double m_controlWeight;

        /** Influence of every patient on -log G(t), times n. */
        private final double[] m_shiftAtT;

        /** Influence of every patient on -log G at the own time, times n. */
        private final double[] m_shiftAtOwn;

        /** Sum of hazard over share at risk just before every patient's time. */
        private final double[] m_before;

        private final CaseTies m_ties;

        Weights(final SurvivalData data, final double t, final CaseTies ties) {
            m_data = data;
            m_ties = ties;
            final int n = data.size();
            m_isCase = new boolean[n];
            m_isControl = new boolean[n];
            m_weight = new double[n];
            m_shiftAtT = new double[n];
            m_shiftAtOwn = new double[n];
            m_before = new double[n];
            final CensoringSurvival g = CensoringSurvival.fit(data);
            for (int i = 0; i < n; i++) {
                final double time = data.time(i);
                if (time > t) {
                    m_isControl[i] = true;
                    m_weight[i] = 1 / g.at(t);
                    m_controlWeight += m_weight[i];
                    m_controls++;
                } else if (data.event(i) && (time < t || ties == CaseTies.AT_OR_BEFORE)) {
                    m_isCase[i] = true;
                    m_weight[i] = 1 / g.before(time);
                    m_caseWeight += m_weight[i];
                    m_cases++;
                } else if (!data.event(i)) {
                    m_censored++;
                }
            }
            if (m_controls == 0) {
                throw new DegenerateDataException("No patient is followed beyond " + t + " (longest follow-up "
                    + data.maxTime() + "): accuracy there cannot be estimated");
            }
            shifts(t);
        }

        private void shifts(final double t) {
            final int n = m_data.size();
            final int[] order = m_data.order();
            double sum = 0; // of censoring hazard over share at risk
            double sumAtT = 0;
            for (int i = 0; i < n;) {
                int end = i;
                int censored = 0;
                final double time = m_data.time(order[i]);
                for (; end < n && m_data.time(order[end]) == time; end++) {
                    censored += m_data.event(order[end]) ? 0 : 1;
                }
                final double share = (double)(n - i) / n;
                final double before = sum;
                sum += (double)censored / (n - i) / share;
                if (time <= t) {
                    sumAtT = sum;
                }
                for (int k = i; k < end; k++) {
                    final int row = order[k];
                    m_before[row] = before;
                    m_shiftAtOwn[row] = (m_data.event(row) ? 0 : 1 / share) - sum;
                    m_shiftAtT[row] = time <= t ? m_shiftAtOwn[row] : Double.NaN;
                }
                i = end;
            }
            for (int i = 0; i < n; i++) {
                if (Double.isNaN(m_shiftAtT[i])) {
                    m_shiftAtT[i] = -sumAtT;
                }
            }
        }

        /**
         * @param value per patient; 0 unless a case
         * @return for every patient i the sum over all cases j of value_j times i's influence on -log G(T_j-)
         */
        double[] caseShift(final double[] value) {
            return m_ties == CaseTies.BEFORE ? caseShiftRowByRow(value) : caseShiftByTime(value);
        }

        private double[] caseShiftRowByRow(final double[] value) {
            final int n = m_data.size();
            final int[] order = m_data.order();
            final double[] shift = new double[n];
            double rest = Arrays.stream(value).sum(); // of this row and later ones
            double sum = 0; // of censoring hazard over share at risk, up to this row
            double reached = 0; // of value times that sum, over earlier rows
            double tied = 0; // of value, over earlier rows with this time
            double share = 1; // at risk at the first row with this time
            for (int k = 0; k < n; k++) {
                final int row = order[k];
                if (k == 0 || m_data.time(row) != m_data.time(order[k - 1])) {
                    tied = 0;
                    share = (double)(n - k) / n;
                }
                final double jump = m_data.event(row) ? 0 : 1;
                sum += jump / (n - k) * n / (n - k);
                shift[row] = jump / share * (tied + rest) - sum * rest - reached;
                reached += value[row] * sum;
                tied += value[row];
                rest -= value[row];
            }
            return shift;
        }

        private double[] caseShiftByTime(final double[] value) {
            final int n = m_data.size();
            final int[] order = m_data.order();
            final double[] shift = new double[n];
            double later = Arrays.stream(value).sum();
            double reached = 0;
            for (int i = 0; i < n;) {
                int end = i;
                for (; end < n && m_data.time(order[end]) == m_data.time(order[i]); end++) {
                    later -= value[order[end]];
                    reached -= value[order[end]] * m_before[order[end]];
                }
                final double rest = later;
                final double sum = reached;
                IntStream.range(i, end).map(k -> order[k])
                    .forEach(row -> shift[row] = sum + m_shiftAtOwn[row] * rest);
                i = end;
            }
            return shift;
        }
    }
}

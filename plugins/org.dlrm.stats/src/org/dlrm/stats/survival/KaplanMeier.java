package org.dlrm.stats.survival;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

import org.dlrm.stats.base.Tail;

/**
 * Kaplan-Meier estimate of one group (Kaplan and Meier 1958), with Greenwood's variance; values as R's
 * {@code survfit}. All arrays have one entry per distinct follow-up time, in rising order.
 */
public final class KaplanMeier {

    private static final double TOLERANCE = Math.sqrt(Math.ulp(1.0));

    private final int m_n;

    private final double[] m_time;

    private final int[] m_atRisk;

    private final int[] m_events;

    private final int[] m_censored;

    private final double[] m_survival;

    private final double[] m_logSe;

    private final double[] m_hazard;

    private KaplanMeier(final SurvivalData data) {
        m_n = data.size();
        final int[] order = data.order();
        int distinct = 0;
        for (int i = 0; i < m_n; i++) {
            distinct += i == 0 || data.time(order[i]) != data.time(order[i - 1]) ? 1 : 0;
        }
        m_time = new double[distinct];
        m_atRisk = new int[distinct];
        m_events = new int[distinct];
        m_censored = new int[distinct];
        m_survival = new double[distinct];
        m_logSe = new double[distinct];
        m_hazard = new double[distinct];
        double survival = 1;
        double greenwood = 0;
        double hazard = 0;
        int i = 0;
        for (int k = 0; k < distinct; k++) {
            final double time = data.time(order[i]);
            final int atRisk = m_n - i;
            int events = 0;
            int end = i;
            for (; end < m_n && data.time(order[end]) == time; end++) {
                events += data.event(order[end]) ? 1 : 0;
            }
            survival *= (double)(atRisk - events) / atRisk;
            greenwood += events / ((double)atRisk * (atRisk - events));
            hazard += (double)events / atRisk;
            m_time[k] = time;
            m_atRisk[k] = atRisk;
            m_events[k] = events;
            m_censored[k] = end - i - events;
            m_survival[k] = survival;
            m_logSe[k] = survival == 0 ? Double.POSITIVE_INFINITY : Math.sqrt(greenwood);
            m_hazard[k] = hazard;
            i = end;
        }
    }

    /** @return the estimate of these patients */
    public static KaplanMeier fit(final SurvivalData data) {
        return new KaplanMeier(data);
    }

    /** @return number of patients */
    public int size() {
        return m_n;
    }

    /** @return distinct follow-up times */
    public double[] time() {
        return m_time.clone();
    }

    /** @return numbers at risk just before every time */
    public int[] atRisk() {
        return m_atRisk.clone();
    }

    /** @return events at every time */
    public int[] events() {
        return m_events.clone();
    }

    /** @return patients censored at every time */
    public int[] censored() {
        return m_censored.clone();
    }

    /** @return survival probability just after every time */
    public double[] survival() {
        return m_survival.clone();
    }

    /** @return standard error of log S (R's std.err); infinite where S = 0 */
    public double[] logStdErr() {
        return m_logSe.clone();
    }

    /** @return Greenwood's standard error of S; NaN where S = 0 */
    public double[] stdErr() {
        final double[] se = new double[m_time.length];
        Arrays.setAll(se, k -> m_survival[k] * m_logSe[k]);
        return se;
    }

    /** @return Nelson-Aalen cumulative hazard */
    public double[] cumulativeHazard() {
        return m_hazard.clone();
    }

    /** @return number of events */
    public int eventCount() {
        return Arrays.stream(m_events).sum();
    }

    /** Pointwise confidence band; NaN where a limit does not exist. */
    public record Band(double[] lower, double[] upper) {
    }

    /** @return the band at every time */
    public Band band(final CiType type, final double level) {
        final double z = Tail.zForLevel(level);
        final double[] lower = new double[m_time.length];
        final double[] upper = new double[m_time.length];
        for (int k = 0; k < lower.length; k++) {
            lower[k] = type.limit(m_survival[k], m_logSe[k], z, -1);
            upper[k] = type.limit(m_survival[k], m_logSe[k], z, 1);
        }
        return new Band(lower, upper);
    }

    /** A time by which a part of the patients had the event, with its interval; NaN = not reached. */
    public record Quantile(double p, double time, double lower, double upper) {
    }

    /** @return the time when survival has fallen to 1 - p (the middle of a step exactly there), as R */
    public Quantile quantile(final double p, final CiType type, final double level) {
        final Band band = band(type, level);
        return new Quantile(p, crossing(m_survival, p), crossing(band.lower, p), crossing(band.upper, p));
    }

    /**
     * @return median survival with its interval, as R prints it: where the curve, or a limit, stays exactly at one half to
     *         the end, the time when it got there (R's {@code quantile} takes the middle between that time and the longest
     *         follow-up, which is no event)
     */
    public Quantile median(final CiType type, final double level) {
        final Band band = band(type, level);
        return new Quantile(0.5, half(m_survival), half(band.lower), half(band.upper));
    }

    private double half(final double[] s) {
        int at = 0;
        while (at < s.length && !(s[at] < 0.5 + TOLERANCE)) {
            at++;
        }
        int below = at;
        while (below < s.length && !(s[below] < 0.5 - TOLERANCE)) {
            below++;
        }
        return at == s.length ? Double.NaN : below == s.length ? m_time[at] : (m_time[at] + m_time[below]) / 2;
    }

    /** First time at which 1 - s reaches p; between two times where it stays exactly at p. */
    private double crossing(final double[] s, final double p) {
        record Point(double time, double y) {
        }
        final List<Point> points = new ArrayList<>();
        points.add(new Point(0, 0));
        double last = 0;
        for (int k = 0; k < s.length; k++) {
            last = 1 - s[k];
            if (!Double.isNaN(last) && last != points.get(points.size() - 1).y) {
                points.add(new Point(m_time[k], last));
            }
        }
        if (p == 0) {
            return 0;
        }
        points.sort(Comparator.comparingDouble(Point::y)); // some bands are not monotone
        double first = Double.NaN;
        double second = Double.NaN;
        for (final Point point : points) {
            if (Double.isNaN(first) && point.y + TOLERANCE >= p) {
                first = point.time;
            }
            if (Double.isNaN(second) && point.y - TOLERANCE >= p) {
                second = point.time;
            }
        }
        return Math.abs(p - last) < TOLERANCE ? (first + m_time[m_time.length - 1]) / 2 : (first + second) / 2;
    }

    /**
     * The estimate at a time.
     *
     * @param time as asked
     * @param atRisk patients under observation just before
     * @param survival probability of no event up to and including the time
     * @param stdErr Greenwood's standard error
     * @param lower lower limit
     * @param upper upper limit; NaN where S = 0
     */
    public record AtTime(double time, int atRisk, double survival, double stdErr, double lower, double upper) {
    }

    /** @return survival, its interval and the number at risk; beyond the longest follow-up the last estimate */
    public AtTime at(final double time, final CiType type, final double level) {
        final int k = last(time);
        int atRisk = 0;
        for (int j = m_time.length - 1; j >= 0 && m_time[j] >= time; j--) {
            atRisk = m_atRisk[j];
        }
        if (k < 0) {
            return new AtTime(time, atRisk, 1, 0, 1, 1);
        }
        final double z = Tail.zForLevel(level);
        return new AtTime(time, atRisk, m_survival[k], m_survival[k] * m_logSe[k],
            type.limit(m_survival[k], m_logSe[k], z, -1), type.limit(m_survival[k], m_logSe[k], z, 1));
    }

    /** @return survival probability just after the time */
    public double survivalAt(final double time) {
        final int k = last(time);
        return k < 0 ? 1 : m_survival[k];
    }

    /** @return survival probability just before the time */
    public double survivalBefore(final double time) {
        return survivalAt(Math.nextDown(time));
    }

    /** Index of the last time that is not after the given one, or -1. */
    private int last(final double time) {
        final int found = Arrays.binarySearch(m_time, time);
        return found >= 0 ? found : -found - 2;
    }

    /** @return the longest follow-up */
    public double maxTime() {
        return m_time[m_time.length - 1];
    }

    /** Restricted mean survival time, the area under the curve up to tau, with its standard error. */
    public record RestrictedMean(double tau, double mean, double stdErr) {
    }

    /**
     * @param tau horizon above 0; beyond the longest follow-up the curve is continued at its last height, which the
     *            caller should warn about
     */
    public RestrictedMean restrictedMean(final double tau) {
        if (!(tau > 0 && Double.isFinite(tau))) {
            throw new IllegalArgumentException("The horizon of the restricted mean must be above 0, not " + tau);
        }
        int last = last(tau);
        double area = 0;
        double variance = 0;
        double to = tau;
        for (; last >= 0; last--) { // from the right, so that the area beyond every event is known
            area += (to - m_time[last]) * m_survival[last];
            to = m_time[last];
            final double left = m_atRisk[last] - m_events[last];
            if (left > 0) {
                variance += area * area * m_events[last] / (m_atRisk[last] * left);
            }
        }
        return new RestrictedMean(tau, area + to, Math.sqrt(variance));
    }

    /** Difference of two groups' restricted means: first minus second. */
    public record MeanDifference(double tau, double difference, double stdErr, double lower, double upper, double p) {
    }

    /** @return this group's restricted mean minus the other's, with normal interval and p value */
    public MeanDifference restrictedMeanDifference(final KaplanMeier other, final double tau, final double level) {
        final RestrictedMean a = restrictedMean(tau);
        final RestrictedMean b = other.restrictedMean(tau);
        final double difference = a.mean - b.mean;
        final double se = Math.hypot(a.stdErr, b.stdErr);
        final double z = Tail.zForLevel(level);
        return new MeanDifference(tau, difference, se, difference - z * se, difference + z * se,
            se == 0 ? Double.NaN : Tail.normalTwoSided(difference / se));
    }
}

package org.dlrm.stats.survival;

import java.util.Arrays;
import java.util.Locale;

import org.dlrm.stats.base.DegenerateDataException;
import org.dlrm.stats.base.Descriptive;

/**
 * Right-censored follow-up of a group of patients. Immutable. Times that differ by rounding errors only are made equal
 * (R's timefix), because months computed from days would otherwise break ties.
 */
public final class SurvivalData {

    private static final double TIME_TOLERANCE = Math.sqrt(Math.ulp(1.0));

    private final double[] m_time;

    private final boolean[] m_event;

    private final int[] m_order;

    private SurvivalData(final double[] time, final boolean[] event) {
        m_time = time;
        m_event = event;
        m_order = Descriptive.order(time);
    }

    /**
     * @param time follow-up, 0 or more, in any unit
     * @param event whether the event was observed at that time; else the patient was censored then
     * @throws IllegalArgumentException for missing or negative times
     * @throws DegenerateDataException for no rows
     */
    public static SurvivalData of(final double[] time, final boolean[] event) {
        if (time.length != event.length) {
            throw new IllegalArgumentException(time.length + " times but " + event.length + " event indicators");
        }
        if (time.length == 0) {
            throw new DegenerateDataException("No patient with follow-up time and event status is left");
        }
        for (int i = 0; i < time.length; i++) {
            if (!Double.isFinite(time[i])) {
                throw new IllegalArgumentException("The follow-up time in row " + (i + 1)
                    + " is missing or infinite; leave the row out or fill the time in");
            }
            if (time[i] < 0) {
                throw new IllegalArgumentException("The follow-up time in row " + (i + 1) + " is negative ("
                    + String.format(Locale.ROOT, "%s", time[i]) + "); check the dates it was computed from");
            }
        }
        return new SurvivalData(tie(time), event.clone());
    }

    /**
     * @param status the status column; a row whose status equals the event value had the event
     * @param eventValue e.g. 2 for R's lung data
     */
    public static SurvivalData of(final double[] time, final double[] status, final double eventValue) {
        final boolean[] event = new boolean[status.length];
        for (int i = 0; i < status.length; i++) {
            if (Double.isNaN(status[i])) {
                throw new IllegalArgumentException("The event status in row " + (i + 1)
                    + " is missing; leave the row out or fill the status in");
            }
            event[i] = status[i] == eventValue;
        }
        return of(time, event);
    }

    /** Times nearer than sqrt(machine epsilon), absolutely or relative to the mean time, become the smaller one. */
    private static double[] tie(final double[] time) {
        final double[] sorted = Arrays.stream(time).sorted().distinct().toArray();
        double mean = 0;
        for (final double t : sorted) {
            mean += t / sorted.length;
        }
        final double[] cut = new double[sorted.length];
        int cuts = 0;
        for (int i = 0; i < sorted.length; i++) {
            final double gap = i == 0 ? Double.POSITIVE_INFINITY : sorted[i] - sorted[i - 1];
            if (gap > TIME_TOLERANCE && gap / mean > TIME_TOLERANCE) {
                cut[cuts++] = sorted[i];
            }
        }
        if (cuts == sorted.length) {
            return time.clone();
        }
        final double[] kept = Arrays.copyOf(cut, cuts);
        return Arrays.stream(time).map(t -> kept[Descriptive.upperBound(kept, t) - 1]).toArray();
    }

    /** @return number of patients */
    public int size() {
        return m_time.length;
    }

    /** @return follow-up of a patient */
    public double time(final int row) {
        return m_time[row];
    }

    /** @return whether the patient had the event */
    public boolean event(final int row) {
        return m_event[row];
    }

    /** @return copy of all times */
    public double[] times() {
        return m_time.clone();
    }

    /** @return copy of all event indicators */
    public boolean[] events() {
        return m_event.clone();
    }

    /** @return number of events */
    public int eventCount() {
        int count = 0;
        for (final boolean event : m_event) {
            count += event ? 1 : 0;
        }
        return count;
    }

    /** @return the longest follow-up */
    public double maxTime() {
        return m_time[m_order[m_order.length - 1]];
    }

    /** @return rows by rising time; shared, not to be changed */
    int[] order() {
        return m_order;
    }

    /** @return the patients at these positions */
    public SurvivalData rows(final int... rows) {
        if (rows.length == 0) {
            throw new DegenerateDataException("No patient with follow-up time and event status is left");
        }
        final boolean[] event = new boolean[rows.length];
        for (int i = 0; i < rows.length; i++) {
            event[i] = m_event[rows[i]];
        }
        return new SurvivalData(Descriptive.pick(m_time, rows), event);
    }

    /** @return the same patients with censoring as the event, for reverse Kaplan-Meier estimates */
    public SurvivalData reversed() {
        final boolean[] event = new boolean[m_event.length];
        for (int i = 0; i < event.length; i++) {
            event[i] = !m_event[i];
        }
        return new SurvivalData(m_time, event);
    }
}

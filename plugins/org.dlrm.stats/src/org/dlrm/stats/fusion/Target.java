package org.dlrm.stats.fusion;

import org.dlrm.stats.base.Descriptive;
import org.dlrm.stats.glmnet.Response;

/**
 * The outcome of a set of rows.
 *
 * @param isSurvival whether {@code y} are times
 * @param y 0 or 1, or the time
 * @param event whether the event was observed; empty for a class outcome
 */
public record Target(boolean isSurvival, double[] y, boolean[] event) {

    static Target binary(final double[] y) {
        return new Target(false, y, new boolean[0]);
    }

    static Target survival(final double[] time, final boolean[] event) {
        return new Target(true, time, event);
    }

    int size() {
        return y.length;
    }

    Target rows(final int[] rows) {
        final boolean[] events = new boolean[isSurvival ? rows.length : 0];
        for (int i = 0; i < events.length; i++) {
            events[i] = event[rows[i]];
        }
        return new Target(isSurvival, Descriptive.pick(y, rows), events);
    }

    /** @return number of positives or of events */
    int events() {
        int count = 0;
        for (int i = 0; i < y.length; i++) {
            count += isSurvival ? event[i] ? 1 : 0 : (int)y[i];
        }
        return count;
    }

    Response response() {
        return isSurvival ? Response.cox(y, event) : Response.binomial(y);
    }
}

package org.dlrm.stats.glmnet;

import java.util.Arrays;

/**
 * The outcome of every row. The arrays are not copied and must not be changed afterwards.
 *
 * @param family which regression
 * @param y binomial: 1 for the positive class, 0 else; gaussian: the number; Cox: the time, above 0
 * @param event Cox: whether the event was observed at {@code y}; empty for the other families
 */
public record Response(Family family, double[] y, boolean[] event) {

    /** Checks the values of the outcome. */
    public Response {
        for (int i = 0; i < y.length; i++) {
            if (!Double.isFinite(y[i])) {
                throw new IllegalArgumentException("The outcome of row " + (i + 1) + " is missing or not finite;"
                    + " remove such rows first");
            }
            if (family == Family.BINOMIAL && y[i] != 0 && y[i] != 1) {
                throw new IllegalArgumentException("The binomial outcome of row " + (i + 1) + " is " + y[i]
                    + "; expected 1 (positive class) or 0");
            }
            if (family == Family.COX && y[i] <= 0) {
                throw new IllegalArgumentException("The time of row " + (i + 1) + " is " + y[i]
                    + "; a Cox model needs times above 0");
            }
        }
        if (family == Family.COX && event.length != y.length) {
            throw new IllegalArgumentException(y.length + " times but " + event.length + " event indicators");
        }
    }

    /** @param y 1 for the positive class, 0 else */
    public static Response binomial(final double[] y) {
        return new Response(Family.BINOMIAL, y, new boolean[0]);
    }

    /** @param positive whether the row is of the positive class */
    public static Response binomial(final boolean[] positive) {
        final double[] y = new double[positive.length];
        for (int i = 0; i < y.length; i++) {
            y[i] = positive[i] ? 1 : 0;
        }
        return binomial(y);
    }

    /** @param y the number to predict */
    public static Response gaussian(final double[] y) {
        return new Response(Family.GAUSSIAN, y, new boolean[0]);
    }

    /**
     * @param time follow-up, above 0
     * @param event whether the event was observed at that time
     */
    public static Response cox(final double[] time, final boolean[] event) {
        return new Response(Family.COX, time, event);
    }

    /** @return number of rows */
    public int size() {
        return y.length;
    }

    /** @return the outcome of these rows, in this order */
    Response rows(final int[] rows) {
        final boolean[] sub = new boolean[event.length == 0 ? 0 : rows.length];
        for (int i = 0; i < sub.length; i++) {
            sub[i] = event[rows[i]];
        }
        return new Response(family, Arrays.stream(rows).mapToDouble(i -> y[i]).toArray(), sub);
    }

    /** @return the class a row belongs to when folds or subsamples keep the classes' shares: outcome or event */
    int stratum(final int row) {
        return switch (family) {
            case BINOMIAL -> (int)y[row];
            case COX -> event[row] ? 1 : 0;
            case GAUSSIAN -> 0;
        };
    }
}

package org.dlrm.stats.base;

/** Checks that every statistic makes before it computes, with the same words. */
public final class Check {

    private Check() {
    }

    /** @throws IllegalArgumentException unless every value is finite */
    public static void finite(final String name, final double[] x) {
        for (int i = 0; i < x.length; i++) {
            if (!Double.isFinite(x[i])) {
                throw new IllegalArgumentException("Column '" + name + "' has " + (Double.isNaN(x[i])
                    ? "a missing value" : "an infinite value") + " in row " + (i + 1)
                    + "; leave the row out or fill the value in first");
            }
        }
    }

    /** @throws IllegalArgumentException unless both have the same number of rows */
    public static void sameLength(final String a, final int na, final String b, final int nb) {
        if (na != nb) {
            throw new IllegalArgumentException(a + " has " + na + " rows, " + b + " has " + nb);
        }
    }

    /** @throws IllegalArgumentException unless y is 0 or 1 everywhere; DegenerateDataException unless both occur */
    public static void binaryOutcome(final double[] y) {
        int events = 0;
        for (int i = 0; i < y.length; i++) {
            if (y[i] != 0 && y[i] != 1) {
                throw new IllegalArgumentException("The outcome must be 0 or 1, row " + (i + 1) + " has "
                    + (Double.isNaN(y[i]) ? "a missing value" : String.valueOf(y[i])));
            }
            events += y[i] == 1 ? 1 : 0;
        }
        if (events == 0 || events == y.length) {
            throw new DegenerateDataException("The outcome is " + (events == 0 ? "0" : "1") + " in all " + y.length
                + " rows; both classes are needed");
        }
    }
}

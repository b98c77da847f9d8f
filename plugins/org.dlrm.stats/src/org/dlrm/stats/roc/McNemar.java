package org.dlrm.stats.roc;

import org.dlrm.stats.base.Check;
import org.dlrm.stats.base.Tail;

/**
 * McNemar's test of two yes/no judgements of the same patients (R's mcnemar.test).
 *
 * @param table counts {@code [first no, yes][second no, yes]}
 */
public record McNemar(int[][] table) {

    /** @param first 0 or 1 per patient, likewise second */
    public static McNemar of(final boolean[] first, final boolean[] second) {
        Check.sameLength("The first judgement", first.length, "the second", second.length);
        final int[][] table = new int[2][2];
        for (int i = 0; i < first.length; i++) {
            table[first[i] ? 1 : 0][second[i] ? 1 : 0]++;
        }
        return new McNemar(table);
    }

    /** @param corrected whether to use the continuity correction (R's default) */
    public double statistic(final boolean corrected) {
        final double b = table[0][1];
        final double c = table[1][0];
        if (b + c == 0) {
            return Double.NaN;
        }
        final double d = corrected && b != c ? Math.abs(b - c) - 1 : Math.abs(b - c);
        return d * d / (b + c);
    }

    /** @return the p value; NaN where the two never disagree */
    public double pValue(final boolean corrected) {
        return Tail.chisq(statistic(corrected), 1);
    }
}

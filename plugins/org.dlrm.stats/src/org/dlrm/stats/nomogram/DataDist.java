package org.dlrm.stats.nomogram;

import java.util.Arrays;

import org.dlrm.stats.base.DegenerateDataException;
import org.dlrm.stats.base.Descriptive;

/**
 * How a numeric predictor is distributed, as Harrell's datadist (R's rms).
 *
 * @param lowEffect lower quartile, likewise highEffect the upper
 * @param adjustTo median
 * @param lowPrediction 10/max(n, 200) quantile, likewise highPrediction
 * @param low smallest value, likewise high
 * @param values the distinct values if there are at most ten, else empty
 */
public record DataDist(double lowEffect, double adjustTo, double highEffect, double lowPrediction,
    double highPrediction, double low, double high, double[] values) {

    private static final int MOST_VALUES = 10;

    /** @param x values, missing ones are left out */
    public static DataDist of(final double[] x) {
        final double[] sorted = Arrays.stream(x).filter(v -> !Double.isNaN(v)).sorted().toArray();
        if (sorted.length < 2) {
            throw new DegenerateDataException("Fewer than two values that are not missing");
        }
        final double[] distinct = Arrays.stream(sorted).distinct().toArray();
        final double low = distinct[0];
        final double high = distinct[distinct.length - 1];
        if (distinct.length < 4) { // so few values: the range is the effect
            return new DataDist(low, distinct[distinct.length / 3], high, low, high, low, high, distinct);
        }
        final double tail = 10.0 / Math.max(sorted.length, 200);
        final double[] effect = range(sorted, 0.25, low, high);
        final double[] display = range(sorted, tail, low, high);
        return new DataDist(effect[0], Descriptive.quantileOfSorted(sorted, 0.5), effect[1], display[0], display[1], low,
            high, distinct.length <= MOST_VALUES ? distinct : new double[0]);
    }

    private static double[] range(final double[] sorted, final double tail, final double low, final double high) {
        final double a = Descriptive.quantileOfSorted(sorted, tail);
        final double b = Descriptive.quantileOfSorted(sorted, 1 - tail);
        return a == b ? new double[] {low, high} : new double[] {a, b};
    }
}

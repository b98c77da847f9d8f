package org.dlrm.stats.validate;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.dlrm.stats.base.Check;
import org.dlrm.stats.base.Descriptive;

/**
 * Precision (PPV) over recall (sensitivity) as the threshold falls.
 *
 * @param thresholds the distinct scores, falling: rows at or above are called positive
 * @param recall at each, likewise precision
 * @param averagePrecision sum of precision times the rise of recall (no interpolation)
 */
public record PrecisionRecall(double[] thresholds, double[] recall, double[] precision, double averagePrecision) {

    /**
     * @param y 0 or 1
     * @param score higher means positive
     */
    public static PrecisionRecall of(final double[] y, final double[] score) {
        Check.sameLength("The outcome", y.length, "the score", score.length);
        Check.binaryOutcome(y);
        final int[] order = Descriptive.order(score);
        final double events = Descriptive.mean(y) * y.length;
        final List<double[]> points = new ArrayList<>();
        double tp = 0;
        double area = 0;
        double before = 0;
        for (int i = order.length - 1; i >= 0; i--) {
            tp += y[order[i]];
            if (i == 0 || score[order[i - 1]] != score[order[i]]) {
                final double precision = tp / (order.length - i);
                area += (tp - before) / events * precision;
                before = tp;
                points.add(new double[] {score[order[i]], tp / events, precision});
            }
        }
        return new PrecisionRecall(column(points, 0), column(points, 1), column(points, 2), area);
    }

    private static double[] column(final List<double[]> points, final int column) {
        return IntStream.range(0, points.size()).mapToDouble(i -> points.get(i)[column]).toArray();
    }
}

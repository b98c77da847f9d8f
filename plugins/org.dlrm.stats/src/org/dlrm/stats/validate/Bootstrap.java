package org.dlrm.stats.validate;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;

import org.dlrm.stats.base.Descriptive;
import org.dlrm.stats.base.Interval;
import org.dlrm.work.Progress;

/**
 * Percentile interval of a statistic of outcome and score, from samples drawn with replacement among events and
 * non-events separately, so that every sample has both.
 *
 * @param samples number of samples; 0 gives no interval
 * @param seed of the samples
 */
public record Bootstrap(int samples, long seed) {

    /** @return the interval; NaN without samples */
    public Interval interval(final double[] y, final double[] score,
        final ToDoubleBiFunction<double[], double[]> statistic, final double level, final Progress progress) {
        if (samples == 0) {
            return new Interval(Double.NaN, Double.NaN);
        }
        final int[] events = IntStream.range(0, y.length).filter(i -> y[i] == 1).toArray();
        final int[] others = IntStream.range(0, y.length).filter(i -> y[i] != 1).toArray();
        final SplittableRandom random = new SplittableRandom(seed);
        final double[] values = new double[samples];
        for (int b = 0; b < samples; b++) {
            progress.check();
            final int[] rows = IntStream.concat(random.ints(events.length, 0, events.length).map(i -> events[i]),
                random.ints(others.length, 0, others.length).map(i -> others[i])).toArray();
            values[b] = statistic.applyAsDouble(Descriptive.pick(y, rows), Descriptive.pick(score, rows));
        }
        final double[] known = Arrays.stream(values).filter(v -> !Double.isNaN(v)).sorted().toArray();
        return new Interval(Descriptive.quantileOfSorted(known, (1 - level) / 2),
            Descriptive.quantileOfSorted(known, (1 + level) / 2));
    }
}

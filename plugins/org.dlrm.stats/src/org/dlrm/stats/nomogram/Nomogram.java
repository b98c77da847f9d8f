package org.dlrm.stats.nomogram;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/**
 * A nomogram of a regression as R's rms::nomogram: every axis value has points, the predictor with the widest effect
 * spans 0 to 100, the sum of the points gives the linear predictor and what follows from it.
 *
 * @param axes one per predictor
 * @param totalPoints values of the axis of the sum
 * @param lp axis of the linear predictor
 * @param functions axes of what is computed from it, e.g. the probability
 * @param pointsPerLp points per unit of the linear predictor
 * @param intercept linear predictor at 0 points
 */
public record Nomogram(List<Axis> axes, double[] totalPoints, Scale lp, List<Scale> functions, double pointsPerLp,
    double intercept) {

    /** The nomogram of a model without predictors. */
    public static final Nomogram NONE = new Nomogram(List.of(), new double[0],
        new Scale("lp", new double[0], new double[0]), List.of(), Double.NaN, Double.NaN);

    private static final int INTERVALS = 10;
    private static final double MAX_POINTS = 100;
    private static final int GRID = 1000;

    /**
     * A predictor to draw.
     *
     * @param name of it
     * @param labels of its values
     * @param values axis values; for categories 0, 1, ...
     * @param effects contribution of each value to the linear predictor
     */
    public record Predictor(String name, List<String> labels, double[] values, double[] effects) {

        /** A number with a linear effect: its values if they are few, else round numbers over its range. */
        public static Predictor linear(final String name, final double coef, final DataDist dist) {
            final double[] values = dist.values().length > 0 ? dist.values()
                : Pretty.of(dist.low(), dist.high(), INTERVALS);
            return new Predictor(name, Arrays.stream(values).mapToObj(Double::toString).toList(), values,
                Arrays.stream(values).map(v -> coef * v).toArray());
        }

        /** Categories; the first is the reference with effect 0. */
        public static Predictor categories(final String name, final List<String> levels, final double[] coef) {
            final double[] effects = new double[levels.size()];
            System.arraycopy(coef, 0, effects, 1, coef.length);
            return new Predictor(name, levels, IntStream.range(0, levels.size()).asDoubleStream().toArray(), effects);
        }
    }

    /** A predictor's axis: points of every value. */
    public record Axis(Predictor predictor, double[] points) {
    }

    /** A function of the linear predictor to draw, at these of its values. */
    public record Output(String name, DoubleUnaryOperator function, double[] at) {
    }

    /** An axis along the total points: where its values lie. */
    public record Scale(String name, double[] points, double[] values) {
    }

    /**
     * @param intercept of the model; for a Cox model minus the centre of the linear predictor
     * @param minLp smallest linear predictor (with intercept) of the training rows, likewise maxLp
     */
    public static Nomogram of(final List<Predictor> predictors, final double intercept, final double minLp,
        final double maxLp, final List<Output> outputs) {
        if (predictors.isEmpty()) {
            throw new IllegalArgumentException("A nomogram needs at least one predictor");
        }
        double widest = 0;
        double atZero = intercept;
        for (final Predictor p : predictors) {
            final double min = Arrays.stream(p.effects).min().orElseThrow();
            widest = Math.max(widest, Arrays.stream(p.effects).max().orElseThrow() - min);
            atZero += min;
        }
        if (!(widest > 0)) {
            throw new IllegalArgumentException("No predictor of the nomogram has an effect");
        }
        final double scale = MAX_POINTS / widest;
        final double zero = atZero;
        final List<Axis> axes = predictors.stream().map(p -> {
            final double min = Arrays.stream(p.effects).min().orElseThrow();
            return new Axis(p, Arrays.stream(p.effects).map(e -> (e - min) * scale).toArray());
        }).toList();
        final double[] lpAt = Pretty.of(minLp, maxLp, INTERVALS);
        final double most = scale * (lpAt[lpAt.length - 1] - zero);
        final double[] total = Pretty.of(0, predictors.size() == 1 ? MAX_POINTS : Math.max(MAX_POINTS, most), INTERVALS);
        final Scale lp = new Scale("lp", Arrays.stream(lpAt).map(v -> (v - zero) * scale).toArray(), lpAt);
        final List<Scale> functions = new ArrayList<>();
        for (final Output output : outputs) {
            functions.add(invert(output, lpAt, zero, scale));
        }
        return new Nomogram(axes, total, lp, functions, scale, zero);
    }

    /** Finds where the function takes the values, by linear interpolation on a grid as rms does. */
    private static Scale invert(final Output output, final double[] lpAt, final double zero, final double scale) {
        final double from = lpAt[0];
        final double to = lpAt[lpAt.length - 1];
        final double[] x = IntStream.range(0, GRID).mapToDouble(i -> from + i * (to - from) / (GRID - 1)).toArray();
        final double[] f = Arrays.stream(x).map(output.function).toArray();
        final List<Double> points = new ArrayList<>();
        final List<Double> values = new ArrayList<>();
        for (final double value : output.at) {
            final double lp = inverse(x, f, value);
            if (!Double.isNaN(lp)) {
                points.add((lp - zero) * scale);
                values.add(value);
            }
        }
        return new Scale(output.name, points.stream().mapToDouble(Double::doubleValue).toArray(),
            values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** f is monotone; where it is flat the x are averaged. */
    private static double inverse(final double[] x, final double[] f, final double value) {
        final double sign = f[f.length - 1] >= f[0] ? 1 : -1;
        double sum = 0;
        int equal = 0;
        for (int i = 0; i < x.length; i++) {
            if (f[i] == value) {
                sum += x[i];
                equal++;
            }
        }
        if (equal > 0) {
            return sum / equal;
        }
        for (int i = 1; i < x.length; i++) {
            if (sign * f[i - 1] < sign * value && sign * value < sign * f[i]) {
                return x[i - 1] + (x[i] - x[i - 1]) * (value - f[i - 1]) / (f[i] - f[i - 1]);
            }
        }
        return Double.NaN;
    }
}

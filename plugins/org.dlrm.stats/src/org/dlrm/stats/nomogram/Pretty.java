package org.dlrm.stats.nomogram;

/** Axis values at round numbers: R's pretty(). */
public final class Pretty {

    private static final double HIGH_BIAS = 1.5;
    private static final double FIVE_BIAS = 0.5 + 1.5 * HIGH_BIAS;
    private static final double SHRINK = 0.75;
    private static final double ROUNDING = 1e-10;

    private Pretty() {
    }

    /** @return about {@code n + 1} equally spaced values that cover the range */
    public static double[] of(final double low, final double high, final int n) {
        if (!(low <= high) || Double.isInfinite(low) || Double.isInfinite(high)) {
            throw new IllegalArgumentException("No axis from " + low + " to " + high);
        }
        final int least = n / 3;
        double cell = Math.max(Math.abs(low), Math.abs(high));
        final double range = high - low;
        final double u = 1 + (FIVE_BIAS >= 1.5 * HIGH_BIAS + .5 ? 1 / (1 + HIGH_BIAS) : 1.5 / (1 + FIVE_BIAS));
        if (range == 0 && high == 0) {
            cell = 1 * SHRINK / (least > 1 ? least : 1);
        } else if (range < cell * u * Math.max(1, n) * Math.ulp(1.0) * 3) { // nearly a point
            if (cell > 10) {
                cell = 9 + cell / 10;
            }
            cell *= SHRINK;
            if (least > 1) {
                cell /= least;
            }
        } else {
            cell = n > 1 ? range / n : range;
        }
        final double base = Math.pow(10, Math.floor(Math.log10(cell)));
        double unit = base;
        if (2 * base - cell < HIGH_BIAS * (cell - unit)) {
            unit = 2 * base;
            if (5 * base - cell < FIVE_BIAS * (cell - unit)) {
                unit = 5 * base;
                if (10 * base - cell < HIGH_BIAS * (cell - unit)) {
                    unit = 10 * base;
                }
            }
        }
        double from = Math.floor(low / unit + ROUNDING);
        double to = Math.ceil(high / unit - ROUNDING);
        while (from * unit > low + ROUNDING * unit) {
            from--;
        }
        while (to * unit < high - ROUNDING * unit) {
            to++;
        }
        final int lacking = least - (int)(0.5 + to - from);
        if (lacking > 0) {
            if (low == 0 && from == 0 && high != 0) {
                to += lacking;
            } else if (from >= 0) {
                to += lacking / 2;
                from -= lacking / 2 + lacking % 2;
            } else {
                from -= lacking / 2;
                to += lacking / 2 + lacking % 2;
            }
        }
        final int steps = (int)Math.round(to - from);
        final double[] values = new double[steps + 1];
        final double by = (to * unit - from * unit) / Math.max(1, steps);
        for (int i = 0; i <= steps; i++) {
            values[i] = from * unit + i * by;
            if (Math.abs(values[i]) < 1e-14 * by) {
                values[i] = 0;
            }
        }
        return values;
    }
}

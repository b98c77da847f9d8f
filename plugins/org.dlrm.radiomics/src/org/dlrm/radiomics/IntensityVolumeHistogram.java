package org.dlrm.radiomics;

import java.util.Arrays;

import org.dlrm.radiomics.RadiomicsSettings.Discretisation;
import org.dlrm.radiomics.RadiomicsSettings.DiscretisationMethod;
import org.dlrm.radiomics.RadiomicsSettings.Resegmentation;

/**
 * Intensity-volume histogram features (IBSI P88C). The curve gives for an intensity i the fraction nu of the voxels
 * with at least that intensity; gamma is the intensity as a fraction of the range.
 */
final class IntensityVolumeHistogram {

    /** Most steps of the curve. */
    private static final int MOST = 10_000_000;

    private IntensityVolumeHistogram() {
    }

    /**
     * @param x intensities of the intensity mask, finite
     * @param d NONE for definite intensities in steps of 1 (CT) or as they are (not whole numbers), bins otherwise
     * @return the values of {@link FeatureDictionary#of} IVH
     */
    static FamilyValues of(final float[] x, final Discretisation d, final Resegmentation reseg) {
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        boolean whole = true;
        for (final float v : x) {
            min = Math.min(min, v);
            max = Math.max(max, v);
            whole &= v == Math.rint(v);
        }
        if (max == min) {
            return FamilyValues.missing("the region has a single intensity: there is no volume histogram");
        }
        if (d.method() == DiscretisationMethod.NONE && !whole) {
            return FamilyValues.missing("intensities are not whole numbers: set a discretisation for the"
                + " intensity-volume histogram (IBSI: 1000 bins, or a bin size)");
        }
        // intensity of step k of the curve is start + k * step, for k = 0 .. count - 1
        final double start;
        final double step;
        final double steps;
        final int[] at = new int[x.length];
        switch (d.method()) {
            case NONE -> {
                start = reseg.low() == Double.NEGATIVE_INFINITY ? min : reseg.low();
                step = 1;
                steps = (reseg.high() == Double.POSITIVE_INFINITY ? max : reseg.high()) - start + 1;
            }
            case FIXED_BIN_SIZE -> {
                final double low = d.origin().orElse(reseg.low() == Double.NEGATIVE_INFINITY ? min : reseg.low());
                start = low + d.value() / 2;
                step = d.value();
                final double high = reseg.high() == Double.POSITIVE_INFINITY ? max : reseg.high();
                steps = Math.ceil((high - low) / step) + 1;
            }
            default -> {
                start = 1;
                step = 1;
                steps = d.value();
            }
        }
        if (steps > MOST) {
            return FamilyValues.missing("the intensity-volume histogram would have " + steps + " steps");
        }
        final int count = (int)steps;
        for (int i = 0; i < x.length; i++) {
            final double k = switch (d.method()) {
                case NONE -> x[i] - start;
                case FIXED_BIN_SIZE -> Math.floor((x[i] - start) / step + 0.5);
                default -> Math.floor(count * (x[i] - min) / (max - min));
            };
            at[i] = (int)Math.max(0, Math.min(count - 1, k));
        }
        final int[] h = new int[count];
        for (final int k : at) {
            h[k]++;
        }
        final double[] nu = new double[count];
        final double[] gamma = new double[count];
        long below = 0;
        for (int k = 0; k < count; k++) {
            nu[k] = 1 - (double)below / x.length;
            gamma[k] = k / (count - 1.);
            below += h[k];
        }
        final double v10 = volumeAt(0.1, gamma, nu);
        final double v90 = volumeAt(0.9, gamma, nu);
        final double i10 = intensityAt(0.1, nu, start, step);
        final double i90 = intensityAt(0.9, nu, start, step);
        double area = 0;
        for (int k = 0; k + 1 < count; k++) {
            area += (nu[k] + nu[k + 1]) / 2 * (gamma[k + 1] - gamma[k]);
        }
        return new FamilyValues(new double[]{v10, v90, i10, i90, v10 - v90, i10 - i90, area}, "undefined");
    }

    private static double volumeAt(final double fraction, final double[] gamma, final double[] nu) {
        final int k = (int)Arrays.stream(gamma).takeWhile(g -> g < fraction).count();
        return nu[Math.min(k, nu.length - 1)];
    }

    private static double intensityAt(final double fraction, final double[] nu, final double start,
        final double step) {
        // one step beyond the last if even its volume is larger
        final long k = Arrays.stream(nu).takeWhile(n -> n > fraction).count();
        return start + k * step;
    }
}

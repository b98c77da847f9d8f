package org.dlrm.radiomics;

/** Intensity histogram features (IBSI ZVCW) of the discretised grey levels. */
final class IntensityHistogram {

    /** Place of the entropy; the uniformity follows it. */
    static final int ENTROPY = 17;

    private static final double LOG2 = Math.log(2);

    private IntensityHistogram() {
    }

    /** @return the values of {@link FeatureDictionary#of} INTENSITY_HISTOGRAM */
    static FamilyValues of(final Levels levels) {
        final int[] h = levels.histogram();
        final double n = levels.voxels();
        double mean = 0;
        int mostVoxels = 0;
        double logs = 0;
        double squares = 0;
        for (int r = 1; r < h.length; r++) {
            mean += (double)h[r] * levels.level(r);
            mostVoxels = Math.max(mostVoxels, h[r]);
            logs += h[r] * Math.log(h[r]);
            squares += (double)h[r] * h[r];
        }
        mean /= n;
        final double p10 = percentile(h, levels, 10);
        final double p25 = percentile(h, levels, 25);
        final double median = percentile(h, levels, 50);
        final double p75 = percentile(h, levels, 75);
        final double p90 = percentile(h, levels, 90);
        double m2 = 0;
        double m3 = 0;
        double m4 = 0;
        double absolute = 0;
        double fromMedian = 0;
        double robustSum = 0;
        long robust = 0;
        int mode = 0;
        for (int r = 1; r < h.length; r++) {
            final int level = levels.level(r);
            final double d = level - mean;
            m2 += h[r] * d * d;
            m3 += h[r] * d * d * d;
            m4 += h[r] * d * d * d * d;
            absolute += h[r] * Math.abs(d);
            fromMedian += h[r] * Math.abs(level - median);
            if (level >= p10 && level <= p90) {
                robustSum += (double)h[r] * level;
                robust += h[r];
            }
            // among equally frequent levels the one nearest to the mean, the lower one of two as near
            if (h[r] == mostVoxels && (mode == 0 || Math.abs(d) < Math.abs(mode - mean))) {
                mode = level;
            }
        }
        final double robustMean = robustSum / robust;
        double robustDeviation = 0;
        for (int r = 1; r < h.length; r++) {
            final int level = levels.level(r);
            if (level >= p10 && level <= p90) {
                robustDeviation += h[r] * Math.abs(level - robustMean);
            }
        }
        final double variance = m2 / n;
        final boolean constant = h.length == 2;
        final int min = levels.level(1);
        final int max = levels.highest();
        final double[] gradient = gradient(h, levels);
        return new FamilyValues(new double[]{
            mean, // mean
            constant ? 0 : variance, // variance
            constant ? 0 : m3 / n / Math.pow(variance, 1.5), // skewness
            constant ? 0 : m4 / n / (variance * variance) - 3, // excess kurtosis
            median, // median
            min, // minimum
            p10, // 10th percentile
            p90, // 90th percentile
            max, // maximum
            mode, // mode
            p75 - p25, // interquartile range
            max - min, // range
            absolute / n, // mean absolute deviation
            robustDeviation / robust, // robust mean absolute deviation
            fromMedian / n, // median absolute deviation
            Math.sqrt(variance) / mean, // coefficient of variation
            (p75 - p25) / (p75 + p25), // quartile coefficient of dispersion
            Math.max(0, Math.log(n) - logs / n) / LOG2, // entropy
            squares / (n * n), // uniformity
            gradient[0], // maximum gradient
            gradient[1], // its level
            gradient[2], // minimum gradient
            gradient[3] // its level
        }, "undefined: the histogram has one bin only, or no voxel is between its 10th and 90th percentile");
    }

    /** Linear between order statistics. */
    private static double percentile(final int[] h, final Levels levels, final double percent) {
        final double position = percent / 100 * (levels.voxels() - 1.);
        final long rank = (long)Math.floor(position);
        long seen = 0;
        for (int r = 1; r < h.length; r++) {
            seen += h[r];
            if (rank < seen) {
                final int low = levels.level(r);
                final int high = rank + 1 < seen || r + 1 == h.length ? low : levels.level(r + 1);
                return low + (position - rank) * (high - low);
            }
        }
        throw new IllegalStateException("empty histogram");
    }

    /**
     * Differences of the whole histogram, from level 1: levels below the lowest that occurs are empty bins, not its end.
     *
     * @return largest central difference, its level, smallest, its level; the first of equals
     */
    private static double[] gradient(final int[] h, final Levels levels) {
        final int n = levels.highest();
        if (n < 2) {
            return new double[]{Double.NaN, Double.NaN, Double.NaN, Double.NaN};
        }
        final int[] full = new int[n];
        for (int r = 1; r < h.length; r++) {
            full[levels.level(r) - 1] = h[r];
        }
        final double[] best = {Double.NEGATIVE_INFINITY, 0, Double.POSITIVE_INFINITY, 0};
        for (int i = 0; i < n; i++) {
            final double g = i == 0 ? full[1] - (double)full[0]
                : i == n - 1 ? full[n - 1] - (double)full[n - 2] : (full[i + 1] - (double)full[i - 1]) / 2;
            if (g > best[0]) {
                best[0] = g;
                best[1] = i + 1;
            }
            if (g < best[2]) {
                best[2] = g;
                best[3] = i + 1;
            }
        }
        return best;
    }
}

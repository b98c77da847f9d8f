package org.dlrm.radiomics;

/** Intensity-based statistics (IBSI UHIW) of the voxels in the intensity mask. */
final class IntensityStatistics {

    private IntensityStatistics() {
    }

    /**
     * @param x intensities of the intensity mask, at least one, all finite
     * @param voxelVolume mm^3, for PyRadiomics' total energy
     * @param energyShift added to the intensities for energy, root mean square and total energy only (PyRadiomics)
     * @param kurtosisOffset 3 for PyRadiomics' kurtosis, 0 for IBSI's excess kurtosis
     */
    static FamilyValues of(final float[] x, final double voxelVolume, final double energyShift,
        final double kurtosisOffset) {
        final int n = x.length;
        double sum = 0;
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        for (final float v : x) {
            sum += v;
            min = Math.min(min, v);
            max = Math.max(max, v);
        }
        final double mean = sum / n;
        final double[] q = new Quantiles(x).percentiles(10, 25, 50, 75, 90);
        final double median = q[2];
        double m2 = 0;
        double m3 = 0;
        double m4 = 0;
        double energy = 0;
        double absolute = 0;
        double fromMedian = 0;
        double robustSum = 0;
        int robust = 0;
        for (final float v : x) {
            final double d = v - mean;
            final double d2 = d * d;
            m2 += d2;
            m3 += d2 * d;
            m4 += d2 * d2;
            energy += (v + energyShift) * (v + energyShift);
            absolute += Math.abs(d);
            fromMedian += Math.abs(v - median);
            if (v >= q[0] && v <= q[4]) {
                robustSum += v;
                robust++;
            }
        }
        final double variance = m2 / n;
        final double robustMean = robustSum / robust;
        double robustDeviation = 0;
        for (final float v : x) {
            if (v >= q[0] && v <= q[4]) {
                robustDeviation += Math.abs(v - robustMean);
            }
        }
        // a constant region has neither skewness nor kurtosis; by convention both are 0 (IBSI: KE2A, IPH6)
        final boolean constant = max == min;
        final double deviation = Math.sqrt(variance);
        return new FamilyValues(new double[]{
            mean, // mean
            constant ? 0 : variance, // variance
            constant ? 0 : m3 / n / (variance * deviation), // skewness
            constant ? 0 : m4 / n / (variance * variance) - 3 + kurtosisOffset, // kurtosis
            median, // median
            min, // minimum
            q[0], // 10th percentile
            q[4], // 90th percentile
            max, // maximum
            q[3] - q[1], // interquartile range
            max - min, // range
            absolute / n, // mean absolute deviation
            robustDeviation / robust, // robust mean absolute deviation
            fromMedian / n, // median absolute deviation
            deviation / mean, // coefficient of variation
            (q[3] - q[1]) / (q[3] + q[1]), // quartile coefficient of dispersion
            energy, // energy
            Math.sqrt(energy / n), // root mean square
            energy * voxelVolume // total energy
        }, "undefined: a mean or a sum of quartiles is zero, or no voxel is between the 10th and the 90th percentile");
    }
}

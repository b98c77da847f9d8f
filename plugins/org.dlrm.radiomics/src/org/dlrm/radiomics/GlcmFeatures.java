package org.dlrm.radiomics;

import java.util.Arrays;

/** Features of one symmetric co-occurrence matrix. */
final class GlcmFeatures {

    private static final double LOG2 = Math.log(2);

    /** n log n of small counts: small neighbourhoods need little else. */
    private static final double[] N_LOG_N = new double[256];

    static {
        for (int n = 1; n < N_LOG_N.length; n++) {
            N_LOG_N[n] = n * Math.log(n);
        }
    }

    private GlcmFeatures() {
    }

    /**
     * @param keys cells of the upper triangle: rank i in the upper, rank j >= i in the lower 32 bits
     * @param counts number of neighbouring pairs {i, j} of each cell, each pair counted once
     * @return the values of {@link FeatureDictionary#of} GLCM; an empty array for an empty matrix
     */
    static double[] of(final long[] keys, final long[] counts, final Levels levels, final boolean mcc) {
        if (keys.length == 0) {
            return new double[0];
        }
        final int n = levels.count() + 1;
        final double ng = levels.highest();
        final int low = levels.level(1);
        final int spread = levels.highest() - low;
        // counts of the full matrix: a pair {i, j} is an entry at (i, j) and one at (j, i), a pair {i, i} two at (i, i)
        long total = 0;
        final long[] row = new long[n];
        final long[] difference = new long[spread + 1];
        final long[] sum = new long[2 * spread + 1];
        double products = 0;
        double squares = 0;
        double logs = 0;
        long largest = 0;
        for (int c = 0; c < keys.length; c++) {
            final int i = (int)(keys[c] >>> 32);
            final int j = (int)keys[c];
            final long count = counts[c];
            final int a = levels.level(i);
            final int b = levels.level(j);
            row[i] += count;
            row[j] += count;
            difference[b - a] += 2 * count;
            sum[a + b - 2 * low] += 2 * count;
            total += 2 * count;
            products += 2. * count * a * b;
            final long entry = i == j ? 2 * count : count;
            final int entries = i == j ? 1 : 2;
            largest = Math.max(largest, entry);
            squares += entries * ((double)entry * entry);
            logs += entries * nLogN(entry);
        }
        final double mass = total;
        double mean = 0;
        double rowLogs = 0;
        for (int i = 1; i < n; i++) {
            mean += (double)row[i] * levels.level(i);
            rowLogs += nLogN(row[i]);
        }
        mean /= mass;
        double variance = 0;
        for (int i = 1; i < n; i++) {
            final double d = levels.level(i) - mean;
            variance += row[i] * d * d;
        }
        variance /= mass;
        final double logMass = Math.log(mass);
        final double jointEntropy = Math.max(0, logMass - logs / mass) / LOG2;
        // HX; for a symmetric matrix HXY1 and HXY2 are both 2 HX
        final double rowEntropy = Math.max(0, logMass - rowLogs / mass) / LOG2;

        double differenceMean = 0;
        double contrast = 0;
        double inverse = 0;
        double inverseNormalised = 0;
        double inverseMoment = 0;
        double inverseMomentNormalised = 0;
        double inverseVariance = 0;
        for (int k = 0; k <= spread; k++) {
            if (difference[k] != 0) {
                final double p = difference[k] / mass;
                final double k2 = (double)k * k;
                differenceMean += k * p;
                contrast += k2 * p;
                inverse += p / (1 + k);
                inverseNormalised += p / (1 + k / ng);
                inverseMoment += p / (1 + k2);
                inverseMomentNormalised += p / (1 + k2 / (ng * ng));
                inverseVariance += k == 0 ? 0 : p / k2;
            }
        }
        double sumMean = 0;
        for (int k = 0; k < sum.length; k++) {
            sumMean += (k + 2. * low) * (sum[k] / mass);
        }
        double tendency = 0;
        double shade = 0;
        double prominence = 0;
        for (int k = 0; k < sum.length; k++) {
            final double d = k + 2. * low - sumMean;
            final double d2 = d * d;
            final double p = sum[k] / mass;
            tendency += d2 * p;
            shade += d2 * d * p;
            prominence += d2 * d2 * p;
        }
        final boolean flat = variance == 0;
        // HXY2 - HXY; what is left of a difference of equal numbers is 0
        final double information = 2 * rowEntropy - jointEntropy;
        final double shared = information < 1e-12 * (1 + jointEntropy) ? 0 : information;
        return new double[]{
            largest / mass, // joint maximum
            mean, // joint average
            variance, // joint variance
            jointEntropy, // joint entropy
            differenceMean, // difference average
            variance(difference, 0, differenceMean, mass), // difference variance
            entropy(difference, mass), // difference entropy
            sumMean, // sum average
            tendency, // sum variance
            entropy(sum, mass), // sum entropy
            squares / (mass * mass), // angular second moment
            contrast, // contrast
            differenceMean, // dissimilarity
            inverse, // inverse difference
            inverseNormalised, // normalised inverse difference
            inverseMoment, // inverse difference moment
            inverseMomentNormalised, // normalised inverse difference moment
            inverseVariance, // inverse variance
            flat ? 1 : (products / mass - mean * mean) / variance, // correlation
            products / mass, // autocorrelation
            tendency, // cluster tendency
            shade, // cluster shade
            prominence, // cluster prominence
            flat ? 0 : -shared / rowEntropy, // information correlation 1
            Math.sqrt(1 - Math.exp(-2 * shared)), // information correlation 2
            mcc ? maximalCorrelation(keys, counts, row) : Double.NaN // maximal correlation coefficient
        };
    }

    private static double nLogN(final long n) {
        return n < N_LOG_N.length ? N_LOG_N[(int)n] : n * Math.log(n);
    }

    private static double variance(final long[] histogram, final double first, final double mean,
        final double mass) {
        double v = 0;
        for (int k = 0; k < histogram.length; k++) {
            final double d = k + first - mean;
            v += d * d * (histogram[k] / mass);
        }
        return v;
    }

    private static double entropy(final long[] histogram, final double mass) {
        double logs = 0;
        for (final long h : histogram) {
            logs += nLogN(h);
        }
        return Math.max(0, Math.log(mass) - logs / mass) / LOG2;
    }

    /**
     * The second largest absolute eigenvalue of {@code S = D^-1/2 P D^-1/2}: Q = D^-1 P D^-1 P is similar to S S, and
     * the largest eigenvalue of S is 1.
     */
    private static double maximalCorrelation(final long[] keys, final long[] counts, final long[] row) {
        final int[] slot = new int[row.length];
        int n = 0;
        for (int i = 0; i < row.length; i++) {
            slot[i] = row[i] > 0 ? n++ : -1;
        }
        if (n == 1) {
            // other levels of the region have rows of zeros, and eigenvalues of 0
            return row.length == 2 ? 1 : 0;
        }
        final double[][] s = new double[n][n];
        for (int c = 0; c < keys.length; c++) {
            final int i = (int)(keys[c] >>> 32);
            final int j = (int)keys[c];
            final double entry = (i == j ? 2. * counts[c] : counts[c]) / Math.sqrt((double)row[i] * row[j]);
            s[slot[i]][slot[j]] = entry;
            s[slot[j]][slot[i]] = entry;
        }
        final double[] eigen = SymmetricEigen.values(s);
        final double[] size = Arrays.stream(eigen).map(Math::abs).sorted().toArray();
        return size[n - 2];
    }
}

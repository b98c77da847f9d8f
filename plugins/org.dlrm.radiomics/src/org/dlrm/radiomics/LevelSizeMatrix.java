package org.dlrm.radiomics;

import java.util.Arrays;

/**
 * Counts n(i, s) of things with a grey level i and a size s: runs and their lengths, zones and their sizes or distances,
 * voxels and their dependence counts. Four IBSI families have the same features of such a matrix.
 */
final class LevelSizeMatrix {

    private static final double LOG2 = Math.log(2);

    private final Levels m_levels;

    /** Sizes up to this one have a cell in {@link #m_dense}, at rank * (m_sizes + 1) + size. */
    private final int m_sizes;

    private final long[] m_dense;

    /** Larger sizes: rank in the upper, size in the lower 32 bits, one item each. */
    private long[] m_large = new long[16];

    private int m_largeCount;

    /** @param largest the largest size that is common */
    LevelSizeMatrix(final Levels levels, final int largest) {
        m_levels = levels;
        m_sizes = Math.max(1, Math.min(largest, (1 << 21) / (levels.count() + 1) - 1));
        m_dense = new long[(levels.count() + 1) * (m_sizes + 1)];
    }

    void add(final int rank, final int size) {
        if (size <= m_sizes) {
            m_dense[rank * (m_sizes + 1) + size]++;
        } else {
            addLarge((long)rank << 32 | size);
        }
    }

    void add(final int rank, final int size, final long count) {
        if (size <= m_sizes) {
            m_dense[rank * (m_sizes + 1) + size] += count;
        } else {
            for (long i = 0; i < count; i++) {
                addLarge((long)rank << 32 | size);
            }
        }
    }

    private void addLarge(final long key) {
        if (m_largeCount == m_large.length) {
            m_large = Arrays.copyOf(m_large, 2 * m_largeCount);
        }
        m_large[m_largeCount++] = key;
    }

    /** Adds a matrix of the same levels and common sizes. */
    void add(final LevelSizeMatrix o) {
        for (int i = 0; i < m_dense.length; i++) {
            m_dense[i] += o.m_dense[i];
        }
        for (int i = 0; i < o.m_largeCount; i++) {
            addLarge(o.m_large[i]);
        }
    }

    /**
     * @param voxels Nv: the number of voxels that could have been a thing of their own
     * @return small, large, low, high, small low, small high, large low, large high emphasis, grey level
     *         non-uniformity (and normalised), size non-uniformity (and normalised), percentage, grey level variance,
     *         size variance, entropy, energy; an empty array for an empty matrix
     */
    double[] features(final long voxels) {
        Arrays.sort(m_large, 0, m_largeCount);
        final double[] f = new double[17];
        final int n = m_levels.count();
        final long[] bySize = new long[m_sizes + 1];
        long total = 0;
        double levelSum = 0;
        double sizeSum = 0;
        double logs = 0;
        double squares = 0;
        double sizeSquares = 0;
        int at = 0;
        for (int r = 1; r <= n; r++) {
            final double i = m_levels.level(r);
            final double i2 = i * i;
            long ofLevel = 0;
            double small = 0;
            double large = 0;
            for (int s = 1; s <= m_sizes; s++) {
                final long c = m_dense[r * (m_sizes + 1) + s];
                if (c != 0) {
                    final double s2 = (double)s * s;
                    ofLevel += c;
                    bySize[s] += c;
                    small += c / s2;
                    large += c * s2;
                    sizeSum += (double)c * s;
                    logs += c * Math.log(c);
                    squares += (double)c * c;
                }
            }
            while (at < m_largeCount && m_large[at] >>> 32 == r) {
                final int first = at;
                while (at < m_largeCount && m_large[at] == m_large[first]) {
                    at++;
                }
                final double c = at - first;
                final double s = (int)m_large[first];
                ofLevel += at - first;
                small += c / (s * s);
                large += c * s * s;
                sizeSum += c * s;
                logs += c * Math.log(c);
                squares += c * c;
            }
            total += ofLevel;
            levelSum += ofLevel * i;
            f[0] += small;
            f[1] += large;
            f[2] += ofLevel / i2;
            f[3] += ofLevel * i2;
            f[4] += small / i2;
            f[5] += small * i2;
            f[6] += large / i2;
            f[7] += large * i2;
            f[8] += (double)ofLevel * ofLevel;
        }
        if (total == 0) {
            return new double[0];
        }
        for (final long c : bySize) {
            sizeSquares += (double)c * c;
        }
        sizeSquares += largeSizeSquares();
        final double mass = total;
        f[9] = f[8] / (mass * mass);
        f[10] = sizeSquares / mass;
        f[11] = sizeSquares / (mass * mass);
        f[12] = mass / voxels;
        for (int i = 0; i <= 8; i++) {
            f[i] /= mass;
        }
        final double levelMean = levelSum / mass;
        final double sizeMean = sizeSum / mass;
        double levelVariance = 0;
        double sizeVariance = 0;
        for (int s = 1; s <= m_sizes; s++) {
            sizeVariance += bySize[s] * (s - sizeMean) * (s - sizeMean);
        }
        for (int i = 0; i < m_largeCount; i++) {
            final double d = (int)m_large[i] - sizeMean;
            sizeVariance += d * d;
        }
        at = 0;
        for (int r = 1; r <= n; r++) {
            long ofLevel = 0;
            for (int s = 1; s <= m_sizes; s++) {
                ofLevel += m_dense[r * (m_sizes + 1) + s];
            }
            for (; at < m_largeCount && m_large[at] >>> 32 == r; at++) {
                ofLevel++;
            }
            final double d = m_levels.level(r) - levelMean;
            levelVariance += ofLevel * d * d;
        }
        f[13] = levelVariance / mass;
        f[14] = sizeVariance / mass;
        f[15] = Math.max(0, Math.log(mass) - logs / mass) / LOG2;
        f[16] = squares / (mass * mass);
        return f;
    }

    private double largeSizeSquares() {
        final int[] sizes = new int[m_largeCount];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = (int)m_large[i];
        }
        Arrays.sort(sizes);
        double squares = 0;
        for (int i = 0; i < sizes.length;) {
            int j = i;
            while (j < sizes.length && sizes[j] == sizes[i]) {
                j++;
            }
            squares += (double)(j - i) * (j - i);
            i = j;
        }
        return squares;
    }
}

package org.dlrm.radiomics;

import java.util.Arrays;

/**
 * Exact order statistics of many floats without sorting them: a histogram of the upper 11 bits of the (order preserving)
 * bit patterns, then one of the next 11 bits of the few buckets that are asked for, then one of the rest. Few floats are
 * sorted.
 */
final class Quantiles {

    /** Up to this many are sorted. */
    private static final int FEW = 512;

    private static final int BITS = 11;

    private static final int BUCKETS = 1 << BITS;

    private final float[] m_values;

    Quantiles(final float[] values) {
        m_values = values;
    }

    /** @return ascending unsigned order of the keys is ascending order of the floats; -0 counts as 0 */
    private static int key(final float v) {
        final int bits = Float.floatToRawIntBits(v + 0f);
        return bits ^ (bits >> 31 | Integer.MIN_VALUE);
    }

    private static float value(final int key) {
        return Float.intBitsToFloat(key < 0 ? key ^ Integer.MIN_VALUE : ~key);
    }

    /** @return percentiles with linear interpolation between order statistics (numpy's default, R's type 7) */
    double[] percentiles(final double... percent) {
        final int n = m_values.length;
        final int[] ranks = new int[2 * percent.length];
        for (int i = 0; i < percent.length; i++) {
            ranks[2 * i] = (int)Math.floor(percent[i] / 100 * (n - 1));
            ranks[2 * i + 1] = Math.min(n - 1, ranks[2 * i] + 1);
        }
        final float[] at = order(ranks);
        final double[] out = new double[percent.length];
        for (int i = 0; i < out.length; i++) {
            final double position = percent[i] / 100 * (n - 1);
            out[i] = at[2 * i] + (position - ranks[2 * i]) * ((double)at[2 * i + 1] - at[2 * i]);
        }
        return out;
    }

    /** @return the order statistics of the given ranks (0 = smallest) */
    private float[] order(final int[] ranks) {
        if (m_values.length <= FEW) {
            return sorted(ranks);
        }
        final Digits high = new Digits(ranks.clone(), new int[ranks.length]);
        for (final float v : m_values) {
            high.m_histogram[0][key(v) >>> 2 * BITS - 1]++;
        }
        final Digits middle = high.next();
        for (final float v : m_values) {
            final int k = key(v);
            final int s = high.m_slot[0][k >>> 2 * BITS - 1];
            if (s != 0) {
                middle.m_histogram[s - 1][k >>> BITS - 1 & BUCKETS - 1]++;
            }
        }
        final Digits low = middle.next();
        for (final float v : m_values) {
            final int k = key(v);
            final int s = high.m_slot[0][k >>> 2 * BITS - 1];
            if (s != 0) {
                final int t = middle.m_slot[s - 1][k >>> BITS - 1 & BUCKETS - 1];
                if (t != 0) {
                    low.m_histogram[t - 1][k & (BUCKETS >> 1) - 1]++;
                }
            }
        }
        low.next();
        final float[] out = new float[ranks.length];
        for (int i = 0; i < ranks.length; i++) {
            out[i] = value((high.m_bucket[i] << BITS | middle.m_bucket[i]) << BITS - 1 | low.m_bucket[i]);
        }
        return out;
    }

    /** Histograms of one digit, one for each value of the digits before that is asked for. */
    private static final class Digits {

        private final int[] m_rank;

        private final int[] m_of;

        private final int[][] m_histogram;

        /** For each rank its bucket; of each bucket one more than its place among those asked for, or 0. */
        private final int[] m_bucket;

        private final byte[][] m_slot;

        /** @param rank in the histogram that belongs to it, whose number is in {@code of} */
        Digits(final int[] rank, final int[] of) {
            m_rank = rank;
            m_of = of;
            final int n = Arrays.stream(of).max().orElse(0) + 1;
            m_histogram = new int[n][BUCKETS];
            m_slot = new byte[n][BUCKETS];
            m_bucket = new int[rank.length];
        }

        /** Finds the buckets of the filled histograms. */
        Digits next() {
            final int[] rest = new int[m_rank.length];
            final int[] of = new int[m_rank.length];
            int slots = 0;
            for (int i = 0; i < rest.length; i++) {
                final int[] h = m_histogram[m_of[i]];
                int b = 0;
                int below = 0;
                while (below + h[b] <= m_rank[i]) {
                    below += h[b++];
                }
                m_bucket[i] = b;
                rest[i] = m_rank[i] - below;
                final byte[] slot = m_slot[m_of[i]];
                if (slot[b] == 0) {
                    slot[b] = (byte)++slots;
                }
                of[i] = slot[b] - 1;
            }
            return new Digits(rest, of);
        }
    }

    private float[] sorted(final int[] ranks) {
        final float[] all = new float[m_values.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = m_values[i] + 0f;
        }
        Arrays.sort(all);
        final float[] out = new float[ranks.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = all[ranks[i]];
        }
        return out;
    }
}

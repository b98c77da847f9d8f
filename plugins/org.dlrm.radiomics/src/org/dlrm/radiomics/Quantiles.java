package org.dlrm.radiomics;

import java.util.Arrays;

/**
 * Exact order statistics of many floats without sorting them: a histogram of the upper 16 bits of the (order
 * preserving) bit patterns, then one of the lower 16 bits of the few buckets that are asked for. Few floats are sorted.
 */
final class Quantiles {

    /** Up to this many are sorted. */
    private static final int FEW = 2048;

    private final float[] m_values;

    private final int[] m_high;

    Quantiles(final float[] values) {
        m_values = values;
        m_high = values.length > FEW ? new int[1 << 16] : new int[0];
        if (m_high.length == 0) {
            return;
        }
        for (final float v : values) {
            m_high[key(v) >>> 16]++;
        }
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
        if (m_high.length == 0) {
            return sorted(ranks);
        }
        final int[] bucket = new int[ranks.length];
        final int[] rest = new int[ranks.length];
        for (int i = 0; i < ranks.length; i++) {
            int b = 0;
            int below = 0;
            while (below + m_high[b] <= ranks[i]) {
                below += m_high[b++];
            }
            bucket[i] = b;
            rest[i] = ranks[i] - below;
        }
        final int[] buckets = Arrays.stream(bucket).sorted().distinct().toArray();
        final byte[] slot = new byte[1 << 16];
        for (int s = 0; s < buckets.length; s++) {
            slot[buckets[s]] = (byte)(s + 1);
        }
        final int[][] low = new int[buckets.length][1 << 16];
        for (final float v : m_values) {
            final int k = key(v);
            final int s = slot[k >>> 16];
            if (s != 0) {
                low[s - 1][k & 0xffff]++;
            }
        }
        final float[] out = new float[ranks.length];
        for (int i = 0; i < ranks.length; i++) {
            final int[] h = low[slot[bucket[i]] - 1];
            int l = 0;
            int below = 0;
            while (below + h[l] <= rest[i]) {
                below += h[l++];
            }
            out[i] = value(bucket[i] << 16 | l);
        }
        return out;
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

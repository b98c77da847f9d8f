package org.dlrm.radiomics;

/**
 * A slice of grey levels with four voxels in a {@code long}, 16 bits each, the first in the lowest: four voxels are
 * compared at once, without branches, and the compiler makes vector instructions of such loops. Rows include the border
 * of {@link Levels} and are filled up to whole longs with zeros; one empty long precedes and follows the slice.
 */
final class Lanes {

    /** 1 in every lane. */
    static final long ONE = 0x0001000100010001L;

    /** Lanes are counters and indices of tables up to this size. */
    static final int MOST = 1 << 16;

    /** All bits of every lane but the highest. */
    private static final long LOW = 0x7fff7fff7fff7fffL;

    /** Voxels in a long. */
    static final int COUNT = 4;

    private static final int BITS = 16;

    private static final int FIRST = 0xffff;

    private final Levels m_levels;

    private final int m_row;

    private final long[] m_here;

    private final long[] m_before;

    private final long[] m_behind;

    /** Position in the levels' grid of the slice's first voxel, border included. */
    private int m_start;

    /** An empty slice. */
    Lanes(final Levels levels) {
        m_levels = levels;
        m_row = (width() + COUNT - 1) / COUNT;
        m_here = new long[m_row * (levels.ny() + 2 * levels.pad()) + 2];
        m_before = new long[m_here.length];
        m_behind = new long[m_here.length];
    }

    private int width() {
        return m_levels.nx() + 2 * m_levels.pad();
    }

    /** Loads slice k; one of the border's is empty. */
    void load(final int k) {
        final char[] g = m_levels.grid();
        final int width = width();
        m_start = m_levels.position(-m_levels.pad(), -m_levels.pad(), k);
        int p = m_start;
        for (int i = 1; i + 1 < m_here.length; i += m_row, p += width) {
            int at = i;
            int q = p;
            for (; q + COUNT <= p + width; q += COUNT) {
                m_here[at++] = g[q] | (long)g[q + 1] << BITS | (long)g[q + 2] << 2 * BITS | (long)g[q + 3] << 3 * BITS;
            }
            long rest = 0;
            for (int shift = 0; q < p + width; q++, shift += BITS) {
                rest |= (long)g[q] << shift;
            }
            if (at < i + m_row) {
                m_here[at] = rest;
            }
        }
        for (int i = 1; i + 1 < m_here.length; i++) {
            m_before[i] = up(m_here[i - 1], m_here[i]);
            m_behind[i] = down(m_here[i], m_here[i + 1]);
        }
    }

    /** @return the voxels themselves (dx = 0), or for each the neighbour before (-1) or behind (1) it along x */
    long[] at(final int dx) {
        return dx == 0 ? m_here : dx < 0 ? m_before : m_behind;
    }

    /** @return number of longs of a slice */
    int size() {
        return m_here.length;
    }

    /** @return number of longs of a row: what to add for the next row */
    int row() {
        return m_row;
    }

    /** @return where the first row begins whose neighbours are in the slice */
    int from() {
        return 1 + m_row;
    }

    /** @return where the last such row ends */
    int to() {
        return m_here.length - 1 - m_row;
    }

    /** @return what the four voxels one before those of {@code here} have, given the long before it */
    static long up(final long before, final long here) {
        return here << BITS | before >>> 3 * BITS;
    }

    /** @return what the four voxels one behind those of {@code here} have, given the long behind it */
    static long down(final long here, final long behind) {
        return here >>> BITS | behind << 3 * BITS;
    }

    /** @return the number in a lane, 0 to 3 */
    static long get(final long lanes, final int lane) {
        return lanes >>> lane * BITS & FIRST;
    }

    /** @return a number in a lane, the others 0 */
    static long put(final long number, final int lane) {
        return number << lane * BITS;
    }

    /** @return 1 in each lane in which two longs differ */
    static long differ(final long a, final long b) {
        final long x = a ^ b;
        return ((x & LOW) + LOW | x) >>> BITS - 1 & ONE;
    }

    /** @return all bits in the lanes that are 1, of lanes that are 0 or 1 */
    static long mask(final long ones) {
        return (ones << BITS) - ones;
    }

    /**
     * Counts the voxels of the slice from each row's first to its last in the region.
     *
     * @param cells the cell of each voxel; those of voxels outside the region are counted too
     * @param even counts; odd likewise: two tables in turn, because an increment that follows one of the same cell waits
     *            for it
     */
    void tally(final long[] cells, final int k, final int[] even, final int[] odd) {
        for (int j = 0; j < m_levels.ny(); j++) {
            final int from = m_levels.from(j, k);
            final int to = m_levels.to(j, k);
            if (from == to) {
                continue;
            }
            final int row = 1 + (j + m_levels.pad()) * m_row;
            final int start = m_start + (j + m_levels.pad()) * width();
            for (int i = row + (from - start) / COUNT; i <= row + (to - 1 - start) / COUNT; i++) {
                final long c = cells[i];
                even[(int)c & FIRST]++;
                odd[(int)(c >>> BITS) & FIRST]++;
                even[(int)(c >>> 2 * BITS) & FIRST]++;
                odd[(int)(c >>> 3 * BITS)]++;
            }
        }
    }
}

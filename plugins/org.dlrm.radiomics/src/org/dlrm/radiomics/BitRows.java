package org.dlrm.radiomics;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

import org.dlrm.image.Grid;

/**
 * A mask with one bit per voxel: row after row, each filled up to whole longs, voxel x of a row in bit x % 64 of its long
 * x / 64. At least one bit behind each row is 0. Questions about the surface look at 64 voxels at once.
 */
final class BitRows {

    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** Times eight bytes that are 0 or 1, the first in the lowest: their bits are the highest byte of the product. */
    private static final long GATHER = 0x0102040810204080L;

    private final int m_ny;

    private final int m_nz;

    private final int m_words;

    private final long[] m_bits;

    /** A row outside the grid. */
    private final long[] m_empty;

    /** @param mask 0 or 1 per voxel of the grid, x fastest */
    BitRows(final Grid g, final byte[] mask) {
        m_ny = g.ny();
        m_nz = g.nz();
        m_words = g.nx() / Long.SIZE + 1;
        m_bits = new long[m_words * m_ny * m_nz];
        m_empty = new long[m_words];
        final int nx = g.nx();
        for (int row = 0; row < m_ny * m_nz; row++) {
            final int start = row * nx;
            final int to = row * m_words;
            int i = 0;
            for (; i + Byte.SIZE <= nx; i += Byte.SIZE) {
                final long bits = (long)EIGHT.get(mask, start + i) * GATHER >>> Long.SIZE - Byte.SIZE;
                m_bits[to + i / Long.SIZE] |= bits << i;
            }
            for (; i < nx; i++) {
                m_bits[to + i / Long.SIZE] |= (long)mask[start + i] << i;
            }
        }
    }

    /** @return longs of a row */
    int words() {
        return m_words;
    }

    /** @return the array that holds a row; an empty one for a row outside the grid */
    long[] array(final int j, final int k) {
        return isInside(j, k) ? m_bits : m_empty;
    }

    /** @return where the row begins in its array */
    int start(final int j, final int k) {
        return isInside(j, k) ? (j + m_ny * k) * m_words : 0;
    }

    private boolean isInside(final int j, final int k) {
        return j >= 0 && k >= 0 && j < m_ny && k < m_nz;
    }

    /** @return long w of a row of the grid */
    long word(final int j, final int k, final int w) {
        return m_bits[(j + m_ny * k) * m_words + w];
    }

    /** Copies a row of the grid. */
    void row(final int j, final int k, final long[] to) {
        System.arraycopy(m_bits, (j + m_ny * k) * m_words, to, 0, m_words);
    }

    /** The first bit of a row that is set; -1 if there is none. */
    static int first(final long[] row) {
        for (int w = 0; w < row.length; w++) {
            if (row[w] != 0) {
                return w * Long.SIZE + Long.numberOfTrailingZeros(row[w]);
            }
        }
        return -1;
    }

    /** The last bit of a row that is set; -1 if there is none. */
    static int last(final long[] row) {
        for (int w = row.length - 1; w >= 0; w--) {
            if (row[w] != 0) {
                return w * Long.SIZE + Long.SIZE - 1 - Long.numberOfLeadingZeros(row[w]);
            }
        }
        return -1;
    }

    /** @return the row of bits that are set in one of two neighbouring voxels x and x + 1 of the row only, nx - 1 of them */
    static void edges(final long[] row, final int nx, final long[] to) {
        for (int w = 0; w < row.length; w++) {
            final long next = w + 1 < row.length ? row[w + 1] : 0;
            to[w] = row[w] ^ (row[w] >>> 1 | next << Long.SIZE - 1);
        }
        // the last voxel has no neighbour
        final int last = nx - 1;
        to[last / Long.SIZE] &= (1L << last) - 1;
        Arrays.fill(to, last / Long.SIZE + 1, to.length, 0);
    }
}

package org.dlrm.dicom.pixel;

import org.dlrm.dicom.DicomException;

/**
 * Code-block decoding of High-Throughput JPEG 2000 (T.814 clause 7): the cleanup pass from its three bit streams
 * (MagSgn, MEL, VLC), and the optional significance propagation and magnitude refinement passes. Not thread-safe; one
 * per subband.
 */
final class HtBlock {

    private static final int[] MEL_EXPONENTS = {0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5};

    private final boolean m_causal;

    private int m_width;

    private int m_height;

    private int[] m_values = new int[0];

    HtBlock(final boolean causal) {
        m_causal = causal;
    }

    private static DicomException corrupt(final String expected, final String found) {
        return Codestreams.corrupt("HTJ2K", expected, found);
    }

    /** @return coefficients with one fractional bit, row by row; a reused array */
    int[] decode(final Jpeg2000Tile.Block b, final int planes) throws DicomException {
        m_width = b.m_x1 - b.m_x0;
        m_height = b.m_y1 - b.m_y0;
        final int size = m_width * m_height;
        if (m_values.length < size) {
            m_values = new int[size];
        }
        java.util.Arrays.fill(m_values, 0, size, 0);
        final int plane = planes - b.m_zeroPlanes - 1;
        if (plane < 0) {
            throw corrupt("a bit-plane", planes + " with " + b.m_zeroPlanes + " empty");
        }
        final int length = b.m_segmentLengths[0];
        if (length < 2) {
            throw corrupt("a cleanup pass of 2 bytes or more", length + " bytes");
        }
        cleanup(b.m_data, length, plane);
        final int more = b.m_segments > 1 ? b.m_segmentLengths[1] : 0;
        if (b.m_passes > 1 && more > 0 && plane > 0) {
            final boolean[] significant = new boolean[size];
            for (int i = 0; i < size; i++) {
                significant[i] = m_values[i] != 0;
            }
            final boolean[] cleaned = significant.clone();
            propagate(new Forward(b.m_data, length, length + more, 0), significant, plane);
            if (b.m_passes > 2) {
                refine(new Backward(b.m_data, length + more - 1, length), cleaned, plane);
            }
        }
        return m_values;
    }

    // ------------------------------------------------------------------------------------------------ cleanup

    private void cleanup(final byte[] data, final int length, final int plane) throws DicomException {
        final int suffix = (data[length - 1] & 0xFF) << 4 | data[length - 2] & 15; // MEL and VLC together
        if (suffix < 2 || suffix > length || suffix > 4079) {
            throw corrupt("2 to " + length + " bytes of MEL and VLC", String.valueOf(suffix));
        }
        final Mel mel = new Mel(data, length - suffix, length - 1);
        final Backward vlc = Backward.vlc(data, length, suffix);
        final Forward magnitudes = new Forward(data, 0, length - suffix, 0xFF);
        final int quads = (m_width + 1) / 2;
        int[] above = new int[quads + 2]; // quads of the row above, from index 1
        int[] row = new int[quads + 2];
        int[] exponentsAbove = new int[m_width + 4]; // 2 mu - 1 of the samples above, from index 1
        int[] exponents = new int[m_width + 4];
        final int[] u = new int[2];
        for (int y = 0; y < m_height; y += 2) {
            java.util.Arrays.fill(row, 0);
            java.util.Arrays.fill(exponents, 0);
            for (int q = 0; q < quads; q += 2) {
                for (int k = 0; k < 2 && q + k < quads; k++) {
                    row[q + k + 1] = quad(mel, vlc, y == 0, row, above, q + k + 1);
                }
                lengths(mel, vlc, y == 0, row[q + 1], q + 1 < quads ? row[q + 2] : 0, u);
                for (int k = 0; k < 2 && q + k < quads; k++) {
                    samples(magnitudes, row[q + k + 1], u[k], y, 2 * (q + k), plane, exponentsAbove, exponents);
                }
            }
            final int[] t = above;
            above = row;
            row = t;
            final int[] e = exponentsAbove;
            exponentsAbove = exponents;
            exponents = e;
        }
    }

    /** Significance pattern and exponent bounds of a quad, an entry of {@link HtTables}. */
    private static int quad(final Mel mel, final Backward vlc, final boolean first, final int[] row,
        final int[] above, final int q) {
        final int left = row[q - 1];
        final int context;
        if (first) {
            context = (left | left >> 1) & 1 | (left >> 2 & 1) << 1 | (left >> 3 & 1) << 2;
        } else {
            context = (above[q - 1] >> 3 | above[q] >> 1) & 1 | ((left >> 2 | left >> 3) & 1) << 1
                | ((above[q] >> 3 | above[q + 1] >> 1) & 1) << 2;
        }
        if (context == 0 && !mel.event()) {
            return 0;
        }
        final int entry = (first ? HtTables.FIRST_ROW : HtTables.OTHER_ROWS)[context << 7 | vlc.peek(7)];
        vlc.skip(entry >> 5 & 7);
        return entry;
    }

    /** Unsigned residuals u of a pair of quads (T.814 7.3.6). */
    private static void lengths(final Mel mel, final Backward vlc, final boolean first, final int quad0,
        final int quad1, final int[] u) {
        final boolean u0 = (quad0 >> 4 & 1) == 1;
        final boolean u1 = (quad1 >> 4 & 1) == 1;
        int bias = 0;
        int prefix0 = 0;
        int prefix1 = 0;
        boolean short1 = false;
        if (first && u0 && u1) {
            bias = mel.event() ? 2 : 0;
        }
        if (u0) {
            prefix0 = prefix(vlc);
        }
        if (u1) {
            short1 = first && u0 && bias == 0 && prefix0 > 2;
            prefix1 = short1 ? 1 + vlc.bits(1) : prefix(vlc);
        }
        u[0] = u0 ? bias + prefix0 + suffix(vlc, prefix0) : 0;
        u[1] = u1 ? bias + prefix1 + (short1 ? 0 : suffix(vlc, prefix1)) : 0;
    }

    private static int prefix(final Backward vlc) {
        if (vlc.bits(1) == 1) {
            return 1;
        }
        if (vlc.bits(1) == 1) {
            return 2;
        }
        return vlc.bits(1) == 1 ? 3 : 5;
    }

    private static int suffix(final Backward vlc, final int prefix) {
        return prefix == 3 ? vlc.bits(1) : prefix == 5 ? vlc.bits(5) : 0;
    }

    private void samples(final Forward magnitudes, final int quad, final int u, final int y, final int x,
        final int plane, final int[] exponentsAbove, final int[] exponents) throws DicomException {
        final int rho = quad & 15;
        if (rho == 0) {
            return;
        }
        int kappa = 1;
        if (y > 0 && (rho & rho - 1) != 0) {
            final int max = exponentsAbove[x] | exponentsAbove[x + 1] | exponentsAbove[x + 2] | exponentsAbove[x + 3];
            kappa = 31 - Integer.numberOfLeadingZeros(max | 2);
        }
        final int bound = u + kappa;
        if (bound + plane > 30) {
            throw corrupt("up to 30 bit-planes", String.valueOf(bound + plane));
        }
        for (int n = 0; n < 4; n++) {
            if ((rho >> n & 1) == 0) {
                continue;
            }
            final int bits = bound - (quad >> 12 + n & 1);
            final int coded = magnitudes.bits(bits);
            final int v = coded & ~1 | (quad >> 8 + n & 1) << bits | 1; // 2 mu - 1
            final int column = x + (n >> 1);
            final int line = y + (n & 1);
            if (column < m_width && line < m_height) {
                final int magnitude = v + 2 << plane;
                m_values[line * m_width + column] = (coded & 1) == 1 ? -magnitude : magnitude;
            }
            if ((n & 1) == 1) {
                exponents[column + 1] = v;
            }
        }
    }

    // --------------------------------------------------------------------------------------- refinement passes

    private void propagate(final Forward bits, final boolean[] significant, final int plane) {
        final int[] fresh = new int[16];
        for (int y0 = 0; y0 < m_height; y0 += 4) {
            for (int x0 = 0; x0 < m_width; x0 += 4) {
                int n = 0;
                for (int x = x0; x < Math.min(x0 + 4, m_width); x++) {
                    for (int y = y0; y < Math.min(y0 + 4, m_height); y++) {
                        final int i = y * m_width + x;
                        if (!significant[i] && hasNeighbour(significant, x, y, y0 + 4) && bits.bits(1) == 1) {
                            significant[i] = true;
                            fresh[n++] = i;
                        }
                    }
                }
                for (int k = 0; k < n; k++) {
                    m_values[fresh[k]] = bits.bits(1) == 1 ? -(3 << plane - 1) : 3 << plane - 1;
                }
            }
        }
    }

    private boolean hasNeighbour(final boolean[] significant, final int x, final int y, final int stripeEnd) {
        final int last = Math.min(y + 1, (m_causal ? Math.min(stripeEnd, m_height) : m_height) - 1);
        for (int j = Math.max(0, y - 1); j <= last; j++) {
            for (int i = Math.max(0, x - 1); i <= Math.min(x + 1, m_width - 1); i++) {
                if (significant[j * m_width + i]) {
                    return true;
                }
            }
        }
        return false;
    }

    private void refine(final Backward bits, final boolean[] cleaned, final int plane) {
        for (int y0 = 0; y0 < m_height; y0 += 4) {
            for (int x = 0; x < m_width; x++) {
                for (int y = y0; y < Math.min(y0 + 4, m_height); y++) {
                    final int i = y * m_width + x;
                    if (cleaned[i]) {
                        // the half of the bin moves down one bit-plane
                        final int flip = (bits.bits(1) == 1 ? 0 : 1 << plane) | 1 << plane - 1;
                        m_values[i] = m_values[i] < 0 ? -(-m_values[i] ^ flip) : m_values[i] ^ flip;
                    }
                }
            }
        }
    }

    // -------------------------------------------------------------------------------------------- bit streams

    /** Adaptive run lengths of insignificant contexts (T.814 7.3.3). */
    private static final class Mel {

        private final byte[] m_data;

        private int m_pos;

        private final int m_end;

        private int m_byte;

        private int m_left;

        private int m_state;

        private int m_run;

        private boolean m_one;

        Mel(final byte[] data, final int start, final int end) {
            m_data = data;
            m_pos = start;
            m_end = end;
        }

        boolean event() {
            if (m_run == 0 && !m_one) {
                final int exponent = MEL_EXPONENTS[m_state];
                if (bit() == 1) {
                    m_run = 1 << exponent;
                    m_state = Math.min(12, m_state + 1);
                } else {
                    for (int i = 0; i < exponent; i++) {
                        m_run = m_run << 1 | bit();
                    }
                    m_one = true;
                    m_state = Math.max(0, m_state - 1);
                }
            }
            if (m_run > 0) {
                m_run--;
                return false;
            }
            m_one = false;
            return true;
        }

        private int bit() {
            if (m_left == 0) {
                m_left = m_byte == 0xFF ? 7 : 8;
                m_byte = m_pos < m_end ? m_data[m_pos] & 0xFF : 0xFF;
                if (m_pos == m_end - 1) {
                    m_byte |= 15; // shared with VLC
                }
                m_pos++;
            }
            return m_byte >> --m_left & 1;
        }
    }

    /** A stream read from its end, low bits first: VLC and magnitude refinement. */
    private static final class Backward {

        private final byte[] m_data;

        private int m_pos;

        private final int m_first;

        private long m_bits;

        private int m_count;

        private boolean m_stuffed = true;

        Backward(final byte[] data, final int last, final int first) {
            m_data = data;
            m_pos = last;
            m_first = first;
        }

        static Backward vlc(final byte[] data, final int length, final int suffix) {
            final Backward b = new Backward(data, length - 3, length - suffix);
            final int d = data[length - 2] & 0xFF; // its low half is part of the length
            b.m_bits = d >> 4;
            b.m_count = (b.m_bits & 7) == 7 ? 3 : 4;
            b.m_stuffed = (d | 15) > 0x8F;
            return b;
        }

        private void fill(final int n) {
            while (m_count < n) {
                final int d = m_pos >= m_first ? m_data[m_pos--] & 0xFF : 0;
                m_bits |= (long)d << m_count;
                m_count += m_stuffed && (d & 0x7F) == 0x7F ? 7 : 8;
                m_stuffed = d > 0x8F;
            }
        }

        int peek(final int n) {
            fill(n);
            return (int)m_bits & (1 << n) - 1;
        }

        void skip(final int n) {
            m_bits >>>= n;
            m_count -= n;
        }

        int bits(final int n) {
            final int v = peek(n);
            skip(n);
            return v;
        }
    }

    /** A stream read forwards, low bits first: MagSgn and significance propagation. */
    private static final class Forward {

        private final byte[] m_data;

        private int m_pos;

        private final int m_end;

        private final int m_filler;

        private long m_bits;

        private int m_count;

        private boolean m_stuffed;

        Forward(final byte[] data, final int start, final int end, final int filler) {
            m_data = data;
            m_pos = start;
            m_end = end;
            m_filler = filler;
        }

        int bits(final int n) {
            while (m_count < n) {
                final int d = m_pos < m_end ? m_data[m_pos++] & 0xFF : m_filler;
                m_bits |= (long)d << m_count;
                m_count += m_stuffed ? 7 : 8;
                m_stuffed = d == 0xFF;
            }
            final int v = (int)(m_bits & (1L << n) - 1);
            m_bits >>>= n;
            m_count -= n;
            return v;
        }
    }
}

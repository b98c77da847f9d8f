package org.dlrm.dicom.pixel;

import java.util.Arrays;

import org.dlrm.dicom.DicomException;

/**
 * Code-block decoding of JPEG 2000 (T.800 annexes C and D): the MQ arithmetic decoder and the three coding passes.
 * Not thread-safe; one per subband.
 */
final class Jpeg2000Block {

    static final int BYPASS = 1;

    static final int RESET = 2;

    static final int TERMALL = 4;

    static final int CAUSAL = 8;

    static final int SEGMENTATION = 32;

    // flags of a sample: which neighbours are significant, the signs of the nearest, its own state
    private static final int N = 1;

    private static final int S = 2;

    private static final int W = 4;

    private static final int E = 8;

    private static final int NW = 16;

    private static final int NE = 32;

    private static final int SW = 64;

    private static final int SE = 128;

    private static final int NEIGHBOURS = 255;

    private static final int SIGN_N = 256;

    private static final int SIGN_S = 512;

    private static final int SIGN_W = 1024;

    private static final int SIGN_E = 2048;

    private static final int SIGNIFICANT = 4096;

    private static final int REFINED = 8192;

    private static final int VISITED = 16384;

    /** Zero coding contexts by orientation class (LL and LH, HL, HH) and neighbours. */
    private static final byte[][] ZERO = new byte[3][256];

    /** Sign coding contexts and, in bit 7, the sign to flip, by nearest neighbours and their signs. */
    private static final byte[] SIGN = new byte[256];

    /** Probability states (T.800 table C.2): Qe, next after MPS, next after LPS, whether the MPS switches. */
    private static final int[] QE = {0x5601, 0x3401, 0x1801, 0x0AC1, 0x0521, 0x0221, 0x5601, 0x5401, 0x4801, 0x3801,
        0x3001, 0x2401, 0x1C01, 0x1601, 0x5601, 0x5401, 0x5101, 0x4801, 0x3801, 0x3401, 0x3001, 0x2801, 0x2401, 0x2201,
        0x1C01, 0x1801, 0x1601, 0x1401, 0x1201, 0x1101, 0x0AC1, 0x09C1, 0x08A1, 0x0521, 0x0441, 0x02A1, 0x0221, 0x0141,
        0x0111, 0x0085, 0x0049, 0x0025, 0x0015, 0x0009, 0x0005, 0x0001, 0x5601};

    private static final int[] NMPS = {1, 2, 3, 4, 5, 38, 7, 8, 9, 10, 11, 12, 13, 29, 15, 16, 17, 18, 19, 20, 21, 22,
        23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 45, 46};

    private static final int[] NLPS = {1, 6, 9, 12, 29, 33, 6, 14, 14, 14, 17, 18, 20, 21, 14, 14, 15, 16, 17, 18, 19,
        19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 46};

    static {
        for (int f = 0; f < 256; f++) {
            final int h = bit(f, W) + bit(f, E);
            final int v = bit(f, N) + bit(f, S);
            final int d = bit(f, NW) + bit(f, NE) + bit(f, SW) + bit(f, SE);
            ZERO[0][f] = (byte)lowContext(h, v, d);
            ZERO[1][f] = (byte)lowContext(v, h, d);
            final int hv = h + v;
            ZERO[2][f] = (byte)(d >= 3 ? 8 : d == 2 ? hv >= 1 ? 7 : 6 : d == 1 ? hv >= 2 ? 5 : 3 + hv
                : Math.min(hv, 2));
            // bits: significance N S W E, then their signs
            final int ch = contribution(f, W, f >> 4, W) + contribution(f, E, f >> 4, E);
            final int cv = contribution(f, N, f >> 4, N) + contribution(f, S, f >> 4, S);
            final int hc = Integer.signum(ch);
            final int vc = Integer.signum(cv);
            final boolean flip = hc < 0 || hc == 0 && vc < 0;
            final int a = flip ? -hc : hc;
            final int b = flip ? -vc : vc;
            SIGN[f] = (byte)((a == 1 ? 12 + b : b == 0 ? 9 : 10) | (flip ? 128 : 0));
        }
    }

    private static int bit(final int f, final int mask) {
        return (f & mask) != 0 ? 1 : 0;
    }

    private static int contribution(final int f, final int mask, final int signs, final int sign) {
        return (f & mask) == 0 ? 0 : (signs & sign) == 0 ? 1 : -1;
    }

    private static int lowContext(final int h, final int v, final int d) {
        if (h == 2) {
            return 8;
        }
        if (h == 1) {
            return v >= 1 ? 7 : d >= 1 ? 6 : 5;
        }
        return v == 2 ? 4 : v == 1 ? 3 : Math.min(d, 2);
    }

    private final int m_style;

    private final byte[] m_zero;

    private int m_width;

    private int m_height;

    private int m_stride;

    private int[] m_flags = new int[0];

    private int[] m_values = new int[0];

    // contexts: state index and most probable symbol
    private final int[] m_state = new int[19];

    private final int[] m_mps = new int[19];

    // MQ and raw decoder
    private byte[] m_data;

    private int m_pos;

    private int m_end;

    private int m_a;

    private int m_c;

    private int m_ct;

    Jpeg2000Block(final int style, final int orientation) {
        m_style = style;
        m_zero = ZERO[orientation == 3 ? 2 : orientation == 1 ? 1 : 0];
    }

    /** @return how many passes from this one (0 first) on share a codeword segment */
    static int passesToTermination(final int pass, final int style) {
        if ((style & TERMALL) != 0) {
            return 1;
        }
        if ((style & BYPASS) != 0) {
            if (pass < 10) {
                return 10 - pass;
            }
            // after the tenth: significance and refinement raw together, cleanup alone
            return pass % 3 == 1 ? 2 : 1;
        }
        return Integer.MAX_VALUE;
    }

    /** @return coefficients with one fractional bit, row by row; a new or reused array */
    int[] decode(final Jpeg2000Tile.Block b, final int planes) throws DicomException {
        m_width = b.m_x1 - b.m_x0;
        m_height = b.m_y1 - b.m_y0;
        m_stride = m_width + 2;
        final int size = m_width * m_height;
        if (m_values.length < size) {
            m_values = new int[size];
            m_flags = new int[(m_width + 2) * (m_height + 2)];
        }
        if (m_flags.length < m_stride * (m_height + 2)) {
            m_flags = new int[m_stride * (m_height + 2)];
        }
        Arrays.fill(m_values, 0, size, 0);
        Arrays.fill(m_flags, 0);
        int plane = planes - b.m_zeroPlanes - 1;
        if (plane > 30 || plane < 0 || b.m_passes > 3 * plane + 1) {
            throw Jpeg2000Decoder.corrupt("passes for " + (plane + 1) + " bit-planes", b.m_passes + " passes");
        }
        reset();
        m_data = b.m_data;
        int start = 0;
        int type = 2;
        int pass = 0;
        for (int s = 0; s < b.m_segments; s++) {
            m_pos = start;
            m_end = start + b.m_segmentLengths[s];
            start = m_end;
            final boolean raw = (m_style & BYPASS) != 0 && pass >= 10 && type < 2;
            if (raw) {
                m_c = 0;
                m_ct = 0;
            } else {
                initialize();
            }
            for (int k = 0; k < b.m_segmentPasses[s]; k++, pass++) {
                final int one = 1 << plane + 1;
                switch (type) {
                    case 0: significance(one, raw); break;
                    case 1: refinement(one, raw); break;
                    default: cleanup(one); break;
                }
                if ((m_style & RESET) != 0) {
                    reset();
                }
                if (++type == 3) {
                    type = 0;
                    plane--;
                }
            }
        }
        return m_values;
    }

    private void reset() {
        Arrays.fill(m_state, 0);
        Arrays.fill(m_mps, 0);
        m_state[0] = 4;
        m_state[17] = 3;
        m_state[18] = 46;
    }

    // ------------------------------------------------------------------------------------------------- passes

    /** Neighbours that count; with vertically causal contexts the next stripe does not. */
    private int flags(final int at, final int y) {
        final int f = m_flags[at];
        return (m_style & CAUSAL) != 0 && (y & 3) == 3 ? f & ~(S | SW | SE | SIGN_S) : f;
    }

    private void significance(final int one, final boolean raw) throws DicomException {
        final int half = one >> 1;
        for (int y0 = 0; y0 < m_height; y0 += 4) {
            final int y1 = Math.min(y0 + 4, m_height);
            for (int x = 0; x < m_width; x++) {
                for (int y = y0; y < y1; y++) {
                    final int at = (y + 1) * m_stride + x + 1;
                    final int f = flags(at, y);
                    if ((f & NEIGHBOURS) != 0 && (f & SIGNIFICANT) == 0) {
                        if ((raw ? rawBit() : mq(m_zero[f & NEIGHBOURS])) == 1) {
                            final int sign = raw ? rawBit() : sign(f);
                            m_values[y * m_width + x] = sign == 1 ? -(one | half) : one | half;
                            update(at, sign);
                        }
                        m_flags[at] |= VISITED;
                    }
                }
            }
        }
    }

    private void refinement(final int one, final boolean raw) throws DicomException {
        final int half = one >> 1;
        for (int y0 = 0; y0 < m_height; y0 += 4) {
            final int y1 = Math.min(y0 + 4, m_height);
            for (int x = 0; x < m_width; x++) {
                for (int y = y0; y < y1; y++) {
                    final int at = (y + 1) * m_stride + x + 1;
                    if ((m_flags[at] & (SIGNIFICANT | VISITED)) != SIGNIFICANT) {
                        continue;
                    }
                    final int f = flags(at, y);
                    final int bit = raw ? rawBit()
                        : mq((f & REFINED) != 0 ? 16 : (f & NEIGHBOURS) != 0 ? 15 : 14);
                    final int i = y * m_width + x;
                    final int t = bit == 1 ? half : -half;
                    m_values[i] += m_values[i] < 0 ? -t : t;
                    m_flags[at] |= REFINED;
                }
            }
        }
    }

    private void cleanup(final int one) throws DicomException {
        final int half = one >> 1;
        for (int y0 = 0; y0 < m_height; y0 += 4) {
            final int y1 = Math.min(y0 + 4, m_height);
            for (int x = 0; x < m_width; x++) {
                int y = y0;
                boolean found = false;
                if (y0 + 4 <= m_height && quiet(x, y0)) {
                    if (mq(17) == 0) {
                        continue;
                    }
                    y = y0 + (mq(18) << 1);
                    y += mq(18);
                    found = true;
                }
                for (; y < y1; y++) {
                    final int at = (y + 1) * m_stride + x + 1;
                    if (!found && (m_flags[at] & (SIGNIFICANT | VISITED)) != 0) {
                        continue;
                    }
                    final int f = flags(at, y);
                    if (found || mq(m_zero[f & NEIGHBOURS]) == 1) {
                        found = false;
                        final int sign = sign(f);
                        m_values[y * m_width + x] = sign == 1 ? -(one | half) : one | half;
                        update(at, sign);
                    }
                }
            }
        }
        for (int i = 0; i < m_flags.length; i++) {
            m_flags[i] &= ~VISITED;
        }
        if ((m_style & SEGMENTATION) != 0) {
            final int symbol = mq(18) << 3 | mq(18) << 2 | mq(18) << 1 | mq(18);
            if (symbol != 10) {
                throw Jpeg2000Decoder.corrupt("the segmentation symbol 1010", Integer.toBinaryString(symbol));
            }
        }
    }

    /** Whether a whole column of a stripe is insignificant, with insignificant neighbours. */
    private boolean quiet(final int x, final int y0) {
        int all = 0;
        for (int y = y0; y < y0 + 4; y++) {
            all |= flags((y + 1) * m_stride + x + 1, y);
        }
        return (all & (SIGNIFICANT | VISITED | NEIGHBOURS)) == 0;
    }

    private int sign(final int f) {
        final int c = SIGN[f & 15 | f >> 4 & 0xF0];
        return mq(c & 127) ^ (c & 128) >> 7;
    }

    private void update(final int at, final int sign) {
        m_flags[at] |= SIGNIFICANT;
        m_flags[at - m_stride - 1] |= SE;
        m_flags[at - m_stride + 1] |= SW;
        m_flags[at + m_stride - 1] |= NE;
        m_flags[at + m_stride + 1] |= NW;
        m_flags[at - m_stride] |= sign == 1 ? S | SIGN_S : S;
        m_flags[at + m_stride] |= sign == 1 ? N | SIGN_N : N;
        m_flags[at - 1] |= sign == 1 ? E | SIGN_E : E;
        m_flags[at + 1] |= sign == 1 ? W | SIGN_W : W;
    }

    // ------------------------------------------------------------------------------------------------ decoders

    private int at(final int p) {
        return p < m_end ? m_data[p] & 0xFF : 0xFF;
    }

    private void initialize() {
        m_c = at(m_pos) << 16;
        byteIn();
        m_c <<= 7;
        m_ct -= 7;
        m_a = 0x8000;
    }

    private void byteIn() {
        if (at(m_pos) == 0xFF) {
            if (at(m_pos + 1) > 0x8F) {
                m_c += 0xFF00;
                m_ct = 8;
            } else {
                m_pos++;
                m_c += at(m_pos) << 9;
                m_ct = 7;
            }
        } else {
            m_pos++;
            m_c += at(m_pos) << 8;
            m_ct = 8;
        }
    }

    private int mq(final int context) {
        final int state = m_state[context];
        final int qe = QE[state];
        int d = m_mps[context];
        m_a -= qe;
        if (m_c >>> 16 < qe) {
            if (m_a < qe) {
                m_state[context] = NMPS[state];
            } else {
                d ^= 1;
                lps(context, state);
            }
            m_a = qe;
        } else {
            m_c -= qe << 16;
            if ((m_a & 0x8000) != 0) {
                return d;
            }
            if (m_a < qe) {
                d ^= 1;
                lps(context, state);
            } else {
                m_state[context] = NMPS[state];
            }
        }
        do {
            if (m_ct == 0) {
                byteIn();
            }
            m_a <<= 1;
            m_c <<= 1;
            m_ct--;
        } while ((m_a & 0x8000) == 0);
        return d;
    }

    private void lps(final int context, final int state) {
        if (state == 0 || state == 6 || state == 14) {
            m_mps[context] ^= 1;
        }
        m_state[context] = NLPS[state];
    }

    private int rawBit() {
        if (m_ct == 0) {
            final boolean stuffed = m_c == 0xFF;
            m_c = at(m_pos);
            m_pos++;
            m_ct = stuffed ? 7 : 8;
        }
        return m_c >> --m_ct & 1;
    }
}

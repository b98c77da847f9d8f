package org.dlrm.dicom.pixel;

import org.dlrm.dicom.DicomException;

/**
 * JPEG (ITU-T T.81) as DICOM uses it for images of 8 to 16 bits: lossless with any predictor (process 14) and
 * sequential DCT of 8 and 12 bits (baseline and extended, Huffman). The inverse DCT is the accurate integer one of
 * the Independent JPEG Group, so lossy images decode to the same values as with the reference library. Colour is not
 * converted.
 */
final class JpegDecoder implements FrameDecoder {

    private static final String CODEC = "JPEG";

    private static final int[] ZIGZAG = {0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48,
        41, 34, 27, 20, 13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52,
        45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63};

    @Override
    public void decode(final byte[] data, final PixelFormat format, final byte[] target) throws DicomException {
        new Codestream(data, format, target).decode();
    }

    private static DicomException corrupt(final String expected, final String found) {
        return Codestreams.corrupt(CODEC, expected, found);
    }

    /** A Huffman table: a look-up of 9 bits, longer codes by length. */
    private static final class Huffman {

        private static final int FAST = 9;

        private final short[] m_fast = new short[1 << FAST];

        private final int[] m_max = new int[18];

        private final int[] m_delta = new int[17];

        private final byte[] m_values;

        Huffman(final int[] counts, final byte[] values) throws DicomException {
            m_values = values;
            int code = 0;
            int k = 0;
            for (int length = 1; length <= 16; length++) {
                m_delta[length] = k - code;
                for (int i = 0; i < counts[length]; i++, k++, code++) {
                    if (code >= 1 << length) {
                        throw corrupt("a Huffman table", "too many codes of " + length + " bits");
                    }
                    if (length <= FAST) {
                        final int first = code << FAST - length;
                        for (int f = 0; f < 1 << FAST - length; f++) {
                            m_fast[first + f] = (short)(length << 8 | values[k] & 0xFF);
                        }
                    }
                }
                m_max[length] = code << 16 - length; // codes below, left-aligned to 16 bits, have this length
                code <<= 1;
            }
            m_max[17] = Integer.MAX_VALUE;
        }
    }

    private static final class Component {

        private int m_id;

        private int m_h;

        private int m_v;

        private int m_quantization;

        private Huffman m_dc;

        private Huffman m_ac;

        private int m_prediction;

        /** Decoded samples of a DCT image, whole blocks. */
        private short[] m_samples;

        private int m_stride;
    }

    private static final class Codestream {

        private final byte[] m_data;

        private final PixelFormat m_format;

        private final byte[] m_target;

        private int m_pos;

        private final Huffman[] m_dc = new Huffman[4];

        private final Huffman[] m_ac = new Huffman[4];

        private final int[][] m_tables = new int[4][];

        private int m_restart;

        private int m_precision;

        private boolean m_lossless;

        private Component[] m_components;

        private int m_done;

        // bit reader
        private int m_bits;

        private int m_count;

        Codestream(final byte[] data, final PixelFormat format, final byte[] target) {
            m_data = data;
            m_format = format;
            m_target = target;
        }

        void decode() throws DicomException {
            if (u16(0) != 0xFFD8) {
                throw corrupt("a start of image marker", "none");
            }
            m_pos = 2;
            while (m_components == null || m_done < m_components.length) {
                while (u8(m_pos) == 0xFF && u8(m_pos + 1) == 0xFF) {
                    m_pos++;
                }
                final int marker = u16(m_pos);
                if (marker == 0xFFD9) {
                    throw corrupt("a scan", "the end of the image");
                }
                final int length = u16(m_pos + 2);
                if (marker >> 8 != 0xFF || length < 2 || m_pos + 2 + length > m_data.length) {
                    throw corrupt("a marker", String.format("%04X at byte %d", marker, m_pos));
                }
                final int p = m_pos + 4;
                final int end = m_pos + 2 + length;
                m_pos = end;
                switch (marker) {
                    case 0xFFC0: case 0xFFC1: case 0xFFC3:
                        frame(p, marker == 0xFFC3);
                        break;
                    case 0xFFC2: case 0xFFC5: case 0xFFC6: case 0xFFC7: case 0xFFC9: case 0xFFCA: case 0xFFCB:
                    case 0xFFCD: case 0xFFCE: case 0xFFCF:
                        throw Codestreams.unsupported(CODEC, String.format("process SOF%d", marker & 15));
                    case 0xFFC4:
                        huffman(p, end);
                        break;
                    case 0xFFDB:
                        quantization(p, end);
                        break;
                    case 0xFFDD:
                        m_restart = u16(p);
                        break;
                    case 0xFFDA:
                        scan(p);
                        break;
                    default:
                        break; // application data, comments
                }
            }
            if (!m_lossless) {
                write();
            }
        }

        private int u8(final int i) throws DicomException {
            if (i >= m_data.length) {
                throw corrupt("more bytes", "the end at byte " + m_data.length);
            }
            return m_data[i] & 0xFF;
        }

        private int u16(final int i) throws DicomException {
            return u8(i) << 8 | u8(i + 1);
        }

        // ------------------------------------------------------------------------------------------- headers

        private void frame(final int p, final boolean lossless) throws DicomException {
            if (m_components != null) {
                throw corrupt("one frame header", "two");
            }
            m_lossless = lossless;
            m_precision = u8(p);
            final int n = u8(p + 5);
            Codestreams.check(CODEC, m_format, u16(p + 1), u16(p + 3), n, m_precision);
            if (lossless ? m_precision < 2 || m_precision > 16 : m_precision != 8 && m_precision != 12) {
                throw corrupt("8, 12 or (lossless) 2 to 16 bits", m_precision + " bits");
            }
            m_components = new Component[n];
            for (int i = 0; i < n; i++) {
                final Component c = new Component();
                c.m_id = u8(p + 6 + 3 * i);
                c.m_h = u8(p + 7 + 3 * i) >> 4;
                c.m_v = u8(p + 7 + 3 * i) & 15;
                c.m_quantization = u8(p + 8 + 3 * i);
                if (c.m_h < 1 || c.m_h > 4 || c.m_v < 1 || c.m_v > 4 || c.m_quantization > 3) {
                    throw corrupt("sampling factors 1 to 4", c.m_h + " x " + c.m_v);
                }
                if (lossless && (c.m_h != 1 || c.m_v != 1)) {
                    throw Codestreams.unsupported(CODEC, "a lossless image with subsampling");
                }
                m_components[i] = c;
            }
        }

        private void huffman(final int start, final int end) throws DicomException {
            int p = start;
            while (p < end) {
                final int type = u8(p++);
                final int[] counts = new int[17];
                int n = 0;
                for (int i = 1; i <= 16; i++) {
                    n += counts[i] = u8(p++);
                }
                if (n > 256 || p + n > end || (type & 15) > 3 || type >> 4 > 1) {
                    throw corrupt("a Huffman table", n + " codes, type " + type);
                }
                final Huffman h = new Huffman(counts, java.util.Arrays.copyOfRange(m_data, p, p + n));
                (type >> 4 == 0 ? m_dc : m_ac)[type & 15] = h;
                p += n;
            }
        }

        private void quantization(final int start, final int end) throws DicomException {
            int p = start;
            while (p < end) {
                final int type = u8(p++);
                final int[] table = new int[64];
                for (int i = 0; i < 64; i++) {
                    table[ZIGZAG[i]] = type >> 4 == 0 ? u8(p) : u16(p);
                    p += type >> 4 == 0 ? 1 : 2;
                }
                if ((type & 15) > 3) {
                    throw corrupt("quantization table 0 to 3", String.valueOf(type & 15));
                }
                m_tables[type & 15] = table;
            }
        }

        private void scan(final int p) throws DicomException {
            final int n = u8(p);
            if (m_components == null || n < 1 || m_done + n > m_components.length) {
                throw corrupt("a frame header before a scan of its components", n + " components");
            }
            final Component[] in = new Component[n];
            for (int i = 0; i < n; i++) {
                for (final Component c : m_components) {
                    if (c.m_id == u8(p + 1 + 2 * i)) {
                        in[i] = c;
                    }
                }
                final int tables = u8(p + 2 + 2 * i);
                if (in[i] == null || (tables >> 4) > 3 || (tables & 15) > 3) {
                    throw corrupt("a component of the frame", "component " + u8(p + 1 + 2 * i));
                }
                in[i].m_dc = m_dc[tables >> 4];
                in[i].m_ac = m_ac[tables & 15];
                if (in[i].m_dc == null || !m_lossless && in[i].m_ac == null) {
                    throw corrupt("Huffman tables", "none");
                }
            }
            m_bits = 0;
            m_count = 0;
            if (m_lossless) {
                lossless(in, u8(p + 1 + 2 * n), u8(p + 3 + 2 * n) & 15);
            } else {
                sequential(in);
            }
            m_done += n;
        }

        // ------------------------------------------------------------------------------------------ lossless

        private void lossless(final Component[] in, final int predictor, final int shift) throws DicomException {
            if (predictor < 1 || predictor > 7 || shift >= m_precision) {
                throw corrupt("predictor 1 to 7", predictor + ", point transform " + shift);
            }
            final int w = m_format.columns();
            final int bytes = m_format.bytesPerSample();
            final int all = m_components.length;
            final int n = in.length;
            final int[][] line = new int[n][w];
            final int[][] above = new int[n][w];
            final int start = 1 << m_precision - shift - 1;
            int left = m_restart;
            int first = 0; // line of the last restart
            for (int y = 0; y < m_format.rows(); y++) {
                for (int c = 0; c < n; c++) {
                    final int[] t = above[c];
                    above[c] = line[c];
                    line[c] = t;
                }
                for (int x = 0; x < w; x++) {
                    if (m_restart > 0 && left-- == 0) {
                        restart();
                        if (x != 0) {
                            throw Codestreams.unsupported(CODEC, "a restart within a line");
                        }
                        left = m_restart - 1;
                        first = y;
                    }
                    for (int c = 0; c < n; c++) {
                        final int[] cur = line[c];
                        final int[] up = above[c];
                        final int prediction;
                        if (y == first) {
                            prediction = x == 0 ? start : cur[x - 1];
                        } else if (x == 0) {
                            prediction = up[0];
                        } else {
                            prediction = predict(predictor, cur[x - 1], up[x], up[x - 1]);
                        }
                        final int size = huffman(in[c].m_dc);
                        final int difference = size == 0 ? 0 : size == 16 ? 32768 : extend(bits(size), size);
                        cur[x] = prediction + difference & 0xFFFF;
                        Codestreams.put(m_target, (y * w + x) * all + m_done + c, bytes, cur[x] << shift);
                    }
                }
            }
        }

        private static int predict(final int predictor, final int a, final int b, final int c) {
            switch (predictor) {
                case 1: return a;
                case 2: return b;
                case 3: return c;
                case 4: return a + b - c;
                case 5: return a + (b - c >> 1);
                case 6: return b + (a - c >> 1);
                default: return a + b >> 1;
            }
        }

        // ---------------------------------------------------------------------------------------- sequential

        private void sequential(final Component[] in) throws DicomException {
            int hMax = 1;
            int vMax = 1;
            for (final Component c : m_components) {
                hMax = Math.max(hMax, c.m_h);
                vMax = Math.max(vMax, c.m_v);
            }
            final int w = m_format.columns();
            final int h = m_format.rows();
            final int unitsX = (w + 8 * hMax - 1) / (8 * hMax);
            final int unitsY = (h + 8 * vMax - 1) / (8 * vMax);
            for (final Component c : in) {
                c.m_stride = unitsX * c.m_h * 8;
                c.m_samples = new short[c.m_stride * unitsY * c.m_v * 8];
                c.m_prediction = 0;
                if (m_tables[c.m_quantization] == null) {
                    throw corrupt("a quantization table", "none");
                }
            }
            final boolean single = in.length == 1;
            final Component only = in[0];
            // a scan of one component has its own blocks as units, without padding to whole MCUs
            final int nx = single ? ((w * only.m_h + hMax - 1) / hMax + 7) / 8 : unitsX;
            final int ny = single ? ((h * only.m_v + vMax - 1) / vMax + 7) / 8 : unitsY;
            final int[] block = new int[64];
            int left = m_restart;
            for (int my = 0; my < ny; my++) {
                for (int mx = 0; mx < nx; mx++) {
                    if (m_restart > 0 && left-- == 0) {
                        restart();
                        left = m_restart - 1;
                        for (final Component c : in) {
                            c.m_prediction = 0;
                        }
                    }
                    for (final Component c : in) {
                        final int bh = single ? 1 : c.m_h;
                        final int bv = single ? 1 : c.m_v;
                        for (int by = 0; by < bv; by++) {
                            for (int bx = 0; bx < bh; bx++) {
                                block(c, block);
                                idct(block, c.m_samples, ((my * bv + by) * c.m_stride + mx * bh + bx) * 8,
                                    c.m_stride, m_precision);
                            }
                        }
                    }
                }
            }
        }

        private void block(final Component c, final int[] block) throws DicomException {
            java.util.Arrays.fill(block, 0);
            final int[] q = m_tables[c.m_quantization];
            final int size = huffman(c.m_dc);
            if (size > 16) {
                throw corrupt("a DC size up to 16", String.valueOf(size));
            }
            c.m_prediction += size == 0 ? 0 : extend(bits(size), size);
            block[0] = c.m_prediction * q[0];
            for (int k = 1; k < 64; k++) {
                final int rs = huffman(c.m_ac);
                final int s = rs & 15;
                if (s == 0) {
                    if (rs != 0xF0) {
                        break;
                    }
                    k += 15;
                    continue;
                }
                k += rs >> 4;
                if (k > 63) {
                    throw corrupt("64 coefficients", "more");
                }
                block[ZIGZAG[k]] = extend(bits(s), s) * q[ZIGZAG[k]];
            }
        }

        /** The accurate integer inverse DCT (Loeffler, Ligtenberg and Moschytz; IJG's constants and rounding). */
        private static void idct(final int[] b, final short[] out, final int offset, final int stride,
            final int precision) {
            final int pass1 = precision == 8 ? 2 : 1;
            for (int i = 0; i < 8; i++) {
                butterfly(b, i, 8, 13 - pass1);
            }
            final int max = (1 << precision) - 1;
            final int centre = 1 << precision - 1;
            for (int i = 0; i < 8; i++) {
                butterfly(b, 8 * i, 1, 13 + pass1 + 3);
                for (int x = 0; x < 8; x++) {
                    out[offset + i * stride + x] = (short)Math.max(0, Math.min(max, b[8 * i + x] + centre));
                }
            }
        }

        private static void butterfly(final int[] b, final int at, final int step, final int shift) {
            long z2 = b[at + 2 * step];
            long z3 = b[at + 6 * step];
            long z1 = (z2 + z3) * 4433;
            long t2 = z1 - z3 * 15137;
            long t3 = z1 + z2 * 6270;
            z2 = b[at];
            z3 = b[at + 4 * step];
            long t0 = z2 + z3 << 13;
            long t1 = z2 - z3 << 13;
            final long t10 = t0 + t3;
            final long t13 = t0 - t3;
            final long t11 = t1 + t2;
            final long t12 = t1 - t2;
            t0 = b[at + 7 * step];
            t1 = b[at + 5 * step];
            t2 = b[at + 3 * step];
            t3 = b[at + step];
            z1 = t0 + t3;
            z2 = t1 + t2;
            z3 = t0 + t2;
            long z4 = t1 + t3;
            final long z5 = (z3 + z4) * 9633;
            t0 *= 2446;
            t1 *= 16819;
            t2 *= 25172;
            t3 *= 12299;
            z1 *= -7373;
            z2 *= -20995;
            z3 = z3 * -16069 + z5;
            z4 = z4 * -3196 + z5;
            t0 += z1 + z3;
            t1 += z2 + z4;
            t2 += z2 + z3;
            t3 += z1 + z4;
            final long round = 1L << shift - 1;
            b[at] = (int)(t10 + t3 + round >> shift);
            b[at + 7 * step] = (int)(t10 - t3 + round >> shift);
            b[at + step] = (int)(t11 + t2 + round >> shift);
            b[at + 6 * step] = (int)(t11 - t2 + round >> shift);
            b[at + 2 * step] = (int)(t12 + t1 + round >> shift);
            b[at + 5 * step] = (int)(t12 - t1 + round >> shift);
            b[at + 3 * step] = (int)(t13 + t0 + round >> shift);
            b[at + 4 * step] = (int)(t13 - t0 + round >> shift);
        }

        /** Components to pixels; subsampled ones are repeated. */
        private void write() {
            int hMax = 1;
            int vMax = 1;
            for (final Component c : m_components) {
                hMax = Math.max(hMax, c.m_h);
                vMax = Math.max(vMax, c.m_v);
            }
            final int n = m_components.length;
            for (int i = 0; i < n; i++) {
                final Component c = m_components[i];
                for (int y = 0; y < m_format.rows(); y++) {
                    final int row = y * c.m_v / vMax * c.m_stride;
                    for (int x = 0; x < m_format.columns(); x++) {
                        Codestreams.put(m_target, (y * m_format.columns() + x) * n + i, m_format.bytesPerSample(),
                            c.m_samples[row + x * c.m_h / hMax]);
                    }
                }
            }
        }

        // --------------------------------------------------------------------------------------- bit reading

        private static int extend(final int v, final int size) {
            return v < 1 << size - 1 ? v - (1 << size) + 1 : v;
        }

        private int huffman(final Huffman h) throws DicomException {
            fill();
            final int fast = h.m_fast[m_bits >>> 32 - Huffman.FAST];
            if (fast != 0) {
                take(fast >> 8);
                return fast & 0xFF;
            }
            final int code = m_bits >>> 16;
            int length = Huffman.FAST + 1;
            while (length < 17 && code >= h.m_max[length]) {
                length++;
            }
            if (length == 17) {
                throw corrupt("a Huffman code", "none at byte " + m_pos);
            }
            final int index = h.m_delta[length] + (code >> 16 - length);
            if (index < 0 || index >= h.m_values.length) {
                throw corrupt("a Huffman code", "none at byte " + m_pos);
            }
            take(length);
            return h.m_values[index] & 0xFF;
        }

        private int bits(final int n) throws DicomException {
            fill();
            final int v = m_bits >>> 32 - n;
            take(n);
            return v;
        }

        private void take(final int n) throws DicomException {
            if (n > m_count) {
                throw corrupt("more coded data", "the end at byte " + m_pos);
            }
            m_bits = n == 32 ? 0 : m_bits << n;
            m_count -= n;
        }

        /** Keeps at least 24 bits ready, zeros at the end of the data, which {@link #take} then refuses. */
        private void fill() {
            while (m_count <= 24 && m_pos < m_data.length) {
                final int b = m_data[m_pos] & 0xFF;
                if (b == 0xFF) {
                    if (m_pos + 1 >= m_data.length || m_data[m_pos + 1] != 0) {
                        return; // a marker
                    }
                    m_pos++;
                }
                m_pos++;
                m_bits |= b << 24 - m_count;
                m_count += 8;
            }
        }

        private void restart() throws DicomException {
            m_bits = 0;
            m_count = 0;
            while (u8(m_pos) == 0xFF && u8(m_pos + 1) == 0xFF) {
                m_pos++;
            }
            if ((u16(m_pos) & 0xFFF8) != 0xFFD0) {
                throw corrupt("a restart marker", String.format("%04X at byte %d", u16(m_pos), m_pos));
            }
            m_pos += 2;
        }
    }
}

package org.dlrm.dicom.pixel;

import java.util.Arrays;

import org.dlrm.dicom.DicomException;

/**
 * JPEG-LS lossless and near-lossless (ITU-T T.87). Names of variables are those of the recommendation. Components in
 * separate scans or interleaved by line.
 */
final class JpegLsDecoder implements FrameDecoder {

    private static final String CODEC = "JPEG-LS";

    /** Order of the Golomb-coded run length (J in T.87 A.2.1). */
    private static final int[] J = {0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 9, 10,
        11, 12, 13, 14, 15};

    @Override
    public void decode(final byte[] data, final PixelFormat format, final byte[] target) throws DicomException {
        new Codestream(data, format, target).decode();
    }

    private static DicomException corrupt(final String expected, final String found) {
        return Codestreams.corrupt(CODEC, expected, found);
    }

    /** The markers around the scans. */
    private static final class Codestream {

        private final byte[] m_data;

        private final PixelFormat m_format;

        private final byte[] m_target;

        private int m_pos;

        private int m_precision;

        private int m_maxval;

        private final int[] m_thresholds = new int[3];

        private int m_reset = 64;

        private int m_components;

        private int m_done;

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
            while (m_done < Math.max(1, m_components)) {
                while (m_pos + 1 < m_data.length && m_data[m_pos] == -1 && m_data[m_pos + 1] == -1) {
                    m_pos++; // fill bytes
                }
                final int marker = u16(m_pos);
                final int length = u16(m_pos + 2);
                if (marker >> 8 != 0xFF || length < 2 || m_pos + 2 + length > m_data.length) {
                    throw corrupt("a marker", String.format("%04X at byte %d", marker, m_pos));
                }
                final int p = m_pos + 4;
                m_pos += 2 + length;
                switch (marker) {
                    case 0xFFF7: // SOF55
                        m_precision = u8(p);
                        m_components = u8(p + 5);
                        Codestreams.check(CODEC, m_format, u16(p + 1), u16(p + 3), m_components, m_precision);
                        if (m_precision < 2) {
                            throw corrupt("2 to 16 bits", String.valueOf(m_precision));
                        }
                        break;
                    case 0xFFF8: // LSE
                        if (u8(p) != 1) {
                            throw Codestreams.unsupported(CODEC, "a mapping table or large size");
                        }
                        m_maxval = u16(p + 1);
                        for (int i = 0; i < 3; i++) {
                            m_thresholds[i] = u16(p + 3 + 2 * i);
                        }
                        m_reset = u16(p + 9) == 0 ? 64 : u16(p + 9);
                        break;
                    case 0xFFDA:
                        scan(p);
                        break;
                    case 0xFFDD:
                        throw Codestreams.unsupported(CODEC, "a restart interval");
                    case 0xFFD9:
                        throw corrupt("a scan", "the end of the image");
                    default:
                        break; // application data, comments
                }
            }
        }

        private void scan(final int p) throws DicomException {
            final int ns = u8(p);
            if (m_components == 0) {
                throw corrupt("a frame header", "a scan");
            }
            final int near = u8(p + 1 + 2 * ns);
            final int interleave = u8(p + 2 + 2 * ns);
            if (interleave == 2 && ns > 1) {
                throw Codestreams.unsupported(CODEC, "interleaving by sample");
            }
            if (ns < 1 || m_done + ns > m_components || u8(p + 3 + 2 * ns) != 0) {
                throw corrupt("a scan of 1 to " + m_components + " components", ns + " components");
            }
            final int maxval = m_maxval == 0 ? (1 << m_precision) - 1 : m_maxval;
            if (near > Math.min(255, maxval / 2) || maxval >= 1 << m_precision) {
                throw corrupt("NEAR up to half of " + maxval, String.valueOf(near));
            }
            final Scan scan = new Scan(m_data, m_pos, maxval, near, m_thresholds, m_reset);
            final int w = m_format.columns();
            final int bytes = m_format.bytesPerSample();
            final int[][] lines = new int[ns][w + 2];
            final int[][] previous = new int[ns][w + 2];
            final int[] runIndex = new int[ns];
            for (int y = 0; y < m_format.rows(); y++) {
                for (int c = 0; c < ns; c++) {
                    final int[] line = previous[c];
                    previous[c] = lines[c];
                    lines[c] = line;
                    runIndex[c] = scan.line(previous[c], line, w, runIndex[c]);
                    int at = y * w * m_components + m_done + c;
                    for (int x = 1; x <= w; x++, at += m_components) {
                        Codestreams.put(m_target, at, bytes, line[x]);
                    }
                }
            }
            m_pos = scan.end();
            m_done += ns;
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
    }

    /** One entropy-coded segment: contexts and bit reader. */
    private static final class Scan {

        private final byte[] m_data;

        private int m_pos;

        private long m_bits;

        private int m_count;

        private boolean m_afterFF;

        private final int m_maxval;

        private final int m_near;

        private final int m_step;

        private final int m_range;

        private final int m_qbpp;

        private final int m_limit;

        private final int m_reset;

        private final int m_t1;

        private final int m_t2;

        private final int m_t3;

        private final int[] m_a = new int[367];

        private final int[] m_b = new int[365];

        private final int[] m_c = new int[365];

        private final int[] m_n = new int[367];

        private final int[] m_nn = new int[2];

        Scan(final byte[] data, final int pos, final int maxval, final int near, final int[] thresholds,
            final int reset) throws DicomException {
            m_data = data;
            m_pos = pos;
            m_maxval = maxval;
            m_near = near;
            m_step = 2 * near + 1;
            m_range = (maxval + 2 * near) / m_step + 1;
            m_qbpp = 32 - Integer.numberOfLeadingZeros(m_range - 1);
            final int bpp = Math.max(2, 32 - Integer.numberOfLeadingZeros(maxval));
            m_limit = 2 * (bpp + Math.max(8, bpp));
            m_reset = reset;
            // defaults, T.87 C.2.4.1.1
            final int[] t = new int[3];
            if (maxval >= 128) {
                final int factor = (Math.min(maxval, 4095) + 128) / 256;
                t[0] = clamp(factor + 2 + 3 * near, near + 1);
                t[1] = clamp(4 * factor + 3 + 5 * near, t[0]);
                t[2] = clamp(17 * factor + 4 + 7 * near, t[1]);
            } else {
                final int factor = 256 / (maxval + 1);
                t[0] = clamp(Math.max(2, 3 / factor + 3 * near), near + 1);
                t[1] = clamp(Math.max(3, 7 / factor + 5 * near), t[0]);
                t[2] = clamp(Math.max(4, 21 / factor + 7 * near), t[1]);
            }
            m_t1 = thresholds[0] == 0 ? t[0] : thresholds[0];
            m_t2 = thresholds[1] == 0 ? t[1] : thresholds[1];
            m_t3 = thresholds[2] == 0 ? t[2] : thresholds[2];
            if (m_t1 <= near || m_t2 < m_t1 || m_t3 < m_t2 || reset < 3) {
                throw corrupt("ascending thresholds", m_t1 + ", " + m_t2 + ", " + m_t3 + ", reset " + reset);
            }
            Arrays.fill(m_a, Math.max(2, (m_range + 32) / 64));
            Arrays.fill(m_n, 1);
        }

        private int clamp(final int i, final int j) {
            return i > m_maxval || i < j ? j : i;
        }

        /** Decodes a line; sample x is at index x + 1. @return the run index for the next line */
        int line(final int[] above, final int[] line, final int width, final int runIndexIn) throws DicomException {
            int runIndex = runIndexIn;
            line[0] = above[1];
            above[width + 1] = above[width];
            int x = 1;
            while (x <= width) {
                final int ra = line[x - 1];
                final int rb = above[x];
                final int rc = above[x - 1];
                final int rd = above[x + 1];
                final int d1 = rd - rb;
                final int d2 = rb - rc;
                final int d3 = rc - ra;
                if (Math.abs(d1) > m_near || Math.abs(d2) > m_near || Math.abs(d3) > m_near) {
                    line[x++] = regular(81 * quantize(d1) + 9 * quantize(d2) + quantize(d3), ra, rb, rc);
                    continue;
                }
                while (bit() == 1) {
                    final int run = 1 << J[runIndex];
                    final int n = Math.min(run, width + 1 - x);
                    Arrays.fill(line, x, x + n, ra);
                    x += n;
                    if (n == run && runIndex < 31) {
                        runIndex++;
                    }
                    if (x > width) {
                        return runIndex;
                    }
                }
                final int rest = bits(J[runIndex]);
                if (x + rest > width) {
                    throw corrupt("a run within the line", rest + " samples");
                }
                Arrays.fill(line, x, x + rest, ra);
                x += rest;
                line[x] = interruption(ra, above[x], J[runIndex]);
                x++;
                if (runIndex > 0) {
                    runIndex--;
                }
            }
            return runIndex;
        }

        private int quantize(final int d) {
            if (d < 0) {
                return d <= -m_t3 ? -4 : d <= -m_t2 ? -3 : d <= -m_t1 ? -2 : d < -m_near ? -1 : 0;
            }
            return d <= m_near ? 0 : d < m_t1 ? 1 : d < m_t2 ? 2 : d < m_t3 ? 3 : 4;
        }

        private int regular(final int context, final int ra, final int rb, final int rc) throws DicomException {
            final int sign = context < 0 ? -1 : 1;
            final int q = context * sign;
            int px = rc >= Math.max(ra, rb) ? Math.min(ra, rb) : rc <= Math.min(ra, rb) ? Math.max(ra, rb)
                : ra + rb - rc;
            px = Math.max(0, Math.min(m_maxval, px + sign * m_c[q]));
            int k = 0;
            while (m_n[q] << k < m_a[q]) {
                k++;
            }
            final int m = golomb(k, m_limit);
            int error;
            if (m_near == 0 && k == 0 && 2 * m_b[q] <= -m_n[q]) {
                error = (m & 1) == 1 ? (m - 1) / 2 : -(m / 2) - 1;
            } else {
                error = (m & 1) == 0 ? m / 2 : -((m + 1) / 2);
            }
            m_b[q] += error * m_step;
            m_a[q] += Math.abs(error);
            if (m_n[q] == m_reset) {
                m_a[q] >>= 1;
                m_b[q] >>= 1;
                m_n[q] >>= 1;
            }
            m_n[q]++;
            if (m_b[q] <= -m_n[q]) {
                m_b[q] = Math.max(m_b[q] + m_n[q], 1 - m_n[q]);
                m_c[q] = Math.max(-128, m_c[q] - 1);
            } else if (m_b[q] > 0) {
                m_b[q] = Math.min(m_b[q] - m_n[q], 0);
                m_c[q] = Math.min(127, m_c[q] + 1);
            }
            return reconstruct(px, sign * error);
        }

        private int interruption(final int ra, final int rb, final int order) throws DicomException {
            final int type = Math.abs(ra - rb) <= m_near ? 1 : 0;
            final int q = 365 + type;
            final int temp = m_a[q] + (type == 1 ? m_n[q] >> 1 : 0);
            int k = 0;
            while (m_n[q] << k < temp) {
                k++;
            }
            final int em = golomb(k, m_limit - order - 1);
            final int t = em + type;
            final int map = t & 1;
            int error = (t + map) / 2;
            if ((k != 0 || 2 * m_nn[type] >= m_n[q]) == (map == 1)) {
                error = -error;
            }
            if (error < 0) {
                m_nn[type]++;
            }
            m_a[q] += em + 1 - type >> 1;
            if (m_n[q] == m_reset) {
                m_a[q] >>= 1;
                m_n[q] >>= 1;
                m_nn[type] >>= 1;
            }
            m_n[q]++;
            return reconstruct(type == 1 ? ra : rb, type == 0 && ra > rb ? -error : error);
        }

        private int reconstruct(final int px, final int error) {
            int rx = px + error * m_step;
            if (rx < -m_near) {
                rx += m_range * m_step;
            } else if (rx > m_maxval + m_near) {
                rx -= m_range * m_step;
            }
            return Math.max(0, Math.min(m_maxval, rx));
        }

        private int golomb(final int k, final int limit) throws DicomException {
            if (k > 24) {
                throw corrupt("a Golomb code", "order " + k);
            }
            int zeros = 0;
            final int most = limit - m_qbpp - 1;
            while (zeros < most && bit() == 0) {
                zeros++;
            }
            if (zeros < most) {
                return (zeros << k) + bits(k);
            }
            if (bit() == 0) {
                throw corrupt("a Golomb code", "more than " + most + " zeros");
            }
            return bits(m_qbpp) + 1;
        }

        private int bit() throws DicomException {
            if (m_count == 0) {
                fill();
            }
            return (int)(m_bits >>> --m_count) & 1;
        }

        private int bits(final int n) throws DicomException {
            while (m_count < n) {
                fill();
            }
            m_count -= n;
            return (int)(m_bits >>> m_count) & (1 << n) - 1;
        }

        /** Takes bytes; one after FF carries seven bits, a set bit there is a marker. */
        private void fill() throws DicomException {
            if (m_pos >= m_data.length || m_afterFF && m_data[m_pos] < 0) {
                throw corrupt("more coded data", "the end at byte " + m_pos);
            }
            while (m_count <= 48 && m_pos < m_data.length && !(m_afterFF && m_data[m_pos] < 0)) {
                final int b = m_data[m_pos++] & 0xFF;
                final int n = m_afterFF ? 7 : 8;
                m_bits = m_bits << n | b;
                m_count += n;
                m_afterFF = b == 0xFF;
            }
        }

        /** @return where the next marker is; nothing but padding may lie between */
        int end() throws DicomException {
            // bytes read ahead beyond the last one needed would be coded data left over
            int left = m_count / 8;
            int p = m_pos;
            if (m_afterFF) {
                p--; // the FF of the marker was taken for data
                left--;
            }
            if (left > 0 || p + 1 < m_data.length && !((m_data[p] & 0xFF) == 0xFF && m_data[p + 1] < 0)) {
                throw corrupt("a marker after the last line", "coded data");
            }
            return p;
        }
    }
}

package org.dlrm.dicom.pixel;

import java.util.Arrays;

import org.dlrm.dicom.DicomException;

/**
 * One component of a tile: resolutions, subbands, precincts and code-blocks (T.800 annex B), and from code-blocks to
 * samples (annexes E and F).
 */
final class Jpeg2000Tile {

    /** Bounds what a hostile header can ask for. */
    private static final int MAX_BLOCKS = 1 << 20;

    /** A code-block and the coded bytes found for it. */
    static final class Block {

        final int m_x0;

        final int m_y0;

        final int m_x1;

        final int m_y1;

        boolean m_included;

        int m_zeroPlanes;

        int m_lengthBits = 3;

        int m_passes;

        byte[] m_data = new byte[0];

        int m_length;

        /** Terminated segments: number of passes and of bytes. */
        int[] m_segmentPasses = new int[1];

        int[] m_segmentLengths = new int[1];

        int m_segments;

        Block(final int x0, final int y0, final int x1, final int y1) {
            m_x0 = x0;
            m_y0 = y0;
            m_x1 = x1;
            m_y1 = y1;
        }

        void append(final byte[] from, final int start, final int length) {
            if (m_length + length > m_data.length) {
                m_data = Arrays.copyOf(m_data, Math.max(m_length + length, Math.min(2 * m_data.length, 1 << 20)));
            }
            System.arraycopy(from, start, m_data, m_length, length);
            m_length += length;
        }

        void segment(final int passes, final int length, final boolean fresh) {
            if (fresh || m_segments == 0) {
                if (m_segments == m_segmentPasses.length) {
                    m_segmentPasses = Arrays.copyOf(m_segmentPasses, 2 * m_segments);
                    m_segmentLengths = Arrays.copyOf(m_segmentLengths, 2 * m_segments);
                }
                m_segmentPasses[m_segments] = 0;
                m_segmentLengths[m_segments++] = 0;
            }
            m_segmentPasses[m_segments - 1] += passes;
            m_segmentLengths[m_segments - 1] += length;
        }
    }

    /** The code-blocks of one subband within one precinct. */
    static final class Precinct {

        final int m_across;

        final int m_down;

        final Block[] m_blocks;

        final TagTree m_inclusion;

        final TagTree m_zeroPlanes;

        Precinct(final int across, final int down) {
            m_across = across;
            m_down = down;
            m_blocks = new Block[across * down];
            m_inclusion = new TagTree(across, down);
            m_zeroPlanes = new TagTree(across, down);
        }
    }

    static final class Band {

        /** 0 LL, 1 HL, 2 LH, 3 HH. */
        final int m_orientation;

        final int m_x0;

        final int m_y0;

        final int m_x1;

        final int m_y1;

        /** Number of magnitude bit-planes (M_b). */
        final int m_planes;

        final float m_step;

        Precinct[] m_precincts;

        Band(final int orientation, final int[] box, final int planes, final float step) {
            m_orientation = orientation;
            m_x0 = box[0];
            m_y0 = box[1];
            m_x1 = box[2];
            m_y1 = box[3];
            m_planes = planes;
            m_step = step;
        }
    }

    static final class Resolution {

        int m_x0;

        int m_y0;

        int m_x1;

        int m_y1;

        int m_ppx;

        int m_ppy;

        int m_precinctsAcross;

        int m_precinctsDown;

        Band[] m_bands;
    }

    final Jpeg2000Decoder.Coding m_coding;

    final Resolution[] m_resolutions;

    private int m_blocks;

    Jpeg2000Tile(final int x0, final int y0, final int x1, final int y1, final Jpeg2000Decoder.Coding coding,
        final Jpeg2000Decoder.Quantization q, final int precision) throws DicomException {
        m_coding = coding;
        final int levels = coding.levels();
        m_resolutions = new Resolution[levels + 1];
        for (int r = 0; r <= levels; r++) {
            final Resolution res = new Resolution();
            final int n = levels - r;
            res.m_x0 = shiftUp(x0, n);
            res.m_y0 = shiftUp(y0, n);
            res.m_x1 = shiftUp(x1, n);
            res.m_y1 = shiftUp(y1, n);
            res.m_ppx = coding.ppx()[r];
            res.m_ppy = coding.ppy()[r];
            res.m_precinctsAcross = res.m_x1 > res.m_x0
                ? shiftUp(res.m_x1, res.m_ppx) - (res.m_x0 >> res.m_ppx) : 0;
            res.m_precinctsDown = res.m_y1 > res.m_y0 ? shiftUp(res.m_y1, res.m_ppy) - (res.m_y0 >> res.m_ppy) : 0;
            count((long)res.m_precinctsAcross * res.m_precinctsDown);
            res.m_bands = new Band[r == 0 ? 1 : 3];
            for (int b = 0; b < res.m_bands.length; b++) {
                final int orientation = r == 0 ? 0 : b + 1;
                res.m_bands[b] = band(orientation, r, new int[]{x0, y0, x1, y1}, q, precision);
                precincts(res, res.m_bands[b], r);
            }
            m_resolutions[r] = res;
        }
    }

    private void count(final long blocks) throws DicomException {
        if (blocks > MAX_BLOCKS || (m_blocks += (int)blocks) > MAX_BLOCKS) {
            throw Codestreams.unsupported(Jpeg2000Decoder.CODEC, "more than " + MAX_BLOCKS + " code-blocks");
        }
    }

    private static int shiftUp(final int v, final int n) {
        return n > 31 ? v > 0 ? 1 : 0 : (int)((long)v + (1L << n) - 1 >> n);
    }

    private static int bandCoordinate(final int v, final int n, final int high) {
        final long offset = high == 0 || n == 0 ? 0 : 1L << n - 1;
        return (int)((long)v - offset + (1L << n) - 1 >> n);
    }

    private Band band(final int orientation, final int r, final int[] tile, final Jpeg2000Decoder.Quantization q,
        final int precision) throws DicomException {
        final int levels = m_coding.levels();
        final int n = r == 0 ? levels : levels - r + 1;
        final int xo = orientation & 1;
        final int yo = orientation >> 1;
        final int[] box = {bandCoordinate(tile[0], n, xo), bandCoordinate(tile[1], n, yo),
            bandCoordinate(tile[2], n, xo), bandCoordinate(tile[3], n, yo)};
        final int index = r == 0 ? 0 : 3 * (r - 1) + orientation;
        final int exponent;
        final int mantissa;
        if (q.style() == 1) { // derived from LL, T.800 E-5
            exponent = Math.max(0, q.exponents()[0] - (r == 0 ? 0 : r - 1));
            mantissa = q.mantissas()[0];
        } else if (index < q.exponents().length) {
            exponent = q.exponents()[index];
            mantissa = q.mantissas()[index];
        } else {
            throw Jpeg2000Decoder.corrupt("quantization of " + (3 * levels + 1) + " subbands",
                String.valueOf(q.exponents().length));
        }
        final int planes = q.guardBits() + exponent - 1;
        if (planes > 31 || planes < 0) {
            throw Codestreams.unsupported(Jpeg2000Decoder.CODEC, planes + " bit-planes");
        }
        // the subband gain of T.800 E-4 is in the wavelet's scaling
        final float step = (float)((1 + mantissa / 2048.0) * Math.pow(2, precision - exponent));
        return new Band(orientation, box, planes, m_coding.reversible() ? 1 : step);
    }

    private void precincts(final Resolution res, final Band band, final int r) throws DicomException {
        final int lower = r == 0 ? 0 : 1;
        final int pw = res.m_ppx - lower;
        final int ph = res.m_ppy - lower;
        final int xcb = Math.min(m_coding.xcb(), pw);
        final int ycb = Math.min(m_coding.ycb(), ph);
        final int firstX = res.m_x0 >> res.m_ppx;
        final int firstY = res.m_y0 >> res.m_ppy;
        band.m_precincts = new Precinct[res.m_precinctsAcross * res.m_precinctsDown];
        for (int j = 0; j < res.m_precinctsDown; j++) {
            for (int i = 0; i < res.m_precinctsAcross; i++) {
                final int x0 = (int)Math.max(band.m_x0, (long)firstX + i << pw);
                final int y0 = (int)Math.max(band.m_y0, (long)firstY + j << ph);
                final int x1 = (int)Math.min(band.m_x1, (long)firstX + i + 1 << pw);
                final int y1 = (int)Math.min(band.m_y1, (long)firstY + j + 1 << ph);
                final boolean empty = x1 <= x0 || y1 <= y0;
                final int cx0 = x0 >> xcb;
                final int cy0 = y0 >> ycb;
                final int across = empty ? 0 : shiftUp(x1, xcb) - cx0;
                final int down = empty ? 0 : shiftUp(y1, ycb) - cy0;
                count((long)across * down);
                final Precinct p = new Precinct(across, down);
                for (int cy = 0; cy < down; cy++) {
                    for (int cx = 0; cx < across; cx++) {
                        p.m_blocks[cy * across + cx] = new Block(Math.max(x0, cx0 + cx << xcb),
                            Math.max(y0, cy0 + cy << ycb), Math.min(x1, cx0 + cx + 1 << xcb),
                            Math.min(y1, cy0 + cy + 1 << ycb));
                    }
                }
                band.m_precincts[j * res.m_precinctsAcross + i] = p;
            }
        }
    }

    // ------------------------------------------------------------------------------------------------ samples

    private interface Sink {
        void accept(Band band, Block block, int[] coefficients);
    }

    /** Decodes all code-blocks of a band; coefficients carry one fractional bit. */
    private void blocks(final Band band, final Sink sink) throws DicomException {
        final boolean ht = m_coding.isHt();
        final Jpeg2000Block ebcot = ht ? null : new Jpeg2000Block(m_coding.style(), band.m_orientation);
        final HtBlock htBlock = ht ? new HtBlock((m_coding.style() & 8) != 0) : null;
        for (final Precinct p : band.m_precincts) {
            for (final Block b : p.m_blocks) {
                if (b.m_passes > 0) {
                    final int[] out = ht ? htBlock.decode(b, band.m_planes) : ebcot.decode(b, band.m_planes);
                    sink.accept(band, b, out);
                }
            }
        }
    }

    int[] reversible() throws DicomException {
        int[] low = new int[0];
        for (int r = 0; r < m_resolutions.length; r++) {
            final Resolution res = m_resolutions[r];
            final int w = res.m_x1 - res.m_x0;
            final int h = res.m_y1 - res.m_y0;
            final int[] v = new int[w * h];
            for (final Band band : res.m_bands) {
                if (r == 0) {
                    blocks(band, (bd, b, c) -> place(bd, b, c, v, w, 1, 0, 0));
                } else {
                    // coefficients go straight to their interleaved places
                    final int ox = 2 * band.m_x0 + (band.m_orientation & 1) - res.m_x0;
                    final int oy = 2 * band.m_y0 + (band.m_orientation >> 1) - res.m_y0;
                    blocks(band, (bd, b, c) -> place(bd, b, c, v, w, 2, ox, oy));
                }
            }
            if (r > 0) {
                final Resolution lower = m_resolutions[r - 1];
                final int lw = lower.m_x1 - lower.m_x0;
                final int ox = 2 * lower.m_x0 - res.m_x0;
                final int oy = 2 * lower.m_y0 - res.m_y0;
                for (int y = 0; y < lower.m_y1 - lower.m_y0; y++) {
                    for (int x = 0; x < lw; x++) {
                        v[(2 * y + oy) * w + 2 * x + ox] = low[y * lw + x];
                    }
                }
                Wavelets.inverse53(v, w, h, res.m_x0 & 1, res.m_y0 & 1);
            }
            low = v;
        }
        return low;
    }

    private static void place(final Band band, final Block b, final int[] c, final int[] v, final int w,
        final int stride, final int ox, final int oy) {
        int i = 0;
        for (int y = b.m_y0 - band.m_y0; y < b.m_y1 - band.m_y0; y++) {
            int at = (stride * y + oy) * w + stride * (b.m_x0 - band.m_x0) + ox;
            for (int x = b.m_x0; x < b.m_x1; x++, at += stride) {
                v[at] = c[i++] / 2;
            }
        }
    }

    float[] irreversible() throws DicomException {
        float[] low = new float[0];
        for (int r = 0; r < m_resolutions.length; r++) {
            final Resolution res = m_resolutions[r];
            final int w = res.m_x1 - res.m_x0;
            final int h = res.m_y1 - res.m_y0;
            final float[] v = new float[w * h];
            for (final Band band : res.m_bands) {
                final int stride = r == 0 ? 1 : 2;
                final int ox = r == 0 ? 0 : 2 * band.m_x0 + (band.m_orientation & 1) - res.m_x0;
                final int oy = r == 0 ? 0 : 2 * band.m_y0 + (band.m_orientation >> 1) - res.m_y0;
                final float half = 0.5f * band.m_step;
                blocks(band, (bd, b, c) -> {
                    int i = 0;
                    for (int y = b.m_y0 - bd.m_y0; y < b.m_y1 - bd.m_y0; y++) {
                        int at = (stride * y + oy) * w + stride * (b.m_x0 - bd.m_x0) + ox;
                        for (int x = b.m_x0; x < b.m_x1; x++, at += stride) {
                            v[at] = c[i++] * half;
                        }
                    }
                });
            }
            if (r > 0) {
                final Resolution lower = m_resolutions[r - 1];
                final int lw = lower.m_x1 - lower.m_x0;
                final int ox = 2 * lower.m_x0 - res.m_x0;
                final int oy = 2 * lower.m_y0 - res.m_y0;
                for (int y = 0; y < lower.m_y1 - lower.m_y0; y++) {
                    for (int x = 0; x < lw; x++) {
                        v[(2 * y + oy) * w + 2 * x + ox] = low[y * lw + x];
                    }
                }
                Wavelets.inverse97(v, w, h, res.m_x0 & 1, res.m_y0 & 1,
                    m_coding.isHt() ? Wavelets.TWO_INV_K : Wavelets.TWO_INV_K_OPENJPEG);
            }
            low = v;
        }
        return low;
    }
}

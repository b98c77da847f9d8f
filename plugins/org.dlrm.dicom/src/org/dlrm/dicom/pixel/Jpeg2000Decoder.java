package org.dlrm.dicom.pixel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.dlrm.dicom.DicomException;

/**
 * JPEG 2000 (ITU-T T.800) and High-Throughput JPEG 2000 (T.814): markers, tiles and assembly. Names follow the
 * recommendation. Not supported and said so: subsampled components, regions of interest, packed packet headers,
 * progression order changes.
 */
final class Jpeg2000Decoder implements FrameDecoder {

    static final String CODEC = "JPEG 2000";

    /** Coding style of a tile-component (COD, COC). */
    record Coding(int levels, int xcb, int ycb, int style, boolean reversible, int[] ppx, int[] ppy) {

        /** @return whether code-blocks are those of HTJ2K */
        boolean isHt() {
            return (style & 0x40) != 0;
        }
    }

    /** Quantization of a tile-component (QCD, QCC); exponents and mantissas by subband. */
    record Quantization(int style, int guardBits, int[] exponents, int[] mantissas) {
    }

    /** What applies to all components of a tile (SGcod). */
    record Order(int progression, int layers, boolean colourTransform, boolean sop, boolean eph) {
    }

    /** Main or tile header: defaults and what is set for single components. */
    private static final class Header {

        private Order m_order;

        private final Coding[] m_coding;

        private final Quantization[] m_quantization;

        private final boolean[] m_ownCoding;

        private final boolean[] m_ownQuantization;

        Header(final int components) {
            m_coding = new Coding[components];
            m_quantization = new Quantization[components];
            m_ownCoding = new boolean[components];
            m_ownQuantization = new boolean[components];
        }

        Header copy() {
            final Header h = new Header(m_coding.length);
            h.m_order = m_order;
            System.arraycopy(m_coding, 0, h.m_coding, 0, m_coding.length);
            System.arraycopy(m_quantization, 0, h.m_quantization, 0, m_coding.length);
            return h;
        }
    }

    /** A tile: its header and the bytes of its parts. */
    private static final class Tile {

        private Header m_header;

        private final List<int[]> m_parts = new ArrayList<>();
    }

    @Override
    public void decode(final byte[] data, final PixelFormat format, final byte[] target) throws DicomException {
        new Codestream(data, format, target).decode();
    }

    static DicomException corrupt(final String expected, final String found) {
        return Codestreams.corrupt(CODEC, expected, found);
    }

    private static final class Codestream {

        private final byte[] m_data;

        private final PixelFormat m_format;

        private final byte[] m_target;

        private int m_pos;

        private int m_x0;

        private int m_y0;

        private int m_x1;

        private int m_y1;

        private int m_tileX0;

        private int m_tileY0;

        private int m_tileWidth;

        private int m_tileHeight;

        private int m_tilesAcross;

        private int[] m_precision;

        private boolean[] m_signed;

        Codestream(final byte[] data, final PixelFormat format, final byte[] target) {
            m_data = data;
            m_format = format;
            m_target = target;
        }

        private int u8(final int i) throws DicomException {
            if (i < 0 || i >= m_data.length) {
                throw corrupt("more bytes", "the end at byte " + m_data.length);
            }
            return m_data[i] & 0xFF;
        }

        private int u16(final int i) throws DicomException {
            return u8(i) << 8 | u8(i + 1);
        }

        private long u32(final int i) throws DicomException {
            return (long)u16(i) << 16 | u16(i + 2);
        }

        void decode() throws DicomException {
            start();
            if (u16(m_pos) != 0xFF4F || u16(m_pos + 2) != 0xFF51) {
                throw corrupt("the markers SOC and SIZ", String.format("%04X %04X", u16(m_pos), u16(m_pos + 2)));
            }
            m_pos += 2;
            size(m_pos + 4);
            final Header main = new Header(m_precision.length);
            Tile[] tiles = new Tile[0];
            while (true) {
                final int marker = m_pos + 1 < m_data.length ? u16(m_pos) : 0xFFD9;
                if (marker == 0xFFD9) {
                    break;
                }
                if (marker == 0xFF90) {
                    if (tiles.length == 0) {
                        tiles = new Tile[m_tilesAcross * ceil(m_y1 - m_tileY0, m_tileHeight)];
                    }
                    tilePart(main, tiles);
                } else {
                    segment(main, marker);
                }
            }
            boolean any = false;
            for (int t = 0; t < tiles.length; t++) {
                if (tiles[t] == null) {
                    throw corrupt(tiles.length + " tiles", "tile " + (t + 1) + " is missing");
                }
                decode(tiles[t], t);
                any = true;
            }
            if (!any) {
                throw corrupt("a tile", "none");
            }
        }

        /** Finds the codestream, which some writers wrap into a JP2 file. */
        private void start() throws DicomException {
            if (m_data.length < 12 || u32(4) != 0x6A502020L) {
                return;
            }
            int p = 0;
            while (true) {
                final long length = u32(p);
                if (u32(p + 4) == 0x6A703263L) {
                    m_pos = p + 8;
                    return;
                }
                if (length < 8 || p + length > m_data.length - 8) {
                    throw corrupt("a codestream box", "none");
                }
                p += (int)length;
            }
        }

        private void size(final int p) throws DicomException {
            final long[] v = new long[8];
            for (int i = 0; i < 8; i++) {
                v[i] = u32(p + 2 + 4 * i);
            }
            final int components = u16(p + 34);
            final int precision = (u8(p + 36) & 0x7F) + 1;
            Codestreams.check(CODEC, m_format, v[1] - v[3], v[0] - v[2], components, precision);
            if (v[0] > 1 << 30 || v[1] > 1 << 30) {
                throw Codestreams.unsupported(CODEC, "an image offset of " + v[2] + ", " + v[3]);
            }
            m_precision = new int[components];
            m_signed = new boolean[components];
            for (int c = 0; c < components; c++) {
                m_precision[c] = (u8(p + 36 + 3 * c) & 0x7F) + 1;
                m_signed[c] = u8(p + 36 + 3 * c) >= 0x80;
                if (u8(p + 37 + 3 * c) != 1 || u8(p + 38 + 3 * c) != 1) {
                    throw Codestreams.unsupported(CODEC, "a subsampled component");
                }
                if (m_precision[c] > 8 * m_format.bytesPerSample() || m_precision[c] > 24) {
                    throw Codestreams.unsupported(CODEC, m_precision[c] + " bits");
                }
            }
            m_x1 = (int)v[0];
            m_y1 = (int)v[1];
            m_x0 = (int)v[2];
            m_y0 = (int)v[3];
            if (v[4] < 1 || v[5] < 1 || v[6] > v[2] || v[7] > v[3] || v[6] + v[4] <= v[2] || v[7] + v[5] <= v[3]) {
                throw corrupt("tiles that cover the image", v[4] + " x " + v[5] + " at " + v[6] + ", " + v[7]);
            }
            m_tileWidth = (int)Math.min(v[4], 1 << 30);
            m_tileHeight = (int)Math.min(v[5], 1 << 30);
            m_tileX0 = (int)v[6];
            m_tileY0 = (int)v[7];
            m_tilesAcross = ceil(m_x1 - m_tileX0, m_tileWidth);
            final long tiles = (long)m_tilesAcross * ceil(m_y1 - m_tileY0, m_tileHeight);
            if (tiles > 65535) {
                throw corrupt("at most 65535 tiles", tiles + " tiles");
            }
            m_pos += 2 + u16(m_pos + 2);
        }

        // ------------------------------------------------------------------------------------------- headers

        private void segment(final Header h, final int marker) throws DicomException {
            final int length = u16(m_pos + 2);
            final int p = m_pos + 4;
            final int end = m_pos + 2 + length;
            if (marker >> 8 != 0xFF || length < 2 || end > m_data.length) {
                throw corrupt("a marker segment", String.format("%04X at byte %d", marker, m_pos));
            }
            final int components = m_precision.length;
            final int wide = components < 257 ? 1 : 2;
            switch (marker) {
                case 0xFF52: { // COD
                    final int scod = u8(p);
                    h.m_order = new Order(u8(p + 1), u16(p + 2), u8(p + 4) == 1, (scod & 2) != 0, (scod & 4) != 0);
                    if (h.m_order.progression > 4 || h.m_order.layers < 1) {
                        throw corrupt("a progression order", h.m_order.toString());
                    }
                    final Coding coding = coding(p + 5, (scod & 1) != 0);
                    for (int c = 0; c < components; c++) {
                        if (!h.m_ownCoding[c]) {
                            h.m_coding[c] = coding;
                        }
                    }
                    break;
                }
                case 0xFF53: { // COC
                    final int c = component(p);
                    h.m_coding[c] = coding(p + wide + 1, (u8(p + wide) & 1) != 0);
                    h.m_ownCoding[c] = true;
                    break;
                }
                case 0xFF5C: { // QCD
                    final Quantization q = quantization(p, end);
                    for (int c = 0; c < components; c++) {
                        if (!h.m_ownQuantization[c]) {
                            h.m_quantization[c] = q;
                        }
                    }
                    break;
                }
                case 0xFF5D: { // QCC
                    final int c = component(p);
                    h.m_quantization[c] = quantization(p + wide, end);
                    h.m_ownQuantization[c] = true;
                    break;
                }
                case 0xFF5E:
                    throw Codestreams.unsupported(CODEC, "a region of interest");
                case 0xFF5F:
                    throw Codestreams.unsupported(CODEC, "a change of the progression order");
                case 0xFF60: case 0xFF61:
                    throw Codestreams.unsupported(CODEC, "packed packet headers");
                default:
                    break; // lengths, comments, capabilities
            }
            m_pos = end;
        }

        private int component(final int p) throws DicomException {
            final int c = m_precision.length < 257 ? u8(p) : u16(p);
            if (c >= m_precision.length) {
                throw corrupt("component 1 to " + m_precision.length, String.valueOf(c + 1));
            }
            return c;
        }

        private Coding coding(final int p, final boolean precincts) throws DicomException {
            final int levels = u8(p);
            final int xcb = (u8(p + 1) & 15) + 2;
            final int ycb = (u8(p + 2) & 15) + 2;
            if (levels > 32 || xcb > 10 || ycb > 10 || xcb + ycb > 12 || u8(p + 4) > 1) {
                throw corrupt("up to 32 levels and code-blocks of 4096 samples",
                    levels + " levels, 2^" + xcb + " x 2^" + ycb + ", transform " + u8(p + 4));
            }
            final int[] ppx = new int[levels + 1];
            final int[] ppy = new int[levels + 1];
            for (int r = 0; r <= levels; r++) {
                ppx[r] = precincts ? u8(p + 5 + r) & 15 : 15;
                ppy[r] = precincts ? u8(p + 5 + r) >> 4 : 15;
                if (r > 0 && (ppx[r] == 0 || ppy[r] == 0)) {
                    throw corrupt("precincts of 2 or more samples", "1");
                }
            }
            return new Coding(levels, xcb, ycb, u8(p + 3), u8(p + 4) == 1, ppx, ppy);
        }

        private Quantization quantization(final int p, final int end) throws DicomException {
            final int style = u8(p) & 31;
            final int guard = u8(p) >> 5;
            final int n = style == 0 ? end - p - 1 : style == 1 ? 1 : (end - p - 1) / 2;
            if (style > 2 || n < 1) {
                throw corrupt("a quantization style", String.valueOf(style));
            }
            final int[] exponents = new int[n];
            final int[] mantissas = new int[n];
            for (int i = 0; i < n; i++) {
                if (style == 0) {
                    exponents[i] = u8(p + 1 + i) >> 3;
                } else {
                    final int v = u16(p + 1 + 2 * i);
                    exponents[i] = v >> 11;
                    mantissas[i] = v & 0x7FF;
                }
            }
            return new Quantization(style, guard, exponents, mantissas);
        }

        private void tilePart(final Header main, final Tile[] tiles) throws DicomException {
            final int start = m_pos;
            final int index = u16(start + 4);
            final long length = u32(start + 6);
            if (index >= tiles.length) {
                throw corrupt("tile 1 to " + tiles.length, String.valueOf(index + 1));
            }
            final long end = length == 0 ? m_data.length : start + length;
            if (length != 0 && length < 14 || end > m_data.length) {
                throw corrupt("a tile-part of " + length + " bytes", m_data.length - start + " bytes");
            }
            if (tiles[index] == null) {
                tiles[index] = new Tile();
                tiles[index].m_header = main.copy();
            }
            m_pos = start + 12;
            while (u16(m_pos) != 0xFF93) {
                segment(tiles[index].m_header, u16(m_pos));
            }
            tiles[index].m_parts.add(new int[]{m_pos + 2, (int)end});
            m_pos = (int)end;
        }

        // --------------------------------------------------------------------------------------------- tiles

        private void decode(final Tile tile, final int index) throws DicomException {
            final int tx = index % m_tilesAcross;
            final int ty = index / m_tilesAcross;
            final int x0 = Math.max(m_tileX0 + tx * m_tileWidth, m_x0);
            final int y0 = Math.max(m_tileY0 + ty * m_tileHeight, m_y0);
            final int x1 = (int)Math.min(m_tileX0 + (tx + 1L) * m_tileWidth, m_x1);
            final int y1 = (int)Math.min(m_tileY0 + (ty + 1L) * m_tileHeight, m_y1);
            final Header h = tile.m_header;
            final int n = m_precision.length;
            if (h.m_order == null || Arrays.asList(h.m_coding).contains(null)
                || Arrays.asList(h.m_quantization).contains(null)) {
                throw corrupt("the markers COD and QCD", "none");
            }
            final Jpeg2000Tile[] components = new Jpeg2000Tile[n];
            for (int c = 0; c < n; c++) {
                components[c] = new Jpeg2000Tile(x0, y0, x1, y1, h.m_coding[c], h.m_quantization[c],
                    m_precision[c]);
            }
            new Jpeg2000Packets(join(tile.m_parts), h.m_order, components, x0, y0).read();
            final boolean reversible = h.m_coding[0].reversible;
            final int size = (x1 - x0) * (y1 - y0);
            final int[][] integers = new int[n][];
            final float[][] floats = new float[n][];
            for (int c = 0; c < n; c++) {
                if (h.m_coding[c].reversible) {
                    integers[c] = components[c].reversible();
                } else {
                    floats[c] = components[c].irreversible();
                }
            }
            if (h.m_order.colourTransform && n >= 3) {
                if (h.m_coding[1].reversible != reversible || h.m_coding[2].reversible != reversible) {
                    throw corrupt("one wavelet for the colour transform", "two");
                }
                if (reversible) {
                    inverseRct(integers, size);
                } else {
                    inverseIct(floats, size, h.m_coding[0].isHt());
                }
            }
            for (int c = 0; c < n; c++) {
                write(integers[c], floats[c], c, h.m_coding[c].isHt(), x0, y0, x1, y1);
            }
        }

        private byte[] join(final List<int[]> parts) {
            int n = 0;
            for (final int[] p : parts) {
                n += p[1] - p[0];
            }
            final byte[] out = new byte[n];
            int at = 0;
            for (final int[] p : parts) {
                System.arraycopy(m_data, p[0], out, at, p[1] - p[0]);
                at += p[1] - p[0];
            }
            return out;
        }

        private static void inverseRct(final int[][] v, final int size) {
            for (int i = 0; i < size; i++) {
                final int g = v[0][i] - (v[1][i] + v[2][i] >> 2);
                final int r = v[2][i] + g;
                final int b = v[1][i] + g;
                v[0][i] = r;
                v[1][i] = g;
                v[2][i] = b;
            }
        }

        private static void inverseIct(final float[][] v, final int size, final boolean ht) {
            // OpenJPEG rounds the constants of T.800 G.3.2; OpenJPH has them from the luma weights in single precision
            final double wr = 0.299f;
            final double wg = 0.587f;
            final double wb = 0.114f;
            final float cr2r = ht ? (float)(2 * (1 - wr)) : 1.402f;
            final float cb2b = ht ? (float)(2 * (1 - wb)) : 1.772f;
            final float cb2g = ht ? (float)(2 * wb * (1 - wb) / wg) : 0.34413f;
            final float cr2g = ht ? (float)(2 * wr * (1 - wr) / wg) : 0.71414f;
            for (int i = 0; i < size; i++) {
                final float y = v[0][i];
                final float cb = v[1][i];
                final float cr = v[2][i];
                v[0][i] = y + cr * cr2r;
                v[1][i] = ht ? y - cr * cr2g - cb * cb2g : y - cb * cb2g - cr * cr2g;
                v[2][i] = y + cb * cb2b;
            }
        }

        /** OpenJPH shifts real samples to the unsigned range before it rounds them, OpenJPEG after: T.800 leaves it open. */
        private void write(final int[] integers, final float[] floats, final int c, final boolean ht, final int x0,
            final int y0, final int x1, final int y1) {
            final int bits = m_precision[c];
            final int min = m_signed[c] ? -(1 << bits - 1) : 0;
            final int max = m_signed[c] ? (1 << bits - 1) - 1 : (1 << bits) - 1;
            final int shift = m_signed[c] ? 0 : 1 << bits - 1;
            final int bytes = m_format.bytesPerSample();
            final int n = m_precision.length;
            // some writers code signed samples as unsigned ones of the same bits: the header counts
            final int extend = m_format.signed() && !m_signed[c] ? 32 - bits : 0;
            int i = 0;
            for (int y = y0; y < y1; y++) {
                int at = ((y - m_y0) * m_format.columns() + x0 - m_x0) * n + c;
                for (int x = x0; x < x1; x++, i++, at += n) {
                    final int v = integers != null ? integers[i] + shift
                        : ht ? (int)Math.rint(floats[i] + (float)shift) : (int)Math.rint(floats[i]) + shift;
                    Codestreams.put(m_target, at, bytes, (v < min ? min : v > max ? max : v) << extend >> extend);
                }
            }
        }
    }

    static int ceil(final int a, final int b) {
        return (int)(((long)a + b - 1) / b);
    }
}

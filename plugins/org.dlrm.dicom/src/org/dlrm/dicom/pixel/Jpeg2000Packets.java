package org.dlrm.dicom.pixel;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import org.dlrm.dicom.DicomException;

/** Packets of a tile (T.800 B.9 to B.12): which bytes belong to which code-block. */
final class Jpeg2000Packets {

    /** A precinct of a resolution of a component, and its place on the reference grid. */
    private record Place(int resolution, int component, int precinct, long x, long y) {
    }

    private final byte[] m_data;

    private final Jpeg2000Decoder.Order m_order;

    private final Jpeg2000Tile[] m_components;

    private final int m_x0;

    private final int m_y0;

    private int m_pos;

    // packet header bits
    private int m_byte;

    private int m_left;

    Jpeg2000Packets(final byte[] data, final Jpeg2000Decoder.Order order, final Jpeg2000Tile[] components,
        final int x0, final int y0) {
        m_data = data;
        m_order = order;
        m_components = components;
        m_x0 = x0;
        m_y0 = y0;
    }

    void read() throws DicomException {
        final List<Place> places = places();
        final int layers = m_order.layers();
        switch (m_order.progression()) {
            case 0: // layer, resolution, component, position
                for (int l = 0; l < layers; l++) {
                    for (final Place p : places) {
                        packet(p, l);
                    }
                }
                break;
            case 1: // resolution, layer, component, position
                int start = 0;
                while (start < places.size()) {
                    int end = start;
                    while (end < places.size() && places.get(end).resolution == places.get(start).resolution) {
                        end++;
                    }
                    for (int l = 0; l < layers; l++) {
                        for (int i = start; i < end; i++) {
                            packet(places.get(i), l);
                        }
                    }
                    start = end;
                }
                break;
            default: // position before layer
                for (final Place p : places) {
                    for (int l = 0; l < layers; l++) {
                        packet(p, l);
                    }
                }
                break;
        }
    }

    private List<Place> places() {
        final List<Place> out = new ArrayList<>();
        for (int c = 0; c < m_components.length; c++) {
            final Jpeg2000Tile.Resolution[] resolutions = m_components[c].m_resolutions;
            for (int r = 0; r < resolutions.length; r++) {
                final Jpeg2000Tile.Resolution res = resolutions[r];
                final int n = resolutions.length - 1 - r;
                for (int p = 0; p < res.m_precinctsAcross * res.m_precinctsDown; p++) {
                    final long px = (res.m_x0 >> res.m_ppx) + p % res.m_precinctsAcross;
                    final long py = (res.m_y0 >> res.m_ppy) + p / res.m_precinctsAcross;
                    out.add(new Place(r, c, p, Math.max(m_x0, px << res.m_ppx + n),
                        Math.max(m_y0, py << res.m_ppy + n)));
                }
            }
        }
        final Comparator<Place> resolution = Comparator.comparingInt(Place::resolution);
        final Comparator<Place> position = Comparator.comparingLong(Place::y).thenComparingLong(Place::x);
        final Comparator<Place> component = Comparator.comparingInt(Place::component);
        switch (m_order.progression()) {
            case 0: case 1: out.sort(resolution.thenComparing(component).thenComparing(Place::precinct)); break;
            case 2: out.sort(resolution.thenComparing(position).thenComparing(component)); break;
            case 3: out.sort(position.thenComparing(component).thenComparing(resolution)); break;
            default: out.sort(component.thenComparing(position).thenComparing(resolution)); break;
        }
        return out;
    }

    // ------------------------------------------------------------------------------------------------ packets

    private void packet(final Place place, final int layer) throws DicomException {
        if (m_pos + 5 < m_data.length && m_data[m_pos] == -1 && (m_data[m_pos + 1] & 0xFF) == 0x91) {
            m_pos += 6; // SOP
        }
        m_byte = 0;
        m_left = 0;
        final Jpeg2000Tile tile = m_components[place.component];
        final Jpeg2000Tile.Resolution res = tile.m_resolutions[place.resolution];
        final List<Jpeg2000Tile.Block> blocks = new ArrayList<>();
        final List<int[]> segments = new ArrayList<>();
        if (bit() == 1) {
            for (final Jpeg2000Tile.Band band : res.m_bands) {
                header(band.m_precincts[place.precinct], layer, tile.m_coding.style(), blocks, segments);
            }
        }
        if (m_left == 0 && m_byte == 0xFF) {
            m_pos++; // a stuffed byte follows FF
        }
        if (m_pos + 1 < m_data.length && m_data[m_pos] == -1 && (m_data[m_pos + 1] & 0xFF) == 0x92) {
            m_pos += 2; // EPH
        }
        for (int i = 0; i < blocks.size(); i++) {
            final int[] s = segments.get(i);
            if (s[1] > m_data.length - m_pos) {
                throw Jpeg2000Decoder.corrupt("a code-block of " + s[1] + " bytes", m_data.length - m_pos + " bytes");
            }
            final Jpeg2000Tile.Block b = blocks.get(i);
            b.append(m_data, m_pos, s[1]);
            b.segment(s[0], s[1], s[2] == 1);
            b.m_passes += s[0];
            m_pos += s[1];
        }
    }

    private void header(final Jpeg2000Tile.Precinct p, final int layer, final int style,
        final List<Jpeg2000Tile.Block> blocks, final List<int[]> segments) throws DicomException {
        for (int i = 0; i < p.m_blocks.length; i++) {
            final Jpeg2000Tile.Block b = p.m_blocks[i];
            final int x = i % p.m_across;
            final int y = i / p.m_across;
            if (b.m_included) {
                if (bit() == 0) {
                    continue;
                }
            } else {
                if (!p.m_inclusion.below(x, y, layer + 1, this)) {
                    continue;
                }
                b.m_included = true;
                int planes = 0;
                while (!p.m_zeroPlanes.below(x, y, planes + 1, this)) {
                    if (++planes > 64) {
                        throw Jpeg2000Decoder.corrupt("up to 64 empty bit-planes", "more");
                    }
                }
                b.m_zeroPlanes = planes;
            }
            final int passes = passes();
            while (bit() == 1) {
                if (++b.m_lengthBits > 31) {
                    throw Jpeg2000Decoder.corrupt("a code-block length", "more than 31 bits");
                }
            }
            if ((style & 0x40) != 0) {
                htSegments(b, passes, blocks, segments);
            } else {
                segments(b, passes, style, blocks, segments);
            }
        }
    }

    private void segments(final Jpeg2000Tile.Block b, final int passes, final int style,
        final List<Jpeg2000Tile.Block> blocks, final List<int[]> segments) throws DicomException {
        int first = b.m_passes;
        for (int i = blocks.size() - 1; i >= 0 && blocks.get(i) == b; i--) {
            first += segments.get(i)[0];
        }
        int left = passes;
        while (left > 0) {
            // passes until the coder is terminated
            final int run = Math.min(left, Jpeg2000Block.passesToTermination(first, style));
            final boolean fresh = first == 0 || Jpeg2000Block.passesToTermination(first - 1, style) == 1;
            final int length = bits(b.m_lengthBits + 31 - Integer.numberOfLeadingZeros(run));
            blocks.add(b);
            segments.add(new int[]{run, length, fresh ? 1 : 0});
            first += run;
            left -= run;
        }
    }

    /** HT code-blocks have a cleanup segment and, with more passes, one refinement segment (T.814 B.1). */
    private void htSegments(final Jpeg2000Tile.Block b, final int passes, final List<Jpeg2000Tile.Block> blocks,
        final List<int[]> segments) throws DicomException {
        if (b.m_passes > 0) {
            throw Codestreams.unsupported("HTJ2K", "a code-block in several layers");
        }
        final int placeholders = (passes - 1) / 3;
        b.m_zeroPlanes += placeholders;
        final int rest = passes - 3 * placeholders;
        final int cleanup = bits(b.m_lengthBits + 31 - Integer.numberOfLeadingZeros(3 * placeholders + 1));
        blocks.add(b);
        segments.add(new int[]{1, cleanup, 1});
        if (rest > 1) {
            blocks.add(b);
            segments.add(new int[]{rest - 1, bits(b.m_lengthBits + (rest > 2 ? 1 : 0)), 1});
        }
    }

    private int passes() throws DicomException {
        if (bit() == 0) {
            return 1;
        }
        if (bit() == 0) {
            return 2;
        }
        int n = bits(2);
        if (n < 3) {
            return 3 + n;
        }
        n = bits(5);
        return n < 31 ? 6 + n : 37 + bits(7);
    }

    int bit() throws DicomException {
        if (m_left == 0) {
            if (m_pos >= m_data.length) {
                throw Jpeg2000Decoder.corrupt("a packet", "the end of the tile");
            }
            m_left = m_byte == 0xFF ? 7 : 8;
            m_byte = m_data[m_pos++] & 0xFF;
        }
        return m_byte >> --m_left & 1;
    }

    private int bits(final int n) throws DicomException {
        if (n > 31) {
            throw Jpeg2000Decoder.corrupt("a code-block length", n + " bits");
        }
        int v = 0;
        for (int i = 0; i < n; i++) {
            v = v << 1 | bit();
        }
        return v;
    }
}

package org.dlrm.radiomics;

import java.util.Arrays;

import org.dlrm.work.Progress;

/**
 * Zones: connected voxels of equal grey level, 26-connected in the volume, 8-connected in a slice. For every voxel those
 * of its predecessors of equal level are found that are not yet known to belong together, for four voxels at once and
 * without branches; only these are looked at one by one (union-find).
 */
final class Zones {

    /** What is told about a zone. */
    interface Sink {
        /**
         * @param distance smallest distance of its voxels, 0 if none was asked for
         * @param slice the slice of its first voxel
         */
        void zone(int rank, int size, int distance, int slice);
    }

    /** Bits of a voxel's code: whether it is in the region, and equal to the voxel before it in its row. */
    private static final int INSIDE = 15;

    private static final int BEFORE = 14;

    /** Lower bits: the predecessors to look at, three (x - 1, x, x + 1) of each of the rows below. */
    private static final int PREDECESSORS = (1 << 12) - 1;

    /** First bits of the rows (y - 1, z), (y - 1, z - 1), (y, z - 1), (y + 1, z - 1). */
    private static final int IN_SLICE = 0;

    private static final int BELOW = 3;

    private static final int STRAIGHT = 6;

    private static final int ABOVE = 9;

    private final Levels m_levels;

    private final char[] m_distance;

    private final Sink m_sink;

    private Lanes m_previous;

    private Lanes m_here;

    /** Of each voxel of the previous and of this slice, as in {@link Lanes}, the part of a zone that it belongs to. */
    private int[] m_partsPrevious;

    private int[] m_partsHere;

    private final long[] m_code;

    /** Whether voxels equal the one before them, the one at (y - 1, z) and the one at (y, z - 1): 0 or 1 in each lane. */
    private final long[] m_before;

    private final long[] m_inSlice;

    private final long[] m_straight;

    private final long[] m_corner;

    /** Whether predecessors at x, x + 1 (and x - 1) of the row at hand are known to belong to one looked at. */
    private final long[] m_known;

    private final long[] m_knownBefore;

    /** Where a predecessor is, relative to a voxel, by bit. */
    private final int[] m_offset = new int[12];

    /**
     * Parts of zones from 1: those that the previous slice handed on, then those that begin in this slice. Lower numbers
     * are roots. A voxel outside the region has part 0.
     */
    private int[] m_parent = new int[64];

    private int[] m_size = new int[64];

    private int[] m_first = new int[64];

    /** The last slice with a voxel of this part. */
    private int[] m_last = new int[64];

    private int[] m_number = new int[64];

    private char[] m_rank = new char[64];

    private char[] m_near = new char[64];

    private int m_parts = 1;

    private Zones(final Levels levels, final char[] distance, final Sink sink) {
        m_levels = levels;
        m_distance = distance;
        m_sink = sink;
        m_previous = new Lanes(levels);
        m_here = new Lanes(levels);
        final int size = m_here.size();
        m_partsPrevious = new int[size * Lanes.COUNT];
        m_partsHere = new int[size * Lanes.COUNT];
        m_code = new long[size];
        m_before = new long[size];
        m_inSlice = new long[size];
        m_straight = new long[size];
        m_corner = new long[size];
        m_known = new long[size];
        m_knownBefore = new long[size];
        final int row = m_here.row() * Lanes.COUNT;
        for (int x = 0; x < 3; x++) {
            m_offset[IN_SLICE + x] = x - 1 - row;
            m_offset[BELOW + x] = x - 1 - row;
            m_offset[STRAIGHT + x] = x - 1;
            m_offset[ABOVE + x] = x - 1 + row;
        }
    }

    /**
     * @param levels with a border of at least one voxel
     * @param distance distance of each position of the grid to the region's edge; an empty array if not wanted
     */
    static void find(final Levels levels, final boolean inSlices, final char[] distance, final Sink sink,
        final Progress progress) {
        final Zones zones = new Zones(levels, distance, sink);
        for (int k = 0; k < levels.nz(); k++) {
            progress.check();
            zones.slice(k, inSlices || k == 0, inSlices || k + 1 == levels.nz());
        }
    }

    /**
     * Joins the voxels of a slice with each other and with the zones that reach it; tells those that end.
     *
     * @param alone whether zones of the slice before do not reach it
     * @param last whether zones end with it
     */
    private void slice(final int k, final boolean alone, final boolean last) {
        m_here.load(k);
        encode(alone);
        for (int j = 0; j < m_levels.ny(); j++) {
            row(j, k);
        }
        // to the roots, from the end, because roots have the lowest number
        for (int part = m_parts - 1; part > 0; part--) {
            final int parent = m_parent[part];
            if (parent != part) {
                m_size[parent] += m_size[part];
                m_near[parent] = (char)Math.min(m_near[parent], m_near[part]);
                m_last[parent] = Math.max(m_last[parent], m_last[part]);
            }
        }
        finish(last ? k + 1 : k);
        if (!last) {
            renumber(k);
        }
        final Lanes swap = m_previous;
        m_previous = m_here;
        m_here = swap;
        final int[] parts = m_partsPrevious;
        m_partsPrevious = m_partsHere;
        m_partsHere = parts;
    }

    /** Finds the predecessors to look at. */
    private void encode(final boolean alone) {
        final int from = m_here.from();
        final int to = m_here.to();
        final long[] levels = m_here.at(0);
        final int row = m_here.row();
        same(levels, m_here.at(-1), 0, m_before, from, to);
        same(levels, m_here.at(0), -row, m_inSlice, from, to);
        if (alone) {
            Arrays.fill(m_straight, 0);
        } else {
            same(levels, m_previous.at(0), 0, m_straight, from, to);
        }
        for (int i = from; i < to; i++) {
            m_code[i] = m_before[i] << BEFORE | Lanes.differ(levels[i], 0) << INSIDE;
        }
        // The voxel straight behind touches all others, the one at (y - 1, z) those at (y - 1, z - 1) and (y, z - 1): if it
        // is equal, it has been joined with them.
        look(levels, m_here, -row, m_inSlice, m_straight, IN_SLICE);
        if (!alone) {
            same(levels, m_previous.at(0), -row, m_corner, from, to);
            for (int i = from; i < to; i++) {
                m_straight[i] |= m_inSlice[i];
            }
            look(levels, m_previous, -row, m_corner, m_straight, BELOW);
            same(levels, m_previous.at(0), 0, m_straight, from, to);
            same(levels, m_previous.at(0), row, m_corner, from, to);
            look(levels, m_previous, row, m_corner, m_straight, ABOVE);
            look(levels, m_previous, 0, m_straight, m_inSlice, STRAIGHT);
            for (int i = from; i < to; i++) {
                m_code[i] |= (m_straight[i] & m_inSlice[i] & ~m_before[i]) << STRAIGHT + 1;
            }
        }
        for (int i = from; i < to; i++) {
            m_code[i] &= Lanes.mask(Lanes.differ(levels[i], 0));
        }
    }

    /**
     * Adds the predecessors in a row to the codes. The middle one, if equal, stands for those beside it; the voxel before,
     * if equal, has been joined with the predecessors at x - 1 and x.
     *
     * @param there the row's slice
     * @param off where the row is
     * @param same whether the middle one is equal
     * @param known whether the row's predecessors belong to one looked at anyway
     */
    private void look(final long[] levels, final Lanes there, final int off, final long[] same, final long[] known,
        final int bit) {
        final int from = m_here.from();
        final int to = m_here.to();
        for (int i = from; i < to; i++) {
            m_known[i] = known[i] | same[i];
        }
        for (int i = from; i < to; i++) {
            m_knownBefore[i] = m_known[i] | m_before[i];
        }
        for (int i = from; i < to; i++) {
            m_code[i] |= (same[i] & ~(known[i] | m_before[i])) << bit + 1;
        }
        beside(levels, there.at(-1), off, m_knownBefore, m_code, bit, from, to);
        beside(levels, there.at(1), off, m_known, m_code, bit + 2, from, to);
    }

    private static void same(final long[] here, final long[] there, final int off, final long[] to, final int from,
        final int end) {
        for (int i = from; i < end; i++) {
            to[i] = Lanes.ONE ^ Lanes.differ(here[i], there[i + off]);
        }
    }

    private static void beside(final long[] here, final long[] there, final int off, final long[] known,
        final long[] code, final int bit, final int from, final int end) {
        for (int i = from; i < end; i++) {
            code[i] |= ((Lanes.differ(here[i], there[i + off]) | known[i]) ^ Lanes.ONE) << bit;
        }
    }

    /** Gives the voxels of a row their parts. */
    private void row(final int j, final int k) {
        final int from = m_levels.from(j, k);
        final int n = m_levels.to(j, k) - from;
        reserve(m_parts + n);
        final int start = start(j, k);
        final int[] parts = m_partsHere;
        for (int i = 0; i < n; i++) {
            final int q = start + i;
            final int code = (int)Lanes.get(m_code[q / Lanes.COUNT], q % Lanes.COUNT);
            int look = code & PREDECESSORS;
            int part = 0;
            if ((code >>> BEFORE & 1) != 0) {
                part = parts[q - 1];
            } else if (look != 0) {
                part = predecessor(q, look);
                look &= look - 1;
            } else if (code != 0) {
                part = m_parts++;
                m_parent[part] = part;
                m_size[part] = 0;
                m_first[part] = k;
                m_rank[part] = m_levels.grid()[from + i];
                m_near[part] = Character.MAX_VALUE;
            }
            for (; look != 0; look &= look - 1) {
                part = union(part, predecessor(q, look));
            }
            parts[q] = part;
            m_size[part]++;
            m_last[part] = k;
            if (m_distance.length > 0) {
                m_near[part] = (char)Math.min(m_near[part], m_distance[from + i]);
            }
        }
    }

    /** @return where the first voxel of a row that is in the region is among the parts */
    private int start(final int j, final int k) {
        return (1 + (j + m_levels.pad()) * m_here.row()) * Lanes.COUNT + m_levels.pad() + m_levels.from(j, k)
            - m_levels.position(0, j, k);
    }

    /** @return the part of the first predecessor in a set */
    private int predecessor(final int q, final int set) {
        final int bit = Integer.numberOfTrailingZeros(set);
        return (bit < BELOW ? m_partsHere : m_partsPrevious)[q + m_offset[bit]];
    }

    /**
     * Tells the zones that end before slice k and numbers the others from 1; afterwards {@link #m_number} has the new
     * number of each part.
     */
    private void finish(final int k) {
        int kept = 1;
        for (int part = 1; part < m_parts; part++) {
            final int parent = m_parent[part];
            if (parent != part) {
                // roots come first
                m_number[part] = m_number[parent];
            } else if (m_last[part] < k) {
                m_sink.zone(m_rank[part], m_size[part], m_distance.length > 0 ? m_near[part] : 0, m_first[part]);
                m_number[part] = 0;
            } else {
                m_number[part] = kept;
                m_size[kept] = m_size[part];
                m_rank[kept] = m_rank[part];
                m_near[kept] = m_near[part];
                m_last[kept] = m_last[part];
                m_first[kept++] = m_first[part];
            }
        }
        for (int part = 1; part < kept; part++) {
            m_parent[part] = part;
        }
        m_parts = kept;
    }

    private void renumber(final int k) {
        for (int j = 0; j < m_levels.ny(); j++) {
            final int start = start(j, k);
            final int end = start + m_levels.to(j, k) - m_levels.from(j, k);
            for (int q = start; q < end; q++) {
                m_partsHere[q] = m_number[m_partsHere[q]];
            }
        }
    }

    private void reserve(final int n) {
        if (n > m_parent.length) {
            final int size = n + (n >> 2);
            m_parent = Arrays.copyOf(m_parent, size);
            m_size = Arrays.copyOf(m_size, size);
            m_first = Arrays.copyOf(m_first, size);
            m_last = Arrays.copyOf(m_last, size);
            m_number = Arrays.copyOf(m_number, size);
            m_rank = Arrays.copyOf(m_rank, size);
            m_near = Arrays.copyOf(m_near, size);
        }
    }

    private int root(final int part) {
        int i = part;
        while (m_parent[i] != i) {
            m_parent[i] = m_parent[m_parent[i]];
            i = m_parent[i];
        }
        return i;
    }

    /** @return the root of both */
    private int union(final int a, final int b) {
        final int ra = root(a);
        final int rb = root(b);
        final int low = Math.min(ra, rb);
        m_parent[Math.max(ra, rb)] = low;
        return low;
    }
}

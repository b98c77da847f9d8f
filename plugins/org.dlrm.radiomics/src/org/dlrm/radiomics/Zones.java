package org.dlrm.radiomics;

import java.util.Arrays;

import org.dlrm.work.Progress;

/**
 * Zones: connected voxels of equal grey level, 26-connected in the volume, 8-connected in a slice. Found from runs along
 * x that are joined with touching runs of the neighbouring rows (union-find over runs).
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

    private final Levels m_levels;

    private final char[] m_distance;

    private final Sink m_sink;

    /** The runs of the previous and of this slice. */
    private Runs m_before;

    private Runs m_here;

    /** Parts of zones: those that the previous slice handed on, then the runs of this slice. Lower numbers are roots. */
    private int[] m_parent = new int[1024];

    private int[] m_size = new int[1024];

    private char[] m_rank = new char[1024];

    private char[] m_near = new char[1024];

    private int[] m_first = new int[1024];

    private int m_parts;

    /** The runs of one slice, row after row. */
    private final class Runs {

        /** First run of each row, and one past the last. */
        private final int[] m_ofRow = new int[m_levels.ny() + 1];

        private int[] m_start = new int[1024];

        private int[] m_end = new int[1024];

        private char[] m_level = new char[1024];

        private int[] m_part = new int[1024];

        private int m_count;

        void reserve(final int n) {
            if (n > m_start.length) {
                final int size = n + (n >> 2);
                m_start = Arrays.copyOf(m_start, size);
                m_end = Arrays.copyOf(m_end, size);
                m_level = Arrays.copyOf(m_level, size);
                m_part = Arrays.copyOf(m_part, size);
            }
        }
    }

    private Zones(final Levels levels, final char[] distance, final Sink sink) {
        m_levels = levels;
        m_distance = distance;
        m_sink = sink;
        m_before = new Runs();
        m_here = new Runs();
    }

    /**
     * @param distance distance of each position of the grid to the region's edge; an empty array if not wanted
     */
    static void find(final Levels levels, final boolean inSlices, final char[] distance, final Sink sink,
        final Progress progress) {
        final Zones zones = new Zones(levels, distance, sink);
        for (int k = 0; k < levels.nz(); k++) {
            progress.check();
            zones.slice(k, inSlices);
        }
        zones.finish(0, false);
    }

    /**
     * Joins the runs of a slice with each other and with the zones that reach it; tells those that it does not reach.
     *
     * @param alone whether zones end with the slice
     */
    private void slice(final int k, final boolean alone) {
        final int ny = m_levels.ny();
        final int inherited = m_parts;
        m_here.m_count = 0;
        for (int j = 0; j < ny; j++) {
            m_here.m_ofRow[j] = m_here.m_count;
            row(j, k);
            m_here.m_ofRow[j + 1] = m_here.m_count;
            if (j > 0) {
                join(j, m_here, j - 1);
            }
            if (inherited > 0) {
                for (int dj = Math.max(0, j - 1); dj <= Math.min(ny - 1, j + 1); dj++) {
                    join(j, m_before, dj);
                }
            }
        }
        // sizes to the roots, from the end, because roots have the lowest number
        for (int part = m_parts - 1; part >= 0; part--) {
            final int parent = m_parent[part];
            if (parent != part) {
                m_size[parent] += m_size[part];
                m_near[parent] = (char)Math.min(m_near[parent], m_near[part]);
            }
        }
        // from here on parents are roots: numbers ascend, and a parent's own parent is final before
        for (int part = 0; part < m_parts; part++) {
            m_parent[part] = m_parent[m_parent[part]];
        }
        finish(inherited, !alone);
        final Runs swap = m_before;
        m_before = m_here;
        m_here = swap;
    }

    /**
     * Tells the zones that no run of this slice belongs to and numbers the others from 0.
     *
     * @param inherited number of parts that are not runs of this slice
     * @param more whether a next slice may go on with zones; if not, all are told
     */
    private void finish(final int inherited, final boolean more) {
        final int[] number = new int[m_parts];
        if (more) {
            for (int r = 0; r < m_here.m_count; r++) {
                number[m_parent[inherited + r]] = 1;
            }
        }
        int kept = 0;
        for (int part = 0; part < m_parts; part++) {
            if (m_parent[part] == part) {
                if (number[part] == 0) {
                    m_sink.zone(m_rank[part], m_size[part], m_distance.length > 0 ? m_near[part] : 0, m_first[part]);
                } else {
                    number[part] = kept;
                    m_size[kept] = m_size[part];
                    m_rank[kept] = m_rank[part];
                    m_near[kept] = m_near[part];
                    m_first[kept++] = m_first[part];
                }
            }
        }
        if (more) {
            for (int r = 0; r < m_here.m_count; r++) {
                m_here.m_part[r] = number[m_parent[inherited + r]];
            }
        }
        for (int part = 0; part < kept; part++) {
            m_parent[part] = part;
        }
        m_parts = kept;
    }

    /** Appends the runs of a row. */
    private void row(final int j, final int k) {
        final char[] g = m_levels.grid();
        final int row = m_levels.position(0, j, k);
        final int end = m_levels.to(j, k);
        int p = m_levels.from(j, k);
        final Runs runs = m_here;
        runs.reserve(runs.m_count + end - p);
        reserve(m_parts + end - p);
        while (p < end) {
            final char level = g[p];
            final int start = p;
            while (p < end && g[p] == level) {
                p++;
            }
            if (level != 0) {
                final int r = runs.m_count++;
                runs.m_start[r] = start - row;
                runs.m_end[r] = p - row;
                runs.m_level[r] = level;
                runs.m_part[r] = m_parts;
                m_parent[m_parts] = m_parts;
                m_size[m_parts] = p - start;
                m_rank[m_parts] = level;
                m_first[m_parts] = k;
                m_near[m_parts++] = m_distance.length > 0 ? nearest(start, p) : 0;
            }
        }
    }

    private char nearest(final int start, final int end) {
        char near = Character.MAX_VALUE;
        for (int q = start; q < end; q++) {
            near = (char)Math.min(near, m_distance[q]);
        }
        return near;
    }

    private void reserve(final int n) {
        if (n > m_parent.length) {
            final int size = n + (n >> 2);
            m_parent = Arrays.copyOf(m_parent, size);
            m_size = Arrays.copyOf(m_size, size);
            m_rank = Arrays.copyOf(m_rank, size);
            m_near = Arrays.copyOf(m_near, size);
            m_first = Arrays.copyOf(m_first, size);
        }
    }

    /** Joins the runs of row j of this slice with those of equal level in another row that they touch, corners too. */
    private void join(final int j, final Runs other, final int otherRow) {
        final Runs runs = m_here;
        final int a1 = runs.m_ofRow[j + 1];
        final int b1 = other.m_ofRow[otherRow + 1];
        int a = runs.m_ofRow[j];
        int b = other.m_ofRow[otherRow];
        while (a < a1 && b < b1) {
            final int endA = runs.m_end[a];
            final int endB = other.m_end[b];
            if (runs.m_level[a] == other.m_level[b] && runs.m_start[a] <= endB && other.m_start[b] <= endA) {
                union(runs.m_part[a], other.m_part[b]);
            }
            // the run that ends first touches nothing that follows the other
            if (endA < endB) {
                a++;
            } else if (endB < endA) {
                b++;
            } else {
                // both end together: the next run of the other row may touch this one at its corner
                if (b + 1 < b1 && other.m_start[b + 1] <= endA && other.m_level[b + 1] == runs.m_level[a]) {
                    union(runs.m_part[a], other.m_part[b + 1]);
                }
                a++;
            }
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

    private void union(final int a, final int b) {
        final int ra = root(a);
        final int rb = root(b);
        if (ra < rb) {
            m_parent[rb] = ra;
        } else {
            m_parent[ra] = rb;
        }
    }
}

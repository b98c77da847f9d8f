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

    private final boolean m_inSlices;

    private final char[] m_distance;

    private int[] m_parent = new int[1024];

    private int[] m_size = new int[1024];

    private char[] m_rank = new char[1024];

    private char[] m_near;

    /** Runs of the rows of two slices: start and end of run r, relative to its row; first run of each row. */
    private int[] m_start = new int[1024];

    private int m_runs;

    private Zones(final Levels levels, final boolean inSlices, final char[] distance) {
        m_levels = levels;
        m_inSlices = inSlices;
        m_distance = distance;
        m_near = new char[distance.length == 0 ? 0 : 1024];
    }

    /**
     * @param distance distance of each position of the grid to the region's edge; an empty array if not wanted
     */
    static void find(final Levels levels, final boolean inSlices, final char[] distance, final Sink sink,
        final Progress progress) {
        new Zones(levels, inSlices, distance).run(sink, progress);
    }

    private void run(final Sink sink, final Progress progress) {
        final int ny = m_levels.ny();
        int[] firstBefore = new int[ny + 1];
        int[] first = new int[ny + 1];
        int sliceStart = 0;
        for (int k = 0; k < m_levels.nz(); k++) {
            progress.check();
            if (m_inSlices) {
                m_runs = 0;
            }
            for (int j = 0; j < ny; j++) {
                first[j] = m_runs;
                row(j, k);
                first[j + 1] = m_runs;
                if (j > 0) {
                    join(first[j], first[j + 1], first[j - 1], first[j]);
                }
                if (k > 0 && !m_inSlices) {
                    for (int dj = Math.max(0, j - 1); dj <= Math.min(ny - 1, j + 1); dj++) {
                        join(first[j], first[j + 1], firstBefore[dj], firstBefore[dj + 1]);
                    }
                }
            }
            if (m_inSlices) {
                tell(sink, k);
            }
            final int[] swap = firstBefore;
            firstBefore = first;
            first = swap;
        }
        if (!m_inSlices) {
            tell(sink, sliceStart);
        }
    }

    /** Appends the runs of a row. */
    private void row(final int j, final int k) {
        final char[] g = m_levels.grid();
        final int row = m_levels.position(0, j, k);
        final int end = m_levels.to(j, k);
        int p = m_levels.from(j, k);
        final int room = m_runs + end - p;
        if (room > m_parent.length) {
            final int n = Math.max(room, m_parent.length + (m_parent.length >> 1));
            m_parent = Arrays.copyOf(m_parent, n);
            m_size = Arrays.copyOf(m_size, n);
            m_rank = Arrays.copyOf(m_rank, n);
            m_start = Arrays.copyOf(m_start, n);
            m_near = m_near.length == 0 ? m_near : Arrays.copyOf(m_near, n);
        }
        int r = m_runs;
        while (p < end) {
            final char level = g[p];
            final int start = p;
            while (p < end && g[p] == level) {
                p++;
            }
            if (level != 0) {
                m_parent[r] = r;
                m_size[r] = p - start;
                m_rank[r] = level;
                m_start[r] = start - row;
                if (m_near.length > 0) {
                    char near = Character.MAX_VALUE;
                    for (int q = start; q < p; q++) {
                        near = (char)Math.min(near, m_distance[q]);
                    }
                    m_near[r] = near;
                }
                r++;
            }
        }
        m_runs = r;
    }

    /** Joins the runs a0 to a1 of a row with those of equal level among b0 to b1 that they touch, corners included. */
    private void join(final int a0, final int a1, final int b0, final int b1) {
        int a = a0;
        int b = b0;
        while (a < a1 && b < b1) {
            final int endA = m_start[a] + m_size[a];
            final int endB = m_start[b] + m_size[b];
            if (m_rank[a] == m_rank[b] && m_start[a] <= endB && m_start[b] <= endA) {
                union(a, b);
            }
            // the run that ends first cannot touch what follows the other, but for a diagonal step
            if (endA < endB) {
                a++;
            } else if (endB < endA) {
                b++;
            } else {
                // both end together: the next of either may touch this one at its corner
                if (b + 1 < b1 && m_start[b + 1] <= endA && m_rank[b + 1] == m_rank[a]) {
                    union(a, b + 1);
                }
                a++;
            }
        }
    }

    private int root(final int r) {
        int i = r;
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

    private void tell(final Sink sink, final int slice) {
        // roots have the lowest number of their zone: collect from the end
        for (int r = m_runs - 1; r >= 0; r--) {
            final int parent = m_parent[r];
            if (parent != r) {
                m_size[parent] += m_size[r];
                if (m_near.length > 0) {
                    m_near[parent] = (char)Math.min(m_near[parent], m_near[r]);
                }
            }
        }
        for (int r = 0; r < m_runs; r++) {
            if (m_parent[r] == r) {
                sink.zone(m_rank[r], m_size[r], m_near.length > 0 ? m_near[r] : 0, slice);
            }
        }
    }
}

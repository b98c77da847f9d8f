package org.dlrm.radiomics;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

import org.dlrm.radiomics.RadiomicsSettings.Convention;
import org.dlrm.radiomics.RadiomicsSettings.Discretisation;
import org.dlrm.radiomics.RadiomicsSettings.Resegmentation;

/**
 * The region's discretised grey levels on a grid with a border: one {@code char} per voxel, 0 outside the intensity
 * mask (border included), otherwise the rank of the voxel's grey level among the levels that occur, from 1. Ranks keep
 * matrices small where levels are sparse; {@link #level} gives the level itself.
 */
final class Levels {

    /** More distinct levels than this have no texture. */
    static final int MOST = 65535;

    /** Largest grey level: histograms and differences of levels are arrays. */
    static final int HIGHEST = 4_000_000;

    private final int m_pad;

    private final int m_nx;

    private final int m_ny;

    private final int m_nz;

    private final char[] m_grid;

    /** First and one past the last voxel of each row that is in the mask, as positions in the grid. */
    private final int[] m_from;

    private final int[] m_to;

    private final int[] m_level;

    private final int m_voxels;

    private Levels(final int pad, final Rows rows, final char[] grid, final int[] level, final int voxels) {
        m_pad = pad;
        m_nx = rows.m_nx;
        m_ny = rows.m_ny;
        m_nz = rows.m_nz;
        m_grid = grid;
        m_level = level;
        m_voxels = voxels;
        m_from = new int[m_ny * m_nz];
        m_to = new int[m_ny * m_nz];
        for (int row = 0; row < m_from.length; row++) {
            final int start = position(0, row % m_ny, row / m_ny);
            m_from[row] = start + rows.m_from[row];
            m_to[row] = start + rows.m_to[row];
        }
    }

    /** The rows of the box, from the first to the last voxel of the mask in each. */
    private static final class Rows {

        private final int m_nx;

        private final int m_ny;

        private final int m_nz;

        private final int m_pad;

        private final int[] m_from;

        private final int[] m_to;

        Rows(final byte[] mask, final int nx, final int ny, final int nz, final int pad) {
            m_nx = nx;
            m_ny = ny;
            m_nz = nz;
            m_pad = pad;
            m_from = new int[ny * nz];
            m_to = new int[ny * nz];
            for (int row = 0; row < m_from.length; row++) {
                final int start = row * nx;
                int a = 0;
                while (a < nx && mask[start + a] == 0) {
                    a++;
                }
                int b = nx;
                while (b > a && mask[start + b - 1] == 0) {
                    b--;
                }
                m_from[row] = a;
                m_to[row] = b;
            }
        }

        /** Takes the position of a row's first voxel in the box and in the grid with border, and the number of voxels. */
        private interface Row {
            void row(int p, int q, int n);
        }

        void each(final Row action) {
            for (int row = 0; row < m_from.length; row++) {
                if (m_to[row] > m_from[row]) {
                    final int q = m_pad + (m_nx + 2 * m_pad)
                        * (row % m_ny + m_pad + (m_ny + 2 * m_pad) * (row / m_ny + m_pad));
                    action.row(row * m_nx + m_from[row], q + m_from[row], m_to[row] - m_from[row]);
                }
            }
        }
    }

    /** Levels, or in words why there are none. */
    record Outcome(Optional<Levels> levels, String reason) {
    }

    /**
     * @param pad width of the border in voxels: the largest distance at which neighbours are looked for
     * @return the levels, or the reason why the region has none
     */
    static Outcome of(final Region region, final Discretisation d, final Resegmentation reseg,
        final Convention convention, final int pad) {
        final float[] v = region.intensity();
        final byte[] mask = region.intense();
        float min = Float.POSITIVE_INFINITY;
        float max = Float.NEGATIVE_INFINITY;
        int voxels = 0;
        for (int p = 0; p < v.length; p++) {
            if (mask[p] != 0) {
                min = Math.min(min, v[p]);
                max = Math.max(max, v[p]);
                voxels++;
            }
        }
        final Binning binning = Binning.of(d, reseg, convention, min, max);
        final double highest = binning.level(max);
        if (highest > HIGHEST) {
            return new Outcome(Optional.empty(),
                String.format(Locale.ROOT, "grey levels up to %.0f: use fewer or wider bins (at most %d)", highest,
                    HIGHEST));
        }
        if (binning.isIdentity() && !integersFromOne(v, mask)) {
            return new Outcome(Optional.empty(),
                "without discretisation intensities must be whole numbers of at least 1");
        }
        final int nx = region.grid().nx();
        final int ny = region.grid().ny();
        final int nz = region.grid().nz();
        final long size = (nx + 2L * pad) * (ny + 2L * pad) * (nz + 2L * pad);
        if (size > Integer.MAX_VALUE - 16) {
            throw new IllegalArgumentException("The region's bounding box is too large: " + nx + " x " + ny + " x "
                + nz + " voxels");
        }
        final char[] grid = new char[(int)size];
        final Rows rows = new Rows(mask, nx, ny, nz, pad);
        final int[] rank = new int[(int)highest + 1];
        // levels that a char can hold are put into the grid at once, others are binned again when ranks are known
        final boolean direct = highest <= Character.MAX_VALUE;
        final int[] levels = new int[nx];
        rows.each((p, q, n) -> {
            binning.levels(v, p, n, levels);
            for (int i = 0; i < n; i++) {
                if (mask[p + i] != 0) {
                    rank[levels[i]] = 1;
                    grid[q + i] = (char)(direct ? levels[i] : 0);
                }
            }
        });
        int distinct = 0;
        for (int l = 0; l < rank.length; l++) {
            if (rank[l] != 0) {
                rank[l] = ++distinct;
            }
        }
        if (distinct > MOST) {
            return new Outcome(Optional.empty(), distinct + " grey levels: use fewer or wider bins (at most " + MOST
                + " levels)");
        }
        final int[] level = new int[distinct + 1];
        for (int l = 0; l < rank.length; l++) {
            if (rank[l] != 0) {
                level[rank[l]] = l;
            }
        }
        rows.each((p, q, n) -> {
            if (!direct) {
                binning.levels(v, p, n, levels);
            }
            for (int i = 0; i < n; i++) {
                grid[q + i] = (char)(direct ? rank[grid[q + i]] : mask[p + i] == 0 ? 0 : rank[levels[i]]);
            }
        });
        return new Outcome(Optional.of(new Levels(pad, rows, grid, level, voxels)), "");
    }

    private static boolean integersFromOne(final float[] v, final byte[] mask) {
        for (int p = 0; p < v.length; p++) {
            if (mask[p] != 0 && !(v[p] >= 1 && v[p] == Math.rint(v[p]))) {
                return false;
            }
        }
        return true;
    }

    char[] grid() {
        return m_grid;
    }

    int nx() {
        return m_nx;
    }

    int ny() {
        return m_ny;
    }

    int nz() {
        return m_nz;
    }

    int pad() {
        return m_pad;
    }

    /** @return position of voxel (i, j, k) of the region's box; the border has negative indices */
    int position(final int i, final int j, final int k) {
        return m_pad + i + (m_nx + 2 * m_pad) * (j + m_pad + (m_ny + 2 * m_pad) * (k + m_pad));
    }

    /** @return what to add to a position to get a neighbour */
    int offset(final int dx, final int dy, final int dz) {
        return dx + (m_nx + 2 * m_pad) * (dy + (m_ny + 2 * m_pad) * dz);
    }

    /** @return position of the first voxel of a row that is in the mask */
    int from(final int j, final int k) {
        return m_from[j + m_ny * k];
    }

    /** @return one past the position of the last; equal to {@link #from} for an empty row */
    int to(final int j, final int k) {
        return m_to[j + m_ny * k];
    }

    /** @return number of distinct levels */
    int count() {
        return m_level.length - 1;
    }

    /** @return grey level of a rank from 1 to {@link #count()} */
    int level(final int rank) {
        return m_level[rank];
    }

    /** @return the highest grey level that occurs: IBSI's Ng */
    int highest() {
        return m_level[m_level.length - 1];
    }

    int voxels() {
        return m_voxels;
    }

    /** @return number of voxels of slice k */
    int voxels(final int k) {
        int n = 0;
        for (int j = 0; j < m_ny; j++) {
            for (int p = from(j, k); p < to(j, k); p++) {
                n += m_grid[p] != 0 ? 1 : 0;
            }
        }
        return n;
    }

    /** @return voxels per rank, index 0 unused */
    int[] histogram() {
        final int[] h = new int[m_level.length];
        final int[] h2 = new int[m_level.length];
        for (int k = 0; k < m_nz; k++) {
            for (int j = 0; j < m_ny; j++) {
                int p = from(j, k);
                final int end = to(j, k);
                for (; p + 1 < end; p += 2) {
                    h[m_grid[p]]++;
                    h2[m_grid[p + 1]]++;
                }
                if (p < end) {
                    h[m_grid[p]]++;
                }
            }
        }
        Arrays.setAll(h, i -> i == 0 ? 0 : h[i] + h2[i]);
        return h;
    }
}

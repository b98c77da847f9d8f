package org.dlrm.radiomics;

import java.util.Arrays;
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

    private Levels(final int pad, final Region r, final char[] grid, final int[] level, final int voxels) {
        m_pad = pad;
        m_nx = r.grid().nx();
        m_ny = r.grid().ny();
        m_nz = r.grid().nz();
        m_grid = grid;
        m_level = level;
        m_voxels = voxels;
        m_from = new int[m_ny * m_nz];
        m_to = new int[m_ny * m_nz];
        for (int row = 0; row < m_from.length; row++) {
            final int start = position(0, row % m_ny, row / m_ny);
            int a = start;
            int b = start + m_nx;
            while (a < b && grid[a] == 0) {
                a++;
            }
            while (b > a && grid[b - 1] == 0) {
                b--;
            }
            m_from[row] = a;
            m_to[row] = b;
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
                String.format(java.util.Locale.ROOT, "grey levels up to %.0f: use fewer or wider bins (at most %d)", highest, HIGHEST));
        }
        if (binning.isIdentity() && !integersFromOne(v, mask)) {
            return new Outcome(Optional.empty(),
                "without discretisation intensities must be whole numbers of at least 1");
        }
        final int[] rank = new int[(int)highest + 1];
        final int nx = region.grid().nx();
        final int ny = region.grid().ny();
        final int nz = region.grid().nz();
        final int[] levels = new int[nx];
        for (int p = 0; p < v.length; p += nx) {
            binning.levels(v, p, levels);
            for (int i = 0; i < nx; i++) {
                if (mask[p + i] != 0) {
                    rank[levels[i]] = 1;
                }
            }
        }
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
        final long size = (nx + 2L * pad) * (ny + 2L * pad) * (nz + 2L * pad);
        if (size > Integer.MAX_VALUE - 16) {
            throw new IllegalArgumentException("The region's bounding box is too large: " + nx + " x " + ny + " x "
                + nz + " voxels");
        }
        final char[] grid = new char[(int)size];
        int p = 0;
        for (int k = 0; k < nz; k++) {
            for (int j = 0; j < ny; j++) {
                final int q = pad + (nx + 2 * pad) * (j + pad + (ny + 2 * pad) * (k + pad));
                binning.levels(v, p, levels);
                for (int i = 0; i < nx; i++) {
                    // intensities outside the mask may have any level
                    grid[q + i] = mask[p + i] == 0 ? 0 : (char)rank[levels[i]];
                }
                p += nx;
            }
        }
        return new Outcome(Optional.of(new Levels(pad, region, grid, level, voxels)), "");
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

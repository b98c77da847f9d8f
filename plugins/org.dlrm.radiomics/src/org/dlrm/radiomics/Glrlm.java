package org.dlrm.radiomics;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.dlrm.work.Progress;

/** Grey level run length matrices (IBSI TP0I). */
final class Glrlm {

    private final Levels m_levels;

    private final int m_longest;

    private Glrlm(final Levels levels) {
        m_levels = levels;
        m_longest = Math.max(levels.nx(), Math.max(levels.ny(), levels.nz()));
    }

    /** @return the values of {@link FeatureDictionary#of} GLRLM for each aggregation asked for */
    static Map<Aggregation, FamilyValues> of(final Levels levels, final Set<Aggregation> wanted,
        final Progress progress) {
        final Map<Aggregation, FamilyValues> out = new EnumMap<>(Aggregation.class);
        final Glrlm glrlm = new Glrlm(levels);
        if (wanted.contains(Aggregation.AVERAGED_3D) || wanted.contains(Aggregation.MERGED_3D)) {
            glrlm.volume(out, progress);
        }
        if (wanted.stream().anyMatch(Aggregation::inSlices)) {
            glrlm.slices(out, progress);
        }
        return out;
    }

    private void volume(final Map<Aggregation, FamilyValues> out, final Progress progress) {
        final List<int[]> directions = Directions.at(1, false);
        final LevelSizeMatrix merged = new LevelSizeMatrix(m_levels, m_longest);
        final Mean mean = new Mean();
        for (final int[] d : directions) {
            progress.check();
            final LevelSizeMatrix m = count(d, 0, m_levels.nz());
            mean.add(m.features(m_levels.voxels()));
            merged.add(m);
        }
        put(out, Aggregation.AVERAGED_3D, mean.values());
        put(out, Aggregation.MERGED_3D, merged.features((long)m_levels.voxels() * directions.size()));
    }

    private void slices(final Map<Aggregation, FamilyValues> out, final Progress progress) {
        final List<int[]> directions = Directions.at(1, true);
        final LevelSizeMatrix[] byDirection = new LevelSizeMatrix[directions.size()];
        Arrays.setAll(byDirection, i -> new LevelSizeMatrix(m_levels, m_longest));
        final Mean each = new Mean();
        final Mean bySlice = new Mean();
        for (int k = 0; k < m_levels.nz(); k++) {
            progress.check();
            final int voxels = m_levels.voxels(k);
            final LevelSizeMatrix slice = new LevelSizeMatrix(m_levels, m_longest);
            for (int i = 0; i < byDirection.length; i++) {
                final LevelSizeMatrix m = count(directions.get(i), k, k + 1);
                each.add(m.features(voxels));
                slice.add(m);
                byDirection[i].add(m);
            }
            bySlice.add(slice.features((long)voxels * byDirection.length));
        }
        put(out, Aggregation.AVERAGED_2D, each.values());
        put(out, Aggregation.SLICE_MERGED_2D, bySlice.values());
        final LevelSizeMatrix all = new LevelSizeMatrix(m_levels, m_longest);
        final Mean merged = new Mean();
        for (final LevelSizeMatrix m : byDirection) {
            merged.add(m.features(m_levels.voxels()));
            all.add(m);
        }
        put(out, Aggregation.DIRECTION_MERGED_2_5D, merged.values());
        put(out, Aggregation.MERGED_2_5D, all.features((long)m_levels.voxels() * byDirection.length));
    }

    private static void put(final Map<Aggregation, FamilyValues> out, final Aggregation a, final double[] values) {
        out.put(a, new FamilyValues(values, "undefined for this run length matrix"));
    }

    /**
     * Counts the runs of one direction in the slices from k0 up to but without k1. Every voxel is counted with its place
     * in its run, 1 for the first: no branches, and the runs of length s are the s-th voxels without an (s + 1)-th.
     */
    private LevelSizeMatrix count(final int[] d, final int k0, final int k1) {
        final int stride = m_longest + 2;
        final LevelSizeMatrix m = new LevelSizeMatrix(m_levels, m_longest);
        final long cells = (m_levels.count() + 1L) * stride;
        if (cells > 1 << 22) {
            countByRun(m, d, k0, k1);
            return m;
        }
        final char[] g = m_levels.grid();
        final int[] even = new int[(int)cells];
        final int[] odd = new int[(int)cells];
        final int width = m_levels.offset(0, 1, 0);
        final int slice = m_levels.offset(0, 0, 1);
        // places of the previous and this slice, and their levels times stride, with the border of the grid
        int[] before = new int[slice];
        int[] place = new int[slice];
        int[] levelBefore = new int[slice];
        int[] level = new int[slice];
        final int back = d[0] + d[1] * width;
        for (int k = k0; k < k1; k++) {
            final int base = k * slice + m_levels.pad() * slice;
            for (int p = 0; p < slice; p++) {
                level[p] = g[base + p] * stride;
            }
            final int[] from = d[2] == 0 ? place : before;
            final int[] levelFrom = d[2] == 0 ? level : levelBefore;
            Arrays.fill(place, 0);
            for (int j = 0; j < m_levels.ny(); j++) {
                final int start = m_levels.from(j, k) - base;
                final int end = m_levels.to(j, k) - base;
                if (d[2] == 0 && d[1] == 0) {
                    for (int p = start; p < end; p++) {
                        final int same = (level[p] ^ level[p - 1]) - 1 >> 31;
                        place[p] = 1 + (place[p - 1] & same);
                    }
                } else {
                    for (int p = start; p < end; p++) {
                        final int same = (level[p] ^ levelFrom[p - back]) - 1 >> 31;
                        place[p] = 1 + (from[p - back] & same);
                    }
                }
                int p = start;
                for (; p + 1 < end; p += 2) {
                    even[level[p] + place[p]]++;
                    odd[level[p + 1] + place[p + 1]]++;
                }
                if (p < end) {
                    even[level[p] + place[p]]++;
                }
            }
            if (d[2] != 0) {
                final int[] swap = before;
                before = place;
                place = swap;
                final int[] swapLevel = levelBefore;
                levelBefore = level;
                level = swapLevel;
            }
        }
        for (int r = 1; r <= m_levels.count(); r++) {
            for (int s = 1; s <= m_longest; s++) {
                final int c = r * stride + s;
                final int runs = even[c] + odd[c] - even[c + 1] - odd[c + 1];
                if (runs != 0) {
                    m.add(r, s, runs);
                }
            }
        }
        return m;
    }

    /** The same for very many levels: run by run. */
    private void countByRun(final LevelSizeMatrix m, final int[] d, final int k0, final int k1) {
        final char[] g = m_levels.grid();
        final int off = m_levels.offset(d[0], d[1], d[2]);
        for (int k = k0; k < k1; k++) {
            for (int j = 0; j < m_levels.ny(); j++) {
                for (int p = m_levels.from(j, k); p < m_levels.to(j, k); p++) {
                    if (g[p] != 0 && g[p - off] != g[p]) {
                        int s = 1;
                        while (g[p + s * off] == g[p]) {
                            s++;
                        }
                        m.add(g[p], s);
                    }
                }
            }
        }
    }
}

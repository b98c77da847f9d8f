package org.dlrm.radiomics;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.dlrm.work.Progress;

/** Grey level co-occurrence matrices (IBSI LFYI), symmetric. */
final class Glcm {

    /** Up to this many ranks a matrix is an array; above, the pairs are sorted. */
    private static final int DENSE = 1024;

    private final Levels m_levels;

    private final boolean m_mcc;

    private Glcm(final Levels levels, final boolean mcc) {
        m_levels = levels;
        m_mcc = mcc;
    }

    /**
     * @param distances Chebyshev distances of the neighbours
     * @param mcc whether PyRadiomics' maximal correlation coefficient is wanted
     * @return the values of {@link FeatureDictionary#of} GLCM for each aggregation asked for
     */
    static Map<Aggregation, FamilyValues> of(final Levels levels, final Set<Aggregation> wanted,
        final List<Integer> distances, final boolean mcc, final Progress progress) {
        final Map<Aggregation, FamilyValues> out = new EnumMap<>(Aggregation.class);
        final Glcm glcm = new Glcm(levels, mcc);
        if (wanted.contains(Aggregation.AVERAGED_3D) || wanted.contains(Aggregation.MERGED_3D)) {
            glcm.volume(out, wanted, distances, progress);
        }
        if (wanted.stream().anyMatch(Aggregation::inSlices)) {
            glcm.slices(out, wanted, distances, progress);
        }
        return out;
    }

    private void volume(final Map<Aggregation, FamilyValues> out, final Set<Aggregation> wanted,
        final List<Integer> distances, final Progress progress) {
        final Pairs merged = new Pairs();
        final Mean mean = new Mean();
        for (final int[] d : Directions.at(distances, false)) {
            progress.check();
            final Pairs pairs = count(d, 0, m_levels.nz());
            if (wanted.contains(Aggregation.AVERAGED_3D)) {
                mean.add(pairs.features());
            }
            if (wanted.contains(Aggregation.MERGED_3D)) {
                merged.add(pairs);
            }
        }
        put(out, wanted, Aggregation.AVERAGED_3D, mean.values());
        if (wanted.contains(Aggregation.MERGED_3D)) {
            put(out, wanted, Aggregation.MERGED_3D, merged.features());
        }
    }

    private void slices(final Map<Aggregation, FamilyValues> out, final Set<Aggregation> wanted,
        final List<Integer> distances, final Progress progress) {
        final List<int[]> directions = Directions.at(distances, true);
        final Pairs[] byDirection = new Pairs[directions.size()];
        Arrays.setAll(byDirection, i -> new Pairs());
        final Mean each = new Mean();
        final Mean bySlice = new Mean();
        final boolean perSlice = wanted.contains(Aggregation.AVERAGED_2D) || wanted.contains(Aggregation.SLICE_MERGED_2D);
        for (int k = 0; k < m_levels.nz(); k++) {
            progress.check();
            final Pairs slice = new Pairs();
            for (int i = 0; i < byDirection.length; i++) {
                final Pairs pairs = count(directions.get(i), k, k + 1);
                byDirection[i].add(pairs);
                if (perSlice) {
                    slice.add(pairs);
                    each.add(pairs.features());
                }
            }
            if (perSlice) {
                bySlice.add(slice.features());
            }
        }
        put(out, wanted, Aggregation.AVERAGED_2D, each.values());
        put(out, wanted, Aggregation.SLICE_MERGED_2D, bySlice.values());
        final Pairs all = new Pairs();
        final Mean merged = new Mean();
        for (final Pairs p : byDirection) {
            merged.add(p.features());
            all.add(p);
        }
        put(out, wanted, Aggregation.DIRECTION_MERGED_2_5D, merged.values());
        put(out, wanted, Aggregation.MERGED_2_5D, all.features());
    }

    private static void put(final Map<Aggregation, FamilyValues> out, final Set<Aggregation> wanted,
        final Aggregation a, final double[] values) {
        if (wanted.contains(a)) {
            out.put(a, values.length == 0
                ? FamilyValues.missing("no two neighbouring voxels of the region: there is no co-occurrence")
                : new FamilyValues(values, "undefined for this co-occurrence matrix"));
        }
    }

    /** Counts the pairs of one direction in the slices from k0 up to but without k1. */
    private Pairs count(final int[] d, final int k0, final int k1) {
        final int off = m_levels.offset(d[0], d[1], d[2]);
        final char[] g = m_levels.grid();
        final Pairs pairs = new Pairs();
        final int n = m_levels.count() + 1;
        if (m_levels.count() > DENSE) {
            final long[] list = new long[m_levels.voxels()];
            int count = 0;
            for (int k = k0; k < k1; k++) {
                for (int j = 0; j < m_levels.ny(); j++) {
                    for (int p = m_levels.from(j, k); p < m_levels.to(j, k); p++) {
                        if (g[p] != 0 && g[p + off] != 0) {
                            list[count++] = (long)Math.min(g[p], g[p + off]) << 32 | Math.max(g[p], g[p + off]);
                        }
                    }
                }
            }
            pairs.addSorted(list, count);
            return pairs;
        }
        // No branches: pairs with a voxel outside land in row or column 0. Two histograms in turn, because an
        // increment that follows one of the same cell waits for it.
        final int[] even = new int[n * n];
        final int[] odd = new int[n * n];
        for (int k = k0; k < k1; k++) {
            for (int j = 0; j < m_levels.ny(); j++) {
                int p = m_levels.from(j, k);
                final int end = m_levels.to(j, k);
                for (; p + 1 < end; p += 2) {
                    even[g[p] * n + g[p + off]]++;
                    odd[g[p + 1] * n + g[p + 1 + off]]++;
                }
                if (p < end) {
                    even[g[p] * n + g[p + off]]++;
                }
            }
        }
        pairs.addDense(even, odd, n);
        return pairs;
    }

    /** A co-occurrence matrix as the cells of its upper triangle: ranks i <= j and the number of such pairs. */
    private final class Pairs {

        private long[] m_dense = {};

        private long[] m_keys = {};

        private long[] m_counts = {};

        void addDense(final int[] even, final int[] odd, final int n) {
            final long[] sum = new long[n * n];
            for (int i = 1; i < n; i++) {
                for (int j = 1; j < n; j++) {
                    sum[Math.min(i, j) * n + Math.max(i, j)] += even[i * n + j] + (long)odd[i * n + j];
                }
            }
            m_dense = sum;
        }

        void addSorted(final long[] list, final int count) {
            Arrays.sort(list, 0, count);
            final long[] keys = new long[count];
            final long[] counts = new long[count];
            int n = 0;
            for (int i = 0; i < count; i++) {
                if (n == 0 || keys[n - 1] != list[i]) {
                    keys[n++] = list[i];
                }
                counts[n - 1]++;
            }
            m_keys = Arrays.copyOf(keys, n);
            m_counts = Arrays.copyOf(counts, n);
        }

        void add(final Pairs o) {
            if (o.m_dense.length > 0) {
                if (m_dense.length == 0) {
                    m_dense = o.m_dense.clone();
                } else {
                    for (int i = 0; i < m_dense.length; i++) {
                        m_dense[i] += o.m_dense[i];
                    }
                }
                return;
            }
            final long[] keys = new long[m_keys.length + o.m_keys.length];
            final long[] counts = new long[keys.length];
            int n = 0;
            int a = 0;
            int b = 0;
            while (a < m_keys.length || b < o.m_keys.length) {
                final boolean first = b == o.m_keys.length || a < m_keys.length && m_keys[a] <= o.m_keys[b];
                final boolean second = a == m_keys.length || b < o.m_keys.length && o.m_keys[b] <= m_keys[a];
                keys[n] = first ? m_keys[a] : o.m_keys[b];
                counts[n++] = (first ? m_counts[a++] : 0) + (second ? o.m_counts[b++] : 0);
            }
            m_keys = Arrays.copyOf(keys, n);
            m_counts = Arrays.copyOf(counts, n);
        }

        /** @return the features; an empty array for an empty matrix */
        double[] features() {
            final int n = m_levels.count() + 1;
            if (m_dense.length > 0) {
                int cells = 0;
                for (final long c : m_dense) {
                    cells += c != 0 ? 1 : 0;
                }
                final long[] keys = new long[cells];
                final long[] counts = new long[cells];
                int at = 0;
                for (int i = 1; i < n; i++) {
                    for (int j = i; j < n; j++) {
                        if (m_dense[i * n + j] != 0) {
                            keys[at] = (long)i << 32 | j;
                            counts[at++] = m_dense[i * n + j];
                        }
                    }
                }
                return GlcmFeatures.of(keys, counts, m_levels, m_mcc);
            }
            return GlcmFeatures.of(m_keys, m_counts, m_levels, m_mcc);
        }
    }
}

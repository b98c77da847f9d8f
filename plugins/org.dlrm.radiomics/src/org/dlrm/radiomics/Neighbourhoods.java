package org.dlrm.radiomics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.dlrm.radiomics.RadiomicsSettings.Convention;
import org.dlrm.work.Progress;

/**
 * Families of the cube of neighbours around each voxel: neighbourhood grey tone difference (IBSI IPET) and neighbouring
 * grey level dependence (IBSI REK0) matrices.
 */
final class Neighbourhoods {

    private static final List<Integer> NEAREST = List.of(1);

    private Neighbourhoods() {
    }

    /** @return the values of {@link FeatureDictionary#of} NGTDM for each aggregation asked for */
    static Map<Aggregation, FamilyValues> ngtdm(final Levels levels, final List<Integer> distances,
        final Set<Aggregation> wanted, final Convention convention, final Progress progress) {
        return each(levels, wanted, progress, (k0, k1, inSlice) -> {
            final ToneDifferences t = new ToneDifferences(levels, count(inSlice, distances), convention, progress);
            t.count(distances, inSlice, k0, k1);
            return t;
        });
    }

    /** @return the values of {@link FeatureDictionary#of} NGLDM for each aggregation asked for */
    static Map<Aggregation, FamilyValues> ngldm(final Levels levels, final List<Integer> distances, final int alpha,
        final Set<Aggregation> wanted, final Progress progress) {
        return each(levels, wanted, progress, (k0, k1, inSlice) -> {
            final Dependences d = new Dependences(levels, count(inSlice, distances));
            d.count(distances, alpha, inSlice, k0, k1);
            return d;
        });
    }

    /** @return number of neighbours */
    private static int count(final boolean inSlice, final List<Integer> distances) {
        return 2 * Directions.at(distances, inSlice).size();
    }

    /** A matrix that can be summed up over slices. */
    private interface Summable<M> {
        void add(M other);

        double[] features();
    }

    /** Fills a matrix from slices k0 up to but without k1. */
    private interface Counter<M> {
        M count(int k0, int k1, boolean inSlice);
    }

    private static <M extends Summable<M>> Map<Aggregation, FamilyValues> each(final Levels levels,
        final Set<Aggregation> wanted, final Progress progress, final Counter<M> counter) {
        final Map<Aggregation, FamilyValues> out = new EnumMap<>(Aggregation.class);
        if (wanted.stream().anyMatch(a -> !a.inSlices())) {
            put(out, wanted, "3D", counter.count(0, levels.nz(), false).features());
        }
        if (wanted.stream().anyMatch(Aggregation::inSlices)) {
            final Mean mean = new Mean();
            final List<M> slices = new ArrayList<>();
            for (int k = 0; k < levels.nz(); k++) {
                progress.check();
                final M slice = counter.count(k, k + 1, true);
                mean.add(slice.features());
                slices.add(slice);
            }
            final M all = slices.get(0);
            slices.subList(1, slices.size()).forEach(all::add);
            put(out, wanted, "2D", mean.values());
            put(out, wanted, "2.5D", all.features());
        }
        return out;
    }

    private static void put(final Map<Aggregation, FamilyValues> out, final Set<Aggregation> wanted,
        final String title, final double[] values) {
        wanted.stream().filter(a -> a.withoutDirections().equals(title))
            .forEach(a -> out.put(a, values.length == 0
                ? FamilyValues.missing("no voxel of the region has a neighbour in the region")
                : new FamilyValues(values, "undefined for this neighbourhood matrix")));
    }

    /** All neighbours' offsets, both of each opposite pair. */
    private static int[] offsets(final Levels levels, final List<Integer> distances, final boolean inSlice) {
        final List<Integer> offsets = new ArrayList<>();
        for (final int[] v : Directions.at(distances, inSlice)) {
            final int off = levels.offset(v[0], v[1], v[2]);
            offsets.add(off);
            offsets.add(-off);
        }
        return offsets.stream().mapToInt(i -> i).toArray();
    }

    /** NGTDM: for each grey level the number of voxels and the sum of |level - mean level of the neighbours|. */
    private static final class ToneDifferences implements Summable<ToneDifferences> {

        /** Bits of a sum of levels; the number of summands is above. */
        private static final int SUM_BITS = 26;

        private static final int SUM = 1 << SUM_BITS;

        /** Bits of a sum of differences; the number of voxels is above. */
        private static final int TALLY = 40;

        private final Levels m_levels;

        private final int m_stride;

        /** Per rank and number of neighbours n: voxels, and the sum of |n * level - sum of the neighbours' levels|. */
        private final long[] m_voxels;

        private final long[] m_difference;

        /** Number of neighbours from which on a voxel counts. */
        private final int m_fewest;

        private final Progress m_progress;

        ToneDifferences(final Levels levels, final int neighbours, final Convention convention,
            final Progress progress) {
            m_levels = levels;
            // to PyRadiomics a voxel without a neighbour does not differ from its neighbours
            m_fewest = convention == Convention.IBSI ? 1 : 0;
            m_progress = progress;
            m_stride = neighbours + 1;
            m_voxels = new long[(levels.count() + 1) * m_stride];
            m_difference = new long[m_voxels.length];
        }

        void count(final List<Integer> distances, final boolean inSlice, final int k0, final int k1) {
            if (distances.equals(NEAREST) && m_levels.highest() < SUM / 27 && m_levels.voxels() < 1 << 23
                && (long)m_levels.highest() * m_levels.voxels() < 1L << 35) {
                countCubes(inSlice, k0, k1);
                return;
            }
            final int[] offsets = offsets(m_levels, distances, inSlice);
            final char[] g = m_levels.grid();
            for (int k = k0; k < k1; k++) {
                for (int j = 0; j < m_levels.ny(); j++) {
                    for (int p = m_levels.from(j, k); p < m_levels.to(j, k); p++) {
                        if (g[p] == 0) {
                            continue;
                        }
                        long sum = 0;
                        int n = 0;
                        for (final int off : offsets) {
                            final int r = g[p + off];
                            if (r != 0) {
                                sum += m_levels.level(r);
                                n++;
                            }
                        }
                        m_voxels[g[p] * m_stride + n]++;
                        m_difference[g[p] * m_stride + n] += Math.abs((long)n * m_levels.level(g[p]) - sum);
                    }
                }
            }
        }

        /**
         * The same for cubes (squares in a slice) of 3 voxels: sums along x, then y, then z. A number holds the sum of
         * levels in its lower bits and the number of voxels above; a cell of the table likewise.
         */
        private void countCubes(final boolean inSlice, final int k0, final int k1) {
            final char[] g = m_levels.grid();
            final int width = m_levels.offset(0, 1, 0);
            final int slice = m_levels.offset(0, 0, 1);
            final int[] packed = new int[m_levels.count() + 1];
            for (int r = 1; r < packed.length; r++) {
                packed[r] = SUM + m_levels.level(r);
            }
            final int[][] sums = new int[3][slice];
            final int[] line = new int[slice];
            final long[] even = new long[m_voxels.length];
            final long[] odd = new long[m_voxels.length];
            // in slices, the slices before and after count as empty
            for (int k = inSlice ? k0 : k0 - 1; k < k1 + (inSlice ? 0 : 1); k++) {
                final int base = (k + m_levels.pad()) * slice;
                for (int p = 0; p < slice; p++) {
                    line[p] = packed[g[base + p]];
                }
                squares(line, sums[Math.floorMod(k, 3)], width);
                final int centre = inSlice ? k : k - 1;
                if (centre < k0) {
                    continue;
                }
                final int centreBase = (centre + m_levels.pad()) * slice;
                final int[] a = sums[0];
                final int[] b = sums[1];
                final int[] c = sums[2];
                for (int j = 0; j < m_levels.ny(); j++) {
                    int p = m_levels.from(j, centre);
                    final int end = m_levels.to(j, centre);
                    for (; p + 1 < end; p += 2) {
                        final int q = p - centreBase;
                        tally(g[p], packed, a[q] + b[q] + c[q], even);
                        tally(g[p + 1], packed, a[q + 1] + b[q + 1] + c[q + 1], odd);
                    }
                    if (p < end) {
                        final int q = p - centreBase;
                        tally(g[p], packed, a[q] + b[q] + c[q], even);
                    }
                }
            }
            for (int i = m_stride; i < even.length; i++) {
                m_voxels[i] += (even[i] >>> TALLY) + (odd[i] >>> TALLY);
                m_difference[i] += (even[i] & (1L << TALLY) - 1) + (odd[i] & (1L << TALLY) - 1);
            }
        }

        private static void squares(final int[] in, final int[] out, final int width) {
            final int n = in.length;
            final int[] row = new int[n];
            for (int p = 1; p < n - 1; p++) {
                row[p] = in[p - 1] + in[p] + in[p + 1];
            }
            for (int p = width; p < n - width; p++) {
                out[p] = row[p - width] + row[p] + row[p + width];
            }
        }

        private void tally(final int rank, final int[] packed, final int sum, final long[] table) {
            final int level = packed[rank] & SUM - 1;
            final int neighbours = (sum >>> SUM_BITS) - (rank == 0 ? 0 : 1);
            final int rest = (sum & SUM - 1) - level;
            table[rank * m_stride + Math.min(neighbours, m_stride - 1)] +=
                (1L << TALLY) + Math.abs(neighbours * level - rest);
        }

        @Override
        public void add(final ToneDifferences o) {
            for (int i = 0; i < m_voxels.length; i++) {
                m_voxels[i] += o.m_voxels[i];
                m_difference[i] += o.m_difference[i];
            }
        }

        /** @return coarseness, contrast, busyness, complexity, strength */
        @Override
        public double[] features() {
            final int count = m_levels.count();
            final double[] level = new double[count];
            final double[] voxels = new double[count];
            final double[] s = new double[count];
            int np = 0;
            double n = 0;
            for (int r = 1; r <= count; r++) {
                long v = 0;
                double sum = 0;
                for (int c = m_fewest; c < m_stride; c++) {
                    v += m_voxels[r * m_stride + c];
                    sum += (double)m_difference[r * m_stride + c] / Math.max(1, c);
                }
                if (v > 0) {
                    level[np] = m_levels.level(r);
                    voxels[np] = v;
                    s[np++] = sum;
                    n += v;
                }
            }
            if (np == 0) {
                return new double[0];
            }
            double ps = 0;
            double sumS = 0;
            for (int i = 0; i < np; i++) {
                ps += voxels[i] / n * s[i];
                sumS += s[i];
            }
            double contrast = 0;
            double busyness = 0;
            double complexity = 0;
            double strength = 0;
            // a pair and its mirror image contribute the same
            for (int i = 0; i < np; i++) {
                m_progress.check();
                final double pi = voxels[i] / n;
                for (int j = i + 1; j < np; j++) {
                    final double pj = voxels[j] / n;
                    final double d = level[j] - level[i];
                    contrast += 2 * pi * pj * d * d;
                    busyness += 2 * Math.abs(level[i] * pi - level[j] * pj);
                    complexity += 2 * d * (pi * s[i] + pj * s[j]) / (pi + pj);
                    strength += 2 * (pi + pj) * d * d;
                }
            }
            return new double[]{
                // IBSI: a region without differences has a large arbitrary coarseness
                ps == 0 ? 1e6 : 1 / ps,
                np == 1 ? 0 : contrast / (np * (np - 1.)) * sumS / n,
                np == 1 || busyness == 0 ? 0 : ps / busyness,
                complexity / n,
                sumS == 0 ? 0 : strength / sumS
            };
        }
    }

    /** NGLDM: number of voxels by grey level and dependence count (1 + dependent neighbours). */
    private static final class Dependences implements Summable<Dependences> {

        /** Dependence counts 1 to 27 of the nearest neighbours. */
        private static final int STRIDE = 28;

        private final Levels m_levels;

        private final LevelSizeMatrix m_matrix;

        private long m_voxels;

        Dependences(final Levels levels, final int neighbours) {
            m_levels = levels;
            m_matrix = new LevelSizeMatrix(levels, neighbours + 1);
        }

        void count(final List<Integer> distances, final int alpha, final boolean inSlice, final int k0, final int k1) {
            if (distances.equals(NEAREST) && alpha == 0 && (m_levels.count() + 1L) * STRIDE <= Lanes.MOST) {
                countEqual(inSlice, k0, k1);
                return;
            }
            final int[] offsets = offsets(m_levels, distances, inSlice);
            final char[] g = m_levels.grid();
            for (int k = k0; k < k1; k++) {
                for (int j = 0; j < m_levels.ny(); j++) {
                    for (int p = m_levels.from(j, k); p < m_levels.to(j, k); p++) {
                        if (g[p] == 0) {
                            continue;
                        }
                        final int level = m_levels.level(g[p]);
                        int n = 1;
                        for (final int off : offsets) {
                            final int r = g[p + off];
                            if (r != 0 && Math.abs(m_levels.level(r) - level) <= alpha) {
                                n++;
                            }
                        }
                        m_matrix.add(g[p], n);
                        m_voxels++;
                    }
                }
            }
        }

        /** The same for equal levels among the nearest neighbours: whole slices are compared, without branches. */
        private void countEqual(final boolean inSlice, final int k0, final int k1) {
            final int reach = inSlice ? 0 : 1;
            final int most = inSlice ? 9 : 27;
            final Lanes[] ring = {new Lanes(m_levels), new Lanes(m_levels), new Lanes(m_levels)};
            final long[] cell = new long[ring[0].size()];
            final int[] even = new int[(m_levels.count() + 1) * STRIDE];
            final int[] odd = new int[even.length];
            for (int k = k0 - reach; k < k1 + reach; k++) {
                ring[Math.floorMod(k, 3)].load(k);
                final int centre = k - reach;
                if (centre < k0) {
                    continue;
                }
                final Lanes here = ring[Math.floorMod(centre, 3)];
                final long[] levels = here.at(0);
                for (int i = 0; i < cell.length; i++) {
                    cell[i] = levels[i] * STRIDE + most * Lanes.ONE;
                }
                for (int dz = -reach; dz <= reach; dz++) {
                    final Lanes there = ring[Math.floorMod(centre + dz, 3)];
                    for (int dy = -1; dy <= 1; dy++) {
                        for (int dx = -1; dx <= 1; dx++) {
                            subtractDifferent(levels, there.at(dx), dy * here.row(), cell, here.from(), here.to());
                        }
                    }
                }
                here.tally(cell, centre, even, odd);
            }
            for (int r = 1; r <= m_levels.count(); r++) {
                for (int n = 1; n < STRIDE; n++) {
                    final int c = even[r * STRIDE + n] + odd[r * STRIDE + n];
                    if (c > 0) {
                        m_matrix.add(r, n, c);
                        m_voxels += c;
                    }
                }
            }
        }

        /** Subtracts 1 for each voxel whose neighbour differs: the voxel itself and the others depend on it. */
        private static void subtractDifferent(final long[] here, final long[] there, final int off, final long[] cell,
            final int from, final int to) {
            for (int i = from; i < to; i++) {
                cell[i] -= Lanes.differ(here[i], there[i + off]);
            }
        }

        @Override
        public void add(final Dependences o) {
            m_matrix.add(o.m_matrix);
            m_voxels += o.m_voxels;
        }

        @Override
        public double[] features() {
            return m_matrix.features(m_voxels);
        }
    }
}

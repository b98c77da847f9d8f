package org.dlrm.radiomics;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.dlrm.radiomics.RadiomicsSettings.Convention;
import org.dlrm.work.Progress;

/** Grey level run length matrices (IBSI TP0I). */
final class Glrlm {

    /** Directions that are counted together. */
    private static final int TOGETHER = 7;

    private final Levels m_levels;

    private final int m_longest;

    /** Places in a run count from 1; those outside the region, which count the border too, must fit as well. */
    private final int m_stride;

    private final Progress m_progress;

    private final Convention m_convention;

    private Glrlm(final Levels levels, final Convention convention, final Progress progress) {
        m_levels = levels;
        m_convention = convention;
        m_progress = progress;
        m_longest = Math.max(levels.nx(), Math.max(levels.ny(), levels.nz()));
        m_stride = m_longest + 2 * levels.pad() + 2;
    }

    /** @return the values of {@link FeatureDictionary#of} GLRLM for each aggregation asked for */
    static Map<Aggregation, FamilyValues> of(final Levels levels, final Set<Aggregation> wanted,
        final Convention convention, final Progress progress) {
        final Map<Aggregation, FamilyValues> out = new EnumMap<>(Aggregation.class);
        final Glrlm glrlm = new Glrlm(levels, convention, progress);
        if (wanted.contains(Aggregation.AVERAGED_3D) || wanted.contains(Aggregation.MERGED_3D)) {
            glrlm.volume(out);
        }
        if (wanted.stream().anyMatch(Aggregation::inSlices)) {
            glrlm.slices(out);
        }
        return out;
    }

    private void volume(final Map<Aggregation, FamilyValues> out) {
        final List<int[]> directions = directions(false);
        final LevelSizeMatrix merged = new LevelSizeMatrix(m_levels, m_longest);
        final Mean mean = new Mean();
        count(directions, 0, m_levels.nz(), (i, m) -> {
            mean.add(m.features(m_levels.voxels()));
            merged.add(m);
        });
        put(out, Aggregation.AVERAGED_3D, mean.values());
        put(out, Aggregation.MERGED_3D, merged.features((long)m_levels.voxels() * directions.size()));
    }

    private void slices(final Map<Aggregation, FamilyValues> out) {
        final List<int[]> directions = directions(true);
        final LevelSizeMatrix[] byDirection = new LevelSizeMatrix[directions.size()];
        Arrays.setAll(byDirection, i -> new LevelSizeMatrix(m_levels, m_longest));
        final Mean each = new Mean();
        final Mean bySlice = new Mean();
        for (int k = 0; k < m_levels.nz(); k++) {
            final int voxels = m_levels.voxels(k);
            final LevelSizeMatrix slice = new LevelSizeMatrix(m_levels, m_longest);
            count(directions, k, k + 1, (i, m) -> {
                each.add(m.features(voxels));
                slice.add(m);
                byDirection[i].add(m);
            });
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
        out.put(a, values.length == 0 ? FamilyValues.missing("no two voxels of the region lie in a line")
            : new FamilyValues(values, "undefined for this run length matrix"));
    }

    /**
     * All directions; PyRadiomics leaves out those in which no two voxels of the region lie in a line, as across the
     * slices for a region of one slice.
     */
    private List<int[]> directions(final boolean inSlice) {
        final List<int[]> all = Directions.at(1, inSlice);
        return m_convention == Convention.IBSI ? all : all.stream().filter(this::isWithLine).toList();
    }

    private boolean isWithLine(final int[] d) {
        for (int k = 0; k < m_levels.nz(); k++) {
            for (int j = 0; j < m_levels.ny(); j++) {
                for (int p = m_levels.from(j, k); p < m_levels.to(j, k); p++) {
                    if (m_levels.grid()[p] != 0 && isFollowed(p - m_levels.position(0, j, k), j, k, d)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** @return whether another voxel of the region lies somewhere in this direction */
    private boolean isFollowed(final int i, final int j, final int k, final int[] d) {
        int x = i + d[0];
        int y = j + d[1];
        int z = k + d[2];
        while (x >= 0 && y >= 0 && z >= 0 && x < m_levels.nx() && y < m_levels.ny() && z < m_levels.nz()) {
            if (m_levels.grid()[m_levels.position(x, y, z)] != 0) {
                return true;
            }
            x += d[0];
            y += d[1];
            z += d[2];
        }
        return false;
    }

    /** Takes the matrix of a direction. */
    private interface Sink {
        void matrix(int direction, LevelSizeMatrix m);
    }

    /** Counts the runs in the slices from k0 up to but without k1, direction after direction. */
    private void count(final List<int[]> directions, final int k0, final int k1, final Sink sink) {
        if ((m_levels.count() + 1L) * m_stride > Lanes.MOST) {
            for (int i = 0; i < directions.size(); i++) {
                sink.matrix(i, countByRun(directions.get(i), k0, k1));
            }
            return;
        }
        // a few at a time: their tables take memory and should stay in the cache
        for (int first = 0; first < directions.size(); first += TOGETHER) {
            final int start = first;
            final int end = Math.min(directions.size(), first + TOGETHER);
            countByPlace(directions.subList(first, end), k0, k1, (i, m) -> sink.matrix(start + i, m));
        }
    }

    private void countByPlace(final List<int[]> directions, final int k0, final int k1, final Sink sink) {
        final Places[] places = new Places[directions.size()];
        Lanes before = new Lanes(m_levels);
        Lanes here = new Lanes(m_levels);
        final long[] cell = new long[here.size()];
        Arrays.setAll(places, i -> new Places(directions.get(i), cell));
        for (int k = k0; k < k1; k++) {
            m_progress.check();
            here.load(k);
            for (final Places p : places) {
                p.slice(here, before, k);
            }
            final Lanes swap = before;
            before = here;
            here = swap;
        }
        for (int i = 0; i < places.length; i++) {
            sink.matrix(i, places[i].matrix());
        }
    }

    /**
     * The runs of one direction. Every voxel is counted with its place in its run, 1 for the first: no branches, and the
     * runs of length s are the s-th voxels without an (s + 1)-th.
     */
    private final class Places {

        private final int m_dx;

        private final int m_dy;

        private final int m_dz;

        /** Places in the slice at hand, and in the one before when runs go through slices. */
        private long[] m_place;

        private long[] m_before;

        private final long[] m_cell;

        private final int[] m_even = new int[(m_levels.count() + 1) * m_stride];

        private final int[] m_odd = new int[m_even.length];

        /** @param cell to work in, as long as a slice */
        Places(final int[] d, final long[] cell) {
            m_dx = d[0];
            m_dy = d[1];
            m_dz = d[2];
            m_place = new long[cell.length];
            m_before = new long[m_dz == 0 ? 0 : cell.length];
            m_cell = cell;
        }

        void slice(final Lanes here, final Lanes before, final int k) {
            final long[] levels = here.at(0);
            final int back = -m_dy * here.row();
            if (m_dz != 0) {
                final long[] swap = m_before;
                m_before = m_place;
                m_place = swap;
                follow(levels, before.at(-m_dx), m_before, back, here.from(), here.to());
            } else if (m_dy != 0) {
                // row by row: the places in a row are needed for the next
                for (int start = here.from(); start < here.to(); start += here.row()) {
                    follow(levels, here.at(-m_dx), m_place, back, start, start + here.row());
                }
            } else {
                alongX(levels);
            }
            for (int i = 0; i < m_cell.length; i++) {
                m_cell[i] = levels[i] * m_stride + m_place[i];
            }
            here.tally(m_cell, k, m_even, m_odd);
        }

        /**
         * Places from those of the predecessors: 1 more for an equal level, else 1.
         *
         * @param previous levels of the predecessors, already shifted along x
         * @param places places in their slice, not shifted
         * @param back where their row is
         */
        private void follow(final long[] levels, final long[] previous, final long[] places, final int back,
            final int from, final int to) {
            final long[] place = m_place;
            final int dx = m_dx;
            for (int i = from; i < to; i++) {
                final int p = i + back;
                final long before =
                    dx == 0 ? places[p] : dx > 0 ? Lanes.up(places[p - 1], places[p]) : Lanes.down(places[p], places[p + 1]);
                place[i] = Lanes.ONE + (before & ~Lanes.mask(Lanes.differ(levels[i], previous[p])));
            }
        }

        private void alongX(final long[] levels) {
            long last = 0;
            long at = 0;
            for (int i = 0; i < levels.length; i++) {
                long places = 0;
                for (int lane = 0; lane < Lanes.COUNT; lane++) {
                    final long level = Lanes.get(levels[i], lane);
                    at = level == last && level != 0 ? at + 1 : 1;
                    places |= Lanes.put(at, lane);
                    last = level;
                }
                m_place[i] = places;
            }
        }

        LevelSizeMatrix matrix() {
            final LevelSizeMatrix m = new LevelSizeMatrix(m_levels, m_longest);
            for (int r = 1; r <= m_levels.count(); r++) {
                for (int s = 1; s <= m_longest; s++) {
                    final int c = r * m_stride + s;
                    final int runs = m_even[c] + m_odd[c] - m_even[c + 1] - m_odd[c + 1];
                    if (runs != 0) {
                        m.add(r, s, runs);
                    }
                }
            }
            return m;
        }
    }

    /** The same for very many levels: run by run. */
    private LevelSizeMatrix countByRun(final int[] d, final int k0, final int k1) {
        final LevelSizeMatrix m = new LevelSizeMatrix(m_levels, m_longest);
        final char[] g = m_levels.grid();
        final int off = m_levels.offset(d[0], d[1], d[2]);
        for (int k = k0; k < k1; k++) {
            m_progress.check();
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
        return m;
    }
}

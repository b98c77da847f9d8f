package org.dlrm.radiomics;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

import org.dlrm.work.Progress;

/** Grey level size zone (IBSI 9SAK) and distance zone (IBSI VMDZ) matrices. */
final class ZoneMatrices {

    private static final int COMMON_SIZES = 64;

    private ZoneMatrices() {
    }

    /**
     * @param distances whether zones are counted by their distance to the region's edge (GLDZM), not by size (GLSZM)
     * @return the values of {@link FeatureDictionary#of} GLSZM or GLDZM for each aggregation asked for
     */
    static Map<Aggregation, FamilyValues> of(final Levels levels, final Region region, final boolean distances,
        final Set<Aggregation> wanted, final Progress progress) {
        final Map<Aggregation, FamilyValues> out = new EnumMap<>(Aggregation.class);
        if (wanted.stream().anyMatch(a -> !a.inSlices())) {
            final char[] distance = distances ? distance(levels, region, false) : new char[0];
            final LevelSizeMatrix m = matrix(levels, distance);
            Zones.find(levels, false, distance, (rank, size, near, slice) -> m.add(rank, distances ? near : size),
                progress);
            put(out, wanted, "3D", m.features(levels.voxels()));
        }
        if (wanted.stream().anyMatch(Aggregation::inSlices)) {
            final char[] distance = distances ? distance(levels, region, true) : new char[0];
            final LevelSizeMatrix all = matrix(levels, distance);
            final LevelSizeMatrix[] slices = new LevelSizeMatrix[levels.nz()];
            Arrays.setAll(slices, k -> matrix(levels, distance));
            Zones.find(levels, true, distance,
                (rank, size, near, slice) -> slices[slice].add(rank, distances ? near : size), progress);
            final Mean mean = new Mean();
            for (int k = 0; k < slices.length; k++) {
                mean.add(slices[k].features(levels.voxels(k)));
                all.add(slices[k]);
            }
            put(out, wanted, "2D", mean.values());
            put(out, wanted, "2.5D", all.features(levels.voxels()));
        }
        return out;
    }

    private static LevelSizeMatrix matrix(final Levels levels, final char[] distance) {
        int largest = distance.length == 0 ? COMMON_SIZES : 0;
        for (final char d : distance) {
            largest = Math.max(largest, d);
        }
        return new LevelSizeMatrix(levels, largest);
    }

    private static void put(final Map<Aggregation, FamilyValues> out, final Set<Aggregation> wanted,
        final String title, final double[] values) {
        wanted.stream().filter(a -> a.withoutDirections().equals(title))
            .forEach(a -> out.put(a, new FamilyValues(values, "undefined for this zone matrix")));
    }

    /**
     * Distance of each voxel of the morphological mask to its edge: steps over faces to the next voxel outside, 1 at
     * the edge. In slices, steps within the slice.
     *
     * @return at the positions of the levels' grid; 0 outside
     */
    private static char[] distance(final Levels levels, final Region region, final boolean inSlices) {
        final char[] d = new char[levels.grid().length];
        final byte[] mask = region.morphological();
        int p = 0;
        for (int k = 0; k < levels.nz(); k++) {
            for (int j = 0; j < levels.ny(); j++) {
                int q = levels.position(0, j, k);
                for (int i = 0; i < levels.nx(); i++, p++, q++) {
                    d[q] = (char)(mask[p] != 0 ? Character.MAX_VALUE - 1 : 0);
                }
            }
        }
        // city block distance: one sweep forwards, one backwards
        final int x = levels.offset(1, 0, 0);
        final int y = levels.offset(0, 1, 0);
        final int z = inSlices ? 0 : levels.offset(0, 0, 1);
        for (int k = 0; k < levels.nz(); k++) {
            for (int j = 0; j < levels.ny(); j++) {
                int q = levels.position(0, j, k);
                for (int i = 0; i < levels.nx(); i++, q++) {
                    int nearest = Math.min(d[q - x], d[q - y]) + 1;
                    if (z != 0) {
                        nearest = Math.min(nearest, d[q - z] + 1);
                    }
                    d[q] = (char)Math.min(d[q], nearest);
                }
            }
        }
        for (int k = levels.nz() - 1; k >= 0; k--) {
            for (int j = levels.ny() - 1; j >= 0; j--) {
                int q = levels.position(levels.nx() - 1, j, k);
                for (int i = 0; i < levels.nx(); i++, q--) {
                    int nearest = Math.min(d[q + x], d[q + y]) + 1;
                    if (z != 0) {
                        nearest = Math.min(nearest, d[q + z] + 1);
                    }
                    d[q] = (char)Math.min(d[q], nearest);
                }
            }
        }
        return d;
    }
}

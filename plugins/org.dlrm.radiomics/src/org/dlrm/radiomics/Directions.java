package org.dlrm.radiomics;

import java.util.ArrayList;
import java.util.List;

/** Directions to neighbours, one of each opposite pair. */
final class Directions {

    private Directions() {
    }

    /** @return those at several distances, the distances in turn */
    static List<int[]> at(final List<Integer> distances, final boolean inSlice) {
        final List<int[]> all = new ArrayList<>();
        for (final int d : distances) {
            all.addAll(at(d, inSlice));
        }
        return all;
    }

    /**
     * @param distance Chebyshev distance of the neighbours
     * @param inSlice whether only neighbours in the same slice count: 4 directions at distance 1 instead of 13
     * @return {dx, dy, dz} of each
     */
    static List<int[]> at(final int distance, final boolean inSlice) {
        final List<int[]> all = new ArrayList<>();
        final int deep = inSlice ? 0 : distance;
        for (int dz = 0; dz <= deep; dz++) {
            for (int dy = -distance; dy <= distance; dy++) {
                for (int dx = -distance; dx <= distance; dx++) {
                    final boolean half = dz > 0 || dy > 0 || dy == 0 && dx > 0;
                    if (half && Math.max(Math.abs(dx), Math.max(Math.abs(dy), dz)) == distance) {
                        all.add(new int[]{dx, dy, dz});
                    }
                }
            }
        }
        return all;
    }
}

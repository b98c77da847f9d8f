package org.dlrm.radiomics.filter;

/** What lies beyond the image's borders (IBSI 2: boundary conditions, GBYQ). */
public enum Boundary {
        /** Zeros: a a a | 0 0 0. */
        ZERO,
        /** The value at the border: a b c | c c c. */
        NEAREST,
        /** The image again: a b c | a b c. */
        PERIODIC,
        /** The image mirrored, the border voxel repeated: a b c | c b a. */
        MIRROR;

    /** @return the index in 0 to n - 1 whose value index i has; -1 for zero */
    int index(final int i, final int n) {
        if (i >= 0 && i < n) {
            return i;
        }
        return switch (this) {
            case ZERO -> -1;
            case NEAREST -> i < 0 ? 0 : n - 1;
            case PERIODIC -> Math.floorMod(i, n);
            case MIRROR -> {
                final int r = Math.floorMod(i, 2 * n);
                yield r < n ? r : 2 * n - 1 - r;
            }
        };
    }
}

package org.dlrm.radiomics.filter;

import org.dlrm.image.Box;
import org.dlrm.image.Grid;

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

    /**
     * @return what a filter sees that looks the given numbers of voxels to both sides: cutting the image to this changes
     *         nothing in the window, since where it cuts, no voxel of the window looks beyond
     */
    Box seen(final Grid g, final Box window, final int rx, final int ry, final int rz) {
        final Box near = window.grow(rx, ry, rz, g);
        if (this != PERIODIC) {
            return near;
        }
        // along an axis where the window looks beyond a border it sees the other end of the image
        final boolean x = window.x() < rx || window.x() + window.nx() + rx > g.nx();
        final boolean y = window.y() < ry || window.y() + window.ny() + ry > g.ny();
        final boolean z = window.z() < rz || window.z() + window.nz() + rz > g.nz();
        return new Box(x ? 0 : near.x(), y ? 0 : near.y(), z ? 0 : near.z(), x ? g.nx() : near.nx(),
            y ? g.ny() : near.ny(), z ? g.nz() : near.nz());
    }
}

package org.dlrm.image;

/** A block of voxels: first index and size along x, y, z. */
public record Box(int x, int y, int z, int nx, int ny, int nz) {

    /** @return this box grown by the given number of voxels on both sides, cut at the borders of {@code grid} */
    public Box grow(final int dx, final int dy, final int dz, final Grid grid) {
        final int x0 = Math.max(0, x - dx);
        final int y0 = Math.max(0, y - dy);
        final int z0 = Math.max(0, z - dz);
        return new Box(x0, y0, z0, Math.min(grid.nx(), x + nx + dx) - x0, Math.min(grid.ny(), y + ny + dy) - y0,
            Math.min(grid.nz(), z + nz + dz) - z0);
    }

    /** @return the smallest box that holds this and another */
    public Box union(final Box o) {
        final int x0 = Math.min(x, o.x);
        final int y0 = Math.min(y, o.y);
        final int z0 = Math.min(z, o.z);
        return new Box(x0, y0, z0, Math.max(x + nx, o.x + o.nx) - x0, Math.max(y + ny, o.y + o.ny) - y0,
            Math.max(z + nz, o.z + o.nz) - z0);
    }

    /** @return this box with its first index counted from the first voxel of another */
    public Box relativeTo(final Box other) {
        return new Box(x - other.x, y - other.y, z - other.z, nx, ny, nz);
    }

    /** @return the box that this one is in a grid of which another box was cut out: undoes {@link #relativeTo} */
    public Box within(final Box other) {
        return new Box(x + other.x, y + other.y, z + other.z, nx, ny, nz);
    }

    public long voxels() {
        return (long)nx * ny * nz;
    }
}

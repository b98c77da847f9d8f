package org.dlrm.image;

import java.util.Locale;
import java.util.Optional;

/**
 * A regular voxel grid in space. Index order is {@code [z][y][x]}, x fastest in memory: voxel (i, j, k) is at
 * {@code i + nx * (j + ny * k)}. Its centre lies at {@code origin + i sx xAxis + j sy yAxis + k sz zAxis}.
 *
 * @param nx number of voxels along x (DICOM Columns)
 * @param ny along y (DICOM Rows)
 * @param nz along z (slices)
 * @param sx spacing along x in mm, likewise sy, sz; positive
 * @param origin centre of voxel (0, 0, 0), LPS mm
 * @param xAxis unit direction of growing i, likewise yAxis, zAxis; not necessarily orthogonal to each other (a tilted
 *            gantry), nor necessarily right-handed
 */
public record Grid(int nx, int ny, int nz, double sx, double sy, double sz, Vec3 origin, Vec3 xAxis, Vec3 yAxis,
    Vec3 zAxis) {

    /** Largest number of voxels of one grid: what fits into one Java array. */
    public static final long MAX_VOXELS = Integer.MAX_VALUE - 16L;

    public Grid {
        if (nx < 1 || ny < 1 || nz < 1 || (long)nx * ny > MAX_VOXELS || (long)nx * ny * nz > MAX_VOXELS) {
            throw new IllegalArgumentException("Unsupported image size " + nx + " x " + ny + " x " + nz);
        }
        if (!(sx > 0 && sy > 0 && sz > 0 && sx < 1e6 && sy < 1e6 && sz < 1e6)) {
            throw new IllegalArgumentException("Unsupported voxel spacing " + sx + " x " + sy + " x " + sz + " mm");
        }
    }

    /** An axis-aligned grid with its first voxel at the origin of space. */
    public static Grid of(final int nx, final int ny, final int nz, final double sx, final double sy,
        final double sz) {
        return new Grid(nx, ny, nz, sx, sy, sz, new Vec3(0, 0, 0), new Vec3(1, 0, 0), new Vec3(0, 1, 0),
            new Vec3(0, 0, 1));
    }

    public int voxels() {
        return nx * ny * nz;
    }

    /** @return memory index of voxel (i, j, k) */
    public int index(final int i, final int j, final int k) {
        return i + nx * (j + ny * k);
    }

    /** @return volume of a voxel in mm^3 */
    public double voxelVolume() {
        return sx * sy * sz * Math.abs(xAxis.cross(yAxis).dot(zAxis));
    }

    /** @return position in patient coordinates (mm) of a (fractional) voxel index */
    public Vec3 toPatient(final double i, final double j, final double k) {
        return origin.plus(xAxis.times(i * sx)).plus(yAxis.times(j * sy)).plus(zAxis.times(k * sz));
    }

    /** @return fractional voxel index (i, j, k) of a position in patient coordinates (mm) */
    public Vec3 toIndex(final Vec3 p) {
        final Vec3 d = p.minus(origin);
        final Vec3 yz = yAxis.cross(zAxis);
        final Vec3 zx = zAxis.cross(xAxis);
        final Vec3 xy = xAxis.cross(yAxis);
        final double det = xAxis.dot(yz);
        return new Vec3(d.dot(yz) / det / sx, d.dot(zx) / det / sy, d.dot(xy) / det / sz);
    }

    public Box box() {
        return new Box(0, 0, 0, nx, ny, nz);
    }

    /** @return where a block that was cut out of this grid lies: undoes {@link #crop} */
    public Box boxOf(final Grid block) {
        final Vec3 first = toIndex(block.origin());
        return new Box((int)Math.rint(first.x()), (int)Math.rint(first.y()), (int)Math.rint(first.z()), block.nx(),
            block.ny(), block.nz());
    }

    /** @return the grid of a block of this grid's voxels */
    public Grid crop(final Box b) {
        if (b.x() < 0 || b.y() < 0 || b.z() < 0 || b.x() + b.nx() > nx || b.y() + b.ny() > ny
            || b.z() + b.nz() > nz) {
            throw new IllegalArgumentException(b + " lies outside " + nx + " x " + ny + " x " + nz);
        }
        return new Grid(b.nx(), b.ny(), b.nz(), sx, sy, sz, toPatient(b.x(), b.y(), b.z()), xAxis, yAxis, zAxis);
    }

    /**
     * Says in words how another grid differs from this one.
     *
     * @param toleranceMm largest accepted distance of corresponding corner voxels, and of spacings times size, in mm
     * @return the first difference with its axis, both values and the tolerance; empty if the grids are the same
     */
    public Optional<String> difference(final Grid o, final double toleranceMm) {
        if (nx != o.nx || ny != o.ny || nz != o.nz) {
            return Optional.of(String.format(Locale.ROOT, "size %d x %d x %d against %d x %d x %d voxels", nx, ny, nz,
                o.nx, o.ny, o.nz));
        }
        final double[][] spacings = {{sx, o.sx, nx}, {sy, o.sy, ny}, {sz, o.sz, nz}};
        for (int a = 0; a < 3; a++) {
            if (Math.abs(spacings[a][0] - spacings[a][1]) * Math.max(1, spacings[a][2] - 1) > toleranceMm) {
                return Optional.of(String.format(Locale.ROOT,
                    "spacing along %s %.6g against %.6g mm (tolerance %.3g mm over the volume)", "xyz".charAt(a),
                    spacings[a][0], spacings[a][1], toleranceMm));
            }
        }
        for (int c = 0; c < 8; c++) {
            final double i = (c & 1) == 0 ? 0 : nx - 1;
            final double j = (c & 2) == 0 ? 0 : ny - 1;
            final double k = (c & 4) == 0 ? 0 : nz - 1;
            final Vec3 p = toPatient(i, j, k);
            final Vec3 q = o.toPatient(i, j, k);
            final double[][] axes = {{p.x(), q.x()}, {p.y(), q.y()}, {p.z(), q.z()}};
            for (int a = 0; a < 3; a++) {
                if (Math.abs(axes[a][0] - axes[a][1]) > toleranceMm) {
                    return Optional.of(String.format(Locale.ROOT,
                        "position along patient %s %.4f against %.4f mm (tolerance %.3g mm)", "xyz".charAt(a),
                        axes[a][0], axes[a][1], toleranceMm));
                }
            }
        }
        return Optional.empty();
    }
}

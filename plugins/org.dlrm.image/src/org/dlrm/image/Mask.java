package org.dlrm.image;

import java.util.Optional;

/** A region of interest: one byte per voxel of a grid, 1 inside, 0 outside. Array ownership as in {@link Volume}. */
public final class Mask {

    private final Grid m_grid;

    private final byte[] m_inside;

    /** @param inside 0 or 1 per voxel, x fastest; belongs to the mask from now on */
    public Mask(final Grid grid, final byte[] inside) {
        if (inside.length != grid.voxels()) {
            throw new IllegalArgumentException(inside.length + " values for " + grid.voxels() + " voxels");
        }
        m_grid = grid;
        m_inside = inside;
    }

    public Grid grid() {
        return m_grid;
    }

    /** @return 0 or 1 per voxel, x fastest; to be read only */
    public byte[] inside() {
        return m_inside;
    }

    public boolean get(final int i, final int j, final int k) {
        return m_inside[m_grid.index(i, j, k)] != 0;
    }

    /** @return number of voxels inside */
    public int count() {
        int n = 0;
        for (final byte b : m_inside) {
            n += b;
        }
        return n;
    }

    /** @return the smallest block that holds every voxel inside; empty for an empty mask */
    public Optional<Box> boundingBox() {
        int x0 = m_grid.nx();
        int y0 = m_grid.ny();
        int z0 = m_grid.nz();
        int x1 = -1;
        int y1 = -1;
        int z1 = -1;
        int p = 0;
        for (int k = 0; k < m_grid.nz(); k++) {
            for (int j = 0; j < m_grid.ny(); j++) {
                for (int i = 0; i < m_grid.nx(); i++, p++) {
                    if (m_inside[p] != 0) {
                        x0 = Math.min(x0, i);
                        x1 = Math.max(x1, i);
                        y0 = Math.min(y0, j);
                        y1 = Math.max(y1, j);
                        z0 = Math.min(z0, k);
                        z1 = Math.max(z1, k);
                    }
                }
            }
        }
        return x1 < 0 ? Optional.empty()
            : Optional.of(new Box(x0, y0, z0, x1 - x0 + 1, y1 - y0 + 1, z1 - z0 + 1));
    }

    /** @return a copy of a block */
    public Mask crop(final Box b) {
        final Grid grid = m_grid.crop(b);
        final byte[] out = new byte[grid.voxels()];
        for (int k = 0; k < b.nz(); k++) {
            for (int j = 0; j < b.ny(); j++) {
                System.arraycopy(m_inside, m_grid.index(b.x(), b.y() + j, b.z() + k), out, grid.index(0, j, k),
                    b.nx());
            }
        }
        return new Mask(grid, out);
    }
}

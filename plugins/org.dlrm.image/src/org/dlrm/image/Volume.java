package org.dlrm.image;

/**
 * Image values on a grid: HU for CT. A float holds every stored value of up to 24 bits exactly.
 *
 * <p>The array is handed over, not copied ("one volume is never held twice"): whoever makes a volume gives its array
 * away, whoever asks for {@link #values()} only reads.
 */
public final class Volume {

    private final Grid m_grid;

    private final float[] m_values;

    /** @param values one value per voxel, x fastest; belongs to the volume from now on */
    public Volume(final Grid grid, final float[] values) {
        if (values.length != grid.voxels()) {
            throw new IllegalArgumentException(values.length + " values for " + grid.voxels() + " voxels");
        }
        m_grid = grid;
        m_values = values;
    }

    public Grid grid() {
        return m_grid;
    }

    /** @return the values themselves, x fastest; to be read only */
    public float[] values() {
        return m_values;
    }

    public float get(final int i, final int j, final int k) {
        return m_values[m_grid.index(i, j, k)];
    }

    /** @return a copy of a block */
    public Volume crop(final Box b) {
        final Grid grid = m_grid.crop(b);
        final float[] out = new float[grid.voxels()];
        for (int k = 0; k < b.nz(); k++) {
            for (int j = 0; j < b.ny(); j++) {
                System.arraycopy(m_values, m_grid.index(b.x(), b.y() + j, b.z() + k), out, grid.index(0, j, k),
                    b.nx());
            }
        }
        return new Volume(grid, out);
    }
}

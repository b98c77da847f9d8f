package org.dlrm.radiomics.reference;

import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Volume;

/** The IBSI 1 digital phantom (arXiv:1612.07003, section 5.1): 5 x 4 x 4 voxels of 2 mm, grey levels as intensities. */
public final class DigitalPhantom {

    private static final Grid GRID = Grid.of(5, 4, 4, 2, 2, 2);

    /** Slice after slice, row after row. */
    private static final String LEVELS = """
        1 4 4 1 1   1 4 6 1 1   4 1 6 4 1   4 4 6 4 1
        1 4 4 1 1   1 1 6 1 1   1 1 3 1 1   4 4 6 1 1
        1 4 4 1 1   1 1 1 1 1   1 1 9 1 1   1 1 6 1 1
        1 4 4 1 1   1 1 1 1 1   1 1 1 1 1   1 1 6 1 1
        """;

    private static final String REGION = """
        1 1 1 1 1   1 1 1 1 1   1 1 1 1 1   1 1 1 1 1
        1 1 1 1 1   1 1 1 1 1   0 1 1 1 1   1 1 1 1 1
        1 1 1 0 0   1 1 1 1 1   1 1 0 1 1   1 1 1 1 1
        1 1 1 0 0   1 1 1 1 1   1 1 1 1 1   1 1 1 1 1
        """;

    private DigitalPhantom() {
    }

    public static Volume image() {
        final String[] levels = LEVELS.trim().split("\\s+");
        final float[] v = new float[GRID.voxels()];
        for (int i = 0; i < v.length; i++) {
            v[i] = Integer.parseInt(levels[i]);
        }
        return new Volume(GRID, v);
    }

    public static Mask mask() {
        final String[] inside = REGION.trim().split("\\s+");
        final byte[] m = new byte[GRID.voxels()];
        for (int i = 0; i < m.length; i++) {
            m[i] = Byte.parseByte(inside[i]);
        }
        return new Mask(GRID, m);
    }
}

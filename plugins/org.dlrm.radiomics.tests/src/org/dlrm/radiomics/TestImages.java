package org.dlrm.radiomics;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;

import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Volume;

/** Small images for tests. */
final class TestImages {

    private TestImages() {
    }

    static Volume volume(final Grid g, final DoubleSupplier values) {
        final float[] v = new float[g.voxels()];
        for (int i = 0; i < v.length; i++) {
            v[i] = (float)values.getAsDouble();
        }
        return new Volume(g, v);
    }

    static Mask all(final Grid g) {
        final byte[] m = new byte[g.voxels()];
        Arrays.fill(m, (byte)1);
        return new Mask(g, m);
    }

    static Mask empty(final Grid g) {
        return new Mask(g, new byte[g.voxels()]);
    }

    /** Scattered voxels: every shape of neighbourhood occurs. */
    static Mask random(final Grid g, final double density, final long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final byte[] m = new byte[g.voxels()];
        for (int i = 0; i < m.length; i++) {
            m[i] = (byte)(random.nextDouble() < density ? 1 : 0);
        }
        return new Mask(g, m);
    }

    static Region region(final Volume v, final Mask m) {
        return new Region(v.grid(), v.values(), m.inside(), m.inside());
    }
}

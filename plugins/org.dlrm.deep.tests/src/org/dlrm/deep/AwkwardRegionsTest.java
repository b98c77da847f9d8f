package org.dlrm.deep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;

import org.dlrm.deep.net.Parameter;
import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Volume;
import org.dlrm.work.Progress;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Regions as they come from hospitals: every one gives finite features or a sentence that says what is wrong. */
class AwkwardRegionsTest {

    private static DeepModel s_model;

    @BeforeAll
    static void open() {
        s_model = DeepModel.builtIn();
    }

    @AfterAll
    static void close() {
        s_model.close();
    }

    private static Volume noise(final Grid grid) {
        final SplittableRandom random = new SplittableRandom(11);
        final float[] v = new float[grid.voxels()];
        for (int i = 0; i < v.length; i++) {
            v[i] = (float)(40 + 20 * Parameter.gaussian(random));
        }
        return new Volume(grid, v);
    }

    /** Voxels within half of the given extents (mm) of the grid's middle voxel. */
    private static Mask box(final Grid g, final double x, final double y, final double z) {
        final byte[] inside = new byte[g.voxels()];
        for (int k = 0; k < g.nz(); k++) {
            for (int j = 0; j < g.ny(); j++) {
                for (int i = 0; i < g.nx(); i++) {
                    inside[g.index(i, j, k)] = (byte)(Math.abs(i - g.nx() / 2) * g.sx() <= x / 2
                        && Math.abs(j - g.ny() / 2) * g.sy() <= y / 2 && Math.abs(k - g.nz() / 2) * g.sz() <= z / 2
                            ? 1 : 0);
                }
            }
        }
        return new Mask(g, inside);
    }

    private static DeepFeatures finite(final Volume volume, final Mask mask) {
        final DeepFeatures f = s_model.extract(volume, mask, Progress.NONE);
        for (int i = 0; i < f.values().length; i++) {
            assertTrue(Double.isFinite(f.values()[i]), f.names().get(i) + " is " + f.values()[i]);
        }
        return f;
    }

    @Test
    void oneVoxel() {
        final Grid g = Grid.of(40, 40, 12, 1, 1, 3);
        final DeepFeatures f = finite(noise(g), box(g, 0, 0, 0));
        assertEquals(noise(g).get(20, 20, 6), f.values()[492], 1e-4, "its mean is the voxel");
        assertEquals(0, f.values()[493]);
    }

    @Test
    void largerThanThePatch() {
        final Grid g = Grid.of(120, 120, 40, 1, 1, 3);
        finite(noise(g), box(g, 110, 110, 110));
    }

    @Test
    void thickSlices() {
        final Grid g = Grid.of(64, 64, 9, 0.7, 0.7, 5);
        finite(noise(g), box(g, 20, 20, 15));
    }

    /** Coronal and sagittal planes of one slice show it stretched; nothing breaks. */
    @Test
    void aSingleSlice() {
        final Grid g = Grid.of(64, 64, 1, 0.8, 0.8, 5);
        finite(noise(g), box(g, 20, 20, 0));
    }

    @Test
    void constant() {
        final Grid g = Grid.of(40, 40, 12, 1, 1, 3);
        final float[] v = new float[g.voxels()];
        java.util.Arrays.fill(v, -1000);
        final DeepFeatures f = finite(new Volume(g, v), box(g, 10, 10, 9));
        assertEquals(-200, f.values()[492], "cut at the window");
        assertEquals(0, f.values()[493]);
    }

    @Test
    void notANumber() {
        final Grid g = Grid.of(40, 40, 12, 1, 1, 3);
        final float[] inside = noise(g).values().clone();
        inside[g.index(20, 20, 6)] = Float.NaN;
        final float[] near = noise(g).values().clone();
        near[g.index(30, 20, 6)] = Float.NaN;
        for (final float[] v : List.of(inside, near)) {
            final String message = assertThrows(IllegalArgumentException.class,
                () -> s_model.extract(new Volume(g, v), box(g, 8, 8, 6), Progress.NONE)).getMessage();
            assertTrue(message.contains(v == inside ? "inside the ROI" : "near the ROI"), message);
        }
    }

    @Test
    void metalIsCutAtTheWindow() {
        final Grid g = Grid.of(40, 40, 12, 1, 1, 3);
        final float[] v = noise(g).values().clone();
        v[g.index(20, 20, 6)] = Float.POSITIVE_INFINITY;
        v[g.index(21, 20, 6)] = 30_000;
        finite(new Volume(g, v), box(g, 10, 10, 9));
    }

    @Test
    void empty() {
        final Grid g = Grid.of(40, 40, 12, 1, 1, 3);
        assertTrue(assertThrows(IllegalArgumentException.class,
            () -> s_model.extract(noise(g), new Mask(g, new byte[g.voxels()]), Progress.NONE)).getMessage()
            .contains("mask is empty"));
    }
}

package org.dlrm.image.interpolate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import org.dlrm.image.Box;
import org.dlrm.image.Grid;
import org.dlrm.image.Vec3;
import org.dlrm.image.Volume;
import org.junit.jupiter.api.Test;

/** A coarser image shows what is there, where it is. */
final class BlockMeanTest {

    private static final double S = Math.sqrt(0.5);

    /** Oblique, and the value is a linear function of the position in the patient. */
    private static Volume ramp(final int nx, final int ny, final int nz) {
        final Grid g = new Grid(nx, ny, nz, 0.7, 0.7, 2.5, new Vec3(-30, 12, 100), new Vec3(S, S, 0), new Vec3(0, 0, -1),
            new Vec3(-S, S, 0));
        final float[] v = new float[g.voxels()];
        for (int i = 0; i < v.length; i++) {
            v[i] = (float)at(g.toPatient(i % nx, i / nx % ny, i / nx / ny));
        }
        return new Volume(g, v);
    }

    private static double at(final Vec3 p) {
        return 3 * p.x() - 2 * p.y() + 5 * p.z();
    }

    @Test
    void meansStandWhereTheirBlockIs() throws IOException {
        final Volume image = ramp(12, 9, 6);
        final Volume coarse = BlockMean.of(image.grid(), image::crop, 100);
        final Grid g = coarse.grid();
        assertArrayEquals(new int[]{3, 3, 1}, BlockMean.blocks(image.grid(), 100), "the finest axes first");
        assertEquals(List.of(4, 3, 6), List.of(g.nx(), g.ny(), g.nz()));
        assertEquals(2.1, g.sx(), 1e-12);
        for (int i = 0; i < g.voxels(); i++) {
            final Vec3 p = g.toPatient(i % g.nx(), i / g.nx() % g.ny(), i / g.nx() / g.ny());
            assertEquals(at(p), coarse.values()[i], 1e-3, "the mean of a ramp is its middle's value");
        }
    }

    @Test
    void incompleteBlocksAreMeansOfWhatIsThere() throws IOException {
        final Volume image = new Volume(Grid.of(5, 1, 1, 1, 1, 1), new float[]{1, 3, 10, 20, 7});
        assertArrayEquals(new float[]{2, 15, 7}, BlockMean.of(image.grid(), image::crop, 3).values());
    }

    @Test
    void smallImagesStayAsTheyAre() throws IOException {
        final Volume image = ramp(4, 5, 6);
        assertArrayEquals(image.values(), BlockMean.of(image.grid(), box -> {
            assertEquals(new Box(0, 0, 0, 4, 5, 6), box);
            return image;
        }, 120).values());
        assertSame(image.grid().zAxis(), BlockMean.of(image.grid(), image::crop, 120).grid().zAxis());
    }

    /** 512 x 512 x 200 voxels in pieces of at most 16 million. */
    @Test
    void largeSeriesAreReadInPieces() throws IOException {
        final Grid g = Grid.of(512, 512, 200, 0.8, 0.8, 2);
        final List<Box> read = new ArrayList<>();
        final Volume coarse = BlockMean.of(g, box -> {
            read.add(box);
            return new Volume(g.crop(box), new float[(int)box.voxels()]);
        }, 6_000_000);
        assertTrue(coarse.grid().voxels() <= 6_000_000);
        assertTrue(read.stream().allMatch(b -> b.voxels() <= 1 << 24));
        assertEquals(200, read.stream().mapToInt(Box::nz).sum());
        assertEquals(4, read.size());
    }
}

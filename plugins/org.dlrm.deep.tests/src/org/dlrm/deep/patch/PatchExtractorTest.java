package org.dlrm.deep.patch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;

import org.dlrm.image.Box;
import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Vec3;
import org.dlrm.image.Volume;
import org.dlrm.work.Progress;
import org.junit.jupiter.api.Test;

class PatchExtractorTest {

    private static final Normalisation RAW =
        new Normalisation(0, 1, Normalisation.Scale.UNIT, List.of(), List.of());

    /** A ramp a x + b y + c z of the patient's position: trilinear interpolation reproduces it exactly. */
    private static Volume ramp(final Grid g, final double a, final double b, final double c) {
        final float[] v = new float[g.voxels()];
        for (int k = 0; k < g.nz(); k++) {
            for (int j = 0; j < g.ny(); j++) {
                for (int i = 0; i < g.nx(); i++) {
                    final Vec3 p = g.toPatient(i, j, k);
                    v[g.index(i, j, k)] = (float)(0.5 + a * p.x() + b * p.y() + c * p.z());
                }
            }
        }
        return new Volume(g, v);
    }

    private static Mask block(final Grid g, final Box b) {
        final byte[] inside = new byte[g.voxels()];
        for (int k = b.z(); k < b.z() + b.nz(); k++) {
            for (int j = b.y(); j < b.y() + b.ny(); j++) {
                for (int i = b.x(); i < b.x() + b.nx(); i++) {
                    inside[g.index(i, j, k)] = 1;
                }
            }
        }
        return new Mask(g, inside);
    }

    private static final Grid GRID = Grid.of(60, 60, 30, 0.8, 0.8, 2);

    /** Centroid at voxel (29.5, 29.5, 14.5), i.e. at (23.6, 23.6, 29) mm. */
    private static final Mask CENTRAL = block(GRID, new Box(25, 25, 12, 10, 10, 6));

    @Test
    void planesShowThePatientsAxes() {
        final PatchSettings settings = new PatchSettings(PatchSettings.Mode.PLANES_2_5D, 16, 1, 3, 3, 2, RAW);
        final double a = 0.001;
        final double b = 0.002;
        final double c = 0.004;
        final Patches p = new PatchExtractor(settings).extract(ramp(GRID, a, b, c), CENTRAL, Progress.NONE);
        assertEquals(5, p.count());
        assertArrayEquals(new long[]{3, 16, 16}, p.shape());
        // change per mm of columns, rows and slices, in each view
        final double[][] slopes = {{a, b, c}, {a, -c, b}, {b, -c, a}, {a, b, c}, {a, b, c}};
        for (int i = 0; i < 5; i++) {
            final Vec3 centre = p.frames().get(i).centre();
            final double middle = 0.5 + a * centre.x() + b * centre.y() + c * centre.z();
            for (int s = 0; s < 3; s++) {
                for (int r = 0; r < 16; r++) {
                    for (int q = 0; q < 16; q++) {
                        final double expected = middle + slopes[i][0] * (q - 7.5) + slopes[i][1] * (r - 7.5)
                            + slopes[i][2] * 3 * (s - 1);
                        assertEquals(expected, p.data()[((i * 3 + s) * 16 + r) * 16 + q], 1e-6,
                            p.frames().get(i) + " slice " + s);
                    }
                }
            }
        }
        assertEquals(23.6, p.frames().get(0).centre().x(), 1e-9);
        assertEquals(29, p.frames().get(0).centre().z(), 1e-9);
        // two axial slices at a quarter and three quarters of the ROI's height, 24 to 34 mm
        assertEquals(26.5, p.frames().get(3).centre().z(), 1e-9);
        assertEquals(31.5, p.frames().get(4).centre().z(), 1e-9);
    }

    @Test
    void cubeIsCentredAndScaled() {
        final PatchSettings settings = new PatchSettings(PatchSettings.Mode.CUBE_3D, 8, 2, 1, 0, 0, RAW);
        final Patches p = new PatchExtractor(settings).extract(ramp(GRID, 0.001, 0.002, 0.004), CENTRAL,
            Progress.NONE);
        assertEquals(1, p.count());
        assertArrayEquals(new long[]{1, 8, 8, 8}, p.shape());
        final double middle = 0.5 + 0.001 * 23.6 + 0.002 * 23.6 + 0.004 * 29;
        assertEquals(middle + 2 * 0.001 * (1 - 3.5) + 2 * 0.002 * (6 - 3.5) + 2 * 0.004 * (2 - 3.5),
            p.data()[(2 * 8 + 6) * 8 + 1], 1e-6);
    }

    @Test
    void presetsAreWhatTheySay() {
        final Volume v = ramp(GRID, 1, 2, 3);
        for (final int size : new int[]{32, 48}) {
            final PatchSettings cube = PatchSettings.cube(size);
            assertEquals(size == 32 ? 64 : 72, size * cube.spacingMm());
            assertEquals(size * size * size, new PatchExtractor(cube).extract(v, CENTRAL, Progress.NONE).data().length);
        }
        final Patches planes = new PatchExtractor(PatchSettings.planes()).extract(v, CENTRAL, Progress.NONE);
        assertArrayEquals(new long[]{3, 64, 64}, planes.shape());
        assertEquals(List.of("axial", "coronal", "sagittal", "axial", "axial", "axial", "axial"),
            planes.frames().stream().map(Frame::view).toList());
        assertEquals(1, new PatchExtractor(PatchSettings.largestSlice()).extract(v, CENTRAL, Progress.NONE).count());
    }

    @Test
    void largestSliceIsTheOneWithMostVoxels() {
        final byte[] inside = block(GRID, new Box(20, 20, 10, 6, 6, 3)).inside().clone();
        final byte[] larger = block(GRID, new Box(30, 30, 20, 8, 8, 1)).inside();
        for (int i = 0; i < inside.length; i++) {
            inside[i] |= larger[i];
        }
        final PatchSettings settings = new PatchSettings(PatchSettings.Mode.LARGEST_SLICE_2D, 16, 1, 1, 0, 0, RAW);
        final Patches p =
            new PatchExtractor(settings).extract(ramp(GRID, 0, 0, 0.01), new Mask(GRID, inside), Progress.NONE);
        assertEquals(1, p.count());
        assertEquals(40, p.frames().get(0).centre().z(), 1e-9);
        assertEquals(33.5 * 0.8, p.frames().get(0).centre().x(), 1e-9);
        assertEquals(0.9, p.data()[0], 1e-6);
    }

    /** The same patient scanned with another direction of the voxel axes gives the same patches. */
    @Test
    void doesNotDependOnTheDirectionOfTheVoxelAxes() {
        final Grid turned = new Grid(30, 60, 60, 2, 0.8, 0.8, new Vec3(0, 59 * 0.8, 0), new Vec3(0, 0, 1),
            new Vec3(1, 0, 0), new Vec3(0, -1, 0));
        final PatchSettings settings = new PatchSettings(PatchSettings.Mode.PLANES_2_5D, 16, 1, 3, 3, 3, RAW);
        final byte[] inside = new byte[turned.voxels()];
        final float[] values = new float[turned.voxels()];
        final Volume straight = ramp(GRID, 0.001, 0.002, 0.004);
        for (int k = 0; k < 60; k++) {
            for (int j = 0; j < 60; j++) {
                for (int i = 0; i < 30; i++) {
                    final int p = turned.index(i, j, k);
                    values[p] = straight.get(j, 59 - k, i);
                    inside[p] = (byte)(CENTRAL.get(j, 59 - k, i) ? 1 : 0);
                }
            }
        }
        final Patches expected = new PatchExtractor(settings).extract(straight, CENTRAL, Progress.NONE);
        final Patches got =
            new PatchExtractor(settings).extract(new Volume(turned, values), new Mask(turned, inside), Progress.NONE);
        assertArrayEquals(expected.data(), got.data(), 1e-6f);
        assertEquals(expected.roiMean(), got.roiMean(), 1e-9);
    }

    /** A cut-out with the margin that the settings ask for gives what the whole image gives. */
    @Test
    void aCutOutWithTheMarginGivesTheSamePatches() {
        final PatchSettings settings = new PatchSettings(PatchSettings.Mode.PLANES_2_5D, 16, 1, 3, 3, 3, RAW);
        final Volume whole = ramp(GRID, 0.001, 0.002, 0.004);
        final int xy = (int)Math.ceil(settings.marginMm() / 0.8);
        final int z = (int)Math.ceil(settings.marginMm() / 2);
        final Box box = CENTRAL.boundingBox().orElseThrow().grow(xy, xy, z, GRID);
        assertTrue(box.voxels() < GRID.voxels());
        assertArrayEquals(new PatchExtractor(settings).extract(whole, CENTRAL, Progress.NONE).data(),
            new PatchExtractor(settings).extract(whole.crop(box), CENTRAL.crop(box), Progress.NONE).data(), 1e-6f);
    }

    @Test
    void normalisesByTheRoi() {
        final float[] v = new float[GRID.voxels()];
        for (int i = 0; i < v.length; i++) {
            v[i] = CENTRAL.inside()[i] == 0 ? 1000 : (i % 2 == 0 ? 40 : 60);
        }
        final PatchSettings settings =
            new PatchSettings(PatchSettings.Mode.LARGEST_SLICE_2D, 8, 0.8, 1, 0, 0, Normalisation.softTissue());
        final Patches p = new PatchExtractor(settings).extract(new Volume(GRID, v), CENTRAL, Progress.NONE);
        assertEquals(50, p.roiMean(), 1e-9);
        assertEquals(10, p.roiSd(), 1e-9);
        for (final float z : p.data()) { // pixels fall on voxel centres here
            assertEquals(1, Math.abs(z), 1e-6);
        }
        // outside, 1000 HU is cut to 300 and its z-score of 25 to 6
        final PatchSettings wide = new PatchSettings(PatchSettings.Mode.LARGEST_SLICE_2D, 40, 0.8, 1, 0, 0,
            Normalisation.softTissue());
        assertEquals(6, new PatchExtractor(wide).extract(new Volume(GRID, v), CENTRAL, Progress.NONE).data()[0]);
    }

    @Test
    void aFlatRoiOfOneVoxelGivesZeros() {
        final float[] v = new float[GRID.voxels()];
        Arrays.fill(v, 37);
        final Patches p = new PatchExtractor(PatchSettings.planes()).extract(new Volume(GRID, v),
            block(GRID, new Box(0, 59, 29, 1, 1, 1)), Progress.NONE);
        assertEquals(7, p.count());
        assertEquals(0, p.roiSd(), 0);
        for (final float z : p.data()) {
            assertEquals(0, z, 0);
        }
    }

    @Test
    void refusesAnEmptyMaskAndAnotherGrid() {
        final Volume volume = ramp(GRID, 0, 0, 0);
        final PatchExtractor extractor = new PatchExtractor(PatchSettings.planes());
        final Mask empty = new Mask(GRID, new byte[GRID.voxels()]);
        assertTrue(assertThrows(IllegalArgumentException.class,
            () -> extractor.extract(volume, empty, Progress.NONE)).getMessage().contains("empty"));
        final Grid other = Grid.of(60, 60, 30, 0.8, 0.8, 2.5);
        final Mask moved = block(other, new Box(1, 1, 1, 2, 2, 2));
        assertTrue(assertThrows(IllegalArgumentException.class,
            () -> extractor.extract(volume, moved, Progress.NONE)).getMessage().contains("spacing along z"));
    }
}

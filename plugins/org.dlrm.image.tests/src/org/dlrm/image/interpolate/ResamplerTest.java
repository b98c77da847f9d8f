package org.dlrm.image.interpolate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import java.util.SplittableRandom;

import org.dlrm.image.Box;
import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Vec3;
import org.dlrm.image.Volume;
import org.dlrm.work.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class ResamplerTest {

    /** Oblique, left-handed: nothing may depend on patient axes. */
    private static final Grid GRID = new Grid(31, 29, 27, 0.9, 1.1, 2.5, new Vec3(-70, 12, 33),
        new Vec3(0, 1, 0), new Vec3(0.6, 0, 0.8), new Vec3(-0.8, 0, 0.6));

    private interface Field {
        double at(double x, double y, double z);
    }

    /** A field given in voxel coordinates of the grid in mm from its first voxel. */
    private static Volume volume(final Grid g, final Field f, final Grid reference) {
        final float[] v = new float[g.voxels()];
        for (int k = 0; k < g.nz(); k++) {
            for (int j = 0; j < g.ny(); j++) {
                for (int i = 0; i < g.nx(); i++) {
                    final Vec3 p = reference.toIndex(g.toPatient(i, j, k));
                    v[g.index(i, j, k)] =
                        (float)f.at(p.x() * reference.sx(), p.y() * reference.sy(), p.z() * reference.sz());
                }
            }
        }
        return new Volume(g, v);
    }

    @Test
    void gridIsAlignedByCentre() {
        // IBSI CT phantom: 204 x 201 x 60 voxels of 0.977 x 0.977 x 3 mm to 2 mm
        final Grid g = Resampler.alignedByCentre(Grid.of(204, 201, 60, 0.977, 0.977, 3), 2, 2, 2);
        assertEquals(100, g.nx());
        assertEquals(99, g.ny());
        assertEquals(90, g.nz());
        assertEquals(0.5 * (203 * 0.977 - 99 * 2), g.origin().x(), 1e-12);
        final Grid kept = Resampler.alignedByCentre(GRID, 0.5, 0, 3);
        assertEquals(1.1, kept.sy());
        assertEquals(29, kept.ny());
        final Vec3 a = GRID.toPatient(15, 14, 13);
        final Vec3 b = kept.toPatient((kept.nx() - 1) / 2., (kept.ny() - 1) / 2., (kept.nz() - 1) / 2.);
        assertEquals(0, a.minus(b).length(), 1e-9);
        // a spacing stored in single precision adds no voxel
        assertEquals(90, Resampler.alignedByCentre(Grid.of(60, 60, 60, 3.0000001, 3, 3), 2, 2, 2).nx());
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
    void sameGridGivesTheSameValues(final Interpolator how) {
        final SplittableRandom random = new SplittableRandom(5);
        final float[] v = new float[GRID.voxels()];
        for (int i = 0; i < v.length; i++) {
            v[i] = (float)random.nextGaussian() * 500;
        }
        assertArrayEquals(v, Resampler.resample(new Volume(GRID, v), GRID, how, Progress.NONE).values(), 1e-4f);
    }

    @ParameterizedTest
    @EnumSource(names = {"LINEAR", "CUBIC_SPLINE", "CUBIC_CONVOLUTION"})
    void linearFieldsAreExactInside(final Interpolator how) {
        final Field f = (x, y, z) -> 3 * x - 2 * y + 0.5 * z + 7;
        final Grid inner = Resampler.alignedByCentre(GRID, 0.7, 0.8, 1.9).crop(new Box(12, 12, 12, 12, 12, 8));
        // the mirrored border bends a spline, by 1e-4 at 8 voxels from it
        assertArrayEquals(volume(inner, f, GRID).values(),
            Resampler.resample(volume(GRID, f, GRID), inner, how, Progress.NONE).values(), 2e-4f);
    }

    @Test
    void higherOrdersAreNearerToASmoothField() {
        final Field f = (x, y, z) -> 100 * Math.sin(x / 2) * Math.cos(y / 2.5) * Math.sin(z / 6);
        final Grid inner = Resampler.alignedByCentre(GRID, 0.7, 0.8, 1.9).crop(new Box(10, 10, 10, 15, 15, 12));
        final double[] error = new double[4];
        int n = 0;
        for (final Interpolator how : new Interpolator[]{Interpolator.NEAREST, Interpolator.LINEAR,
            Interpolator.CUBIC_CONVOLUTION, Interpolator.CUBIC_SPLINE}) {
            final float[] is = Resampler.resample(volume(GRID, f, GRID), inner, how, Progress.NONE).values();
            final float[] should = volume(inner, f, GRID).values();
            for (int i = 0; i < is.length; i++) {
                error[n] = Math.max(error[n], Math.abs(is[i] - should[i]));
            }
            n++;
        }
        assertEquals(true, error[0] > error[1] && error[1] > error[2] && error[2] > 4 * error[3],
            () -> java.util.Arrays.toString(error));
    }

    @Test
    void croppedTargetGivesTheSameAsTheWhole() {
        final SplittableRandom random = new SplittableRandom(6);
        final float[] v = new float[GRID.voxels()];
        for (int i = 0; i < v.length; i++) {
            v[i] = random.nextInt(2000);
        }
        final Grid whole = Resampler.alignedByCentre(GRID, 1.3, 0.6, 1);
        final Box box = new Box(3, 20, 40, 9, 8, 20);
        for (final Interpolator how : new Interpolator[]{Interpolator.LINEAR, Interpolator.CUBIC_SPLINE}) {
            final Volume a = Resampler.resample(new Volume(GRID, v), whole, how, Progress.NONE).crop(box);
            final Volume b = Resampler.resample(new Volume(GRID, v), whole.crop(box), how, Progress.NONE);
            assertArrayEquals(a.values(), b.values(), 1e-3f);
        }
    }

    @Test
    void partialVolumeThreshold() {
        final Grid g = Grid.of(4, 1, 1, 1, 1, 1);
        final Mask m = new Mask(g, new byte[]{0, 1, 1, 0});
        final Grid half = new Grid(7, 1, 1, 0.5, 1, 1, new Vec3(0, 0, 0), g.xAxis(), g.yAxis(), g.zAxis());
        // exactly one half belongs to the region
        assertArrayEquals(new byte[]{0, 1, 1, 1, 1, 1, 0},
            Resampler.resample(m, half, Interpolator.LINEAR, 0.5, Progress.NONE).inside());
        assertArrayEquals(new byte[]{0, 0, 1, 1, 1, 0, 0},
            Resampler.resample(m, half, Interpolator.LINEAR, 0.6, Progress.NONE).inside());
    }

    @Test
    void notParallelIsRefused() {
        final Grid turned = Grid.of(5, 5, 5, 1, 1, 1);
        assertEquals(Optional.of(true), Optional.of(assertThrows(IllegalArgumentException.class,
            () -> Resampler.resample(new Volume(GRID, new float[GRID.voxels()]), turned, Interpolator.LINEAR,
                Progress.NONE)).getMessage().contains("parallel axes")));
    }
}

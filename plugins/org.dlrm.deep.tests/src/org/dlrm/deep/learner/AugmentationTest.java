package org.dlrm.deep.learner;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

import org.dlrm.deep.patch.Frame;
import org.dlrm.deep.patch.Normalisation;
import org.dlrm.deep.patch.Patches;
import org.dlrm.image.Vec3;
import org.junit.jupiter.api.Test;

class AugmentationTest {

    private static Patches patches(final long... shape) {
        int length = 1;
        for (final long d : shape) {
            length *= (int)d;
        }
        final float[] data = new float[length];
        for (int i = 0; i < length; i++) {
            data[i] = i % 97;
        }
        return new Patches(data, shape, List.of(Frame.axial(new Vec3(0, 0, 0))), 50, 10);
    }

    private static float[] apply(final Augmentation a, final Patches p, final long seed) {
        final float[] out = new float[p.data().length + 3];
        a.apply(p, 0, Normalisation.softTissue(), new SplittableRandom(seed), out, 3);
        return Arrays.copyOfRange(out, 3, out.length);
    }

    @Test
    void noneIsACopy() {
        for (final Patches p : List.of(patches(3, 9, 9), patches(1, 8, 8, 8))) {
            assertArrayEquals(p.data(), apply(Augmentation.none(), p, 1));
        }
    }

    /** A square has 8 symmetries; with the order of three slices mirrored or not there are 16 results. */
    @Test
    void flipsAndTurnsAreTheSymmetriesOfTheSquare() {
        final Patches p = patches(3, 9, 9);
        final float[] sorted = p.data().clone();
        Arrays.sort(sorted);
        final Set<String> seen = new HashSet<>();
        for (int seed = 0; seed < 400; seed++) {
            final float[] out = apply(new Augmentation(true, true, 0, 0, 0), p, seed);
            seen.add(Arrays.toString(out));
            Arrays.sort(out);
            assertArrayEquals(sorted, out, "a rearrangement");
        }
        assertEquals(16, seen.size());
    }

    @Test
    void noiseHasTheAskedDeviation() {
        final Patches p = patches(3, 64, 64);
        final float[] out = apply(new Augmentation(false, false, 0, 0, 5), p, 1);
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < out.length; i++) {
            final double d = out[i] - p.data()[i];
            sum += d;
            squares += d * d;
        }
        assertEquals(0, sum / out.length, 0.02);
        assertEquals(0.5, Math.sqrt(squares / out.length), 0.02, "5 HU are half of the ROI's deviation of 10 HU");
    }

    @Test
    void shiftMovesTheRoiMeanUnderAZScoreAndTheValuesUnderAWindow() {
        final Patches p = patches(3, 9, 9);
        final Augmentation a = new Augmentation(false, false, 0, 10, 0);
        final float[] out = new float[p.data().length];
        final double shift = a.apply(p, 0, Normalisation.softTissue(), new SplittableRandom(3), out, 0);
        assertTrue(shift != 0 && Math.abs(shift) <= 10);
        assertArrayEquals(p.data(), out);
        final Normalisation unit =
            new Normalisation(0, 200, Normalisation.Scale.UNIT, List.of(), List.of());
        a.apply(p, 0, unit, new SplittableRandom(3), out, 0);
        assertEquals(p.data()[5] + shift / 200, out[5], 1e-5);
    }

    @Test
    void scaleKeepsTheMiddleAndStretchesARamp() {
        final float[] ramp = new float[81];
        for (int i = 0; i < 81; i++) {
            ramp[i] = i % 9 - 4;
        }
        final Patches p = new Patches(ramp, new long[]{1, 9, 9}, List.of(Frame.axial(new Vec3(0, 0, 0))), 0, 1);
        final float[] out = apply(new Augmentation(false, false, 0.2, 0, 0), p, 2);
        assertEquals(0, out[40], 1e-6);
        final double zoom = 1 / out[41];
        assertTrue(zoom >= 0.8 && zoom <= 1.2 && zoom != 1, "zoom " + zoom);
        assertEquals(2 / zoom, out[42], 1e-5);
    }
}

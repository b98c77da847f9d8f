package org.dlrm.radiomics.perturb;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Vec3;
import org.dlrm.image.Volume;
import org.dlrm.radiomics.perturb.Perturbation.Growth;
import org.dlrm.radiomics.perturb.Perturbations.Perturbed;
import org.dlrm.work.Progress;
import org.junit.jupiter.api.Test;

class PerturbationsTest {

    private static final Grid GRID = Grid.of(48, 44, 20, 1, 1, 2);

    /** A bright ball in a darker smooth background. */
    private static final Vec3 CENTRE = new Vec3(22, 20, 18);

    private static final double RADIUS = 11;

    private static double intensity(final Vec3 p) {
        return 100 / (1 + Math.exp(p.minus(CENTRE).length() - RADIUS)) + 0.5 * p.x() + 0.2 * p.y();
    }

    private static Volume image() {
        final float[] v = new float[GRID.voxels()];
        for (int i = 0; i < v.length; i++) {
            v[i] = (float)intensity(position(GRID, i));
        }
        return new Volume(GRID, v);
    }

    private static Vec3 position(final Grid g, final int p) {
        return g.toPatient(p % g.nx(), p / g.nx() % g.ny(), p / (g.nx() * g.ny()));
    }

    private static Mask ball() {
        final byte[] m = new byte[GRID.voxels()];
        for (int i = 0; i < m.length; i++) {
            m[i] = (byte)(position(GRID, i).minus(CENTRE).length() <= RADIUS ? 1 : 0);
        }
        return new Mask(GRID, m);
    }

    private static Perturbed apply(final Perturbation p, final long seed) {
        return Perturbations.apply(image(), ball(), p, seed, Progress.NONE);
    }

    private static double dice(final Mask a, final Mask b) {
        int both = 0;
        for (int i = 0; i < a.inside().length; i++) {
            both += a.inside()[i] & b.inside()[i];
        }
        return 2. * both / (a.count() + b.count());
    }

    @Test
    void nothingChangesNothing() {
        final Volume v = image();
        final Mask m = ball();
        final Perturbed p = Perturbations.apply(v, m, Perturbation.NONE, 1, Progress.NONE);
        assertSame(v, p.image());
        assertSame(m, p.mask());
    }

    /** The grid moves, the patient does not: intensities stay where they are in space. */
    @Test
    void motionKeepsThePatient() {
        for (final double[] motion : new double[][]{{0, 0.25}, {17, 0}, {-33, 0.25}}) {
            final Perturbed p = apply(new Perturbation(false, motion[0], motion[1], Growth.NONE, false), 1);
            final Grid g = p.image().grid();
            assertEquals(1, g.xAxis().length(), 1e-12);
            assertEquals(0, g.xAxis().dot(g.yAxis()), 1e-12);
            double worst = 0;
            int inside = 0;
            for (int i = 0; i < g.voxels(); i++) {
                final Vec3 at = position(g, i);
                if (at.minus(CENTRE).length() < RADIUS + 5) {
                    worst = Math.max(worst, Math.abs(p.image().values()[i] - intensity(at)));
                }
                inside += p.mask().inside()[i];
            }
            // an edge 100 high and 4 mm wide at 1 x 1 x 2 mm
            assertTrue(worst < 2.5, "intensity error " + worst);
            assertEquals(ball().count(), inside, 0.02 * ball().count());
        }
    }

    @Test
    void noiseHasTheLevelAskedForAndIsFound() {
        final Grid g = Grid.of(256, 256, 4, 1, 1, 1);
        final Volume noisy = Noise.add(new Volume(g, new float[g.voxels()]), 12, new SplittableRandom(5));
        double sum = 0;
        double squares = 0;
        for (final float v : noisy.values()) {
            sum += v;
            squares += v * v;
        }
        final int n = g.voxels();
        assertEquals(0, sum / n, 4 * 12 / Math.sqrt(n));
        assertEquals(12, Math.sqrt(squares / n), 4 * 12 / Math.sqrt(2. * n));
        assertEquals(12, Noise.estimate(noisy, Progress.NONE), 0.25);
    }

    @Test
    void fractionsOfTheVolumeAreExact() {
        final int n = ball().count();
        for (final double f : new double[]{-0.3, -0.1, 0.1, 0.4}) {
            final Mask m = apply(new Perturbation(false, 0, 0, Growth.byFraction(f), false), 3).mask();
            assertEquals(n + Math.round(n * Math.abs(f)) * Math.signum(f), m.count());
            final Mask ball = ball();
            for (int i = 0; i < m.inside().length; i++) {
                assertTrue(f > 0 ? m.inside()[i] >= ball.inside()[i] : m.inside()[i] <= ball.inside()[i]);
            }
        }
    }

    @Test
    void distancesAreMillimetres() {
        final Mask grown = apply(new Perturbation(false, 0, 0, Growth.byDistance(2), false), 3).mask();
        for (int i = 0; i < grown.inside().length; i++) {
            final double d = position(GRID, i).minus(CENTRE).length() - RADIUS;
            if (d > 2.001) {
                assertEquals(0, grown.inside()[i]);
            } else if (d < 0.5) {
                assertEquals(1, grown.inside()[i]);
            }
        }
        // one layer of this ball is more than a fifth of it: shrinkage stops at 80 %
        final Mask shrunk = apply(new Perturbation(false, 0, 0, Growth.byDistance(-4), false), 3).mask();
        assertEquals(ball().count() - (int)(0.2 * ball().count() + 1e-9), shrunk.count());
    }

    /**
     * Numbers of MIRP 2.3.4: voxels of an ellipsoid that grew by 1, 2, 3 and 2.5 mm or changed by a part of its volume (which
     * MIRP cuts to whole voxels and we round), and the noise level of an image, for which MIRP takes 0.6754 as the median of
     * |z|, which is 0.6745.
     */
    @Test
    void numbersOfMirp() {
        final Grid g = Grid.of(40, 32, 36, 1, 1, 1);
        final byte[] inside = new byte[g.voxels()];
        for (int p = 0; p < inside.length; p++) {
            final int x = p % 40 - 20;
            final int y = p / 40 % 32 - 16;
            final int z = p / (40 * 32) - 18;
            inside[p] = (byte)(4 * x * x + 9 * y * y + 6 * z * z <= 900 ? 1 : 0);
        }
        final Mask ellipsoid = new Mask(g, inside);
        final Volume empty = new Volume(g, new float[g.voxels()]);
        assertEquals(7663, ellipsoid.count());
        final double[] mm = {1, 2, 3, 2.5};
        final int[] grown = {9349, 11447, 14541, 12999};
        final double[] parts = {.15, -.15, .5, -.3};
        final int[] changed = {8812, 6513, 11494, 5364};
        for (int i = 0; i < 4; i++) {
            assertEquals(grown[i], Perturbations.apply(empty, ellipsoid,
                new Perturbation(false, 0, 0, Growth.byDistance(mm[i]), false), 1, Progress.NONE).mask().count());
            assertEquals(changed[i], Perturbations.apply(empty, ellipsoid,
                new Perturbation(false, 0, 0, Growth.byFraction(parts[i]), false), 1, Progress.NONE).mask().count(), 1);
        }
        final float[] v = new float[23 * 19 * 7];
        for (int i = 0; i < v.length; i++) {
            v[i] = i * 2654435761L >> 7 & 1023;
        }
        assertEquals(11.070428166233329, Noise.estimate(new Volume(Grid.of(23, 19, 7, 1, 1, 1), v), Progress.NONE)
            * 0.6744897501960817 / 0.6754, 1e-5);
    }

    @Test
    void randomContoursFollowTheImageAndTheSeed() {
        final Perturbation contour = new Perturbation(false, 0, 0, Growth.NONE, true);
        final Mask a = apply(contour, 1).mask();
        assertArrayEquals(a.inside(), apply(contour, 1).mask().inside());
        boolean differ = false;
        for (long seed = 2; seed < 6; seed++) {
            final Mask b = apply(contour, seed).mask();
            differ |= !Arrays.equals(a.inside(), b.inside());
            assertTrue(dice(b, ball()) > 0.8, "Dice " + dice(b, ball()));
        }
        assertTrue(differ);
    }

    @Test
    void noiseDoesNotDependOnTheOtherPerturbations() {
        final Perturbed alone = apply(new Perturbation(true, 0, 0, Growth.NONE, false), 9);
        final Perturbed both = apply(new Perturbation(true, 0, 0, Growth.byFraction(0.1), false), 9);
        assertArrayEquals(alone.image().values(), both.image().values());
        assertFalse(Arrays.equals(alone.image().values(), image().values()));
        assertNotEquals(0, Noise.estimate(image(), Progress.NONE));
    }

    @Test
    void combinationsAndBadInput() {
        assertEquals(2 * 3 * 2 * 4, Perturbations.combinations(List.of(0., 5.), List.of(0., 0.25, 0.5),
            List.of(Growth.NONE, Growth.byFraction(0.1)), 4, 0).size());
        assertThrows(IllegalArgumentException.class, () -> Growth.byFraction(-1));
        assertThrows(IllegalArgumentException.class, () -> new Perturbation(false, 0, 1, Growth.NONE, false));
        final String empty = assertThrows(IllegalArgumentException.class, () -> Perturbations.apply(image(),
            new Mask(GRID, new byte[GRID.voxels()]), Perturbation.NONE, 1, Progress.NONE)).getMessage();
        assertTrue(empty.contains("empty"), empty);
    }
}

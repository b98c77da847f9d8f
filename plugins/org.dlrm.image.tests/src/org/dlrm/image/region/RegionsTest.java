package org.dlrm.image.region;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;

import org.dlrm.image.Box;
import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Roi;
import org.dlrm.image.Vec3;
import org.dlrm.image.Volume;
import org.dlrm.image.region.Components.Connectivity;
import org.dlrm.work.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegionsTest {

    /** Voxels where a condition holds. */
    private interface Shape {
        boolean at(int i, int j, int k);
    }

    private static Mask mask(final Grid g, final Shape shape) {
        final byte[] m = new byte[g.voxels()];
        int p = 0;
        for (int k = 0; k < g.nz(); k++) {
            for (int j = 0; j < g.ny(); j++) {
                for (int i = 0; i < g.nx(); i++) {
                    m[p++] = (byte)(shape.at(i, j, k) ? 1 : 0);
                }
            }
        }
        return new Mask(g, m);
    }

    private static Mask random(final Grid g, final long seed, final double density) {
        final SplittableRandom random = new SplittableRandom(seed);
        return mask(g, (i, j, k) -> random.nextDouble() < density);
    }

    private static double distance(final Grid g, final int i, final int j, final int k) {
        return Math.sqrt(i * g.sx() * i * g.sx() + j * g.sy() * j * g.sy() + k * g.sz() * k * g.sz());
    }

    // ------------------------------------------------------------ distances

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void distancesEqualBruteForce(final long seed) {
        final Grid g = Grid.of(9, 7, 6, 0.7, 1.3, 3.27);
        final Mask m = random(g, seed, seed / 20.0);
        final float[] d = DistanceTransform.toMask(m, Progress.NONE);
        int p = 0;
        for (int k = 0; k < g.nz(); k++) {
            for (int j = 0; j < g.ny(); j++) {
                for (int i = 0; i < g.nx(); i++) {
                    double least = Double.POSITIVE_INFINITY;
                    for (int z = 0; z < g.nz(); z++) {
                        for (int y = 0; y < g.ny(); y++) {
                            for (int x = 0; x < g.nx(); x++) {
                                if (m.get(x, y, z)) {
                                    least = Math.min(least, distance(g, x - i, y - j, z - k));
                                }
                            }
                        }
                    }
                    assertEquals(least, d[p++], 1e-6 * Math.max(1, least));
                }
            }
        }
    }

    @Test
    void distancesToNothingAreInfinite() {
        final float[] d = DistanceTransform.toMask(new Mask(Grid.of(2, 2, 2, 1, 1, 1), new byte[8]), Progress.NONE);
        assertEquals(Float.POSITIVE_INFINITY, d[0]);
    }

    @Test
    void skewedGridsAreRefused() {
        final Grid g = new Grid(2, 2, 2, 1, 1, 1, new Vec3(0, 0, 0), new Vec3(1, 0, 0), new Vec3(0, 1, 0),
            new Vec3(0, Math.sin(0.2), Math.cos(0.2)));
        assertThrows(IllegalArgumentException.class,
            () -> DistanceTransform.toMask(new Mask(g, new byte[8]), Progress.NONE));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.7, 1.4, 2.5, 4})
    void dilationAndErosionFollowTheirDefinition(final double mm) {
        final Grid g = Grid.of(12, 10, 8, 0.7, 0.7, 2);
        final Mask m = Regions.union(List.of(random(g, 7, 0.02),
            mask(g, (i, j, k) -> i > 1 && i < 9 && j > 1 && j < 8 && k > 0 && k < 6)));
        final Mask grown = Regions.dilate(m, mm, Progress.NONE);
        final Mask shrunk = Regions.erode(m, mm, Progress.NONE);
        for (int k = 0; k < g.nz(); k++) {
            for (int j = 0; j < g.ny(); j++) {
                for (int i = 0; i < g.nx(); i++) {
                    boolean nearInside = m.get(i, j, k);
                    boolean nearOutside = !m.get(i, j, k);
                    for (int z = 0; z < g.nz(); z++) {
                        for (int y = 0; y < g.ny(); y++) {
                            for (int x = 0; x < g.nx(); x++) {
                                if (distance(g, x - i, y - j, z - k) <= mm + 1e-9) {
                                    nearInside |= m.get(x, y, z);
                                    nearOutside |= !m.get(x, y, z) && mm > 0;
                                }
                            }
                        }
                    }
                    assertEquals(nearInside, grown.get(i, j, k));
                    assertEquals(!nearOutside, shrunk.get(i, j, k));
                }
            }
        }
    }

    @Test
    void ringLeavesTheMaskOut() {
        final Grid g = Grid.of(30, 30, 10, 1, 1, 2.5);
        final Mask m = mask(g, (i, j, k) -> i >= 12 && i < 17 && j >= 12 && j < 17 && k >= 4 && k < 6);
        final Mask ring = Regions.ring(m, 0, 3, Progress.NONE);
        assertEquals(0, Regions.intersection(List.of(m, ring)).count());
        assertTrue(ring.get(9, 14, 4));
        assertFalse(ring.get(8, 14, 4));
        assertTrue(ring.get(14, 14, 3));
        assertFalse(ring.get(14, 14, 2));
        final Mask both = Regions.ring(m, 1, 3, Progress.NONE);
        assertEquals(ring.count() + m.count() - Regions.erode(m, 1, Progress.NONE).count(), both.count());
    }

    @Test
    void longWorkCanBeCancelled() {
        final Mask m = random(Grid.of(8, 8, 8, 1, 1, 1), 1, 0.5);
        final Progress cancelled = new Progress() {
            @Override
            public void report(final double fraction, final String message) {
                // nobody listens
            }

            @Override
            public boolean isCanceled() {
                return true;
            }
        };
        assertThrows(CancellationException.class, () -> Regions.dilate(m, 2, cancelled));
    }

    // ------------------------------------------------------------ components

    /** Flood fill with an explicit queue over all neighbours. */
    private static int[] bruteComponents(final Mask m, final int order) {
        final Grid g = m.grid();
        final int[] label = new int[g.voxels()];
        int n = 0;
        for (int s = 0; s < label.length; s++) {
            if (m.inside()[s] == 0 || label[s] != 0) {
                continue;
            }
            n++;
            final java.util.ArrayDeque<Integer> todo = new java.util.ArrayDeque<>(List.of(s));
            label[s] = n;
            while (!todo.isEmpty()) {
                final int p = todo.pop();
                final int i = p % g.nx();
                final int j = p / g.nx() % g.ny();
                final int k = p / g.nx() / g.ny();
                for (int c = 0; c < 27; c++) {
                    final int di = c % 3 - 1;
                    final int dj = c / 3 % 3 - 1;
                    final int dk = c / 9 - 1;
                    if (Math.abs(di) + Math.abs(dj) + Math.abs(dk) > order || i + di < 0 || j + dj < 0 || k + dk < 0
                        || i + di >= g.nx() || j + dj >= g.ny() || k + dk >= g.nz()) {
                        continue;
                    }
                    final int q = g.index(i + di, j + dj, k + dk);
                    if (m.inside()[q] != 0 && label[q] == 0) {
                        label[q] = n;
                        todo.add(q);
                    }
                }
            }
        }
        return label;
    }

    @ParameterizedTest
    @EnumSource(Connectivity.class)
    void componentsEqualBruteForce(final Connectivity connectivity) {
        for (long seed = 1; seed <= 40; seed++) {
            final Mask m = random(Grid.of(9, 8, 7, 1, 1, 1), seed, 0.1 + 0.3 * (seed % 3) / 2);
            final int[] expected = bruteComponents(m, connectivity.ordinal() + 1);
            final Components c = Components.of(m, connectivity);
            assertEquals(java.util.Arrays.stream(expected).max().orElse(0), c.count());
            for (int n = 0; n < c.count(); n++) {
                final int number = n;
                final byte[] one = c.select(i -> i == number).inside();
                int size = 0;
                for (int p = 0; p < one.length; p++) {
                    assertEquals(expected[p] == n + 1 ? 1 : 0, one[p]);
                    size += one[p];
                }
                assertEquals(size, c.size(n));
            }
        }
    }

    @Test
    void largestAndSmallComponents() {
        final Grid g = Grid.of(10, 1, 1, 1, 1, 1);
        final Mask m = mask(g, (i, j, k) -> i == 0 || i >= 2 && i <= 4 || i >= 6 && i <= 7);
        assertArrayEquals(mask(g, (i, j, k) -> i >= 2 && i <= 4).inside(),
            Regions.largestComponent(m, Connectivity.SIX).inside());
        assertArrayEquals(mask(g, (i, j, k) -> i >= 2 && i <= 4 || i >= 6 && i <= 7).inside(),
            Regions.withoutSmall(m, Connectivity.SIX, 2).inside());
        final Mask nothing = new Mask(g, new byte[10]);
        assertEquals(0, Regions.largestComponent(nothing, Connectivity.SIX).count());
        assertEquals(0, Components.of(nothing, Connectivity.SIX).count());
    }

    // ------------------------------------------------------------ holes

    @Test
    void holesIn3dAndPerSlice() {
        final Grid g = Grid.of(7, 7, 5, 1, 1, 1);
        final Mask ball = mask(g, (i, j, k) -> i > 0 && i < 6 && j > 0 && j < 6 && k > 0 && k < 4
            && !(i == 3 && j == 3 && k == 2));
        assertEquals(75, Regions.fillHoles(ball).count());
        // a tube is open along z in 3D, closed in every slice
        final Mask tube = mask(g, (i, j, k) -> i > 0 && i < 6 && j > 0 && j < 6 && !(i == 3 && j == 3));
        assertArrayEquals(tube.inside(), Regions.fillHoles(tube).inside());
        assertEquals(5 * 25, Regions.fillHolesPerSlice(tube).count());
        // a hole open at the image border is none
        final Mask open = mask(g, (i, j, k) -> !(i == 0 && j == 3));
        assertArrayEquals(open.inside(), Regions.fillHolesPerSlice(open).inside());
        // diagonal leaks are closed: the outside connects across faces only
        final Mask diamond = mask(Grid.of(3, 3, 1, 1, 1, 1), (i, j, k) -> (i + j) % 2 == 1);
        assertEquals(5, Regions.fillHolesPerSlice(diamond).count());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void filledIsWhatTheOutsideCannotReach(final long seed) {
        final Mask m = random(Grid.of(9, 8, 7, 1, 1, 1), seed, 0.55);
        final Mask padded = mask(Grid.of(11, 10, 9, 1, 1, 1), (i, j, k) -> i == 0 || j == 0 || k == 0 || i == 10
            || j == 9 || k == 8 || !m.get(i - 1, j - 1, k - 1));
        final int[] outside = bruteComponents(padded, 1);
        final Mask filled = Regions.fillHoles(m);
        for (int k = 0; k < 7; k++) {
            for (int j = 0; j < 8; j++) {
                for (int i = 0; i < 9; i++) {
                    assertEquals(outside[padded.grid().index(i + 1, j + 1, k + 1)] != 1, filled.get(i, j, k));
                }
            }
        }
    }

    // ------------------------------------------------------------ sets, slices, values

    @Test
    void setOperations() {
        final Grid g = Grid.of(4, 1, 1, 1, 1, 1);
        final Mask a = new Mask(g, new byte[]{1, 1, 0, 0});
        final Mask b = new Mask(g, new byte[]{0, 1, 1, 0});
        assertArrayEquals(new byte[]{1, 1, 1, 0}, Regions.union(List.of(a, b)).inside());
        assertArrayEquals(new byte[]{0, 1, 0, 0}, Regions.intersection(List.of(a, b)).inside());
        assertArrayEquals(new byte[]{1, 0, 0, 0}, Regions.difference(List.of(a, b)).inside());
        assertArrayEquals(new byte[]{1, 1, 0, 0}, a.inside());
        assertEquals(0.5, Overlap.dice(a, b));
        assertEquals(1.0 / 3, Overlap.jaccard(a, b), 1e-15);
        assertTrue(Double.isNaN(Overlap.dice(new Mask(g, new byte[4]), new Mask(g, new byte[4]))));
        final Mask elsewhere = new Mask(Grid.of(4, 1, 1, 1, 1, 2), new byte[4]);
        final var e = assertThrows(IllegalArgumentException.class, () -> Regions.union(List.of(a, elsewhere)));
        assertTrue(e.getMessage().contains("another grid"), e.getMessage());
    }

    @Test
    void slicesAndValues() {
        final Grid g = Grid.of(2, 1, 4, 1, 1, 1);
        final Mask m = new Mask(g, new byte[]{1, 0, 1, 1, 1, 1, 0, 1});
        assertEquals(1, Regions.largestSlice(m));
        assertArrayEquals(new byte[]{0, 0, 1, 1, 0, 0, 0, 0}, Regions.largestSliceOnly(m).inside());
        assertArrayEquals(new byte[]{0, 0, 0, 0, 1, 1, 0, 1}, Regions.slices(m, 2, 3).inside());
        assertThrows(IllegalArgumentException.class, () -> Regions.slices(m, 2, 4));
        final Volume v = new Volume(g, new float[]{-1000, 0, -150, 40, 250, 251, 0, Float.NaN});
        assertArrayEquals(new byte[]{0, 0, 1, 1, 1, 0, 0, 0}, Regions.withinRange(m, v, -150, 250).inside());
    }

    @Test
    void quality() {
        final Grid g = Grid.of(5, 4, 3, 2, 2, 5);
        final Mask m = mask(g, (i, j, k) -> k == 1 && i > 0 && i < 3 && j == 1 || k == 2 && i == 4 && j == 3);
        final float[] v = new float[g.voxels()];
        for (int i = 0; i < v.length; i++) {
            v[i] = i;
        }
        final RegionQuality q = RegionQuality.of(m, new Volume(g, v));
        assertEquals(3, q.voxels());
        assertEquals(3 * 20 / 1000.0, q.millilitres(), 1e-12);
        assertEquals(2, q.slices());
        assertEquals(1, q.largestSlice());
        assertEquals(2, q.components());
        assertEquals(new Box(1, 1, 1, 4, 3, 2), q.box().orElseThrow());
        assertTrue(q.touchesBorder());
        assertEquals(26, q.minimum());
        assertEquals((26 + 27 + 59) / 3.0, q.mean(), 1e-12);
        assertEquals(59, q.maximum());
        final RegionQuality nothing = RegionQuality.of(new Mask(g, new byte[g.voxels()]), new Volume(g, v));
        assertEquals(0, nothing.voxels());
        assertEquals(-1, nothing.largestSlice());
        assertTrue(Double.isNaN(nothing.mean()));
    }

    @Test
    void surfaceDistances() {
        final Grid g = Grid.of(20, 9, 9, 0.5, 1, 2);
        final Mask a = mask(g, (i, j, k) -> i >= 2 && i < 7 && j >= 2 && j < 7 && k >= 2 && k < 7);
        final Mask b = mask(g, (i, j, k) -> i >= 6 && i < 11 && j >= 2 && j < 7 && k >= 2 && k < 7);
        final var d = Overlap.surfaceDistance(a, b, Progress.NONE).orElseThrow();
        assertEquals(2, d.hausdorff(), 1e-6);
        assertEquals(0, Overlap.surfaceDistance(a, a, Progress.NONE).orElseThrow().mean());
        assertTrue(d.mean() > 0 && d.mean() < d.hausdorff95() + 1e-12 && d.hausdorff95() <= d.hausdorff());
        assertTrue(Overlap.surfaceDistance(a, new Mask(g, new byte[g.voxels()]), Progress.NONE).isEmpty());
    }

    /** Cut out of the image differently, the masks of two readers agree as before. */
    @Test
    void agreementOfCutMasks() {
        final Grid g = new Grid(20, 18, 16, 0.7, 0.7, 2, new Vec3(-50, 30, -700), new Vec3(0, 1, 0),
            new Vec3(1, 0, 0), new Vec3(0, 0, -1));
        final Mask a = mask(g, (i, j, k) -> i >= 4 && i < 10 && j >= 3 && j < 9 && k >= 5 && k < 11);
        final Mask b = mask(g, (i, j, k) -> i >= 6 && i < 13 && j >= 4 && j < 9 && k >= 6 && k < 12);
        final Mask cutA = a.crop(a.boundingBox().orElseThrow().grow(1, 0, 2, g));
        final Mask cutB = b.crop(b.boundingBox().orElseThrow().grow(0, 2, 1, g));
        assertEquals(Overlap.dice(a, b), Overlap.dice(cutA, cutB));
        assertEquals(Overlap.dice(a, b), Overlap.dice(cutB, cutA));
        assertEquals(Overlap.surfaceDistance(a, b, Progress.NONE), Overlap.surfaceDistance(cutA, cutB, Progress.NONE));
        final Grid half = new Grid(20, 18, 16, 0.7, 0.7, 2, g.toPatient(0.5, 0, 0), g.xAxis(), g.yAxis(), g.zAxis());
        assertThrows(IllegalArgumentException.class, () -> Overlap.dice(a, new Mask(half, b.inside())));
    }

    // ------------------------------------------------------------ resampling and cutting

    /** The same voxels in another storage order come out exactly, and back. */
    @Test
    void flippedAndPermutedGridsAreExact() {
        final Grid g = new Grid(6, 5, 4, 0.9765625, 0.9765625, 3.27, new Vec3(-23.4, -86.9, -881.32),
            new Vec3(1, 0, 0), new Vec3(0, 1, 0), new Vec3(0, 0, 1));
        final Mask m = random(g, 11, 0.4);
        final Grid turned = new Grid(4, 6, 5, 3.27, 0.9765625, 0.9765625, g.toPatient(5, 0, 3), new Vec3(0, 0, -1),
            new Vec3(-1, 0, 0), new Vec3(0, 1, 0));
        final var there = MaskResampler.resample(m, turned);
        assertEquals(m.count(), there.mask().count());
        assertEquals(1, there.overlap());
        assertEquals(there.millilitresBefore(), there.millilitresAfter(), 1e-12);
        assertArrayEquals(m.inside(), MaskResampler.resample(there.mask(), g).mask().inside());
    }

    @Test
    void overlapIsReported() {
        final Grid g = Grid.of(10, 10, 10, 1, 1, 1);
        final Mask m = mask(g, (i, j, k) -> i >= 5);
        final var r = MaskResampler.resample(m, g.crop(new Box(0, 0, 0, 8, 10, 10)));
        assertEquals(0.6, r.overlap(), 1e-12);
        assertEquals(300, r.mask().count());
        final var finer = MaskResampler.resample(m, Grid.of(19, 19, 19, 0.5, 0.5, 0.5));
        assertEquals(1, finer.overlap());
    }

    @Test
    void cutKeepsValuesAndPositions() throws IOException {
        final Grid g = Grid.of(20, 20, 10, 1, 1, 3);
        final float[] v = new float[g.voxels()];
        for (int i = 0; i < v.length; i++) {
            v[i] = i;
        }
        final Volume image = new Volume(g, v);
        final Mask m = mask(g, (i, j, k) -> i == 10 && j == 1 && k == 5);
        final Roi roi = RoiCutter.cut(image, "GTV", m, 2.5);
        assertEquals(7, roi.grid().nx());
        assertEquals(5, roi.grid().ny()); // cut off at the image border
        assertEquals(3, roi.grid().nz());
        assertEquals(new Vec3(7, 0, 12), roi.grid().origin());
        assertEquals(1, roi.mask().count());
        assertTrue(roi.mask().get(3, 1, 1));
        assertEquals(image.get(10, 1, 5), roi.image().get(3, 1, 1));
        final Roi read = RoiCutter.cut(g, image::crop, List.of(new Roi.Region("GTV", m)), 2.5, Map.of());
        assertArrayEquals(roi.image().values(), read.image().values());
        assertThrows(IllegalArgumentException.class,
            () -> RoiCutter.cut(image, "none", new Mask(g, new byte[v.length]), 1));
    }
}

package org.dlrm.radiomics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Volume;
import org.dlrm.work.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Shape: pruned and transformed computations against all pairs, and known bodies. */
class GeometryTest {

    private static final Grid GRID = Grid.of(9, 8, 7, 0.7, 1.1, 2.3);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void diametersEqualThoseOfAllPairsOfMeshVertices(final long seed) {
        final Mask m = TestImages.random(GRID, seed < 3 ? 0.02 : 0.1 * seed, seed);
        m.inside()[100] = 1;
        final List<double[]> vertices = meshVertices(m);
        final double[] best = new double[4];
        for (final double[] a : vertices) {
            for (final double[] b : vertices) {
                final double d = Math.sqrt(Math.pow(a[0] - b[0], 2) + Math.pow(a[1] - b[1], 2)
                    + Math.pow(a[2] - b[2], 2));
                best[0] = Math.max(best[0], d);
                best[1] = a[2] == b[2] ? Math.max(best[1], d) : best[1];
                best[2] = a[1] == b[1] ? Math.max(best[2], d) : best[2];
                best[3] = a[0] == b[0] ? Math.max(best[3], d) : best[3];
            }
        }
        assertEquals(best[0], Extent.hull(GRID, m.inside()).diameter(), 1e-12);
        assertArrayEquals(Arrays.copyOfRange(best, 1, 4), Extent.planeDiameters(GRID, m.inside()), 1e-12);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void noVertexIsOutsideTheHull(final long seed) {
        final Mask m = TestImages.random(GRID, 0.1 * seed, seed);
        final Extent.Hull hull = Extent.hull(GRID, m.inside());
        for (final int[] t : hull.triangles()) {
            final double[] n = hull.normal(t);
            final double[] a = hull.vertices()[t[0]];
            for (final double[] v : meshVertices(m)) {
                assertTrue(n[0] * (v[0] - a[0]) + n[1] * (v[1] - a[1]) + n[2] * (v[2] - a[2]) <= 1e-9);
            }
        }
    }

    /** Middles between a voxel inside and a face neighbour outside. */
    private static List<double[]> meshVertices(final Mask m) {
        final Grid g = m.grid();
        final List<double[]> out = new ArrayList<>();
        for (int k = -1; k < g.nz(); k++) {
            for (int j = -1; j < g.ny(); j++) {
                for (int i = -1; i < g.nx(); i++) {
                    for (int axis = 0; axis < 3; axis++) {
                        final int x = axis == 0 ? 1 : 0;
                        final int y = axis == 1 ? 1 : 0;
                        final int z = axis == 2 ? 1 : 0;
                        if (inside(m, i, j, k) != inside(m, i + x, j + y, k + z)) {
                            out.add(new double[]{(i + x / 2.) * g.sx(), (j + y / 2.) * g.sy(),
                                (k + z / 2.) * g.sz()});
                        }
                    }
                }
            }
        }
        return out;
    }

    private static boolean inside(final Mask m, final int i, final int j, final int k) {
        final Grid g = m.grid();
        return i >= 0 && j >= 0 && k >= 0 && i < g.nx() && j < g.ny() && k < g.nz() && m.get(i, j, k);
    }

    @Test
    void volumesAndAreasOfAVoxelAndABox() {
        // one voxel: an octahedron through the middles of its faces
        final Mesh voxel = Mesh.of(Grid.of(1, 1, 1, 2, 2, 2), new byte[]{1}, true);
        assertEquals(4. / 3, voxel.volume(), 1e-12);
        assertEquals(8 * Math.sqrt(3) / 4 * 2, voxel.area(), 1e-12);
        final Grid g = Grid.of(20, 16, 12, 1, 1, 1);
        final Extent.Hull hull = Extent.hull(g, TestImages.all(g).inside());
        // a box with its edges cut off by half a voxel
        assertTrue(hull.volume() < 20 * 16 * 12 && hull.volume() > 19.5 * 15.5 * 11.5);
        final double[] sides = BoundingBoxes.oriented(hull);
        Arrays.sort(sides);
        assertArrayEquals(new double[]{12, 16, 20}, sides, 1e-9);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void closedMeshHasTheSameVolumeWhereverItLies(final long seed) {
        final Mask m = TestImages.random(GRID, 0.5, seed);
        final Grid large = Grid.of(20, 20, 20, 0.7, 1.1, 2.3);
        final byte[] moved = new byte[large.voxels()];
        for (int k = 0; k < GRID.nz(); k++) {
            for (int j = 0; j < GRID.ny(); j++) {
                for (int i = 0; i < GRID.nx(); i++) {
                    moved[large.index(i + 5, j + 7, k + 9)] = m.inside()[GRID.index(i, j, k)];
                }
            }
        }
        final Mesh a = Mesh.of(GRID, m.inside(), true);
        final Mesh b = Mesh.of(large, moved, true);
        assertEquals(a.volume(), b.volume(), 1e-9 * a.volume());
        assertEquals(a.area(), b.area(), 1e-9 * a.area());
    }

    @Test
    void minimumVolumeEllipsoidOfACubeIsItsSphere() {
        final double[][] corners = new double[8][];
        for (int c = 0; c < 8; c++) {
            corners[c] = new double[]{c & 1, c >> 1 & 1, c >> 2 & 1};
        }
        final double[] axes = Ellipsoids.minimumVolume(corners);
        assertArrayEquals(new double[]{Math.sqrt(3) / 2, Math.sqrt(3) / 2, Math.sqrt(3) / 2}, axes, 1e-4);
        assertEquals(4 * Math.PI * 9, Ellipsoids.area(3, 3, 3), 1e-9);
    }

    /** Two equal axes, as of a disc or a cube of voxels: one of the series' eccentricities is 0, which is no jump. */
    @Test
    void areaOfASpheroidIsThatOfAnEllipsoidNearIt() {
        assertEquals(Ellipsoids.area(3, 3 - 1e-9, 2), Ellipsoids.area(3, 3, 2), 1e-6);
        assertEquals(Ellipsoids.area(3, 2 + 1e-9, 2), Ellipsoids.area(3, 2, 2), 1e-6);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void autocorrelationEqualsTheSumOverAllPairs(final long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final Volume v = TestImages.volume(GRID, () -> 100 * random.nextDouble() - 30);
        final Mask m = TestImages.random(GRID, 0.4, seed);
        final Region r = TestImages.region(v, m);
        final float[] x = r.values();
        double mean = 0;
        for (final float f : x) {
            mean += f / (double)x.length;
        }
        double weights = 0;
        double products = 0;
        double differences = 0;
        double squares = 0;
        for (int p = 0; p < GRID.voxels(); p++) {
            if (m.inside()[p] == 0) {
                continue;
            }
            squares += Math.pow(v.values()[p] - mean, 2);
            for (int q = 0; q < GRID.voxels(); q++) {
                if (m.inside()[q] != 0 && p != q) {
                    final double dx = (p % 9 - q % 9) * 0.7;
                    final double dy = (p / 9 % 8 - q / 9 % 8) * 1.1;
                    final double dz = (p / 72 - q / 72) * 2.3;
                    final double w = 1 / Math.sqrt(dx * dx + dy * dy + dz * dz);
                    weights += w;
                    products += w * (v.values()[p] - mean) * (v.values()[q] - mean);
                    differences += w * Math.pow((double)v.values()[p] - v.values()[q], 2);
                }
            }
        }
        final double[] both = SpatialAutocorrelation.of(r, Progress.NONE);
        assertEquals(x.length / weights * products / squares, both[0], 1e-10);
        assertEquals((x.length - 1) / (2 * weights) * differences / squares, both[1], 1e-10);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 8, 12, 15, 20, 36, 60, 75, 128, 200})
    void fourierTransformEqualsItsDefinition(final int n) {
        final SplittableRandom random = new SplittableRandom(n);
        final int batch = 3;
        final double[] re = random.doubles((long)n * batch).toArray();
        final double[] im = random.doubles((long)n * batch).toArray();
        final double[] outRe = re.clone();
        final double[] outIm = im.clone();
        new Fft(n, batch).transform(outRe, outIm);
        for (int b = 0; b < batch; b++) {
            for (int k = 0; k < n; k++) {
                double sumRe = 0;
                double sumIm = 0;
                for (int j = 0; j < n; j++) {
                    final double a = -2 * Math.PI * ((long)j * k % n) / n;
                    sumRe += re[j * batch + b] * Math.cos(a) - im[j * batch + b] * Math.sin(a);
                    sumIm += re[j * batch + b] * Math.sin(a) + im[j * batch + b] * Math.cos(a);
                }
                assertEquals(sumRe, outRe[k * batch + b], 1e-10);
                assertEquals(sumIm, outIm[k * batch + b], 1e-10);
            }
        }
    }

    @Test
    void quantilesEqualThoseOfTheSortedValues() {
        final SplittableRandom random = new SplittableRandom(3);
        final float[] x = new float[1001];
        for (int i = 0; i < x.length; i++) {
            x[i] = i % 7 == 0 ? -0f : (float)random.nextGaussian() * 1e-3f;
        }
        final float[] sorted = x.clone();
        Arrays.sort(sorted);
        final double[] percent = {0, 10, 25, 33.35, 50, 75, 90, 100};
        final double[] q = new Quantiles(x).percentiles(percent);
        for (int i = 0; i < percent.length; i++) {
            final double position = percent[i] / 100 * 1000;
            final int low = (int)position;
            final int high = Math.min(1000, low + 1);
            assertEquals(sorted[low] + (position - low) * ((double)sorted[high] - sorted[low]), q[i], 1e-15);
        }
    }
}

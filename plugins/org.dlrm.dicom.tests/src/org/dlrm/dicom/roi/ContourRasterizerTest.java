package org.dlrm.dicom.roi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

class ContourRasterizerTest {

    private static byte[] fill(final int nx, final int ny, final double[]... polygons) {
        final byte[] slice = new byte[nx * ny];
        new ContourRasterizer(nx, ny).fill(List.of(polygons), slice, 0);
        return slice;
    }

    private static int count(final byte[] slice) {
        int n = 0;
        for (final byte b : slice) {
            n += b;
        }
        return n;
    }

    private static double[] square(final double x, final double y, final double size) {
        return new double[]{x, y, x + size, y, x + size, y + size, x, y + size};
    }

    /** notes/dicom.md: 10-pixel square with edges on pixel centres, two slices: 200. */
    @Test
    void edgesOnCentresAreHalfOpen() {
        final byte[] slice = fill(20, 20, square(3, 4, 10));
        assertEquals(100, count(slice));
        assertEquals(1, slice[4 * 20 + 3]);
        assertEquals(0, slice[4 * 20 + 13]);
        assertEquals(0, slice[14 * 20 + 3]);
        assertEquals(100, count(fill(20, 20, square(2.5, 3.5, 10))));
    }

    /** Neighbours share no pixel and leave no gap, whatever their common edge. */
    @Test
    void neighboursTileThePlane() {
        final SplittableRandom random = new SplittableRandom(3);
        for (int round = 0; round < 200; round++) {
            final double x1 = random.nextInt(1, 20) / 2.0;
            final double x2 = random.nextInt(1, 20) / 2.0;
            final byte[] left = fill(12, 12, new double[]{-1, -1, x1, -1, x2, 13, -1, 13});
            final byte[] right = fill(12, 12, new double[]{x1, -1, 13, -1, 13, 13, x2, 13});
            final byte[] sum = new byte[144];
            for (int p = 0; p < sum.length; p++) {
                sum[p] = (byte)(left[p] + right[p]);
            }
            final byte[] ones = new byte[144];
            Arrays.fill(ones, (byte)1);
            assertArrayEquals(ones, sum);
        }
    }

    @Test
    void orderDirectionAndRepeatedPointsDoNotMatter() {
        final double[] a = {1, 1, 9.3, 2.2, 7.7, 8.1, 2.4, 9.9};
        final double[] backwards = {2.4, 9.9, 7.7, 8.1, 9.3, 2.2, 1, 1};
        final double[] repeated = {1, 1, 1, 1, 9.3, 2.2, 7.7, 8.1, 2.4, 9.9, 1, 1};
        assertArrayEquals(fill(12, 12, a), fill(12, 12, backwards));
        assertArrayEquals(fill(12, 12, a), fill(12, 12, repeated));
    }

    @Test
    void holesIslandsAndKeyholes() {
        assertEquals(100 - 36 + 4, count(fill(20, 20, square(2.5, 2.5, 10), square(4.5, 4.5, 6), square(6.5, 6.5, 2))));
        // the hole of the first two squares, reached through a cut
        final double[] keyhole = {2.5, 2.5, 12.5, 2.5, 12.5, 12.5, 2.5, 12.5, 2.5, 6.3, 4.5, 6.3, 4.5, 10.5, 10.5, 10.5,
            10.5, 4.5, 4.5, 4.5, 4.5, 6.3, 2.5, 6.3};
        assertArrayEquals(fill(20, 20, square(2.5, 2.5, 10), square(4.5, 4.5, 6)), fill(20, 20, keyhole));
    }

    @Test
    void outsideIsCutOff() {
        assertEquals(25, count(fill(10, 10, square(-5.5, -5.5, 10))));
        assertEquals(0, count(fill(10, 10, square(20, 20, 10))));
        assertEquals(0, count(fill(10, 10, square(-40, 2, 10))));
        assertEquals(100, count(fill(10, 10, square(-1e7, -1e7, 2e7))));
    }

    @Test
    void degenerateAndHostileContoursAreHarmless() {
        assertEquals(0, count(fill(10, 10, new double[]{1, 1, 5, 5})));
        assertEquals(0, count(fill(10, 10, new double[]{1, 1, 5, 5, 9, 9})));
        assertEquals(0, count(fill(10, 10, new double[0])));
        assertTimeout(Duration.ofSeconds(5), () -> fill(10, 10,
            new double[]{1e300, -1e300, -1e300, 1e300, 3, Double.MAX_VALUE, Double.NaN, 2, 1e18, 5}));
    }

    /** The rule itself, one pixel at a time: an odd number of edges to the left of the centre or through it. */
    @Test
    void equalsTheRuleOnRandomPolygons() {
        final SplittableRandom random = new SplittableRandom(4);
        for (int round = 0; round < 300; round++) {
            final double[] v = new double[2 * random.nextInt(3, 12)];
            for (int i = 0; i < v.length; i++) {
                v[i] = random.nextInt(-8, 40) / (round % 2 == 0 ? 2.0 : 3.0);
            }
            final byte[] expected = new byte[16 * 14];
            for (int j = 0; j < 14; j++) {
                for (int i = 0; i < 16; i++) {
                    expected[j * 16 + i] = (byte)(crossings(v, i, j) & 1);
                }
            }
            assertArrayEquals(expected, fill(16, 14, v));
        }
    }

    private static int crossings(final double[] v, final int x, final int y) {
        int n = 0;
        for (int a = 0; a < v.length; a += 2) {
            final int b = (a + 2) % v.length;
            final java.math.BigDecimal x1 = dec(v[a]);
            final java.math.BigDecimal y1 = dec(v[a + 1]);
            final java.math.BigDecimal x2 = dec(v[b]);
            final java.math.BigDecimal y2 = dec(v[b + 1]);
            final java.math.BigDecimal yy = java.math.BigDecimal.valueOf(y);
            final boolean up = y1.compareTo(yy) <= 0 && yy.compareTo(y2) < 0;
            final boolean down = y2.compareTo(yy) <= 0 && yy.compareTo(y1) < 0;
            if (up || down) {
                // x >= x1 + (y - y1) (x2 - x1) / (y2 - y1), multiplied by y2 - y1
                final java.math.BigDecimal left = java.math.BigDecimal.valueOf(x).subtract(x1).multiply(y2.subtract(y1));
                final java.math.BigDecimal right = yy.subtract(y1).multiply(x2.subtract(x1));
                if (up ? left.compareTo(right) >= 0 : left.compareTo(right) <= 0) {
                    n++;
                }
            }
        }
        return n;
    }

    private static java.math.BigDecimal dec(final double v) {
        return java.math.BigDecimal.valueOf(Math.rint(v * 1e5)).movePointLeft(5);
    }
}

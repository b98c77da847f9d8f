package org.dlrm.image.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Roi;
import org.dlrm.image.Volume;
import org.dlrm.image.io.ImageFileException.Kind;
import org.junit.jupiter.api.Test;

class RoiFileTest {

    private static Roi sample(final boolean integers) {
        final Grid g = NiftiTest.oblique(13, 7, 5);
        final SplittableRandom random = new SplittableRandom(1);
        final float[] v = new float[g.voxels()];
        final byte[] one = new byte[v.length];
        final byte[] two = new byte[v.length];
        for (int i = 0; i < v.length; i++) {
            v[i] = integers ? random.nextInt(Short.MIN_VALUE, Short.MAX_VALUE + 1) : (float)random.nextDouble(-1, 1);
            one[i] = (byte)(i > 200 && i < 400 ? 1 : 0);
            two[i] = (byte)random.nextInt(2);
        }
        one[0] = 1;
        return new Roi(new Volume(g, v), List.of(new Roi.Region("GTV-1", new Mask(g, one)),
            new Roi.Region("Tumör", new Mask(g, two)), new Roi.Region("", new Mask(g, new byte[v.length]))),
            new TreeMap<>(Map.of("source", "sha256:abc")));
    }

    private static byte[] bytes(final Roi roi) throws IOException {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        RoiFile.write(roi, out);
        return out.toByteArray();
    }

    private static void assertSame(final Roi a, final Roi b) {
        assertEquals(a.grid(), b.grid());
        assertArrayEquals(a.image().values(), b.image().values());
        assertEquals(a.info(), b.info());
        assertEquals(a.regions().size(), b.regions().size());
        for (int i = 0; i < a.regions().size(); i++) {
            assertEquals(a.regions().get(i).name(), b.regions().get(i).name());
            assertArrayEquals(a.regions().get(i).mask().inside(), b.regions().get(i).mask().inside());
        }
    }

    @Test
    void roundTripOfHuAndOfFloats() throws IOException {
        for (final boolean integers : new boolean[]{true, false}) {
            final Roi roi = sample(integers);
            assertSame(roi, RoiFile.read(new ByteArrayInputStream(bytes(roi))));
        }
    }

    @Test
    void nonFiniteValuesSurvive() throws IOException {
        final Roi map = Roi.of(new Volume(Grid.of(3, 1, 1, 1, 1, 1),
            new float[]{Float.NaN, Float.NEGATIVE_INFINITY, 1e-30f}));
        assertSame(map, RoiFile.read(new ByteArrayInputStream(bytes(map))));
    }

    @Test
    void digestTellsContentsApart() throws IOException {
        final String digest = RoiFile.write(sample(true), new ByteArrayOutputStream());
        assertEquals(digest, RoiFile.write(sample(true), new ByteArrayOutputStream()));
        assertNotEquals(digest, RoiFile.write(sample(true).withInfo(Map.of()), new ByteArrayOutputStream()));
    }

    /** Smooth HU with a mask take less than a quarter of two bytes per voxel. */
    @Test
    void filesAreSmall() throws IOException {
        final Grid g = Grid.of(64, 64, 32, 1, 1, 1);
        final float[] v = new float[g.voxels()];
        final byte[] m = new byte[v.length];
        for (int k = 0; k < 32; k++) {
            for (int j = 0; j < 64; j++) {
                for (int i = 0; i < 64; i++) {
                    v[g.index(i, j, k)] = (float)Math.rint(100 * Math.sin(i / 20.0) * Math.cos(j / 15.0) + k);
                    m[g.index(i, j, k)] = (byte)((i - 32) * (i - 32) + (j - 32) * (j - 32) < 400 ? 1 : 0);
                }
            }
        }
        final int size = bytes(Roi.of(new Volume(g, v), "ball", new Mask(g, m))).length;
        assertTrue(size < v.length / 2, size + " bytes");
    }

    @Test
    void masksOnAnotherGridAreRefused() {
        final Grid g = Grid.of(2, 2, 2, 1, 1, 1);
        final Grid h = Grid.of(2, 2, 2, 1, 1, 3);
        assertThrows(IllegalArgumentException.class,
            () -> Roi.of(new Volume(g, new float[8]), "x", new Mask(h, new byte[8])));
    }

    @Test
    void otherVersionsAndFilesAreNamed() throws IOException {
        final byte[] b = bytes(sample(true));
        b[9] = 7;
        assertEquals(Kind.UNSUPPORTED,
            assertThrows(ImageFileException.class, () -> RoiFile.read(new ByteArrayInputStream(b))).kind());
        assertEquals(Kind.NOT_THIS_FORMAT,
            assertThrows(ImageFileException.class, () -> RoiFile.read(new ByteArrayInputStream(new byte[99]))).kind());
    }

    /**
     * Every truncation is noticed; a changed bit is noticed or, where it is one of deflate's padding bits, does not
     * matter.
     */
    @Test
    void damageIsAlwaysNoticed() throws IOException {
        final Roi roi = sample(false);
        final byte[] good = bytes(roi);
        final SplittableRandom random = new SplittableRandom(2);
        int harmless = 0;
        for (int n = 0; n < good.length; n += 1 + random.nextInt(20)) {
            final byte[] cut = java.util.Arrays.copyOf(good, n);
            assertThrows(ImageFileException.class, () -> RoiFile.read(new ByteArrayInputStream(cut)), "cut at " + n);
            final byte[] changed = good.clone();
            changed[n] ^= (byte)(1 << random.nextInt(8));
            try {
                assertSame(roi, RoiFile.read(new ByteArrayInputStream(changed)));
                harmless++;
            } catch (ImageFileException e) {
                assertTrue(e.getMessage().length() > 20);
            }
        }
        assertTrue(harmless <= 1, harmless + " changes were not noticed");
    }
}

package org.dlrm.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import java.util.Optional;

import org.junit.jupiter.api.Test;

class GridTest {

    /** A tilted, left-handed grid: axes neither orthogonal nor along those of space. */
    private static final Grid SHEARED = new Grid(5, 4, 3, 0.7, 0.9, 3, new Vec3(-10, 20, -30),
        new Vec3(0, 1, 0), new Vec3(1, 0, 0), new Vec3(0, Math.sin(0.3), Math.cos(0.3)));

    @Test
    void indexAndPositionAreInverse() {
        for (int c = 0; c < 27; c++) {
            final double i = c % 3 * 1.7;
            final double j = c / 3 % 3 * 1.1 - 1;
            final double k = c / 9 * 0.9;
            final Vec3 back = SHEARED.toIndex(SHEARED.toPatient(i, j, k));
            assertEquals(i, back.x(), 1e-12);
            assertEquals(j, back.y(), 1e-12);
            assertEquals(k, back.z(), 1e-12);
        }
        assertEquals(0.7 * 0.9 * 3 * Math.cos(0.3), SHEARED.voxelVolume(), 1e-12);
    }

    @Test
    void croppedVoxelsStayWhereTheyAre() {
        final Grid cut = SHEARED.crop(new Box(1, 2, 1, 3, 2, 2));
        final Vec3 a = SHEARED.toPatient(3, 3, 2);
        final Vec3 b = cut.toPatient(2, 1, 1);
        assertEquals(0, a.minus(b).length(), 1e-12);
        assertThrows(IllegalArgumentException.class, () -> SHEARED.crop(new Box(3, 0, 0, 3, 1, 1)));
    }

    /** The message names axis, both values and the tolerance, in every locale with a decimal point. */
    @Test
    void differencesAreNamed() {
        final Locale locale = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY);
        try {
            final Grid g = Grid.of(10, 10, 10, 1, 1, 2.5);
            assertEquals(Optional.empty(), g.difference(Grid.of(10, 10, 10, 1, 1, 2.5000001), 0.01));
            assertEquals("size 10 x 10 x 10 against 10 x 10 x 9 voxels",
                g.difference(Grid.of(10, 10, 9, 1, 1, 2.5), 0.01).orElseThrow());
            assertTrue(g.difference(Grid.of(10, 10, 10, 1, 1, 2.6), 0.01).orElseThrow()
                .startsWith("spacing along z 2.50000 against 2.60000 mm (tolerance 0.0100 mm"));
            final Grid moved = new Grid(10, 10, 10, 1, 1, 2.5, new Vec3(0, 0.5, 0), g.xAxis(), g.yAxis(), g.zAxis());
            assertTrue(g.difference(moved, 0.01).orElseThrow()
                .startsWith("position along patient y 0.0000 against 0.5000 mm"));
        } finally {
            Locale.setDefault(locale);
        }
    }

    @Test
    void impossibleGridsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> Grid.of(0, 1, 1, 1, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> Grid.of(65536, 65536, 65536, 1, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> Grid.of(1, 1, 1, 1, 1, Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> Grid.of(1, 1, 1, 1, -1, 1));
    }

    @Test
    void masksKnowTheirBlock() {
        final Grid g = Grid.of(4, 3, 2, 1, 1, 1);
        final byte[] inside = new byte[24];
        assertEquals(Optional.empty(), new Mask(g, inside).boundingBox());
        inside[g.index(1, 2, 0)] = 1;
        inside[g.index(3, 1, 1)] = 1;
        final Mask mask = new Mask(g, inside);
        final Box box = mask.boundingBox().orElseThrow();
        assertEquals(new Box(1, 1, 0, 3, 2, 2), box);
        assertEquals(new Box(0, 0, 0, 4, 3, 2), box.grow(1, 1, 1, g));
        assertEquals(2, mask.count());
        assertArrayEquals(new byte[]{0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0}, mask.crop(box).inside());
    }
}

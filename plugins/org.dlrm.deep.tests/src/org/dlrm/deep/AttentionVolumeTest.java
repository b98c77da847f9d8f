package org.dlrm.deep;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;

import org.dlrm.deep.patch.Frame;
import org.dlrm.deep.patch.Normalisation;
import org.dlrm.deep.patch.PatchSettings;
import org.dlrm.image.Grid;
import org.dlrm.image.Vec3;
import org.dlrm.image.Volume;
import org.dlrm.work.Progress;
import org.junit.jupiter.api.Test;

class AttentionVolumeTest {

    private static final Grid GRID = Grid.of(40, 40, 20, 1, 1, 2);

    private static PatchSettings planes(final int channels, final double step) {
        return new PatchSettings(PatchSettings.Mode.LARGEST_SLICE_2D, 16, 1, channels, step, 0,
            Normalisation.softTissue());
    }

    /** A map of 4 x 4 pixels of 4 mm whose values grow with x: linear between the pixels' middles. */
    @Test
    void aPlaneIsPaintedWhereItLiesAndFadesWithDistance() {
        final float[] map = new float[16];
        for (int i = 0; i < 16; i++) {
            map[i] = 1 + i % 4;
        }
        final Frame frame = Frame.axial(new Vec3(20, 20, 20));
        final Volume out =
            new AttentionVolume(planes(3, 3), GRID).paint(new float[][]{map}, List.of(frame), Progress.NONE);
        // pixel middles at x = 14, 18, 22, 26
        assertEquals(1, out.get(14, 20, 10), 1e-6);
        assertEquals(2, out.get(18, 15, 10), 1e-6);
        assertEquals(2.5, out.get(20, 25, 10), 1e-6);
        assertEquals(4, out.get(28, 20, 10), 1e-6, "constant beyond the last middle");
        assertEquals(0, out.get(29, 20, 10), "beyond the patch, which ends at 28 mm");
        assertEquals(0, out.get(20, 29, 10));
        // one patch alone is not weakened, only bounded: it reaches 1.5 slice steps of 3 mm
        assertEquals(2, out.get(18, 20, 12), 1e-6);
        assertEquals(0, out.get(18, 20, 13), "6 mm away");
    }

    @Test
    void overlappingPlanesAreAveragedByTheirNearness() {
        final float[] one = new float[16];
        final float[] three = new float[16];
        Arrays.fill(one, 1);
        Arrays.fill(three, 3);
        final Volume out = new AttentionVolume(planes(3, 4), GRID).paint(new float[][]{one, three},
            List.of(Frame.axial(new Vec3(20, 20, 20)), Frame.axial(new Vec3(20, 20, 24))), Progress.NONE);
        // reach 6 mm: in the first plane weights 1 and 1/3, half-way equal
        assertEquals((1 + 3 / 3.0) / (1 + 1 / 3.0), out.get(20, 20, 10), 1e-6);
        assertEquals(2, out.get(20, 20, 11), 1e-6);
    }

    @Test
    void negativeEvidenceIsNotShown() {
        final float[] map = new float[16];
        Arrays.fill(map, -1);
        map[5] = 2;
        final Volume out = new AttentionVolume(planes(1, 0), GRID).paint(new float[][]{map},
            List.of(Frame.axial(new Vec3(20, 20, 20))), Progress.NONE);
        assertEquals(2, out.get(18, 18, 10), 1e-6);
        assertEquals(0, out.get(26, 26, 10));
    }

    @Test
    void aCubeIsInterpolatedAlongZToo() {
        final PatchSettings cube =
            new PatchSettings(PatchSettings.Mode.CUBE_3D, 16, 1, 1, 0, 0, Normalisation.softTissue());
        final float[] map = new float[8];
        for (int i = 0; i < 8; i++) {
            map[i] = i / 4; // 0 in the lower, 1 in the upper layer; middles at z = 16 and 24
        }
        final Volume out = new AttentionVolume(cube, GRID).paint(new float[][]{map},
            List.of(Frame.axial(new Vec3(20, 20, 20))), Progress.NONE);
        assertEquals(0.5, out.get(20, 20, 10), 1e-6);
        assertEquals(0.25, out.get(20, 20, 9), 1e-6);
        assertEquals(1, out.get(20, 20, 13), 1e-6);
        assertEquals(0, out.get(20, 20, 15), "beyond the cube, which ends at z = 28");
    }
}

package org.dlrm.deep.segment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;

import org.dlrm.deep.onnx.OnnxGraph;
import org.dlrm.deep.segment.SegmentationSettings.Activation;
import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Volume;
import org.dlrm.work.Progress;
import org.junit.jupiter.api.Test;

/** A network of one operation that says "inside" where a voxel is brighter than one half: 0 HU in a window of -100 to 100. */
final class SegmentationModelTest {

    /** Logits 40 (v - 0.5) in the first channel; with two channels the second is its negative. */
    private static byte[] network(final int channels, final long... size) {
        final OnnxGraph g = new OnnxGraph("threshold");
        final long[] in = new long[size.length + 1];
        in[0] = 1;
        System.arraycopy(size, 0, in, 1, size.length);
        final String image = g.input("image", in);
        final long[] kernel = new long[size.length + 2];
        java.util.Arrays.fill(kernel, 1);
        kernel[0] = channels;
        final String w = g.initializer("w", kernel, channels == 1 ? new float[]{40} : new float[]{40, -40});
        final String b = g.initializer("b", new long[]{channels},
            channels == 1 ? new float[]{-20} : new float[]{-20, 20});
        final String out = g.node("Conv", List.of(image, w, b), Map.of(), "logits");
        in[0] = channels;
        g.output(out, in);
        return g.toBytes(Map.of());
    }

    private static SegmentationSettings settings(final double mm, final int[] size, final double overlap,
        final Activation activation, final int channel) {
        return new SegmentationSettings(new double[]{mm, mm, mm}, size, -100, 100, overlap, activation, channel, 0.5);
    }

    /** A bright block of 10 x 9 x 6 voxels in a dark image of 21 x 19 x 13. */
    private static Volume image() {
        final Grid g = Grid.of(21, 19, 13, 1, 1, 1);
        final float[] v = new float[g.voxels()];
        java.util.Arrays.fill(v, -80);
        for (int k = 4; k < 10; k++) {
            for (int j = 5; j < 14; j++) {
                java.util.Arrays.fill(v, g.index(6, j, k), g.index(16, j, k), 70);
            }
        }
        return new Volume(g, v);
    }

    private static byte[] expected() {
        final float[] v = image().values();
        final byte[] out = new byte[v.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (byte)(v[i] > 0 ? 1 : 0);
        }
        return out;
    }

    @Test
    void windowsOverlapAndReachTheBorder() {
        for (final double overlap : new double[]{0, 0.5, 0.75}) {
            try (SegmentationModel m = SegmentationModel.fromBytes(network(1, 8, 8, 8),
                settings(0, new int[]{8, 8, 8}, overlap, Activation.SIGMOID, 0))) {
                assertArrayEquals(expected(), m.segment(image(), Progress.NONE).inside(), "overlap " + overlap);
            }
        }
    }

    @Test
    void windowLargerThanTheImageIsPadded() {
        try (SegmentationModel m = SegmentationModel.fromBytes(network(1, 32, 32, 32),
            settings(0, new int[]{32, 32, 32}, 0, Activation.SIGMOID, 0))) {
            assertArrayEquals(expected(), m.segment(image(), Progress.NONE).inside());
        }
    }

    @Test
    void sliceBySliceAndClasses() {
        try (SegmentationModel m = SegmentationModel.fromBytes(network(2, 16, 16),
            settings(0, new int[]{16, 16, 1}, 0.25, Activation.SOFTMAX, 0))) {
            assertArrayEquals(expected(), m.segment(image(), Progress.NONE).inside());
        }
        try (SegmentationModel m = SegmentationModel.fromBytes(network(2, 16, 16),
            settings(0, new int[]{16, 16, 1}, 0.25, Activation.SOFTMAX, 1))) {
            final Mask outside = m.segment(image(), Progress.NONE);
            assertEquals(outside.inside().length, outside.count() + 540, "the other class is the complement");
        }
    }

    @Test
    void otherSpacingComesBackOntoTheImage() {
        try (SegmentationModel m = SegmentationModel.fromBytes(network(1, 8, 8, 8),
            settings(2, new int[]{8, 8, 8}, 0.5, Activation.SIGMOID, 0))) {
            final Mask found = m.segment(image(), Progress.NONE);
            assertEquals(image().grid(), found.grid());
            // a grid of 2 mm with the same centre has its voxels at the even ones; between equal ones nothing changes
            final Grid g = found.grid();
            final byte[] truth = expected();
            int compared = 0;
            for (int k = 0; k < g.nz(); k++) {
                for (int j = 0; j < g.ny(); j++) {
                    for (int i = 0; i < g.nx(); i++) {
                        int inside = 0;
                        for (int c = 0; c < 8; c++) {
                            inside += truth[g.index(i + (c & 1) * (i % 2) - i % 2 * (1 - (c & 1)),
                                j + (c >> 1 & 1) * (j % 2) - j % 2 * (1 - (c >> 1 & 1)),
                                k + (c >> 2) * (k % 2) - k % 2 * (1 - (c >> 2)))];
                        }
                        if (inside == 0 || inside == 8) {
                            assertEquals(inside == 8, found.get(i, j, k), i + " " + j + " " + k);
                            compared += inside / 8;
                        }
                    }
                }
            }
            assertTrue(compared > 100, "the block is there");
        }
    }

    @Test
    void whatDoesNotFitIsNamed() {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> SegmentationModel.fromBytes(network(1, 8, 8, 8),
            settings(0, new int[]{16, 8, 8}, 0, Activation.SIGMOID, 0))).getMessage().contains("[1, 1, 8, 8, 16]"));
        assertTrue(assertThrows(IllegalArgumentException.class,
            () -> SegmentationModel.fromBytes(new byte[]{1, 2, 3}, settings(0, new int[]{8, 8, 8}, 0, Activation.NONE, 0)))
                .getMessage().contains("cannot load"));
        try (SegmentationModel m = SegmentationModel.fromBytes(network(1, 8, 8, 8),
            settings(0, new int[]{8, 8, 8}, 0, Activation.SIGMOID, 3))) {
            assertTrue(assertThrows(IllegalArgumentException.class, () -> m.segment(image(), Progress.NONE)).getMessage()
                .contains("Channel 3"));
        }
    }
}

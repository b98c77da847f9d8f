package org.dlrm.deep;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.dlrm.deep.backbone.Backbone;
import org.dlrm.deep.onnx.OnnxFile;
import org.dlrm.deep.onnx.OnnxGraph;
import org.dlrm.deep.patch.Frame;
import org.dlrm.deep.patch.Normalisation;
import org.dlrm.deep.patch.PatchSettings;
import org.dlrm.deep.patch.Patches;
import org.dlrm.image.Vec3;
import org.dlrm.work.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** ONNX files of other software: what is taken, and what is said about the others. */
class UsersOnnxTest {

    private static final PatchSettings PATCHES =
        new PatchSettings(PatchSettings.Mode.PLANES_2_5D, 16, 1, 3, 3, 1, Normalisation.softTissue());

    /** An averaged convolution; the batch size is what {@code fixed} says, or free. */
    private static byte[] network(final int height, final int width, final boolean fixedToOne) {
        final OnnxGraph g = new OnnxGraph("user");
        final String x = g.input("input", 3, height, width);
        final float[] w = new float[4 * 3 * 9];
        for (int i = 0; i < w.length; i++) {
            w[i] = (i * 7 % 11 - 5) / 10f;
        }
        g.initializer("w", new long[]{4, 3, 3, 3}, w);
        final String maps = g.node("Relu", List.of(g.node("Conv", List.of(x, "w"), Map.of())), Map.of(), "maps");
        String pooled = g.node("Flatten", List.of(g.node("GlobalAveragePool", List.of(maps), Map.of())), Map.of());
        if (fixedToOne) { // what an exporter writes that was shown one image
            pooled = g.node("Reshape", List.of(pooled, g.initializer("shape", 1, 4)), Map.of());
        }
        g.output(g.node("Identity", List.of(pooled), Map.of(), "features"), 4);
        return g.toBytes(Map.of("author", "somebody"));
    }

    private static Patches patches() {
        final float[] data = new float[PATCHES.patches() * 3 * 16 * 16];
        for (int i = 0; i < data.length; i++) {
            data[i] = i * 13 % 37 / 18f - 1;
        }
        final Frame[] frames = new Frame[PATCHES.patches()];
        Arrays.fill(frames, Frame.axial(new Vec3(0, 0, 0)));
        return new Patches(data, PATCHES.shape(), List.of(frames), 50, 10);
    }

    private static void assertMessage(final Executable task, final String... parts) {
        final String message = assertThrows(IllegalArgumentException.class, task).getMessage();
        for (final String part : parts) {
            assertTrue(message.contains(part), message);
        }
    }

    @Test
    void aNetworkForOneImageGivesTheSameAsOneForMany() {
        try (DeepModel many = DeepModel.custom(network(16, 16, false), List.of(), PATCHES);
            DeepModel one = DeepModel.custom(network(16, 16, true), List.of("features"), PATCHES)) {
            assertEquals(List.of("features"), many.spec().layers(), "no layer declared: the outputs");
            assertArrayEquals(many.extract(patches(), Progress.NONE).values(),
                one.extract(patches(), Progress.NONE).values(), 1e-6);
        }
    }

    @Test
    void keepsItsHashAndItsMetadataWhenStored() {
        try (DeepModel model = DeepModel.custom(network(16, 16, false), List.of("maps"), PATCHES);
            DeepModel stored = DeepModel.fromFiles(model.files())) {
            assertEquals(model.hash(), stored.hash());
            assertEquals(model.featureNames(), stored.featureNames());
            assertEquals("somebody", new OnnxFile(stored.toBytes()).metadata().get("author"));
        }
    }

    @Test
    void refusesWhatItCannotFeed() {
        assertMessage(() -> DeepModel.custom(network(16, 24, false), List.of(), PATCHES), "[-1, 3, 16, 24]",
            "only networks for square images");
        assertMessage(() -> DeepModel.custom(network(32, 32, false), List.of(), PATCHES), "[-1, 3, 32, 32]",
            "[3, 16, 16]", "set size");
        assertMessage(() -> DeepModel.custom(network(16, 16, false), List.of("layer4"), PATCHES), "no layer 'layer4'",
            "[features]", "maps");
        final OnnxGraph two = new OnnxGraph("two");
        two.output(two.node("Add", List.of(two.input("a", 3, 16, 16), two.input("b", 3, 16, 16)), Map.of(), "y"), 3, 16,
            16);
        assertMessage(() -> DeepModel.custom(two.toBytes(Map.of()), List.of(), PATCHES), "[a, b]", "one image input");
    }

    @Test
    void aLayerWithoutNumbersIsSaidSo() {
        final OnnxGraph g = new OnnxGraph("indices");
        final String x = g.input("x", 3, 16, 16);
        g.node("ArgMax", List.of(x), Map.of("axis", 1L), "where");
        g.output(g.node("GlobalAveragePool", List.of(x), Map.of(), "y"), 3, 1, 1);
        assertMessage(() -> DeepModel.custom(g.toBytes(Map.of()), List.of("where"), PATCHES), "where",
            "does not give numbers");
    }

    /** Every truncation and many flipped bytes: an answer or a sentence, nothing else, in bounded memory. */
    @Test
    void damagedFilesAreRefusedInWords() {
        final byte[] good = network(16, 16, false);
        for (int length = 0; length < good.length; length += 7) {
            final byte[] cut = Arrays.copyOf(good, length);
            assertThrows(IllegalArgumentException.class, () -> DeepModel.custom(cut, List.of("features"), PATCHES),
                "cut at " + length);
        }
        final byte[] header = Backbone.random(1);
        for (int at = 0; at < 300; at += 3) {
            final byte[] flipped = header.clone();
            flipped[at] ^= 0x55;
            try (DeepModel model = DeepModel.custom(flipped, List.of("block1"), Backbone.PATCHES)) {
                assertTrue(model.featureNames().size() > 0);
            } catch (IllegalArgumentException e) {
                assertTrue(e.getMessage() != null && !e.getMessage().isBlank(), "flipped at " + at);
            }
        }
    }

    @Test
    void aHugeFileIsNotRead(@TempDir final Path dir) throws Exception {
        final Path file = dir.resolve("huge.onnx");
        try (RandomAccessFile f = new RandomAccessFile(file.toFile(), "rw")) {
            f.setLength(3L << 30); // holes: takes no space
        }
        assertMessage(() -> DeepModel.load(file), "3221225472 bytes", "1073741824");
    }

    /** Field numbers of onnx.proto: the values of tensor "w" are said to lie in another file. */
    @Test
    void externalDataAreNotOpened(@TempDir final Path dir) throws Exception {
        final byte[] secret = new byte[432];
        Files.write(dir.resolve("secret.bin"), secret);
        for (final String location : List.of("../../../../etc/passwd", dir.resolve("secret.bin").toString(), "w.bin")) {
            final byte[] tensor = message(new byte[0], field(1, 4), field(1, 3), field(1, 3), field(1, 3), field(2, 1),
                bytes(8, "w".getBytes()), bytes(13, message(bytes(1, "location".getBytes()),
                    bytes(2, location.getBytes(StandardCharsets.UTF_8)))), field(14, 1));
            final byte[] onnx = replaced(tensor);
            assertMessage(() -> DeepModel.custom(onnx, List.of("maps"), PATCHES), "'w'", "external data",
                "save the network as one file");
            // hidden in a node's attribute
            final byte[] constant = message(bytes(2, "c".getBytes()), bytes(4, "Constant".getBytes()),
                bytes(5, message(bytes(1, "value".getBytes()), bytes(5, tensor), field(20, 4))));
            assertMessage(() -> DeepModel.custom(withNode(constant), List.of("maps"), PATCHES), "external data");
        }
    }

    private static byte[] field(final int number, final long value) {
        final ByteBuffer out = ByteBuffer.allocate(6);
        varint(out, number << 3);
        varint(out, (int)value);
        return Arrays.copyOf(out.array(), out.position());
    }

    private static byte[] bytes(final int number, final byte[] value) {
        final ByteBuffer out = ByteBuffer.allocate(12 + value.length).order(ByteOrder.LITTLE_ENDIAN);
        varint(out, number << 3 | 2);
        varint(out, value.length);
        out.put(value);
        return Arrays.copyOf(out.array(), out.position());
    }

    private static void varint(final ByteBuffer out, final int value) {
        int rest = value;
        while (rest > 127) {
            out.put((byte)(rest & 127 | 128));
            rest >>>= 7;
        }
        out.put((byte)rest);
    }

    private static byte[] message(final byte[]... fields) {
        int length = 0;
        for (final byte[] f : fields) {
            length += f.length;
        }
        final ByteBuffer out = ByteBuffer.allocate(length);
        for (final byte[] f : fields) {
            out.put(f);
        }
        return out.array();
    }

    /** The small network with another tensor added to its graph: fields of a message may be split over the file. */
    private static byte[] replaced(final byte[] tensor) {
        return graphWith(bytes(5, tensor));
    }

    private static byte[] withNode(final byte[] node) {
        return graphWith(bytes(1, node));
    }

    private static byte[] graphWith(final byte[] more) {
        final byte[] onnx = network(16, 16, false);
        // the model's fields up to the graph are: IR version (2 bytes), producer (2 + length), graph
        int at = 2;
        at += 2 + onnx[at + 1];
        int length = 0;
        int shift = 0;
        int p = at + 1;
        do {
            length |= (onnx[p] & 127) << shift;
            shift += 7;
        } while (onnx[p++] < 0);
        return message(Arrays.copyOf(onnx, at), bytes(7, message(Arrays.copyOfRange(onnx, p, p + length), more)),
            Arrays.copyOfRange(onnx, p + length, onnx.length));
    }
}

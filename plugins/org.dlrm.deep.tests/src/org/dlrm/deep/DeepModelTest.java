package org.dlrm.deep;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;

import org.dlrm.deep.backbone.Backbone;
import org.dlrm.deep.engine.OnnxSession;
import org.dlrm.deep.engine.Tensor;
import org.dlrm.deep.net.Architecture;
import org.dlrm.deep.net.OnnxOps;
import org.dlrm.deep.net.Parameter;
import org.dlrm.deep.net.ShapeOps;
import org.dlrm.deep.net.Weights;
import org.dlrm.deep.onnx.OnnxFile;
import org.dlrm.deep.patch.Normalisation;
import org.dlrm.deep.patch.PatchSettings;
import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Volume;
import org.dlrm.work.OrderedParallel;
import org.dlrm.work.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeepModelTest {

    private static final Grid GRID = Grid.of(80, 70, 30, 0.9, 0.9, 2.5);

    private static Volume volume(final long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final float[] v = new float[GRID.voxels()];
        for (int i = 0; i < v.length; i++) {
            v[i] = (float)(60 + 25 * Parameter.gaussian(random));
        }
        return new Volume(GRID, v);
    }

    private static Mask ball() {
        final byte[] inside = new byte[GRID.voxels()];
        for (int k = 0; k < 30; k++) {
            for (int j = 0; j < 70; j++) {
                for (int i = 0; i < 80; i++) {
                    final double r = Math.hypot(Math.hypot(0.9 * (i - 40), 0.9 * (j - 35)), 2.5 * (k - 15));
                    inside[GRID.index(i, j, k)] = (byte)(r < 18 ? 1 : 0);
                }
            }
        }
        return new Mask(GRID, inside);
    }

    /** A network with a head for two classes, random weights. */
    private static DeepModel withHead(final PatchSettings patches) {
        final Architecture a = patches.is3d() ? Architecture.denseNet3d(1, 2, 2)
            : Architecture.denseNet(patches.channels(), 2, 2);
        final ModelSpec spec = new ModelSpec(ModelSpec.FORMAT, 1, ModelSpec.Task.CLASSES, List.of("no", "yes"),
            List.of("block1", "block2", "block3"), patches, Optional.of(a), Map.of("seed", "7"));
        return DeepModel.fromBytes(OnnxOps.export(a, patches.shape(),
            List.of(Weights.initial(ShapeOps.summarise(a, patches.shape()).parameters(), 7)),
            Map.of(ModelSpec.METADATA_KEY, spec.toJson())));
    }

    @Test
    void builtInNetworkGivesNamedFeatures() {
        try (DeepModel model = DeepModel.builtIn()) {
            final DeepFeatures f = model.extract(volume(1), ball(), Progress.NONE);
            assertEquals(7, f.patches());
            assertEquals(2 * (72 + 84 + 90) + 2, f.names().size());
            assertEquals(f.names().size(), f.values().length);
            assertEquals(f.names().size(), new HashSet<>(f.names()).size());
            final String hash = model.hash().substring(0, 8);
            assertEquals("deep_" + hash + "_block1_0000_mean", f.names().get(0));
            assertEquals("deep_" + hash + "_block3_0089_max", f.names().get(2 * 246 - 1));
            assertEquals(60, f.values()[492], 2, "mean of the ROI in HU");
            assertEquals(25, f.values()[493], 2, "standard deviation of the ROI in HU");
            for (int i = 0; i < 246; i++) {
                assertTrue(f.values()[i] <= f.values()[246 + i] && f.values()[i] >= 0, f.names().get(i));
            }
            assertEquals(Map.of(), f.scores());
            assertTrue(assertThrows(IllegalArgumentException.class,
                () -> model.attention(volume(1), ball(), 0, Progress.NONE)).getMessage().contains("trained head"));
        }
    }

    @Test
    void builtInFileIsSmallAndSaysWhatItIs() throws Exception {
        try (var in = DeepModel.class.getResourceAsStream("/org/dlrm/deep/backbone.onnx")) {
            assertTrue(in.readAllBytes().length < 1_500_000);
        }
        try (DeepModel model = DeepModel.builtIn()) {
            assertTrue(!model.spec().provenance().getOrDefault("source", "").isEmpty());
            assertEquals(ModelSpec.Task.FEATURES, model.spec().task());
        }
    }

    @Test
    void oneModelServesManyThreadsWithTheSameBits() {
        try (DeepModel model = DeepModel.builtIn()) {
            final List<double[]> alone = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                alone.add(model.extract(volume(i), ball(), Progress.NONE).values());
            }
            new OrderedParallel(3).map(List.of(0, 1, 2, 3, 4, 5).iterator(),
                (index, i) -> model.extract(volume(i), ball(), Progress.NONE).values(),
                (index, values) -> assertArrayEquals(alone.get(index), values, 0), Progress.NONE);
        }
    }

    @Test
    void storedFileIsTheSameModel(@TempDir final Path dir) throws Exception {
        final Path file = dir.resolve("net.onnx");
        try (DeepModel model = withHead(PatchSettings.planes())) {
            Files.write(file, model.toBytes());
            try (DeepModel loaded = DeepModel.load(file)) {
                assertEquals(model.hash(), loaded.hash());
                assertEquals(model.spec(), loaded.spec());
                assertArrayEquals(model.extract(volume(3), ball(), Progress.NONE).values(),
                    loaded.extract(volume(3), ball(), Progress.NONE).values(), 0);
            }
        }
    }

    /** Our networks are applied patch by patch because that is faster; it changes no digit. */
    @Test
    void onePatchARunGivesTheBitsOfAllPatchesInOneRun() {
        for (final PatchSettings settings : List.of(PatchSettings.planes(), PatchSettings.cube(32))) {
            final int n = 5;
            final int length = settings.values();
            final float[] images = new float[n * length];
            final float[] roi = new float[2 * n];
            final SplittableRandom random = new SplittableRandom(5);
            for (int i = 0; i < images.length; i++) {
                images[i] = (float)Parameter.gaussian(random);
            }
            for (int i = 0; i < roi.length; i++) {
                roi[i] = (float)Parameter.gaussian(random);
            }
            try (DeepModel model = withHead(settings); OnnxSession session = new OnnxSession(model.toBytes())) {
                final Map<String, Tensor> together = session.run(inputs(images, roi, n, settings), session.outputs());
                assertEquals(5, together.size());
                for (int i = 0; i < n; i++) {
                    final Map<String, Tensor> alone =
                        session.run(inputs(Arrays.copyOfRange(images, i * length, (i + 1) * length),
                            Arrays.copyOfRange(roi, 2 * i, 2 * i + 2), 1, settings), session.outputs());
                    for (final Map.Entry<String, Tensor> out : alone.entrySet()) {
                        final float[] values = out.getValue().values();
                        assertArrayEquals(Arrays.copyOfRange(together.get(out.getKey()).values(), i * values.length,
                            (i + 1) * values.length), values, out.getKey());
                    }
                }
            }
        }
    }

    private static Map<String, Tensor> inputs(final float[] images, final float[] roi, final int n,
        final PatchSettings settings) {
        return Map.of("image", NetworkRunner.patches(images, n, settings), "roi", new Tensor(new long[]{n, 2}, roi));
    }

    /** Columns carry the hash: the same network must give the same names wherever and by whomever it was trained. */
    @Test
    void theHashIsOfWhatDecidesTheNumbers() {
        final PatchSettings patches = PatchSettings.planes();
        final Architecture a = Architecture.denseNet(patches.channels(), 2, 2);
        final String hash = hash(a, patches, 7, List.of("block3"), Map.of("java", "17", "os", "Linux amd64"));
        assertEquals(hash, hash(a, patches, 7, List.of("block3"), Map.of("java", "25")));
        assertNotEquals(hash, hash(a, patches, 8, List.of("block3"), Map.of()), "other weights");
        assertNotEquals(hash, hash(a, patches, 7, List.of("block2", "block3"), Map.of()), "other layers");
        final PatchSettings other = new PatchSettings(patches.mode(), patches.size(), 1.5, patches.channels(),
            patches.sliceStepMm(), patches.axialSlices(), patches.normalisation());
        assertNotEquals(hash, hash(a, other, 7, List.of("block3"), Map.of()), "other spacing");
    }

    private static String hash(final Architecture a, final PatchSettings patches, final long seed,
        final List<String> layers, final Map<String, String> provenance) {
        final ModelSpec spec = new ModelSpec(ModelSpec.FORMAT, 1, ModelSpec.Task.CLASSES, List.of("no", "yes"), layers,
            patches, Optional.of(a), provenance);
        final byte[] onnx = OnnxOps.export(a, patches.shape(),
            List.of(Weights.initial(ShapeOps.summarise(a, patches.shape()).parameters(), seed)), Map.of());
        try (DeepModel beside = DeepModel.fromBytes(onnx, spec.toJson());
            DeepModel inside = DeepModel.fromBytes(beside.toBytes())) {
            assertEquals(spec, inside.spec());
            assertEquals(beside.hash(), inside.hash(), "description beside the file or inside");
            return inside.hash();
        }
    }

    @Test
    void theHeadGivesProbabilities() {
        try (DeepModel model = withHead(PatchSettings.planes())) {
            final Map<String, Double> scores = model.extract(volume(2), ball(), Progress.NONE).scores();
            final String prefix = "deep_" + model.hash().substring(0, 8);
            assertEquals(List.of(prefix + "_p_no", prefix + "_p_yes"), List.copyOf(scores.keySet()));
            assertEquals(1, scores.values().stream().mapToDouble(p -> p).sum(), 1e-12);
        }
    }

    @Test
    void attentionLiesOnTheImagesGridAndOnlyWherePatchesLook() {
        for (final PatchSettings patches : List.of(PatchSettings.planes(), PatchSettings.cube(32),
            PatchSettings.largestSlice())) {
            try (DeepModel model = withHead(patches)) {
                final Volume map = model.attention(volume(4), ball(), 1, Progress.NONE);
                assertEquals(GRID, map.grid());
                double highest = 0;
                for (final float v : map.values()) {
                    assertTrue(v >= 0 && Float.isFinite(v));
                    highest = Math.max(highest, v);
                }
                assertTrue(highest > 0, "nothing seen with " + patches);
                // the ROI's middle is (36, 31.5, 37.5) mm; a patch reaches 32 mm: the corner at x = 0 is outside
                assertEquals(0, map.get(0, 35, 15));
            }
        }
    }

    /** A user's network: one image input, an inner layer of feature maps as features. */
    @Test
    void aUsersNetworkWithADeclaredLayer(@TempDir final Path dir) throws Exception {
        final PatchSettings patches = new PatchSettings(PatchSettings.Mode.LARGEST_SLICE_2D, 32, 1, 3, 0, 0,
            new Normalisation(-200, 300, Normalisation.Scale.MEAN_SD, List.of(0.485, 0.456, 0.406),
                List.of(0.229, 0.224, 0.225)));
        final Architecture a = Architecture.resNet(2, 3, 0, 0);
        final byte[] onnx = OnnxOps.export(a, patches.shape(),
            List.of(Weights.initial(ShapeOps.summarise(a, patches.shape()).parameters(), 1)), Map.of());
        final Path file = dir.resolve("users.onnx");
        Files.write(file, onnx);
        assertTrue(assertThrows(IllegalArgumentException.class, () -> DeepModel.load(file)).getMessage()
            .contains("no description"));
        final List<String> values = List.copyOf(new OnnxFile(onnx).values());
        final String maps = values.stream().filter(v -> v.startsWith("relu")).reduce((x, y) -> y).orElseThrow();
        try (DeepModel model = DeepModel.load(file, ModelSpec.custom(List.of(maps, "block3"), patches))) {
            final DeepFeatures f = model.extract(volume(5), ball(), Progress.NONE);
            assertEquals(64 + 64 + 2, f.values().length);
            for (int i = 0; i < 64; i++) { // the average of the maps is what the network's own pooling gives
                assertEquals(f.values()[i], f.values()[64 + i], 1e-6);
            }
        }
        final PatchSettings wrong = PatchSettings.planes();
        final IllegalArgumentException size = assertThrows(IllegalArgumentException.class,
            () -> DeepModel.load(file, ModelSpec.custom(List.of("block3"), wrong)));
        assertTrue(size.getMessage().contains("[-1, 3, 32, 32]") && size.getMessage().contains("[3, 64, 64]"),
            size.getMessage());
        assertTrue(assertThrows(IllegalArgumentException.class,
            () -> DeepModel.load(file, ModelSpec.custom(List.of("layer4"), patches))).getMessage().contains("layer4"));
    }

    @Test
    void refusesBrokenFilesAndDescriptionsInWords(@TempDir final Path dir) throws Exception {
        final Path file = dir.resolve("broken.onnx");
        Files.writeString(file, "no network");
        assertTrue(assertThrows(IllegalArgumentException.class, () -> DeepModel.load(file)).getMessage()
            .contains("Not an ONNX file"));
        final byte[] onnx = Backbone.random(1);
        final Map<String, String> cases = new HashMap<>();
        cases.put("{}", "no dlrm-deep JSON");
        cases.put("", "empty");
        cases.put("[1", "cannot be read");
        cases.put("{\"format\":\"dlrm-deep\",\"version\":99}", "newer version");
        cases.put("{\"format\":\"dlrm-deep\",\"version\":1,\"task\":\"FEATURES\"}", "at least one is missing");
        cases.put("{\"format\":\"dlrm-deep\",\"version\":1,\"task\":\"FEATURES\",\"layers\":[\"block1\"],"
            + "\"preprocessing\":{\"size\":64}}", "needs a mode");
        cases.put("{\"format\":\"dlrm-deep\",\"version\":\"x\"}", "cannot be read");
        cases.forEach((json, expected) -> {
            final String message =
                assertThrows(IllegalArgumentException.class, () -> DeepModel.fromBytes(onnx, json)).getMessage();
            assertTrue(message.contains(expected), json + " -> " + message);
        });
    }

    @Test
    void canBeCancelled() {
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
        try (DeepModel model = DeepModel.builtIn()) {
            assertThrows(CancellationException.class, () -> model.extract(volume(1), ball(), cancelled));
        }
    }
}

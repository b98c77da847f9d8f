package org.dlrm.deep.learner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import org.dlrm.deep.DeepFeatures;
import org.dlrm.deep.DeepModel;
import org.dlrm.deep.ModelSpec;
import org.dlrm.deep.backbone.Backbone;
import org.dlrm.deep.net.Architecture;
import org.dlrm.deep.net.OnnxOps;
import org.dlrm.deep.net.ShapeOps;
import org.dlrm.deep.net.Weights;
import org.dlrm.deep.patch.Frame;
import org.dlrm.deep.patch.PatchSettings;
import org.dlrm.deep.patch.Patches;
import org.dlrm.image.Vec3;
import org.dlrm.work.Progress;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

/** Our ONNX files open elsewhere and give there what they give here; tolerance 1e-5 as in issue 5. */
class OtherRuntimesTest {

    private static final double TOLERANCE = 1e-5;

    /** Values that are made alike everywhere; different in every patch. */
    private static Patches patches(final PatchSettings settings) {
        final int length = (int)Arrays.stream(settings.shape()).reduce(1, (a, b) -> a * b);
        final float[] data = new float[settings.patches() * length];
        for (int i = 0; i < data.length; i++) {
            data[i] = (float)(i % (23 + i / length) / 11.0 - 1);
        }
        final Frame[] frames = new Frame[settings.patches()];
        Arrays.fill(frames, Frame.axial(new Vec3(0, 0, 0)));
        // what the script gives as roi: 0.5 and -0.25
        return new Patches(data, settings.shape(), List.of(frames), 50, -25);
    }

    /**
     * {@code backbone-reference.tsv}: layer, feature, mean and maximum over the seven patches above, computed by
     * onnxruntime-node 1.23.2 (npm) from the built-in file; made anew with the file by {@code rival.js}'s "run".
     */
    @Test
    void theBuiltInFileGivesWhatNodesOnnxRuntimeGave() throws IOException {
        try (DeepModel model = DeepModel.builtIn();
            BufferedReader in = new BufferedReader(new InputStreamReader(
                DeepModel.class.getResourceAsStream("backbone-reference.tsv"), StandardCharsets.UTF_8))) {
            final DeepFeatures f = model.extract(patches(Backbone.PATCHES), Progress.NONE);
            final List<String> lines = in.lines().toList();
            assertEquals(246, lines.size());
            for (int i = 0; i < lines.size(); i++) {
                final String[] cells = lines.get(i).split("\t");
                assertTrue(f.names().get(i).endsWith(String.format("%s_%04d_mean", cells[0], Integer.parseInt(cells[1]))));
                assertEquals(Double.parseDouble(cells[2]), f.values()[i], TOLERANCE, lines.get(i));
                assertEquals(Double.parseDouble(cells[3]), f.values()[246 + i], TOLERANCE, lines.get(i));
            }
        }
    }

    /** What the exporter writes: one network and an ensemble, 2D and 3D, with and without head, and a head on a network. */
    private static Map<String, byte[]> files() {
        final Map<String, byte[]> files = new LinkedHashMap<>();
        final PatchSettings planes = SyntheticCases.SMALL;
        final PatchSettings cube = PatchSettings.cube(32);
        files.put("densenet", export(Architecture.denseNet(3, 2, 2), planes, 1));
        files.put("ensemble", export(Architecture.denseNet(3, 2, 2), planes, 3));
        files.put("resnet", export(Architecture.resNet(2, 3, 2, 2), planes, 1));
        files.put("densenet3d", export(Architecture.denseNet3d(1, 2, 2), cube, 1));
        files.put("backbone", Backbone.random(4));
        try (DeepModel backbone = DeepModel.custom(export(Architecture.denseNet(3, 0, 0), planes, 1),
            List.of("block1", "block3"), planes)) {
            final LearnerSettings settings =
                LearnerSettings.defaults(planes, LearnerSettings.Loss.CROSS_ENTROPY).withTraining(1, 1, 2, 1);
            files.put("head", new HeadLearner(settings, backbone).train(SyntheticCases.classes(12, planes),
                List.of("no", "yes"), row -> {
                }, Progress.NONE).model());
        }
        return files;
    }

    private static byte[] export(final Architecture a, final PatchSettings patches, final int members) {
        final ModelSpec spec = new ModelSpec(ModelSpec.FORMAT, 1,
            a.outputs() == 0 ? ModelSpec.Task.FEATURES : ModelSpec.Task.CLASSES,
            a.outputs() == 0 ? List.of() : List.of("no", "yes"), List.of("block1", "block2", "block3"), patches,
            Optional.of(a), Map.of());
        final Weights[] weights = new Weights[members];
        for (int m = 0; m < members; m++) {
            weights[m] = Weights.initial(ShapeOps.summarise(a, patches.shape()).parameters(), 5 + m);
        }
        return OnnxOps.export(a, patches.shape(), List.of(weights), Map.of(ModelSpec.METADATA_KEY, spec.toJson()));
    }

    @Test
    void everyFileGivesTheSameInNodesOnnxRuntime(@TempDir final Path dir) throws Exception {
        final Optional<Rival> rival = Rival.onnxRuntime(dir);
        Assumptions.assumeTrue(rival.isPresent(), "skipped: node with onnxruntime-node (NODE_PATH) is not installed");
        try (Rival node = rival.get()) {
            for (final Map.Entry<String, byte[]> file : files().entrySet()) {
                final Path onnx = dir.resolve(file.getKey() + ".onnx");
                Files.write(onnx, file.getValue());
                try (DeepModel model = DeepModel.fromBytes(file.getValue())) {
                    compare(file.getKey(), model, node, onnx, dir.resolve("image"));
                }
            }
        }
    }

    private static void compare(final String name, final DeepModel model, final Rival node, final Path onnx,
        final Path image) throws IOException {
        final Patches patches = patches(model.spec().preprocessing());
        final ByteBuffer bytes = ByteBuffer.allocate(4 * patches.data().length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(patches.data());
        Files.write(image, bytes.array());
        final StringBuilder size = new StringBuilder(" " + patches.count());
        for (final long d : patches.shape()) {
            size.append(' ').append(d);
        }
        final JsonObject theirs =
            JsonParser.parseString(node.ask("run " + onnx + " " + image + size)).getAsJsonObject();
        final DeepFeatures ours = model.extract(patches, Progress.NONE);
        int p = 0;
        for (final String layer : model.spec().layers()) {
            final double[] mean = mean(theirs, layer, patches.count());
            for (final double v : mean) {
                assertEquals(v, ours.values()[p], TOLERANCE * Math.max(1, Math.abs(v)),
                    name + " " + ours.names().get(p));
                p++;
            }
        }
        assertTrue(p > 50, "compared " + p);
        if (!model.scoreNames().isEmpty()) {
            final double[] theirScores = DeepModel.softmax(mean(theirs, "score", patches.count()));
            int c = 0;
            for (final double v : ours.scores().values()) {
                assertEquals(theirScores[c++], v, TOLERANCE, name);
            }
            final float[][] maps = model.attentionMaps(patches, 1, Progress.NONE);
            final JsonArray attention = theirs.getAsJsonObject("attention").getAsJsonArray("values");
            final int length = maps[0].length;
            for (int k = 0; k < maps.length; k++) {
                for (int i = 0; i < length; i++) {
                    assertEquals(attention.get((2 * k + 1) * length + i).getAsDouble(), maps[k][i], TOLERANCE, name);
                }
            }
        }
    }

    /** @return mean over patches of [patches][features] */
    private static double[] mean(final JsonObject outputs, final String name, final int patches) {
        final JsonArray values = outputs.getAsJsonObject(name).getAsJsonArray("values");
        final double[] mean = new double[values.size() / patches];
        for (int i = 0; i < values.size(); i++) {
            mean[i % mean.length] += values.get(i).getAsDouble() / patches;
        }
        return mean;
    }

    /** The reference implementation of the format finds nothing to object to. */
    @Test
    void everyFilePassesOnnxChecker(@TempDir final Path dir) throws Exception {
        final String script = """
            import sys
            try:
                import onnx
            except ImportError:
                print("missing")
                sys.exit(0)
            for name in sys.argv[1:]:
                onnx.checker.check_model(onnx.load(name), full_check=True)
            print("checked", len(sys.argv) - 1)
            """;
        String answer = "";
        for (final String python : List.of("python3", "/usr/bin/python3")) {
            final List<String> command = new ArrayList<>(List.of(python, "-c", script));
            for (final Map.Entry<String, byte[]> file : files().entrySet()) {
                final Path onnx = dir.resolve(file.getKey() + ".onnx");
                Files.write(onnx, file.getValue());
                command.add(onnx.toString());
            }
            try {
                final Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
                answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
                process.waitFor(60, TimeUnit.SECONDS);
            } catch (IOException e) {
                answer = "missing";
            }
            if (!answer.equals("missing")) {
                break;
            }
        }
        Assumptions.assumeTrue(!answer.equals("missing"), "skipped: Python with onnx is not installed");
        assertTrue(answer.endsWith("checked 6"), answer);
    }
}

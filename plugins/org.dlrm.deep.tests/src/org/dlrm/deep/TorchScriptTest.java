package org.dlrm.deep;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.dlrm.deep.engine.Engines;
import org.dlrm.deep.engine.Tensor;
import org.dlrm.deep.engine.TorchScript;
import org.dlrm.deep.learner.HeadLearner;
import org.dlrm.deep.learner.LearnerResult;
import org.dlrm.deep.learner.LearnerSettings;
import org.dlrm.deep.learner.Outcome;
import org.dlrm.deep.learner.TrainingCase;
import org.dlrm.deep.patch.Frame;
import org.dlrm.deep.patch.Normalisation;
import org.dlrm.deep.patch.PatchSettings;
import org.dlrm.deep.patch.Patches;
import org.dlrm.image.Vec3;
import org.dlrm.work.OrderedParallel;
import org.dlrm.work.Progress;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A user's TorchScript network. {@code small-torchscript.pt} was written by PyTorch 1.13 (Python):
 * <pre>
 * torch.manual_seed(7)
 * class Small(torch.nn.Module):
 *     def __init__(self):
 *         super().__init__()
 *         self.a = torch.nn.Conv2d(3, 6, 3, stride=2, padding=1)
 *         self.n = torch.nn.BatchNorm2d(6)
 *         self.b = torch.nn.Conv2d(6, 10, 3, stride=2, padding=1)
 *     def forward(self, x):
 *         x = torch.relu(self.n(self.a(x)))
 *         return x.mean([2, 3]), torch.relu(self.b(x))
 * torch.jit.script(Small().eval()).save("small-torchscript.pt")
 * </pre>
 * The expected values are what the same Python gives for {@code ((arange(2*3*32*32) % 23) / 11 - 1).reshape(2,3,32,32)}:
 * the first output, and the mean of the second over positions.
 */
class TorchScriptTest {

    private static final double[][] OUTPUT1 = {
        {0.035694897, 0.10296852, 0.15117563, 0.07635355, 0.052366704, 0.12689228},
        {0.035503313, 0.10080726, 0.1543372, 0.082138412, 0.051082749, 0.12408052}};

    private static final double[][] OUTPUT2 = {
        {0.019314593, 0, 0.029571461, 0.092909314, 0.031379551, 0.027021494, 0.10320466, 0.00080001156, 0.05358002,
            0.035055477},
        {0.0204903, 0.00029051292, 0.033270545, 0.097481929, 0.033800684, 0.024543036, 0.098736942, 0.0019601556,
            0.052977834, 0.035678536}};

    private static final PatchSettings PATCHES =
        new PatchSettings(PatchSettings.Mode.PLANES_2_5D, 32, 1, 3, 3, 1, Normalisation.softTissue());

    @BeforeEach
    void needsPytorch() {
        Assumptions.assumeTrue(Engines.hasPytorch(), "skipped: PyTorch (optional feature) is not installed");
    }

    private static byte[] file() throws IOException {
        try (InputStream in = TorchScriptTest.class.getResourceAsStream("small-torchscript.pt")) {
            return in.readAllBytes();
        }
    }

    private static DeepModel backbone(final String... layers) throws IOException {
        return DeepModel.custom(file(), List.of(layers), PATCHES);
    }

    private static float[] images() {
        final float[] images = new float[2 * 3 * 32 * 32];
        for (int i = 0; i < images.length; i++) {
            images[i] = i % 23 / 11f - 1;
        }
        return images;
    }

    /** Patches whose first feature grows with the label. */
    private static List<TrainingCase> cases(final int n) {
        final List<TrainingCase> cases = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            final float[] data = new float[PATCHES.patches() * 3 * 32 * 32];
            for (int k = 0; k < data.length; k++) {
                data[k] = (k * 31 + i * 17) % 29 / 14f - 1 + (i % 2 == 0 ? 0 : (k / 32 % 2 == 0 ? 0.5f : -0.5f));
            }
            final Frame[] frames = new Frame[PATCHES.patches()];
            Arrays.fill(frames, Frame.axial(new Vec3(0, 0, 0)));
            cases.add(new TrainingCase("case" + i, "patient" + i,
                new Patches(data, PATCHES.shape(), List.of(frames), 50 + i % 5, 10), Outcome.ofClass(i % 2)));
        }
        return cases;
    }

    @Test
    void givesWhatPythonGives() throws Exception {
        try (TorchScript network = new TorchScript(file())) {
            for (int round = 0; round < 4; round++) { // an optimiser that changes later runs would show
                final List<Tensor> out = network.run(images(), 2, 3, 32, 32);
                assertEquals(2, out.size());
                assertArrayEquals(new long[]{2, 10, 8, 8}, out.get(1).shape());
                for (int i = 0; i < 2; i++) {
                    for (int c = 0; c < 6; c++) {
                        assertEquals(OUTPUT1[i][c], out.get(0).values()[i * 6 + c], 1e-6);
                    }
                    for (int c = 0; c < 10; c++) {
                        double mean = 0;
                        for (int p = 0; p < 64; p++) {
                            mean += out.get(1).values()[(i * 10 + c) * 64 + p] / 64;
                        }
                        assertEquals(OUTPUT2[i][c], mean, 1e-6);
                    }
                }
            }
        }
    }

    @Test
    void itsOutputsAreFeatureLayers() throws Exception {
        final Patches patches = cases(1).get(0).patches();
        try (DeepModel all = backbone(); DeepModel again = backbone(); DeepModel second = backbone("output2")) {
            assertEquals(List.of("output1", "output2"), all.spec().layers());
            final DeepFeatures f = all.extract(patches, Progress.NONE);
            assertEquals(2 * 16 + 2, f.values().length);
            assertTrue(f.names().get(0).matches("deep_[0-9a-f]{8}_output1_0000_mean"), f.names().get(0));
            assertEquals(2 * 10 + 2, second.extract(patches, Progress.NONE).values().length);
            assertTrue(all.hash().equals(again.hash()) && !all.hash().equals(second.hash()));
            try (DeepModel stored = DeepModel.fromFiles(all.files())) {
                assertEquals(all.hash(), stored.hash());
                assertArrayEquals(f.values(), stored.extract(patches, Progress.NONE).values(), 0);
            }
        }
    }

    @Test
    void aHeadIsTrainedOnItAndAppliedWithBothFiles(@TempDir final Path dir) throws Exception {
        final List<TrainingCase> cases = cases(20);
        final LearnerSettings settings = LearnerSettings.defaults(PATCHES, LearnerSettings.Loss.CROSS_ENTROPY);
        try (DeepModel backbone = backbone()) {
            final LearnerResult result = new HeadLearner(settings, backbone).train(cases, List.of("no", "yes"), row -> {
            }, Progress.NONE);
            for (int i = 0; i < cases.size(); i++) {
                final double p = result.outOfFold().get(i).scores().values().stream().reduce((a, b) -> b).orElseThrow();
                assertEquals(i % 2 == 1, p > 0.5, "out-of-fold probability " + p + " of " + i);
            }
            try (DeepModel model = DeepModel.fromFiles(result.files())) {
                assertTrue(model.hasAttention(), "the last output is feature maps");
                assertEquals(8 * 8, model.attentionMaps(cases.get(0).patches(), 1, Progress.NONE)[0].length);
                final List<double[]> alone = new ArrayList<>();
                for (int i = 0; i < 6; i++) {
                    alone.add(model.extract(cases.get(i).patches(), Progress.NONE).values());
                }
                new OrderedParallel(3).map(List.of(0, 1, 2, 3, 4, 5).iterator(),
                    (index, i) -> model.extract(cases.get(i).patches(), Progress.NONE).values(),
                    (index, values) -> assertArrayEquals(alone.get(index), values, 0), Progress.NONE);
                // as files
                final Path onnx = dir.resolve("network.onnx");
                Files.write(onnx, model.files().get(DeepModel.ONNX_FILE));
                final String missing =
                    assertThrows(IllegalArgumentException.class, () -> DeepModel.load(onnx)).getMessage();
                assertTrue(missing.contains("network.pt") && missing.contains("TorchScript"), missing);
                Files.write(dir.resolve("network.pt"), model.files().get(DeepModel.TORCH_FILE));
                try (DeepModel loaded = DeepModel.load(onnx)) {
                    assertArrayEquals(alone.get(0), loaded.extract(cases.get(0).patches(), Progress.NONE).values(), 0);
                }
            }
            final Map<String, byte[]> wrong = new HashMap<>(result.files());
            final byte[] other = file();
            other[other.length - 1]++;
            wrong.put(DeepModel.TORCH_FILE, other);
            assertTrue(assertThrows(IllegalArgumentException.class, () -> DeepModel.fromFiles(wrong)).getMessage()
                .contains("not the one this head was trained on"));
        }
    }

    @Test
    void saysWhatIsWrong() throws Exception {
        assertFalse(TorchScript.looksLike("no zip".getBytes()));
        final byte[] damaged = Arrays.copyOf(file(), 5000);
        assertMessage("torch.jit.save", () -> DeepModel.custom(damaged, List.of(), PATCHES));
        assertMessage("[output1, output2]", () -> DeepModel.custom(file(), List.of("layer4"), PATCHES));
        assertMessage("[1, 1, 32, 32, 32]", () -> DeepModel.custom(file(), List.of(), PatchSettings.cube(32)));
    }

    private static void assertMessage(final String part, final org.junit.jupiter.api.function.Executable task) {
        final String message = assertThrows(IllegalArgumentException.class, task).getMessage();
        assertTrue(message.contains(part), message);
    }
}

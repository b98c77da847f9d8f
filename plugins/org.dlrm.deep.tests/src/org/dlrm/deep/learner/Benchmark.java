package org.dlrm.deep.learner;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.dlrm.deep.DeepModel;
import org.dlrm.deep.ModelSpec;
import org.dlrm.deep.engine.Engines;
import org.dlrm.deep.engine.OnnxSession;
import org.dlrm.deep.engine.Tensor;
import org.dlrm.deep.engine.TorchScript;
import org.dlrm.deep.net.Architecture;
import org.dlrm.deep.net.OnnxOps;
import org.dlrm.deep.net.ShapeOps;
import org.dlrm.deep.net.Weights;
import org.dlrm.deep.patch.Frame;
import org.dlrm.deep.patch.PatchSettings;
import org.dlrm.deep.patch.Patches;
import org.dlrm.image.Vec3;
import org.dlrm.work.Progress;

import ai.djl.engine.Engine;

/**
 * Speed of engines and training on this machine, one thread, CPU time, against Python's torch and Node's onnxruntime in
 * the same run, turn by turn, on the same networks with the same weights' sizes. A rival that is not installed is skipped
 * with a line. With {@code small} as argument only the learner's network is measured. Exits with 1 where a bound is
 * missed. Not a test: run by hand on a machine that does little else, both sides on one processor ({@code taskset -c 0
 * java ...}), since those of a virtual machine may differ by a third.
 */
public final class Benchmark {

    /** Many short ones, so that both sides find quiet moments of the machine. */
    private static final int ROUNDS = 80;

    /** Java's compiler and the engines' first runs do not count: they take a second. */
    private static final int WARM_UP = 40;

    private static final double MAX_START_SECONDS = 1;

    private static boolean s_passed = true;

    private Benchmark() {
    }

    /** Uses CPU seconds and says how many. */
    private interface Task {
        double seconds() throws Exception;
    }

    /** What is measured once. */
    private interface Call {
        void run() throws Exception;
    }

    /** Of all threads of this process, Java's compiler and collector included, as the rivals count theirs. */
    private static double cpuSeconds() {
        return CpuClock.seconds();
    }

    private static Task calls(final int n, final Call call) {
        return () -> {
            final double begin = cpuSeconds();
            for (int i = 0; i < n; i++) {
                call.run();
            }
            return cpuSeconds() - begin;
        };
    }

    /** Rounds in turn; the first ones warm up; the best round of each counts, to 1 %; the median ratio of rounds is told. */
    private static void compare(final String what, final int calls, final int patches, final Task ours,
        final Optional<Rival> rival, final String question, final double wanted) throws Exception {
        double best = Double.POSITIVE_INFINITY;
        double rivals = Double.POSITIVE_INFINITY;
        final double[] ratios = new double[ROUNDS - WARM_UP];
        for (int r = 0; r < ROUNDS; r++) {
            final double mine = ours.seconds();
            final double other = rival.isPresent() ? Double.parseDouble(rival.get().ask(question)) : Double.NaN;
            if (r >= WARM_UP) {
                best = Math.min(best, mine);
                rivals = Math.min(rivals, other);
                ratios[r - WARM_UP] = other / mine;
            }
        }
        final double unit = 1000.0 / calls / patches;
        if (rival.isEmpty()) {
            System.out.printf(Locale.ROOT, "     %-48s %8.2f ms per patch; rival not installed, skipped%n", what,
                best * unit);
            return;
        }
        Arrays.sort(ratios);
        line(Math.round(100 * rivals / best) >= Math.round(100 * wanted), String.format(Locale.ROOT,
            "%-45s %7.2f ms per patch, %s %.2f: %.2fx (wanted: %.2fx; median of rounds %.2fx)", what, best * unit,
            rival.get().version(), rivals * unit, rivals / best, wanted, ratios[ratios.length / 2]));
    }

    private static void line(final boolean passed, final String text) {
        s_passed &= passed;
        System.out.println((passed ? "PASS " : "FAIL ") + text);
    }

    public static void main(final String[] arguments) throws Exception {
        final Path folder = Files.createTempDirectory("dlrm-benchmark");
        try {
            run(folder, arguments.length > 0 && arguments[0].equals("small") ? List.of() : List.of("resnet18", "densenet121"));
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder()).forEach(f -> f.toFile().delete());
            }
        }
        if (!s_passed) {
            System.exit(1);
        }
    }

    private static void run(final Path folder, final List<String> large) throws Exception {
        double cpu = cpuSeconds();
        long begin = System.nanoTime();
        Engines.onnxRuntime();
        start("ONNX Runtime", begin, cpu);
        cpu = cpuSeconds();
        begin = System.nanoTime();
        final Engine engine = Engines.pytorch();
        start("PyTorch " + engine.getVersion(), begin, cpu);
        final Optional<Rival> torch = Rival.torch(folder);
        final Optional<Rival> ort = Rival.onnxRuntime(folder,
            Path.of(System.getProperty("onnxruntime.native.path"), System.mapLibraryName("onnxruntime")));
        try {
            small(folder, engine, torch, ort);
            for (final String name : large) {
                if (torch.isEmpty()) {
                    System.out.println("     " + name + " at 224: Python's torch, which writes it, is not installed; skipped");
                    continue;
                }
                final float[] image = values(3 * 224 * 224);
                final int calls = 4;
                try (TorchScript network = new TorchScript(Files.readAllBytes(folder.resolve(name + ".pt")))) {
                    compare(name + " at 224, PyTorch", calls, 1,
                        calls(calls, () -> network.run(image, 1, 3, 224, 224)), torch, "forward " + name + " 1 " + calls, 1);
                }
                final Path file = folder.resolve(name + ".onnx");
                onnx(name + " at 224, ONNX Runtime", file, calls,
                    Map.of("image", new Tensor(new long[]{1, 3, 224, 224}, image)), ort, "1 3 224 224");
            }
        } finally {
            torch.ifPresent(Rival::close);
            ort.ifPresent(Rival::close);
        }
    }

    /** On a machine that does nothing else the two times are alike once the files are in the system's cache. */
    private static void start(final String engine, final long begin, final double cpu) {
        final double seconds = (System.nanoTime() - begin) / 1e9;
        final double used = cpuSeconds() - cpu;
        line(used < MAX_START_SECONDS, String.format(Locale.ROOT, "%s starts with %.2f s of CPU, in %.2f s (wanted: below "
            + "%.0f s)", engine, used, seconds, MAX_START_SECONDS));
    }

    /** The learner's default network. */
    private static void small(final Path folder, final Engine engine, final Optional<Rival> torch,
        final Optional<Rival> ort) throws Exception {
        final int n = 16;
        final Architecture a = Architecture.denseNet(3, 2, 2);
        final long[] patch = {3, 64, 64};
        final Weights weights = Weights.initial(ShapeOps.summarise(a, patch).parameters(), 1);
        final Batch batch = new Batch(n, values(n * 3 * 64 * 64), values(2 * n));
        final List<Outcome> outcomes = IntStream.range(0, n).mapToObj(i -> Outcome.ofClass(i % 2)).toList();
        final int calls = 3;
        TrainingLock.with(Progress.NONE, () -> {
            try (TorchNetwork network = new TorchNetwork(engine, a, patch, weights, false)) {
                compare("small DenseNet, batch 16, PyTorch", calls, n, calls(calls, () -> network.scores(batch)), torch,
                    "forward small " + n + " " + calls, 1);
                compare("small DenseNet, batch 16, training", calls, n,
                    calls(calls,
                        () -> network.step(batch, Losses.crossEntropy(outcomes, new double[]{1, 1}), 1e-3, 1e-2)),
                    torch, "train " + n + " " + calls, 0.95);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            return null;
        });
        final Path file = folder.resolve("small.onnx");
        final ModelSpec spec = new ModelSpec(ModelSpec.FORMAT, ModelSpec.VERSION, ModelSpec.Task.CLASSES,
            List.of("no", "yes"), List.of("block1", "block2", "block3"), PatchSettings.planes(), Optional.of(a), Map.of());
        Files.write(file,
            OnnxOps.export(a, patch, List.of(weights), Map.of(ModelSpec.METADATA_KEY, spec.toJson())));
        final Patches patches = new Patches(batch.images(), patch,
            Collections.nCopies(n, Frame.axial(new Vec3(0, 0, 0))), 50, 10);
        try (DeepModel model = DeepModel.load(file)) {
            compare("small DenseNet, 16 patches, ONNX Runtime", calls, n,
                calls(calls, () -> model.extract(patches, Progress.NONE)), ort,
                "forward " + file + " " + calls + " " + n + " 3 64 64", 1);
        }
        onnx("small DenseNet, one patch a run, ONNX Runtime", file, n * calls,
            Map.of("image", new Tensor(new long[]{1, 3, 64, 64}, Arrays.copyOf(batch.images(), 3 * 64 * 64)), "roi",
                new Tensor(new long[]{1, 2}, Arrays.copyOf(batch.extras(), 2))), ort, "1 3 64 64");
    }

    private static void onnx(final String what, final Path file, final int calls, final Map<String, Tensor> inputs,
        final Optional<Rival> rival, final String size) throws Exception {
        try (OnnxSession session = new OnnxSession(Files.readAllBytes(file))) {
            compare(what, calls, (int)inputs.get("image").shape()[0],
                calls(calls, () -> session.run(inputs, Set.of("score"))), rival,
                "forward " + file + " " + calls + " " + size, 1);
        }
    }

    private static float[] values(final int n) {
        final float[] v = new float[n];
        for (int i = 0; i < n; i++) {
            v[i] = i % 23 / 11f - 1;
        }
        return v;
    }
}

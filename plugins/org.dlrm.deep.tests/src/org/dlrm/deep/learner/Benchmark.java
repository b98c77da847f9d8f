package org.dlrm.deep.learner;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

import org.dlrm.deep.engine.Engines;
import org.dlrm.deep.net.Architecture;
import org.dlrm.deep.net.OnnxOps;
import org.dlrm.deep.net.Parameter;
import org.dlrm.deep.net.ShapeOps;
import org.dlrm.deep.net.Weights;
import org.dlrm.work.Progress;

import ai.djl.engine.Engine;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtSession;

/**
 * Speed and memory of engines and training on this machine, one thread, CPU time; with {@code long} as argument also
 * what the learner finds in a planted texture and in permuted labels. Where Python has onnxruntime or torch, they are
 * measured in the same run on the same file. Not a test: run by hand.
 */
public final class Benchmark {

    private Benchmark() {
    }

    private static double cpuSeconds() {
        return ((com.sun.management.OperatingSystemMXBean)ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime() / 1e9;
    }

    /** What is measured once. */
    private interface Task {
        void run() throws Exception;
    }

    /** @return CPU milliseconds per call, the median of five rounds after a warm-up */
    private static double cpuMillis(final int calls, final Task task) throws Exception {
        final double[] rounds = new double[6];
        for (int r = 0; r < rounds.length; r++) {
            final double begin = cpuSeconds();
            for (int i = 0; i < calls; i++) {
                task.run();
            }
            rounds[r] = 1000 * (cpuSeconds() - begin) / calls;
        }
        final double[] warm = Arrays.copyOfRange(rounds, 1, rounds.length);
        Arrays.sort(warm);
        return warm[warm.length / 2];
    }

    public static void main(final String[] arguments) throws Exception {
        final Map<String, Object[]> networks = new LinkedHashMap<>();
        networks.put("DenseNet 2D 64, batch 16", new Object[]{Architecture.denseNet(3, 2, 2), new long[]{3, 64, 64}, 16});
        networks.put("DenseNet 2D 64, batch 1", new Object[]{Architecture.denseNet(3, 2, 2), new long[]{3, 64, 64}, 1});
        networks.put("ResNet 2D 64, batch 16", new Object[]{Architecture.resNet(2, 3, 2, 2), new long[]{3, 64, 64}, 16});
        networks.put("DenseNet 3D 32, batch 16",
            new Object[]{Architecture.denseNet3d(1, 2, 2), new long[]{1, 32, 32, 32}, 16});
        networks.put("DenseNet-121-like 224, batch 1", new Object[]{
            new Architecture(Architecture.Kind.DENSENET, 2, 3, 64, 32, List.of(6, 12, 24, 16), 2, 2),
            new long[]{3, 224, 224}, 1});
        long begin = System.nanoTime();
        Engines.onnxRuntime();
        System.out.printf(Locale.ROOT, "ONNX Runtime starts in %.0f ms%n", (System.nanoTime() - begin) / 1e6);
        begin = System.nanoTime();
        final Engine engine = Engines.pytorch();
        System.out.printf(Locale.ROOT, "PyTorch starts in %.0f ms%n", (System.nanoTime() - begin) / 1e6);
        for (final Map.Entry<String, Object[]> network : networks.entrySet()) {
            measure(engine, network.getKey(), (Architecture)network.getValue()[0], (long[])network.getValue()[1],
                (Integer)network.getValue()[2]);
        }
        System.out.println("Peak memory of this process: " + peakMemory());
        if (List.of(arguments).contains("long")) {
            study();
        }
    }

    private static void measure(final Engine engine, final String name, final Architecture a, final long[] patch,
        final int n) throws Exception {
        final ShapeOps.Summary summary = ShapeOps.summarise(a, patch);
        final Weights weights = Weights.initial(summary.parameters(), 1);
        final int length = (int)Arrays.stream(patch).reduce(1, (x, y) -> x * y);
        final SplittableRandom random = new SplittableRandom(2);
        final float[] images = new float[n * length];
        for (int i = 0; i < images.length; i++) {
            images[i] = (float)Parameter.gaussian(random);
        }
        final Batch batch = new Batch(n, images, new float[2 * n]);
        final int calls = (int)Math.max(1, 2e9 / summary.multiplications() / n);
        final byte[] onnx = OnnxOps.export(a, patch, List.of(weights), Map.of());
        final long[] shape = new long[patch.length + 1];
        shape[0] = n;
        System.arraycopy(patch, 0, shape, 1, patch.length);
        final double ort;
        final var environment = Engines.onnxRuntime();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            try (OrtSession session = environment.createSession(onnx, options)) {
                ort = cpuMillis(calls, () -> {
                    try (OnnxTensor x = OnnxTensor.createTensor(environment, FloatBuffer.wrap(images), shape);
                        OnnxTensor roi = OnnxTensor.createTensor(environment,
                            FloatBuffer.wrap(batch.extras()), new long[]{n, 2});
                        OrtSession.Result r = session.run(Map.of("image", x, "roi", roi), Set.of("score"))) {
                        r.get(0).getValue();
                    }
                });
            }
        }
        final double[] torch = TrainingLock.with(Progress.NONE, () -> {
            try (TorchNetwork network = new TorchNetwork(engine, a, patch, weights)) {
                final double forward = cpuMillis(calls, () -> network.scores(batch));
                final List<Outcome> outcomes = new ArrayList<>();
                for (int i = 0; i < n; i++) {
                    outcomes.add(Outcome.ofClass(i % 2));
                }
                final double train = n < 2 ? Double.NaN : cpuMillis(Math.max(1, calls / 3),
                    () -> network.step(batch, Losses.crossEntropy(outcomes, new double[]{1, 1}), 1e-3, 0));
                return new double[]{forward, train};
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        System.out.printf(Locale.ROOT,
            "%-32s %8d parameters; CPU ms per patch: ONNX Runtime %.2f, PyTorch %.2f; training %.1f patches per CPU second%n",
            name, summary.size(), ort / n, torch[0] / n, 1000 * n / torch[1]);
        python(onnx, shape, calls, n);
    }

    /** The same file in Python's onnxruntime, where it is installed. */
    private static void python(final byte[] onnx, final long[] shape, final int calls, final int n) throws Exception {
        final Path file = Files.createTempFile("dlrm", ".onnx");
        try {
            Files.write(file, onnx);
            final String script = """
                import sys, time, statistics
                try:
                    import numpy, onnxruntime
                except ImportError:
                    sys.exit(0)
                options = onnxruntime.SessionOptions()
                options.intra_op_num_threads = options.inter_op_num_threads = 1
                session = onnxruntime.InferenceSession(sys.argv[1], options, providers=["CPUExecutionProvider"])
                shape = eval(sys.argv[2]); calls = int(sys.argv[3])
                feed = {"image": numpy.random.randn(*shape).astype("f"), "roi": numpy.zeros((shape[0], 2), "f")}
                rounds = []
                for r in range(6):
                    begin = time.process_time()
                    for i in range(calls):
                        session.run(["score"], feed)
                    rounds.append((time.process_time() - begin) / calls)
                print("  Python onnxruntime %s: CPU ms per patch %.2f" % (onnxruntime.__version__,
                    1000 * statistics.median(rounds[1:]) / shape[0]))
                """;
            new ProcessBuilder("python3", "-c", script, file.toString(), Arrays.toString(shape),
                Integer.toString(calls)).inheritIO().start().waitFor();
        } catch (IOException e) {
            System.out.println("  no Python here");
        } finally {
            Files.delete(file);
        }
    }

    private static String peakMemory() throws Exception {
        final File status = new File("/proc/self/status");
        return status.exists() ? Files.readAllLines(status.toPath()).stream().filter(l -> l.startsWith("VmHWM"))
            .findFirst().orElse("unknown") : "unknown";
    }

    /** Out-of-fold AUC of a planted texture and of permuted labels, five seeds. */
    private static void study() {
        final LearnerSettings settings = LearnerSettings
            .defaults(SyntheticCases.SMALL, LearnerSettings.Loss.CROSS_ENTROPY).withTraining(8, 4, 4, 1);
        for (final boolean permuted : new boolean[]{false, true}) {
            double sum = 0;
            for (int seed = 0; seed < 5; seed++) {
                final List<TrainingCase> cases = SyntheticCases.permuted(48, permuted ? seed : -1);
                final LearnerResult result = new DeepLearner(settings.withSeed(seed)).train(cases,
                    List.of("no", "yes"), row -> {
                    }, Progress.NONE);
                final double auc = SyntheticCases.auc(cases, SyntheticCases.scores(result));
                System.out.printf(Locale.ROOT, "%s labels, seed %d: AUC %.3f%n", permuted ? "permuted" : "true", seed,
                    auc);
                sum += auc / 5;
            }
            System.out.printf(Locale.ROOT, "%s labels: mean AUC %.3f%n", permuted ? "permuted" : "true", sum);
        }
    }
}

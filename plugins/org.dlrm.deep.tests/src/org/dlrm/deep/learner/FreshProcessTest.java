package org.dlrm.deep.learner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.dlrm.deep.engine.Engines;
import org.dlrm.deep.patch.PatchSettings;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A JVM of its own, in which every network socket is forbidden, gives the same bits as this one. */
class FreshProcessTest {

    @Test
    void sameBitsWithoutNetwork(@TempDir final Path dir) throws Exception {
        final String text = run(dir);
        assertEquals(FreshProcess.features(), after("features ", text));
        if (Engines.hasPytorch()) {
            assertEquals(FreshProcess.learner(), after("learner ", text));
        }
    }

    /** Whole process, Java and engines, with the default network and batches of 16; bounds of issue 5. */
    @Test
    void learningStaysWithinItsMemory(@TempDir final Path dir) throws Exception {
        Assumptions.assumeTrue(Engines.hasPytorch(), "skipped: PyTorch (optional feature) is not installed");
        Assumptions.assumeTrue(Files.exists(Path.of("/proc/self/status")), "skipped: this system does not tell the peak");
        final long planes = Long.parseLong(after("peak ", run(dir, "planes")));
        final long cube = Long.parseLong(after("peak ", run(dir, "cube")));
        System.out.println("Peak memory of learning in MB: 2.5D " + planes / 1_000_000 + ", 3D 32 " + cube / 1_000_000);
        assertTrue(planes < 1_000_000_000L, "2.5D: " + planes);
        assertTrue(cube < 2_000_000_000L, "3D 32: " + cube);
        // what the learner refuses by
        assertEstimate(PatchSettings.planes(), 12, planes);
        assertEstimate(PatchSettings.cube(32), 48, cube);
    }

    /** Natives that are not where they should be: the user reads what to install, not a linker's error alone. */
    @Test
    void missingNativesAreSaidSo(@TempDir final Path dir) throws Exception {
        final String message =
            after("message ", run(dir, List.of("-Donnxruntime.native.path=" + dir), "natives", "onnxruntime"));
        assertTrue(message.startsWith("ONNX Runtime, which computes deep features, does not start on ")
            && message.endsWith("Install or repair the feature \"DLRM Nodes for KNIME\", which brings it."), message);
    }

    @Test
    void missingNativesOfPytorchAreSaidSo(@TempDir final Path dir) throws Exception {
        Assumptions.assumeTrue(Engines.hasPytorch(), "skipped: PyTorch (optional feature) is not installed");
        final String message =
            after("message ", run(dir, List.of("-DPYTORCH_LIBRARY_PATH=" + dir), "natives", "pytorch"));
        assertTrue(message.startsWith("PyTorch does not start on ")
            && message.endsWith("Repair the feature \"DLRM Deep Feature Learner (PyTorch)\"."), message);
    }

    private static void assertEstimate(final PatchSettings patches, final int cases, final long peak) {
        final long estimate = new DeepLearner(LearnerSettings.defaults(patches, LearnerSettings.Loss.CROSS_ENTROPY))
            .memoryEstimate(2, cases);
        assertTrue(estimate > 0.7 * peak && estimate < 2.5 * peak, "estimated " + estimate + ", needed " + peak);
    }

    private static String run(final Path dir, final String... arguments) throws Exception {
        return run(dir, List.of(), arguments);
    }

    private static String run(final Path dir, final List<String> options, final String... arguments) throws Exception {
        final List<String> classPath = classPath();
        Assumptions.assumeTrue(!classPath.isEmpty(), "skipped: no class path for a JVM of its own");
        final Path out = dir.resolve("out.txt");
        final List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Djava.security.manager=allow", "-Xmx512m"));
        command.addAll(options);
        command.addAll(List.of("-cp", String.join(File.pathSeparator, classPath),
            "org.dlrm.deep.learner.FreshProcess"));
        command.addAll(List.of(arguments));
        final Process process =
            new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
        assertTrue(process.waitFor(300, TimeUnit.SECONDS), "still running");
        final String text = Files.readString(out, StandardCharsets.UTF_8);
        assertTrue(text.contains("done"), text);
        assertTrue(!text.contains("NETWORK"), text);
        return text;
    }

    private static String after(final String key, final String text) {
        return text.lines().filter(line -> line.startsWith(key)).findFirst().orElse(key).substring(key.length());
    }

    /** This JVM's class path where it holds the library; in OSGi the built folders beside the test's. */
    private static List<String> classPath() throws Exception {
        final String own = System.getProperty("java.class.path");
        if (own.contains("org.dlrm.deep")) {
            return List.of(own.split(File.pathSeparator));
        }
        final Path plugins = Path.of("").toAbsolutePath().getParent();
        final List<String> entries = new ArrayList<>();
        for (final String bundle : List.of("org.dlrm.work", "org.dlrm.image", "org.dlrm.deep", "org.dlrm.deep.tests")) {
            final Path classes = plugins.resolve(bundle).resolve("target/classes");
            if (!Files.isDirectory(classes)) {
                return List.of();
            }
            entries.add(classes.toString());
        }
        final Path lib = plugins.resolve("org.dlrm.deep/lib");
        entries.add(lib.resolve("onnxruntime-classes").toString());
        try (Stream<Path> jars = Files.list(lib)) {
            jars.filter(jar -> jar.toString().endsWith(".jar")).map(Path::toString).sorted().forEach(entries::add);
        }
        try (Stream<Path> bundles = Files.list(plugins)) {
            bundles.filter(bundle -> bundle.getFileName().toString().startsWith("org.dlrm.deep.pytorch."))
                .map(bundle -> bundle.resolve("lib/pytorch-engine.jar")).filter(Files::exists).map(Path::toString)
                .findFirst().ifPresent(entries::add);
        }
        return entries;
    }
}

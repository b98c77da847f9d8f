package org.dlrm.deep.learner;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.Permission;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

import org.dlrm.deep.DeepModel;
import org.dlrm.deep.engine.EngineMissingException;
import org.dlrm.deep.engine.Engines;
import org.dlrm.deep.patch.PatchSettings;
import org.dlrm.work.Progress;

/** What {@link FreshProcessTest} runs in a JVM of its own: every network socket is forbidden there. */
public final class FreshProcess {

    private FreshProcess() {
    }

    @SuppressWarnings("removal")
    public static void main(final String[] arguments) throws Exception {
        System.setSecurityManager(new SecurityManager() {
            @Override
            public void checkPermission(final Permission permission) {
                if (permission instanceof java.net.SocketPermission || permission instanceof java.net.URLPermission) {
                    System.out.println("NETWORK " + permission);
                    throw new SecurityException("No network: " + permission);
                }
            }
        });
        if (arguments.length > 0 && arguments[0].equals("natives")) {
            try {
                if (arguments[1].equals("pytorch")) {
                    Engines.pytorch();
                } else {
                    Engines.onnxRuntime();
                }
            } catch (EngineMissingException e) {
                System.out.println("message " + e.getMessage());
            }
            System.out.println("done");
            return;
        }
        if (arguments.length > 0) {
            System.out.println("peak " + peak(arguments[0].equals("cube") ? PatchSettings.cube(32)
                : PatchSettings.planes()));
            System.out.println("done");
            return;
        }
        System.out.println("features " + features());
        if (Engines.hasPytorch()) {
            System.out.println("learner " + learner());
        }
        System.out.println("done");
    }

    /** @return most memory in bytes that this process held while it learnt with the default network and batch */
    private static long peak(final PatchSettings patches) throws Exception {
        final LearnerSettings settings = LearnerSettings.defaults(patches, LearnerSettings.Loss.CROSS_ENTROPY)
            .withTraining(1, 1, 2, 1);
        if (settings.batch() != 16) {
            throw new IllegalStateException("The bound is for batches of 16");
        }
        new DeepLearner(settings).train(SyntheticCases.classes(patches.is3d() ? 48 : 12, patches), List.of("no", "yes"),
            row -> {
            }, Progress.NONE);
        final String line = Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(l -> l.startsWith("VmHWM:")).findFirst().orElseThrow();
        return 1024 * Long.parseLong(line.replaceAll("[^0-9]", ""));
    }

    /** @return digest of the built-in network's features of one lesion */
    static String features() throws Exception {
        try (DeepModel model = DeepModel.builtIn()) {
            return digest(model.hash() + Arrays.toString(model
                .extract(SyntheticCases.volume(1, true), SyntheticCases.mask(), Progress.NONE).values()));
        }
    }

    /** @return digest of the weights, out-of-fold features and scores of a short training */
    static String learner() throws Exception {
        final StringBuilder all = new StringBuilder();
        for (final boolean pretrained : new boolean[]{true, false}) {
            final LearnerSettings settings = LearnerSettings
                .defaults(SyntheticCases.SMALL, LearnerSettings.Loss.CROSS_ENTROPY).withTraining(2, 2, 2, 1)
                .withPretrained(pretrained);
            final LearnerResult result = new DeepLearner(settings).train(
                SyntheticCases.classes(8, SyntheticCases.SMALL), List.of("no", "yes"), row -> {
                }, Progress.NONE);
            all.append(HexFormat.of().formatHex(result.model()));
            result.outOfFold().forEach(o -> all.append(Arrays.toString(o.features())).append(o.scores()));
        }
        return digest(all.toString());
    }

    private static String digest(final String text) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes("UTF-8")));
    }
}

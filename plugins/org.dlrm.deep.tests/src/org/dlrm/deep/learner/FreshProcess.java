package org.dlrm.deep.learner;

import java.security.MessageDigest;
import java.security.Permission;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

import org.dlrm.deep.DeepModel;
import org.dlrm.deep.engine.Engines;
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
        System.out.println("features " + features());
        if (Engines.hasPytorch()) {
            System.out.println("learner " + learner());
        }
        System.out.println("done");
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
        final LearnerSettings settings = LearnerSettings
            .defaults(SyntheticCases.SMALL, LearnerSettings.Loss.CROSS_ENTROPY).withTraining(2, 2, 2, 1);
        final LearnerResult result = new DeepLearner(settings).train(SyntheticCases.classes(8, SyntheticCases.SMALL),
            List.of("no", "yes"), row -> {
            }, Progress.NONE);
        final StringBuilder all = new StringBuilder(HexFormat.of().formatHex(result.model()));
        result.outOfFold().forEach(o -> all.append(Arrays.toString(o.features())).append(o.scores()));
        return digest(all.toString());
    }

    private static String digest(final String text) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes("UTF-8")));
    }
}

package org.dlrm.deep.learner;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

import org.dlrm.deep.patch.PatchSettings;

/** What every learner does with its training rows before it learns: refuses, splits, records. */
final class TrainingData {

    private TrainingData() {
    }

    /** Refuses rows that cannot be learnt from. */
    static void check(final LearnerSettings settings, final PatchSettings patches, final List<TrainingCase> cases,
        final List<String> classes) {
        cases.stream().filter(c -> !Arrays.equals(c.patches().shape(), patches.shape())
            || c.patches().count() != patches.patches()).findFirst().ifPresent(c -> {
                throw new IllegalArgumentException("Row " + c.id() + " has " + c.patches().count() + " patches of "
                    + Arrays.toString(c.patches().shape()) + ", the settings ask for " + patches.patches() + " of "
                    + Arrays.toString(patches.shape()));
            });
        if (settings.loss() == LearnerSettings.Loss.COX) {
            final long events = cases.stream().filter(c -> c.outcome().event()).count();
            if (events < 2L * settings.folds()) {
                throw new IllegalArgumentException("Only " + events + " events in " + cases.size()
                    + " training rows; Cox training with " + settings.folds() + " folds needs at least "
                    + 2 * settings.folds());
            }
            cases.stream().filter(c -> !(c.outcome().time() > 0)).findFirst().ifPresent(c -> {
                throw new IllegalArgumentException("Row " + c.id() + " has the time " + c.outcome().time()
                    + "; times must be positive");
            });
        } else {
            if (classes.size() < 2) {
                throw new IllegalArgumentException("All training rows have the same outcome " + classes
                    + "; a network learns to tell at least two apart");
            }
            cases.stream().filter(c -> c.outcome().label() < 0 || c.outcome().label() >= classes.size()).findFirst()
                .ifPresent(c -> {
                    throw new IllegalArgumentException("Row " + c.id() + " has the class number "
                        + c.outcome().label() + "; the classes are " + classes);
                });
            for (int k = 0; k < classes.size(); k++) {
                final int label = k;
                final long n = cases.stream().filter(c -> c.outcome().label() == label).map(TrainingCase::group)
                    .distinct().count();
                if (n < settings.folds()) {
                    throw new IllegalArgumentException("Class \"" + classes.get(k) + "\" has " + n
                        + (n == 1 ? " patient" : " patients") + " in the training rows; " + settings.folds()
                        + " folds need at least one each" + (n < 2 ? ": add patients"
                            : ": choose " + n + " folds or fewer, or add patients"));
                }
            }
        }
    }

    /** @return fold of each of some cases, stratified by outcome, patients kept together */
    static int[] folds(final List<TrainingCase> cases, final int[] of, final int folds,
        final SplittableRandom random) {
        return Folds.split(Arrays.stream(of).mapToObj(i -> cases.get(i).group()).toList(),
            Arrays.stream(of).map(i -> cases.get(i).outcome().label()).toArray(), folds, random);
    }

    /**
     * @param balanced whether each class weighs the same altogether; otherwise each case does
     * @return weight of a case of each class
     */
    static double[] classWeights(final List<TrainingCase> cases, final int[] of, final int classes,
        final boolean balanced) {
        final double[] weights = new double[classes];
        Arrays.fill(weights, 1);
        if (balanced) {
            final int[] count = new int[classes];
            Arrays.stream(of).forEach(i -> count[cases.get(i).outcome().label()]++);
            Arrays.setAll(weights, c -> of.length / (double)(classes * Math.max(1, count[c])));
        }
        return weights;
    }

    /** @return patients of the class (or of those with or without event) that has the fewest */
    static int scarcest(final List<TrainingCase> cases, final int[] of) {
        final Map<Integer, Set<String>> groups = new HashMap<>();
        for (final int i : of) {
            groups.computeIfAbsent(cases.get(i).outcome().label(), k -> new HashSet<>()).add(cases.get(i).group());
        }
        return groups.values().stream().mapToInt(Set::size).min().orElse(0);
    }

    /** Fewer than wished where a class (or the events) has too few patients for one in every inner fold. */
    static int innerFolds(final LearnerSettings settings, final List<TrainingCase> cases, final int[] training) {
        final int scarcest = scarcest(cases, training);
        if (scarcest < 2) {
            throw new IllegalArgumentException("A class (or the events) has " + scarcest
                + " patients in the training rows of a fold; at least 2 are needed: one to learn from, one to decide "
                + "when to stop. Choose fewer folds or add patients");
        }
        return Math.min(settings.innerFolds(), scarcest);
    }

    /** What every learner records: settings, data and platform. */
    static void provenance(final Map<String, String> provenance, final LearnerSettings settings,
        final List<TrainingCase> cases) {
        provenance.put("settings", settings.toString());
        provenance.put("seed", Long.toString(settings.seed()));
        provenance.put("cases", Integer.toString(cases.size()));
        provenance.put("data.sha256", dataHash(cases));
        provenance.put("java", System.getProperty("java.version"));
        provenance.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    }

    /** SHA-256 of groups, outcomes and patches, not of names. */
    private static String dataHash(final List<TrainingCase> cases) {
        try {
            final MessageDigest digest = MessageDigest.getInstance("SHA-256");
            final Map<String, Integer> groups = new HashMap<>();
            for (final TrainingCase c : cases) {
                final int group = groups.computeIfAbsent(c.group(), g -> groups.size());
                final ByteBuffer bytes = ByteBuffer.allocate(17 + 4 * c.patches().data().length);
                bytes.putInt(group).putInt(c.outcome().label()).putDouble(c.outcome().time());
                bytes.put((byte)(c.outcome().event() ? 1 : 0));
                bytes.asFloatBuffer().put(c.patches().data());
                digest.update(bytes.array());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

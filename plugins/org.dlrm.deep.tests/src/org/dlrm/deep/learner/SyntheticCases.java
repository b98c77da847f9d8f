package org.dlrm.deep.learner;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiFunction;

import org.dlrm.deep.net.Parameter;
import org.dlrm.deep.patch.Normalisation;
import org.dlrm.deep.patch.PatchExtractor;
import org.dlrm.deep.patch.PatchSettings;
import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Volume;
import org.dlrm.work.Progress;

/** Round lesions whose texture differs between two classes: fine grain against the same grain smoothed. */
final class SyntheticCases {

    /** Small patches, so that tests are quick. */
    static final PatchSettings SMALL =
        new PatchSettings(PatchSettings.Mode.PLANES_2_5D, 32, 1, 3, 3, 1, Normalisation.softTissue());

    private SyntheticCases() {
    }

    static Volume volume(final int seed, final boolean smooth) {
        final Grid grid = Grid.of(48, 48, 16, 1, 1, 3);
        final SplittableRandom random = new SplittableRandom(seed);
        final float[] noise = new float[grid.voxels()];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (float)Parameter.gaussian(random);
        }
        final float[] values = new float[noise.length];
        for (int k = 0; k < 16; k++) {
            for (int j = 0; j < 48; j++) {
                for (int i = 0; i < 48; i++) {
                    float v = noise[grid.index(i, j, k)];
                    if (smooth) { // sum of four neighbours over 2 keeps the variance
                        v = (v + noise[grid.index((i + 1) % 48, j, k)] + noise[grid.index(i, (j + 1) % 48, k)]
                            + noise[grid.index((i + 1) % 48, (j + 1) % 48, k)]) / 2;
                    }
                    values[grid.index(i, j, k)] = 50 + 20 * v;
                }
            }
        }
        return new Volume(grid, values);
    }

    static Mask mask() {
        final Grid grid = Grid.of(48, 48, 16, 1, 1, 3);
        final byte[] inside = new byte[grid.voxels()];
        for (int k = 0; k < 16; k++) {
            for (int j = 0; j < 48; j++) {
                for (int i = 0; i < 48; i++) {
                    final double r = Math.hypot(Math.hypot(i - 24, j - 23), 3 * (k - 8));
                    inside[grid.index(i, j, k)] = (byte)(r < 14 ? 1 : 0);
                }
            }
        }
        return new Mask(grid, inside);
    }

    /** @return n cases with the labels 0, 1, 0, 1 ... that their texture shows */
    static List<TrainingCase> classes(final int n, final PatchSettings patches) {
        final PatchExtractor extractor = new PatchExtractor(patches);
        final List<TrainingCase> cases = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            cases.add(new TrainingCase("case" + i, "patient" + i,
                extractor.extract(volume(i, i % 2 == 1), mask(), Progress.NONE), Outcome.ofClass(i % 2)));
        }
        return cases;
    }

    /** @return cases of which those with the label 1 live shorter; every fourth is censored */
    static List<TrainingCase> survival(final int n) {
        final List<TrainingCase> cases = new ArrayList<>();
        for (final TrainingCase c : classes(n, SMALL)) {
            final int i = cases.size();
            cases.add(new TrainingCase(c.id(), c.group(), c.patches(),
                Outcome.ofTime((c.outcome().label() == 1 ? 6 : 18) + i * 0.1, i % 4 != 0)));
        }
        return cases;
    }

    /** @return cases whose outcomes are exchanged at random; a negative seed leaves them as they are */
    static List<TrainingCase> permuted(final int n, final int seed) {
        final List<TrainingCase> cases = classes(n, SMALL);
        final SplittableRandom random = new SplittableRandom(seed);
        for (int i = n - 1; i > 0 && seed >= 0; i--) {
            final int j = random.nextInt(i + 1);
            final TrainingCase a = cases.get(i);
            final TrainingCase b = cases.get(j);
            cases.set(i, new TrainingCase(a.id(), a.group(), a.patches(), b.outcome()));
            cases.set(j, new TrainingCase(b.id(), b.group(), b.patches(), a.outcome()));
        }
        return cases;
    }

    /**
     * Trains again with one patient's outcome turned round and all folds as they were.
     *
     * @param train on changed cases with given folds
     */
    static void assertOwnOutcomeIsNotSeen(final LearnerResult before, final List<TrainingCase> cases, final int changed,
        final BiFunction<List<TrainingCase>, int[], LearnerResult> train) {
        final List<TrainingCase> turned = new ArrayList<>(cases);
        final TrainingCase c = cases.get(changed);
        turned.set(changed,
            new TrainingCase(c.id(), c.group(), c.patches(), Outcome.ofClass(1 - c.outcome().label())));
        final LearnerResult after =
            train.apply(turned, before.outOfFold().stream().mapToInt(o -> o.fold() - 1).toArray());
        assertArrayEquals(before.outOfFold().get(changed).features(), after.outOfFold().get(changed).features(), 0);
        final double[] first = scores(before);
        final double[] second = scores(after);
        int others = 0;
        for (int i = 0; i < first.length; i++) {
            if (before.outOfFold().get(i).fold() == before.outOfFold().get(changed).fold()) {
                assertEquals(first[i], second[i], 0, "score of " + cases.get(i).id());
            } else if (first[i] != second[i]) {
                others++;
            }
        }
        assertTrue(others > cases.size() / 2, "the outcome was not learnt from at all");
    }

    /** @return area under the ROC curve of a score for label 1 */
    static double auc(final List<TrainingCase> cases, final double[] scores) {
        double wins = 0;
        int pairs = 0;
        for (int i = 0; i < scores.length; i++) {
            for (int j = 0; j < scores.length; j++) {
                if (cases.get(i).outcome().label() == 1 && cases.get(j).outcome().label() == 0) {
                    wins += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
                    pairs++;
                }
            }
        }
        return wins / pairs;
    }

    /** @return out-of-fold score of the last class */
    static double[] scores(final LearnerResult result) {
        return result.outOfFold().stream()
            .mapToDouble(o -> o.scores().values().stream().reduce((a, b) -> b).orElseThrow()).toArray();
    }
}

package org.dlrm.deep.learner;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

import org.dlrm.deep.DeepFeatures;
import org.dlrm.deep.DeepModel;
import org.dlrm.deep.ModelSpec;
import org.dlrm.deep.net.Architecture;
import org.dlrm.deep.net.OnnxOps;
import org.dlrm.deep.net.Parameter;
import org.dlrm.deep.net.ShapeOps;
import org.dlrm.deep.net.Weights;
import org.dlrm.work.Progress;
import org.junit.jupiter.api.Test;

class HeadLearnerTest {

    private static final List<String> CLASSES = List.of("no", "yes");

    private static final LearnerSettings SETTINGS = LearnerSettings
        .defaults(SyntheticCases.SMALL, LearnerSettings.Loss.CROSS_ENTROPY).withTraining(1, 1, 4, 1);

    /** A user's network: random weights, declared are two pooled layers. */
    private static DeepModel backbone() {
        final Architecture a = Architecture.denseNet(3, 0, 0);
        return DeepModel.fromBytes(
            OnnxOps.export(a, SyntheticCases.SMALL.shape(),
                List.of(Weights.initial(ShapeOps.summarise(a, SyntheticCases.SMALL.shape()).parameters(), 3)),
                Map.of()),
            ModelSpec.custom(List.of("block1", "block3"), SyntheticCases.SMALL).toJson());
    }

    private static LearnerResult train(final LearnerSettings settings, final DeepModel backbone,
        final List<TrainingCase> cases) {
        return new HeadLearner(settings, backbone).train(cases, CLASSES, row -> {
        }, Progress.NONE);
    }

    @Test
    void findsAPlantedTextureAndFreezesItIntoTheUsersFile() {
        final List<TrainingCase> cases = SyntheticCases.classes(32, SyntheticCases.SMALL);
        try (DeepModel backbone = backbone()) {
            final LearnerResult result = train(SETTINGS, backbone, cases);
            final double auc = SyntheticCases.auc(cases, SyntheticCases.scores(result));
            assertTrue(auc > 0.8, "AUC " + auc);
            assertArrayEquals(result.model(), train(SETTINGS, backbone, cases).model(), "same bits");
            try (DeepModel model = DeepModel.fromBytes(result.model())) {
                final DeepFeatures frozen = backbone.extract(cases.get(0).patches(), Progress.NONE);
                final DeepFeatures out = model.extract(cases.get(0).patches(), Progress.NONE);
                assertArrayEquals(frozen.values(), out.values(), 1e-6, "the backbone's features are unchanged");
                assertArrayEquals(frozen.values(), result.outOfFold().get(0).features(), 0);
                // the exported head is the linear map of the mean features
                final float[] w = model.initializers().get("head.weight");
                final float[] b = model.initializers().get("head.bias");
                final int n = w.length / 2;
                final double[] score = {b[0], b[1]};
                for (int c = 0; c < 2; c++) {
                    for (int f = 0; f < n - 2; f++) {
                        score[c] += w[c * n + f] * out.values()[f];
                    }
                    score[c] += w[c * n + n - 2] * cases.get(0).patches().roiMean() / DeepModel.ROI_SCALE;
                    score[c] += w[c * n + n - 1] * cases.get(0).patches().roiSd() / DeepModel.ROI_SCALE;
                }
                assertArrayEquals(DeepModel.softmax(score),
                    out.scores().values().stream().mapToDouble(p -> p).toArray(), 1e-5);
                // the attention map sums to the last layer's part of the score
                final float[][] attention = model.attentionMaps(cases.get(0).patches(), 1, Progress.NONE);
                double sum = 0;
                for (final float[] map : attention) {
                    for (final float v : map) {
                        sum += v / (double)attention.length;
                    }
                }
                double part = 0;
                final int block3 = 90;
                for (int f = 0; f < block3; f++) {
                    part += w[n + n - 2 - block3 + f] * out.values()[n - 2 - block3 + f];
                }
                assertEquals(part, sum, 1e-5 * Math.max(1, Math.abs(part)));
                assertEquals(backbone.hash(), model.spec().provenance().get("backbone.sha256"));
            }
        }
    }

    @Test
    void learnsSurvival() {
        final List<TrainingCase> cases = SyntheticCases.survival(32);
        final LearnerSettings settings = LearnerSettings
            .defaults(SyntheticCases.SMALL, LearnerSettings.Loss.COX).withTraining(1, 1, 4, 1);
        try (DeepModel backbone = backbone()) {
            final double[] risk = SyntheticCases.scores(train(settings, backbone, cases));
            double smooth = 0;
            double fine = 0;
            for (int i = 0; i < risk.length; i++) {
                if (i % 2 == 1) {
                    smooth += risk[i];
                } else {
                    fine += risk[i];
                }
            }
            assertTrue(smooth > fine, "those who live shorter have the higher risk");
        }
    }

    @Test
    void permutedLabelsAreNotLearnt() {
        double sum = 0;
        try (DeepModel backbone = backbone()) {
            for (int seed = 0; seed < 5; seed++) {
                final List<TrainingCase> cases = SyntheticCases.permuted(40, seed);
                sum += SyntheticCases.auc(cases, SyntheticCases.scores(train(SETTINGS, backbone, cases))) / 5;
            }
        }
        assertTrue(sum > 0.4 && sum < 0.6, "mean AUC of permuted labels " + sum);
    }

    /** The minimum has no slope: derivative of loss plus penalty by every weight, by differences. */
    @Test
    void theHeadIsTheMinimumOfItsPenalisedLoss() {
        final SplittableRandom random = new SplittableRandom(8);
        final List<double[]> features = new ArrayList<>();
        final List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            final double a = Parameter.gaussian(random);
            features.add(new double[]{5 + 3 * a, Parameter.gaussian(random), 1});
            outcomes.add(Outcome.ofClass(a + Parameter.gaussian(random) > 0 ? 1 : 0));
        }
        final double[] weights = {1, 1};
        final LinearHead head = LinearHead.fit(features, outcomes, weights, 0.1, Progress.NONE);
        assertEquals(0, head.weights()[0][2], 0, "a constant feature has no weight");
        assertTrue(head.weights()[1][0] > 0);
        // two classes: ridge keeps the weights opposite
        assertEquals(-head.weights()[0][0], head.weights()[1][0], 1e-6);
        final double at = objective(head, features, outcomes, 0, 0);
        for (int f = 0; f < 2; f++) {
            assertEquals(0, (objective(head, features, outcomes, f, 1e-4) - objective(head, features, outcomes, f, -1e-4))
                / 2e-4, 1e-5);
            assertTrue(objective(head, features, outcomes, f, 0.01) > at);
        }
    }

    private static double objective(final LinearHead head, final List<double[]> features,
        final List<Outcome> outcomes, final int changed, final double change) {
        final double[][] w = {head.weights()[0].clone(), head.weights()[1].clone()};
        w[1][changed] += change;
        final LinearHead moved = new LinearHead(w, head.bias());
        double value =
            Losses.crossEntropy(outcomes, features.stream().map(moved::scores).toArray(double[][]::new), new double[]{1, 1});
        for (int f = 0; f < 2; f++) {
            final int feature = f;
            final double mean = features.stream().mapToDouble(x -> x[feature]).average().orElseThrow();
            final double variance =
                features.stream().mapToDouble(x -> (x[feature] - mean) * (x[feature] - mean)).average().orElseThrow();
            value += 0.05 * variance * (w[0][f] * w[0][f] + w[1][f] * w[1][f]);
        }
        return value;
    }

    /**
     * With the folds kept, a patient's own outcome says nothing about the patient's own score; it does say something
     * about the others'.
     */
    @Test
    void aPatientsOwnOutcomeDoesNotReachItsOwnScore() {
        final List<TrainingCase> cases = SyntheticCases.classes(24, SyntheticCases.SMALL);
        try (DeepModel backbone = backbone()) {
            final HeadLearner learner = new HeadLearner(SETTINGS, backbone);
            final LearnerResult before = learner.train(cases, CLASSES, row -> {
            }, Progress.NONE);
            SyntheticCases.assertOwnOutcomeIsNotSeen(before, cases, 5, (changed, folds) -> learner.train(changed, CLASSES,
                Optional.of(folds), row -> {
                }, Progress.NONE));
        }
    }

    @Test
    void lesionsOfOnePatientStayTogetherAndThreePatientsPerClassAreEnough() {
        final List<TrainingCase> cases = new ArrayList<>();
        for (final TrainingCase c : SyntheticCases.classes(12, SyntheticCases.SMALL)) {
            final int i = cases.size(); // patients of two lesions each, 0 0 1 1 ...
            cases.add(new TrainingCase(c.id(), "patient" + i / 4 * 2 + i % 2, c.patches(), c.outcome()));
        }
        try (DeepModel backbone = backbone()) {
            final LearnerResult result = train(SETTINGS.withTraining(1, 1, 3, 1), backbone, cases);
            for (int i = 0; i < cases.size(); i++) {
                for (int j = 0; j < i; j++) {
                    if (cases.get(i).group().equals(cases.get(j).group())) {
                        assertEquals(result.outOfFold().get(i).fold(), result.outOfFold().get(j).fold());
                    }
                }
            }
            final String message = assertThrows(IllegalArgumentException.class,
                () -> train(SETTINGS.withTraining(1, 1, 5, 1), backbone, cases)).getMessage();
            assertTrue(message.contains("has 3 patients") && message.contains("choose 3 folds or fewer"), message);
        }
    }

    @Test
    void oneClassAloneIsSaidSo() {
        final List<TrainingCase> cases = SyntheticCases.classes(12, SyntheticCases.SMALL).stream()
            .filter(c -> c.outcome().label() == 0).toList();
        try (DeepModel backbone = backbone()) {
            final String message = assertThrows(IllegalArgumentException.class,
                () -> new HeadLearner(SETTINGS, backbone).train(cases, List.of("no"), row -> {
                }, Progress.NONE)).getMessage();
            assertTrue(message.contains("All training rows have the same outcome [no]"), message);
        }
    }

    @Test
    void refusesABackboneThatHasAHead() {
        final List<TrainingCase> cases = SyntheticCases.classes(16, SyntheticCases.SMALL);
        try (DeepModel backbone = backbone();
            DeepModel model = DeepModel.fromBytes(train(SETTINGS, backbone, cases).model())) {
            assertThrows(IllegalArgumentException.class, () -> new HeadLearner(SETTINGS, model));
        }
    }
}

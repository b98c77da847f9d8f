package org.dlrm.deep.learner;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import org.dlrm.deep.DeepFeatures;
import org.dlrm.deep.DeepModel;
import org.dlrm.deep.engine.Engines;
import org.dlrm.deep.engine.OnnxSession;
import org.dlrm.deep.engine.Tensor;
import org.dlrm.deep.net.Architecture;
import org.dlrm.deep.net.ShapeOps;
import org.dlrm.deep.net.Weights;
import org.dlrm.deep.patch.PatchSettings;
import org.dlrm.deep.patch.Patches;
import org.dlrm.work.Progress;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;

class DeepLearnerTest {

    private static final List<String> CLASSES = List.of("no", "yes");

    private static final LearnerSettings QUICK = LearnerSettings
        .defaults(SyntheticCases.SMALL, LearnerSettings.Loss.CROSS_ENTROPY).withTraining(4, 4, 2, 1);

    @BeforeEach
    void needsPytorch() {
        Assumptions.assumeTrue(Engines.hasPytorch(), "skipped: PyTorch (optional feature) is not installed");
    }

    private static LearnerResult train(final LearnerSettings settings, final List<TrainingCase> cases) {
        return new DeepLearner(settings).train(cases, CLASSES, row -> {
        }, Progress.NONE);
    }

    @Test
    void findsAPlantedTextureOutOfFold() {
        final List<TrainingCase> cases = SyntheticCases.classes(24, SyntheticCases.SMALL);
        final LearnerResult result = train(QUICK, cases);
        assertTrue(SyntheticCases.auc(cases, SyntheticCases.scores(result)) > 0.8,
            "AUC " + SyntheticCases.auc(cases, SyntheticCases.scores(result)));
        assertEquals(24, result.outOfFold().size());
        assertEquals(cases.stream().map(TrainingCase::id).toList(),
            result.outOfFold().stream().map(OutOfFold::id).toList());
        // two folds and the final fit; every epoch is logged
        final Set<String> fits = new HashSet<>(result.log().stream().map(LogRow::fit).toList());
        assertEquals(Set.of("Fold 1 of 2", "Fold 2 of 2", "Final"), fits);
        try (DeepModel model = DeepModel.fromBytes(result.model())) {
            final DeepFeatures out = model.extract(cases.get(1).patches(), Progress.NONE);
            assertEquals(result.featureNames(), out.names());
            assertEquals(result.outOfFold().get(0).scores().keySet(), out.scores().keySet());
            assertEquals(1, out.scores().values().stream().mapToDouble(p -> p).sum(), 1e-12);
            assertEquals("24", model.spec().provenance().get("cases"));
        }
    }

    /** The head is fitted before the first pass, and the features keep the means and variances they were learnt with. */
    @Test
    void theBackboneGetsItsHeadFirstAndThenFollowsSlowly() {
        final LearnerResult result = train(QUICK, SyntheticCases.classes(24, SyntheticCases.SMALL));
        final List<LogRow> heads = result.log().stream().filter(r -> r.epoch() == 0).toList();
        assertEquals(3, heads.size(), "one per fit");
        heads.forEach(r -> assertTrue(r.trainLoss() < 0.8 * Math.log(2), r.fit() + ": " + r.trainLoss()));
        try (DeepModel backbone = DeepModel.builtIn(); DeepModel model = DeepModel.fromBytes(result.model())) {
            final Map<String, float[]> before = backbone.initializers();
            final Map<String, float[]> after = model.initializers();
            int moved = 0;
            for (final String name : before.keySet()) {
                if (name.endsWith(".mean") || name.endsWith(".var")) {
                    assertArrayEquals(before.get(name), after.get(name), 0, name);
                } else if (!Arrays.equals(before.get(name), after.get(name))) {
                    moved++;
                }
            }
            final boolean followed = result.log().stream().anyMatch(r -> r.fit().equals("Final") && r.epoch() > 0 && r.best());
            assertEquals(followed, moved > 0, moved + " parameters moved");
        }
    }

    @Test
    void sameSeedGivesTheSameBitsAndAnotherSeedDoesNot() {
        final List<TrainingCase> cases = SyntheticCases.classes(12, SyntheticCases.SMALL);
        final LearnerSettings settings = QUICK.withTraining(2, 2, 2, 2);
        final LearnerResult first = train(settings, cases);
        final LearnerResult second = train(settings, cases);
        assertArrayEquals(first.model(), second.model());
        assertArrayEquals(SyntheticCases.scores(first), SyntheticCases.scores(second), 0);
        final LearnerResult other = train(settings.withSeed(2), cases);
        assertTrue(SyntheticCases.scores(first)[0] != SyntheticCases.scores(other)[0]);
    }

    @Test
    void learnsSurvivalWithThePartialLikelihood() {
        final List<TrainingCase> cases = SyntheticCases.survival(32);
        final LearnerSettings settings = LearnerSettings
            .defaults(SyntheticCases.SMALL, LearnerSettings.Loss.COX).withTraining(6, 6, 2, 1);
        final LearnerResult result = new DeepLearner(settings).train(cases, List.of(), row -> {
        }, Progress.NONE);
        double concordant = 0;
        int pairs = 0;
        final double[] risk = SyntheticCases.scores(result);
        for (int i = 0; i < risk.length; i++) {
            for (int j = 0; j < risk.length; j++) {
                if (cases.get(i).outcome().event()
                    && cases.get(i).outcome().time() < cases.get(j).outcome().time()) {
                    concordant += risk[i] > risk[j] ? 1 : risk[i] == risk[j] ? 0.5 : 0;
                    pairs++;
                }
            }
        }
        assertTrue(concordant / pairs > 0.65, "C-index " + concordant / pairs);
        try (DeepModel model = DeepModel.fromBytes(result.model())) {
            assertTrue(model.scoreNames().get(0).endsWith("_risk"));
        }
    }

    @Test
    void aPatientsOwnOutcomeDoesNotReachItsOwnScore() {
        final List<TrainingCase> cases = SyntheticCases.classes(12, SyntheticCases.SMALL);
        final LearnerSettings settings = QUICK.withTraining(2, 2, 3, 1);
        SyntheticCases.assertOwnOutcomeIsNotSeen(train(settings, cases), cases, 5,
            (changed, folds) -> new DeepLearner(settings).train(changed, CLASSES, Optional.of(folds), row -> {
            }, Progress.NONE));
    }

    @Test
    void theRateFallsAndTheInnerFoldStopsTheFit() {
        // from random weights; from the backbone, whose row 0 is the fitted head, at a tenth of the rate
        assertRateAndStop(QUICK.withPretrained(false), 1, 1e-3);
        assertRateAndStop(QUICK, 0, 1e-4);
    }

    /** The rate falls as half a cosine; a fit ends when the inner fold has not become better for so many passes. */
    private static void assertRateAndStop(final LearnerSettings settings, final int first, final double highest) {
        final int epochs = 12;
        final int patience = 1;
        final LearnerResult result =
            train(settings.withTraining(epochs, patience, 2, 1), SyntheticCases.permuted(12, 3));
        for (final String fit : List.of("Fold 1 of 2", "Fold 2 of 2", "Final")) {
            final List<LogRow> rows = result.log().stream().filter(r -> r.fit().equals(fit)).toList();
            int best = 0;
            double least = Double.POSITIVE_INFINITY;
            for (int i = 0; i < rows.size(); i++) {
                final LogRow row = rows.get(i);
                final int epoch = first + i;
                assertEquals(epoch, row.epoch());
                assertEquals(row.innerLoss() < least, row.best());
                if (row.best()) {
                    least = row.innerLoss();
                    best = row.epoch();
                }
                assertTrue(epoch == 0 ? row.learningRate() == 0 && row.best()
                    : row.learningRate() >= highest * (1 + Math.cos(Math.PI * epoch / epochs)) / 2 - 1e-9
                        && row.learningRate() <= highest * (1 + Math.cos(Math.PI * (epoch - 1) / epochs)) / 2 + 1e-9,
                    "rate " + row.learningRate() + " in epoch " + epoch);
            }
            assertEquals(Math.min(epochs, best + patience), rows.get(rows.size() - 1).epoch(),
                fit + " stopped after its best epoch " + best);
        }
        assertTrue(result.log().stream().mapToInt(LogRow::epoch).filter(e -> e == epochs).count() < 3,
            "outcomes at random never stopped a fit");
    }

    @Test
    void unequalClassesAreWeightedOrDrawnAlike() {
        final List<TrainingCase> cases = new ArrayList<>();
        for (final TrainingCase c : SyntheticCases.classes(10, SyntheticCases.SMALL)) {
            cases.add(new TrainingCase(c.id(), c.group(), c.patches(), Outcome.ofClass(cases.size() < 8 ? 0 : 1)));
        }
        final int[] all = IntStream.range(0, 10).toArray();
        for (final LearnerSettings.Balance balance : LearnerSettings.Balance.values()) {
            final LearnerSettings settings = new LearnerSettings(Architecture.Kind.DENSENET, SyntheticCases.SMALL,
                LearnerSettings.Loss.CROSS_ENTROPY, balance, Augmentation.none(), 1, 1, 8, 1e-3, 0, 2, 2, 1, false, 1,
                4L << 30);
            final Fit fit = new Fit(Engines.pytorch(), settings, settings.architecture(2), cases);
            assertArrayEquals(balance == LearnerSettings.Balance.CLASS_WEIGHTS ? new double[]{10 / 16.0, 10 / 4.0}
                : new double[]{1, 1}, fit.classWeights(all), 1e-12);
            final List<List<PatchSampler.Item>> batches =
                new PatchSampler(settings, cases, 2).batches(all, new SplittableRandom(1));
            assertEquals(40, batches.stream().mapToInt(List::size).sum(), "as many patches as there are");
            final long positive = batches.stream().flatMap(List::stream).filter(i -> i.caseIndex() >= 8).count();
            assertEquals(balance == LearnerSettings.Balance.SAMPLING ? 20 : 8, positive);
        }
    }

    @Test
    void permutedLabelsAreNotLearnt() {
        double sum = 0;
        for (int seed = 0; seed < 5; seed++) {
            final List<TrainingCase> cases = SyntheticCases.permuted(40, seed);
            sum += SyntheticCases.auc(cases, SyntheticCases.scores(
                train(QUICK.withSeed(seed), cases))) / 5;
        }
        assertTrue(sum > 0.4 && sum < 0.6, "mean AUC of permuted labels " + sum);
    }

    @Test
    void theProgressMessageDrawsTheLoss() {
        assertEquals("\u2588\u2584\u2581", LossCurve.of(List.of(0.9, 0.7, 0.5)));
        assertEquals("\u2581", LossCurve.of(List.of(0.9)));
        assertEquals(24, LossCurve.of(Collections.nCopies(40, 0.5)).length());
    }

    @Test
    void twoLearnersAtOnceBothFinishAndDoNotDisturbEachOther() throws Exception {
        final List<TrainingCase> cases = SyntheticCases.classes(12, SyntheticCases.SMALL);
        final LearnerSettings settings = QUICK.withTraining(2, 2, 2, 1);
        final byte[][] alone = {train(settings, cases).model(), train(settings.withSeed(2), cases).model()};
        final byte[][] models = new byte[2][];
        final Thread[] threads = new Thread[2];
        for (int t = 0; t < 2; t++) {
            final int index = t;
            threads[t] = new Thread(() -> models[index] = train(settings.withSeed(1 + index), cases).model());
            threads[t].setContextClassLoader(null);
            threads[t].start();
        }
        for (final Thread thread : threads) {
            thread.join(120_000);
        }
        assertArrayEquals(alone[0], models[0]);
        assertArrayEquals(alone[1], models[1]);
    }

    @Test
    void cancelsWithinOneBatch() {
        final List<TrainingCase> cases = SyntheticCases.classes(12, SyntheticCases.SMALL);
        final AtomicInteger reports = new AtomicInteger();
        final Progress progress = new Progress() {
            @Override
            public void report(final double fraction, final String message) {
                assertTrue(fraction >= 0 && fraction <= 1);
                assertTrue(message.contains(reports.get() == 0 ? "trains on cpu" : "loss"), message);
                reports.incrementAndGet();
            }

            @Override
            public boolean isCanceled() {
                return reports.get() >= 3;
            }
        };
        assertThrows(CancellationException.class,
            () -> new DeepLearner(QUICK).train(cases, CLASSES, row -> {
            }, progress));
        assertEquals(3, reports.get(), "stops after the batch in which it was cancelled");
    }

    /** The gradient reads the image after the forward pass: whatever Java frees in between must not be that memory. */
    @Test
    void garbageCollectionBetweenForwardAndBackwardChangesNoBit() {
        final List<TrainingCase> cases = SyntheticCases.classes(8, SyntheticCases.SMALL);
        final Architecture architecture = QUICK.architecture(2);
        final Weights start = Weights.initial(
            ShapeOps.summarise(architecture, SyntheticCases.SMALL.shape()).parameters(), 1);
        final List<Map<String, float[]>> trained = new ArrayList<>();
        for (final boolean collect : new boolean[]{false, true}) {
            TrainingLock.with(Progress.NONE, () -> {
                try (TorchNetwork network =
                    new TorchNetwork(Engines.pytorch(), architecture, SyntheticCases.SMALL.shape(), start, false)) {
                    for (final TrainingCase c : cases) {
                        final Batch batch = batch(c.patches());
                        final UnaryOperator<NDArray> loss =
                            Losses.crossEntropy(Collections.nCopies(batch.size(), c.outcome()), new double[]{1, 1});
                        network.step(batch, scores -> {
                            if (collect) {
                                reuseFreedMemory(4 * batch.images().length);
                            }
                            return loss.apply(scores);
                        }, 1e-3, 0);
                    }
                    trained.add(network.weights().values());
                }
                return null;
            });
        }
        trained.get(0).forEach((name, values) -> assertArrayEquals(values, trained.get(1).get(name), 0, name));
    }

    /** Makes Java free what nobody holds and fills the memory with other numbers. */
    private static void reuseFreedMemory(final int bytes) {
        final List<ByteBuffer> taken = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            System.gc();
            LockSupport.parkNanos(20_000_000); // direct memory is freed by a thread of its own
            for (int k = 0; k < 16; k++) {
                final ByteBuffer buffer = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
                while (buffer.remaining() >= 4) {
                    buffer.putFloat(1e3f);
                }
                taken.add(buffer);
            }
        }
    }

    @Test
    void networksOfEveryKindAreExportedAsTheyWereTrained() {
        final PatchSettings cube = PatchSettings.cube(16);
        for (final LearnerSettings settings : List.of(QUICK,
            new LearnerSettings(Architecture.Kind.RESNET, SyntheticCases.SMALL, LearnerSettings.Loss.CROSS_ENTROPY,
                LearnerSettings.Balance.SAMPLING, Augmentation.standard(), 1, 1, 8, 1e-3, 0, 2, 2, 1, false, 1, 4L << 30),
            LearnerSettings.defaults(cube, LearnerSettings.Loss.CROSS_ENTROPY))) {
            final List<TrainingCase> cases = SyntheticCases.classes(8, settings.patches());
            final LearnerResult result = train(settings.withTraining(1, 1, 2, 1), cases);
            try (DeepModel model = DeepModel.fromBytes(result.model())) {
                final Architecture architecture = settings.architecture(2);
                assertEquals(architecture, model.spec().architecture().orElseThrow());
                final Map<String, float[]> values = new HashMap<>();
                model.initializers().forEach((name, v) -> values.put(name.replaceFirst("^m0\\.", ""), v));
                try (TorchNetwork network = new TorchNetwork(Engines.pytorch(), architecture,
                    settings.patches().shape(), new Weights(values), false)) {
                    for (final TrainingCase c : cases) {
                        compareFeatures(model, network, c.patches());
                        compareAttention(model, c.patches());
                    }
                }
            }
        }
    }

    private static Batch batch(final Patches patches) {
        final float[] extras = new float[2 * patches.count()];
        for (int i = 0; i < patches.count(); i++) {
            extras[2 * i] = (float)patches.roiMean() / DeepModel.ROI_SCALE;
            extras[2 * i + 1] = (float)patches.roiSd() / DeepModel.ROI_SCALE;
        }
        return new Batch(patches.count(), patches.data(), extras);
    }

    /** Features and probabilities of ONNX Runtime against PyTorch. */
    private static void compareFeatures(final DeepModel model, final TorchNetwork network, final Patches patches) {
        final DeepFeatures onnx = model.extract(patches, Progress.NONE);
        final int n = patches.count();
        int p = 0;
        for (final float[] block : network.evaluate(batch(patches),
            out -> out.blocks().stream().map(NDArray::toFloatArray).toList())) {
            final int features = block.length / n;
            for (int i = 0; i < features; i++, p++) {
                double mean = 0;
                for (int k = 0; k < n; k++) {
                    mean += block[k * features + i] / (double)n;
                }
                assertEquals(mean, onnx.values()[p], 1e-5, "feature " + onnx.names().get(p));
            }
        }
        assertTrue(p > 100, "compared " + p);
        final double[] mean = new double[2];
        for (final float[] s : network.scores(batch(patches))) {
            mean[0] += s[0] / (double)n;
            mean[1] += s[1] / (double)n;
        }
        assertArrayEquals(DeepModel.softmax(mean),
            onnx.scores().values().stream().mapToDouble(Double::doubleValue).toArray(), 1e-5);
    }

    /** The exported closed form against Grad-CAM as defined, by autograd, on the maps that the exported network computes. */
    private static void compareAttention(final DeepModel model, final Patches patches) {
        final float[] w = model.initializers().get("head.weight");
        final int joined = w.length / 2;
        final Tensor maps = lastMaps(model, patches);
        final int n = patches.count();
        final int channels = (int)maps.shape()[1];
        final int positions = maps.values().length / n / channels;
        final float[] gradient = new float[maps.values().length];
        TrainingLock.with(Progress.NONE, () -> {
            try (NDManager scope = Engines.pytorch().newBaseManager()) {
                final NDArray x = scope.create(maps.values(), new Shape(n, channels, positions));
                x.setRequiresGradient(true);
                try (GradientCollector collector = Engines.pytorch().newGradientCollector()) {
                    final NDArray weight =
                        scope.create(Arrays.copyOfRange(w, joined, joined + channels), new Shape(1, channels));
                    collector.backward(x.mean(new int[]{2}).mul(weight).sum());
                }
                System.arraycopy(x.getGradient().toFloatArray(), 0, gradient, 0, gradient.length);
            }
            return null;
        });
        final double[] autograd = gradCam(maps.values(), gradient, channels, positions);
        int p = 0;
        for (final float[] map : model.attentionMaps(patches, 1, Progress.NONE)) {
            for (final float v : map) {
                assertEquals(autograd[p++], v, 1e-6);
            }
        }
        assertEquals(autograd.length, p);
    }

    private static Tensor lastMaps(final DeepModel model, final Patches patches) {
        final String maps = model.file().averaged("block" + model.spec().layers().size()).orElseThrow();
        final int n = patches.count();
        final long[] shape = LongStream.concat(LongStream.of(n), LongStream.of(patches.shape())).toArray();
        try (OnnxSession session = new OnnxSession(model.file().withOutputs(List.of(maps)))) {
            return session.run(Map.of("image", new Tensor(shape, patches.data()), "roi",
                new Tensor(new long[]{n, 2}, batch(patches).extras())), Set.of(maps)).get(maps);
        }
    }

    /** Sum over channels of the channel's mean gradient times its map, before the ReLU; [image][channel][position]. */
    private static double[] gradCam(final float[] maps, final float[] gradient, final int channels, final int positions) {
        final double[] cam = new double[maps.length / channels];
        for (int k = 0; k < maps.length / positions; k++) {
            double weight = 0;
            for (int p = 0; p < positions; p++) {
                weight += gradient[k * positions + p] / (double)positions;
            }
            for (int p = 0; p < positions; p++) {
                cam[k / channels * positions + p] += weight * maps[k * positions + p];
            }
        }
        return cam;
    }

    @Test
    void refusesATrainingThatNeedsMoreMemoryThanAllowedWithTheNumber() {
        final List<TrainingCase> cases = SyntheticCases.classes(8, SyntheticCases.SMALL);
        final IllegalArgumentException e = assertThrows(IllegalArgumentException.class,
            () -> train(QUICK.withMemoryLimit(300_000_000), cases));
        assertTrue(e.getMessage().contains("the limit is 0.3 GB"), e.getMessage());
    }
}

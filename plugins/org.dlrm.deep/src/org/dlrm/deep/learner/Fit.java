package org.dlrm.deep.learner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

import org.dlrm.deep.net.Architecture;
import org.dlrm.deep.net.Weights;
import org.dlrm.work.Progress;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;

/** Trains one network on some cases and stops by the loss of others. */
final class Fit {

    /** Patches of one forward pass without gradient. */
    private static final int EVALUATION_BATCH = 32;

    /** Factor of the learning rate where all weights but the head's have been trained before. */
    private static final double FINE_TUNING = 0.1;

    private final Engine m_engine;

    private final LearnerSettings m_settings;

    private final Architecture m_architecture;

    private final List<TrainingCase> m_cases;

    private final PatchSampler m_sampler;

    private final StartingWeights m_start;

    Fit(final Engine engine, final LearnerSettings settings, final Architecture architecture,
        final List<TrainingCase> cases) {
        m_engine = engine;
        m_settings = settings;
        m_architecture = architecture;
        m_cases = cases;
        m_sampler = new PatchSampler(settings, cases, architecture.outputs());
        m_start = new StartingWeights(settings, architecture);
    }

    /** @return whether it starts from weights that were trained on something else */
    boolean pretrained() {
        return m_start.pretrained();
    }

    /**
     * Where all weights but the head's have been trained on something else, the head is fitted first; then all weights
     * follow, slowly and with the means and variances that the features were learnt with.
     *
     * @param training indices of the cases to learn from
     * @param inner indices of the cases that decide when to stop
     * @param name for the log
     * @param member number of the network, from 1
     * @return the weights with the best inner loss
     */
    Weights train(final int[] training, final int[] inner, final String name, final int member,
        final SplittableRandom random, final Consumer<LogRow> log, final Progress progress) {
        final double[] classWeights = classWeights(training);
        final boolean pretrained = pretrained();
        final Weights start = m_start.of(member - 1);
        final Weights first = pretrained ? withHead(start, training, random.split(), progress) : start;
        final TorchNetwork network = network(first, pretrained, progress);
        try {
            Weights best = first;
            double bestLoss = Double.POSITIVE_INFINITY;
            int bestEpoch = 0;
            final List<Double> innerLosses = new ArrayList<>();
            if (pretrained) {
                final long begin = System.nanoTime();
                bestLoss = loss(inner, network, classWeights, progress);
                innerLosses.add(bestLoss);
                log.accept(new LogRow(name, member, 0, loss(training, network, classWeights, progress), bestLoss, 0,
                    true, (System.nanoTime() - begin) / 1e9));
            }
            final double highestRate = m_settings.learningRate() * (pretrained ? FINE_TUNING : 1);
            for (int epoch = 1; epoch <= m_settings.epochs() && epoch - bestEpoch <= m_settings.patience(); epoch++) {
                final long begin = System.nanoTime();
                final List<List<PatchSampler.Item>> batches = m_sampler.batches(training, random);
                double sum = 0;
                int steps = 0;
                double rate = 0;
                for (int b = 0; b < batches.size(); b++) {
                    final List<PatchSampler.Item> items = batches.get(b);
                    final List<Outcome> outcomes =
                        items.stream().map(i -> m_cases.get(i.caseIndex()).outcome()).toList();
                    if (m_settings.loss() == LearnerSettings.Loss.COX
                        && outcomes.stream().noneMatch(Outcome::event)) {
                        continue; // nothing to learn from censored patients alone
                    }
                    final Batch batch = m_sampler.batch(items, m_settings.augmentation(), random);
                    final UnaryOperator<NDArray> loss = m_settings.loss() == LearnerSettings.Loss.COX
                        ? Losses.cox(outcomes) : Losses.crossEntropy(outcomes, classWeights);
                    rate = highestRate * cosine((epoch - 1 + b / (double)batches.size()) / m_settings.epochs());
                    final double stepRate = rate;
                    final double value = TrainingLock.with(progress,
                        () -> network.step(batch, loss, stepRate, m_settings.weightDecay()));
                    if (!Double.isFinite(value)) {
                        throw new IllegalStateException("Training diverged (loss " + value + " in " + name
                            + ", epoch " + epoch + "): lower the learning rate");
                    }
                    sum += value;
                    steps++;
                    progress.report((epoch - 1 + (b + 1.0) / batches.size()) / m_settings.epochs(),
                        String.format(Locale.ROOT, "%s, network %d, epoch %d of %d: loss %.4f%s", name, member, epoch,
                            m_settings.epochs(), sum / steps, innerLosses.isEmpty() ? "" : String.format(Locale.ROOT,
                                ", inner fold %s best %.4f", LossCurve.of(innerLosses), bestLoss)));
                }
                final double innerLoss = loss(inner, network, classWeights, progress);
                innerLosses.add(innerLoss);
                final boolean better = innerLoss < bestLoss;
                if (better) {
                    bestLoss = innerLoss;
                    bestEpoch = epoch;
                    best = TrainingLock.with(progress, network::weights);
                }
                log.accept(new LogRow(name, member, epoch, sum / Math.max(1, steps), innerLoss, rate, better,
                    (System.nanoTime() - begin) / 1e9));
            }
            return best;
        } finally {
            close(network);
        }
    }

    private TorchNetwork network(final Weights start, final boolean fixedStatistics, final Progress progress) {
        return TrainingLock.with(progress, () -> new TorchNetwork(m_engine, m_architecture,
            m_settings.patches().shape(), start, fixedStatistics));
    }

    private static void close(final TorchNetwork network) {
        TrainingLock.with(Progress.NONE, () -> {
            network.close();
            return null;
        });
    }

    /** Half a cosine, from 1 to 0. */
    private static double cosine(final double done) {
        return (1 + Math.cos(Math.PI * done)) / 2;
    }

    /** The weights with a head that was fitted to the features as the weights compute them now. */
    private Weights withHead(final Weights weights, final int[] training, final SplittableRandom random,
        final Progress progress) {
        final List<double[]> inputs = new ArrayList<>();
        final TorchNetwork network = network(weights, true, progress);
        try {
            for (final int i : training) {
                inputs.add(headInput(network, i, progress));
            }
        } finally {
            close(network);
        }
        final List<TrainingCase> cases = Arrays.stream(training).mapToObj(m_cases::get).toList();
        final LinearHead head = new HeadFit(m_settings, cases, inputs,
            m_settings.loss() == LearnerSettings.Loss.COX ? 0 : m_architecture.outputs()).train(
                IntStream.range(0, training.length).toArray(), "", random, row -> {
                }, progress);
        final Map<String, float[]> values = new LinkedHashMap<>(weights.values());
        values.put("head.weight", floats(Arrays.stream(head.weights()).flatMapToDouble(Arrays::stream)));
        values.put("head.bias", floats(Arrays.stream(head.bias())));
        return new Weights(values);
    }

    private static float[] floats(final DoubleStream values) {
        final double[] all = values.toArray();
        final float[] out = new float[all.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (float)all[i];
        }
        return out;
    }

    /** What the head sees of a case: the mean over its patches, as the head is linear. */
    private double[] headInput(final TorchNetwork network, final int index, final Progress progress) {
        final Batch batch = m_sampler.batch(m_sampler.items(index));
        final int patches = batch.size();
        final float[] features = TrainingLock.with(progress, () -> network.evaluate(batch,
            out -> out.blocks().get(out.blocks().size() - 1).toFloatArray()));
        final int n = features.length / patches;
        final double[] input = new double[n + 2];
        for (int p = 0; p < patches; p++) {
            for (int f = 0; f < n; f++) {
                input[f] += features[p * n + f] / (double)patches;
            }
        }
        input[n] = batch.extras()[0];
        input[n + 1] = batch.extras()[1];
        return input;
    }

    double[] classWeights(final int[] training) {
        return TrainingData.classWeights(m_cases, training, m_architecture.outputs(),
            m_settings.loss() == LearnerSettings.Loss.CROSS_ENTROPY
                && m_settings.balance() == LearnerSettings.Balance.CLASS_WEIGHTS);
    }

    private double loss(final int[] cases, final TorchNetwork network, final double[] classWeights,
        final Progress progress) {
        final List<PatchSampler.Item> items = m_sampler.items(cases);
        final double[][] scores = new double[cases.length][m_architecture.outputs()];
        int c = 0;
        for (int from = 0; from < items.size(); from += EVALUATION_BATCH) {
            final List<PatchSampler.Item> part = items.subList(from, Math.min(items.size(), from + EVALUATION_BATCH));
            final Batch batch = m_sampler.batch(part);
            final float[][] out = TrainingLock.with(progress, () -> network.scores(batch));
            for (int i = 0; i < out.length; i++) {
                while (cases[c] != part.get(i).caseIndex()) {
                    c++;
                }
                for (int k = 0; k < out[i].length; k++) {
                    scores[c][k] += out[i][k] / m_cases.get(cases[c]).patches().count();
                }
            }
        }
        final List<Outcome> outcomes = Arrays.stream(cases).mapToObj(i -> m_cases.get(i).outcome()).toList();
        return m_settings.loss() == LearnerSettings.Loss.COX ? Losses.cox(outcomes, scores)
            : Losses.crossEntropy(outcomes, scores, classWeights);
    }
}

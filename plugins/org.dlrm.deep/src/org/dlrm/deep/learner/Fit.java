package org.dlrm.deep.learner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import org.dlrm.deep.DeepModel;
import org.dlrm.deep.net.Architecture;
import org.dlrm.deep.net.Weights;
import org.dlrm.deep.patch.Patches;
import org.dlrm.work.Progress;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;

/** Trains one network on some cases and stops by the loss of others. */
final class Fit {

    /** Patches of one forward pass without gradient. */
    private static final int EVALUATION_BATCH = 32;

    private final Engine m_engine;

    private final LearnerSettings m_settings;

    private final Architecture m_architecture;

    private final List<TrainingCase> m_cases;

    Fit(final Engine engine, final LearnerSettings settings, final Architecture architecture,
        final List<TrainingCase> cases) {
        m_engine = engine;
        m_settings = settings;
        m_architecture = architecture;
        m_cases = cases;
    }

    /** Heights of a curve in a line of text. */
    private static final String BARS = "\u2581\u2582\u2583\u2584\u2585\u2586\u2587\u2588";

    /** Passes that the curve in the progress message shows. */
    private static final int CURVE_LENGTH = 24;

    /** @return the last losses as a curve of block characters, from their least to their greatest */
    static String curve(final List<Double> losses) {
        final List<Double> last = losses.subList(Math.max(0, losses.size() - CURVE_LENGTH), losses.size());
        final double least = last.stream().mapToDouble(v -> v).min().orElse(0);
        final double range = last.stream().mapToDouble(v -> v).max().orElse(0) - least;
        final StringBuilder bars = new StringBuilder();
        for (final double v : last) {
            bars.append(BARS.charAt(range > 0 ? (int)Math.round((v - least) / range * (BARS.length() - 1)) : 0));
        }
        return bars.toString();
    }

    /** One patch of one case. */
    record Item(int caseIndex, int patch) {
    }

    /**
     * @param training indices of the cases to learn from
     * @param inner indices of the cases that decide when to stop
     * @param name for the log, likewise member
     * @return the weights with the best inner loss
     */
    Weights train(final int[] training, final int[] inner, final Weights start, final String name, final int member,
        final SplittableRandom random, final Consumer<LogRow> log, final Progress progress) {
        final double[] classWeights = classWeights(training);
        final TorchNetwork network = TrainingLock.with(progress,
            () -> new TorchNetwork(m_engine, m_architecture, m_settings.patches().shape(), start));
        try {
            Weights best = start;
            double bestLoss = Double.POSITIVE_INFINITY;
            int bestEpoch = 0;
            final List<Double> innerLosses = new ArrayList<>();
            for (int epoch = 1; epoch <= m_settings.epochs() && epoch - bestEpoch <= m_settings.patience(); epoch++) {
                final long begin = System.nanoTime();
                final List<List<Item>> batches = batches(training, random);
                double sum = 0;
                int steps = 0;
                double rate = 0;
                for (int b = 0; b < batches.size(); b++) {
                    final List<Item> items = batches.get(b);
                    final List<Outcome> outcomes =
                        items.stream().map(i -> m_cases.get(i.caseIndex).outcome()).toList();
                    if (m_settings.loss() == LearnerSettings.Loss.COX
                        && outcomes.stream().noneMatch(Outcome::event)) {
                        continue; // nothing to learn from censored patients alone
                    }
                    final Batch batch = batch(items, m_settings.augmentation(), random);
                    final UnaryOperator<NDArray> loss = m_settings.loss() == LearnerSettings.Loss.COX
                        ? Losses.cox(outcomes) : Losses.crossEntropy(outcomes, classWeights);
                    rate = cosine((epoch - 1 + b / (double)batches.size()) / m_settings.epochs());
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
                                ", inner fold %s best %.4f", curve(innerLosses), bestLoss)));
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
            TrainingLock.with(Progress.NONE, () -> {
                network.close();
                return null;
            });
        }
    }

    private double cosine(final double done) {
        return m_settings.learningRate() * (1 + Math.cos(Math.PI * done)) / 2;
    }

    double[] classWeights(final int[] training) {
        final double[] weights = new double[m_architecture.outputs()];
        Arrays.fill(weights, 1);
        if (m_settings.loss() == LearnerSettings.Loss.CROSS_ENTROPY
            && m_settings.balance() == LearnerSettings.Balance.CLASS_WEIGHTS) {
            final int[] count = new int[weights.length];
            for (final int i : training) {
                count[m_cases.get(i).outcome().label()]++;
            }
            for (int c = 0; c < weights.length; c++) {
                weights[c] = training.length / (double)(weights.length * Math.max(1, count[c]));
            }
        }
        return weights;
    }

    /**
     * The batches of one pass. For classes: all patches, shuffled, or drawn with equal class frequencies. For Cox: as
     * many rounds as a case has patches, in each one random patch of every case, so that a batch's risk sets hold
     * different patients.
     */
    List<List<Item>> batches(final int[] training, final SplittableRandom random) {
        final List<Item> order = new ArrayList<>();
        if (m_settings.loss() == LearnerSettings.Loss.COX) {
            final int rounds = m_settings.patches().patches();
            for (int r = 0; r < rounds; r++) {
                final List<Item> round = new ArrayList<>();
                for (final int i : training) {
                    round.add(new Item(i, random.nextInt(m_cases.get(i).patches().count())));
                }
                shuffle(round, random);
                order.addAll(round);
            }
        } else {
            for (final int i : training) {
                for (int p = 0; p < m_cases.get(i).patches().count(); p++) {
                    order.add(new Item(i, p));
                }
            }
            if (m_settings.balance() == LearnerSettings.Balance.SAMPLING) {
                resample(order, random);
            }
            shuffle(order, random);
        }
        final List<List<Item>> batches = new ArrayList<>();
        for (int from = 0; from < order.size(); from += m_settings.batch()) {
            batches.add(order.subList(from, Math.min(order.size(), from + m_settings.batch())));
        }
        final int last = batches.size() - 1;
        if (last > 0 && batches.get(last).size() < 2) {
            batches.remove(last); // batch normalisation needs more than one patch
        }
        return batches;
    }

    private void resample(final List<Item> items, final SplittableRandom random) {
        final List<List<Item>> byClass = new ArrayList<>();
        for (int c = 0; c < m_architecture.outputs(); c++) {
            final int label = c;
            final List<Item> of = items.stream().filter(i -> m_cases.get(i.caseIndex).outcome().label() == label)
                .toList();
            if (!of.isEmpty()) {
                byClass.add(of);
            }
        }
        for (int i = 0; i < items.size(); i++) {
            final List<Item> of = byClass.get(i % byClass.size());
            items.set(i, of.get(random.nextInt(of.size())));
        }
    }

    private static void shuffle(final List<Item> items, final SplittableRandom random) {
        for (int i = items.size() - 1; i > 0; i--) {
            final int j = random.nextInt(i + 1);
            final Item swapped = items.get(i);
            items.set(i, items.get(j));
            items.set(j, swapped);
        }
    }

    private Batch batch(final List<Item> items, final Augmentation augmentation, final SplittableRandom random) {
        final int length = m_cases.get(0).patches().patchLength();
        final float[] images = new float[items.size() * length];
        final float[] extras = new float[items.size() * 2];
        for (int i = 0; i < items.size(); i++) {
            final Patches patches = m_cases.get(items.get(i).caseIndex).patches();
            final double shift = augmentation.apply(patches, items.get(i).patch,
                m_settings.patches().normalisation(), random, images, i * length);
            extras[2 * i] = (float)(patches.roiMean() + shift) / DeepModel.ROI_SCALE;
            extras[2 * i + 1] = (float)patches.roiSd() / DeepModel.ROI_SCALE;
        }
        return new Batch(items.size(), images, extras);
    }

    private double loss(final int[] cases, final TorchNetwork network, final double[] classWeights,
        final Progress progress) {
        final List<Item> items = new ArrayList<>();
        for (final int i : cases) {
            for (int p = 0; p < m_cases.get(i).patches().count(); p++) {
                items.add(new Item(i, p));
            }
        }
        final double[][] scores = new double[cases.length][m_architecture.outputs()];
        int c = 0;
        for (int from = 0; from < items.size(); from += EVALUATION_BATCH) {
            final List<Item> part = items.subList(from, Math.min(items.size(), from + EVALUATION_BATCH));
            final Batch batch = batch(part, Augmentation.none(), new SplittableRandom(0));
            final float[][] out = TrainingLock.with(progress, () -> network.scores(batch));
            for (int i = 0; i < out.length; i++) {
                while (cases[c] != part.get(i).caseIndex) {
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

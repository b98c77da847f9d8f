package org.dlrm.deep.learner;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import org.dlrm.work.Progress;

/**
 * Fits a {@link LinearHead} to the features of patients. Inner folds choose its ridge penalty, a middle one is taken where
 * there are too few patients to choose by.
 */
final class HeadFit {

    private static final double[] PENALTIES = {0.01, 0.03, 0.1, 0.3, 1, 3, 10};

    private static final double MIDDLE = 1;

    private final LearnerSettings m_settings;

    private final List<TrainingCase> m_cases;

    private final List<double[]> m_inputs;

    private final int m_classes;

    /**
     * @param inputs what the head sees of every case
     * @param classes number of classes; 0 for Cox
     */
    HeadFit(final LearnerSettings settings, final List<TrainingCase> cases, final List<double[]> inputs,
        final int classes) {
        m_settings = settings;
        m_cases = cases;
        m_inputs = inputs;
        m_classes = classes;
    }

    /**
     * @param training indices of the cases to learn from
     * @param name of the fit, for the log
     * @param log told every penalty that was tried: as epoch its number, as learning rate its value
     */
    LinearHead train(final int[] training, final String name, final SplittableRandom random,
        final Consumer<LogRow> log, final Progress progress) {
        // a head sees all patients at once, so balanced sampling comes to the same as weights
        final double[] classWeights = TrainingData.classWeights(m_cases, training, m_classes,
            m_classes > 0 && m_settings.balance() != LearnerSettings.Balance.NONE);
        if (TrainingData.scarcest(m_cases, training) < 2) {
            return LinearHead.fit(pick(training), outcomes(training), classWeights, MIDDLE, progress);
        }
        final int folds = TrainingData.innerFolds(m_settings, m_cases, training);
        final int[] inner = TrainingData.folds(m_cases, training, folds, random);
        double best = PENALTIES[0];
        double bestLoss = Double.POSITIVE_INFINITY;
        for (int k = 0; k < PENALTIES.length; k++) {
            final long begin = System.nanoTime();
            double learnt = 0;
            double held = 0;
            for (int f = 0; f < folds; f++) {
                final int number = f;
                final int[] learn = IntStream.range(0, training.length).filter(i -> inner[i] != number)
                    .map(i -> training[i]).toArray();
                final int[] test = IntStream.range(0, training.length).filter(i -> inner[i] == number)
                    .map(i -> training[i]).toArray();
                final LinearHead head =
                    LinearHead.fit(pick(learn), outcomes(learn), classWeights, PENALTIES[k], progress);
                learnt += loss(head, learn, classWeights) / folds;
                held += loss(head, test, classWeights) / folds;
            }
            final boolean better = held < bestLoss;
            if (better) {
                bestLoss = held;
                best = PENALTIES[k];
            }
            log.accept(new LogRow(name, 1, k + 1, learnt, held, PENALTIES[k], better,
                (System.nanoTime() - begin) / 1e9));
        }
        return LinearHead.fit(pick(training), outcomes(training), classWeights, best, progress);
    }

    private List<double[]> pick(final int[] of) {
        return IntStream.of(of).mapToObj(m_inputs::get).toList();
    }

    private List<Outcome> outcomes(final int[] of) {
        return IntStream.of(of).mapToObj(i -> m_cases.get(i).outcome()).toList();
    }

    private double loss(final LinearHead head, final int[] of, final double[] classWeights) {
        final double[][] scores = pick(of).stream().map(head::scores).toArray(double[][]::new);
        return classWeights.length == 0 ? Losses.cox(outcomes(of), scores)
            : Losses.crossEntropy(outcomes(of), scores, classWeights);
    }
}

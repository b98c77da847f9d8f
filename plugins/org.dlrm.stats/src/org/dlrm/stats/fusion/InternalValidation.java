package org.dlrm.stats.fusion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import org.dlrm.stats.base.DegenerateDataException;
import org.dlrm.stats.base.Descriptive;
import org.dlrm.stats.glmnet.Folds;
import org.dlrm.stats.logistic.LogisticRegression;
import org.dlrm.work.OrderedParallel;
import org.dlrm.work.Progress;

/** Repeats the whole pipeline, selection included, in folds and bootstrap samples of the training rows. */
final class InternalValidation {

    private final DlrmSettings m_settings;
    private final TrainingData m_data;
    private final int m_threads;

    InternalValidation(final DlrmSettings settings, final TrainingData data, final int threads) {
        m_settings = settings;
        m_data = data;
        m_threads = threads;
    }

    /**
     * @param outOfFold linear predictor of every training row from models that did not see it, mean over the repeats;
     *            NaN where none could be had
     */
    record CrossValidation(Performance.CrossValidated performance, double[] outOfFold) {
    }

    private record Task(int[] in, int[] out, long seed) {
    }

    CrossValidation crossValidate(final Progress progress) {
        final DlrmSettings.Validation validation = m_settings.validation();
        final int n = m_data.rows();
        final double[] outOfFold = new double[n];
        if (validation.folds() == 0) {
            Arrays.fill(outOfFold, Double.NaN);
            return new CrossValidation(Performance.CrossValidated.NONE, outOfFold);
        }
        final SplittableRandom random = new SplittableRandom(m_settings.seed() ^ 0x5DEECE66DL);
        final List<Task> tasks = new ArrayList<>();
        for (int repeat = 0; repeat < validation.repeats(); repeat++) {
            final int[] fold = folds(validation.folds(), random.nextLong());
            for (int f = 1; f <= validation.folds(); f++) {
                final int current = f;
                tasks.add(new Task(IntStream.range(0, n).filter(i -> fold[i] != current).toArray(),
                    IntStream.range(0, n).filter(i -> fold[i] == current).toArray(), random.nextLong()));
            }
        }
        final List<Double> values = new ArrayList<>();
        final int[] failed = new int[1];
        new OrderedParallel(m_threads).map(tasks.iterator(), (i, task) -> predict(task.in, task.out, task.seed, progress),
            (i, lp) -> {
                final Task task = tasks.get(i);
                for (int k = 0; k < lp.length; k++) {
                    outOfFold[task.out[k]] += lp[k] / validation.repeats();
                }
                final double value = Performance.value(m_data.target().rows(task.out), lp);
                if (Double.isNaN(value)) {
                    failed[0]++;
                } else {
                    values.add(value);
                }
                progress.report((i + 1.0) / tasks.size(), "Cross-validation: " + (i + 1) + " of " + tasks.size());
            }, progress);
        final double[] all = values.stream().mapToDouble(Double::doubleValue).toArray();
        return new CrossValidation(new Performance.CrossValidated(validation.folds(), validation.repeats(),
            all.length == 0 ? Double.NaN : Descriptive.mean(all), all.length < 2 ? Double.NaN : Descriptive.sd(all),
            m_data.target().isSurvival() ? Double.NaN : Performance.brier(m_data.target().y(), outOfFold), failed[0]),
            outOfFold);
    }

    private int[] folds(final int k, final long seed) {
        return k == 2 ? Arrays.stream(Folds.stratified(m_data.target().response(), 4, seed)).map(f -> (f + 1) / 2)
            .toArray() : Folds.stratified(m_data.target().response(), k, seed);
    }

    private double[] predict(final int[] in, final int[] out, final long seed, final Progress progress) {
        try {
            return new Pipeline(m_settings).fit(m_data.rows(in), seed, quiet(progress)).lp(m_data.rows(out));
        } catch (DegenerateDataException e) {
            final double[] none = new double[out.length];
            Arrays.fill(none, Double.NaN);
            return none;
        }
    }

    /** Cancellation passes, messages do not: the folds' own steps would flicker. */
    private static Progress quiet(final Progress progress) {
        return new Progress() {
            @Override
            public void report(final double fraction, final String message) {
                // reported by the fold
            }

            @Override
            public boolean isCanceled() {
                return progress.isCanceled();
            }
        };
    }

    private record Sample(double optimism, double slope) {
    }

    Performance.Bootstrap bootstrap(final double apparent, final Progress progress) {
        final int samples = m_settings.validation().bootstraps();
        if (samples == 0) {
            return Performance.Bootstrap.NONE;
        }
        final SplittableRandom random = new SplittableRandom(m_settings.seed() ^ 0x2545F4914F6CDD1DL);
        final List<Long> seeds = random.longs(samples).boxed().toList();
        final List<Sample> results = new ArrayList<>();
        new OrderedParallel(m_threads).map(seeds.iterator(), (i, seed) -> sample(seed, progress), (i, sample) -> {
            if (!Double.isNaN(sample.optimism)) {
                results.add(sample);
            }
            progress.report((i + 1.0) / samples, "Bootstrap: " + (i + 1) + " of " + samples);
        }, progress);
        final double optimism = results.stream().mapToDouble(Sample::optimism).average().orElse(Double.NaN);
        final double slope = results.stream().mapToDouble(Sample::slope).filter(s -> !Double.isNaN(s)).average()
            .orElse(Double.NaN);
        return new Performance.Bootstrap(samples, optimism, apparent - optimism, slope, samples - results.size());
    }

    private Sample sample(final long seed, final Progress progress) {
        final SplittableRandom random = new SplittableRandom(seed);
        final int n = m_data.rows();
        final int[] rows = random.ints(n, 0, n).toArray();
        try {
            final TrainingData drawn = m_data.rows(rows);
            final Pipeline.Fitted fitted = new Pipeline(m_settings).fit(drawn, random.nextLong(), quiet(progress));
            final double[] original = fitted.lp(m_data);
            return new Sample(Performance.value(drawn.target(), fitted.lp(drawn))
                - Performance.value(m_data.target(), original), slope(original));
        } catch (DegenerateDataException e) {
            return new Sample(Double.NaN, Double.NaN);
        }
    }

    private double slope(final double[] lp) {
        final int[] known = IntStream.range(0, lp.length).filter(i -> !Double.isNaN(lp[i])).toArray();
        try {
            final Target target = m_data.target().rows(known);
            final double[][] x = {Descriptive.pick(lp, known)};
            return target.isSurvival() ? Regression.fit(target, List.of("lp"), x, DlrmSettings.Firth.NEVER).coef(0)
                : LogisticRegression.maximumLikelihood().fit(List.of("lp"), x, target.y()).coef(1);
        } catch (DegenerateDataException e) {
            return Double.NaN; // the sample's model predicts the same for everybody
        }
    }
}

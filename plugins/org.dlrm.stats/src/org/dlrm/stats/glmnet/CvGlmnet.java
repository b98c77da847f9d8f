package org.dlrm.stats.glmnet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import org.dlrm.stats.base.DegenerateDataException;
import org.dlrm.work.OrderedParallel;
import org.dlrm.work.Progress;

/**
 * Cross-validation of the penalised regression as R's {@code cv.glmnet} (alignment "lambda", grouped): every fold's
 * model has its own path, its coefficients are interpolated to the lambdas of the fit of all rows, and the folds'
 * means are averaged with the folds' sizes as weights.
 */
public final class CvGlmnet {

    private static final double PROBABILITY_MIN = 1e-5;

    private CvGlmnet() {
    }

    /**
     * @param settings penalty, path, convergence
     * @param x {@code x[j][i]} is column {@code j} of row {@code i}
     * @param response one outcome per row
     * @param foldId fold of every row, 1 to k with k at least 3
     * @param measure what to measure on the left-out rows
     * @return means, standard errors and the chosen lambdas
     */
    public static CvResult fit(final GlmnetSettings settings, final double[][] x, final Response response,
        final int[] foldId, final CvMeasure measure) {
        return repeated(settings, x, response, List.of(foldId), measure, 1, Progress.NONE);
    }

    /**
     * Cross-validation repeated with other folds: means and standard errors are averaged over the repeats, and the
     * lambdas chosen on the averages. The result does not depend on the number of threads.
     *
     * @param foldIds the folds of every repeat
     * @param threads number of worker threads
     * @param progress reports the folds done, asked for cancellation
     */
    public static CvResult repeated(final GlmnetSettings settings, final double[][] x, final Response response,
        final List<int[]> foldIds, final CvMeasure measure, final int threads, final Progress progress) {
        check(settings, response, foldIds, measure);
        final GlmnetPath path = Glmnet.fit(settings, x, response,
            IntStream.range(0, response.size()).toArray(), progress);
        final double[] lambda = path.lambda();
        record Task(int repeat, int fold) {
        }
        final List<Task> tasks = new ArrayList<>();
        for (int repeat = 0; repeat < foldIds.size(); repeat++) {
            for (int fold = 1; fold <= folds(foldIds.get(repeat)); fold++) {
                tasks.add(new Task(repeat, fold));
            }
        }
        final List<List<FoldScore>> scores = new ArrayList<>();
        foldIds.forEach(ids -> scores.add(new ArrayList<>()));
        new OrderedParallel(threads).map(tasks.iterator(),
            (i, task) -> score(settings, x, response, foldIds.get(task.repeat), task.fold, lambda, measure, progress),
            (i, score) -> {
                scores.get(tasks.get(i).repeat).add(score);
                progress.report((i + 1.0) / tasks.size(), "Cross-validation: fold " + (i + 1) + " of " + tasks.size());
            }, progress);
        return summarize(measure, path, scores);
    }

    private static void check(final GlmnetSettings settings, final Response response, final List<int[]> foldIds,
        final CvMeasure measure) {
        if (!measure.suits(response.family())) {
            throw new IllegalArgumentException("The measure " + measure.label() + " does not exist for the family "
                + response.family());
        }
        if (settings.lambda().length == 1) {
            throw new IllegalArgumentException("Cross-validation needs more than one lambda");
        }
        if (foldIds.isEmpty()) {
            throw new IllegalArgumentException("No folds given");
        }
        for (final int[] foldId : foldIds) {
            final int k = folds(foldId);
            if (foldId.length != response.size() || k < 3) {
                throw new IllegalArgumentException("Folds of " + foldId.length + " rows, numbers up to " + k
                    + "; expected one number from 1 to k, k at least 3, for each of the " + response.size() + " rows");
            }
            for (int fold = 1; fold <= k; fold++) {
                if (Folds.rows(foldId, fold, true).length == 0) {
                    throw new IllegalArgumentException("Fold " + fold + " of " + k + " has no row");
                }
            }
        }
    }

    private static int folds(final int[] foldId) {
        return Arrays.stream(foldId).max().orElse(0);
    }

    /** A fold's measure at every lambda and its weight in the mean over the folds. */
    private record FoldScore(double[] value, double weight) {
    }

    private static FoldScore score(final GlmnetSettings settings, final double[][] x, final Response response,
        final int[] foldId, final int fold, final double[] lambda, final CvMeasure measure, final Progress progress) {
        final int[] in = Folds.rows(foldId, fold, false);
        final int[] out = Folds.rows(foldId, fold, true);
        final GlmnetPath path = Glmnet.fit(settings, x, response, in, progress);
        final double[] value = new double[lambda.length];
        final boolean deviance = response.family() == Family.COX && measure == CvMeasure.DEVIANCE;
        final int[] all = IntStream.range(0, response.size()).toArray();
        final Response left = response.rows(out);
        for (int k = 0; k < lambda.length; k++) {
            final double[] coef = path.coef(lambda[k]);
            if (deviance) {
                final double[] eta = predict(coef, x, all);
                value[k] = CoxDeviance.of(eta, response)
                    - CoxDeviance.of(Arrays.stream(in).mapToDouble(i -> eta[i]).toArray(), response.rows(in));
            } else {
                value[k] = measure(measure, left, predict(coef, x, out));
            }
        }
        double weight = out.length;
        if (deviance) {
            weight = IntStream.of(out).filter(i -> response.event()[i]).count();
            for (int k = 0; k < value.length; k++) {
                // a fold without events says nothing; cv.glmnet counts it in the standard error, which gets too small
                value[k] = weight == 0 ? Double.NaN : value[k] / weight;
            }
        }
        return new FoldScore(value, weight);
    }

    private static double[] predict(final double[] coef, final double[][] x, final int[] rows) {
        final double[] eta = new double[rows.length];
        Arrays.fill(eta, coef[0]);
        for (int j = 0; j < x.length; j++) {
            if (coef[j + 1] != 0) {
                for (int i = 0; i < rows.length; i++) {
                    eta[i] += coef[j + 1] * x[j][rows[i]];
                }
            }
        }
        return eta;
    }

    private static double measure(final CvMeasure measure, final Response left, final double[] eta) {
        if (measure == CvMeasure.AUC || measure == CvMeasure.C) {
            // R ranks the probabilities, which are tied where the linear predictor is beyond about 37
            return left.family() == Family.COX ? Ranks.concordance(left.y(), left.event(), eta)
                : Ranks.auc(left.y(), Arrays.stream(eta).map(CvGlmnet::probability).toArray());
        }
        double sum = 0;
        for (int i = 0; i < eta.length; i++) {
            final double y = left.y()[i];
            if (left.family() == Family.GAUSSIAN) {
                sum += measure == CvMeasure.MAE ? Math.abs(y - eta[i]) : (y - eta[i]) * (y - eta[i]);
            } else {
                final double p = probability(eta[i]);
                sum += switch (measure) {
                    case DEVIANCE -> {
                        final double clamped = Math.min(1 - PROBABILITY_MIN, Math.max(PROBABILITY_MIN, p));
                        yield -2 * Math.log(y == 1 ? clamped : 1 - clamped);
                    }
                    case CLASS -> p > 0.5 == (y == 1) ? 0 : 1;
                    case MAE -> 2 * Math.abs(y - p);
                    default -> 2 * (y - p) * (y - p);
                };
            }
        }
        return sum / eta.length;
    }

    private static double probability(final double eta) {
        return 1 / (1 + Math.exp(-eta));
    }

    private static CvResult summarize(final CvMeasure measure, final GlmnetPath path,
        final List<List<FoldScore>> scores) {
        final int size = path.size();
        final double[] cvm = new double[size];
        final double[] cvsd = new double[size];
        for (int k = 0; k < size; k++) {
            for (final List<FoldScore> repeat : scores) {
                double sum = 0;
                double weights = 0;
                int folds = 0;
                for (final FoldScore score : repeat) {
                    if (!Double.isNaN(score.value[k])) {
                        sum += score.weight * score.value[k];
                        weights += score.weight;
                        folds++;
                    }
                }
                final double mean = sum / weights;
                double squares = 0;
                for (final FoldScore score : repeat) {
                    if (!Double.isNaN(score.value[k])) {
                        squares += score.weight * (score.value[k] - mean) * (score.value[k] - mean);
                    }
                }
                cvm[k] += mean / scores.size();
                cvsd[k] += Math.sqrt(squares / weights / (folds - 1)) / scores.size();
            }
        }
        final double sign = measure.largerIsBetter() ? -1 : 1;
        int min = 0;
        for (int k = 1; k < size; k++) {
            if (Double.isNaN(cvm[min]) || sign * cvm[k] < sign * cvm[min]) {
                min = k;
            }
        }
        if (Double.isNaN(cvm[min])) {
            throw new DegenerateDataException("The measure " + measure.label() + " does not exist in any fold"
                + " (a fold needs both classes, or comparable times); use fewer folds");
        }
        final double limit = sign * cvm[min] + cvsd[min];
        int oneSe = 0;
        while (!(sign * cvm[oneSe] <= limit)) {
            oneSe++;
        }
        return new CvResult(measure, path.lambda(), cvm, cvsd, IntStream.range(0, size).map(path::df).toArray(), min,
            oneSe, scores.size(), path);
    }
}

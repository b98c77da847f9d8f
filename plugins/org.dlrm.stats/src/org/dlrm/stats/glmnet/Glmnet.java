package org.dlrm.stats.glmnet;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

import org.dlrm.work.Progress;

/**
 * LASSO, elastic net and ridge regression along a path of lambdas, for a number, a 0/1 outcome or a censored time:
 * the model, scaling, path and stopping rules of R's glmnet (Friedman, Hastie, Tibshirani 2010,
 * doi:10.18637/jss.v033.i01; Simon et al. 2011, doi:10.18637/jss.v039.i05).
 */
public final class Glmnet {

    /** glmnet's mnlam: the default path has at least so many lambdas. */
    static final int MIN_LAMBDAS = 5;

    private Glmnet() {
    }

    /**
     * Fits all rows.
     *
     * @param settings penalty, path, convergence
     * @param x {@code x[j][i]} is column {@code j} of row {@code i}; no missing values; not changed
     * @param response one outcome per row
     * @return coefficients per lambda, on the original scale
     * @throws IllegalArgumentException saying what is wrong with the data
     */
    public static GlmnetPath fit(final GlmnetSettings settings, final double[][] x, final Response response) {
        return fit(settings, x, response, IntStream.range(0, response.size()).toArray(), Progress.NONE);
    }

    /**
     * Fits some of the rows.
     *
     * @param rows indices of the rows to use
     * @param progress asked for cancellation
     * @return as {@link #fit(GlmnetSettings, double[][], Response)}
     */
    public static GlmnetPath fit(final GlmnetSettings settings, final double[][] x, final Response response,
        final int[] rows, final Progress progress) {
        if (x.length == 0) {
            throw new IllegalArgumentException("No columns to fit");
        }
        for (final double[] column : x) {
            if (column.length != response.size()) {
                throw new IllegalArgumentException("A column has " + column.length + " rows, the outcome "
                    + response.size());
            }
        }
        if (settings.penaltyFactor().length != 0 && settings.penaltyFactor().length != x.length) {
            throw new IllegalArgumentException(settings.penaltyFactor().length + " penalty factors for " + x.length
                + " columns");
        }
        int[] used = rows;
        if (response.family() == Family.COX) {
            used = IntStream.of(rows).boxed().sorted(Comparator.comparingDouble(i -> response.y()[i]))
                .mapToInt(Integer::intValue).toArray();
        }
        final Response sub = response.rows(used);
        final Loss loss = switch (sub.family()) {
            case BINOMIAL -> new BinomialLoss(sub.y());
            case COX -> new CoxLoss(sub.y(), sub.event());
            case GAUSSIAN -> new GaussianLoss(sub.y());
        };
        final Design design = Design.of(x, used, settings.standardize());
        return new PathDescent(settings, design, loss, penalties(settings, x.length), progress)
            .run(response.family());
    }

    /** @return penalty factors rescaled to sum to the number of columns; infinite = left out */
    private static double[] penalties(final GlmnetSettings settings, final int columns) {
        final double[] factor = settings.penaltyFactor().length == 0 ? new double[columns]
            : settings.penaltyFactor().clone();
        if (settings.penaltyFactor().length == 0) {
            Arrays.fill(factor, 1);
        }
        double sum = 0;
        for (final double f : factor) {
            sum += Double.isInfinite(f) ? 1 : f;
        }
        if (sum == 0) {
            throw new IllegalArgumentException("All penalty factors are 0; at least one column must be penalised");
        }
        for (int j = 0; j < columns; j++) {
            factor[j] *= columns / sum;
        }
        return factor;
    }
}

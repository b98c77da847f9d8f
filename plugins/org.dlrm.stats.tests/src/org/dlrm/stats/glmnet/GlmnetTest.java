package org.dlrm.stats.glmnet;

import static org.dlrm.stats.base.Oracle.close;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;

import org.dlrm.stats.base.DegenerateDataException;
import org.dlrm.stats.base.Oracle;
import org.dlrm.stats.table.Table;
import org.dlrm.work.Progress;
import org.junit.jupiter.api.Test;

/** What glmnet.json does not hold (values of R 4.2.2, glmnet 4.1-6 in the same way), properties and bad input. */
final class GlmnetTest {

    private static final double TOLERANCE = 1e-6;

    private static final GlmnetSettings EXACT = GlmnetSettings.DEFAULTS.withThresh(1e-14, 1_000_000);

    private static final Table BINOMIAL = Oracle.data("glmnet_binomial");

    private static final double[][] X = BINOMIAL.numbers(BINOMIAL.names().subList(0, 30));

    private static final Response Y = Response.binomial(BINOMIAL.numbers("y"));

    private static double[] factors() {
        final double[] factors = new double[30];
        Arrays.fill(factors, 1);
        factors[0] = 0;
        factors[1] = 2;
        factors[2] = Double.POSITIVE_INFINITY;
        return factors;
    }

    @Test
    void penaltyFactors() {
        final GlmnetPath path = Glmnet.fit(EXACT.withPenaltyFactor(factors()).withLambda(0.1, 0.05), X, Y);
        assertArrayEquals(new int[] {0, 3, 4, 5, 7, 8, 9, 21, 22, 24, 25, 27, 28}, path.index()[1]);
        close(0.254837231017088, path.a0()[1], TOLERANCE, "intercept");
        final double[] expected = {0.21961875119382, -0.747100228304519, -0.128585510515633, -0.340109588253641,
            -0.252802094476207, 0.19574915245127, -0.68126558632369, 0.0809160383208459, 0.124355328150303,
            0.284564272077009, -0.209992560603526, 0.0197709576854505, -0.0694210573037546};
        for (int i = 0; i < expected.length; i++) {
            close(expected[i], path.value()[1][i], TOLERANCE, "coefficient");
        }
        final GlmnetPath all = Glmnet.fit(EXACT.withPenaltyFactor(factors()), X, Y);
        assertEquals(100, all.size());
        final double[] lambda = {0.243492433048835, 0.221861236390043, 0.202151695624342, 0.184193096138495};
        for (int k = 0; k < 4; k++) {
            close(lambda[k], all.lambda()[k], TOLERANCE, "lambda");
        }
        assertEquals(1, all.df(0), "only the column without penalty");
    }

    @Test
    void gaussianPathAndCrossValidation() {
        final Table table = Oracle.data("glmnet_gaussian");
        final double[][] x = table.numbers(table.names().subList(0, 20));
        final Response y = Response.gaussian(table.numbers("y"));
        final GlmnetPath lasso = Glmnet.fit(EXACT, x, y);
        assertEquals(67, lasso.size());
        close(1.63076208204452, lasso.lambda()[0], TOLERANCE, "lambda");
        close(0.705917975941271, lasso.lambda()[9], TOLERANCE, "lambda");
        close(0.573530256941858, lasso.devRatio()[9], TOLERANCE, "explained deviance");
        final GlmnetPath net = Glmnet.fit(EXACT.withAlpha(0.3), x, y);
        assertEquals(69, net.size());
        close(5.43587360681507, net.lambda()[0], TOLERANCE, "lambda");
        close(0.461241290043173, net.a0()[9], TOLERANCE, "intercept");
        close(0.544398646661363, net.beta(9)[0], TOLERANCE, "coefficient");
        final int[] folds = Folds.alternating(y.size(), 10);
        check(CvGlmnet.fit(EXACT.withThresh(1e-12, 1_000_000), x, y, folds, CvMeasure.MSE), 0.0689688891531137,
            0.132276140242909, 8.67094181893764, 1.51349426784826, 0.15078188905048);
        check(CvGlmnet.fit(EXACT.withThresh(1e-12, 1_000_000), x, y, folds, CvMeasure.MAE), 0.0628418831269748,
            0.132276140242909, 2.47947986079963, 0.991218121918637, 0.0603591389361003);
        check(CvGlmnet.fit(EXACT.withThresh(1e-12, 1_000_000), X, Y, Folds.alternating(Y.size(), 10), CvMeasure.MAE),
            0.000905377580708104, 0.00483172783891637, 0.993199707041607, 0.599330659163495, 0.0490580104380289);
    }

    private static void check(final CvResult cv, final double min, final double oneSe, final double first,
        final double twentieth, final double sd) {
        close(min, cv.lambdaMin(), TOLERANCE, "lambda.min");
        close(oneSe, cv.lambda1se(), TOLERANCE, "lambda.1se");
        close(first, cv.cvm()[0], 1e-4, "cvm");
        close(twentieth, cv.cvm()[19], 1e-4, "cvm");
        close(sd, cv.cvsd()[19], 1e-4, "cvsd");
    }

    /**
     * Tied event times: Breslow's likelihood. A patient censored at the time of an event is at risk then. R's glmnet
     * 4.1-6 means the same, but adds 2e-14 to the censored time, which is lost in times above 256; the reference values
     * are R's with 0.001 days added to the censored times.
     */
    @Test
    void coxWithTies() {
        final Table all = Oracle.data("lung");
        final List<String> columns = List.of("age", "sex", "ph.ecog", "wt.loss");
        final Table lung = all.rows(all.completeRows(List.of("time", "status", "age", "sex", "ph.ecog", "wt.loss")));
        final double[] status = lung.numbers("status");
        final boolean[] event = new boolean[status.length];
        for (int i = 0; i < event.length; i++) {
            event[i] = status[i] == 2;
        }
        final GlmnetPath path = Glmnet.fit(EXACT.withLambda(0.05, 0.01), lung.numbers(columns),
            Response.cox(lung.numbers("time"), event));
        final double[][] expected = {{0.00617406994173688, -0.409263678963966, 0.367325895747862, -0.000697723216701937},
            {0.0118211035358118, -0.55254158807627, 0.484149815964206, -0.00723362662143575}};
        for (int k = 0; k < 2; k++) {
            for (int j = 0; j < 4; j++) {
                close(expected[k][j], path.beta(k)[j], TOLERANCE, "coefficient " + j);
            }
        }
        close(1291.15449948141, path.nulldev(), TOLERANCE, "null deviance");
    }

    /** Skipping gradients and the strong rule change nothing: many columns, checked by the optimality conditions. */
    @Test
    void manyColumnsAreOptimal() {
        final Random random = new Random(4);
        final int n = 60;
        final int p = 400;
        final double[][] x = new double[p][n];
        final boolean[] y = new boolean[n];
        for (int i = 0; i < n; i++) {
            final double common = random.nextGaussian();
            for (int j = 0; j < p; j++) {
                x[j][i] = random.nextGaussian() + common;
            }
            y[i] = random.nextDouble() < 1 / (1 + Math.exp(-x[0][i] + x[1][i]));
        }
        final Response response = Response.binomial(y);
        final GlmnetPath path = Glmnet.fit(GlmnetSettings.DEFAULTS.withStandardize(false)
            .withThresh(1e-14, 10_000_000).withPath(20, 0.05), x, response);
        for (int k = 0; k < path.size(); k++) {
            final double[] eta = path.linearPredictor(x, path.lambda()[k]);
            for (int j = 0; j < p; j++) {
                double gradient = 0;
                for (int i = 0; i < n; i++) {
                    gradient += x[j][i] * (response.y()[i] - 1 / (1 + Math.exp(-eta[i]))) / n;
                }
                final double b = path.beta(k)[j];
                final double excess = b == 0 ? Math.abs(gradient) - path.lambda()[k]
                    : Math.abs(gradient - Math.signum(b) * path.lambda()[k]);
                assertTrue(excess < 1e-6, "lambda " + k + ", column " + j + ": " + excess);
            }
        }
        assertTrue(path.df(path.size() - 1) > 20, "the path goes far enough to test something");
    }

    @Test
    void resultDoesNotDependOnThreads() {
        final List<int[]> folds = IntStream.range(0, 3).mapToObj(r -> Folds.stratified(Y, 5, r)).toList();
        final CvResult one = CvGlmnet.repeated(GlmnetSettings.DEFAULTS, X, Y, folds, CvMeasure.DEVIANCE, 1,
            Progress.NONE);
        final CvResult four = CvGlmnet.repeated(GlmnetSettings.DEFAULTS, X, Y, folds, CvMeasure.DEVIANCE, 4,
            Progress.NONE);
        assertArrayEquals(one.cvm(), four.cvm());
        assertArrayEquals(one.cvsd(), four.cvsd());
        assertEquals(3, one.repeats());
        final double[] mean = new double[one.cvm().length];
        for (final int[] fold : folds) {
            final double[] cvm = CvGlmnet.fit(GlmnetSettings.DEFAULTS, X, Y, fold, CvMeasure.DEVIANCE).cvm();
            for (int k = 0; k < mean.length; k++) {
                mean[k] += cvm[k] / 3;
            }
        }
        assertArrayEquals(mean, one.cvm(), 1e-12);
    }

    @Test
    void foldsKeepTheClasses() {
        final int[] fold = Folds.stratified(Y, 10, 7);
        assertArrayEquals(fold, Folds.stratified(Y, 10, 7), "same seed, same folds");
        final double positives = Arrays.stream(Y.y()).sum();
        for (int f = 1; f <= 10; f++) {
            final int number = f;
            final int[] rows = IntStream.range(0, fold.length).filter(i -> fold[i] == number).toArray();
            assertEquals(10, rows.length);
            assertEquals(positives / 10, Arrays.stream(rows).mapToDouble(i -> Y.y()[i]).sum(), 1);
        }
        assertArrayEquals(new int[] {1, 2, 3, 1, 2}, Folds.alternating(5, 3));
        assertThrows(IllegalArgumentException.class, () -> Folds.alternating(5, 2));
    }

    @Test
    void interpolatedCoefficients() {
        final GlmnetPath path = Glmnet.fit(EXACT.withLambda(0.2, 0.1), X, Y);
        final double[] middle = path.coef(0.15);
        final double[] first = path.coef(0.2);
        final double[] second = path.coef(0.1);
        for (int j = 0; j < middle.length; j++) {
            assertEquals((first[j] + second[j]) / 2, middle[j], 1e-15);
        }
        assertArrayEquals(first, path.coef(5), "beyond the path its end");
        assertArrayEquals(second, path.coef(0.001));
    }

    /** A fold without events has no partial likelihood: the others decide. */
    @Test
    void foldWithoutEvents() {
        final Random random = new Random(9);
        final int n = 90;
        final double[][] x = {random.doubles(n).toArray(), random.doubles(n).toArray()};
        final double[] time = new double[n];
        final boolean[] event = new boolean[n];
        final int[] fold = Folds.alternating(n, 3);
        for (int i = 0; i < n; i++) {
            time[i] = -Math.log(1 - random.nextDouble()) * Math.exp(-2 * x[0][i]);
            event[i] = fold[i] != 2;
        }
        for (final CvMeasure measure : List.of(CvMeasure.DEVIANCE, CvMeasure.C)) {
            final CvResult cv = CvGlmnet.fit(GlmnetSettings.DEFAULTS, x, Response.cox(time, event), fold, measure);
            assertTrue(Arrays.stream(cv.cvm()).allMatch(Double::isFinite), Arrays.toString(cv.cvm()));
            assertTrue(cv.nzero()[cv.indexMin()] > 0);
        }
        final double[][] large = {Arrays.stream(x[0]).map(v -> 1e5 + v).toArray(), x[1]};
        final CvResult shifted = CvGlmnet.fit(GlmnetSettings.DEFAULTS, large, Response.cox(time, event), fold,
            CvMeasure.DEVIANCE);
        assertTrue(Arrays.stream(shifted.cvm()).allMatch(Double::isFinite), "no overflow of exp(linear predictor)");
    }

    private static void says(final String part, final Runnable action) {
        final IllegalArgumentException e = assertThrows(IllegalArgumentException.class, action::run);
        assertTrue(e.getMessage().contains(part), e.getMessage());
    }

    @Test
    void clearMessages() {
        final GlmnetSettings settings = GlmnetSettings.DEFAULTS;
        final double[][] x = {{1, 2, 3, 4}, {5, 5, 5, 5}};
        says("1 positive and 3 negative", () -> Glmnet.fit(settings, x, Response.binomial(new double[] {1, 0, 0, 0})));
        says("expected 1 (positive class) or 0", () -> Response.binomial(new double[] {1, 2}));
        says("row 2 is missing", () -> Response.gaussian(new double[] {1, Double.NaN}));
        says("times above 0", () -> Response.cox(new double[] {0}, new boolean[1]));
        says("No event among the 4", () -> Glmnet.fit(settings, x,
            Response.cox(new double[] {1, 2, 3, 4}, new boolean[4])));
        says("same in all 4 rows", () -> Glmnet.fit(settings, x, Response.gaussian(new double[] {2, 2, 2, 2})));
        says("Every column has the same value", () -> Glmnet.fit(settings, new double[][] {x[1]},
            Response.gaussian(new double[] {1, 2, 3, 4})));
        says("Column 1 has missing", () -> Glmnet.fit(settings, new double[][] {{1, Double.NaN, 3, 4}},
            Response.gaussian(new double[] {1, 2, 3, 4})));
        says("A column has 4 rows, the outcome 3", () -> Glmnet.fit(settings, x,
            Response.gaussian(new double[] {1, 2, 3})));
        says("3 penalty factors for 2 columns", () -> Glmnet.fit(settings.withPenaltyFactor(1, 1, 1), x,
            Response.gaussian(new double[] {1, 2, 3, 5})));
        says("did not converge within 3 passes",
            () -> Glmnet.fit(settings.withLambda(0.001).withThresh(1e-14, 3), X, Y));
        assertTrue(Glmnet.fit(settings.withThresh(1e-14, 20), X, Y).size() < Glmnet.fit(settings, X, Y).size(),
            "the default path ends at the last lambda that converged, as glmnet's");
        says("auc does not exist for the family GAUSSIAN", () -> CvGlmnet.fit(settings, x,
            Response.gaussian(new double[] {1, 2, 3, 5}), new int[] {1, 2, 3, 1}, CvMeasure.AUC));
        says("Fold 2 of 3 has no row", () -> CvGlmnet.fit(settings, x, Response.gaussian(new double[] {1, 2, 3, 5}),
            new int[] {1, 3, 3, 1}, CvMeasure.MSE));
        says("alpha is 2.0", () -> settings.withAlpha(2));
        assertThrows(DegenerateDataException.class,
            () -> Glmnet.fit(settings, x, Response.gaussian(new double[] {2, 2, 2, 2})));
    }

    /** A constant column is never selected and does no harm. */
    @Test
    void constantColumn() {
        final GlmnetPath path = Glmnet.fit(GlmnetSettings.DEFAULTS, new double[][] {{1, 2, 3, 4}, {5, 5, 5, 5}},
            Response.gaussian(new double[] {1, 2, 3, 5}));
        for (int k = 0; k < path.size(); k++) {
            assertEquals(0, path.beta(k)[1]);
        }
        assertTrue(path.beta(path.size() - 1)[0] > 0);
    }

    @Test
    void canBeCancelled() {
        final Progress cancelled = new Progress() {
            @Override
            public void report(final double fraction, final String message) {
                // nobody listens
            }

            @Override
            public boolean isCanceled() {
                return true;
            }
        };
        assertThrows(CancellationException.class, () -> Glmnet.fit(GlmnetSettings.DEFAULTS, X, Y,
            IntStream.range(0, Y.size()).toArray(), cancelled));
    }
}

package org.dlrm.stats.glmnet;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

import org.dlrm.stats.survival.RScript;
import org.dlrm.work.Progress;

/**
 * Time of a repeated cross-validation of the binomial LASSO, 719 patients x 5,000 features, 10 folds x 10 repeats, and
 * of R's cv.glmnet on the same data in the same run where R and its package glmnet are installed.
 *
 * <p>
 * Run: {@code java org.dlrm.stats.glmnet.GlmnetBenchmark [rows columns folds repeats threads]}
 */
public final class GlmnetBenchmark {

    private GlmnetBenchmark() {
    }

    /** Prints both times and their ratio. */
    public static void main(final String[] args) throws IOException, InterruptedException {
        final int[] size = {719, 5000, 10, 10, Math.max(1, Runtime.getRuntime().availableProcessors())};
        for (int i = 0; i < args.length; i++) {
            size[i] = Integer.parseInt(args[i]);
        }
        final int n = size[0];
        final double[][] x = features(n, size[1]);
        final Response response = outcome(x);
        final List<int[]> folds = IntStream.range(0, size[3])
            .mapToObj(repeat -> Folds.stratified(response, size[2], repeat)).toList();
        System.out.printf(Locale.ROOT, "%d rows x %d columns, %d folds x %d repeats, %d threads%n", n, size[1],
            size[2], size[3], size[4]);
        final CvResult[] cv = new CvResult[1];
        final RScript.Time here = RScript.time(() -> cv[0] = CvGlmnet.repeated(GlmnetSettings.DEFAULTS, x, response,
            folds, CvMeasure.DEVIANCE, size[4], Progress.NONE));
        System.out.printf(Locale.ROOT, "this: %s, lambda.min %.6g (%d coefficients), %d passes%n", here,
            cv[0].lambdaMin(), cv[0].nzero()[cv[0].indexMin()], cv[0].path().passes());
        final Map<String, double[]> columns = new LinkedHashMap<>();
        columns.put("x", Arrays.stream(x).flatMapToDouble(Arrays::stream).toArray());
        columns.put("y", response.y());
        columns.put("f", folds.stream().flatMapToInt(IntStream::of).asDoubleStream().toArray());
        final Optional<Map<String, RScript.Time>> r = RScript.time(columns,
            List.of("suppressMessages(library(glmnet))", "n <- length(y)", "x <- matrix(x, n)", "f <- matrix(f, n)"),
            Map.of("cv.glmnet", "for (r in seq_len(ncol(f))) cv <- cv.glmnet(x, y, family = 'binomial', "
                + "foldid = f[, r])"));
        System.out.println(r.map(m -> m.get("cv.glmnet")).map(t -> String.format(Locale.ROOT,
            "R: %s; this / R = %.3f (CPU %.3f)", t, here.seconds() / t.seconds(), here.cpu() / t.cpu()))
            .orElse("R with package glmnet is not installed: nothing to compare with"));
    }

    /** Correlated features with 20 latent factors. */
    private static double[][] features(final int n, final int p) {
        final Random random = new Random(1);
        final double[][] factor = new double[20][n];
        for (final double[] f : factor) {
            for (int i = 0; i < n; i++) {
                f[i] = random.nextGaussian();
            }
        }
        final double[][] x = new double[p][n];
        for (int j = 0; j < p; j++) {
            for (int i = 0; i < n; i++) {
                x[j][i] = random.nextGaussian() + 0.7 * factor[j % 20][i];
            }
        }
        return x;
    }

    private static Response outcome(final double[][] x) {
        final Random random = new Random(2);
        final boolean[] y = new boolean[x[0].length];
        for (int i = 0; i < y.length; i++) {
            final double eta = 0.6 * x[0][i] - 0.5 * x[1][i] + 0.5 * x[6][i] + 0.4 * x[40][i];
            y[i] = random.nextDouble() < 1 / (1 + Math.exp(-eta));
        }
        return Response.binomial(y);
    }
}

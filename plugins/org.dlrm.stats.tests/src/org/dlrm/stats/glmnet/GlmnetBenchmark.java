package org.dlrm.stats.glmnet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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
        final Duration cpuStart = cpu();
        final long start = System.nanoTime();
        final CvResult cv = CvGlmnet.repeated(GlmnetSettings.DEFAULTS, x, response, folds, CvMeasure.DEVIANCE,
            size[4], Progress.NONE);
        final double java = (System.nanoTime() - start) / 1e9;
        final double javaCpu = cpu().minus(cpuStart).toMillis() / 1e3;
        System.out.printf(Locale.ROOT, "this: %.2f s (CPU %.2f), lambda.min %.6g (%d coefficients), %d passes%n",
            java, javaCpu, cv.lambdaMin(), cv.nzero()[cv.indexMin()], cv.path().passes());
        final double[] r = timeR(x, response, folds);
        if (r.length == 2) {
            System.out.printf(Locale.ROOT, "R: %.2f s (CPU %.2f); this / R = %.3f (CPU %.3f)%n", r[0], r[1],
                java / r[0], javaCpu / r[1]);
        } else {
            System.out.println("R with package glmnet is not installed: nothing to compare with");
        }
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

    private static Duration cpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** @return seconds and CPU seconds that R takes for the same work; empty without R */
    private static double[] timeR(final double[][] x, final Response response, final List<int[]> folds)
        throws IOException, InterruptedException {
        final Path dir = Files.createTempDirectory("glmnet-benchmark");
        try {
            final ByteBuffer data = ByteBuffer.allocate(8 * x.length * x[0].length).order(ByteOrder.LITTLE_ENDIAN);
            for (final double[] column : x) {
                data.asDoubleBuffer().put(column);
                data.position(data.position() + 8 * column.length);
            }
            Files.write(dir.resolve("x.bin"), data.array());
            Files.write(dir.resolve("y.txt"), IntStream.range(0, response.size())
                .mapToObj(i -> Integer.toString((int)response.y()[i])).toList());
            Files.write(dir.resolve("folds.txt"), folds.stream().flatMapToInt(IntStream::of)
                .mapToObj(Integer::toString).toList());
            Files.writeString(dir.resolve("run.R"), String.join("\n", "suppressMessages(library(glmnet))",
                "setwd('" + dir.toString().replace('\\', '/') + "')", "y <- scan('y.txt', quiet = TRUE)",
                "n <- length(y)", "x <- matrix(readBin('x.bin', 'double', n * " + x.length + "), n)",
                "f <- matrix(scan('folds.txt', quiet = TRUE), n)", "t <- proc.time()",
                "for (r in seq_len(ncol(f))) cv <- cv.glmnet(x, y, family = 'binomial', foldid = f[, r])",
                "t <- proc.time() - t", "cat('seconds', t[3], t[1] + t[2], '\\n')"));
            final Process process;
            try {
                process = new ProcessBuilder("Rscript", "--vanilla", dir.resolve("run.R").toString())
                    .redirectErrorStream(true).start();
            } catch (IOException e) {
                return new double[0];
            }
            final String output = new String(process.getInputStream().readAllBytes());
            process.waitFor(1, TimeUnit.HOURS);
            return output.lines().filter(l -> l.startsWith("seconds ")).flatMapToDouble(l ->
                Stream.of(l.split(" ")).skip(1).mapToDouble(Double::parseDouble)).toArray();
        } finally {
            try (var files = Files.list(dir)) {
                for (final Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(dir);
        }
    }
}

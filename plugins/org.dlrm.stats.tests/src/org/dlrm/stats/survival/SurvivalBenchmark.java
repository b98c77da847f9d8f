package org.dlrm.stats.survival;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Times of the survival statistics on 100,000 patients with 10 covariates, beside R's survival on the same data in the
 * same run where it is installed, and how the search of the cut-off grows with the patients.
 *
 * <p>
 * Run: {@code java org.dlrm.stats.survival.SurvivalBenchmark [patients]}
 */
public final class SurvivalBenchmark {

    private static final int COVARIATES = 10;

    private SurvivalBenchmark() {
    }

    /** Prints the times. */
    public static void main(final String[] args) throws IOException, InterruptedException {
        final int n = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
        final Random random = new Random(3);
        final double[][] x = new double[COVARIATES][n];
        for (final double[] column : x) {
            for (int i = 0; i < n; i++) {
                column[i] = random.nextGaussian();
            }
        }
        final double[] time = new double[n];
        final double[] status = new double[n];
        for (int i = 0; i < n; i++) {
            final double event = -Math.log(random.nextDouble()) * Math.exp(-0.5 * x[0][i] + 0.3 * x[1][i]) * 100;
            final double censored = random.nextDouble() * 200;
            time[i] = Math.rint(Math.min(event, censored) * 10) / 10;
            status[i] = event <= censored ? 1 : 0;
        }
        for (int warmUp = 0; warmUp < 3; warmUp++) {
            run(x, time, status);
        }
        final Map<String, RScript.Time> ours = run(x, time, status);
        final Map<String, double[]> columns = new LinkedHashMap<>();
        columns.put("time", time);
        columns.put("status", status);
        columns.put("x", Arrays.stream(x).flatMapToDouble(Arrays::stream).toArray());
        final Map<String, String> code = new LinkedHashMap<>();
        code.put("Cox Efron", "coxph(Surv(time, status) ~ x)");
        code.put("Kaplan-Meier", "survfit(Surv(time, status) ~ 1)");
        code.put("log-rank", "survdiff(Surv(time, status) ~ (x[, 1] > 0))");
        final Optional<Map<String, RScript.Time>> r = RScript.time(columns,
            List.of("suppressMessages(library(survival))", "x <- matrix(x, length(time))"), code);
        System.out.println(n + " patients, " + COVARIATES + " covariates");
        ours.forEach((label, t) -> System.out.printf(Locale.ROOT, "%-13s this %s%s%n", label, t,
            r.map(m -> String.format(Locale.ROOT, "; R %s; this / R = %.3f (CPU %.3f)", m.get(label),
                t.seconds() / m.get(label).seconds(), t.cpu() / m.get(label).cpu())).orElse("; R not installed")));
        searches(random);
    }

    private static Map<String, RScript.Time> run(final double[][] x, final double[] time, final double[] status) {
        final Map<String, RScript.Time> times = new LinkedHashMap<>();
        final List<String> names = IntStream.range(0, x.length).mapToObj(j -> "x" + j).toList();
        final int[] group = Arrays.stream(x[0]).mapToInt(v -> v > 0 ? 1 : 0).toArray();
        // reading the follow-up (sorting) is part of each, as in R
        times.put("Cox Efron",
            RScript.time(() -> CoxPh.of(SurvivalData.of(time, status, 1), names, x).fit().coef()));
        times.put("Kaplan-Meier",
            RScript.time(() -> KaplanMeier.fit(SurvivalData.of(time, status, 1)).band(CiType.LOG, 0.95)));
        times.put("log-rank", RScript.time(() -> LogRank.test(SurvivalData.of(time, status, 1), group, 2,
            LogRank.Weight.LOG_RANK)));
        return times;
    }

    /** The search with 10,000 candidate cuts and more: time per patient grows with the logarithm only. */
    private static void searches(final Random random) {
        for (final int n : new int[] {12_500, 12_500, 25_000, 50_000, 100_000, 200_000, 400_000}) {
            final double[] score = random.doubles(n).toArray();
            final double[] time = random.doubles(n).toArray();
            final boolean[] event = new boolean[n];
            Arrays.fill(event, true);
            final MaxStat[] result = new MaxStat[1];
            final RScript.Time t = RScript.time(() ->
                result[0] = MaxStat.search(SurvivalData.of(time, event), score, 0.1, 0.9));
            System.out.printf(Locale.ROOT, "maxstat %7d patients, %7d cuts: %s, %.2f us per patient%n", n,
                result[0].cuts().length, t, 1e6 * t.cpu() / n);
        }
    }
}

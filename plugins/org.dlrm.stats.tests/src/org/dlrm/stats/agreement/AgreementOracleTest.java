package org.dlrm.stats.agreement;

import static org.dlrm.stats.base.Oracle.at;
import static org.dlrm.stats.base.Oracle.close;
import static org.dlrm.stats.base.Oracle.numbers;
import static org.dlrm.stats.base.Oracle.strings;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;

import org.dlrm.stats.base.DegenerateDataException;
import org.dlrm.stats.base.Interval;
import org.dlrm.stats.base.Oracle;
import org.dlrm.stats.table.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

/** icc.json within 1e-9. */
class AgreementOracleTest {

    private static final double TOLERANCE = 1e-9;
    private final JsonObject m_expected = Oracle.results("icc");

    private static double[] each(final java.util.function.ToDoubleFunction<Icc.Form> f) {
        return Arrays.stream(Icc.Form.values()).mapToDouble(f).toArray();
    }

    private static void check(final JsonElement e, final Icc icc) {
        assertEquals(strings(at(e, "type")), Arrays.stream(Icc.Form.values()).map(Icc.Form::label).toList());
        close(at(e, "icc"), each(icc::estimate), TOLERANCE, "icc");
        close(at(e, "F"), each(icc::f), TOLERANCE, "F");
        close(at(e, "df1"), each(f -> icc.df1()), TOLERANCE, "df1");
        close(at(e, "df2"), each(icc::df2), TOLERANCE, "df2");
        close(at(e, "p"), each(icc::p), TOLERANCE, "p");
        close(at(e, "lower"), each(f -> icc.interval(f, 0.95).lower()), TOLERANCE, "lower");
        close(at(e, "upper"), each(f -> icc.interval(f, 0.95).upper()), TOLERANCE, "upper");
        final JsonElement formula = at(e, "formula");
        close(at(formula, "MSR"), icc.msr(), TOLERANCE, "MSR");
        close(at(formula, "MSC"), icc.msc(), TOLERANCE, "MSC");
        close(at(formula, "MSE"), icc.mse(), TOLERANCE, "MSE");
        close(at(formula, "MSW"), icc.msw(), TOLERANCE, "MSW");
    }

    @Test
    void shroutAndFleiss() {
        final Table table = Oracle.data("shrout_fleiss_1979");
        check(at(m_expected, "shrout_fleiss"), Icc.of(table.numbers(table.names())));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void testRetest(final int feature) {
        final String name = String.format("f%02d", feature);
        final JsonElement e = at(m_expected, "testretest", name);
        final Table all = Oracle.data("testretest_features");
        final Table table = all.filter(i -> all.factor("feature").label(i).equals(name));
        final double[] a = table.numbers("reader1");
        final double[] b = table.numbers("reader2");
        check(e, Icc.of(a, b));
        final BlandAltman limits = BlandAltman.of(a, b);
        close(at(e, "bland_altman", "bias"), limits.bias(), TOLERANCE, "bias");
        close(at(e, "bland_altman", "sd"), limits.sd(), TOLERANCE, "sd");
        close(at(e, "bland_altman", "loa"), limits.limits().toArray(), TOLERANCE, "loa");
        final ConcordanceCorrelation ccc = ConcordanceCorrelation.of(a, b);
        close(at(e, "lin_ccc_var_n1"), ccc.ccc(), TOLERANCE, "lin_ccc_var_n1");
        close(at(e, "lin_ccc_var_n"), ccc.cccN(), TOLERANCE, "lin_ccc_var_n");
        assertTrue(ccc.interval(0.95).lower() < ccc.cccN() && ccc.cccN() < ccc.interval(0.95).upper());
    }

    @Test
    void kappa() {
        final JsonElement e = at(m_expected, "kappa");
        final Table table = Oracle.data("kappa_raters");
        final int[][] counts = Kappa.table(Arrays.stream(table.numbers("rater1")).mapToInt(v -> (int)v - 1).toArray(),
            Arrays.stream(table.numbers("rater2")).mapToInt(v -> (int)v - 1).toArray());
        close(at(e, "table"), IntStream.range(0, 3).mapToObj(i -> Arrays.stream(counts[i]).asDoubleStream().toArray())
            .toArray(double[][]::new), TOLERANCE, "table");
        final Kappa plain = Kappa.of(counts, Kappa.Weights.UNWEIGHTED);
        final Kappa quadratic = Kappa.of(counts, Kappa.Weights.QUADRATIC);
        close(at(e, "kappa"), plain.kappa(), TOLERANCE, "kappa");
        close(at(e, "weighted_quadratic"), quadratic.kappa(), TOLERANCE, "weighted_quadratic");
        close(at(e, "weighted_linear"), Kappa.of(counts, Kappa.Weights.LINEAR).kappa(), TOLERANCE, "weighted_linear");
        final Kappa[] kappas = {plain, quadratic};
        for (int i = 0; i < 2; i++) {
            final double[] ci = numbers(at(e, "ci").getAsJsonArray().get(i));
            close(ci[0], kappas[i].intervalPsych(0.95).lower(), TOLERANCE, "lower");
            close(ci[2], kappas[i].intervalPsych(0.95).upper(), TOLERANCE, "upper");
        }
    }

    /** Simulated: 40,000 multinomial samples of the table have a standard deviation of the weighted kappa of 0.1001. */
    @Test
    void weightedKappaVarianceIsThatOfTheSamples() {
        final int[][] counts = {{27, 3, 3}, {2, 10, 4}, {1, 2, 8}};
        final Kappa kappa = Kappa.of(counts, Kappa.Weights.QUADRATIC);
        final java.util.SplittableRandom random = new java.util.SplittableRandom(1);
        final double[] sample = new double[5000];
        for (int s = 0; s < sample.length; s++) {
            final int[][] drawn = new int[3][3];
            for (int i = 0; i < 60; i++) {
                int u = random.nextInt(60);
                int cell = 0;
                while (u >= counts[cell / 3][cell % 3]) {
                    u -= counts[cell / 3][cell % 3];
                    cell++;
                }
                drawn[cell / 3][cell % 3]++;
            }
            sample[s] = Kappa.of(drawn, Kappa.Weights.QUADRATIC).kappa();
        }
        final double sd = org.dlrm.stats.base.Descriptive.sd(sample);
        assertEquals(sd, kappa.se(), 0.04 * sd);
        assertTrue(kappa.sePsych() < 0.9 * sd);
    }

    @Test
    void robustnessFilter() {
        final Table first = Table.ofKeys(java.util.List.of("p1", "p2", "p3", "p4", "p5")).with("good",
            new double[] {1, 2, 3, 4, 5}).with("bad", new double[] {1, 2, 3, 4, 5}).with("flat", new double[5]);
        final Table second = Table.ofKeys(java.util.List.of("p5", "p3", "p1", "p2", "other")).with("good",
            new double[] {5.1, 3, 1.1, 2, 9}).with("bad", new double[] {1, 4, 2, Double.NaN, 0})
            .with("flat", new double[5]);
        final java.util.List<String> features = java.util.List.of("good", "bad", "flat");
        final RobustnessFilter filter = new RobustnessFilter(Icc.Form.ICC2, 0.75, false, 0.95);
        final java.util.List<RobustnessFilter.Verdict> verdicts = filter.twoTables(first, second, features);
        final Icc expected = Icc.of(new double[] {1, 2, 3, 5}, new double[] {1.1, 2, 3, 5.1});
        assertEquals(expected.estimate(Icc.Form.ICC2), verdicts.get(0).icc(), 1e-14);
        assertTrue(verdicts.get(0).kept() && !verdicts.get(1).kept() && !verdicts.get(2).kept());
        assertEquals(3, verdicts.get(1).patients());
        assertTrue(verdicts.get(1).reason().contains("1 patients with a missing value"), verdicts.get(1).reason());
        assertTrue(verdicts.get(2).reason().contains("All values are equal"));
        assertTrue(new RobustnessFilter(Icc.Form.ICC2, expected.interval(Icc.Form.ICC2, 0.95).lower() + 1e-6, true, 0.95)
            .twoTables(first, second, features).stream().noneMatch(RobustnessFilter.Verdict::kept));
        final Table repeated = Table.ofRows(8).with("good", new double[] {1, 1.1, 2, 2, 3, 3, 5, 5.1}).with("patient",
            new double[] {1, 1, 2, 2, 3, 3, 5, 5});
        assertEquals(verdicts.get(0).icc(), filter.repeatedRows(repeated,
            RobustnessFilter.Repetitions.of(repeated, "patient"), java.util.List.of("good")).get(0)
            .icc(), 1e-14);
        assertTrue(assertThrows(IllegalArgumentException.class, () -> filter.twoTables(first, repeated, features))
            .getMessage().contains("share 0 patients"));
    }

    @Test
    void perfectAgreementAndNone() {
        final double[] x = {1, 2, 3, 4};
        final Icc perfect = Icc.of(x, x);
        assertEquals(1, perfect.estimate(Icc.Form.ICC2));
        assertEquals(1, perfect.interval(Icc.Form.ICC2, 0.95).lower());
        assertEquals(0, perfect.p(Icc.Form.ICC3));
        for (final Icc.Form form : Icc.Form.values()) {
            assertEquals(new Interval(1, 1), perfect.interval(form, 0.95), form.label());
        }
        final double[] same = {2, 2, 2};
        assertTrue(assertThrows(DegenerateDataException.class, () -> Icc.of(same, same)).getMessage()
            .contains("All values are equal"));
    }

    /** Each reader gives one value to everybody: no difference between subjects, and rounding is none either. */
    @Test
    void readersWithoutVariance() {
        final double[] first = new double[150];
        final double[] second = new double[150];
        java.util.Arrays.fill(first, 0.1);
        java.util.Arrays.fill(second, 0.7);
        final Icc icc = Icc.of(first, second);
        assertEquals(-1, icc.estimate(Icc.Form.ICC1));
        assertEquals(0, icc.estimate(Icc.Form.ICC2));
        assertTrue(Double.isNaN(icc.estimate(Icc.Form.ICC3)) && Double.isNaN(icc.p(Icc.Form.ICC3)));
    }
}

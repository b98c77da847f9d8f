package org.dlrm.stats.roc;

import static org.dlrm.stats.base.Oracle.at;
import static org.dlrm.stats.base.Oracle.close;
import static org.dlrm.stats.base.Oracle.number;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.stream.IntStream;

import org.dlrm.stats.base.Oracle;
import org.dlrm.stats.table.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

/** The aSAH data of R's pROC: every number of roc.json within 1e-10. */
class RocOracleTest {

    private static final double TOLERANCE = 1e-10;
    private final JsonObject m_expected = Oracle.results("roc");
    private final Table m_data = Oracle.data("aSAH");

    private Roc roc(final Table table, final String score) {
        final double[] outcome = IntStream.range(0, table.rows())
            .mapToDouble(i -> table.factor("outcome").label(i).equals("Poor") ? 1 : 0).toArray();
        return Roc.of(outcome, table.numbers(score), Roc.Direction.HIGHER_IS_POSITIVE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"s100b", "ndka", "wfns", "age"})
    void oneScore(final String score) {
        final Roc roc = roc(m_data, score);
        final JsonElement e = at(m_expected, score);
        assertEquals(at(e, "n_cases").getAsInt(), roc.cases());
        assertEquals(at(e, "n_controls").getAsInt(), roc.controls());
        close(at(e, "auc"), roc.auc(), TOLERANCE, "auc");
        close(at(e, "delong_var"), roc.delongVariance(), TOLERANCE, "delong_var");
        close(at(e, "delong_se"), roc.delongSe(), TOLERANCE, "delong_se");
        close(at(e, "delong_ci95"), roc.delongInterval(0.95).toArray(), TOLERANCE, "delong_ci95");
        close(at(e, "delong_ci95_logit"), roc.delongLogitInterval(0.95).toArray(), TOLERANCE, "delong_ci95_logit");
        close(at(e, "hanley_mcneil_var"), roc.hanleyMcNeilVariance(), TOLERANCE, "hanley_mcneil_var");
        close(at(e, "p_vs_half"), roc.pValueVersusHalf(), TOLERANCE, "p_vs_half");
        close(at(e, "wilcoxon_W"), roc.wilcoxonW(), TOLERANCE, "wilcoxon_W");
        close(at(e, "partial_auc_spec_1_0.9"), roc.partialAuc(1, 0.9), TOLERANCE, "partial_auc");
        final Roc.Curve curve = roc.curve();
        final double[] finite = Arrays.stream(curve.thresholds()).map(t -> Double.isInfinite(t) ? Double.NaN : t)
            .toArray();
        close(at(e, "thresholds"), finite, TOLERANCE, "thresholds");
        close(at(e, "sensitivities"), curve.sensitivities(), TOLERANCE, "sensitivities");
        close(at(e, "specificities"), curve.specificities(), TOLERANCE, "specificities");
        final OperatingPoint youden = roc.bestYouden().get(0);
        check(at(e, "best_youden"), youden);
        close(at(e, "best_youden", "youden"), youden.youden(), TOLERANCE, "youden");
        close(at(e, "best_youden", "accuracy"), youden.accuracy(), TOLERANCE, "accuracy");
        close(at(e, "best_youden", "ppv"), youden.ppv(), TOLERANCE, "ppv");
        close(at(e, "best_youden", "npv"), youden.npv(), TOLERANCE, "npv");
        assertEquals(at(e, "best_youden", "tp").getAsInt(), youden.tp());
        assertEquals(at(e, "best_youden", "tn").getAsInt(), youden.tn());
        assertEquals(at(e, "best_youden", "fp").getAsInt(), youden.fp());
        assertEquals(at(e, "best_youden", "fn").getAsInt(), youden.fn());
        check(at(e, "best_closest"), roc.bestClosestTopLeft().get(0));
    }

    private static void check(final JsonElement e, final OperatingPoint point) {
        close(at(e, "threshold"), point.threshold(), TOLERANCE, "threshold");
        close(at(e, "sensitivity"), point.sensitivity(), TOLERANCE, "sensitivity");
        close(at(e, "specificity"), point.specificity(), TOLERANCE, "specificity");
    }

    @ParameterizedTest
    @CsvSource({"s100b,ndka", "s100b,wfns", "wfns,ndka"})
    void pairedDeLong(final String a, final String b) {
        final JsonElement e = at(m_expected, "paired_" + a + "_" + b);
        final Roc.PairedTest test = roc(m_data, a).pairedTest(roc(m_data, b), 0.95);
        close(at(e, "z"), test.z(), TOLERANCE, "z");
        close(at(e, "p"), test.p(), TOLERANCE, "p");
        close(at(e, "auc"), new double[] {test.auc1(), test.auc2()}, TOLERANCE, "auc");
        close(at(e, "cov"), test.covariance(), TOLERANCE, "cov");
        close(at(e, "diff_ci95"), test.difference().toArray(), TOLERANCE, "diff_ci95");
    }

    @Test
    void unpairedDeLong() {
        final JsonElement e = at(m_expected, "unpaired_s100b_male_female");
        final Roc male = roc(m_data.filter(i -> m_data.factor("gender").label(i).equals("Male")), "s100b");
        final Roc female = roc(m_data.filter(i -> m_data.factor("gender").label(i).equals("Female")), "s100b");
        final Roc.UnpairedTest test = male.unpairedTest(female);
        close(at(e, "statistic_D"), test.statisticD(), TOLERANCE, "D");
        close(at(e, "df"), test.df(), TOLERANCE, "df");
        close(at(e, "p"), test.p(), TOLERANCE, "p");
        close(at(e, "auc"), new double[] {test.auc1(), test.auc2()}, TOLERANCE, "auc");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sens", "spec", "ppv", "npv", "acc"})
    void proportionIntervals(final String which) {
        final JsonElement e = at(m_expected, "s100b_at_youden_ci", which);
        final Proportion p = new Proportion(at(e, "x").getAsInt(), at(e, "n").getAsInt());
        close(at(e, "est"), p.estimate(), TOLERANCE, "est");
        close(at(e, "clopper_pearson"), p.clopperPearson(0.95).toArray(), TOLERANCE, "clopper_pearson");
        close(at(e, "wilson"), p.wilson(0.95).toArray(), TOLERANCE, "wilson");
    }

    @Test
    void mcNemar() {
        final JsonElement e = at(m_expected, "mcnemar_example");
        final double threshold = number(at(m_expected, "s100b", "best_youden", "threshold"));
        final int n = m_data.rows();
        final boolean[] a = new boolean[n];
        final boolean[] b = new boolean[n];
        for (int i = 0; i < n; i++) {
            a[i] = m_data.numbers("s100b")[i] >= threshold;
            b[i] = m_data.numbers("wfns")[i] >= 3;
        }
        final McNemar test = McNemar.of(a, b);
        final JsonArray table = at(e, "table").getAsJsonArray();
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 2; j++) {
                assertEquals(table.get(i).getAsJsonArray().get(j).getAsInt(), test.table()[i][j]);
            }
        }
        close(at(e, "p_cc"), test.pValue(true), TOLERANCE, "p_cc");
        close(at(e, "p_nocc"), test.pValue(false), TOLERANCE, "p_nocc");
    }

    @Test
    void directionIsWhatTheUserSays() {
        final double[] y = {0, 0, 1, 1};
        final double[] s = {1, 2, 3, 4};
        assertEquals(1, Roc.of(y, s, Roc.Direction.HIGHER_IS_POSITIVE).auc());
        assertEquals(0, Roc.of(y, s, Roc.Direction.LOWER_IS_POSITIVE).auc());
        final Roc lower = roc(m_data, "ndka");
        final double[] outcome = IntStream.range(0, m_data.rows())
            .mapToDouble(i -> m_data.factor("outcome").label(i).equals("Poor") ? 0 : 1).toArray();
        final Roc swapped = Roc.of(outcome, m_data.numbers("ndka"), Roc.Direction.LOWER_IS_POSITIVE);
        assertEquals(lower.auc(), swapped.auc(), 1e-15);
        assertEquals(lower.delongVariance(), swapped.delongVariance(), 1e-15);
    }
}

package org.dlrm.stats.validate;

import static org.dlrm.stats.base.Oracle.at;
import static org.dlrm.stats.base.Oracle.close;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

import org.dlrm.stats.base.Oracle;
import org.dlrm.stats.logistic.LogisticRegression;
import org.dlrm.stats.roc.Roc;
import org.dlrm.stats.table.Table;
import org.dlrm.work.Progress;
import org.junit.jupiter.api.Test;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

/** The report against the oracles, and what it says where there is nothing to report. */
class ModelValidatorTest {

    private static final ModelValidator.Settings SETTINGS = new ModelValidator.Settings(0.95, 10, Double.NaN,
        DecisionCurve.thresholds(0.01, 0.99, 0.01), new double[] {0.2, 0.5}, 200, 1);

    private final Table m_data = Oracle.data("aSAH_model");
    private final double[] m_y = m_data.numbers("y");

    private double[] fitted(final String... columns) {
        return LogisticRegression.maximumLikelihood().fit(List.of(columns), m_data.numbers(List.of(columns)), m_y).fitted();
    }

    private static ModelValidator validator(final double threshold) {
        return new ModelValidator(List.of(
            new ModelValidator.Score("full", Roc.Direction.HIGHER_IS_POSITIVE, true, threshold),
            new ModelValidator.Score("clinical", Roc.Direction.HIGHER_IS_POSITIVE, true, threshold),
            new ModelValidator.Score("s100b", Roc.Direction.HIGHER_IS_POSITIVE, false, 0.205)), SETTINGS);
    }

    private double[][] scores() {
        return new double[][] {fitted("age", "male", "wf", "s100b"), fitted("age", "male"), m_data.numbers("s100b")};
    }

    @Test
    void oneCohort() {
        final JsonObject logistic = Oracle.results("logistic");
        final JsonObject roc = Oracle.results("roc");
        final ModelValidator.Report report = validator(0.5).validate(m_y, scores(), Collections.nCopies(m_y.length, "all"),
            Progress.NONE);
        final ModelValidator.CohortReport cohort = report.cohorts().get(0);
        assertEquals(1, report.cohorts().size());
        assertEquals(41, cohort.events());
        final ModelValidator.ScoreReport full = cohort.scores().get(0);
        close(at(logistic, "delong_full_vs_clinical", "auc").getAsJsonArray().get(0), full.auc(), 1e-10, "auc");
        close(at(logistic, "hoslem_full_g10", "p"), full.hosmerLemeshow().orElseThrow().p(), 1e-8, "hl");
        close(at(logistic, "calibration_full", "brier"), full.calibration().orElseThrow().brier(), 1e-8, "brier");
        close(at(logistic, "dca_full", "net_benefit"), full.decisionCurve().orElseThrow().netBenefit(), 1e-8, "dca");
        assertTrue(full.brierInterval().lower() < 0.1526 && full.brierInterval().upper() > 0.1527);
        assertTrue(full.notes().isEmpty());
        final ModelValidator.Comparison comparison = cohort.comparisons().get(0);
        close(at(logistic, "delong_full_vs_clinical", "p"), comparison.auc().p(), 1e-8, "delong");
        close(at(logistic, "nri_idi_continuous", "nri"), comparison.reclassification().orElseThrow().nri(), 1e-8, "nri");
        close(at(logistic, "nri_categorical_cuts_.2_.5", "nri"), comparison.categorical().orElseThrow().nri(), 1e-8,
            "categorical");
        assertTrue(comparison.mcNemar().isPresent());
        final ModelValidator.ScoreReport s100b = cohort.scores().get(2);
        final JsonElement rates = at(roc, "s100b_at_youden_ci");
        final String[] keys = {"sens", "spec", "ppv", "npv", "acc"};
        for (int i = 0; i < keys.length; i++) {
            close(at(rates, keys[i], "wilson"), s100b.rates().get(i).wilson().toArray(), 1e-10, keys[i]);
            close(at(rates, keys[i], "clopper_pearson"), s100b.rates().get(i).clopperPearson().toArray(), 1e-10, keys[i]);
        }
        assertTrue(s100b.calibration().isEmpty() && s100b.decisionCurve().isEmpty());
        assertTrue(cohort.comparisons().get(1).reclassification().isEmpty());
    }

    @Test
    void cohortsAreComparedUnpaired() {
        final Table sex = Oracle.data("aSAH");
        final List<String> cohort = IntStream.range(0, m_y.length).mapToObj(i -> sex.factor("gender").label(i)).toList();
        final ModelValidator.Report report = validator(Double.NaN).validate(m_y, scores(), cohort, Progress.NONE);
        assertEquals(List.of("Female", "Male"), report.cohorts().stream().map(ModelValidator.CohortReport::cohort).toList());
        final ModelValidator.CohortComparison s100b = report.betweenCohorts().get(2);
        final JsonElement e = at(Oracle.results("roc"), "unpaired_s100b_male_female");
        close(-Oracle.number(at(e, "statistic_D")), s100b.test().statisticD(), 1e-10, "D");
        close(at(e, "p"), s100b.test().p(), 1e-10, "p");
        assertTrue(report.cohorts().get(0).scores().get(0).rates().isEmpty());
    }

    @Test
    void whatDoesNotExistIsExplained() {
        final double[] y = {0, 1, 0, 1, Double.NaN, 1, 1, 1, Double.NaN, 0, 1};
        final double[][] x = {{.1, .9, .2, .8, .5, .4, .6, .7, .3, Double.NaN, 1}, {.5, .5, .5, .5, .5, .5, .5, .5, .5, .5, .5},
            {3, 1, 2, 5, 4, 2, 1, 1, 9, 2, 2}};
        final List<String> cohort = List.of("a", "a", "a", "a", "a", "b", "b", "b", "c", "d", "d");
        final ModelValidator.Report report = validator(0.5).validate(y, x, cohort, Progress.NONE);
        final ModelValidator.CohortReport a = report.cohorts().get(0);
        assertEquals(1, a.missingOutcome());
        assertTrue(Double.isNaN(a.scores().get(0).calibration().orElseThrow().slope()));
        assertTrue(a.scores().get(0).notes().stream().anyMatch(n -> n.contains("slope does not exist")));
        assertEquals(0.5, a.scores().get(1).auc());
        assertTrue(a.scores().get(1).hosmerLemeshow().isEmpty());
        assertTrue(report.cohorts().get(1).notes().get(0).contains("All 3 rows have the outcome 1"));
        assertTrue(report.cohorts().get(2).notes().stream().anyMatch(n -> n.contains("No row has an outcome")));
        assertTrue(report.cohorts().get(3).scores().get(0).notes().get(0).contains("1 rows have no score"));
        assertTrue(report.cohorts().get(3).scores().get(2).notes().get(0).contains("at least two cases"));
    }

    /**
     * Four different probabilities leave four Hosmer-Lemeshow groups and two degrees of freedom, not eight. R:
     * {@code pchisq(4.124338624338627, 2, lower.tail = FALSE)}, the statistic from its table of {@code cut(p,
     * unique(quantile(p, seq(0, 1, .1))), include.lowest = TRUE)}.
     */
    @Test
    void fewDifferentProbabilities() {
        final double[] y = {0, 1, 0, 0, 1, 1, 0, 1, 1, 1, 0, 1};
        final double[] p = {.2, .2, .2, .3, .3, .3, .6, .6, .6, .9, .9, .9};
        final ModelValidator.ScoreReport report = report(y, p);
        final HosmerLemeshow test = report.hosmerLemeshow().orElseThrow();
        assertEquals(4, test.groups());
        assertEquals(2, test.df());
        close(4.124338624338627, test.chisq(), 1e-12, "chi-squared");
        close(0.1271777821239564, test.p(), 1e-12, "p");
        assertTrue(report.notes().contains("ties leave 4 of 10 Hosmer-Lemeshow groups"), report.notes().toString());
        assertTrue(Double.isNaN(test.withDf(0).p()), "two groups leave no degree of freedom in training");
    }

    /** A network that is sure and wrong: infinitely unlikely, not an error. */
    @Test
    void certainAndWrong() {
        final ModelValidator.ScoreReport report = report(new double[]{0, 1, 0, 1, 1, 0}, new double[]{0, 0, .4, .6, 1, 1});
        assertEquals(Double.POSITIVE_INFINITY, report.hosmerLemeshow().orElseThrow().chisq());
        assertEquals(0, report.hosmerLemeshow().orElseThrow().p());
        assertTrue(report.calibration().isEmpty());
        assertTrue(report.notes().toString().contains("exactly 0 or 1"), report.notes().toString());
    }

    private static ModelValidator.ScoreReport report(final double[] y, final double[] p) {
        return new ModelValidator(List.of(new ModelValidator.Score("p", Roc.Direction.HIGHER_IS_POSITIVE, true, 0.5)), SETTINGS)
            .validate(y, new double[][]{p}, Collections.nCopies(y.length, "all"), Progress.NONE).cohorts().get(0).scores().get(0);
    }

    @Test
    void averagePrecision() {
        final PrecisionRecall pr = PrecisionRecall.of(new double[] {1, 0, 1, 1, 0}, new double[] {.9, .8, .7, .7, .1});
        // thresholds .9: P 1, R 1/3; .8: P 1/2; .7: P 3/4, R 1; .1: P 3/5
        assertEquals(1.0 / 3 + 2.0 / 3 * 0.75, pr.averagePrecision(), 1e-15);
        assertEquals(4, pr.thresholds().length);
        assertEquals(0.6, pr.precision()[3], 1e-15);
    }
}

package org.dlrm.stats.fusion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import org.dlrm.stats.base.Oracle;
import org.dlrm.stats.table.Column;
import org.dlrm.stats.table.Table;
import org.dlrm.stats.univariable.PAdjust;
import org.dlrm.work.Progress;
import org.junit.jupiter.api.Test;

/** What the model must not know. */
class LeakageTest {

    /** 50 studies of 2,000 columns of noise and 200 patients; about 25 s of processor time. */
    @Test
    void noiseIsNotPredictedThoughItLooksSo() {
        final List<NoiseStudy.Aucs> aucs = IntStream.rangeClosed(1, 50).mapToObj(s -> NoiseStudy.run(2000, 200, s)).toList();
        final double apparent = aucs.stream().mapToDouble(NoiseStudy.Aucs::apparent).average().orElseThrow();
        final double honest = aucs.stream().mapToDouble(NoiseStudy.Aucs::crossValidated).average().orElseThrow();
        assertEquals(0.5, honest, 0.02);
        assertTrue(apparent > 0.95, "apparent " + apparent);
    }

    private static Table cohort() {
        return Oracle.data("dlrm_cohort");
    }

    private static DlrmSettings settings(final DlrmSettings.Validation validation) {
        return DlrmSettings.builder(new Outcome.Binary("good", "1"), "cohort", "train")
            .group("hcs", cohort().names().stream().filter(n -> n.matches("hc\\d+")).toList(),
                new SelectionStep.MissingRule(0.2), new SelectionStep.NearZeroVariance(19, 0.1),
                new SelectionStep.UnivariableScreen(SelectionStep.Test.WELCH_T, PAdjust.BH, 0.2),
                new SelectionStep.Redundancy(0.9, SelectionStep.Relevance.SPEARMAN), SelectionStep.Penalized.LASSO)
            .clinical(new ClinicalSettings(List.of("ct", "cn", "center2", "cea"), List.of(), 1,
                ClinicalSettings.Backward.AIC, 1, ClinicalSettings.Missing.IMPUTE))
            .validation(validation).build();
    }

    /** A clinical column of categories of which some occur outside the training cohort only. */
    private static Table withCategories(final Table table) {
        return table.with("center2", Column.Factor.of(IntStream.range(0, table.rows())
            .mapToObj(i -> table.factor("cohort").label(i).equals("train") ? i % 3 == 0 ? "b" : "c"
                : table.factor("center").label(i)).toList()));
    }

    @Test
    void noValidationRowLeavesATraceInTheModel() {
        final Table table = withCategories(cohort());
        final DlrmFusion fusion = new DlrmFusion(settings(new DlrmSettings.Validation(3, 1, 3)));
        final String before = fusion.learn(table, Progress.NONE).model().toJson();
        final Column.Factor cohort = table.factor("cohort");
        Table changed = table;
        for (final String name : table.names()) {
            if (table.column(name) instanceof Column.Numeric numeric) {
                final double[] values = numeric.values();
                for (int i = 0; i < values.length; i++) {
                    if (!cohort.label(i).equals("train")) {
                        values[i] = name.equals("good") ? 1 - values[i] : i % 5 == 0 ? Double.NaN : -1e6 * i;
                    }
                }
                changed = changed.with(name, values);
            }
        }
        final List<String> centers = new ArrayList<>();
        for (int i = 0; i < table.rows(); i++) {
            centers.add(cohort.label(i).equals("train") ? table.factor("center2").label(i) : "a new centre");
        }
        changed = changed.with("center2", Column.Factor.of(centers));
        assertEquals(before, fusion.learn(changed, Progress.NONE).model().toJson());
        assertEquals(before, fusion.learn(table.filter(i -> cohort.label(i).equals("train")), Progress.NONE).model()
            .toJson());
        final double[] hc = table.numbers("hc01");
        hc[0] += 1e-9;
        assertNotEquals(before, fusion.learn(table.with("hc01", hc), Progress.NONE).model().toJson());
    }

    @Test
    void modelDoesNotDependOnTheNumberOfThreads() {
        final DlrmSettings settings = settings(new DlrmSettings.Validation(4, 2, 4));
        final Table table = withCategories(cohort());
        assertEquals(new DlrmFusion(settings, 1).learn(table, Progress.NONE).model().toJson(),
            new DlrmFusion(settings, 3).learn(table, Progress.NONE).model().toJson());
    }

    @Test
    void honestPerformanceLiesBelowTheApparentOne() {
        final DlrmFusion.Result result = new DlrmFusion(settings(new DlrmSettings.Validation(10, 2, 30)), 2)
            .learn(withCategories(cohort()), Progress.NONE);
        final Performance p = result.model().performance();
        assertTrue(p.crossValidated().value() < p.apparent().value(), p.toString());
        assertTrue(p.bootstrap().corrected() < p.apparent().value(), p.toString());
        assertTrue(p.bootstrap().optimism() > 0 && p.bootstrap().slope() < 1, p.toString());
        assertEquals(0, p.crossValidated().failed() + p.bootstrap().failed());
        assertEquals(p.crossValidated().value(), p.bootstrap().corrected(), 0.05);
        assertTrue(Arrays.stream(result.outOfFold()).noneMatch(Double::isNaN));
    }
}

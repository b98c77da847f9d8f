package org.dlrm.stats.fusion;

import static org.dlrm.stats.base.Oracle.at;
import static org.dlrm.stats.base.Oracle.close;
import static org.dlrm.stats.base.Oracle.number;
import static org.dlrm.stats.base.Oracle.numbers;
import static org.dlrm.stats.base.Oracle.strings;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;

import org.dlrm.stats.base.Oracle;
import org.dlrm.stats.glmnet.CvMeasure;
import org.dlrm.stats.table.Table;
import org.dlrm.stats.univariable.PAdjust;
import org.dlrm.work.Progress;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

/** The synthetic 719-patient study of dlrm_pipeline.json through the learner, within 1e-6; selected sets exactly. */
class DlrmPipelineOracleTest {

    private static final double TOLERANCE = 1e-6;
    private static final List<String> CLINICAL = List.of("age", "sex", "ct", "cn", "diff", "cea", "ca199");

    private static JsonObject expected;
    private static Table cohort;
    private static DlrmFusion.Result result;

    @BeforeAll
    static void learn() {
        expected = Oracle.results("dlrm_pipeline");
        cohort = Oracle.data("dlrm_cohort");
        result = new DlrmFusion(settings()).learn(cohort, Progress.NONE);
    }

    static DlrmSettings settings() {
        final List<String> robust = strings(at(Oracle.results("dlrm_pipeline"), "icc_ge_0.75"));
        final SelectionStep[] steps = {
            new SelectionStep.UnivariableScreen(SelectionStep.Test.MANN_WHITNEY, PAdjust.NONE, 0.05),
            new SelectionStep.Redundancy(0.9, SelectionStep.Relevance.AUC),
            new SelectionStep.Penalized(1, SelectionStep.LambdaRule.MIN, CvMeasure.DEVIANCE, 10,
                SelectionStep.FoldScheme.ALTERNATING, 1, 1e-12)};
        return DlrmSettings.builder(new Outcome.Binary("good", "1"), "cohort", "train")
            .group("dls", robust.stream().filter(f -> f.startsWith("dl")).toList(), steps)
            .group("hcs", robust.stream().filter(f -> f.startsWith("hc")).toList(), steps)
            .clinical(ClinicalSettings.univariable(CLINICAL, 0.05)).build();
    }

    private static List<TraceRow> trace(final String group, final String step) {
        return result.trace().stream().filter(t -> (group.isEmpty() || t.group().equals(group)) && t.step().equals(step))
            .toList();
    }

    @Test
    void mannWhitneyScreen() {
        final JsonElement p = at(expected, "mann_whitney_p");
        final List<TraceRow> rows = trace("", "univariable screen");
        assertEquals(p.getAsJsonObject().size(), rows.size());
        rows.forEach(row -> close(at(p, row.feature()), row.p(), TOLERANCE, row.feature()));
        assertEquals(strings(at(expected, "p_lt_0.05")).stream().sorted().toList(),
            rows.stream().filter(TraceRow::kept).map(TraceRow::feature).sorted().toList());
    }

    @Test
    void redundancy() {
        for (final String[] pair : new String[][] {{"hcs", "handcrafted"}, {"dls", "deep"}}) {
            assertEquals(strings(at(expected, pair[1], "after_spearman0.9")), trace(pair[0], "redundancy").stream()
                .filter(TraceRow::kept).map(TraceRow::feature).toList());
        }
    }

    @Test
    void signatures() {
        final DlrmPredictor.Predictions predictions = new DlrmPredictor(result.model()).predict(cohort);
        final String[] keys = {"deep", "handcrafted"};
        for (int s = 0; s < 2; s++) {
            final Signature signature = result.model().signatures().get(s);
            close(at(expected, keys[s], "lambda_min"), signature.lambda(), TOLERANCE, "lambda_min");
            final JsonObject coef = at(expected, keys[s], "coef_at_lambda_min").getAsJsonObject();
            close(coef.get("(Intercept)"), signature.intercept(), TOLERANCE, "intercept");
            assertEquals(coef.size() - 1, signature.features().size());
            for (final Signature.Feature f : signature.features()) {
                close(coef.get(f.column()), f.coef(), TOLERANCE, f.column());
                close(at(expected, "train_mean", f.column()), f.mean(), TOLERANCE, "mean of " + f.column());
                close(at(expected, "train_sd_n1", f.column()), f.sd(), TOLERANCE, "sd of " + f.column());
            }
            close(at(expected, keys[s], "signature"), predictions.signatures()[s], TOLERANCE, keys[s]);
        }
    }

    @Test
    void univariableClinical() {
        final List<TraceRow> rows = trace("clinical", "univariable regression");
        assertEquals(CLINICAL, rows.stream().map(TraceRow::feature).toList());
        rows.forEach(row -> {
            final JsonElement e = at(expected, "univariable_logistic_train", row.feature());
            close(at(e, "p"), row.p(), TOLERANCE, row.feature());
            assertEquals(number(at(e, "p")) < 0.05, row.kept());
        });
    }

    @Test
    void fusion() {
        final JsonElement e = at(expected, "dlrn");
        final List<String> terms = strings(at(e, "terms"));
        assertEquals(terms.subList(1, terms.size()), result.model().terms().stream().map(DlrmModel.Term::name).toList());
        close(numbers(at(e, "coef"))[0], result.model().intercept(), TOLERANCE, "intercept");
        for (int t = 0; t < terms.size() - 1; t++) {
            final DlrmModel.Term term = result.model().terms().get(t);
            close(numbers(at(e, "coef"))[t + 1], term.coef(), TOLERANCE, "coef");
            close(numbers(at(e, "se"))[t + 1], term.se(), TOLERANCE, "se");
            close(numbers(at(e, "z"))[t + 1], term.z(), TOLERANCE, "z");
            close(numbers(at(e, "p"))[t + 1], term.p(), TOLERANCE, "p");
            close(numbers(at(e, "or"))[t + 1], term.ratio(), TOLERANCE, "or");
            close(at(e, "or_ci").getAsJsonArray().get(t + 1), new double[] {term.waldLower(), term.waldUpper()},
                TOLERANCE, "or_ci");
        }
        close(at(e, "aic"), result.model().fit().aic(), TOLERANCE, "aic");
    }

    @Test
    void predictions() {
        final DlrmPredictor.Predictions predictions = new DlrmPredictor(result.model()).predict(cohort);
        close(at(expected, "prob_dlrn"), predictions.probability(), TOLERANCE, "prob_dlrn");
        close(at(expected, "youden_threshold_train"), result.model().threshold().value(), TOLERANCE, "threshold");
        for (final String name : List.of("train", "ivc", "evc1", "evc2")) {
            final JsonElement e = at(expected, "by_cohort", name);
            final int[] rows = IntStream.range(0, cohort.rows())
                .filter(i -> cohort.factor("cohort").label(i).equals(name)).toArray();
            final double[] y = cohort.numbers("good");
            assertEquals(at(e, "tp").getAsInt(), IntStream.of(rows).filter(i -> predictions.positive()[i] && y[i] == 1)
                .count());
            assertEquals(at(e, "fp").getAsInt(), IntStream.of(rows).filter(i -> predictions.positive()[i] && y[i] == 0)
                .count());
        }
    }

    @Test
    void apparentPerformanceIsThatOfTheTrainingCohort() {
        final Performance.Apparent apparent = result.model().performance().apparent();
        final JsonElement e = at(expected, "by_cohort", "train", "auc", "dlrn");
        close(at(e, "auc"), apparent.value(), TOLERANCE, "auc");
        close(at(e, "lower"), apparent.lower(), TOLERANCE, "lower");
        close(at(e, "upper"), apparent.upper(), TOLERANCE, "upper");
        assertEquals(476, result.refusedRows());
        assertEquals(243, result.trainingKeys().size());
        assertTrue(result.warnings().isEmpty(), () -> result.warnings().toString());
    }

    @Test
    void jsonRoundTrip() {
        final String json = result.model().toJson();
        final DlrmModel again = DlrmModel.fromJson(json);
        assertEquals(json, again.toJson());
        final DlrmPredictor.Predictions a = new DlrmPredictor(result.model()).predict(cohort);
        final DlrmPredictor.Predictions b = new DlrmPredictor(again).predict(cohort);
        assertEquals(java.util.Arrays.toString(a.lp()), java.util.Arrays.toString(b.lp()));
    }
}

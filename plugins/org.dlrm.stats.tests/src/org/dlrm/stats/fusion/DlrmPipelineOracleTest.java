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

import org.dlrm.stats.agreement.Icc;
import org.dlrm.stats.agreement.RobustnessFilter;
import org.dlrm.stats.base.Descriptive;
import org.dlrm.stats.base.Oracle;
import org.dlrm.stats.glmnet.CvMeasure;
import org.dlrm.stats.roc.OperatingPoint;
import org.dlrm.stats.roc.Roc;
import org.dlrm.stats.survival.CiType;
import org.dlrm.stats.survival.CoxFit;
import org.dlrm.stats.survival.CoxPh;
import org.dlrm.stats.survival.KaplanMeier;
import org.dlrm.stats.survival.LogRank;
import org.dlrm.stats.survival.MaxStat;
import org.dlrm.stats.survival.SurvivalData;
import org.dlrm.stats.table.Table;
import org.dlrm.stats.univariable.PAdjust;
import org.dlrm.stats.validate.Calibration;
import org.dlrm.stats.validate.DecisionCurve;
import org.dlrm.stats.validate.HosmerLemeshow;
import org.dlrm.stats.validate.Reclassification;
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

    private static Table keyed(final Table table) {
        return Table.ofKeys(IntStream.range(0, table.rows()).mapToObj(table.factor("id")::label).toList())
            .with(table.names().stream().collect(java.util.stream.Collectors.toMap(n -> n, table::column, (a, b) -> a,
                java.util.LinkedHashMap::new)));
    }

    @Test
    void robustFeatures() {
        final List<String> features = cohort.names().stream().filter(n -> n.matches("(hc|dl)\\d+")).toList();
        final Table reader2 = keyed(Oracle.data("dlrm_reader2"));
        final JsonElement e = at(expected, "icc");
        for (final Icc.Form form : List.of(Icc.Form.ICC2, Icc.Form.ICC3)) {
            final List<RobustnessFilter.Verdict> verdicts = new RobustnessFilter(form, 0.75, false, 0.95)
                .twoTables(keyed(cohort), reader2, features);
            assertEquals(72, verdicts.size());
            verdicts.forEach(v -> close(at(e, v.feature(), form == Icc.Form.ICC2 ? "icc_2_1" : "icc_3_1"), v.icc(),
                TOLERANCE, v.feature()));
            if (form == Icc.Form.ICC2) {
                assertEquals(strings(at(expected, "icc_ge_0.75")), verdicts.stream()
                    .filter(RobustnessFilter.Verdict::kept).map(RobustnessFilter.Verdict::feature).toList());
            }
        }
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

    private static int[] rowsOf(final String name) {
        return IntStream.range(0, cohort.rows()).filter(i -> cohort.factor("cohort").label(i).equals(name)).toArray();
    }

    @Test
    void clinicalModelAlone() {
        final JsonElement e = at(expected, "clinical_model");
        final DlrmModel clinical = clinicalModel();
        close(numbers(at(e, "coef"))[0], clinical.intercept(), TOLERANCE, "intercept");
        for (int t = 0; t < clinical.terms().size(); t++) {
            assertEquals(strings(at(e, "terms")).get(t + 1), clinical.terms().get(t).name());
            close(numbers(at(e, "coef"))[t + 1], clinical.terms().get(t).coef(), TOLERANCE, "coef");
            close(numbers(at(e, "se"))[t + 1], clinical.terms().get(t).se(), TOLERANCE, "se");
        }
        close(at(e, "aic"), clinical.fit().aic(), TOLERANCE, "aic");
    }

    private static DlrmModel clinicalModel() {
        return new DlrmFusion(DlrmSettings.builder(new Outcome.Binary("good", "1"), "cohort", "train")
            .clinical(ClinicalSettings.univariable(CLINICAL, 0.05)).build()).learn(cohort, Progress.NONE).model();
    }

    @Test
    void validationPerCohort() {
        final DlrmPredictor.Predictions p = new DlrmPredictor(result.model()).predict(cohort);
        final double[] clinical = new DlrmPredictor(clinicalModel()).predict(cohort).probability();
        final double[][] scores = {p.probability(), clinical, p.signatures()[0], p.signatures()[1]};
        final String[] names = {"dlrn", "clinical", "dl", "hc"};
        final double[] good = cohort.numbers("good");
        for (final String name : List.of("train", "ivc", "evc1", "evc2")) {
            final JsonElement e = at(expected, "by_cohort", name);
            final int[] rows = rowsOf(name);
            final double[] y = Descriptive.pick(good, rows);
            final Roc dlrn = Roc.of(y, Descriptive.pick(scores[0], rows), Roc.Direction.HIGHER_IS_POSITIVE);
            for (int s = 0; s < names.length; s++) {
                final Roc roc = Roc.of(y, Descriptive.pick(scores[s], rows), Roc.Direction.HIGHER_IS_POSITIVE);
                close(at(e, "auc", names[s], "auc"), roc.auc(), TOLERANCE, "auc");
                close(at(e, "auc", names[s], "lower"), roc.delongInterval(0.95).lower(), TOLERANCE, "lower");
                close(at(e, "auc", names[s], "upper"), roc.delongInterval(0.95).upper(), TOLERANCE, "upper");
                if (s > 0) {
                    close(at(e, "delong", "vs_" + names[s], "z"), dlrn.pairedTest(roc, 0.95).z(), TOLERANCE, "z");
                    close(at(e, "delong", "vs_" + names[s], "p"), dlrn.pairedTest(roc, 0.95).p(), TOLERANCE, "p");
                }
            }
            final double[] probability = Descriptive.pick(scores[0], rows);
            final HosmerLemeshow hl = HosmerLemeshow.of(y, probability, 10);
            close(at(e, "hoslem", "chisq"), hl.chisq(), TOLERANCE, "hoslem");
            close(at(e, "hoslem", "p"), hl.p(), TOLERANCE, "hoslem p");
            final Calibration c = Calibration.of(y, probability);
            close(at(e, "calibration", "slope"), c.slope(), TOLERANCE, "slope");
            close(at(e, "calibration", "slope_se"), c.slopeSe(), TOLERANCE, "slope_se");
            if (!name.equals("train")) { // there the reference is 1e-15 of rounding
                close(at(e, "calibration", "intercept_joint"), c.interceptJoint(), TOLERANCE, "intercept_joint");
                close(at(e, "calibration", "citl"), c.citl(), TOLERANCE, "citl");
            }
            close(at(e, "calibration", "brier"), c.brier(), TOLERANCE, "brier");
            close(at(e, "calibration", "scaled_brier"), c.scaledBrier(), TOLERANCE, "scaled_brier");
            final Reclassification.Continuous nri = Reclassification.continuous(y, Descriptive.pick(clinical, rows),
                probability);
            close(at(e, "nri"), nri.nri(), TOLERANCE, "nri");
            close(at(e, "idi"), nri.idi(), TOLERANCE, "idi");
            final DecisionCurve dca = DecisionCurve.of(y, probability, DecisionCurve.thresholds(.05, .95, .05));
            close(at(e, "dca_dlrn"), dca.netBenefit(), TOLERANCE, "dca_dlrn");
            close(at(e, "dca_all"), dca.treatAll(), TOLERANCE, "dca_all");
            final OperatingPoint point = dlrn.at(result.model().threshold().value());
            close(at(e, "sens"), point.sensitivity(), TOLERANCE, "sens");
            close(at(e, "spec"), point.specificity(), TOLERANCE, "spec");
            close(at(e, "acc"), point.accuracy(), TOLERANCE, "acc");
        }
    }

    @Test
    void progressionFreeSurvival() {
        final JsonElement e = at(expected, "pfs");
        final double[] lp = new DlrmPredictor(result.model()).predict(cohort).lp();
        final Table scored = cohort.with("score", lp);
        final Table followed = scored.rows(scored.completeRows(List.of("pfs")));
        assertEquals(at(e, "n").getAsInt(), followed.rows());
        final boolean[] train = new boolean[followed.rows()];
        for (int i = 0; i < train.length; i++) {
            train[i] = followed.factor("cohort").label(i).equals("train");
        }
        final Table training = followed.filter(i -> train[i]);
        assertEquals(at(e, "n_train").getAsInt(), training.rows());
        final MaxStat cut = MaxStat.search(follow(training), training.numbers("score"), 0.1, 0.9);
        close(at(e, "cutpoint_train_lp"), cut.cutpoint(), TOLERANCE, "cutpoint");
        close(at(e, "maxstat"), cut.statistic(), TOLERANCE, "maxstat");
        close(at(e, "p_lau94"), cut.pLau94(), TOLERANCE, "p_lau94");
        checkSurvival(at(e, "by", "train"), training, cut.cutpoint());
        checkSurvival(at(e, "by", "validation"), followed.filter(i -> !train[i]), cut.cutpoint());
        checkSurvival(at(e, "by", "all"), followed, cut.cutpoint());
        final List<String> names = List.of("score", "age", "sex", "ct", "cn");
        final CoxFit multivariable = CoxPh.of(follow(followed), names, followed.numbers(names)).fit();
        close(at(e, "multivariable", "coef"), multivariable.coef(), TOLERANCE, "coef");
        close(at(e, "multivariable", "se"), multivariable.stdErr(), TOLERANCE, "se");
        close(at(e, "multivariable", "p"), multivariable.p(), TOLERANCE, "p");
    }

    private static SurvivalData follow(final Table table) {
        return SurvivalData.of(table.numbers("pfs"), table.numbers("event"), 1);
    }

    private static void checkSurvival(final JsonElement e, final Table table, final double cut) {
        final SurvivalData data = follow(table);
        final double[] score = table.numbers("score");
        final double[] high = java.util.Arrays.stream(score).map(s -> s > cut ? 1 : 0).toArray();
        final int[] group = java.util.Arrays.stream(high).mapToInt(h -> (int)h).toArray();
        final LogRank.Result test = LogRank.test(data, group, 2, LogRank.Weight.LOG_RANK);
        close(at(e, "n"), java.util.Arrays.stream(test.n()).asDoubleStream().toArray(), TOLERANCE, "n");
        close(at(e, "events"), test.observed(), TOLERANCE, "events");
        close(at(e, "chisq"), test.chisq(), TOLERANCE, "chisq");
        close(at(e, "p"), test.p(), TOLERANCE, "p");
        final CoxFit hr = CoxPh.of(data, "high", high).fit();
        close(at(e, "hr"), hr.hazardRatio()[0], TOLERANCE, "hr");
        close(at(e, "hr_ci"), hr.hazardRatioInterval(0, 0.95).toArray(), TOLERANCE, "hr_ci");
        final CoxFit cox = CoxPh.of(data, "score", score).fit();
        close(at(e, "score_coef"), cox.coef()[0], TOLERANCE, "score_coef");
        close(at(e, "score_c"), cox.concordance().c(), TOLERANCE, "score_c");
        close(at(e, "score_c_se"), cox.concordance().stdErr(), TOLERANCE, "score_c_se");
        for (int g = 0; g < 2; g++) {
            final int wanted = g;
            final KaplanMeier km = KaplanMeier.fit(data.rows(IntStream.range(0, group.length)
                .filter(i -> group[i] == wanted).toArray()));
            final KaplanMeier.Quantile median = km.median(CiType.LOG, 0.95);
            close(numbers(at(e, "median"))[g], median.time(), TOLERANCE, "median");
            close(numbers(at(e, "median_lcl"))[g], median.lower(), TOLERANCE, "median_lcl");
            close(numbers(at(e, "median_ucl"))[g], median.upper(), TOLERANCE, "median_ucl");
            for (int t = 0; t < 2; t++) {
                close(numbers(at(e, "surv_12_36", "surv"))[2 * g + t], km.survivalAt(t == 0 ? 12 : 36), TOLERANCE,
                    "surv_12_36");
            }
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

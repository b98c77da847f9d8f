package org.dlrm.stats.survival;

import static org.dlrm.stats.base.Oracle.at;
import static org.dlrm.stats.base.Oracle.close;
import static org.dlrm.stats.base.Oracle.number;
import static org.dlrm.stats.base.Oracle.numbers;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

import org.dlrm.stats.base.DegenerateDataException;
import org.dlrm.stats.base.Oracle;
import org.dlrm.stats.table.Column;
import org.dlrm.stats.table.Table;
import org.dlrm.work.Progress;
import org.junit.jupiter.api.Test;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

/** The stratifier on the synthetic study (dlrm_pipeline.json, 1e-6) and on degenerate cohorts. */
final class SurvivalStratifierTest {

    private static final double TOLERANCE = 1e-6;

    private static final StratifierSettings STUDY = StratifierSettings.of("score", "pfs", "event", "1")
        .withCohort("cohort", "train").withLabels("PFS", "months").withHorizons(List.of(12.0, 36.0))
        .withCutRule(CutRule.maxStat(0.1, 0.9, MaxStat.PMethod.LAU94, 9999));

    /** The cohort with the fusion model's linear predictor as score, from the oracle's probabilities. */
    private static Table study() {
        final Table table = Oracle.data("dlrm_cohort");
        final double[] score = Arrays.stream(numbers(at(Oracle.results("dlrm_pipeline"), "prob_dlrn")))
            .map(p -> Math.log(p / (1 - p))).toArray();
        return table.with("score", score);
    }

    @Test
    void pipelineCutFromTrainingAppliedToAllCohorts() {
        final JsonObject expected = at(Oracle.results("dlrm_pipeline"), "pfs").getAsJsonObject();
        final SurvivalStratifier.Learned learned = SurvivalStratifier.learn(STUDY, study(), Progress.NONE);
        final SurvivalModel model = learned.model();
        close(at(expected, "cutpoint_train_lp"), model.cut().values()[0], TOLERANCE, "cut");
        close(at(expected, "maxstat"), model.cut().search().statistic(), TOLERANCE, "M");
        close(at(expected, "p_lau94"), model.cut().search().pAdjusted(), TOLERANCE, "adjusted p");
        assertEquals(number(at(expected, "n_train")), model.training().n());
        // the oracle's validation cohort is everything else together, and "all" is everything
        final Table table = study();
        final Column.Factor cohort = table.factor("cohort");
        final Map<String, Table> tables = Map.of("train", table.filter(i -> cohort.label(i).equals("train")),
            "validation", table.filter(i -> !cohort.label(i).equals("train")), "all", table);
        for (final String name : List.of("train", "validation", "all")) {
            final Table part = tables.get(name);
            final String[] label = new String[part.rows()];
            Arrays.fill(label, name);
            checkCohort(at(expected, "by", name), SurvivalStratifier.apply(model,
                part.with("cohort", factor(label)), Progress.NONE), name);
        }
    }

    private static void checkCohort(final JsonElement e, final Stratification applied, final String name) {
        assertEquals(1, applied.cohorts().size());
        final CohortStatistics s = applied.cohorts().get(0);
        assertArrayEquals(numbers(at(e, "n")), s.groups().stream().mapToDouble(CohortStatistics.Group::n).toArray());
        assertArrayEquals(numbers(at(e, "events")),
            s.groups().stream().mapToDouble(CohortStatistics.Group::events).toArray());
        close(at(e, "chisq"), s.comparison().chisq(), TOLERANCE, name + " chisq");
        close(at(e, "p"), s.comparison().p(), TOLERANCE, name + " p");
        close(at(e, "hr"), s.groupHazardRatios().get(0).hr(), TOLERANCE, name + " hr");
        close(at(e, "hr_ci"), new double[] {s.groupHazardRatios().get(0).lower(),
            s.groupHazardRatios().get(0).upper()}, TOLERANCE, name + " hr ci");
        close(Math.exp(number(at(e, "score_coef"))), s.scoreHazardRatio().hr(), TOLERANCE, name + " score");
        close(at(e, "score_c"), s.concordance().orElseThrow().c(), TOLERANCE, name + " c");
        close(at(e, "score_c_se"), s.concordance().orElseThrow().stdErr(), TOLERANCE, name + " c se");
        close(at(e, "median"), s.groups().stream().mapToDouble(g -> g.median().time()).toArray(), TOLERANCE, name);
        close(at(e, "median_lcl"), s.groups().stream().mapToDouble(g -> g.median().lower()).toArray(), TOLERANCE,
            name + " lcl");
        close(at(e, "median_ucl"), s.groups().stream().mapToDouble(g -> g.median().upper()).toArray(), TOLERANCE,
            name + " ucl");
        final List<KaplanMeier.AtTime> at = s.groups().stream().flatMap(g -> g.atHorizons().stream()).toList();
        close(at(e, "surv_12_36", "surv"), at.stream().mapToDouble(KaplanMeier.AtTime::survival).toArray(), TOLERANCE,
            name + " survival at 12 and 36 months");
        close(at(e, "surv_12_36", "n_risk"), at.stream().mapToDouble(KaplanMeier.AtTime::atRisk).toArray(), TOLERANCE,
            name + " at risk");
    }

    private static Column.Factor factor(final String[] labels) {
        final List<String> levels = Arrays.stream(labels).filter(l -> l != null).sorted().distinct().toList();
        return new Column.Factor(Arrays.stream(labels).mapToInt(l -> l == null ? -1 : levels.indexOf(l)).toArray(),
            levels);
    }

    @Test
    void multivariableModelOfAllFollowedPatients() {
        final JsonElement e = at(Oracle.results("dlrm_pipeline"), "pfs", "multivariable");
        final List<String> names = List.of("score", "age", "sex", "ct", "cn");
        final Table all = study();
        final List<String> needed = new ArrayList<>(names);
        needed.addAll(List.of("pfs", "event"));
        final Table table = all.rows(all.completeRows(needed));
        final CoxFit fit = CoxPh.of(SurvivalData.of(table.numbers("pfs"), table.numbers("event"), 1), names,
            table.numbers(names)).fit();
        close(at(e, "coef"), fit.coef(), TOLERANCE, "coef");
        close(at(e, "se"), fit.stdErr(), TOLERANCE, "se");
        close(at(e, "concordance_se"), fit.concordance().stdErr(), TOLERANCE, "c se");
        close(at(e, "zph_km", "p"), fit.zph(ZphTest.Transform.KM).p(), TOLERANCE, "zph");
    }

    @Test
    void covariatesAloneAndTogether() {
        final List<String> covariates = List.of("age", "sex", "ct", "cn");
        final Table all = study();
        final Table everybody = all.with("cohort", factor(all.keys().stream().map(k -> "t").toArray(String[]::new)));
        final CohortStatistics s = SurvivalStratifier.learn(STUDY.withCohort("cohort", "t")
            .withCutRule(CutRule.median()).withCovariates(covariates), everybody, Progress.NONE).training().cohorts()
            .get(0);
        final double[] expected = numbers(at(Oracle.results("dlrm_pipeline"), "pfs", "multivariable", "hr"));
        for (int j = 0; j < expected.length; j++) {
            close(expected[j], s.multivariable().get(j).hr(), TOLERANCE, "multivariable");
        }
        assertEquals(covariates, s.univariable().stream().map(CohortStatistics.HazardRatio::term).toList());
        final Table used = all.rows(all.completeRows(List.of("pfs", "event")));
        close(CoxPh.of(SurvivalData.of(used.numbers("pfs"), used.numbers("event"), 1), "age", used.numbers("age"))
            .fit().hazardRatio()[0], s.univariable().get(0).hr(), 1e-12, "univariable");
    }

    @Test
    void onlyTrainingRowsAreLearntFrom() {
        final Table table = study();
        final double[] time = table.numbers("pfs");
        final double[] score = table.numbers("score");
        final Column.Factor cohort = table.factor("cohort");
        for (int i = 0; i < time.length; i++) {
            if (!cohort.label(i).equals("train")) {
                time[i] = Double.isNaN(time[i]) ? 5 : time[i] * 0.01;
                score[i] = -score[i];
            }
        }
        assertEquals(SurvivalStratifier.learn(STUDY, table, Progress.NONE).model().toJson(),
            SurvivalStratifier.learn(STUDY, table.with("pfs", time).with("score", score), Progress.NONE).model()
                .toJson());
    }

    @Test
    void jsonComesBackBitForBit() {
        final SurvivalModel model = SurvivalStratifier.learn(STUDY, study(), Progress.NONE).model();
        final SurvivalModel back = SurvivalModel.fromJson(model.toJson());
        assertEquals(model.toJson(), back.toJson());
        assertEquals(model.settings().scores(), back.settings().scores());
        for (final double risk : new double[] {-2, 0, 1.3}) {
            assertEquals(model.label(risk), back.label(risk));
            assertEquals(model.survival(risk, 12), back.survival(risk, 12));
        }
        assertThrows(IllegalArgumentException.class, () -> SurvivalModel.fromJson("{}"));
        assertThrows(IllegalArgumentException.class, () -> SurvivalModel.fromJson("[1"));
        assertThrows(IllegalArgumentException.class,
            () -> SurvivalModel.fromJson(model.toJson().replace("\"version\": 1", "\"version\": 99")));
        message("level", "A confidence level lies between 0 and 1", () -> SurvivalModel.fromJson(
            model.toJson().replace("\"level\": 0.95", "\"level\": 7")));
        assertEquals(model.settings().caseTies(), SurvivalModel.fromJson(
            model.toJson().replaceFirst("\"caseTies\": \"[A-Z_]+\"", "\"old\": 1")).settings().caseTies());
        message("no scores", "cannot be read", () -> SurvivalModel.fromJson(
            model.toJson().replace("\"scores\"", "\"other\"")));
    }

    @Test
    void predictedSurvivalIsTheCoxModels() {
        final Table table = study();
        final SurvivalStratifier.Learned learned = SurvivalStratifier.learn(STUDY, table, Progress.NONE);
        final Column.Factor cohort = table.factor("cohort");
        final Table training = table.filter(i -> cohort.label(i).equals("train"));
        final Table used = training.rows(training.completeRows(List.of("pfs", "event", "score")));
        final CoxFit fit = CoxPh.of(SurvivalData.of(used.numbers("pfs"), used.numbers("event"), 1), "score",
            used.numbers("score")).fit();
        final double[] at = {12, 36};
        final Stratification applied = SurvivalStratifier.apply(learned.model(), used, Progress.NONE);
        for (int i = 0; i < used.rows(); i++) {
            final List<CoxFit.Prediction> expected = fit.predict(new double[] {used.numbers("score")[i]}, 0, at, 0.95);
            assertEquals(expected.get(0).survival(), applied.rows().get(i).survival()[0], 1e-10);
            assertEquals(expected.get(1).survival(), applied.rows().get(i).survival()[1], 1e-10);
        }
    }

    /** The p value of a searched cut is shown with the adjusted one only, and the group's Wald p value not at all. */
    @Test
    void searchedCutHasNoUnadjustedPAlone() {
        final CohortStatistics training =
            SurvivalStratifier.learn(STUDY, study(), Progress.NONE).training().cohorts().get(0);
        assertTrue(training.comparison().searched());
        assertTrue(training.comparison().pAdjusted() > training.comparison().p());
        assertEquals(training.comparison().pAdjusted(), training.comparison().pToShow());
        assertTrue(Double.isNaN(training.groupHazardRatios().get(0).p()));
        assertTrue(Double.isNaN(
            new CohortStatistics.Comparison("log-rank", 5, 1, 0.02, true, Double.NaN, "").p()));
        final CohortStatistics median = SurvivalStratifier.learn(STUDY.withCutRule(CutRule.median()), study(),
            Progress.NONE).training().cohorts().get(0);
        assertFalse(median.comparison().searched());
        assertEquals(median.comparison().p(), median.comparison().pToShow());
    }

    /** Without a cohort column the training patients are recognised by their data, in any order. */
    @Test
    void trainingPatientsAreRecognised() {
        final Table all = study();
        final Table training = all.filter(i -> all.factor("cohort").label(i).equals("train"));
        final StratifierSettings settings = STUDY.withCohort("", "");
        final SurvivalModel model = SurvivalStratifier.learn(settings, training, Progress.NONE).model();
        final int[] backwards = IntStream.range(0, training.rows()).map(i -> training.rows() - 1 - i).toArray();
        assertTrue(SurvivalStratifier.apply(model, training.rows(backwards), Progress.NONE).cohorts().get(0)
            .comparison().searched());
        final Table others = all.filter(i -> !all.factor("cohort").label(i).equals("train"));
        assertFalse(SurvivalStratifier.apply(model, others, Progress.NONE).cohorts().get(0).comparison().searched());
    }

    @Test
    void equationAndMeanDifferences() {
        final SurvivalStratifier.Learned learned = SurvivalStratifier.learn(STUDY, study(), Progress.NONE);
        final String equation = learned.model().equation();
        assertTrue(equation.contains("risk score = score\nlow: risk score <= "), equation);
        assertTrue(equation.contains("S0(12.0 months) = 0."), equation);
        final CohortStatistics s = learned.training().cohorts().get(0);
        final KaplanMeier.MeanDifference d = s.meanDifferences().get(0);
        assertEquals(12, d.tau());
        final double high = s.groups().get(1).curve().orElseThrow().restrictedMean(12).mean();
        final double low = s.groups().get(0).curve().orElseThrow().restrictedMean(12).mean();
        assertEquals(high - low, d.difference(), 1e-12);
        assertTrue(d.lower() < d.difference() && d.difference() < d.upper() && d.p() > 0 && d.p() < 0.05);
        assertEquals(2, s.accuracy().size());
        s.accuracy().forEach(a -> {
            assertTrue(a.auc().value() > 0.6 && a.auc().value() < 0.95, "AUC " + a.auc().value());
            assertTrue(a.brier().value() < a.nullBrier().value(), "better than predicting the mean");
            assertEquals(1, a.calibration().slope(), 1e-6, "calibrated where it was fitted");
        });
    }

    @Test
    void cutRules() {
        final double[] score = {1, 2, 3, 4, 5, 6, 7, 8};
        assertArrayEquals(new double[] {4.5}, CutRule.median().cuts(score));
        assertArrayEquals(new double[] {2.75, 6.25}, CutRule.quantiles(0.25, 0.75).cuts(score));
        assertArrayEquals(new double[] {2.75, 4.5, 6.25}, CutRule.groups(4).cuts(score));
        assertArrayEquals(new double[] {3}, CutRule.fixed(3).cuts(score));
        final double given = CutRule.given(3).cuts(score)[0];
        assertTrue(given < 3 && given > 2.999, "at the threshold is the higher group");
        assertThrows(DegenerateDataException.class, () -> CutRule.groups(3).cuts(new double[] {1, 1, 1, 1, 2}));
        assertThrows(IllegalArgumentException.class, () -> CutRule.fixed(2, 1));
        assertThrows(IllegalArgumentException.class, () -> CutRule.quantiles(0, 0.5));
    }

    @Test
    void threeGroupsHavePairsAndTrend() {
        final CohortStatistics s = SurvivalStratifier.learn(STUDY.withCutRule(CutRule.groups(3)), study(),
            Progress.NONE).training().cohorts().get(0);
        assertEquals(List.of("low", "middle", "high"), s.groups().stream().map(CohortStatistics.Group::label).toList());
        assertEquals(3, s.pairs().size());
        assertEquals(2, s.groupHazardRatios().size());
        assertTrue(s.trend().isPresent());
        s.pairs().forEach(p -> assertTrue(p.pHolm() >= p.p()));
    }

    @Test
    void severalScoresAreCombinedByCox() {
        final StratifierSettings settings = STUDY.withScores(List.of("score", "age"));
        final SurvivalModel model = SurvivalStratifier.learn(settings, study(), Progress.NONE).model();
        assertEquals(2, model.scores().size());
        assertEquals(1, model.cox().coef(), 1e-6, "the combined score is already the log hazard ratio");
    }

    @Test
    void treatmentBenefitIsTested() {
        final Random random = new Random(5);
        final int n = 600;
        final double[] score = new double[n];
        final double[] time = new double[n];
        final double[] event = new double[n];
        final String[] arm = new String[n];
        for (int i = 0; i < n; i++) {
            score[i] = random.nextGaussian();
            arm[i] = i % 2 == 0 ? "NAC" : "surgery";
            final boolean benefits = score[i] > 0 && i % 2 == 0;
            time[i] = -Math.log(random.nextDouble()) * (benefits ? 40 : 10);
            event[i] = time[i] < 60 ? 1 : 0;
            time[i] = Math.min(60, time[i]);
        }
        final Table table = Table.ofRows(n).with("score", score).with("pfs", time).with("event", event)
            .with("arm", factor(arm));
        final CohortStatistics s = SurvivalStratifier.learn(StratifierSettings.of("score", "pfs", "event", "1")
            .withCutRule(CutRule.fixed(0)).withTreatment("arm", "NAC"), table, Progress.NONE).training().cohorts()
            .get(0);
        final CohortStatistics.HazardRatio product = s.interaction().stream()
            .filter(r -> r.term().equals("treatment x high vs low")).findFirst().orElseThrow();
        assertTrue(product.p() < 1e-6, "benefit differs between the groups: p = " + product.p());
        assertEquals(0.25, product.hr(), 0.08);
        assertEquals(1, s.interaction().get(0).hr(), 0.2, "no effect in the low group");
        assertEquals(List.of("treatment in low", "treatment in high"),
            s.treatmentByGroup().stream().map(CohortStatistics.HazardRatio::term).toList());
        assertEquals(s.interaction().get(0).hr() * product.hr(), s.treatmentByGroup().get(1).hr(), 0.05);
    }

    @Test
    void cohortWithoutEventIsBlankWithReason() {
        final Table table = Table.ofRows(12)
            .with("score", new double[] {1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6})
            .with("pfs", new double[] {3, 9, 4, 8, 5, 7, 3, 9, 4, 8, 5, 7})
            .with("event", new double[] {1, 1, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0})
            .with("cohort", factor("t t t t t t v v v v v v".split(" ")));
        final SurvivalModel model = SurvivalStratifier.learn(StratifierSettings.of("score", "pfs", "event", "1")
            .withCohort("cohort", "t"), table, Progress.NONE).model();
        final CohortStatistics v = SurvivalStratifier.apply(model, table, Progress.NONE).cohorts().get(1);
        assertEquals(0, v.events());
        assertTrue(Double.isNaN(v.comparison().p()) && Double.isNaN(v.scoreHazardRatio().hr()));
        assertTrue(v.concordance().isEmpty() && v.groupHazardRatios().isEmpty());
        assertTrue(v.warnings().stream().anyMatch(w -> w.contains("No patient of the cohort had the event")),
            v.warnings().toString());
        v.groups().forEach(g -> assertTrue(Double.isNaN(g.median().time())));
    }

    @Test
    void emptyAndOneSidedCohorts() {
        final double nan = Double.NaN;
        final Table table = Table.ofRows(12)
            .with("score", new double[] {1, 2, 3, 4, 5, 6, 5, 6, 7, 1, 2, 6})
            .with("pfs", new double[] {3, 9, 4, 8, 5, 7, 3, 9, 4, nan, nan, nan})
            .with("event", new double[] {1, 1, 0, 1, 1, 1, 1, 0, 1, 0, 1, 0})
            .with("cohort", factor("t t t t t t high high high lost lost lost".split(" ")));
        final SurvivalModel model = SurvivalStratifier.learn(StratifierSettings.of("score", "pfs", "event", "1")
            .withCohort("cohort", "t").withHorizons(List.of(5.0)), table, Progress.NONE).model();
        final List<CohortStatistics> cohorts = SurvivalStratifier.apply(model, table, Progress.NONE).cohorts();
        final CohortStatistics high = cohorts.get(1);
        assertEquals(3, high.groups().get(1).n());
        assertTrue(high.groups().get(0).curve().isEmpty() && Double.isNaN(high.comparison().p()));
        final String warnings = high.warnings().toString();
        assertTrue(warnings.contains("'low' has no patient") && warnings.contains("in one group"), warnings);
        final CohortStatistics lost = cohorts.get(2);
        assertEquals(0, lost.n());
        assertTrue(lost.warnings().toString().contains("No row of the cohort has score, time and event status"));
        assertTrue(Double.isNaN(lost.comparison().p()) && lost.concordance().isEmpty());
    }

    /** DLBCL's best cut leaves a group without events: R prints a hazard ratio of 4e-13. */
    @Test
    void groupWithoutEventHasNoHazardRatio() {
        final Table table = Oracle.data("DLBCL");
        final SurvivalStratifier.Learned learned = SurvivalStratifier.learn(
            StratifierSettings.of("MGE", "time", "cens", "1").withCutRule(CutRule.maxStat(0.1, 0.9,
                MaxStat.PMethod.HL, 999)), table, Progress.NONE);
        assertEquals(0.02218248967825942, learned.model().cut().search().pAdjusted(), 1e-8);
        final CohortStatistics s = learned.training().cohorts().get(0);
        assertEquals(0, s.groups().get(1).events());
        final CohortStatistics.HazardRatio ratio = s.groupHazardRatios().get(0);
        assertTrue(Double.isNaN(ratio.hr()) && Double.isNaN(ratio.lower()) && Double.isNaN(ratio.upper()));
        assertTrue(s.warnings().stream().anyMatch(w -> w.contains("has no event")), s.warnings().toString());
        assertTrue(s.warnings().stream().anyMatch(w -> w.contains("no maximum")), s.warnings().toString());
        assertTrue(s.zph().isEmpty());
        assertEquals(0.005337927314858561, s.comparison().p(), 1e-10);
    }

    @Test
    void leftOverRowsAreCounted() {
        final Table table = Table.ofRows(9).with("score", new double[] {1, 2, 3, 4, 5, 6, Double.NaN, 8, 9})
            .with("pfs", new double[] {3, 9, 0, 8, 5, 7, 3, Double.NaN, 4})
            .with("event", new double[] {1, 1, 0, 1, 1, 1, 0, 0, 1})
            .with("cohort", factor(new String[] {"t", "t", "t", "t", "t", "t", "t", "t", null}));
        final SurvivalStratifier.Learned learned = SurvivalStratifier.learn(
            StratifierSettings.of("score", "pfs", "event", "1").withCohort("cohort", "t"), table, Progress.NONE);
        assertEquals(6, learned.model().training().n());
        final String warnings = learned.training().warnings().toString();
        assertTrue(warnings.contains("1 row has no value in the cohort column"), warnings);
        assertTrue(warnings.contains("2 of 8 rows lack score"), warnings);
        assertTrue(warnings.contains("time 0"), warnings);
        final Stratification applied = SurvivalStratifier.apply(learned.model(), table, Progress.NONE);
        assertEquals(9, applied.rows().size());
        assertEquals("", applied.rows().get(6).group());
        assertEquals("high", applied.rows().get(8).group(), "a row of no cohort still has its group");
        assertTrue(applied.warnings().toString().contains("belongs to no cohort"), applied.warnings().toString());
        assertEquals(1, applied.cohorts().size());
    }

    @Test
    void clearMessages() {
        final Table table = Table.ofRows(4).with("score", new double[] {1, 2, 3, 4})
            .with("pfs", new double[] {3, -9, 1, 8}).with("event", new double[] {1, 1, 0, 1});
        final StratifierSettings settings = StratifierSettings.of("score", "pfs", "event", "1");
        message("negative", "Row 2 has the time -9.0", () -> SurvivalStratifier.learn(settings, table, Progress.NONE));
        final Table positive = table.with("pfs", new double[] {3, 9, 1, 8});
        message("no event", "None of the 4 training patients had the event ('event' = 2); values there: 0, 1.",
            () -> SurvivalStratifier.learn(StratifierSettings.of("score", "pfs", "event", "2"), positive,
                Progress.NONE));
        message("one value", "one value only", () -> SurvivalStratifier.learn(settings.withCutRule(
            CutRule.maxStat(0.1, 0.9, MaxStat.PMethod.LAU94, 1)), positive.with("score", new double[] {5, 5, 5, 5}),
            Progress.NONE));
        message("what a model gives that selected nothing", "the model has found nothing", () -> SurvivalStratifier.learn(
            settings.withCutRule(CutRule.median()), positive.with("score", new double[] {5, 5, 5, 5}), Progress.NONE));
        message("empty group", "empty (sizes [4, 0]", () -> SurvivalStratifier.learn(settings.withCutRule(
            CutRule.fixed(99)), positive, Progress.NONE));
        message("training value", "values there: a", () -> SurvivalStratifier.learn(
            settings.withCohort("cohort", "train"), positive.with("cohort", factor("a a a a".split(" "))),
            Progress.NONE));
    }

    private static void message(final String what, final String part, final Runnable action) {
        final IllegalArgumentException e = assertThrows(IllegalArgumentException.class, action::run, what);
        assertTrue(e.getMessage().contains(part), what + ": " + e.getMessage());
    }

    @Test
    void warningsInWords() {
        // 8 patients, follow-up to 9, horizon 20, few events
        final Table table = Table.ofRows(8).with("score", IntStream.range(0, 8).asDoubleStream().toArray())
            .with("pfs", new double[] {3, 9, 1, 8, 4, 5, 2, 6}).with("event", new double[] {1, 0, 0, 1, 0, 1, 1, 0});
        final SurvivalStratifier.Learned learned = SurvivalStratifier.learn(
            StratifierSettings.of("score", "pfs", "event", "1").withHorizons(List.of(20.0)), table, Progress.NONE);
        final CohortStatistics s = learned.training().cohorts().get(0);
        assertTrue(s.warnings().toString().contains("before the horizon 20"), s.warnings().toString());
        assertTrue(s.warnings().toString().contains("fewer than 10 per coefficient"), s.warnings().toString());
        assertTrue(Double.isNaN(s.groups().get(0).atHorizons().get(0).survival()));
        assertTrue(Double.isNaN(learned.training().rows().get(0).survival()[0]), "no prediction beyond follow-up");
    }
}

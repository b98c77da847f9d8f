package org.dlrm.stats.fusion;

import static org.dlrm.stats.base.Oracle.at;
import static org.dlrm.stats.base.Oracle.close;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;

import org.dlrm.stats.base.Oracle;
import org.dlrm.stats.combat.Combat;
import org.dlrm.stats.combat.CombatModel;
import org.dlrm.stats.glmnet.CvMeasure;
import org.dlrm.stats.nomogram.Nomogram;
import org.dlrm.stats.select.Mrmr;
import org.dlrm.stats.table.Column;
import org.dlrm.stats.table.Table;
import org.dlrm.stats.univariable.PAdjust;
import org.dlrm.work.Progress;
import org.junit.jupiter.api.Test;

import com.google.gson.JsonElement;

/** Each step of the learner on its own, logistic and Cox. */
class FusionStepsTest {

    private static final String[] PBC = {"age", "edema", "lbili", "albumin", "protime"};

    private static Table with(final Table table) {
        return table.with("cohort", Column.Factor.of(IntStream.range(0, table.rows()).mapToObj(i -> "train").toList()));
    }

    private static DlrmSettings.Builder cox() {
        return DlrmSettings.builder(new Outcome.Survival("time", "ev", "1"), "cohort", "train");
    }

    private static DlrmSettings.Builder logistic() {
        return DlrmSettings.builder(new Outcome.Binary("y", "1"), "cohort", "train");
    }

    private static DlrmFusion.Result learn(final DlrmSettings.Builder builder, final Table table) {
        return new DlrmFusion(builder.build(), 2).learn(table, Progress.NONE);
    }

    private static ClinicalSettings all(final String... columns) {
        return ClinicalSettings.univariable(List.of(columns), 1);
    }

    private static List<String> kept(final DlrmFusion.Result result, final String step) {
        return result.trace().stream().filter(t -> t.step().equals(step) && t.kept()).map(TraceRow::feature).toList();
    }

    /** The clinical Cox model of rms.json: coefficients, nomogram with survival axes, predicted survival. */
    @Test
    void coxFusionIsTheReferenceModel() {
        final JsonElement e = at(Oracle.results("rms"), "pbc_cph");
        final Table pbc = with(Oracle.data("pbc_model"));
        final DlrmModel model = learn(cox().clinical(all(PBC)).horizons(365, 1095, 1825), pbc).model();
        assertEquals(DlrmModel.Kind.COX, model.kind());
        for (final DlrmModel.Term term : model.terms()) {
            close(at(e, "coef", term.name()), term.coef(), 1e-8, term.name());
        }
        for (final Nomogram.Axis axis : model.nomogram().axes()) {
            close(at(e, "nomogram", axis.predictor().name(), "points"), axis.points(), 1e-8, axis.predictor().name());
        }
        close(at(e, "nomogram", "total.points", "x"), model.nomogram().totalPoints(), 1e-8, "total.points");
        close(at(e, "nomogram", "lp", "x"), model.nomogram().lp().points(), 1e-8, "lp");
        final double[] marks = model.nomogram().functions().get(0).values();
        final double[] expected = Oracle.numbers(at(e, "nomogram", "S1y", "x"));
        final double[] values = Oracle.numbers(at(e, "nomogram", "S1y", "x.real"));
        for (int i = 0; i < values.length; i++) {
            final int at = Arrays.binarySearch(marks, values[i]);
            if (at >= 0) {
                close(expected[i], model.nomogram().functions().get(0).points()[at], 1e-8, "S1y " + values[i]);
            }
        }
        final DlrmPredictor predictor = new DlrmPredictor(DlrmModel.fromJson(model.toJson()));
        final double[] lp = predictor.predict(pbc).lp();
        for (int i = 0; i < 5; i++) {
            final double[] survival = Oracle.numbers(at(e, "surv_first5_365_1095_1825").getAsJsonArray().get(i));
            for (int t = 0; t < 3; t++) {
                close(survival[t], predictor.survival(lp[i], new double[] {365, 1095, 1825}[t]), 1e-8, "survival");
            }
        }
        assertEquals(1, predictor.survival(lp[0], 1));
        close(at(e, "stats", "Dxy"), 2 * (model.performance().apparent().value() - 0.5), 1e-8, "Dxy");
        assertTrue(model.performance().apparent().lower() < model.performance().apparent().value());
    }

    /** R: uniroot on coxph's log likelihood with the coefficient as offset. */
    @Test
    void coxProfileIntervals() {
        final DlrmModel model = learn(cox().clinical(all("age", "edema", "lbili")), with(Oracle.data("pbc_model"))).model();
        final double[][] expected = {{1.02778017028, 1.05910698821}, {2.40256908313, 6.57291410207},
            {2.17516851595, 2.98336897461}};
        for (int t = 0; t < 3; t++) {
            assertEquals(expected[t][0], model.terms().get(t).profileLower(), 1e-8);
            assertEquals(expected[t][1], model.terms().get(t).profileUpper(), 1e-8);
        }
        assertTrue(model.terms().get(2).lrP() < 1e-20);
    }

    @Test
    void coxLassoSignature() {
        final Table data = with(Oracle.data("glmnet_cox400"));
        final List<String> x = data.names().stream().filter(n -> n.matches("X\\d+|V\\d+")).toList();
        final DlrmFusion.Result result = learn(DlrmSettings.builder(new Outcome.Survival("time", "status", "1"), "cohort",
            "train").group("sig", x, new SelectionStep.UnivariableScreen(SelectionStep.Test.COX, PAdjust.HOLM, 1),
                new SelectionStep.Redundancy(0.9, SelectionStep.Relevance.AUC),
                new SelectionStep.MrmrSelection(5, Mrmr.Criterion.MIQ, Mrmr.Correlation.SPEARMAN),
                new SelectionStep.Penalized(0.5, SelectionStep.LambdaRule.ONE_SE, CvMeasure.C, 5,
                    SelectionStep.FoldScheme.STRATIFIED, 2, 1e-9))
            .validation(new DlrmSettings.Validation(4, 1, 5)), data);
        final Performance p = result.model().performance();
        assertEquals("C", p.measure());
        assertTrue(p.apparent().value() > 0.7 && p.crossValidated().value() > 0.65, p.toString());
        assertEquals(5, kept(result, "mRMR").size());
        assertEquals(1, result.model().terms().size());
        assertTrue(result.model().terms().get(0).coef() > 0.9); // shrunken signature: at least its own scale
    }

    /** R: step(glm(y ~ age + male + wf + s100b + ndka, binomial, A)) keeps age, male, wf and ndka. */
    @Test
    void backwardByAic() {
        final Table data = with(Oracle.data("aSAH_model"));
        final ClinicalSettings settings = new ClinicalSettings(List.of("age", "male", "wf", "s100b", "ndka"), List.of(), 1,
            ClinicalSettings.Backward.AIC, 1, ClinicalSettings.Missing.DROP_ROWS);
        final DlrmFusion.Result result = learn(logistic().clinical(settings), data);
        assertEquals(BACKWARD_AIC, result.model().terms().stream().map(DlrmModel.Term::name).toList());
        final ClinicalSettings byP = new ClinicalSettings(settings.columns(), List.of("ndka"), 1,
            ClinicalSettings.Backward.P_VALUE, 0.01, ClinicalSettings.Missing.DROP_ROWS);
        final DlrmFusion.Result strict = learn(logistic().clinical(byP), data);
        final List<String> terms = strict.model().terms().stream().map(DlrmModel.Term::name).toList();
        assertTrue(terms.contains("ndka") && terms.contains("wf") && !terms.contains("age"), terms.toString());
        strict.model().terms().stream().filter(t -> !t.name().equals("ndka"))
            .forEach(t -> assertTrue(t.lrP() < 0.01, t.toString()));
    }

    private static final List<String> BACKWARD_AIC = List.of("age", "male", "wf", "ndka");

    @Test
    void categoriesAreDummyCoded() {
        final Table sah = Oracle.data("aSAH");
        final Table data = with(Oracle.data("aSAH_model")).with("gender", sah.column("gender"))
            .with("grade", sah.factor("wfns"));
        final DlrmModel byNumber = learn(logistic().clinical(all("age", "male")), data).model();
        final DlrmModel byFactor = learn(logistic().clinical(all("age", "gender")), data).model();
        assertEquals("genderMale", byFactor.terms().get(1).name());
        assertEquals(byNumber.terms().get(1).coef(), byFactor.terms().get(1).coef(), 1e-12);
        final DlrmFusion.Result grades = learn(logistic().clinical(all("grade")), data);
        assertEquals(1, grades.model().nomogram().axes().size());
        assertEquals(data.factor("grade").levels(), grades.model().nomogram().axes().get(0).predictor().labels());
        assertTrue(grades.trace().get(0).statistic().contains("likelihood-ratio"));
    }

    @Test
    void scoreColumnsEnterAsTheyAre() {
        final Table data = with(Oracle.data("aSAH_model"));
        final DlrmModel model = learn(logistic().scores(List.of("s100b")).clinical(all("age")), data).model();
        assertEquals(List.of("s100b", "age"), model.terms().stream().map(DlrmModel.Term::name).toList());
    }

    @Test
    void contributionsAddUp() {
        final Table data = with(Oracle.data("aSAH_model"));
        final DlrmPredictor predictor = new DlrmPredictor(learn(logistic().clinical(all("age", "male", "wf"))
            .group("sig", List.of("s100b", "ndka")), data).model());
        final DlrmPredictor.Predictions p = predictor.predict(data);
        for (int i = 0; i < data.rows(); i++) {
            double sum = predictor.referenceLp();
            for (final double[] term : p.contributions()) {
                sum += term[i];
            }
            assertEquals(p.lp()[i], sum, 1e-12);
            assertEquals(1 / (1 + Math.exp(-p.lp()[i])), p.probability()[i], 1e-15);
        }
    }

    @Test
    void thresholdRules() {
        final Table data = with(Oracle.data("aSAH_model"));
        final DlrmSettings.Builder base = logistic().clinical(all("age", "male", "wf", "s100b"));
        final DlrmModel.Threshold sensitive = learn(base.threshold(ThresholdRule.sensitivity(0.9)), data).model().threshold();
        assertTrue(sensitive.sensitivity() >= 0.9 && sensitive.sensitivity() < 0.95, sensitive.toString());
        final DlrmModel.Threshold costly = learn(base.threshold(ThresholdRule.cost(10)), data).model().threshold();
        final DlrmModel.Threshold cheap = learn(base.threshold(ThresholdRule.cost(0.1)), data).model().threshold();
        assertTrue(costly.value() < cheap.value());
        assertEquals(0.3, learn(base.threshold(ThresholdRule.fixed(0.3)), data).model().threshold().value());
    }

    @Test
    void stabilitySelectionFindsWhatCarriesInformation() {
        final Table data = with(Oracle.data("glmnet_binomial"));
        final List<String> x = data.names().stream().filter(n -> !n.equals("y") && !n.equals("cohort")).toList();
        final DlrmFusion.Result result = learn(logistic().group("sig", x,
            new SelectionStep.Stability(50, 0.8, 8)), data);
        final List<String> stable = kept(result, "stability selection");
        assertTrue(stable.size() >= 2 && stable.size() <= 8, stable.toString());
        final List<Double> frequencies = result.trace().stream().filter(t -> t.step().equals("stability selection"))
            .map(TraceRow::value).toList();
        assertEquals(x.size(), frequencies.size());
        assertTrue(frequencies.stream().allMatch(f -> f >= 0 && f <= 1));
        final String again = learn(logistic().group("sig", x, new SelectionStep.Stability(50, 0.8, 8)), data).model()
            .toJson();
        assertEquals(again, result.model().toJson());
    }

    /** Harmonized in the learner, or before it on the training rows: the same model; the frozen one takes raw values. */
    @Test
    void harmonizationTravelsInTheModel() {
        final Table raw = Oracle.data("combat_input");
        final Table data = raw.with("cohort", Column.Factor.of(IntStream.range(0, raw.rows())
            .mapToObj(i -> i % 6 == 5 ? "test" : "train").toList()));
        final List<String> features = data.names().stream().filter(n -> n.matches("f\\d+")).toList();
        final DlrmSettings.Builder base = DlrmSettings.builder(new Outcome.Binary("cov", "1"), "cohort", "train")
            .group("sig", features, new SelectionStep.Redundancy(0.3, SelectionStep.Relevance.AUC),
                new SelectionStep.MrmrSelection(3, Mrmr.Criterion.MID, Mrmr.Correlation.PEARSON));
        final Column.Factor cohort = data.factor("cohort");
        final CombatModel combat = Combat.DEFAULT.learn(data.filter(i -> cohort.label(i).equals("train")), features,
            "batch", List.of("age"));
        final Table before = combat.apply(data, CombatModel.Unseen.ERROR);
        final DlrmModel outside = learn(base, before).model();
        final DlrmModel inside = learn(base.harmonization(new DlrmSettings.Harmonization("batch", Combat.DEFAULT,
            List.of("age"), CombatModel.Unseen.ERROR)).validation(new DlrmSettings.Validation(3, 1, 3)), data).model();
        assertEquals(outside.terms(), inside.terms());
        assertEquals(outside.signatures(), inside.signatures());
        final DlrmPredictor predictor = new DlrmPredictor(DlrmModel.fromJson(inside.toJson()));
        assertTrue(predictor.requiredColumns().containsAll(List.of("batch", "age")));
        assertEquals(3, inside.harmonization().get(0).combat().features().size());
        assertEquals(Arrays.toString(new DlrmPredictor(outside).predict(before).lp()),
            Arrays.toString(predictor.predict(data).lp()));
        assertTrue(Double.isFinite(inside.performance().crossValidated().value()));
        final Table unseen = data.with("batch", Column.Factor.of(java.util.Collections.nCopies(data.rows(), "Z")));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> predictor.predict(unseen)).getMessage()
            .contains("'Z'"));
    }

    @Test
    void cancelled() {
        final Table data = with(Oracle.data("aSAH_model"));
        final Progress impatient = new Progress() {
            @Override
            public void report(final double fraction, final String message) {
                // nobody listens
            }

            @Override
            public boolean isCanceled() {
                return true;
            }
        };
        assertThrows(CancellationException.class, () -> new DlrmFusion(logistic().clinical(all("age")).build())
            .learn(data, impatient));
    }

    @Test
    void equationIsReadable() {
        final String equation = learn(logistic().clinical(all("age")).group("sig", List.of("s100b")),
            with(Oracle.data("aSAH_model"))).model().equation();
        assertTrue(equation.contains("sig = ") && equation.contains("logit P(y = 1) = ") && equation.contains("* age"),
            equation);
    }
}

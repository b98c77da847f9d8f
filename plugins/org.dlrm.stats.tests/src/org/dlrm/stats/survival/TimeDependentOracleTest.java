package org.dlrm.stats.survival;

import static org.dlrm.stats.base.Oracle.at;
import static org.dlrm.stats.base.Oracle.close;
import static org.dlrm.stats.base.Oracle.number;
import static org.dlrm.stats.base.Oracle.numbers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.dlrm.stats.base.DegenerateDataException;
import org.dlrm.stats.base.Oracle;
import org.dlrm.stats.table.Table;
import org.junit.jupiter.api.Test;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

/** Every value of R's concordance, riskRegression and the formulas in timedep.json, 1e-8. */
final class TimeDependentOracleTest {

    private static final double TOLERANCE = 1e-8;

    private static final JsonObject ORACLE = Oracle.results("timedep");

    private static final double[] TIMES = {180, 365, 545};

    private static final Table LUNG = Oracle.data("lung_complete");

    private static final SurvivalData DATA = SurvivalData.of(LUNG.numbers("time"), LUNG.numbers("ev"), 1);

    private static final List<String> NAMES = List.of("age", "sex", "ph.ecog");

    private static CoxFit cox() {
        return CoxPh.of(DATA, NAMES, LUNG.numbers(NAMES)).fit();
    }

    private static void checkConcordance(final String name, final Concordance concordance) {
        final JsonElement e = at(ORACLE, "lung_concordance", name);
        close(at(e, "c"), concordance.c(), TOLERANCE, name);
        close(at(e, "se"), concordance.stdErr(), TOLERANCE, name + " se");
        int k = 0;
        for (final String key : List.of("concordant", "discordant", "tied.x", "tied.y", "tied.xy")) {
            close(at(e, "count", key), concordance.totals()[k++], TOLERANCE, name + " " + key);
        }
    }

    @Test
    void concordances() {
        final double[] lp = cox().linearPredictors();
        close(at(ORACLE, "lung_cox_lp_centered"), lp, TOLERANCE, "lp");
        final double inf = Double.POSITIVE_INFINITY;
        checkConcordance("harrell", Concordance.of(DATA, lp, Concordance.Weighting.HARRELL, inf));
        checkConcordance("uno_n_over_G2", Concordance.of(DATA, lp, Concordance.Weighting.UNO, inf));
        checkConcordance("uno_tau730", Concordance.of(DATA, lp, Concordance.Weighting.UNO, 730));
        checkConcordance("harrell_age", Concordance.of(DATA, LUNG.numbers("age"), Concordance.Weighting.HARRELL, inf));
    }

    @Test
    void aucByRiskRegression() {
        final JsonElement e = at(ORACLE, "lung_score_ipcw_km", "auc");
        final JsonElement contrasts = at(ORACLE, "lung_score_ipcw_km", "auc_contrast");
        final double[] lp = cox().linearPredictors();
        final double[] age = LUNG.numbers("age");
        for (int k = 0; k < 3; k++) {
            final TimeDependent.Estimate a = TimeDependent.auc(DATA, lp, TIMES[k],
                TimeDependent.CaseTies.AT_OR_BEFORE);
            final TimeDependent.Estimate b = TimeDependent.auc(DATA, age, TIMES[k],
                TimeDependent.CaseTies.AT_OR_BEFORE);
            for (final int model : new int[] {0, 3}) {
                final TimeDependent.Estimate estimate = model == 0 ? a : b;
                final String name = (model == 0 ? "cox" : "age") + " at " + TIMES[k];
                close(cell(e, "AUC", model + k), estimate.value(), TOLERANCE, name);
                close(cell(e, "se", model + k), estimate.stdErr(), TOLERANCE, name + " se");
                close(cell(e, "lower", model + k), estimate.interval(0.95).lower(), TOLERANCE, name + " lower");
                close(cell(e, "upper", model + k), estimate.interval(0.95).upper(), TOLERANCE, name + " upper");
            }
            final TimeDependent.Contrast contrast = TimeDependent.difference(b, a, 0.95);
            close(cell(contrasts, "delta.AUC", k), contrast.difference(), TOLERANCE, "difference");
            close(cell(contrasts, "se", k), contrast.stdErr(), TOLERANCE, "difference se");
            close(cell(contrasts, "lower", k), contrast.lower(), TOLERANCE, "difference lower");
            close(cell(contrasts, "upper", k), contrast.upper(), TOLERANCE, "difference upper");
            close(cell(contrasts, "p", k), contrast.p(), TOLERANCE, "difference p");
        }
    }

    private static JsonElement cell(final JsonElement e, final String key, final int index) {
        return e.getAsJsonObject().getAsJsonArray(key).get(index);
    }

    @Test
    void aucByFormula() {
        final JsonObject e = ORACLE.getAsJsonObject("lung_cd_auc_formula");
        for (final String model : List.of("cox_lp", "age")) {
            final double[] marker = model.equals("age") ? LUNG.numbers("age") : cox().linearPredictors();
            final JsonArray times = e.getAsJsonArray(model);
            for (int k = 0; k < 3; k++) {
                final TimeDependent.Estimate estimate = TimeDependent.auc(DATA, marker, TIMES[k],
                    TimeDependent.CaseTies.AT_OR_BEFORE);
                close(at(times.get(k), "auc"), estimate.value(), TOLERANCE, model);
                assertEquals(number(at(times.get(k), "n_cases")), estimate.cases());
                assertEquals(number(at(times.get(k), "n_controls")), estimate.controls());
                assertEquals(number(at(times.get(k), "n_censored_before")), estimate.censored());
            }
        }
    }

    /** timeROC takes events before t as cases: an event falls exactly on day 180. */
    @Test
    void aucByTimeRoc() {
        final JsonElement e = at(ORACLE, "timeROC_reference");
        final double[] lp = cox().linearPredictors();
        for (int k = 0; k < 3; k++) {
            final TimeDependent.Estimate cox = TimeDependent.auc(DATA, lp, TIMES[k], TimeDependent.CaseTies.BEFORE);
            final TimeDependent.Estimate age = TimeDependent.auc(DATA, LUNG.numbers("age"), TIMES[k],
                TimeDependent.CaseTies.BEFORE);
            close(numbers(at(e, "auc_lp"))[k], cox.value(), TOLERANCE, "lp");
            close(numbers(at(e, "se_lp"))[k], cox.stdErr(), TOLERANCE, "lp se");
            close(numbers(at(e, "auc_age"))[k], age.value(), TOLERANCE, "age");
            close(numbers(at(e, "compare_p"))[k], TimeDependent.difference(cox, age, 0.95).p(), TOLERANCE, "compare");
        }
    }

    @Test
    void brierByRiskRegression() {
        final JsonElement e = at(ORACLE, "lung_score_ipcw_km", "brier");
        final List<List<TimeDependent.Estimate>> models = List.of(new ArrayList<>(), new ArrayList<>(),
            new ArrayList<>());
        final CoxFit age = CoxPh.of(DATA, "age", LUNG.numbers("age")).fit();
        for (int k = 0; k < 3; k++) {
            models.get(0).add(TimeDependent.brierOfNullModel(DATA, TIMES[k]));
            models.get(1).add(TimeDependent.brier(DATA, risk(cox(), LUNG.numbers(NAMES), TIMES[k]), TIMES[k]));
            models.get(2).add(TimeDependent.brier(DATA, risk(age, LUNG.numbers(List.of("age")), TIMES[k]), TIMES[k]));
        }
        for (int m = 0; m < 3; m++) {
            final double[] integrated = TimeDependent.integratedBrier(models.get(m));
            for (int k = 0; k < 3; k++) {
                final TimeDependent.Estimate estimate = models.get(m).get(k);
                final String name = "model " + m + " at " + TIMES[k];
                close(cell(e, "Brier", 3 * m + k), estimate.value(), TOLERANCE, name);
                close(cell(e, "se", 3 * m + k), estimate.stdErr(), TOLERANCE, name + " se");
                close(cell(e, "lower", 3 * m + k), estimate.interval(0.95).lower(), TOLERANCE, name + " lower");
                close(cell(e, "upper", 3 * m + k), estimate.interval(0.95).upper(), TOLERANCE, name + " upper");
                close(cell(e, "IBS", 3 * m + k), integrated[k], TOLERANCE, name + " IBS");
            }
        }
    }

    private static double[] risk(final CoxFit fit, final double[][] x, final double t) {
        final BaselineHazard baseline = fit.baselineHazard();
        return Arrays.stream(fit.linearPredictors(x)).map(lp -> 1 - baseline.survival(t, lp)).toArray();
    }

    /** Without censoring the IPCW scores are the plain ones. */
    @Test
    void uncensoredIsPlain() {
        final double[] time = {1, 2, 3, 4, 5, 6};
        final SurvivalData data = SurvivalData.of(time, new boolean[] {true, true, true, true, true, true});
        final double[] marker = {6, 2, 5, 3, 4, 1};
        // cases 1, 2, 3 with markers 6, 2, 5 against controls 3, 4, 1: 3 + 1 + 3 of 9 pairs
        assertEquals(7.0 / 9, TimeDependent.auc(data, marker, 3, TimeDependent.CaseTies.AT_OR_BEFORE).value(), 1e-15);
        final double[] risk = {0.9, 0.2, 0.8, 0.3, 0.4, 0.1};
        assertEquals((0.01 + 0.64 + 0.04 + 0.09 + 0.16 + 0.01) / 6, TimeDependent.brier(data, risk, 3).value(), 1e-15);
        // all predictions 1/2: Brier score 1/4 from the first event to the end, 0 before
        final double ibs = TimeDependent.integratedBrier(data, t -> new double[] {.5, .5, .5, .5, .5, .5}, 5);
        assertEquals(0.25 * 4 / 5, ibs, 1e-15);
    }

    /** The first to leave is often censored, not an event: the integrated score passes that time. */
    @Test
    void integratedScoreExistsWhereTheFirstTimeIsCensored() {
        final SurvivalData data = SurvivalData.of(new double[]{1, 2, 3, 4, 5, 6}, new boolean[]{false, true, true, true, true, true});
        // weights of the others 6/5 from there on, so that all predictions 1/2 score 1/4 as without censoring
        assertEquals(0.25 * 4 / 5, TimeDependent.integratedBrier(data, t -> new double[]{.5, .5, .5, .5, .5, .5}, 5), 1e-15);
    }

    @Test
    void accuracyWhereNobodyIsFollowedDoesNotExist() {
        final double[] age = LUNG.numbers("age");
        assertTrue(assertThrows(DegenerateDataException.class, () -> TimeDependent.auc(DATA, age, 5000,
            TimeDependent.CaseTies.AT_OR_BEFORE)).getMessage().contains("followed beyond 5000"));
        assertTrue(assertThrows(DegenerateDataException.class, () -> TimeDependent.auc(DATA, age, 1,
            TimeDependent.CaseTies.AT_OR_BEFORE)).getMessage().contains("had the event by 1"));
    }

    /** A Cox model is calibrated in the data it was fitted to. */
    @Test
    void calibration() {
        final CoxFit fit = cox();
        final double[] predicted = Arrays.stream(risk(fit, LUNG.numbers(NAMES), 365)).map(r -> 1 - r).toArray();
        final CalibrationAtTime c = CalibrationAtTime.of(DATA, predicted, 365, 4, CiType.LOG, 0.95);
        assertEquals(4, c.bins().size());
        assertEquals(DATA.size(), c.bins().stream().mapToInt(CalibrationAtTime.Bin::n).sum());
        assertEquals(1, c.slope(), 1e-8, "log(-log S) is the linear predictor plus a constant");
        assertEquals(1, c.observedToExpected(), 0.05);
        assertTrue(c.bins().get(0).predicted() < c.bins().get(3).predicted());
        assertTrue(c.bins().get(0).observed() < c.bins().get(3).observed());
    }
}

package org.dlrm.stats.survival;

import static org.dlrm.stats.base.Oracle.at;
import static org.dlrm.stats.base.Oracle.close;
import static org.dlrm.stats.base.Oracle.number;
import static org.dlrm.stats.base.Oracle.numbers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import org.dlrm.stats.base.Oracle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

/** Every value of R's coxph in cox.json: 1e-8, tests of proportional hazards 1e-6. */
final class CoxOracleTest {

    private static final double TOLERANCE = 1e-8;

    private static final double ZPH_TOLERANCE = 1e-6;

    private static final JsonObject ORACLE = Oracle.results("cox");

    private static final List<String> CELLTYPES = List.of("squamous", "smallcell", "adeno", "large");

    private static CoxPh model(final String name) {
        final String data = name.startsWith("therneau") ? "therneau_test1" : name.substring(0, name.indexOf('_'));
        final List<String> columns = switch (name.substring(0, name.lastIndexOf('_'))) {
            case "lung_sex" -> List.of("sex");
            case "lung_age_sex_ecog" -> List.of("age", "sex", "ph.ecog");
            case "ovarian_age_rx" -> List.of("age", "rx");
            case "veteran_full" -> List.of("trt", "celltype", "karno", "diagtime", "age", "prior");
            case "therneau_test1_x" -> List.of("x");
            case "lung_strata_sex" -> List.of("age", "ph.ecog");
            case "gbsg_full" -> List.of("age", "meno", "size", "grade", "nodes", "pgr", "er", "hormon");
            default -> throw new AssertionError(name);
        };
        final Fixtures.Study study = Fixtures.study(data, columns.toArray(String[]::new));
        final List<String> names = new ArrayList<>();
        final List<double[]> x = new ArrayList<>();
        final List<Integer> assign = new ArrayList<>();
        for (final String column : columns) {
            if (column.equals("celltype")) {
                final int[] code = study.groups(column);
                final List<String> levels = study.levels(column);
                for (final String type : CELLTYPES.subList(1, 4)) {
                    names.add(column + type);
                    x.add(Arrays.stream(code).mapToDouble(c -> levels.get(c).equals(type) ? 1 : 0).toArray());
                    assign.add(columns.indexOf(column));
                }
            } else {
                names.add(column);
                x.add(study.table().numbers(column));
                assign.add(columns.indexOf(column));
            }
        }
        final CoxTies ties = Arrays.stream(CoxTies.values()).filter(t -> name.endsWith("_" + t.label())).findFirst()
            .orElseThrow();
        final CoxPh model = CoxPh.of(study.data(), names, x.toArray(double[][]::new)).ties(ties)
            .terms(columns, assign.stream().mapToInt(Integer::intValue).toArray());
        return name.startsWith("lung_strata") ? model.strata(study.groups("sex")) : model;
    }

    @ParameterizedTest
    @CsvSource({"lung_sex_efron", "lung_age_sex_ecog_efron", "ovarian_age_rx_efron", "veteran_full_efron",
        "therneau_test1_x_efron", "lung_sex_breslow", "lung_age_sex_ecog_breslow", "ovarian_age_rx_breslow",
        "veteran_full_breslow", "therneau_test1_x_breslow", "lung_sex_exact", "lung_age_sex_ecog_exact",
        "ovarian_age_rx_exact", "veteran_full_exact", "lung_strata_sex_efron", "gbsg_full_efron"})
    void asCoxph(final String name) {
        final JsonObject e = ORACLE.getAsJsonObject(name);
        final CoxFit fit = model(name).fit();
        assertEquals(number(at(e, "n")), fit.size(), name);
        assertEquals(number(at(e, "nevent")), fit.eventCount(), name);
        assertEquals(Oracle.strings(at(e, "terms")), fit.names(), name);
        close(at(e, "coef"), fit.coef(), TOLERANCE, name + " coef");
        close(at(e, "se"), fit.stdErr(), TOLERANCE, name + " se");
        close(at(e, "z"), fit.z(), TOLERANCE, name + " z");
        close(at(e, "p"), fit.p(), TOLERANCE, name + " p");
        close(at(e, "hr"), fit.hazardRatio(), TOLERANCE, name + " hr");
        close(at(e, "hr_lower95"), IntStream.range(0, fit.df())
            .mapToDouble(j -> fit.hazardRatioInterval(j, 0.95).lower()).toArray(), TOLERANCE, name + " lower");
        close(at(e, "hr_upper95"), IntStream.range(0, fit.df())
            .mapToDouble(j -> fit.hazardRatioInterval(j, 0.95).upper()).toArray(), TOLERANCE, name + " upper");
        close(at(e, "vcov"), fit.vcov(), TOLERANCE, name + " vcov");
        close(at(e, "loglik_null"), fit.logLikelihoodNull(), TOLERANCE, name + " loglik null");
        close(at(e, "loglik"), fit.logLikelihood(), TOLERANCE, name + " loglik");
        close(at(e, "lr_chisq"), fit.likelihoodRatioTest().chisq(), TOLERANCE, name + " LR");
        assertEquals(number(at(e, "lr_df")), fit.likelihoodRatioTest().df(), name);
        close(at(e, "lr_p"), fit.likelihoodRatioTest().p(), TOLERANCE, name + " LR p");
        close(at(e, "wald_chisq"), fit.waldTest().chisq(), TOLERANCE, name + " Wald");
        close(at(e, "wald_p"), fit.waldTest().p(), TOLERANCE, name + " Wald p");
        close(at(e, "score_chisq"), fit.scoreTest().chisq(), TOLERANCE, name + " score");
        close(at(e, "score_p"), fit.scoreTest().p(), TOLERANCE, name + " score p");
        close(at(e, "aic"), fit.aic(), TOLERANCE, name + " AIC");
        close(at(e, "bic_nevent"), fit.bic(), TOLERANCE, name + " BIC");
        close(at(e, "means"), fit.means(), TOLERANCE, name + " means");
        checkConcordance(e, fit.concordance(), name);
        checkResiduals(e, fit, name);
        checkBaseline(e, fit, name);
        for (final ZphTest.Transform transform : ZphTest.Transform.values()) {
            if (e.has("zph_" + transform.label())) {
                final JsonObject zph = e.getAsJsonObject("zph_" + transform.label());
                final ZphTest test = fit.zph(transform);
                assertEquals(Oracle.strings(at(zph, "rows")), test.rows(), name);
                close(at(zph, "chisq"), test.chisq(), ZPH_TOLERANCE, name + " zph " + transform.label());
                close(at(zph, "p"), test.p(), ZPH_TOLERANCE, name + " zph p " + transform.label());
                assertEquals(Arrays.stream(numbers(at(zph, "df"))).sum(), Arrays.stream(test.df()).sum(), name);
            }
        }
    }

    private static void checkConcordance(final JsonObject e, final Concordance concordance, final String name) {
        close(at(e, "concordance"), concordance.c(), TOLERANCE, name + " concordance");
        close(at(e, "concordance_se"), concordance.stdErr(), TOLERANCE, name + " concordance se");
        final JsonElement counts = at(e, "concordance_count");
        if (counts.isJsonObject()) {
            int k = 0;
            for (final String key : List.of("concordant", "discordant", "tied.x", "tied.y", "tied.xy")) {
                close(at(counts, key), concordance.totals()[k++], TOLERANCE, name + " " + key);
            }
        } else { // strata by column
            final JsonArray array = counts.getAsJsonArray();
            final int strata = concordance.counts().length;
            for (int i = 0; i < array.size(); i++) {
                close(array.get(i), concordance.counts()[i % strata][i / strata], TOLERANCE, name + " count " + i);
            }
        }
    }

    private static void checkResiduals(final JsonObject e, final CoxFit fit, final String name) {
        final int n = numbers(at(e, "lp_centered_first10")).length;
        close(at(e, "lp_centered_first10"), Arrays.copyOf(fit.linearPredictors(), n), TOLERANCE, name + " lp");
        close(at(e, "martingale_first10"), Arrays.copyOf(fit.martingaleResiduals(), n), TOLERANCE,
            name + " martingale");
        close(at(e, "deviance_first10"), Arrays.copyOf(fit.devianceResiduals(), n), TOLERANCE, name + " deviance");
        assertEquals(0, Arrays.stream(fit.martingaleResiduals()).sum(), 1e-8 * fit.size(), "they sum to zero");
    }

    private static void checkBaseline(final JsonObject e, final CoxFit fit, final String name) {
        final double[] time = fit.baselineHazards().stream().flatMapToDouble(b -> Arrays.stream(b.time())).toArray();
        final double[] hazard = fit.baselineHazards().stream().flatMapToDouble(b -> Arrays.stream(b.cumulative()))
            .toArray();
        final int points = Math.min(25, time.length);
        final int[] sample = IntStream.range(0, points)
            .map(i -> (int)Math.rint(points == 1 ? 1 : 1 + i * (time.length - 1.0) / (points - 1)) - 1).distinct()
            .toArray();
        final JsonElement expected = at(e, "basehaz_uncentered_sample");
        close(at(expected, "time"), Arrays.stream(sample).mapToDouble(i -> time[i]).toArray(), TOLERANCE, name);
        close(at(expected, "hazard"), Arrays.stream(sample).mapToDouble(i -> hazard[i]).toArray(), TOLERANCE,
            name + " baseline hazard");
    }

    @Test
    void clusters() {
        final JsonObject e = ORACLE.getAsJsonObject("lung_cluster_inst_efron");
        final Fixtures.Study study = Fixtures.study("lung", "age", "sex", "ph.ecog", "inst");
        final List<String> names = List.of("age", "sex", "ph.ecog");
        final CoxFit fit = CoxPh.of(study.data(), names, study.table().numbers(names)).cluster(study.groups("inst"))
            .fit();
        assertEquals(number(at(e, "n")), fit.size());
        close(at(e, "coef"), fit.coef(), TOLERANCE, "coef");
        close(at(e, "naive_se"), fit.naiveStdErr(), TOLERANCE, "naive se");
        close(at(e, "robust_se"), fit.stdErr(), TOLERANCE, "robust se");
    }

    /** A volume in cubic millimetres beside a fraction: R itself drops the covariate with the smallest variance here. */
    @Test
    void waldTestDoesNotDependOnTheScaleOfACovariate() {
        final Fixtures.Study study = Fixtures.study("lung", "age", "sex", "ph.ecog");
        final List<String> names = List.of("age", "sex", "ph.ecog");
        final double[][] x = study.table().numbers(names);
        x[0] = Arrays.stream(x[0]).map(v -> 1e7 * v).toArray();
        x[1] = Arrays.stream(x[1]).map(v -> 1e-5 * v).toArray();
        close(at(ORACLE, "lung_age_sex_ecog_efron", "wald_chisq"), CoxPh.of(study.data(), names, x).fit().waldTest().chisq(),
            TOLERANCE, "Wald");
    }

    /** The values are held against R in FusionStepsTest; here the unit of a covariate changes that of its ratio only. */
    @Test
    void profileIntervalsDoNotDependOnTheScaleOfACovariate() {
        final Fixtures.Study study = Fixtures.study("lung", "age", "sex", "ph.ecog");
        final List<String> names = List.of("age", "sex", "ph.ecog");
        final double[][] x = study.table().numbers(names);
        final CoxFit fit = CoxPh.of(study.data(), names, x).fit();
        final double[][] scaled = x.clone();
        scaled[0] = Arrays.stream(x[0]).map(v -> 1e7 * v).toArray();
        scaled[1] = Arrays.stream(x[1]).map(v -> 1e-2 * v).toArray();
        final CoxFit other = CoxPh.of(study.data(), names, scaled).fit();
        close(Math.log(fit.hazardRatioProfileInterval(1, 0.95).lower()),
            Math.log(other.hazardRatioProfileInterval(1, 0.95).lower()) / 100, TOLERANCE, "sex");
        close(Math.log(fit.hazardRatioProfileInterval(0, 0.95).upper()) / 1e7,
            Math.log(other.hazardRatioProfileInterval(0, 0.95).upper()), 1e-7, "age: its ratio is 1 plus a millionth");
        close(fit.hazardRatioProfileInterval(2, 0.95).upper(), other.hazardRatioProfileInterval(2, 0.95).upper(), TOLERANCE,
            "ph.ecog");
    }

    @Test
    void fewerClustersThanCoefficientsHaveNoWaldTest() {
        final Fixtures.Study study = Fixtures.study("lung", "age", "sex", "ph.ecog");
        final List<String> names = List.of("age", "sex", "ph.ecog");
        final CoxFit fit = CoxPh.of(study.data(), names, study.table().numbers(names)).cluster(IntStream.range(0,
            study.data().size()).map(i -> i % 2).toArray()).fit();
        assertTrue(Double.isNaN(fit.waldTest().p()));
        assertTrue(Arrays.stream(fit.stdErr()).allMatch(se -> se > 0));
    }

    @Test
    void prediction() {
        final JsonObject e = ORACLE.getAsJsonObject("lung_age_sex_ecog_efron_predict");
        final CoxFit fit = model("lung_age_sex_ecog_efron").fit();
        final double[][] x = {numbers(at(e, "newdata", "age")), numbers(at(e, "newdata", "sex")),
            numbers(at(e, "newdata", "ph.ecog"))};
        close(at(e, "lp_uncentered"), fit.linearPredictors(x), TOLERANCE, "lp");
        final double[] times = numbers(at(e, "times"));
        for (int i = 0; i < 3; i++) {
            final List<CoxFit.Prediction> predictions =
                fit.predict(new double[] {x[0][i], x[1][i], x[2][i]}, 0, times, 0.95);
            for (int t = 0; t < times.length; t++) {
                final CoxFit.Prediction p = predictions.get(t);
                close(cell(e, "surv", t, i), p.survival(), TOLERANCE, "survival");
                close(cell(e, "std_err", t, i), p.stdErr(), TOLERANCE, "se");
                close(cell(e, "lower_log", t, i), p.lower(), TOLERANCE, "lower");
                close(cell(e, "upper_log", t, i), p.upper(), TOLERANCE, "upper");
                close(p.survival(), fit.baselineHazard().survival(times[t], fit.linearPredictors(x)[i]), 1e-12,
                    "by the baseline hazard");
            }
        }
    }

    private static double cell(final JsonObject e, final String key, final int t, final int i) {
        return number(e.getAsJsonArray(key).get(t).getAsJsonArray().get(i));
    }
}

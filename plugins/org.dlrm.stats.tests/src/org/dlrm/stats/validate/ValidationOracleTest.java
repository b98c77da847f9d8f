package org.dlrm.stats.validate;

import static org.dlrm.stats.base.Oracle.at;
import static org.dlrm.stats.base.Oracle.close;
import static org.dlrm.stats.base.Oracle.number;
import static org.dlrm.stats.base.Oracle.numbers;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;

import org.dlrm.stats.base.Oracle;
import org.dlrm.stats.logistic.LogisticRegression;
import org.dlrm.stats.roc.Roc;
import org.dlrm.stats.table.Table;
import org.dlrm.work.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

/** The validation part of logistic.json and val.prob and validate of rms.json, within 1e-8. */
class ValidationOracleTest {

    private static final double TOLERANCE = 1e-8;
    private static final List<String> FULL = List.of("age", "male", "wf", "s100b");
    private final JsonObject m_expected = Oracle.results("logistic");
    private final Table m_data = Oracle.data("aSAH_model");
    private final double[] m_y = m_data.numbers("y");
    private final double[] m_full = fitted(FULL);
    private final double[] m_clinical = fitted(List.of("age", "male"));

    private double[] fitted(final List<String> columns) {
        return LogisticRegression.maximumLikelihood().fit(columns, m_data.numbers(columns), m_y).fitted();
    }

    private static double[] doubles(final int[] values) {
        return Arrays.stream(values).asDoubleStream().toArray();
    }

    @ParameterizedTest
    @CsvSource({"hoslem_full_g10,full,10", "hoslem_full_g5,full,5", "hoslem_clinical_g10,clinical,10"})
    void hosmerLemeshow(final String key, final String model, final int g) {
        final JsonElement e = at(m_expected, key);
        final HosmerLemeshow test = HosmerLemeshow.of(m_y, model.equals("full") ? m_full : m_clinical, g);
        assertEquals(at(e, "bins").getAsInt(), test.n().length);
        close(at(e, "breaks"), test.breaks(), TOLERANCE, "breaks");
        close(at(e, "n"), doubles(test.n()), TOLERANCE, "n");
        close(at(e, "obs1"), doubles(test.observed()), TOLERANCE, "obs1");
        close(at(e, "exp1"), test.expected(), TOLERANCE, "exp1");
        close(at(e, "chisq"), test.chisq(), TOLERANCE, "chisq");
        close(at(e, "df"), test.df(), TOLERANCE, "df");
        close(at(e, "p"), test.p(), TOLERANCE, "p");
    }

    @Test
    void calibration() {
        final JsonElement e = at(m_expected, "calibration_of_shrunk");
        check(e, Calibration.of(m_y, numbers(at(e, "p"))));
        check(at(m_expected, "calibration_full"), Calibration.of(m_y, m_full));
    }

    private static void check(final JsonElement e, final Calibration c) {
        close(at(e, "slope"), c.slope(), TOLERANCE, "slope");
        close(at(e, "slope_se"), c.slopeSe(), TOLERANCE, "slope_se");
        close(at(e, "intercept_joint"), c.interceptJoint(), TOLERANCE, "intercept_joint");
        close(at(e, "citl"), c.citl(), TOLERANCE, "citl");
        close(at(e, "citl_se"), c.citlSe(), TOLERANCE, "citl_se");
        close(at(e, "mean_obs"), c.meanObserved(), TOLERANCE, "mean_obs");
        close(at(e, "mean_pred"), c.meanPredicted(), TOLERANCE, "mean_pred");
        close(at(e, "oe_ratio"), c.oeRatio(), TOLERANCE, "oe_ratio");
        close(at(e, "brier"), c.brier(), TOLERANCE, "brier");
        close(at(e, "brier_null"), c.brierNull(), TOLERANCE, "brier_null");
        close(at(e, "scaled_brier"), c.scaledBrier(), TOLERANCE, "scaled_brier");
    }

    @ParameterizedTest
    @CsvSource({"dca_full,full", "dca_clinical,clinical"})
    void decisionCurve(final String key, final String model) {
        final JsonElement e = at(m_expected, key);
        final DecisionCurve c = DecisionCurve.of(m_y, model.equals("full") ? m_full : m_clinical,
            DecisionCurve.thresholds(0.01, 0.99, 0.01));
        close(at(e, "threshold"), c.threshold(), TOLERANCE, "threshold");
        close(at(e, "tp"), doubles(c.tp()), TOLERANCE, "tp");
        close(at(e, "fp"), doubles(c.fp()), TOLERANCE, "fp");
        close(at(e, "net_benefit"), c.netBenefit(), TOLERANCE, "net_benefit");
        close(at(e, "standardized_nb"), c.standardized(), TOLERANCE, "standardized_nb");
        close(at(e, "treat_all"), c.treatAll(), TOLERANCE, "treat_all");
        assertArrayEquals(new double[c.threshold().length], numbers(at(e, "treat_none")));
        close(at(e, "net_intervention_avoided_per100"), c.avoidedPer100(), TOLERANCE, "avoided");
        close(at(e, "nb_untreated"), c.untreated(), TOLERANCE, "nb_untreated");
    }

    @Test
    void netBenefitIntervalIsThatOfAMean() {
        final DecisionCurve c = DecisionCurve.of(m_y, m_full, 0.3);
        final double[] benefit = new double[m_y.length];
        for (int i = 0; i < benefit.length; i++) {
            benefit[i] = m_full[i] >= 0.3 ? m_y[i] == 1 ? 1 : -0.3 / 0.7 : 0;
        }
        assertEquals(org.dlrm.stats.base.Descriptive.mean(benefit), c.netBenefit()[0], 1e-14);
        assertEquals(org.dlrm.stats.base.Descriptive.sd(benefit) / Math.sqrt(benefit.length), c.se()[0], 1e-14);
        assertEquals(c.netBenefit()[0] + 1.959963984540054 * c.se()[0], c.upper(0.95)[0], 1e-14);
    }

    @Test
    void reclassification() {
        final JsonElement e = at(m_expected, "nri_idi_continuous");
        final Reclassification.Continuous r = Reclassification.continuous(m_y, m_clinical, m_full);
        final String[] keys = {"n", "na", "nb", "pup.ev", "pup.ne", "pdown.ev", "pdown.ne", "nri", "se.nri", "z.nri",
            "nri.ev", "se.nri.ev", "z.nri.ev", "nri.ne", "se.nri.ne", "z.nri.ne", "improveSens", "improveSpec", "idi",
            "se.idi", "z.idi"};
        final double[] values = {r.n(), r.events(), r.nonevents(), r.upEvent(), r.upNonevent(), r.downEvent(),
            r.downNonevent(), r.nri(), r.seNri(), r.zNri(), r.nriEvent(), r.seNriEvent(), r.zNriEvent(),
            r.nriNonevent(), r.seNriNonevent(), r.zNriNonevent(), r.improveSens(), r.improveSpec(), r.idi(), r.seIdi(),
            r.zIdi()};
        assertEquals(e.getAsJsonObject().size(), keys.length);
        for (int i = 0; i < keys.length; i++) {
            close(at(e, keys[i]), values[i], TOLERANCE, keys[i]);
        }
        final JsonElement c = at(m_expected, "nri_categorical_cuts_.2_.5");
        final Reclassification.Categorical k = Reclassification.categorical(m_y, m_clinical, m_full, 0.2, 0.5);
        close(at(c, "up_event"), k.upEvent(), TOLERANCE, "up_event");
        close(at(c, "down_event"), k.downEvent(), TOLERANCE, "down_event");
        close(at(c, "up_nonevent"), k.upNonevent(), TOLERANCE, "up_nonevent");
        close(at(c, "down_nonevent"), k.downNonevent(), TOLERANCE, "down_nonevent");
        close(at(c, "nri"), k.nri(), TOLERANCE, "nri");
        close(at(c, "se_null_pencina2008"), k.seNull(), TOLERANCE, "se_null");
        close(at(c, "z"), k.z(), TOLERANCE, "z");
        close(at(c, "p"), k.p(), TOLERANCE, "p");
        close(at(c, "se_wald"), k.seWald(), TOLERANCE, "se_wald");
    }

    @Test
    void deLongOfTheModels() {
        final JsonElement e = at(m_expected, "delong_full_vs_clinical");
        final Roc.PairedTest test = Roc.of(m_y, m_full, Roc.Direction.HIGHER_IS_POSITIVE)
            .pairedTest(Roc.of(m_y, m_clinical, Roc.Direction.HIGHER_IS_POSITIVE), 0.95);
        close(at(e, "z"), test.z(), TOLERANCE, "z");
        close(at(e, "p"), test.p(), TOLERANCE, "p");
        close(at(e, "auc"), new double[] {test.auc1(), test.auc2()}, TOLERANCE, "auc");
    }

    @Test
    void valProb() {
        final JsonElement e = at(Oracle.results("rms"), "val_prob_shrunk");
        final ValProb v = ValProb.of(m_y, numbers(at(m_expected, "calibration_of_shrunk", "p")));
        final String[] keys = {"Dxy", "C (ROC)", "R2", "D", "D:Chi-sq", "U", "U:Chi-sq", "U:p", "Q", "Brier",
            "Intercept", "Slope", "Emax", "E90", "Eavg", "S:z", "S:p"};
        final double[] values = {v.dxy(), v.c(), v.r2(), v.d(), v.dChisq(), v.u(), v.uChisq(), v.uP(), v.q(),
            v.brier(), v.intercept(), v.slope(), v.emax(), v.e90(), v.eavg(), v.sz(), v.sp()};
        for (int i = 0; i < keys.length; i++) {
            close(at(e, keys[i]), values[i], TOLERANCE, keys[i]);
        }
    }

    @Test
    void bootstrapOptimism() {
        final JsonElement e = at(Oracle.results("rms"), "lrm_bootstrap_validate_B500_seed2022");
        final BootstrapValidation v = BootstrapValidation.of(FULL, m_data.numbers(FULL), m_y, 500, 2022, Progress.NONE);
        final List<String> names = Oracle.strings(at(e, "rownames"));
        for (final BootstrapValidation.Index index : v.indexes()) {
            final double[] row = numbers(at(e, "values").getAsJsonArray().get(names.indexOf(index.name())));
            close(row[0], index.original(), TOLERANCE, index.name());
            if (index.name().equals("Dxy") || index.name().equals("Slope") || index.name().equals("B")) {
                assertEquals(row[4], index.corrected(), 0.02, index.name());
            }
        }
        assertEquals(number(at(e, "values").getAsJsonArray().get(names.indexOf("Emax")).getAsJsonArray().get(4)),
            v.emax(), 0.02);
    }
}

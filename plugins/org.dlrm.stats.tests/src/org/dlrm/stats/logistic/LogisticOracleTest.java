package org.dlrm.stats.logistic;

import static org.dlrm.stats.base.Oracle.at;
import static org.dlrm.stats.base.Oracle.close;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

import org.dlrm.stats.base.Interval;
import org.dlrm.stats.base.Oracle;
import org.dlrm.stats.table.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

/** R's glm on the aSAH data: logistic.json within 1e-8 (profile intervals 1e-5). */
class LogisticOracleTest {

    private static final double TOLERANCE = 1e-8;
    private final JsonObject m_expected = Oracle.results("logistic");
    private final Table m_data = Oracle.data("aSAH_model");

    private LogisticFit fit(final String... columns) {
        return LogisticRegression.maximumLikelihood().fit(List.of(columns), m_data.numbers(List.of(columns)),
            m_data.numbers("y"));
    }

    private static double[] each(final LogisticFit fit, final IntToDoubleFunction f) {
        return IntStream.range(0, fit.terms().size()).mapToDouble(f).toArray();
    }

    @ParameterizedTest
    @CsvSource({"aSAH_full,age male wf s100b", "aSAH_clinical,age male"})
    void glm(final String key, final String columns) {
        final JsonElement e = at(m_expected, key);
        final LogisticFit fit = fit(columns.split(" "));
        assertEquals(Oracle.strings(at(e, "terms")), fit.terms());
        close(at(e, "coef"), fit.coef(), TOLERANCE, "coef");
        close(at(e, "se"), each(fit, fit::se), TOLERANCE, "se");
        close(at(e, "z"), each(fit, fit::z), TOLERANCE, "z");
        close(at(e, "p"), each(fit, fit::p), TOLERANCE, "p");
        close(at(e, "or"), each(fit, fit::oddsRatio), TOLERANCE, "or");
        close(at(e, "vcov"), fit.vcov(), TOLERANCE, "vcov");
        for (int i = 0; i < fit.terms().size(); i++) {
            final Interval wald = fit.waldOddsRatio(i, 0.95);
            close(at(e, "wald_or_ci").getAsJsonArray().get(i), wald.toArray(), TOLERANCE, "wald_or_ci");
            final Interval profile = fit.profileOddsRatio(i, 0.95);
            close(at(e, "profile_or_ci").getAsJsonArray().get(i), profile.toArray(), 1e-5, "profile_or_ci");
        }
        close(at(e, "null_deviance"), fit.nullDeviance(), TOLERANCE, "null_deviance");
        close(at(e, "deviance"), fit.deviance(), TOLERANCE, "deviance");
        close(at(e, "loglik"), fit.loglik(), TOLERANCE, "loglik");
        close(at(e, "loglik_null"), fit.loglikNull(), TOLERANCE, "loglik_null");
        close(at(e, "aic"), fit.aic(), TOLERANCE, "aic");
        close(at(e, "bic"), fit.bic(), TOLERANCE, "bic");
        close(at(e, "lr_chisq"), fit.lrChisq(), TOLERANCE, "lr_chisq");
        assertEquals(at(e, "lr_df").getAsInt(), fit.lrDf());
        close(at(e, "mcfadden"), fit.mcFadden(), TOLERANCE, "mcfadden");
        close(at(e, "cox_snell"), fit.coxSnell(), TOLERANCE, "cox_snell");
        close(at(e, "nagelkerke"), fit.nagelkerke(), TOLERANCE, "nagelkerke");
        close(at(e, "brier"), fit.brier(), TOLERANCE, "brier");
        close(at(e, "fitted"), fit.fitted(), TOLERANCE, "fitted");
        close(at(e, "lp"), fit.lp(), TOLERANCE, "lp");
    }

    @Test
    void likelihoodRatioTest() {
        final JsonElement e = at(m_expected, "lrt_clinical_vs_full");
        final LogisticFit.LikelihoodRatioTest test = fit("age", "male").compareWith(fit("age", "male", "wf", "s100b"));
        close(at(e, "chisq"), test.chisq(), TOLERANCE, "chisq");
        assertEquals(at(e, "df").getAsInt(), test.df());
        close(at(e, "p"), test.p(), TOLERANCE, "p");
    }

    @Test
    void varianceInflation() {
        final JsonElement e = at(Oracle.results("rms"), "aSAH_lrm", "vif");
        final double[] vif = fit("age", "male", "wf", "s100b").vif();
        close(at(e, "age"), vif[0], TOLERANCE, "age");
        close(at(e, "male"), vif[1], TOLERANCE, "male");
        close(at(e, "wf"), vif[2], TOLERANCE, "wf");
        close(at(e, "s100b"), vif[3], TOLERANCE, "s100b");
    }
}

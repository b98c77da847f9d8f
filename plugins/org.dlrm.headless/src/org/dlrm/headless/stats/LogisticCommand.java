package org.dlrm.headless.stats;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

import org.dlrm.stats.logistic.LogisticFit;
import org.dlrm.stats.logistic.LogisticRegression;
import org.dlrm.stats.table.DesignMatrix;
import org.dlrm.stats.table.Table;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dlrm stats logistic}. */
@Command(name = "logistic", description = {"Logistic regression (as R's glm, iterated to full precision; or Firth's).",
    "A column of categories becomes indicators, named column + category; the first category is the reference."})
final class LogisticCommand extends StatsSubcommand {

    @Option(names = "--y", required = true, paramLabel = "COLUMN", description = "Outcome")
    private String m_y;

    @Option(names = "--positive", paramLabel = "VALUE", description = "Value of the positive class; default: 1")
    private Optional<String> m_positive = Optional.empty();

    @Option(names = "--x", required = true, split = ",", paramLabel = "COLUMN", description = "Columns of the model")
    private List<String> m_x;

    @Option(names = "--firth", description = "Firth's penalized likelihood, which exists under separation too")
    private boolean m_firth;

    @Option(names = "--weights", paramLabel = "COLUMN", description = "Case weights; rows of weight 0 are left out")
    private Optional<String> m_weights = Optional.empty();

    @Option(names = "--level", paramLabel = "X", defaultValue = "0.95",
        description = "Confidence level. Default: ${DEFAULT-VALUE}")
    private double m_level;

    @Option(names = "--null", split = ",", paramLabel = "COLUMN",
        description = "Also the likelihood-ratio test against the model with these columns only")
    private List<String> m_null = List.of();

    @Override
    Object compute(final Table data) {
        final List<String> used = plus(m_x, m_y);
        m_weights.ifPresent(used::add);
        final Table table = complete(data, used);
        final LogisticFit fit = fit(table, m_x);
        final Map<String, Object> result = map("terms", fit.terms(), "coef", fit.coef(), "se", each(fit, fit::se), "z",
            each(fit, fit::z), "p", each(fit, fit::p), "or", each(fit, fit::oddsRatio), "wald_or_ci",
            rows(fit, i -> fit.waldOddsRatio(i, m_level).toArray()), "profile_or_ci",
            rows(fit, i -> fit.profileOddsRatio(i, m_level).toArray()), "profile_or_ci_exact",
            rows(fit, i -> fit.exactProfileOddsRatio(i, m_level).toArray()), "vcov", fit.vcov(), "null_deviance",
            fit.nullDeviance(), "deviance", fit.deviance(), "loglik", fit.loglik(), "loglik_null", fit.loglikNull(),
            "aic", fit.aic(), "bic", fit.bic(), "lr_chisq", fit.lrChisq(), "lr_df", fit.lrDf(), "lr_p", fit.lrP(),
            "mcfadden", fit.mcFadden(), "cox_snell", fit.coxSnell(), "nagelkerke", fit.nagelkerke(), "brier",
            fit.brier(), "fitted", fit.fitted(), "lp", fit.lp(), "vif", vif(fit), "n", fit.n(), "iter",
            fit.iterations());
        if (!m_null.isEmpty()) {
            final LogisticFit.LikelihoodRatioTest test = fit(table, m_null).compareWith(fit);
            result.put("lrt", map("chisq", test.chisq(), "df", test.df(), "p", test.p()));
        }
        return result;
    }

    private LogisticFit fit(final Table table, final List<String> columns) {
        final DesignMatrix x = DesignMatrix.of(table, columns);
        return (m_firth ? LogisticRegression.firth() : LogisticRegression.maximumLikelihood()).fit(x.names(), x.columns(),
            outcome(table, m_y, m_positive), m_weights.map(table::numbers).orElse(new double[0]), new double[0]);
    }

    private static double[] each(final LogisticFit fit, final IntToDoubleFunction f) {
        return IntStream.range(0, fit.terms().size()).mapToDouble(f).toArray();
    }

    private static double[][] rows(final LogisticFit fit, final IntFunction<double[]> f) {
        return IntStream.range(0, fit.terms().size()).mapToObj(f).toArray(double[][]::new);
    }

    private static Map<String, Object> vif(final LogisticFit fit) {
        final Map<String, Object> vif = map();
        final double[] values = fit.vif();
        for (int i = 0; i < values.length; i++) {
            vif.put(fit.terms().get(i + 1), values[i]);
        }
        return vif;
    }
}

package org.dlrm.headless.stats;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

import org.dlrm.stats.agreement.BlandAltman;
import org.dlrm.stats.agreement.ConcordanceCorrelation;
import org.dlrm.stats.agreement.Icc;
import org.dlrm.stats.table.Column;
import org.dlrm.stats.table.Table;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dlrm stats icc}. */
@Command(name = "icc", description = {"Intraclass correlations of repeated measurements (as R's psych::ICC); of two "
    + "measurements also Bland-Altman and Lin's concordance.", "With --by one entry per feature."})
final class IccCommand extends StatsSubcommand {

    @Option(names = "--ratings", required = true, split = ",", paramLabel = "COLUMN",
        description = "Columns that hold the measurements of the same subjects")
    private List<String> m_ratings;

    @Option(names = "--by", paramLabel = "COLUMN", description = "Column that tells features apart in a long table")
    private Optional<String> m_by = Optional.empty();

    @Option(names = "--level", paramLabel = "X", defaultValue = "0.95",
        description = "Confidence level. Default: ${DEFAULT-VALUE}")
    private double m_level;

    @Override
    Object compute(final Table data) {
        if (m_by.isEmpty()) {
            return one(data);
        }
        final Column.Factor feature = data.factor(m_by.get());
        final Map<String, Object> result = map();
        for (final String level : feature.levels()) {
            result.put(level, one(data.filter(i -> feature.label(i).equals(level))));
        }
        return result;
    }

    private Map<String, Object> one(final Table data) {
        final double[][] x = complete(data, m_ratings).numbers(m_ratings);
        final Icc icc = Icc.of(x);
        final Map<String, Object> result = map("type",
            Arrays.stream(Icc.Form.values()).map(Icc.Form::label).toList(), "icc", each(icc::estimate), "F",
            each(icc::f), "df1", each(f -> icc.df1()), "df2", each(icc::df2), "p", each(icc::p), "lower",
            each(f -> icc.interval(f, m_level).lower()), "upper", each(f -> icc.interval(f, m_level).upper()),
            "formula", map("MSR", icc.msr(), "MSC", icc.msc(), "MSE", icc.mse(), "MSW", icc.msw(), "icc_1_1",
                icc.estimate(Icc.Form.ICC1), "icc_2_1", icc.estimate(Icc.Form.ICC2), "icc_3_1",
                icc.estimate(Icc.Form.ICC3), "icc_1_k", icc.estimate(Icc.Form.ICC1K), "icc_2_k",
                icc.estimate(Icc.Form.ICC2K), "icc_3_k", icc.estimate(Icc.Form.ICC3K)));
        if (x.length == 2) {
            final BlandAltman limits = BlandAltman.of(x[0], x[1]);
            final ConcordanceCorrelation ccc = ConcordanceCorrelation.of(x[0], x[1]);
            result.put("bland_altman", map("bias", limits.bias(), "sd", limits.sd(), "loa", limits.limits().toArray()));
            result.put("lin_ccc_var_n1", ccc.ccc());
            result.put("lin_ccc_var_n", ccc.cccN());
            result.put("lin_ccc_ci", ccc.interval(m_level).toArray());
        }
        return result;
    }

    private static double[] each(final ToDoubleFunction<Icc.Form> f) {
        return Arrays.stream(Icc.Form.values()).mapToDouble(f).toArray();
    }
}

package org.dlrm.headless.stats;

import java.util.List;
import java.util.Optional;

import org.dlrm.stats.roc.McNemar;
import org.dlrm.stats.table.Table;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dlrm stats mcnemar}. */
@Command(name = "mcnemar", description = "McNemar's test of two yes/no judgements of the same rows.")
final class McNemarCommand extends StatsSubcommand {

    @Option(names = "--a", required = true, paramLabel = "COLUMN",
        description = "First judgement: 0/1, or a number with --a-threshold")
    private String m_a;

    @Option(names = "--b", required = true, paramLabel = "COLUMN", description = "Second judgement")
    private String m_b;

    @Option(names = "--a-threshold", paramLabel = "VALUE",
        description = "At or above it the first judgement is yes; default: 1")
    private Optional<Double> m_aThreshold = Optional.empty();

    @Option(names = "--b-threshold", paramLabel = "VALUE", description = "Likewise for the second")
    private Optional<Double> m_bThreshold = Optional.empty();

    @Override
    Object compute(final Table data) {
        final Table table = complete(data, List.of(m_a, m_b));
        final McNemar test = McNemar.of(judge(table.numbers(m_a), m_aThreshold.orElse(1.0)),
            judge(table.numbers(m_b), m_bThreshold.orElse(1.0)));
        return map("table", test.table(), "statistic_cc", test.statistic(true), "p_cc", test.pValue(true), "statistic",
            test.statistic(false), "p_nocc", test.pValue(false));
    }

    private static boolean[] judge(final double[] x, final double threshold) {
        final boolean[] yes = new boolean[x.length];
        for (int i = 0; i < x.length; i++) {
            yes[i] = x[i] >= threshold;
        }
        return yes;
    }
}

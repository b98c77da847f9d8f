package org.dlrm.headless.stats;

import java.util.List;
import java.util.Optional;

import org.dlrm.stats.table.Table;

import picocli.CommandLine.Option;

/** A statistic of an outcome and a predicted probability. */
abstract class ProbabilityCommand extends StatsSubcommand {

    @Option(names = "--y", required = true, paramLabel = "COLUMN", description = "Outcome")
    private String m_y;

    @Option(names = "--positive", paramLabel = "VALUE", description = "Value of the positive class; default: 1")
    private Optional<String> m_positive = Optional.empty();

    @Option(names = "--p", required = true, paramLabel = "COLUMN", description = "Predicted probability")
    private String m_p;

    @Override
    final Object compute(final Table data) {
        final Table table = complete(data, List.of(m_y, m_p));
        return compute(outcome(table, m_y, m_positive), table.numbers(m_p));
    }

    abstract Object compute(double[] y, double[] p);
}

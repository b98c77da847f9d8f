package org.dlrm.headless.stats;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.dlrm.stats.select.Mrmr;
import org.dlrm.stats.table.Table;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dlrm stats mrmr}. */
@Command(name = "mrmr", description = "Minimum redundancy, maximum relevance selection.")
final class MrmrCommand extends StatsSubcommand {

    @Option(names = "--y", required = true, paramLabel = "COLUMN", description = "Outcome: a number, or 1 for --positive")
    private String m_y;

    @Option(names = "--positive", paramLabel = "VALUE", description = "Value of the positive class of a class outcome")
    private Optional<String> m_positive = Optional.empty();

    @Option(names = "--x", split = ",", paramLabel = "COLUMN", description = "Columns; default: all numeric ones")
    private List<String> m_x;

    @Option(names = "--k", paramLabel = "N", defaultValue = "10", description = "How many to select. Default: ${DEFAULT-VALUE}")
    private int m_k;

    @Option(names = "--criterion", paramLabel = "NAME", defaultValue = "MID",
        description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
    private Mrmr.Criterion m_criterion;

    @Option(names = "--correlation", paramLabel = "NAME", defaultValue = "PEARSON",
        description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
    private Mrmr.Correlation m_correlation;

    @Override
    Object compute(final Table data) {
        final List<String> names = m_x != null ? m_x : data.names().stream()
            .filter(n -> !n.equals(m_y) && data.isNumeric(n)).toList();
        final Table table = complete(data, plus(names, m_y));
        final double[] y = m_positive.isPresent() || !table.isNumeric(m_y) ? outcome(table, m_y, m_positive)
            : table.numbers(m_y);
        final Mrmr.Selection s = new Mrmr(m_k, m_criterion, m_correlation).apply(table.numbers(names), y);
        return map("order", Arrays.stream(s.order()).mapToObj(names::get).toList(), "scores", s.scores());
    }
}

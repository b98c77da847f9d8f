package org.dlrm.headless.stats;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.dlrm.stats.base.Descriptive;
import org.dlrm.stats.select.SpearmanFilter;
import org.dlrm.stats.table.Table;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dlrm stats corrfilter}. */
@Command(name = "corrfilter", description = {"Removes redundant columns: of those with a larger absolute Spearman "
    + "correlation only the one that correlates most with the outcome stays."})
final class CorrFilterCommand extends StatsSubcommand {

    @Option(names = "--y", required = true, paramLabel = "COLUMN", description = "Outcome: a number, or 1 for --positive")
    private String m_y;

    @Option(names = "--positive", paramLabel = "VALUE", description = "Value of the positive class of a class outcome")
    private Optional<String> m_positive = Optional.empty();

    @Option(names = "--x", split = ",", paramLabel = "COLUMN", description = "Columns; default: all numeric ones")
    private List<String> m_x;

    @Option(names = "--threshold", paramLabel = "X", defaultValue = "0.9", description = "Default: ${DEFAULT-VALUE}")
    private double m_threshold;

    @Override
    Object compute(final Table data) {
        final List<String> names = m_x != null ? m_x : data.names().stream()
            .filter(n -> !n.equals(m_y) && data.isNumeric(n)).toList();
        final Table table = complete(data, plus(names, m_y));
        final double[] y = m_positive.isPresent() || !table.isNumeric(m_y) ? outcome(table, m_y, m_positive)
            : table.numbers(m_y);
        final double[][] x = table.numbers(names);
        final double[] relevance = Arrays.stream(x).mapToDouble(c -> Math.abs(Descriptive.spearman(c, y))).toArray();
        final List<SpearmanFilter.Verdict> verdicts = new SpearmanFilter(m_threshold).apply(x, relevance);
        final List<String> kept = new java.util.ArrayList<>();
        final Map<String, Object> removed = map();
        for (int j = 0; j < names.size(); j++) {
            if (verdicts.get(j).kept()) {
                kept.add(names.get(j));
            } else {
                removed.put(names.get(j), map("redundant_with", names.get(verdicts.get(j).keptInstead()), "spearman",
                    verdicts.get(j).correlation()));
            }
        }
        return map("kept", kept, "removed", removed);
    }
}

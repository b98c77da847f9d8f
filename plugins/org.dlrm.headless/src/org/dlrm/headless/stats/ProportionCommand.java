package org.dlrm.headless.stats;

import java.util.Map;
import java.util.Optional;

import org.dlrm.stats.roc.Proportion;
import org.dlrm.stats.table.Table;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dlrm stats proportion}. */
@Command(name = "proportion", description = "Share of a value in a column, with Clopper-Pearson and Wilson intervals.")
final class ProportionCommand extends StatsSubcommand {

    @Option(names = "--y", required = true, paramLabel = "COLUMN", description = "Column")
    private String m_y;

    @Option(names = "--positive", paramLabel = "VALUE", description = "The value to count; default: 1")
    private Optional<String> m_positive = Optional.empty();

    @Option(names = "--level", paramLabel = "X", defaultValue = "0.95",
        description = "Confidence level. Default: ${DEFAULT-VALUE}")
    private double m_level;

    @Override
    Object compute(final Table data) {
        final Table table = complete(data, java.util.List.of(m_y));
        int x = 0;
        for (final double y : outcome(table, m_y, m_positive)) {
            x += (int)y;
        }
        return of(new Proportion(x, table.rows()), m_level);
    }

    static Map<String, Object> of(final Proportion p, final double level) {
        return map("x", p.x(), "n", p.n(), "est", p.estimate(), "clopper_pearson", p.clopperPearson(level).toArray(),
            "wilson", p.wilson(level).toArray());
    }
}

package org.dlrm.headless.stats;

import java.util.Map;

import org.dlrm.stats.table.Table;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dlrm stats padjust}. */
@Command(name = "padjust", description = "Adjusts a column of p values for multiplicity (as R's p.adjust).")
final class PAdjustCommand extends StatsSubcommand {

    @Option(names = "--p", required = true, paramLabel = "COLUMN", description = "The p values")
    private String m_p;

    @Override
    Object compute(final Table data) {
        final Map<String, Object> result = UnivariableCommand.adjusted(java.util.List.of(), data.numbers(m_p));
        result.remove("columns");
        return result;
    }
}

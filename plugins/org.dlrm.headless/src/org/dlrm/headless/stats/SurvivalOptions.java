package org.dlrm.headless.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import org.dlrm.stats.survival.SurvivalData;
import org.dlrm.stats.table.Column;
import org.dlrm.stats.table.Table;

import picocli.CommandLine.Option;

/** Options of all commands that read follow-up times from a CSV file. */
final class SurvivalOptions {

    @Option(names = "--time", required = true, paramLabel = "COLUMN", description = "Follow-up time")
    private String m_time;

    @Option(names = "--event", required = true, paramLabel = "COLUMN", description = "Event status")
    private String m_event;

    @Option(names = "--event-value", defaultValue = "1", paramLabel = "VALUE",
        description = "Status that means the event happened (default: ${DEFAULT-VALUE})")
    private String m_eventValue;

    @Option(names = "--levels", paramLabel = "COLUMN=A,B,...",
        description = "Order of a column's categories, the reference first; default: sorted")
    private final Map<String, String> m_levels = new LinkedHashMap<>();

    /** Rows without missing values and their follow-up. */
    record Study(Table table, SurvivalData data) {

        /** @return category number of every row */
        int[] codes(final String column) {
            final Column.Factor factor = table.factor(column);
            return IntStream.range(0, table.rows()).map(factor::code).toArray();
        }

        /** @return categories that occur, in their order, as R labels them: column=category */
        List<String> labels(final String column) {
            return table.factor(column).levels().stream().map(level -> column + "=" + level).toList();
        }
    }

    /**
     * Takes the rows that have time, status and all of the columns.
     *
     * @param columns needed; an empty name is none
     * @param note told how many rows were left out
     */
    Study read(final Table data, final List<String> columns, final Consumer<String> note) {
        Table table = data;
        for (final Map.Entry<String, String> entry : m_levels.entrySet()) {
            table = table.with(entry.getKey(), order(table, entry.getKey(), List.of(entry.getValue().split(","))));
        }
        final List<String> needed = new ArrayList<>(List.of(m_time, m_event));
        columns.stream().filter(c -> !c.isEmpty()).forEach(needed::add);
        final Table complete = table.rows(table.completeRows(needed));
        if (complete.rows() < table.rows()) {
            note.accept(table.rows() - complete.rows() + " of " + table.rows() + " rows miss a value in " + needed
                + " and were left out");
        }
        final Column.Factor status = complete.factor(m_event);
        if (complete.rows() > 0 && !status.levels().contains(m_eventValue)) {
            throw new IllegalArgumentException("No row of '" + m_event + "' has the value '" + m_eventValue
                + "'; values found: " + status.levels() + " (--event-value)");
        }
        final boolean[] event = new boolean[complete.rows()];
        for (int i = 0; i < event.length; i++) {
            event[i] = status.label(i).equals(m_eventValue);
        }
        return new Study(complete, SurvivalData.of(complete.numbers(m_time), event));
    }

    private static Column.Factor order(final Table table, final String column, final List<String> levels) {
        final Column.Factor factor = table.factor(column);
        for (final String level : factor.levels()) {
            if (!levels.contains(level)) {
                throw new IllegalArgumentException("Column '" + column + "' has the category '" + level
                    + "', which --levels does not name");
            }
        }
        return new Column.Factor(IntStream.range(0, table.rows())
            .map(i -> factor.isMissing(i) ? -1 : levels.indexOf(factor.label(i))).toArray(), levels);
    }

    /** @return the first values, as many as there are up to n */
    static double[] first(final double[] values, final int n) {
        return Arrays.copyOf(values, Math.min(n, values.length));
    }
}

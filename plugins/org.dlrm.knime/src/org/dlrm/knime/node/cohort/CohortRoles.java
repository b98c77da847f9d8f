package org.dlrm.knime.node.cohort;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.dlrm.knime.Columns;
import org.knime.core.data.DataCell;
import org.knime.core.data.DataRow;
import org.knime.core.data.DataTableSpec;
import org.knime.core.data.DataValue;
import org.knime.core.data.DoubleValue;
import org.knime.core.data.container.CloseableRowIterator;
import org.knime.core.node.BufferedDataTable;
import org.knime.core.node.InvalidSettingsException;

/** Checks that the columns with a role hold what the role needs. */
final class CohortRoles {

    private CohortRoles() {
    }

    /** Checks what can be checked without the rows. */
    static void checkColumns(final DataTableSpec spec, final CohortReaderParameters p)
        throws InvalidSettingsException {
        Columns.optional(spec, p.m_cohort.trim(), "Cohort column", DataValue.class);
        Columns.optional(spec, p.m_outcome.trim(), "Outcome column", DataValue.class);
        Columns.optional(spec, p.m_time.trim(), "Time column", DoubleValue.class);
        Columns.optional(spec, p.m_event.trim(), "Event column", DataValue.class);
    }

    /**
     * Checks the rows.
     *
     * @return a warning in words
     * @throws InvalidSettingsException where going on would make no sense
     */
    static Optional<String> check(final BufferedDataTable table, final CohortReaderParameters p)
        throws InvalidSettingsException {
        final DataTableSpec spec = table.getDataTableSpec();
        final Map<String, Map<String, Integer>> levels = new TreeMap<>();
        final int[] missing = new int[spec.getNumColumns()];
        final Optional<Integer> time = Columns.optional(spec, p.m_time.trim(), "Time column", DoubleValue.class);
        final Optional<Integer> cohort = Columns.optional(spec, p.m_cohort.trim(), "Cohort column", DataValue.class);
        final Optional<Integer> outcome = Columns.optional(spec, p.m_outcome.trim(), "Outcome column", DataValue.class);
        final Optional<Integer> event = Columns.optional(spec, p.m_event.trim(), "Event column", DataValue.class);
        final List<String> warnings = new ArrayList<>();
        final List<String> badTimes = new ArrayList<>();
        try (CloseableRowIterator rows = table.iterator()) {
            while (rows.hasNext()) {
                final DataRow row = rows.next();
                for (int c = 0; c < missing.length; c++) {
                    missing[c] += row.getCell(c).isMissing() ? 1 : 0;
                }
                cohort.ifPresent(c -> count(levels, "cohort", row.getCell(c)));
                outcome.ifPresent(c -> count(levels, "outcome", row.getCell(c)));
                event.ifPresent(c -> count(levels, "event", row.getCell(c)));
                if (time.isPresent() && Columns.number(row.getCell(time.get())) <= 0) {
                    badTimes.add(row.getKey().getString());
                }
            }
        }
        if (cohort.isPresent() && !p.m_training.isBlank()
            && !levels.getOrDefault("cohort", Map.of()).containsKey(p.m_training.trim())) {
            throw new InvalidSettingsException("No patient is in the training cohort: the column '" + p.m_cohort
                + "' never is '" + p.m_training + "'. Values there: " + levels.getOrDefault("cohort", Map.of()) + ".");
        }
        twoValues(levels, "outcome", p.m_outcome, warnings);
        twoValues(levels, "event", p.m_event, warnings);
        if (!badTimes.isEmpty()) {
            warnings.add("Time column '" + p.m_time + "': zero or negative for " + badTimes.size() + " patients ("
                + String.join(", ", badTimes.subList(0, Math.min(5, badTimes.size()))) + ").");
        }
        for (int c = 0; c < missing.length; c++) {
            final double percent = 100.0 * missing[c] / Math.max(1, table.size());
            if (percent > p.m_missingPercent) {
                warnings.add(String.format(java.util.Locale.ROOT, "'%s' is missing in %d of %d patients (%.0f %%).",
                    spec.getColumnSpec(c).getName(), missing[c], table.size(), percent));
            }
        }
        return warnings.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", warnings));
    }

    private static void count(final Map<String, Map<String, Integer>> levels, final String role, final DataCell cell) {
        Columns.text(cell)
            .ifPresent(text -> levels.computeIfAbsent(role, r -> new TreeMap<>()).merge(text, 1, Integer::sum));
    }

    private static void twoValues(final Map<String, Map<String, Integer>> levels, final String role,
        final String column, final List<String> warnings) {
        final Map<String, Integer> found = levels.get(role);
        if (found != null && found.size() != 2) {
            warnings.add("The " + role + " column '" + column + "' has " + found.size()
                + " different values where two are expected: "
                + found.keySet().stream().limit(6).toList() + ".");
        }
    }
}

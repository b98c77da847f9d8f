package org.dlrm.knime.node.cohort;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

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

    private static final int PATIENTS_SHOWN = 5;

    private static final int VALUES_SHOWN = 6;

    private static final double UNIT_FACTOR = 10;

    /** SPSS and R code so; nobody can see which of them is the event. */
    private static final Set<String> ONE_AND_TWO = Set.of("1", "2");

    private CohortRoles() {
    }

    /** Checks what can be checked without the rows. */
    static void checkColumns(final DataTableSpec spec, final CohortReaderParameters p)
        throws InvalidSettingsException {
        Columns.require(spec, p.m_patientId.trim(), "Patient ID column", DataValue.class);
        Columns.optional(spec, p.m_cohort.trim(), "Cohort column", DataValue.class);
        Columns.optional(spec, p.m_outcome.trim(), "Outcome column", DataValue.class);
        Columns.optional(spec, p.m_time.trim(), "Time column", DoubleValue.class);
        Columns.optional(spec, p.m_event.trim(), "Event column", DataValue.class);
    }

    /**
     * Checks the rows.
     *
     * @return warnings in words
     * @throws InvalidSettingsException where going on would make no sense
     */
    static List<String> check(final BufferedDataTable table, final CohortReaderParameters p)
        throws InvalidSettingsException {
        final DataTableSpec spec = table.getDataTableSpec();
        final int[] missing = new int[spec.getNumColumns()];
        final Optional<Integer> time = Columns.optional(spec, p.m_time.trim(), "Time column", DoubleValue.class);
        final Optional<Integer> cohort = Columns.optional(spec, p.m_cohort.trim(), "Cohort column", DataValue.class);
        final Optional<Integer> outcome = Columns.optional(spec, p.m_outcome.trim(), "Outcome column", DataValue.class);
        final Optional<Integer> event = Columns.optional(spec, p.m_event.trim(), "Event column", DataValue.class);
        final Map<String, Integer> cohorts = new TreeMap<>();
        final Map<String, Integer> outcomes = new TreeMap<>();
        final Map<String, Integer> events = new TreeMap<>();
        final Map<String, List<Double>> times = new TreeMap<>();
        final List<String> badTimes = new ArrayList<>();
        final List<String> halfFollowed = new ArrayList<>();
        try (CloseableRowIterator rows = table.iterator()) {
            while (rows.hasNext()) {
                final DataRow row = rows.next();
                for (int c = 0; c < missing.length; c++) {
                    missing[c] += row.getCell(c).isMissing() ? 1 : 0;
                }
                cohort.ifPresent(c -> count(cohorts, row.getCell(c)));
                outcome.ifPresent(c -> count(outcomes, row.getCell(c)));
                event.ifPresent(c -> count(events, row.getCell(c)));
                if (time.isPresent()) {
                    final double t = Columns.number(row.getCell(time.get()));
                    if (t <= 0) {
                        badTimes.add(row.getKey().getString());
                    } else if (t > 0) {
                        times.computeIfAbsent(cohort.flatMap(c -> Columns.text(row.getCell(c))).orElse(""),
                            c -> new ArrayList<>()).add(t);
                    }
                    if (event.isPresent()
                        && row.getCell(time.get()).isMissing() != row.getCell(event.get()).isMissing()) {
                        halfFollowed.add(row.getKey().getString());
                    }
                }
            }
        }
        if (table.size() == 0) {
            throw new InvalidSettingsException("The cohort table has no patients.");
        }
        if (cohort.isPresent() && !p.m_training.isBlank() && !cohorts.containsKey(p.m_training.trim())) {
            throw new InvalidSettingsException("No patient is in the training cohort: the column '" + p.m_cohort
                + "' never is '" + p.m_training + "'. Values there: " + values(cohorts) + ".");
        }
        final List<String> warnings = new ArrayList<>();
        outcome.ifPresent(c -> twoValues(outcomes, "outcome", p.m_outcome, warnings));
        event.ifPresent(c -> twoValues(events, "event", p.m_event, warnings));
        if (!badTimes.isEmpty()) {
            warnings.add("Time column '" + p.m_time + "': zero or negative for " + patients(badTimes) + ".");
        }
        if (!halfFollowed.isEmpty()) {
            warnings.add("Of '" + p.m_time + "' and '" + p.m_event + "' only one is known for " + patients(halfFollowed)
                + ": they have no follow-up.");
        }
        unit(times, p.m_time, warnings);
        for (int c = 0; c < missing.length; c++) {
            final double percent = 100.0 * missing[c] / Math.max(1, table.size());
            final boolean role = outcome.equals(Optional.of(c)) && missing[c] > 0;
            if (percent > p.m_missingPercent || role) {
                warnings.add(String.format(Locale.ROOT, "'%s' is missing in %d of %d patients (%.0f %%).",
                    spec.getColumnSpec(c).getName(), missing[c], table.size(), percent));
            }
        }
        return warnings;
    }

    private static void count(final Map<String, Integer> levels, final DataCell cell) {
        Columns.text(cell).ifPresent(text -> levels.merge(text, 1, Integer::sum));
    }

    private static void twoValues(final Map<String, Integer> found, final String role, final String column,
        final List<String> warnings) {
        if (found.isEmpty()) {
            warnings.add("The " + role + " column '" + column + "' is empty.");
        } else if (found.size() == 1) {
            warnings.add("The " + role + " column '" + column + "' only has the value " + values(found)
                + ": nothing can be learnt or validated with it.");
        } else if (found.size() > 2) {
            warnings.add("The " + role + " column '" + column + "' has " + found.size() + " values, two are expected: "
                + values(found) + ". Later nodes ask for one of them; all others then count alike.");
        } else if (found.keySet().equals(ONE_AND_TWO)) {
            warnings.add("The " + role + " column '" + column + "' is coded 1 and 2: " + values(found) + ". Later nodes take 1 "
                + "for the " + ("event".equals(role) ? "event, R's survival package takes 2" : "positive class")
                + ": set it there if you mean 2.");
        }
    }

    /** A cohort in days beside one in months differs by a factor of 30; no hospital's follow-up is ten times another's. */
    private static void unit(final Map<String, List<Double>> times, final String column, final List<String> warnings) {
        final Map<String, Double> medians = new TreeMap<>();
        times.forEach((cohort, t) -> medians.put(cohort, median(t)));
        if (medians.size() < 2) {
            return;
        }
        final Map.Entry<String, Double> low = Collections.min(medians.entrySet(), Map.Entry.comparingByValue());
        final Map.Entry<String, Double> high = Collections.max(medians.entrySet(), Map.Entry.comparingByValue());
        if (high.getValue() > UNIT_FACTOR * low.getValue()) {
            warnings.add(String.format(Locale.ROOT, "The median of '%s' is %.1f in '%s' and %.1f in '%s': are they in the same "
                + "unit?", column, low.getValue(), low.getKey(), high.getValue(), high.getKey()));
        }
    }

    private static double median(final List<Double> values) {
        final double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    /** @return for example "train (120), test (60)", the first ones */
    private static String values(final Map<String, Integer> found) {
        return found.entrySet().stream().limit(VALUES_SHOWN).map(e -> e.getKey() + " (" + e.getValue() + ")")
            .collect(Collectors.joining(", ")) + (found.size() > VALUES_SHOWN ? ", ..." : "");
    }

    private static String patients(final List<String> ids) {
        return (ids.size() == 1 ? "1 patient (" : ids.size() + " patients (")
            + String.join(", ", ids.subList(0, Math.min(PATIENTS_SHOWN, ids.size())))
            + (ids.size() > PATIENTS_SHOWN ? ", ...)" : ")");
    }
}

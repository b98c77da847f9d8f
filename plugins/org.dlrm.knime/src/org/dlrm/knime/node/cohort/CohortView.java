package org.dlrm.knime.node.cohort;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;

import org.dlrm.knime.Columns;
import org.dlrm.knime.FeaturePanels;
import org.dlrm.knime.Views;
import org.knime.core.data.DataColumnSpec;
import org.knime.core.data.DataRow;
import org.knime.core.data.DataTableSpec;
import org.knime.core.data.container.CloseableRowIterator;
import org.knime.core.node.BufferedDataTable;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

/** Who is in the study: patients, outcome and events per cohort, shares of every category, distributions, what is missing. */
final class CohortView {

    /** A column with more values is no category. */
    private static final int MOST_LEVELS = 12;

    /** Numbers with at most so many whole values are categories, e.g. a stage or 0/1. */
    private static final int CODES = 5;

    private final CohortReaderParameters m_p;

    private final DataTableSpec m_spec;

    private final List<DataRow> m_rows = new ArrayList<>();

    /** Numbers of the rows by cohort, the training cohort first. */
    private final Map<String, List<Integer>> m_cohorts = new LinkedHashMap<>();

    /** By column: its different values. */
    private final List<List<String>> m_levels = new ArrayList<>();

    private CohortView(final BufferedDataTable table, final CohortReaderParameters p) {
        m_p = p;
        m_spec = table.getDataTableSpec();
        try (CloseableRowIterator rows = table.iterator()) {
            rows.forEachRemaining(m_rows::add);
        }
        for (int c = 0; c < m_spec.getNumColumns(); c++) {
            m_levels.add(levelsOf(c));
        }
        final int cohort = m_spec.findColumnIndex(p.m_cohort.trim());
        final Map<String, List<Integer>> found = new LinkedHashMap<>();
        for (int i = 0; i < m_rows.size(); i++) {
            found.computeIfAbsent(cohort < 0 ? "all" : text(i, cohort).isEmpty() ? "no cohort" : text(i, cohort),
                k -> new ArrayList<>()).add(i);
        }
        if (found.containsKey(p.m_training.trim())) {
            m_cohorts.put(p.m_training.trim(), found.get(p.m_training.trim()));
        }
        found.forEach(m_cohorts::putIfAbsent);
    }

    static JsonObject of(final BufferedDataTable table, final CohortReaderParameters p, final List<String> warnings) {
        final CohortView view = new CohortView(table, p);
        final JsonObject page = Views.page("Cohort Reader");
        Views.warn(page, warnings);
        view.patients(page);
        view.shares(page);
        view.distributions(page);
        view.missing(page);
        return page;
    }

    private String text(final int row, final int column) {
        return Columns.text(m_rows.get(row).getCell(column)).orElse("");
    }

    private double number(final int row, final int column) {
        return Columns.number(m_rows.get(row).getCell(column));
    }

    private boolean isMissing(final int row, final int column) {
        return m_rows.get(row).getCell(column).isMissing();
    }

    private boolean isNumber(final int column) {
        return Columns.isNumber(m_spec.getColumnSpec(column).getType());
    }

    /** @return the values of a column, sorted; numbers by size */
    private List<String> levelsOf(final int column) {
        if (isNumber(column)) {
            final TreeSet<Double> numbers = new TreeSet<>();
            for (int i = 0; i < m_rows.size(); i++) {
                if (!isMissing(i, column)) {
                    numbers.add(number(i, column));
                }
            }
            return numbers.stream().map(CohortView::whole).toList();
        }
        final TreeSet<String> texts = new TreeSet<>();
        for (int i = 0; i < m_rows.size(); i++) {
            texts.add(text(i, column));
        }
        texts.remove("");
        return List.copyOf(texts);
    }

    private List<String> levels(final int column) {
        return m_levels.get(column);
    }

    private static String whole(final double v) {
        return v == Math.rint(v) && Math.abs(v) < 1e15 ? String.format(Locale.ROOT, "%.0f", v) : String.valueOf(v);
    }

    private String level(final int row, final int column) {
        return isMissing(row, column) ? "" : isNumber(column) ? whole(number(row, column)) : text(row, column);
    }

    /** Texts of few values, and whole numbers of very few. */
    private boolean isCategory(final int column, final List<String> levels) {
        return levels.size() > 0 && levels.size() <= (isNumber(column) ? CODES : MOST_LEVELS)
            && (!isNumber(column) || levels.stream().noneMatch(l -> l.contains(".")))
            && levels.size() * 2 < Math.max(3, m_rows.size());
    }

    private void patients(final JsonObject page) {
        final List<String> names = new ArrayList<>(List.of("Cohort", "Patients"));
        final int outcome = m_spec.findColumnIndex(m_p.m_outcome.trim());
        final int event = m_spec.findColumnIndex(m_p.m_event.trim());
        final int time = m_spec.findColumnIndex(m_p.m_time.trim());
        final List<Integer> roles = new ArrayList<>();
        for (final int column : new int[]{outcome, event}) {
            if (column >= 0 && levels(column).size() <= MOST_LEVELS) {
                roles.add(column);
                levels(column).forEach(l -> names.add(m_spec.getColumnSpec(column).getName() + " = " + l));
                names.add(m_spec.getColumnSpec(column).getName() + " missing");
            }
        }
        if (time >= 0) {
            names.add("Median " + m_p.m_time.trim());
        }
        final List<Object[]> rows = new ArrayList<>();
        m_cohorts.forEach((cohort, members) -> {
            final List<Object> row = new ArrayList<>(List.of(cohort, members.size()));
            for (final int column : roles) {
                levels(column).forEach(l -> row.add((int)members.stream().filter(i -> level(i, column).equals(l)).count()));
                row.add((int)members.stream().filter(i -> isMissing(i, column)).count());
            }
            if (time >= 0) {
                final double[] known = members.stream().mapToDouble(i -> number(i, time)).filter(v -> !Double.isNaN(v)).sorted()
                    .toArray();
                row.add(known.length == 0 ? Double.NaN : (known[(known.length - 1) / 2] + known[known.length / 2]) / 2);
            }
            rows.add(row.toArray());
        });
        final JsonObject panel = Views.table(page, "table", "Patients per cohort", names, rows);
        if (time >= 0) {
            panel.addProperty("note", "The median of the times as they are, events and censored alike: no median survival.");
        }
    }

    /** Shares of the values of every category in each cohort: outcome and event first. */
    private void shares(final JsonObject page) {
        final List<Integer> columns = new ArrayList<>();
        for (final String role : List.of(m_p.m_outcome, m_p.m_event)) {
            final int c = m_spec.findColumnIndex(role.trim());
            if (c >= 0) {
                columns.add(c);
            }
        }
        for (int c = 0; c < m_spec.getNumColumns(); c++) {
            final String name = m_spec.getColumnSpec(c).getName();
            if (!columns.contains(c) && !name.equals(m_p.m_cohort.trim()) && isCategory(c, levels(c))) {
                columns.add(c);
            }
        }
        final JsonArray list = new JsonArray();
        for (final int c : columns) {
            final List<String> levels = levels(c);
            if (levels.isEmpty() || levels.size() > MOST_LEVELS) {
                continue;
            }
            final JsonObject column = new JsonObject();
            column.addProperty("name", m_spec.getColumnSpec(c).getName());
            final JsonArray names = new JsonArray();
            levels.forEach(names::add);
            column.add("levels", names);
            final JsonArray groups = new JsonArray();
            m_cohorts.forEach((cohort, members) -> {
                final JsonObject group = new JsonObject();
                group.addProperty("name", cohort);
                final JsonArray counts = new JsonArray();
                levels.forEach(l -> counts.add(members.stream().filter(i -> level(i, c).equals(l)).count()));
                group.add("counts", counts);
                group.addProperty("missing", members.stream().filter(i -> isMissing(i, c)).count());
                groups.add(group);
            });
            column.add("groups", groups);
            list.add(column);
        }
        final JsonObject panel = Views.panel(page, "shares", "Outcome, treatment and other categories");
        panel.add("columns", list);
        panel.addProperty("note", "Shares of the patients whose value is known.");
    }

    private void distributions(final JsonObject page) {
        final List<String> names = new ArrayList<>();
        final List<double[]> values = new ArrayList<>();
        for (int c = 0; c < m_spec.getNumColumns(); c++) {
            if (isNumber(c) && !isCategory(c, levels(c))) {
                final int column = c;
                names.add(m_spec.getColumnSpec(c).getName());
                values.add(IntStream.range(0, m_rows.size()).mapToDouble(i -> number(i, column)).toArray());
            }
        }
        FeaturePanels.distributions(page, "Numbers", names, values, m_cohorts);
    }

    private void missing(final JsonObject page) {
        final List<String> head = new ArrayList<>(List.of("Column", "Type", "Different values", "Missing", "Missing (%)"));
        if (m_cohorts.size() > 1) {
            m_cohorts.keySet().forEach(k -> head.add("Missing in " + k));
        }
        final List<Object[]> rows = new ArrayList<>();
        for (int c = 0; c < m_spec.getNumColumns(); c++) {
            final int column = c;
            final DataColumnSpec spec = m_spec.getColumnSpec(c);
            final int missing = (int)IntStream.range(0, m_rows.size()).filter(i -> isMissing(i, column)).count();
            final List<Object> row = new ArrayList<>(List.of(spec.getName(), isNumber(c) ? "number" : "text", levels(c).size(),
                missing, 100.0 * missing / Math.max(1, m_rows.size())));
            if (m_cohorts.size() > 1) {
                m_cohorts.values().forEach(members -> row.add((int)members.stream().filter(i -> isMissing(i, column)).count()));
            }
            rows.add(row.toArray());
        }
        Views.table(page, "table", "Columns and missing values", head, rows);
    }
}

package org.dlrm.stats.table;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Rows (patients) by named columns, as the statistics read it. Immutable; columns are shared between tables, not
 * copied.
 */
public final class Table {

    private final List<String> m_keys;
    private final Map<String, Column> m_columns;

    private Table(final List<String> keys, final Map<String, Column> columns) {
        m_keys = keys;
        m_columns = columns;
    }

    /** @return a table without columns whose rows have these keys */
    public static Table ofKeys(final List<String> keys) {
        return new Table(List.copyOf(keys), Map.of());
    }

    /** @return a table without columns whose rows are named 1, 2, ... as in R */
    public static Table ofRows(final int rows) {
        return ofKeys(IntStream.rangeClosed(1, rows).mapToObj(Integer::toString).toList());
    }

    /** @return this table with a column more, or with the column of that name replaced */
    public Table with(final String name, final Column column) {
        return with(Map.of(name, column));
    }

    /** @return this table with a numeric column more */
    public Table with(final String name, final double[] values) {
        return with(name, new Column.Numeric(values));
    }

    /** @return this table with columns more, in the order of the map */
    public Table with(final Map<String, ? extends Column> columns) {
        final Map<String, Column> all = new LinkedHashMap<>(m_columns);
        columns.forEach((name, column) -> {
            if (column.size() != rows()) {
                throw new IllegalArgumentException("Column '" + name + "' has " + column.size()
                    + " values, the table has " + rows() + " rows");
            }
            all.put(name, column);
        });
        return new Table(m_keys, Collections.unmodifiableMap(all));
    }

    public int rows() {
        return m_keys.size();
    }

    /** @return the row keys, in row order */
    public List<String> keys() {
        return m_keys;
    }

    /** @return the column names, in column order */
    public List<String> names() {
        return new ArrayList<>(m_columns.keySet());
    }

    public boolean has(final String name) {
        return m_columns.containsKey(name);
    }

    /** @throws IllegalArgumentException if there is no such column */
    public Column column(final String name) {
        final Column column = m_columns.get(name);
        if (column == null) {
            throw new IllegalArgumentException("There is no column '" + name + "'; the table has "
                + (m_columns.size() <= 30 ? m_columns.keySet() : m_columns.size() + " other columns"));
        }
        return column;
    }

    public boolean isNumeric(final String name) {
        return column(name) instanceof Column.Numeric;
    }

    /** @return a copy of the values of a numeric column, NaN is missing */
    public double[] numbers(final String name) {
        if (column(name) instanceof Column.Numeric numeric) {
            return numeric.values();
        }
        throw new IllegalArgumentException("Column '" + name + "' holds text, numbers are expected; values there: "
            + ((Column.Factor)column(name)).levelsInWords());
    }

    /** @return the labels of a column: those of a factor, or numbers as text (whole numbers without a point) */
    public Column.Factor factor(final String name) {
        if (column(name) instanceof Column.Factor factor) {
            return factor;
        }
        final double[] values = numbers(name);
        final double[] levels = java.util.Arrays.stream(values).filter(v -> !Double.isNaN(v)).sorted().distinct()
            .toArray();
        return new Column.Factor(java.util.Arrays.stream(values)
            .mapToInt(v -> Double.isNaN(v) ? -1 : java.util.Arrays.binarySearch(levels, v)).toArray(),
            java.util.Arrays.stream(levels).mapToObj(Table::label).toList());
    }

    /** @return a number as a category: whole numbers without a point */
    public static String label(final double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15 ? Long.toString((long)value)
            : Double.toString(value);
    }

    /** @return several numeric columns as {@code [column][row]} */
    public double[][] numbers(final List<String> names) {
        return names.stream().map(this::numbers).toArray(double[][]::new);
    }

    /** @return the rows at these positions (from 0), in this order; a position may occur more than once */
    public Table rows(final int... positions) {
        final Map<String, Column> columns = new LinkedHashMap<>();
        m_columns.forEach((name, column) -> columns.put(name, column.rows(positions)));
        return new Table(IntStream.of(positions).mapToObj(m_keys::get).toList(), columns);
    }

    /** @return the rows that satisfy the condition */
    public Table filter(final IntPredicate condition) {
        return rows(IntStream.range(0, rows()).filter(condition).toArray());
    }

    /** @return the table without the levels that no row has, R's droplevels() */
    public Table dropUnusedLevels() {
        final Map<String, Column> columns = new LinkedHashMap<>();
        m_columns.forEach((name, column) -> columns.put(name, column instanceof Column.Factor f ? f.dropUnusedLevels() : column));
        return new Table(m_keys, columns);
    }

    /** @return only these columns, in this order */
    public Table columns(final List<String> names) {
        final Map<String, Column> columns = new LinkedHashMap<>();
        names.forEach(name -> columns.put(name, column(name)));
        return new Table(m_keys, columns);
    }

    /** @return the positions of the rows without a missing value in these columns, R's complete.cases() */
    public int[] completeRows(final List<String> names) {
        final List<Column> columns = names.stream().map(this::column).toList();
        return IntStream.range(0, rows()).filter(row -> columns.stream().noneMatch(c -> c.isMissing(row))).toArray();
    }
}

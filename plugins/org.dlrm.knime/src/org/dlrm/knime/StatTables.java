package org.dlrm.knime;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.dlrm.stats.table.Column;
import org.dlrm.stats.table.Table;
import org.knime.core.data.DataCell;
import org.knime.core.data.DataColumnSpec;
import org.knime.core.data.DataRow;
import org.knime.core.data.DataTableSpec;
import org.knime.core.data.DataType;
import org.knime.core.data.container.CloseableRowIterator;
import org.knime.core.data.def.DefaultRow;
import org.knime.core.data.def.DoubleCell;
import org.knime.core.data.def.IntCell;
import org.knime.core.node.BufferedDataContainer;
import org.knime.core.node.BufferedDataTable;
import org.knime.core.node.CanceledExecutionException;
import org.knime.core.node.ExecutionContext;
import org.knime.core.node.InvalidSettingsException;

/** KNIME tables to the statistics' tables and back. */
public final class StatTables {

    private StatTables() {
    }

    /**
     * @param names columns to take; number columns become numeric, all others, booleans too, factors with sorted levels
     * @return a table whose keys are the RowIDs
     */
    public static Table of(final BufferedDataTable table, final List<String> names, final ExecutionContext exec)
        throws InvalidSettingsException, CanceledExecutionException {
        final DataTableSpec spec = table.getDataTableSpec();
        final int[] index = new int[names.size()];
        final boolean[] numeric = new boolean[names.size()];
        final int rows = Math.toIntExact(table.size());
        final double[][] numbers = new double[names.size()][];
        final List<List<String>> labels = new ArrayList<>();
        for (int c = 0; c < index.length; c++) {
            index[c] = spec.findColumnIndex(names.get(c));
            if (index[c] < 0) {
                throw new InvalidSettingsException("The input table has no column '" + names.get(c) + "'.");
            }
            numeric[c] = Columns.isNumber(spec.getColumnSpec(index[c]).getType());
            numbers[c] = numeric[c] ? new double[rows] : new double[0];
            labels.add(new ArrayList<>());
        }
        final List<String> keys = new ArrayList<>(rows);
        try (CloseableRowIterator it = table.iterator()) {
            for (int r = 0; it.hasNext(); r++) {
                exec.checkCanceled();
                final DataRow row = it.next();
                keys.add(row.getKey().getString());
                for (int c = 0; c < index.length; c++) {
                    final DataCell cell = row.getCell(index[c]);
                    if (numeric[c]) {
                        numbers[c][r] = Columns.number(cell);
                    } else {
                        labels.get(c).add(Columns.text(cell).orElse(null));
                    }
                }
            }
        }
        final Map<String, Column> columns = new LinkedHashMap<>();
        for (int c = 0; c < index.length; c++) {
            columns.put(names.get(c), numeric[c] ? new Column.Numeric(numbers[c]) : Column.Factor.of(labels.get(c)));
        }
        return Table.ofKeys(keys).with(columns);
    }

    /** A result table that grows row by row: texts and numbers, missing where not finite or empty. */
    public static final class Builder {

        private final BufferedDataContainer m_container;

        private final DataTableSpec m_spec;

        private long m_row;

        public Builder(final ExecutionContext exec, final DataTableSpec spec) {
            m_spec = spec;
            m_container = exec.createDataContainer(spec);
        }

        /** Adds a row under the next number; values are texts, numbers, booleans or null in the order of the columns. */
        public Builder add(final Object... values) {
            return addKeyed("Row" + m_row, values);
        }

        public Builder addKeyed(final String key, final Object... values) {
            final DataCell[] cells = new DataCell[values.length];
            for (int c = 0; c < cells.length; c++) {
                cells[c] = cell(values[c], m_spec.getColumnSpec(c));
            }
            m_container.addRowToTable(new DefaultRow(key, cells));
            m_row++;
            return this;
        }

        public BufferedDataTable build() {
            m_container.close();
            return m_container.getTable();
        }

        private static DataCell cell(final Object value, final DataColumnSpec spec) {
            if (value instanceof DataCell c) {
                return c;
            }
            if (value instanceof Number n) {
                return Double.isNaN(n.doubleValue()) ? Columns.missing("not defined")
                    : spec.getType().equals(IntCell.TYPE)
                        ? new IntCell(n.intValue()) : new DoubleCell(n.doubleValue());
            }
            return Columns.cell(value == null ? null : value.toString());
        }
    }

    /** @return a spec from alternating names and types, e.g. {@code "AUC", DoubleCell.TYPE} */
    public static DataTableSpec spec(final Object... namesAndTypes) {
        final DataColumnSpec[] columns = new DataColumnSpec[namesAndTypes.length / 2];
        for (int c = 0; c < columns.length; c++) {
            columns[c] = Columns.spec((String)namesAndTypes[2 * c],
                (DataType)namesAndTypes[2 * c + 1]);
        }
        return new DataTableSpec(columns);
    }
}

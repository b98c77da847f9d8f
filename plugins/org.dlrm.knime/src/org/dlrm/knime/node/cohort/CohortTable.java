package org.dlrm.knime.node.cohort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.dlrm.knime.Columns;
import org.dlrm.knime.FilePaths;
import org.dlrm.stats.table.StudyCsv;
import org.dlrm.stats.table.StudyCsv.Field;
import org.knime.core.data.DataCell;
import org.knime.core.data.DataColumnSpec;
import org.knime.core.data.DataTableSpec;
import org.knime.core.data.DataType;
import org.knime.core.data.def.DefaultRow;
import org.knime.core.data.def.DoubleCell;
import org.knime.core.data.def.IntCell;
import org.knime.core.data.def.StringCell;
import org.knime.core.node.BufferedDataContainer;
import org.knime.core.node.BufferedDataTable;
import org.knime.core.node.CanceledExecutionException;
import org.knime.core.node.ExecutionContext;
import org.knime.core.node.InvalidSettingsException;

/** A study's CSV as a KNIME table: one row per patient, RowID is the patient ID, paths resolved beside the file. */
public final class CohortTable {

    /** Larger than any clinical table; more is the wrong file. */
    private static final long MAX_BYTES = 256L << 20;

    private final StudyCsv m_csv;

    private final DataTableSpec m_spec;

    private final int m_id;

    private final String m_location;

    private final Set<String> m_pathColumns;

    private CohortTable(final StudyCsv csv, final DataTableSpec spec, final int id, final String location,
        final Set<String> pathColumns) {
        m_csv = csv;
        m_spec = spec;
        m_id = id;
        m_location = location;
        m_pathColumns = pathColumns;
    }

    /**
     * @param file the CSV
     * @param location the same as the user typed it: relative paths in the table are kept relative to it
     * @param idColumn column with the patient ID, which becomes the RowID
     * @param pathColumns columns with paths
     * @throws IOException in words: missing file, no header, wrong number of fields, no or duplicate patient IDs
     */
    public static CohortTable read(final Path file, final String location, final String idColumn,
        final Set<String> pathColumns) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException("The cohort file " + file + " does not exist. Check the path in the dialog.");
        }
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException("The cohort file " + file + " is larger than " + (MAX_BYTES >> 20)
                + " MB: this is no clinical table.");
        }
        final Set<String> text = new HashSet<>(pathColumns);
        text.add(idColumn);
        final StudyCsv csv;
        try {
            csv = StudyCsv.read(Files.readAllBytes(file), text);
        } catch (IllegalArgumentException e) {
            throw new IOException("The cohort file " + file + ": " + e.getMessage(), e);
        }
        final List<String> header = csv.fields().stream().map(Field::name).toList();
        final int id = header.indexOf(idColumn);
        if (id < 0) {
            throw new IOException("The cohort file " + file + " has no column '" + idColumn
                + "' (patient ID). Columns there: " + String.join(", ", header) + ".");
        }
        checkIds(file, csv.fields().get(id).values());
        return new CohortTable(csv, new DataTableSpec(csv.fields().stream().map(f -> Columns.spec(f.name(), switch (f.kind()) {
            case TEXT -> StringCell.TYPE;
            case WHOLE -> IntCell.TYPE;
            case DECIMAL -> DoubleCell.TYPE;
        })).toArray(DataColumnSpec[]::new)), id, location, Set.copyOf(pathColumns));
    }

    private static void checkIds(final Path file, final List<String> ids) throws IOException {
        final Map<String, Integer> seen = new HashMap<>();
        for (int r = 0; r < ids.size(); r++) {
            if (ids.get(r).isEmpty()) {
                throw new IOException("The cohort file " + file + ": patient " + (r + 1) + " has no ID.");
            }
            final Integer before = seen.put(ids.get(r), r + 1);
            if (before != null) {
                throw new IOException("The cohort file " + file + ": patients " + before + " and " + (r + 1)
                    + " have the same ID '" + ids.get(r) + "'. Each patient may have one row.");
            }
        }
    }

    public DataTableSpec spec() {
        return m_spec;
    }

    /** @return what somebody should look at, in words; may be empty */
    List<String> notes() {
        return m_csv.notes();
    }

    /**
     * Says why a column that must hold numbers does not, where the table alone could not tell.
     *
     * @throws InvalidSettingsException with the first value that is no number
     */
    void requireNumbers(final String column, final String role) throws InvalidSettingsException {
        for (final Field f : m_csv.fields()) {
            if (f.name().equals(column) && f.kind() == StudyCsv.Kind.TEXT) {
                throw new InvalidSettingsException(
                    role + ": the column '" + column + "' does not hold numbers; " + StudyCsv.whyNoNumbers(f.values()) + ".");
            }
        }
    }

    /** @return the same rows with the given columns' types, for a caller that knows them beforehand */
    public CohortTable withTypes(final DataTableSpec spec) {
        final List<String> names = m_csv.fields().stream().map(Field::name).toList();
        if (!List.of(spec.getColumnNames()).equals(names)) {
            throw new IllegalArgumentException("Expected the columns " + List.of(spec.getColumnNames()) + ", found " + names);
        }
        return new CohortTable(m_csv, spec, m_id, m_location, m_pathColumns);
    }

    /** @return the rows as a KNIME table */
    public BufferedDataTable toTable(final ExecutionContext exec) throws CanceledExecutionException {
        final BufferedDataContainer container = exec.createDataContainer(m_spec);
        for (int r = 0; r < m_csv.rows(); r++) {
            exec.checkCanceled();
            final DataCell[] cells = new DataCell[m_csv.fields().size()];
            for (int c = 0; c < cells.length; c++) {
                cells[c] = cell(m_csv.fields().get(c).values().get(r), c);
            }
            container.addRowToTable(new DefaultRow(m_csv.fields().get(m_id).values().get(r), cells));
        }
        container.close();
        return container.getTable();
    }

    private DataCell cell(final String value, final int column) {
        if (value.isEmpty()) {
            return DataType.getMissingCell();
        }
        final DataType type = m_spec.getColumnSpec(column).getType();
        if (type.equals(IntCell.TYPE)) {
            return new IntCell(Integer.parseInt(value.startsWith("+") ? value.substring(1) : value));
        }
        if (type.equals(DoubleCell.TYPE)) {
            return new DoubleCell(Double.parseDouble(value));
        }
        return new StringCell(m_pathColumns.contains(m_spec.getColumnSpec(column).getName())
            ? FilePaths.besideTable(m_location, value) : value);
    }
}

package org.dlrm.knime.node.cohort;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.dlrm.knime.FilePaths;
import org.dlrm.stats.table.Csv;
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
import org.dlrm.knime.Columns;

/** A study's CSV as a KNIME table: one row per patient, RowID is the patient ID, paths resolved beside the file. */
public final class CohortTable {

    /** Larger than any clinical table; more is the wrong file. */
    private static final long MAX_BYTES = 256L << 20;

    private final List<String> m_header;

    private final List<List<String>> m_rows;

    private final DataTableSpec m_spec;

    private final int m_id;

    private final String m_location;

    private final Set<String> m_pathColumns;

    private CohortTable(final List<String> header, final List<List<String>> rows, final DataTableSpec spec,
        final int id, final String location, final Set<String> pathColumns) {
        m_header = header;
        m_rows = rows;
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
        final String text;
        try {
            text = Files.readString(file, StandardCharsets.UTF_8);
        } catch (MalformedInputException e) {
            throw new IOException("The cohort file " + file + " is not UTF-8 text. Save it as 'CSV UTF-8'.", e);
        }
        final List<List<String>> records;
        try {
            records = Csv.records(new BufferedReader(new StringReader(text)), delimiter(text));
        } catch (IllegalArgumentException e) {
            throw new IOException("The cohort file " + file + ": " + e.getMessage(), e);
        }
        if (records.isEmpty()) {
            throw new IOException("The cohort file " + file + " is empty: a header line is expected.");
        }
        final List<String> header = new ArrayList<>();
        for (final String name : records.get(0)) {
            final String plain = name == null ? "" : name.replace("\uFEFF", "").trim();
            if (plain.isEmpty() || header.contains(plain)) {
                throw new IOException("The cohort file " + file + ": column " + (header.size() + 1)
                    + (plain.isEmpty() ? " has no name." : " has the name '" + plain + "' a second time."));
            }
            header.add(plain);
        }
        final int id = header.indexOf(idColumn);
        if (id < 0) {
            throw new IOException("The cohort file " + file + " has no column '" + idColumn
                + "' (patient ID). Columns there: " + String.join(", ", header) + ".");
        }
        final List<List<String>> rows = records.subList(1, records.size());
        checkIds(file, rows, id);
        final DataColumnSpec[] columns = new DataColumnSpec[header.size()];
        for (int c = 0; c < columns.length; c++) {
            final boolean asText = c == id || pathColumns.contains(header.get(c));
            columns[c] = Columns.spec(header.get(c), asText ? StringCell.TYPE : type(rows, c));
        }
        return new CohortTable(header, rows, new DataTableSpec(columns), id, location, Set.copyOf(pathColumns));
    }

    private static void checkIds(final Path file, final List<List<String>> rows, final int id) throws IOException {
        final Map<String, Integer> lines = new HashMap<>();
        for (int r = 0; r < rows.size(); r++) {
            final String key = rows.get(r).get(id);
            if (key == null || key.isBlank()) {
                throw new IOException("The cohort file " + file + ": patient " + (r + 1) + " has no ID.");
            }
            final Integer before = lines.put(key.trim(), r + 1);
            if (before != null) {
                throw new IOException("The cohort file " + file + ": patients " + before + " and " + (r + 1)
                    + " have the same ID '" + key.trim() + "'. Each patient may have one row.");
            }
        }
    }

    private static char delimiter(final String text) {
        final int end = text.indexOf('\n');
        final String header = end < 0 ? text : text.substring(0, end);
        char best = ',';
        for (final char c : new char[]{';', '\t'}) {
            if (count(header, c) > count(header, best)) {
                best = c;
            }
        }
        return best;
    }

    private static long count(final String text, final char c) {
        return text.chars().filter(x -> x == c).count();
    }

    private static DataType type(final List<List<String>> rows, final int column) {
        boolean any = false;
        boolean whole = true;
        for (final List<String> row : rows) {
            final String value = row.get(column);
            if (value == null) {
                continue;
            }
            any = true;
            final String v = value.trim();
            if (!v.matches("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?") || v.matches("0\\d+")) {
                return StringCell.TYPE; // a code such as 007 is no number
            }
            whole &= v.matches("[-+]?\\d{1,9}");
        }
        return !any ? StringCell.TYPE : whole ? IntCell.TYPE : DoubleCell.TYPE;
    }

    public DataTableSpec spec() {
        return m_spec;
    }

    /** @return the same rows with the given columns' types, for a caller that knows them beforehand */
    public CohortTable withTypes(final DataTableSpec spec) {
        if (!List.of(spec.getColumnNames()).equals(m_header)) {
            throw new IllegalArgumentException("Expected the columns " + List.of(spec.getColumnNames()) + ", found "
                + m_header);
        }
        return new CohortTable(m_header, m_rows, spec, m_id, m_location, m_pathColumns);
    }

    /** @return the rows as a KNIME table */
    public BufferedDataTable toTable(final ExecutionContext exec) throws CanceledExecutionException {
        final BufferedDataContainer container = exec.createDataContainer(m_spec);
        for (int r = 0; r < m_rows.size(); r++) {
            exec.checkCanceled();
            final DataCell[] cells = new DataCell[m_header.size()];
            for (int c = 0; c < cells.length; c++) {
                cells[c] = cell(m_rows.get(r).get(c), c);
            }
            container.addRowToTable(new DefaultRow(m_rows.get(r).get(m_id).trim(), cells));
        }
        container.close();
        return container.getTable();
    }

    private DataCell cell(final String value, final int column) {
        if (value == null) {
            return DataType.getMissingCell();
        }
        final String v = value.trim();
        final DataType type = m_spec.getColumnSpec(column).getType();
        if (type.equals(IntCell.TYPE)) {
            return new IntCell(Integer.parseInt(v.startsWith("+") ? v.substring(1) : v));
        }
        if (type.equals(DoubleCell.TYPE)) {
            return new DoubleCell(Double.parseDouble(v));
        }
        return new StringCell(
            m_pathColumns.contains(m_header.get(column)) ? FilePaths.besideTable(m_location, v) : v);
    }
}

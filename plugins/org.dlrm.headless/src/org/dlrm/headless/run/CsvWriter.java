package org.dlrm.headless.run;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.knime.core.data.BooleanValue;
import org.knime.core.data.DataCell;
import org.knime.core.data.DataRow;
import org.knime.core.data.DataTableSpec;
import org.knime.core.data.DoubleValue;
import org.knime.core.data.IntValue;
import org.knime.core.data.LongValue;
import org.knime.core.data.StringValue;
import org.knime.core.data.container.CloseableRowIterator;
import org.knime.core.node.BufferedDataTable;

/**
 * Writes a table as CSV: RFC 4180 quoting, UTF-8 without byte order mark, one line feed after each row, a header, the
 * RowID first. Missing cells are empty (an empty text is {@code ""}), booleans {@code true} and {@code false}, doubles in
 * {@linkplain Numbers#text their shortest form}, other cells by their own text. The same table gives the same bytes on
 * every machine.
 */
public final class CsvWriter {

    private CsvWriter() {
    }

    /**
     * @param table the table
     * @param file where it goes; an existing file is replaced
     * @throws IOException if it cannot be written
     */
    public static void write(final BufferedDataTable table, final Path file) throws IOException {
        try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            final DataTableSpec spec = table.getDataTableSpec();
            out.write("RowID");
            for (final String name : spec.getColumnNames()) {
                out.write(',');
                out.write(quote(name));
            }
            out.write('\n');
            try (CloseableRowIterator rows = table.iterator()) {
                while (rows.hasNext()) {
                    final DataRow row = rows.next();
                    out.write(quote(row.getKey().getString()));
                    for (int i = 0; i < row.getNumCells(); i++) {
                        out.write(',');
                        out.write(text(row.getCell(i)));
                    }
                    out.write('\n');
                }
            }
        }
    }

    /** @return the cell as it stands in the file, quoted where needed */
    static String text(final DataCell cell) {
        if (cell.isMissing()) {
            return "";
        } else if (cell instanceof BooleanValue value) {
            return Boolean.toString(value.getBooleanValue());
        } else if (cell instanceof IntValue value) {
            return Integer.toString(value.getIntValue());
        } else if (cell instanceof LongValue value) {
            return Long.toString(value.getLongValue());
        } else if (cell instanceof DoubleValue value) {
            return Numbers.text(value.getDoubleValue());
        }
        return quote(cell instanceof StringValue value ? value.getStringValue() : cell.toString());
    }

    /** @return the text, in quotes if it is empty or holds a comma, a quote, a line break or outer blanks */
    static String quote(final String text) {
        final boolean needed = text.isEmpty() || !text.equals(text.strip())
            || text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return needed ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
}

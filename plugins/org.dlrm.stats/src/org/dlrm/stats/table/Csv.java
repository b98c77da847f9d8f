package org.dlrm.stats.table;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Reads comma-separated values as R's read.csv does: a header line, fields optionally in double quotes (a doubled
 * quote is a quote), an empty field or NA is missing. A column whose every value is a number is numeric, any other is
 * a factor with its labels sorted.
 */
public final class Csv {

    /** Guard against a file that is no table: more columns than any radiomics study has. */
    private static final int MAX_COLUMNS = 1_000_000;

    private Csv() {
    }

    /** @throws IllegalArgumentException if the file is no rectangular table, saying in which line */
    public static Table read(final Path file) throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            return read(reader);
        }
    }

    /** @see #read(Path) */
    public static Table read(final Reader reader) throws IOException {
        final Parser parser = new Parser(reader, ',');
        final List<String> header = parser.record();
        if (header == null) {
            throw new IllegalArgumentException("The table is empty: it has not even a header line");
        }
        if (!header.isEmpty() && header.get(0) != null && header.get(0).startsWith("\uFEFF")) {
            header.set(0, header.get(0).substring(1));
        }
        final Set<String> seen = new HashSet<>();
        for (int i = 0; i < header.size(); i++) {
            if (header.get(i) == null || header.get(i).isEmpty()) {
                header.set(i, "X" + (i == 0 ? "" : "." + i));
            }
            if (!seen.add(header.get(i))) {
                throw new IllegalArgumentException("Two columns are named '" + header.get(i) + "'");
            }
        }
        final List<List<String>> columns = new ArrayList<>();
        header.forEach(name -> columns.add(new ArrayList<>()));
        int rows = 0;
        for (List<String> fields = parser.record(); fields != null; fields = parser.record()) {
            if (fields.size() == 1 && fields.get(0) == null) {
                continue; // a blank line
            }
            if (fields.size() != header.size()) {
                throw new IllegalArgumentException("Line " + parser.line() + " has " + fields.size()
                    + " fields, the header has " + header.size());
            }
            for (int i = 0; i < fields.size(); i++) {
                columns.get(i).add(fields.get(i));
            }
            rows++;
        }
        final Map<String, Column> parsed = new LinkedHashMap<>();
        for (int i = 0; i < header.size(); i++) {
            parsed.put(header.get(i), column(columns.get(i)));
        }
        return Table.ofRows(rows).with(parsed);
    }

    /**
     * The fields as text, for callers that decide on types themselves (a patient ID 007 is no number).
     *
     * @return the header and every record, all of the header's length; null is a missing value
     * @throws IllegalArgumentException if the file is no rectangular table, saying in which line
     */
    public static List<List<String>> records(final Reader reader, final char delimiter) throws IOException {
        final Parser parser = new Parser(reader, delimiter);
        final List<List<String>> records = new ArrayList<>();
        for (List<String> fields = parser.record(); fields != null; fields = parser.record()) {
            if (fields.stream().allMatch(Objects::isNull)) {
                continue; // a blank line, or one of separators only, as Excel leaves behind the table
            }
            if (!records.isEmpty() && fields.size() != records.get(0).size()) {
                throw new IllegalArgumentException("Line " + parser.line() + " has " + fields.size()
                    + " fields, the header has " + records.get(0).size());
            }
            records.add(fields);
        }
        return records;
    }

    private static Column column(final List<String> values) {
        final double[] numbers = new double[values.size()];
        for (int i = 0; i < numbers.length; i++) {
            final String text = values.get(i);
            numbers[i] = text == null ? Double.NaN : number(text);
            if (text != null && Double.isNaN(numbers[i]) && !"NaN".equals(text.trim())) {
                return Column.Factor.of(values);
            }
        }
        return new Column.Numeric(numbers);
    }

    private static double number(final String text) {
        final String trimmed = text.trim();
        if (trimmed.equals("Inf")) {
            return Double.POSITIVE_INFINITY;
        }
        if (trimmed.equals("-Inf")) {
            return Double.NEGATIVE_INFINITY;
        }
        if (trimmed.isEmpty() || "dDfFyxX".indexOf(trimmed.charAt(trimmed.length() - 1)) >= 0) {
            return Double.NaN; // Java would take 1d and 1f for numbers
        }
        try {
            return Double.parseDouble(trimmed);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    private static final class Parser {

        private final Reader m_reader;
        private final char m_delimiter;
        private int m_pushed = -2;
        private int m_line;

        Parser(final Reader reader, final char delimiter) {
            m_reader = reader;
            m_delimiter = delimiter;
        }

        int line() {
            return m_line;
        }

        private int next() throws IOException {
            final int c = m_pushed == -2 ? m_reader.read() : m_pushed;
            m_pushed = -2;
            return c;
        }

        /** @return the fields of the next record (null = missing), or null at the end */
        List<String> record() throws IOException {
            int c = next();
            if (c < 0) {
                return null;
            }
            m_line++;
            final List<String> fields = new ArrayList<>();
            final StringBuilder field = new StringBuilder();
            boolean quoted = false;
            while (true) {
                if (c == '"') {
                    quoted = true;
                    quotedPart(field);
                } else if (c == m_delimiter || c == '\n' || c == '\r' || c < 0) {
                    fields.add(value(field.toString(), quoted));
                    if (fields.size() > MAX_COLUMNS) {
                        throw new IllegalArgumentException("Line " + m_line + " has more than " + MAX_COLUMNS
                            + " fields: this is no table");
                    }
                    field.setLength(0);
                    quoted = false;
                    if (c != m_delimiter) {
                        if (c == '\r') {
                            final int after = next();
                            m_pushed = after == '\n' ? -2 : after;
                        }
                        return fields;
                    }
                } else {
                    field.append((char)c);
                }
                c = next();
            }
        }

        private void quotedPart(final StringBuilder field) throws IOException {
            for (int c = next(); ; c = next()) {
                if (c < 0) {
                    throw new IllegalArgumentException("A quote opened in line " + m_line + " is never closed");
                }
                if (c == '"') {
                    final int after = next();
                    if (after != '"') {
                        m_pushed = after;
                        return;
                    }
                }
                field.append((char)c);
            }
        }

        private static String value(final String text, final boolean quoted) {
            return text.isEmpty() || (!quoted && text.trim().equals("NA")) || (!quoted && text.isBlank()) ? null : text;
        }
    }
}

package org.dlrm.stats.table;

import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A clinical table as hospitals save it: separated by comma, semicolon, tab or bar; UTF-8, UTF-16 or Windows-1252;
 * decimal points or decimal commas. What could be read in two ways is not guessed: such a column stays text and is named in
 * the notes.
 */
public final class StudyCsv {

    /** What a column holds. */
    public enum Kind {
        /** Words, codes, dates, or numbers that could be read in two ways. */
        TEXT,
        /** Whole numbers. */
        WHOLE,
        /** Numbers, written with a decimal point whatever the file had. */
        DECIMAL
    }

    /**
     * A column.
     *
     * @param values one per row, without surrounding blanks; empty where missing
     */
    public record Field(String name, Kind kind, List<String> values) {
    }

    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

    /** Blanks of every kind, the byte order mark among them. */
    private static final Pattern AROUND =
        Pattern.compile("^[\\s\\u00A0\\u200B\\uFEFF]+|[\\s\\u00A0\\u200B\\uFEFF]+$");

    /** What programs write where there is no value; NA itself is known to {@link Csv}. */
    private static final Set<String> MISSING = Set.of("N/A", "n/a", "#N/A", "#NV", "NaN", "nan", "NULL", "null");

    /** Signs that mean missing among numbers only: a receptor status may well be '-'. */
    private static final Set<String> MISSING_AMONG_NUMBERS = Set.of("-", "--", ".", "?", "NA");

    private static final Predicate<String> POINT =
        Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?").asMatchPredicate();

    private static final Predicate<String> COMMA =
        Pattern.compile("[-+]?(\\d+,?\\d*|,\\d+)([eE][-+]?\\d+)?").asMatchPredicate();

    /** 1.234 or 1,234: thousands, or a number with three decimals. */
    private static final Predicate<String> GROUPED = Pattern.compile("[-+]?[1-9]\\d{0,2}([.,]\\d{3})+").asMatchPredicate();

    private static final Predicate<String> WHOLE = Pattern.compile("[-+]?\\d{1,9}").asMatchPredicate();

    /** 007 is a code. */
    private static final Predicate<String> CODE = Pattern.compile("0\\d+").asMatchPredicate();

    private static final Predicate<String> DATE =
        Pattern.compile("\\d{1,4}[./-]\\d{1,2}[./-]\\d{1,4}([ T].*)?").asMatchPredicate();

    /** More different numbers than a stage or a grade has: what is no number among them is a mistake. */
    private static final int MEASURED = 10;

    private final List<Field> m_fields;

    private final List<String> m_notes;

    private final int m_rows;

    private StudyCsv(final List<Field> fields, final List<String> notes, final int rows) {
        m_fields = List.copyOf(fields);
        m_notes = List.copyOf(notes);
        m_rows = rows;
    }

    /**
     * @param bytes the file
     * @param text columns that are text whatever they hold: IDs, paths
     * @throws IllegalArgumentException in words, to follow the file's name
     */
    public static StudyCsv read(final byte[] bytes, final Set<String> text) {
        final List<String> notes = new ArrayList<>();
        final String content = decode(bytes, notes);
        final List<List<String>> records = records(content);
        if (records.isEmpty()) {
            throw new IllegalArgumentException("it is empty; a line with the names of the columns is expected.");
        }
        final List<List<String>> rows = records.subList(1, records.size());
        final List<Integer> kept = new ArrayList<>();
        final List<String> names = names(records.get(0), rows, kept);
        final List<List<String>> values =
            kept.stream().map(c -> rows.stream().map(r -> clean(r.get(c))).toList()).toList();
        final boolean decimalCommas = values.stream().flatMap(List::stream)
            .anyMatch(v -> v.indexOf(',') >= 0 && COMMA.test(v) && !GROUPED.test(v));
        final List<Field> fields = new ArrayList<>();
        for (int c = 0; c < names.size(); c++) {
            fields.add(text.contains(names.get(c)) ? new Field(names.get(c), Kind.TEXT, values.get(c))
                : field(names.get(c), values.get(c), decimalCommas, notes));
        }
        return new StudyCsv(fields, notes, rows.size());
    }

    /** @return the columns in the order of the file */
    public List<Field> fields() {
        return m_fields;
    }

    /** @return what somebody should look at, in words: an unusual encoding, columns that are nearly numbers */
    public List<String> notes() {
        return m_notes;
    }

    public int rows() {
        return m_rows;
    }

    /**
     * Says why a column is no column of numbers, for a caller who needs one.
     *
     * @param values cells as text; empty where missing
     * @return for example "row 3 has '12 months'"; a date is called a date
     */
    public static String whyNoNumbers(final List<String> values) {
        for (int i = 0; i < values.size(); i++) {
            final String v = values.get(i);
            if (!v.isEmpty() && (!POINT.test(v) || CODE.test(v))) {
                return "row " + (i + 1) + " has '" + v + "'" + (DATE.test(v) ? ", a date: give the time that has passed, for "
                    + "example months since the start of treatment" : ": write numbers without units, and nothing where the "
                    + "value is unknown");
            }
        }
        return "it has no values";
    }

    // ------------------------------------------------------------------------------------------------------ characters

    private static String decode(final byte[] b, final List<String> notes) {
        if (starts(b, 'P', 'K', 3, 4) || starts(b, 0xD0, 0xCF, 0x11, 0xE0)) {
            throw new IllegalArgumentException("this is an Excel file, not text. Save it as 'CSV UTF-8', or read it with "
                + "KNIME's Excel Reader and connect that to the input port.");
        }
        if (starts(b, 0xEF, 0xBB, 0xBF)) {
            return strict(b, 3, StandardCharsets.UTF_8);
        }
        if (starts(b, 0xFF, 0xFE)) {
            return strict(b, 2, StandardCharsets.UTF_16LE);
        }
        if (starts(b, 0xFE, 0xFF)) {
            return strict(b, 2, StandardCharsets.UTF_16BE);
        }
        final int shown = Math.min(b.length, 1000) / 2;
        final IntPredicate zero = i -> b[i] == 0;
        if (shown > 1 && IntStream.range(0, shown).map(i -> 2 * i + 1).filter(zero).count() > shown / 2) {
            return strict(b, 0, StandardCharsets.UTF_16LE);
        }
        if (shown > 1 && IntStream.range(0, shown).map(i -> 2 * i).filter(zero).count() > shown / 2) {
            return strict(b, 0, StandardCharsets.UTF_16BE);
        }
        if (IntStream.range(0, b.length).anyMatch(zero)) {
            throw new IllegalArgumentException("this is no text file. Save the table as 'CSV UTF-8'.");
        }
        try {
            return decoded(b, 0, StandardCharsets.UTF_8);
        } catch (CharacterCodingException e) {
            final String text = strict(b, 0, WINDOWS_1252);
            notes.add("The file is not UTF-8. It was read as Windows-1252, which Excel writes in Western Europe: if letters "
                + "such as ä or é look wrong, save it as 'CSV UTF-8'.");
            return text;
        }
    }

    private static boolean starts(final byte[] b, final int... with) {
        return b.length >= with.length && IntStream.range(0, with.length).allMatch(i -> (b[i] & 0xFF) == with[i]);
    }

    private static String strict(final byte[] b, final int from, final Charset charset) {
        try {
            return decoded(b, from, charset);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("this is no " + charset + " text. Save the table as 'CSV UTF-8'.", e);
        }
    }

    private static String decoded(final byte[] b, final int from, final Charset charset) throws CharacterCodingException {
        return charset.newDecoder().onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT).decode(ByteBuffer.wrap(b, from, b.length - from)).toString();
    }

    // ---------------------------------------------------------------------------------------------- records and columns

    private static List<List<String>> records(final String content) {
        String text = content;
        char delimiter = delimiter(text);
        if (text.regionMatches(true, 0, "sep=", 0, 4) && text.length() > 4) { // Excel's own first line
            delimiter = text.charAt(4);
            final int end = text.indexOf('\n');
            text = end < 0 ? "" : text.substring(end + 1);
        }
        try {
            final List<List<String>> all = Csv.records(new StringReader(text), delimiter);
            return all;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(e.getMessage() + (e.getMessage().contains(" fields") ? ". The separator is "
                + (delimiter == '\t' ? "a tab" : "'" + delimiter + "'") + ": put values that hold it between double quotes; "
                + "a table with decimal commas needs semicolons or tabs." : "."), e);
        } catch (IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e); // not from a string
        }
    }

    /** @return the separator that the header has most of, outside quotes */
    private static char delimiter(final String text) {
        char best = ',';
        long most = -1;
        for (final char c : new char[]{',', ';', '\t', '|'}) {
            boolean quoted = false;
            long n = 0;
            for (int i = 0; i < text.length() && (quoted || text.charAt(i) != '\n' && text.charAt(i) != '\r'); i++) {
                quoted ^= text.charAt(i) == '"';
                n += !quoted && text.charAt(i) == c ? 1 : 0;
            }
            if (n > most) {
                best = c;
                most = n;
            }
        }
        return best;
    }

    /** @param kept receives the position of each named column; Excel leaves nameless empty ones behind the table */
    private static List<String> names(final List<String> header, final List<List<String>> rows, final List<Integer> kept) {
        final List<String> names = new ArrayList<>();
        for (int c = 0; c < header.size(); c++) {
            final int column = c;
            final String name = clean(header.get(c)).replaceAll("\\s+", " ");
            if (name.isEmpty() && rows.stream().allMatch(r -> clean(r.get(column)).isEmpty())) {
                continue;
            }
            if (name.isEmpty()) {
                throw new IllegalArgumentException("column " + (c + 1) + " has no name. The first line must name the columns.");
            }
            if (names.contains(name)) {
                throw new IllegalArgumentException("two columns are called '" + name + "'. Rename one of them.");
            }
            names.add(name);
            kept.add(c);
        }
        return names;
    }

    private static String clean(final String value) {
        if (value == null) {
            return "";
        }
        final String v = AROUND.matcher(value).replaceAll("");
        return MISSING.contains(v) ? "" : v;
    }

    // -------------------------------------------------------------------------------------------------------- numbers

    private static Field field(final String name, final List<String> values, final boolean decimalCommas,
        final List<String> notes) {
        final List<String> there = values.stream().filter(v -> !v.isEmpty()).toList();
        final List<String> numbers = there.stream().filter(v -> !MISSING_AMONG_NUMBERS.contains(v)).toList();
        final Field asText = new Field(name, Kind.TEXT, values);
        if (numbers.isEmpty() || numbers.stream().anyMatch(CODE)) {
            return asText;
        }
        final boolean point = numbers.stream().allMatch(POINT);
        if (!point && !numbers.stream().allMatch(COMMA)) {
            nearlyNumbers(name, values, numbers, notes);
            return asText;
        }
        final char mark = point ? '.' : ',';
        final List<String> marked = numbers.stream().filter(v -> v.indexOf(mark) >= 0).toList();
        if (!marked.isEmpty() && marked.stream().allMatch(GROUPED) && point == decimalCommas) {
            notes.add("'" + name + "' was read as text: '" + marked.get(0) + "' could mean "
                + marked.get(0).replaceAll("[.,]", "") + " or a number with decimals. Write it without separators of thousands.");
            return asText;
        }
        final List<String> plain =
            values.stream().map(v -> MISSING_AMONG_NUMBERS.contains(v) ? "" : v.replace(',', '.')).toList();
        return new Field(name, numbers.stream().allMatch(WHOLE) ? Kind.WHOLE : Kind.DECIMAL, plain);
    }

    /** A few words make a whole column text; as a clinical factor it would then have a category for every number. */
    private static void nearlyNumbers(final String name, final List<String> values, final List<String> there,
        final List<String> notes) {
        final Predicate<String> number = POINT.or(COMMA);
        final Set<String> different = there.stream().filter(number).collect(Collectors.toCollection(HashSet::new));
        final long words = there.stream().filter(number.negate()).count();
        if (different.size() > MEASURED && 2 * words < there.size()) {
            final int row = IntStream.range(0, values.size()).filter(i -> there.contains(values.get(i))
                && !number.test(values.get(i))).findFirst().orElse(0);
            notes.add("'" + name + "' was read as text" + (words == 0
                ? ": it has decimal points and decimal commas. Write all numbers in one way."
                : ", because " + words + " of its " + there.size() + " values " + (words == 1 ? "is" : "are")
                    + " not a number, for example '" + values.get(row) + "' in row " + (row + 1)
                    + ". Write numbers, or nothing where the value is unknown."));
        }
    }
}

package org.dlrm.stats.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.dlrm.stats.table.StudyCsv.Field;
import org.dlrm.stats.table.StudyCsv.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clinical tables as hospitals save them are read as meant, or not at all. */
final class StudyCsvTest {

    private static final String GERMAN = "Patient;Größe;Zeit\n007;1,75;12,5\n008;1,80;24\n";

    private static StudyCsv read(final String text) {
        return StudyCsv.read(text.getBytes(StandardCharsets.UTF_8), Set.of("Patient"));
    }

    private static Field field(final StudyCsv csv, final String name) {
        return csv.fields().stream().filter(f -> f.name().equals(name)).findFirst().orElseThrow();
    }

    private static String refused(final byte[] bytes) {
        return assertThrows(IllegalArgumentException.class, () -> StudyCsv.read(bytes, Set.of())).getMessage();
    }

    private static byte[] bytes(final String prefix, final Charset charset) {
        return (prefix + GERMAN).getBytes(charset);
    }

    private static void assertGerman(final StudyCsv csv) {
        assertEquals(List.of("Patient", "Größe", "Zeit"), csv.fields().stream().map(Field::name).toList());
        assertEquals(new Field("Patient", Kind.TEXT, List.of("007", "008")), field(csv, "Patient"));
        assertEquals(new Field("Größe", Kind.DECIMAL, List.of("1.75", "1.80")), field(csv, "Größe"));
        assertEquals(new Field("Zeit", Kind.DECIMAL, List.of("12.5", "24")), field(csv, "Zeit"));
    }

    @Test
    void everyEncodingOfExcel() {
        for (final byte[] file : List.of(bytes("", StandardCharsets.UTF_8), bytes("\uFEFF", StandardCharsets.UTF_8),
            bytes("\uFEFF", StandardCharsets.UTF_16LE), bytes("\uFEFF", StandardCharsets.UTF_16BE),
            bytes("", StandardCharsets.UTF_16LE), bytes("", StandardCharsets.UTF_16BE))) {
            final StudyCsv csv = StudyCsv.read(file, Set.of("Patient"));
            assertGerman(csv);
            assertEquals(List.of(), csv.notes());
        }
        final StudyCsv western = StudyCsv.read(bytes("", Charset.forName("windows-1252")), Set.of("Patient"));
        assertGerman(western);
        assertTrue(western.notes().get(0).contains("Windows-1252"), western.notes()::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {";", "\t", "|"})
    void separatorsAndLineEnds(final String separator) {
        for (final String end : List.of("\n", "\r\n", "\r")) {
            assertGerman(read(GERMAN.replace(";", separator).replace("\n", end)));
        }
        assertGerman(read("sep=" + separator + "\n" + GERMAN.replace(";", separator)));
    }

    @Test
    void excelsRestsAreNoPatients() {
        final StudyCsv csv = read("\"Patient\";Größe ;\u00A0Zeit;;\n 007 ;1,75;12,5;;\n008;1,80;24;;\n;;;;\n;;;;\n");
        assertGerman(csv);
        assertEquals(2, csv.rows());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"1.5 2.25 3|DECIMAL", "1,5 2,25 3|DECIMAL", "1 2 3|WHOLE", "-1 +2 3|WHOLE",
        "1e3 2E-2 3|DECIMAL", ",5 1,5 2|DECIMAL", "1,234 2,345 3|TEXT", "1.234 2.345 3|DECIMAL", "1,5 2.5 3|TEXT",
        "1.234.567 2 3|TEXT", "007 008 009|TEXT", "12.03.2021 1.4.2021 1.5.2021|TEXT", "yes no yes|TEXT",
        "0x1F 1 2|TEXT", "1d 2d 3d|TEXT", "9999999999 1 2|DECIMAL"})
    void kinds(final String values, final Kind kind) {
        final StudyCsv csv = read("Patient;x\n" + Arrays.stream(values.split(" ")).map(v -> "P;" + v)
            .collect(Collectors.joining("\n")));
        assertEquals(kind, field(csv, "x").kind());
        if (kind == Kind.TEXT) {
            assertEquals(List.of(values.split(" ")), field(csv, "x").values(), "as it was written");
        } else {
            field(csv, "x").values().forEach(Double::parseDouble);
        }
    }

    @Test
    void oneDotInAFileOfCommasIsNotGuessed() {
        final StudyCsv csv = read("Patient;CEA;volume\n1;3,5;1.234\n2;4,75;2.500\n");
        assertEquals(Kind.DECIMAL, field(csv, "CEA").kind());
        assertEquals(Kind.TEXT, field(csv, "volume").kind());
        assertTrue(csv.notes().get(0).startsWith("'volume' was read as text: '1.234' could mean 1234"), csv.notes()::toString);
    }

    @Test
    void missingValues() {
        final StudyCsv csv = read("Patient,CEA,HER2,outcome\n1,3.5,+,1\n2,NA,-,N/A\n3,?,-,0\n4,,+,#NV\n5,-,,1\n");
        assertEquals(new Field("CEA", Kind.DECIMAL, List.of("3.5", "", "", "", "")), field(csv, "CEA"));
        assertEquals(new Field("HER2", Kind.TEXT, List.of("+", "-", "-", "+", "")), field(csv, "HER2"));
        assertEquals(new Field("outcome", Kind.WHOLE, List.of("1", "", "0", "", "1")), field(csv, "outcome"));
    }

    @Test
    void aWordAmongMeasurementsIsNamed() {
        final String rows = IntStream.range(0, 20).mapToObj(i -> i + "," + (i == 4 ? "< 0.5" : "1." + i))
            .collect(Collectors.joining("\n"));
        final StudyCsv csv = read("Patient,CEA\n" + rows);
        assertEquals(Kind.TEXT, field(csv, "CEA").kind());
        assertEquals("'CEA' was read as text, because 1 of its 20 values is not a number, for example '< 0.5' in row 5. Write "
            + "numbers, or nothing where the value is unknown.", csv.notes().get(0));
        assertEquals("row 5 has '< 0.5': write numbers without units, and nothing where the value is unknown",
            StudyCsv.whyNoNumbers(field(csv, "CEA").values()));
        assertEquals(List.of(), read("Patient,stage\n1,1\n2,1a\n3,2\n4,3\n5,4\n").notes(), "a stage may have letters");
        assertTrue(StudyCsv.whyNoNumbers(List.of("", "12.03.2021")).startsWith("row 2 has '12.03.2021', a date"));
    }

    @Test
    void whatIsNoTableIsSaidInWords() {
        assertTrue(refused(new byte[]{'P', 'K', 3, 4, 0, 0}).contains("Excel file"));
        assertTrue(refused(new byte[]{(byte)0xD0, (byte)0xCF, 0x11, (byte)0xE0, 0, 0}).contains("Excel file"));
        assertTrue(refused(new byte[]{1, 2, 3, 4, 5, 0, 7, 8, 9}).contains("no text file"));
        assertTrue(refused(new byte[0]).contains("empty"));
        assertTrue(refused("a,b\n1,2,5\n".getBytes(StandardCharsets.UTF_8)).contains("decimal commas"));
        assertTrue(refused("a,,c\n1,2,3\n".getBytes(StandardCharsets.UTF_8)).contains("column 2 has no name"));
        assertTrue(refused("a,b,a\n1,2,3\n".getBytes(StandardCharsets.UTF_8)).contains("two columns are called 'a'"));
        assertTrue(refused("a,b\n1,\"2\n".getBytes(StandardCharsets.UTF_8)).contains("never closed"));
    }
}

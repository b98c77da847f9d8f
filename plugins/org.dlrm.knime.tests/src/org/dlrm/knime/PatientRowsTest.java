package org.dlrm.knime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;

import org.junit.jupiter.api.Test;

class PatientRowsTest {

    /** RowIDs are the users': two patients never share a file, nothing that KNIME or a file system refuses. */
    @Test
    void fileNamesOfAnyRowId() {
        final List<String> rows = List.of("P1", "p1", ".P1", "P_1", "P/1", "P\\1", "P 1", "P:1", "", "..", "CON",
            "\u00dc", "\u00fc", "x".repeat(300), "x".repeat(301));
        final List<String> names = rows.stream().map(PatientRows::fileName).toList();
        for (final String name : names) {
            assertTrue(name.matches("[A-Za-z0-9_-]{17,57}"), name);
        }
        assertEquals(rows.size(), names.stream().map(n -> n.toLowerCase(Locale.ROOT)).distinct().count());
        assertTrue(names.get(0).startsWith("P1-"));
        assertEquals(PatientRows.fileName("P1"), PatientRows.fileName("P1"));
    }
}

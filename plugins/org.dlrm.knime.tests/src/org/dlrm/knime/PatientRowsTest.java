package org.dlrm.knime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import org.dlrm.knime.PatientRows.Output;
import org.dlrm.standin.NodeRuntime;
import org.dlrm.standin.Workspace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.knime.core.data.DataCell;
import org.knime.core.data.DataTableSpec;
import org.knime.core.data.def.DefaultRow;
import org.knime.core.node.BufferedDataContainer;
import org.knime.core.node.BufferedDataTable;

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

    /** KNIME's columnar backend drops the reasons of missing cells: the warning has to say them. */
    @Test
    void warningSaysWhy(@TempDir final Path folder) throws Exception {
        try (Workspace workspace = Workspace.open(folder)) {
            warningSaysWhy(patients(workspace));
        }
    }

    private static BufferedDataTable patients(final Workspace workspace) {
        final BufferedDataContainer rows = workspace.executionContext(NodeRuntime.Monitor.SILENT)
            .createDataContainer(new DataTableSpec());
        for (int i = 0; i < 20; i++) {
            rows.addRowToTable(new DefaultRow("P" + i, new DataCell[0]));
        }
        rows.close();
        return rows.getTable();
    }

    private static void warningSaysWhy(final BufferedDataTable table) {
        assertEquals(Optional.empty(), new Output(table, List.of(), Map.of()).warning("volume"));
        final Map<String, List<String>> failures = new LinkedHashMap<>();
        failures.put("no series", List.of("A", "B", "C", "D", "E"));
        failures.put("two slices are missing", List.of("F"));
        assertEquals("6 of 20 patients have no volume. A, B, C and 2 more: no series; F: two slices are missing. Every "
            + "reason is in the patients' missing cells (but KNIME's columnar table backend does not keep it).",
            new Output(table, List.of(), failures).warning("volume").orElseThrow());
        for (int i = 0; i < 6; i++) {
            failures.put("reason " + i, List.of("R" + i));
        }
        assertTrue(new Output(table, List.of(), failures).warning("volume").orElseThrow()
            .contains("R2: reason 2; 3 more reasons."));
    }
}

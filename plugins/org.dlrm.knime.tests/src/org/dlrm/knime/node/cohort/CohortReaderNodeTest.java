package org.dlrm.knime.node.cohort;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.dlrm.knime.NodeRun;
import org.dlrm.knime.StatTables;
import org.dlrm.knime.WorkspaceTest;
import org.dlrm.knime.node.fusion.Study;
import org.dlrm.standin.NodeRuntime;
import org.junit.jupiter.api.Test;
import org.knime.core.data.DataCell;
import org.knime.core.data.DataRow;
import org.knime.core.data.DataTableSpec;
import org.knime.core.data.def.DefaultRow;
import org.knime.core.data.def.DoubleCell;
import org.knime.core.data.def.IntCell;
import org.knime.core.data.def.StringCell;
import org.knime.core.node.BufferedDataTable;
import org.knime.core.node.port.PortObjectSpec;

import com.google.gson.JsonObject;

/** Cohort Reader: the first hour with a table of one's own. */
final class CohortReaderNodeTest extends WorkspaceTest {

    private static final String HEADER = "patient_id,cohort,response,pfs_months,pfs_event,ct_path,rtstruct_path\n";

    private NodeRuntime.Result read(final byte[] file, final String... settings) throws Exception {
        final Path csv = m_dir.resolve("cohort.csv");
        Files.write(csv, file);
        final NodeRun node = node(CohortReaderNodeFactory.class).set("file", csv).set(settings);
        final PortObjectSpec[] announced = node.configure();
        assertTrue(node.execute().table(0).getDataTableSpec().equalStructure((DataTableSpec)announced[0]));
        return node.result();
    }

    private NodeRuntime.Result read(final String text, final String... settings) throws Exception {
        return read(text.getBytes(StandardCharsets.UTF_8), settings);
    }

    private String refused(final String text, final String... settings) {
        return assertThrows(Exception.class, () -> read(text, settings)).getMessage();
    }

    private static List<Map<String, Object>> rows(final NodeRuntime.Result result) {
        return Study.rows((BufferedDataTable)result.outputs()[0]);
    }

    @Test
    void excelInGerman() throws Exception {
        final String text = "Patient;Kohorte;Ansprechen;Monate;Ereignis;CEA;ct_path\r\n"
            + "007;train ;ja;12,5;verstorben;3,4;ct\\7\r\n008; train;nein;3;lebt;12;ct\\8\r\n;;;;;;\r\n";
        for (final Charset charset : List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE,
            Charset.forName("windows-1252"))) {
            final String bom = charset.name().startsWith("UTF") ? "\uFEFF" : "";
            final NodeRuntime.Result r = read((bom + text).getBytes(charset), "patientId", "Patient", "cohort", "Kohorte",
                "outcome", "Ansprechen", "time", "Monate", "event", "Ereignis", "pathColumns", "ct_path");
            assertEquals("", r.warning().orElse(""));
            assertEquals(Map.of("RowID", "007", "Patient", "007", "Kohorte", "train", "Ansprechen", "ja", "Monate", 12.5,
                "Ereignis", "verstorben", "CEA", 3.4, "ct_path", m_dir.toString().replace('\\', '/') + "/ct/7"),
                rows(r).get(0));
            assertEquals(2, rows(r).size());
        }
    }

    /** The view counts what the table holds: patients, outcome, events and missing values per cohort. */
    @Test
    void viewCountsPerCohort() throws Exception {
        final StringBuilder csv = new StringBuilder("patient_id,cohort,response,pfs_months,pfs_event,sex,age,ct_path,rtstruct_path\n");
        for (int i = 0; i < 30; i++) {
            csv.append("P%02d,%s,%s,%d,%d,%s,%s,,%n".formatted(i, i < 20 ? "train" : "external", i % 7 == 0 ? "" : i % 2, i + 1,
                i % 3 == 0 ? 0 : 1, i % 2 == 0 ? "f" : "m", i == 3 ? "" : String.valueOf(40 + i)));
        }
        Files.writeString(m_dir.resolve("cohort.csv"), csv.toString().replace("\r\n", "\n"));
        final NodeRun run = node(CohortReaderNodeFactory.class).set("file", m_dir.resolve("cohort.csv")).execute();
        final Map<String, JsonObject> panels = Study.panels(run.viewer());
        // train: 20 patients, of whom 0, 7, 14 have no response and 0, 3, ..., 18 no event
        assertEquals("[\"train\",20,8,9,3,7,13,0,10.5]", panels.get("Patients per cohort").getAsJsonArray("rows").get(0).toString());
        assertEquals("[\"external\",10,4,4,2,3,7,0,25.5]", panels.get("Patients per cohort").getAsJsonArray("rows").get(1).toString());
        final JsonObject shares = panels.get("Outcome, treatment and other categories").getAsJsonArray("columns").get(2)
            .getAsJsonObject();
        assertEquals("{\"name\":\"sex\",\"levels\":[\"f\",\"m\"],\"groups\":[{\"name\":\"train\",\"counts\":[10,10],\"missing\":0},"
            + "{\"name\":\"external\",\"counts\":[5,5],\"missing\":0}]}", shares.toString());
        assertEquals("[{\"name\":\"pfs_months\"},{\"name\":\"age\"}]", panels.get("Numbers").get("features").toString());
        assertTrue(panels.get("Columns and missing values").getAsJsonArray("rows").toString()
            .contains("[\"age\",\"number\",29,1,3.3333333333333335,1,0]"), panels.get("Columns and missing values").toString());
    }

    @Test
    void lettersOutsideUtf8AreReadWithAWarning() throws Exception {
        final NodeRuntime.Result r = read((HEADER + "Jörg1,train,1,2,1,,\nP2,train,0,3,0,,\n")
            .getBytes(Charset.forName("windows-1252")));
        assertEquals("Jörg1", rows(r).get(0).get("RowID"));
        assertTrue(r.warning().orElse("").contains("Windows-1252"), r.warning()::toString);
    }

    @Test
    void everyDoubtIsInTheWarning() throws Exception {
        final String warning = read(HEADER + "P1,train,1,12,1,,\nP2,train,2,10,0,,\nP3,train,,14,1,,\nP4,train,unknown,0,1,,\n"
            + "P5,other,1,365,0,,\nP6,other,1,400,,,\n").warning().orElse("");
        for (final String expected : List.of(
            "The outcome column 'response' has 3 values, two are expected: 1 (3), 2 (1), unknown (1).",
            "Time column 'pfs_months': zero or negative for 1 patient (P4).",
            "Of 'pfs_months' and 'pfs_event' only one is known for 1 patient (P6)",
            "The median of 'pfs_months' is 12.0 in 'train' and 382.5 in 'other': are they in the same unit?",
            "'response' is missing in 1 of 6 patients (17 %).")) {
            assertTrue(warning.contains(expected), () -> expected + "\n" + warning);
        }
        final String one = read(HEADER + "P1,train,1,12,1,,\nP2,train,1,10,1,,\n").warning().orElse("");
        assertTrue(one.contains("The outcome column 'response' only has the value 1 (2)"), one);
        assertTrue(one.contains("The event column 'pfs_event' only has the value 1 (2)"), one);
    }

    @Test
    void anyTwoValuesAreAnOutcome() throws Exception {
        for (final String[] values : List.of(new String[]{"yes", "no"}, new String[]{"alive", "dead"},
            new String[]{"TRUE", "FALSE"}, new String[]{"pCR", "no pCR"})) {
            final String text =
                HEADER + "P1,train,%1$s,12,%2$s,a,b\nP2,train,%2$s,10,%1$s,a,b\n".formatted((Object[])values);
            assertEquals("", read(text).warning().orElse(""), text);
        }
    }

    @Test
    void oneAndTwoAreQuestioned() throws Exception {
        final String warning = read(HEADER + "P1,train,1,12,1,,\nP2,train,2,10,2,,\n").warning().orElse("");
        assertTrue(warning.contains("'response' is coded 1 and 2: 1 (1), 2 (1). Later nodes take 1 for the positive class"), warning);
        assertTrue(warning.contains("'pfs_event' is coded 1 and 2") && warning.contains("R's survival package takes 2"), warning);
    }

    @Test
    void whatMakesNoSenseStopsTheNode() throws Exception {
        final String same = refused(HEADER + "P1,train,1,12,1,,\nP2,train,0,10,1,,\nP1 ,train,0,10,1,,\n");
        assertTrue(same.contains("patients 1 and 3 have the same ID 'P1'"), same);
        final String nobody = refused(HEADER + "P1,Training,1,12,1,,\nP2,Test,0,10,1,,\n");
        assertTrue(nobody.contains("the column 'cohort' never is 'train'. Values there: Test (1), Training (1)."), nobody);
        final String noId = refused(HEADER + ",train,1,12,1,,\n");
        assertTrue(noId.contains("patient 1 has no ID"), noId);
        final String column = refused("ID,cohort\n1,train\n");
        assertTrue(column.contains("has no column 'patient_id' (patient ID). Columns there: ID, cohort."), column);
        final String role = refused("patient_id,cohort\n1,train\n");
        assertTrue(role.contains("has no column 'response'") || role.contains("has no column 'pfs_months'"), role);
        final String date = refused(HEADER + "P1,train,1,12.03.2021,1,,\n");
        assertTrue(date.startsWith("Time column: the column 'pfs_months' does not hold numbers; row 1 has '12.03.2021', a date"),
            date);
        final String unit = refused(HEADER + "P1,train,1,12 months,1,,\n");
        assertTrue(unit.contains("row 1 has '12 months': write numbers without units"), unit);
        final String commas = refused(HEADER + "P1,train,1,12,5,1,,\n");
        assertTrue(commas.contains("decimal commas"), commas);
        final String excel = assertThrows(Exception.class, () -> read(new byte[]{'P', 'K', 3, 4, 9, 9})).getMessage();
        assertTrue(excel.contains("Save it as 'CSV UTF-8'"), excel);
    }

    /** KNIME's Excel Reader counts its rows; IDs may be numbers. */
    @Test
    void tableOfAnotherNodeGetsPatientIdsAsRowIds() throws Exception {
        final List<DataRow> rows = List.of(row("Row0", 12, "1"), row("Row1", 7, "0"));
        assertEquals(List.of("12", "7"),
            rows(connected(rows)).stream().map(r -> r.get("RowID")).toList());
        final String twice = assertThrows(Exception.class,
            () -> connected(List.of(row("Row0", 12, "1"), row("Row1", 12, "0")))).getMessage();
        assertEquals("The cohort table: 'Row0' and 'Row1' have the same patient ID '12'. Each patient may have one row.",
            twice);
    }

    private static DataRow row(final String key, final int id, final String response) {
        final DataCell[] cells = {new IntCell(id), new StringCell("train"), new StringCell(response), new DoubleCell(id),
            new StringCell(response)};
        return new DefaultRow(key, cells);
    }

    private NodeRuntime.Result connected(final List<DataRow> rows) throws Exception {
        final BufferedDataTable table = m_workspace.table(StatTables.spec("patient_id", IntCell.TYPE, "cohort",
            StringCell.TYPE, "response", StringCell.TYPE, "pfs_months", DoubleCell.TYPE, "pfs_event", StringCell.TYPE), rows);
        return node(CohortReaderNodeFactory.class, table).ports("Cohort table").set("file", "").execute().result();
    }
}

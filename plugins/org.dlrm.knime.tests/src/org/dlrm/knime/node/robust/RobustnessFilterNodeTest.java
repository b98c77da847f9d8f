package org.dlrm.knime.node.robust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import org.dlrm.knime.Columns;
import org.dlrm.standin.NodeRuntime;
import org.dlrm.standin.Workspace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.knime.core.data.DataRow;
import org.knime.core.data.DataTableSpec;
import org.knime.core.data.def.DefaultRow;
import org.knime.core.data.def.DoubleCell;
import org.knime.core.data.def.StringCell;
import org.knime.core.node.BufferedDataTable;
import org.knime.core.node.NodeSettings;
import org.knime.core.node.port.PortObject;
import org.knime.core.node.port.PortObjectSpec;

/** Which ICC is taken when, and what a user reads when the tables do not fit. */
final class RobustnessFilterNodeTest {

    private static final DataTableSpec SPEC = new DataTableSpec(Columns.spec("patient_id", StringCell.TYPE),
        Columns.spec("rad_good", DoubleCell.TYPE), Columns.spec("rad_noise", DoubleCell.TYPE),
        Columns.spec("rad_constant", DoubleCell.TYPE));

    @TempDir
    private Path m_folder;

    private Workspace m_workspace;

    @BeforeEach
    void open() throws IOException {
        m_workspace = Workspace.open(m_folder);
    }

    @AfterEach
    void close() throws IOException {
        m_workspace.close();
    }

    /** @param repetitions rows per patient; RowIDs are patients if it is 1 */
    private static List<DataRow> rows(final int patients, final int repetitions, final long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final List<DataRow> rows = new ArrayList<>();
        for (int p = 0; p < patients; p++) {
            for (int r = 0; r < repetitions; r++) {
                rows.add(new DefaultRow("P" + p + (repetitions == 1 ? "" : "_" + r), new StringCell("P" + p),
                    new DoubleCell(p + 0.1 * random.nextGaussian()), new DoubleCell(random.nextGaussian()),
                    new DoubleCell(3)));
            }
        }
        return rows;
    }

    private NodeRuntime.Result run(final List<DataRow> first, final List<DataRow> second) throws Exception {
        final NodeRuntime node = NodeRuntime.of(RobustnessFilterNodeFactory.class);
        if (!second.isEmpty()) {
            node.addPort("Second measurement");
        }
        final PortObject[] in = second.isEmpty() ? new PortObject[]{m_workspace.table(SPEC, first)}
            : new PortObject[]{m_workspace.table(SPEC, first), m_workspace.table(SPEC, second)};
        final PortObjectSpec[] specs = second.isEmpty() ? new PortObjectSpec[]{SPEC} : new PortObjectSpec[]{SPEC, SPEC};
        final NodeSettings settings = node.defaultSettings(specs);
        node.loadSettings(settings);
        return node.execute(in, NodeRuntime.Monitor.SILENT, m_workspace);
    }

    private static List<String> column(final NodeRuntime.Result result, final String name) {
        final BufferedDataTable table = (BufferedDataTable)result.outputs()[1];
        final List<String> values = new ArrayList<>();
        for (final DataRow row : table) {
            values.add(row.getCell(table.getDataTableSpec().findColumnIndex(name)).toString());
        }
        return values;
    }

    @Test
    void readersAndRepetitions() throws Exception {
        final NodeRuntime.Result readers = run(rows(40, 1, 1), rows(40, 1, 2));
        assertEquals(List.of("yes", "no", "no"), column(readers, "Kept"));
        assertEquals("ICC(2,1)", column(readers, "Coefficient").get(0));
        assertTrue(readers.warning().orElseThrow().contains("1 features have no ICC and are dropped, first: rad_constant"));
        assertEquals(List.of("patient_id", "rad_good"),
            ((BufferedDataTable)readers.outputs()[0]).getDataTableSpec().stream().map(c -> c.getName()).toList());
        final NodeRuntime.Result repeated = run(rows(40, 5, 1), List.of());
        assertEquals("ICC(1,1)", column(repeated, "Coefficient").get(0));
        assertEquals("5", column(repeated, "Measurements").get(0));
    }

    @Test
    void patientsWithAnotherNumberOfRowsAreNamed() throws Exception {
        final List<DataRow> rows = rows(40, 3, 1);
        rows.remove(7);
        rows.add(new DefaultRow("extra", new StringCell("P9"), new DoubleCell(9), new DoubleCell(0), new DoubleCell(3)));
        final NodeRuntime.Result result = run(rows, List.of());
        assertEquals("38", column(result, "Patients").get(0));
        final String warning = result.warning().orElseThrow();
        assertTrue(warning.contains("2 patients are left out because they do not have 3 rows like the others, first: P2"),
            warning);
    }

    @Test
    void messages() throws Exception {
        final String single = assertThrows(Exception.class, () -> run(rows(40, 1, 1), List.of())).getMessage();
        assertTrue(single.contains("Column 'patient_id' has 40 different values in 40 rows"), single);
        final String one = assertThrows(Exception.class, () -> run(rows(1, 1, 1), rows(1, 1, 2))).getMessage();
        assertTrue(one.contains("share 1 patients; at least two are needed"), one);
        final String keys = assertThrows(Exception.class, () -> run(rows(40, 1, 1), rows(40, 2, 2))).getMessage();
        assertTrue(keys.contains("Are the RowIDs patient IDs in both?"), keys);
        assertTrue(run(rows(12, 1, 1), rows(12, 1, 2)).warning().orElseThrow().contains("Only 12 patients"));
        final NodeRuntime node = NodeRuntime.of(RobustnessFilterNodeFactory.class);
        node.addPort("Table to filter");
        final DataTableSpec other = new DataTableSpec(Columns.spec("age", DoubleCell.TYPE));
        final NodeSettings settings = node.defaultSettings(new PortObjectSpec[]{SPEC, other});
        node.loadSettings(settings);
        assertTrue(assertThrows(Exception.class, () -> node.configure(new PortObjectSpec[]{SPEC, other}, m_workspace))
            .getMessage().contains("table to filter has none of the 3 feature columns"));
        node.set(settings, "threshold", "75");
        node.loadSettings(settings);
        assertTrue(assertThrows(Exception.class, () -> node.configure(new PortObjectSpec[]{SPEC, SPEC}, m_workspace))
            .getMessage().contains("an ICC is at most 1"));
    }
}

package org.dlrm.knime.node.harmonize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

import org.dlrm.knime.Columns;
import org.dlrm.standin.NodeRuntime;
import org.dlrm.standin.Workspace;
import org.dlrm.stats.base.Descriptive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.knime.core.data.DataCell;
import org.knime.core.data.DataRow;
import org.knime.core.data.DataTableSpec;
import org.knime.core.data.DataType;
import org.knime.core.data.def.DefaultRow;
import org.knime.core.data.def.DoubleCell;
import org.knime.core.data.def.StringCell;
import org.knime.core.node.BufferedDataTable;
import org.knime.core.node.NodeSettings;
import org.knime.core.node.port.PortObject;
import org.knime.core.node.port.PortObjectSpec;

/** Centre effects are taken off, one bad patient does not stop the cohort, and messages say what to do. */
final class HarmonizerNodesTest {

    private static final DataTableSpec SPEC = new DataTableSpec(Columns.spec("centre", StringCell.TYPE),
        Columns.spec("rad_a", DoubleCell.TYPE), Columns.spec("rad_b", DoubleCell.TYPE),
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

    private static List<DataRow> rows() {
        final SplittableRandom random = new SplittableRandom(3);
        final List<DataRow> rows = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            final boolean second = i % 2 == 1;
            rows.add(new DefaultRow("P" + i, new StringCell(second ? "B" : "A"),
                new DoubleCell((second ? 5 : 0) + random.nextGaussian()), new DoubleCell(10 + random.nextGaussian()),
                new DoubleCell(7)));
        }
        return rows;
    }

    private NodeRuntime.Result learn(final List<DataRow> rows) throws Exception {
        final NodeRuntime node = NodeRuntime.of(HarmonizerLearnerNodeFactory.class);
        final NodeSettings settings = node.defaultSettings(new PortObjectSpec[]{SPEC});
        node.loadSettings(settings);
        return node.execute(new PortObject[]{m_workspace.table(SPEC, rows)}, NodeRuntime.Monitor.SILENT, m_workspace);
    }

    private BufferedDataTable apply(final PortObject model, final BufferedDataTable table) throws Exception {
        final NodeRuntime node = NodeRuntime.of(HarmonizerApplyNodeFactory.class);
        node.loadSettings(node.defaultSettings(new PortObjectSpec[]{null, table.getDataTableSpec()}));
        return (BufferedDataTable)node.execute(new PortObject[]{model, table}, NodeRuntime.Monitor.SILENT, m_workspace)
            .outputs()[0];
    }

    /** @return the difference of a feature's means between the centres */
    private static double shift(final BufferedDataTable table, final int column) {
        final List<Double> a = new ArrayList<>();
        final List<Double> b = new ArrayList<>();
        for (final DataRow row : table) {
            (row.getCell(0).toString().equals("A") ? a : b).add(Columns.number(row.getCell(column)));
        }
        return Descriptive.mean(b.stream().mapToDouble(d -> d).toArray())
            - Descriptive.mean(a.stream().mapToDouble(d -> d).toArray());
    }

    @Test
    void shiftIsTakenOff() throws Exception {
        final BufferedDataTable before = m_workspace.table(SPEC, rows());
        final NodeRuntime.Result learnt = learn(rows());
        final BufferedDataTable after = apply(learnt.outputs()[0], before);
        assertTrue(shift(before, 1) > 4 && Math.abs(shift(after, 1)) < 0.5, shift(before, 1) + " to " + shift(after, 1));
        for (final DataRow row : after) {
            assertEquals(7, Columns.number(row.getCell(3)), 0, "a feature without variance stays as it is");
        }
        assertEquals(Optional.empty(), learnt.warning());
    }

    @Test
    void onePatientWithoutFeaturesIsLeftOut() throws Exception {
        final List<DataRow> rows = new ArrayList<>(rows());
        final DataCell none = Columns.missing("the mask is empty");
        rows.add(7, new DefaultRow("empty", new StringCell("A"), none, none, none));
        rows.add(8, new DefaultRow("nowhere", DataType.getMissingCell(), new DoubleCell(1), new DoubleCell(1),
            new DoubleCell(7)));
        final NodeRuntime.Result learnt = learn(rows);
        final String warning = learnt.warning().orElseThrow();
        assertTrue(warning.contains("2 of 42 training rows are left out") && warning.contains("first: empty"), warning);
        rows.remove(8);
        final BufferedDataTable after = apply(learnt.outputs()[0], m_workspace.table(SPEC, rows));
        assertEquals(41, after.size());
        for (final DataRow row : after) {
            assertEquals(row.getKey().getString().equals("empty"), row.getCell(1).isMissing(), row.getKey().getString());
        }
        final BufferedDataTable clean = apply(learn(rows()).outputs()[0], m_workspace.table(SPEC, rows()));
        assertEquals(shift(clean, 1), shift(apply(learnt.outputs()[0], m_workspace.table(SPEC, rows())), 1), 0,
            "the others are harmonized as if it had not been there");
    }

    @Test
    void messages() throws Exception {
        final List<DataRow> gap = new ArrayList<>(rows());
        gap.set(3, new DefaultRow("P3", new StringCell("B"), new DoubleCell(1), Columns.missing("?"), new DoubleCell(7)));
        final String missing = assertThrows(Exception.class, () -> learn(gap)).getMessage();
        assertTrue(missing.contains("1 of 3 columns have missing values") && missing.contains("rad_b of P3"), missing);
        final String oneCentre = assertThrows(Exception.class, () -> learn(rows().stream()
            .filter(r -> r.getCell(0).toString().equals("A")).toList())).getMessage();
        assertTrue(oneCentre.contains("one centre only"), oneCentre);
        assertTrue(assertThrows(Exception.class, () -> learn(List.of())).getMessage().contains("no rows"));
        final PortObject model = learn(rows()).outputs()[0];
        final DataTableSpec text = new DataTableSpec(Columns.spec("centre", StringCell.TYPE),
            Columns.spec("rad_a", StringCell.TYPE), Columns.spec("rad_b", DoubleCell.TYPE),
            Columns.spec("rad_constant", DoubleCell.TYPE));
        assertTrue(assertThrows(Exception.class, () -> apply(model, m_workspace.table(text, List.of()))).getMessage()
            .contains("'rad_a' holds"));
        final DataTableSpec nowhere = new DataTableSpec(Columns.spec("rad_a", DoubleCell.TYPE),
            Columns.spec("rad_b", DoubleCell.TYPE), Columns.spec("rad_constant", DoubleCell.TYPE));
        assertTrue(assertThrows(Exception.class, () -> apply(model, m_workspace.table(nowhere, List.of()))).getMessage()
            .contains("Centre column of the model: the input table has no column 'centre'"));
        final List<DataRow> other = List.of(new DefaultRow("P", new StringCell("Z"), new DoubleCell(1), new DoubleCell(1),
            new DoubleCell(7)));
        assertTrue(assertThrows(Exception.class, () -> apply(model, m_workspace.table(SPEC, other))).getMessage()
            .contains("the centre 'Z'"));
    }
}

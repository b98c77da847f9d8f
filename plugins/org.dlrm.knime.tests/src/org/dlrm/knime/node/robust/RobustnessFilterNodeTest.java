package org.dlrm.knime.node.robust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import org.dlrm.knime.Columns;
import org.dlrm.knime.NodeRun;
import org.dlrm.knime.WorkspaceTest;
import org.dlrm.standin.NodeRuntime;
import org.junit.jupiter.api.Test;
import org.knime.core.data.DataCell;
import org.knime.core.data.DataRow;
import org.knime.core.data.DataTableSpec;
import org.knime.core.data.def.DefaultRow;
import org.knime.core.data.def.DoubleCell;
import org.knime.core.data.def.StringCell;
import org.knime.core.node.BufferedDataTable;
import org.knime.core.node.NodeSettings;
import org.knime.core.node.port.PortObjectSpec;

/** Which ICC is taken when, and what a user reads when the tables do not fit. */
final class RobustnessFilterNodeTest extends WorkspaceTest {

    private static final DataTableSpec SPEC = new DataTableSpec(Columns.spec("patient_id", StringCell.TYPE),
        Columns.spec("rad_good", DoubleCell.TYPE), Columns.spec("rad_noise", DoubleCell.TYPE),
        Columns.spec("rad_constant", DoubleCell.TYPE));

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

    /** @param second empty if the first table's rows are repetitions */
    private NodeRun filter(final List<DataRow> first, final List<DataRow> second) throws Exception {
        final NodeRun node = second.isEmpty() ? node(RobustnessFilterNodeFactory.class, m_workspace.table(SPEC, first))
            : node(RobustnessFilterNodeFactory.class, m_workspace.table(SPEC, first), m_workspace.table(SPEC, second))
                .ports("Second measurement");
        return node.set("useCohort", false);
    }

    private static List<String> column(final NodeRun run, final String name) {
        final int column = run.table(1).getDataTableSpec().findColumnIndex(name);
        return rows(run.table(1)).stream().map(r -> r.getCell(column).toString()).toList();
    }

    @Test
    void readersAndRepetitions() throws Exception {
        final NodeRun readers = filter(rows(40, 1, 1), rows(40, 1, 2)).execute();
        assertEquals(List.of("yes", "no", "no"), column(readers, "Kept"));
        assertEquals("ICC(2,1)", column(readers, "Coefficient").get(0));
        assertTrue(readers.warning().contains("1 features have no ICC and are dropped, first: rad_constant"));
        assertEquals(List.of("patient_id", "rad_good"),
            readers.table(0).getDataTableSpec().stream().map(c -> c.getName()).toList());
        final NodeRun repeated = filter(rows(40, 5, 1), List.of()).execute();
        assertEquals("ICC(1,1)", column(repeated, "Coefficient").get(0));
        assertEquals("5", column(repeated, "Measurements").get(0));
    }

    @Test
    void patientsWithAnotherNumberOfRowsAreNamed() throws Exception {
        final List<DataRow> rows = rows(40, 3, 1);
        rows.remove(7);
        rows.add(new DefaultRow("extra", new StringCell("P9"), new DoubleCell(9), new DoubleCell(0), new DoubleCell(3)));
        final NodeRun result = filter(rows, List.of()).execute();
        assertEquals("38", column(result, "Patients").get(0));
        final String warning = result.warning();
        assertTrue(warning.contains("2 patients are left out because they do not have 3 rows like the others, first: P2"),
            warning);
    }

    /** A feature that is robust in training patients only stays, one that is not goes, whatever validation patients say. */
    @Test
    void trainingPatientsDecide() throws Exception {
        final DataTableSpec spec = new DataTableSpec(Columns.spec("cohort", StringCell.TYPE),
            Columns.spec("rad_train", DoubleCell.TYPE), Columns.spec("rad_test", DoubleCell.TYPE));
        final DataTableSpec repeatedSpec = new DataTableSpec(Columns.spec("Patient", StringCell.TYPE),
            Columns.spec("rad_train", DoubleCell.TYPE), Columns.spec("rad_test", DoubleCell.TYPE));
        final SplittableRandom random = new SplittableRandom(8);
        final List<List<DataRow>> readers = List.of(new ArrayList<>(), new ArrayList<>());
        final List<DataRow> repeated = new ArrayList<>();
        for (int p = 0; p < 80; p++) {
            final boolean training = p < 40;
            for (int r = 0; r < 2; r++) {
                final DataCell[] values = {new DoubleCell(training ? p : random.nextGaussian()),
                    new DoubleCell(training ? random.nextGaussian() : p)};
                readers.get(r).add(new DefaultRow("P" + p, new StringCell(training ? "train" : "test"), values[0], values[1]));
                repeated.add(new DefaultRow("P" + p + "_" + r, new StringCell("P" + p), values[0], values[1]));
            }
        }
        final BufferedDataTable one = m_workspace.table(spec, readers.get(0));
        final BufferedDataTable two = m_workspace.table(spec, readers.get(1));
        final NodeRun pair = node(RobustnessFilterNodeFactory.class, one, two).ports("Second measurement").execute();
        assertEquals(List.of("cohort", "rad_train"), pair.table(0).getDataTableSpec().stream().map(c -> c.getName()).toList());
        assertEquals(80, pair.table(0).size(), "every cohort is filtered");
        assertEquals(List.of("40", "40"), column(pair, "Patients"));
        assertTrue(pair.view().contains("training patients (cohort = train)"));
        // repeated rows without a cohort: the study's own table has it
        final NodeRun rows = node(RobustnessFilterNodeFactory.class, m_workspace.table(repeatedSpec, repeated), one)
            .ports("Table to filter").execute();
        assertEquals(column(pair, "Kept"), column(rows, "Kept"));
        assertEquals(List.of("40", "40"), column(rows, "Patients"));
        assertEquals(80, rows.table(0).size());
        final NodeRun test = node(RobustnessFilterNodeFactory.class, one, two).ports("Second measurement")
            .set("training", "test").execute();
        assertEquals(List.of("no", "yes"), column(test, "Kept"));
        final NodeRun all = node(RobustnessFilterNodeFactory.class, one, two).ports("Second measurement")
            .set("useCohort", false).execute();
        assertEquals(List.of("80", "80"), column(all, "Patients"));
        node(RobustnessFilterNodeFactory.class, one, two).ports("Second measurement").set("training", "Training")
            .refused("No row is a training row: the column 'cohort' never is 'Training'; values there: test, train.");
        final List<DataRow> others = readers.get(0).stream().map(r -> (DataRow)new DefaultRow("x" + r.getKey().getString(),
            r.stream().toList())).toList();
        node(RobustnessFilterNodeFactory.class, m_workspace.table(repeatedSpec, repeated), m_workspace.table(spec, others))
            .ports("Table to filter").refused("None of the 40 training patients", "first: xP0", "as in the column 'Patient'");
    }

    @Test
    void messages() throws Exception {
        filter(rows(40, 1, 1), List.of()).refused("Column 'patient_id' has 40 different values in 40 rows");
        filter(rows(1, 1, 1), rows(1, 1, 2)).refused("share 1 patients; at least two are needed");
        filter(rows(40, 1, 1), rows(40, 2, 2)).refused("Are the RowIDs patient IDs in both?");
        assertTrue(filter(rows(12, 1, 1), rows(12, 1, 2)).execute().warning().contains("Only 12 patients"));
        filter(rows(40, 1, 1), rows(40, 1, 2)).set("useCohort", true).refused("Cohort column: the input table has no column "
            + "'cohort'", "switch off 'The table has several cohorts'");
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

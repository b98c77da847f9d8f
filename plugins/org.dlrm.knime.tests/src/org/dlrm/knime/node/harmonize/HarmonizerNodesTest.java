package org.dlrm.knime.node.harmonize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import org.dlrm.knime.Columns;
import org.dlrm.knime.NodeRun;
import org.dlrm.knime.WorkspaceTest;
import org.dlrm.stats.base.Descriptive;
import org.junit.jupiter.api.Test;
import org.knime.core.data.DataCell;
import org.knime.core.data.DataRow;
import org.knime.core.data.DataTableSpec;
import org.knime.core.data.DataType;
import org.knime.core.data.def.DefaultRow;
import org.knime.core.data.def.DoubleCell;
import org.knime.core.data.def.StringCell;
import org.knime.core.node.BufferedDataTable;
import org.knime.core.node.port.PortObject;

/** Centre effects are taken off, one bad patient does not stop the cohort, and messages say what to do. */
final class HarmonizerNodesTest extends WorkspaceTest {

    private static final DataTableSpec SPEC = new DataTableSpec(Columns.spec("centre", StringCell.TYPE),
        Columns.spec("rad_a", DoubleCell.TYPE), Columns.spec("rad_b", DoubleCell.TYPE),
        Columns.spec("rad_constant", DoubleCell.TYPE));

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

    private NodeRun learner(final List<DataRow> rows) throws Exception {
        return node(HarmonizerLearnerNodeFactory.class, m_workspace.table(SPEC, rows)).set("useCohort", false);
    }

    private NodeRun apply(final PortObject model, final BufferedDataTable table) {
        return node(HarmonizerApplyNodeFactory.class, model, table);
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
        final NodeRun learnt = learner(rows()).execute();
        final BufferedDataTable after = apply(learnt.output(0), before).execute().table(0);
        assertTrue(shift(before, 1) > 4 && Math.abs(shift(after, 1)) < 0.5, shift(before, 1) + " to " + shift(after, 1));
        for (final DataRow row : after) {
            assertEquals(7, Columns.number(row.getCell(3)), 0, "a feature without variance stays as it is");
        }
        assertEquals("", learnt.warning());
    }

    @Test
    void onePatientWithoutFeaturesIsLeftOut() throws Exception {
        final List<DataRow> rows = new ArrayList<>(rows());
        final DataCell none = Columns.missing("the mask is empty");
        rows.add(7, new DefaultRow("empty", new StringCell("A"), none, none, none));
        rows.add(8, new DefaultRow("nowhere", DataType.getMissingCell(), new DoubleCell(1), new DoubleCell(1),
            new DoubleCell(7)));
        final NodeRun learnt = learner(rows).execute();
        final String warning = learnt.warning();
        assertTrue(warning.contains("2 of 42 training rows are left out") && warning.contains("first: empty"), warning);
        rows.remove(8);
        final BufferedDataTable after = apply(learnt.output(0), m_workspace.table(SPEC, rows)).execute().table(0);
        assertEquals(41, after.size());
        for (final DataRow row : after) {
            assertEquals(row.getKey().getString().equals("empty"), row.getCell(1).isMissing(), row.getKey().getString());
        }
        final BufferedDataTable clean = apply(learner(rows()).execute().output(0), m_workspace.table(SPEC, rows())).execute()
            .table(0);
        assertEquals(shift(clean, 1), shift(apply(learnt.output(0), m_workspace.table(SPEC, rows())).execute().table(0), 1), 0,
            "the others are harmonized as if it had not been there");
    }

    @Test
    void messages() throws Exception {
        final List<DataRow> gap = new ArrayList<>(rows());
        gap.set(3, new DefaultRow("P3", new StringCell("B"), new DoubleCell(1), Columns.missing("?"), new DoubleCell(7)));
        learner(gap).refused("1 of 3 columns have missing values", "rad_b of P3");
        learner(rows().stream().filter(r -> r.getCell(0).toString().equals("A")).toList()).refused("one centre only");
        learner(List.of()).refused("no rows");
        learner(rows()).set("useCohort", true).refused("Cohort column: the input table has no column 'cohort'",
            "switch off 'The table has several cohorts'");
        final PortObject model = learner(rows()).execute().output(0);
        final DataTableSpec text = new DataTableSpec(Columns.spec("centre", StringCell.TYPE),
            Columns.spec("rad_a", StringCell.TYPE), Columns.spec("rad_b", DoubleCell.TYPE),
            Columns.spec("rad_constant", DoubleCell.TYPE));
        apply(model, m_workspace.table(text, List.of())).refused("'rad_a' holds");
        final DataTableSpec nowhere = new DataTableSpec(Columns.spec("rad_a", DoubleCell.TYPE),
            Columns.spec("rad_b", DoubleCell.TYPE), Columns.spec("rad_constant", DoubleCell.TYPE));
        apply(model, m_workspace.table(nowhere, List.of())).refused("Centre column of the model: the input table has no column 'centre'");
        final List<DataRow> other = List.of(new DefaultRow("P", new StringCell("Z"), new DoubleCell(1), new DoubleCell(1),
            new DoubleCell(7)));
        apply(model, m_workspace.table(SPEC, other)).refused("the centre 'Z'");
    }
}

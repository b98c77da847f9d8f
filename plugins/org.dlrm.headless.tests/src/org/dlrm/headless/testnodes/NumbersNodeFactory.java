package org.dlrm.headless.testnodes;

import org.knime.core.data.DataCell;
import org.knime.core.data.DataColumnSpec;
import org.knime.core.data.DataColumnSpecCreator;
import org.knime.core.data.DataTableSpec;
import org.knime.core.data.DataType;
import org.knime.core.data.def.BooleanCell;
import org.knime.core.data.def.DefaultRow;
import org.knime.core.data.def.DoubleCell;
import org.knime.core.data.def.IntCell;
import org.knime.core.data.def.StringCell;
import org.knime.core.node.BufferedDataContainer;
import org.knime.core.node.CanceledExecutionException;
import org.knime.core.node.InvalidSettingsException;
import org.knime.core.node.KNIMEException;
import org.knime.core.node.NodeFactory.NodeType;
import org.knime.node.DefaultModel.ConfigureInput;
import org.knime.node.DefaultModel.ConfigureOutput;
import org.knime.node.DefaultModel.ExecuteInput;
import org.knime.node.DefaultModel.ExecuteOutput;
import org.knime.node.DefaultNode;
import org.knime.node.DefaultNodeFactory;
import org.knime.node.parameters.NodeParameters;
import org.knime.node.parameters.Widget;

/** Makes a few rows of every basic type; can fail in three ways. */
public final class NumbersNodeFactory extends DefaultNodeFactory {

    /** The node's settings. */
    public static final class NumbersParameters implements NodeParameters {
        @Widget(title = "Rows", description = "Number of rows.")
        int m_rows = 3;

        @Widget(title = "Fail", description = "Empty, or how to fail: message, fault.")
        String m_fail = "";
    }

    private static final DataTableSpec SPEC = new DataTableSpec(column("id", IntCell.TYPE),
        column("value", DoubleCell.TYPE), column("text", StringCell.TYPE), column("even", BooleanCell.TYPE));

    private static final DefaultNode NODE = DefaultNode.create().name("Test Numbers").icon("missing.png")
        .shortDescription("Makes rows.").fullDescription("Makes rows.").sinceVersion(1, 0, 0)
        .ports(p -> p.addOutputTable("Numbers", "The rows."))
        .model(m -> m.parametersClass(NumbersParameters.class).configure(NumbersNodeFactory::configure)
            .execute(NumbersNodeFactory::execute))
        .nodeType(NodeType.Source);

    /** Called by the runner. */
    public NumbersNodeFactory() {
        super(NODE);
    }

    private static DataColumnSpec column(final String name, final DataType type) {
        return new DataColumnSpecCreator(name, type).createSpec();
    }

    private static void configure(final ConfigureInput in, final ConfigureOutput out) throws InvalidSettingsException {
        final NumbersParameters parameters = in.getParameters();
        if (parameters.m_rows < 0) {
            throw new InvalidSettingsException("Rows must not be negative, but is " + parameters.m_rows);
        }
        out.setOutSpec(0, SPEC);
    }

    private static void execute(final ExecuteInput in, final ExecuteOutput out)
        throws CanceledExecutionException, KNIMEException {
        final NumbersParameters parameters = in.getParameters();
        if (parameters.m_fail.equals("message")) {
            throw new KNIMEException("The scanner is out of paper. Put some in.");
        } else if (parameters.m_fail.equals("fault")) {
            throw new IllegalStateException("unforeseen");
        }
        final BufferedDataContainer rows = in.getExecutionContext().createDataContainer(SPEC);
        for (int i = 0; i < parameters.m_rows; i++) {
            in.getExecutionContext().checkCanceled();
            final DataCell value = i == 1 ? DataType.getMissingCell() : new DoubleCell(i * 0.1);
            rows.addRowToTable(new DefaultRow("Row" + i, new IntCell(i), value,
                new StringCell(i == 0 ? "a, \"b\"" : i == 1 ? "" : "two\nlines"), BooleanCell.get(i % 2 == 0)));
        }
        rows.close();
        out.setOutData(0, rows.getTable());
        if (parameters.m_rows == 0) {
            out.setWarningMessage("No rows.");
        }
    }
}

package org.dlrm.headless.testnodes;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import org.dlrm.knime.port.DlrmPortObject;
import org.dlrm.knime.port.ModelSpec;
import org.knime.core.data.DataCell;
import org.knime.core.data.DataTableSpec;
import org.knime.core.data.DoubleValue;
import org.knime.core.data.container.CloseableRowIterator;
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

/** Hands a table on and makes a model of its mean. */
public final class MeanNodeFactory extends DefaultNodeFactory {

    /** The node's settings. */
    public static final class MeanParameters implements NodeParameters {
        @Widget(title = "Column", description = "The numbers.")
        String m_column = "value";
    }

    private static final DefaultNode NODE = DefaultNode.create().name("Test Mean").icon("missing.png")
        .shortDescription("Takes the mean.").fullDescription("Takes the mean.").sinceVersion(1, 0, 0)
        .ports(p -> p.addInputTable("Input", "Rows.").addOutputTable("Same", "The rows again.").addOutputPort("Model",
            "The mean.", DlrmPortObject.TYPE))
        .model(m -> m.parametersClass(MeanParameters.class).configure(MeanNodeFactory::configure)
            .execute(MeanNodeFactory::execute))
        .nodeType(NodeType.Learner);

    /** Called by the runner. */
    public MeanNodeFactory() {
        super(NODE);
    }

    private static void configure(final ConfigureInput in, final ConfigureOutput out) throws InvalidSettingsException {
        final MeanParameters parameters = in.getParameters();
        final DataTableSpec spec = in.getInTableSpec(0);
        if (!spec.containsName(parameters.m_column)) {
            throw new InvalidSettingsException("The input has no column '" + parameters.m_column + "'. Choose another.");
        }
        out.setOutSpec(0, spec);
        out.setOutSpec(1, new ModelSpec("mean", List.of(parameters.m_column), List.of()));
    }

    private static void execute(final ExecuteInput in, final ExecuteOutput out)
        throws CanceledExecutionException, KNIMEException {
        final MeanParameters parameters = in.getParameters();
        final int column = in.getInTable(0).getDataTableSpec().findColumnIndex(parameters.m_column);
        double sum = 0;
        int count = 0;
        try (CloseableRowIterator rows = in.getInTable(0).iterator()) {
            while (rows.hasNext()) {
                final DataCell cell = rows.next().getCell(column);
                if (!cell.isMissing()) {
                    sum += ((DoubleValue)cell).getDoubleValue();
                    count++;
                }
            }
        }
        out.setOutData(0, in.getInTable(0));
        out.setOutData(1, new DlrmPortObject(new ModelSpec("mean", List.of(parameters.m_column), List.of()),
            Map.of("model.json", ("{\"mean\": " + sum / count + "}").getBytes(StandardCharsets.UTF_8))));
    }
}

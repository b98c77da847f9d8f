package org.dlrm.knime.node.harmonize;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.dlrm.knime.Columns;
import org.dlrm.knime.Failures;
import org.dlrm.knime.StatTables;
import org.dlrm.knime.Views;
import org.dlrm.knime.port.HarmonizerPortObject;
import org.dlrm.knime.port.ModelSpec;
import org.dlrm.stats.combat.CombatModel;
import org.dlrm.stats.table.DesignMatrix;
import org.dlrm.stats.table.Table;
import org.knime.core.data.DataCell;
import org.knime.core.data.DataColumnSpec;
import org.knime.core.data.DataRow;
import org.knime.core.data.DataTableSpec;
import org.knime.core.data.DoubleValue;
import org.knime.core.data.DataValue;
import org.knime.core.data.container.CloseableRowIterator;
import org.knime.core.data.def.DefaultRow;
import org.knime.core.data.def.DoubleCell;
import org.knime.core.node.BufferedDataContainer;
import org.knime.core.node.BufferedDataTable;
import org.knime.core.node.CanceledExecutionException;
import org.knime.core.node.ExecutionContext;
import org.knime.core.node.InvalidSettingsException;
import org.knime.core.node.KNIMEException;
import org.knime.core.node.NodeFactory.NodeType;
import org.knime.node.DefaultModel.ConfigureInput;
import org.knime.node.DefaultModel.ConfigureOutput;
import org.knime.node.DefaultModel.ExecuteInput;
import org.knime.node.DefaultModel.ExecuteOutput;
import org.knime.node.DefaultNode;
import org.knime.node.DefaultNodeFactory;

/** Feature Harmonizer (Apply): frozen ComBat effects taken off any table. */
public final class HarmonizerApplyNodeFactory extends DefaultNodeFactory {

    private static final DefaultNode NODE = Views.addTo(DefaultNode.create() //
        .name("Feature Harmonizer (Apply)") //
        .icon("../../../../../icons/harmonizeapply.png") //
        .shortDescription("Takes frozen centre effects off the features of any table.") //
        .fullDescription("""
            <p>Applies a model of the Feature Harmonizer (Learner): each feature is replaced by its value without the centre's
            shift and scale. Nothing is learnt here. A centre that was not in training is an error that names it, or passes
            unchanged if the model has a reference centre and you choose so.</p>
            <p><b>Common mistakes</b>: applying it twice; harmonizing before the robustness filter in one branch and after it in
            another.</p>
            """) //
        .sinceVersion(1, 0, 0) //
        .ports(p -> p //
            .addInputPort("Harmonization", "The frozen centre effects.", HarmonizerPortObject.TYPE) //
            .addInputTable("Features", "Features, centre and covariates.") //
            .addOutputTable("Harmonized features", "The input table with harmonized features.")) //
        .model(m -> m.parametersClass(HarmonizerApplyParameters.class) //
            .configure(HarmonizerApplyNodeFactory::configure) //
            .execute(HarmonizerApplyNodeFactory::execute)),
        "Features by centre before and after, variance explained by the centre.") //
        .nodeType(NodeType.Manipulator) //
        .keywords("ComBat", "harmonization", "batch effect", "multi-centre", "scanner", "apply");

    public HarmonizerApplyNodeFactory() {
        super(NODE);
    }

    /** @return the table's columns; harmonized features are real numbers even if they were whole ones */
    private static DataTableSpec spec(final DataTableSpec spec, final List<String> features)
        throws InvalidSettingsException {
        final List<String> missing = features.stream().filter(f -> !spec.containsName(f)).toList();
        if (!missing.isEmpty()) {
            throw new InvalidSettingsException("The table lacks " + missing.size() + " of the model's " + features.size()
                + " feature columns, first: " + missing.get(0) + ". Extract the features with the settings of the training.");
        }
        for (final String f : features) {
            Columns.require(spec, f, "Features of the model", DoubleValue.class);
        }
        return new DataTableSpec(spec.stream()
            .map(c -> features.contains(c.getName()) ? Columns.spec(c.getName(), DoubleCell.TYPE) : c)
            .toArray(DataColumnSpec[]::new));
    }

    private static void configure(final ConfigureInput in, final ConfigureOutput out)
        throws InvalidSettingsException {
        final ModelSpec model = in.getInPortSpec(0);
        final DataTableSpec spec = in.getInTableSpec(1);
        out.setOutSpec(0, model == null || spec == null ? null : spec(spec, model.columns()));
    }

    private static void execute(final ExecuteInput in, final ExecuteOutput out)
        throws CanceledExecutionException, KNIMEException {
        final HarmonizerApplyParameters p = in.getParameters();
        final HarmonizerPortObject port = in.getInPortObject(0);
        final BufferedDataTable input = (BufferedDataTable)in.getInPortObjects()[1];
        final ExecutionContext exec = in.getExecutionContext();
        Failures.translate(() -> {
            final CombatModel model =
                CombatModel.fromJson(new String(port.files().get("model.json"), StandardCharsets.UTF_8));
            final DataTableSpec spec = spec(input.getDataTableSpec(), model.features());
            final Set<String> columns = new LinkedHashSet<>(model.features());
            columns.add(model.batchColumn());
            Columns.require(spec, model.batchColumn(), "Centre column of the model", DataValue.class);
            for (final DesignMatrix.Coding covariate : model.covariates()) {
                Columns.require(spec, covariate.column(), "Covariate of the model", DataValue.class);
                columns.add(covariate.column());
            }
            final Table before = StatTables.of(input, List.copyOf(columns), exec);
            final Table harmonized = model.apply(before, CombatModel.Unseen.valueOf(p.m_unseen.name()));
            out.setOutData(0, replace(input, spec, harmonized, model.features(), exec));
            out.setInternalData(Views.pack(exec, HarmonizerView.of("Feature Harmonizer (Apply)", model, before, harmonized,
                "all rows of the table")));
        });
    }

    private static BufferedDataTable replace(final BufferedDataTable input, final DataTableSpec spec,
        final Table harmonized, final List<String> features, final ExecutionContext exec)
        throws CanceledExecutionException {
        final double[][] values = new double[spec.getNumColumns()][];
        for (final String f : features) {
            values[spec.findColumnIndex(f)] = harmonized.numbers(f);
        }
        final BufferedDataContainer out = exec.createDataContainer(spec);
        try (CloseableRowIterator rows = input.iterator()) {
            for (int r = 0; rows.hasNext(); r++) {
                exec.checkCanceled();
                final DataRow row = rows.next();
                final List<DataCell> cells = new ArrayList<>();
                for (int c = 0; c < values.length; c++) {
                    cells.add(values[c] == null ? row.getCell(c) : Columns.cell(values[c][r], "missing before"));
                }
                out.addRowToTable(new DefaultRow(row.getKey(), cells));
            }
        }
        out.close();
        return out.getTable();
    }
}

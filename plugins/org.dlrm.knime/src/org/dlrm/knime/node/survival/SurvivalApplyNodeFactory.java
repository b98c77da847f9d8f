package org.dlrm.knime.node.survival;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.dlrm.knime.Columns;
import org.dlrm.knime.Failures;
import org.dlrm.knime.Jobs;
import org.dlrm.knime.PatientRows;
import org.dlrm.knime.StatTables;
import org.dlrm.knime.Views;
import org.dlrm.knime.Warnings;
import org.dlrm.knime.port.ModelSpec;
import org.dlrm.knime.port.SurvivalPortObject;
import org.dlrm.stats.survival.Stratification;
import org.dlrm.stats.survival.SurvivalModel;
import org.dlrm.stats.survival.SurvivalStratifier;
import org.dlrm.stats.table.Table;
import org.knime.core.data.DataTableSpec;
import org.knime.core.data.DoubleValue;
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

/** Survival Stratifier (Apply): {@link SurvivalStratifier#apply} as a node. */
public final class SurvivalApplyNodeFactory extends DefaultNodeFactory {

    private static final DefaultNode NODE = Views.addTo(DefaultNode.create() //
        .name("Survival Stratifier (Apply)") //
        .icon("../../../../../icons/survivalapply.png") //
        .shortDescription("Applies a frozen survival model: groups, predicted survival, statistics per cohort.") //
        .fullDescription("""
            <p>Puts every patient into the group that the frozen cut-offs say and predicts survival at the model's times.
            Nothing is learnt here. Where the table has the follow-up columns, each cohort gets its Kaplan-Meier curves,
            restricted means, tests, hazard ratios (group, score, covariates, treatment by group), concordance, AUC(t), Brier
            score and calibration at the model's times. Where the learner was given a treatment, every patient gets the
            predicted benefit: restricted mean time and survival with minus without the treatment. What does not
            exist (for example a hazard ratio against a group
            without events, or of a covariate that the table lacks) is blank with the reason. Patients without score or follow-up
            are left out of the statistics and counted there.</p>
            <p><b>Common mistakes</b>: reading a difference between risk groups as a benefit of treatment; set the treatment
            column in the learner to test that. Reading a predicted benefit as a causal effect where the treatment was not
            given at random.</p>
            """) //
        .sinceVersion(1, 0, 0) //
        .ports(p -> p //
            .addInputPort("Model", "Frozen model of the learner.", SurvivalPortObject.TYPE) //
            .addInputTable("Patients", "Table with the model's score columns; time, event and cohort if known.") //
            .addOutputTable("Stratified patients", "The input table with group and predicted survival.") //
            .addOutputTable("Statistics", "Everything about each cohort, one statistic per row.") //
            .addOutputTable("Curves", "Kaplan-Meier estimates with intervals.")) //
        .model(m -> m.parametersClass(SurvivalApplyParameters.class) //
            .configure(SurvivalApplyNodeFactory::configure) //
            .execute(SurvivalApplyNodeFactory::execute)),
        "Kaplan-Meier curves per cohort with risk tables, hazard ratios, waterfall of predicted benefit, AUC(t), Brier "
            + "score, calibration.") //
        .nodeType(NodeType.Predictor) //
        .keywords("survival", "Kaplan Meier", "log-rank", "Cox", "risk group", "validation", "PFS", "concordance");

    public SurvivalApplyNodeFactory() {
        super(NODE);
    }

    private static void configure(final ConfigureInput in, final ConfigureOutput out)
        throws InvalidSettingsException {
        final ModelSpec model = in.getInPortSpec(0);
        final DataTableSpec spec = in.getInTableSpec(1);
        if (model != null && spec != null && !model.outputs().isEmpty()) {
            for (final String column : model.columns()) {
                if (!spec.containsName(column)) {
                    throw new InvalidSettingsException("The table has no column '" + column
                        + "', the score of the survival model. Apply the DLRM Predictor first.");
                }
                Columns.require(spec, column, "Score of the model", DoubleValue.class);
            }
            out.setOutSpec(0, PatientRows.spec(spec, SurvivalOutputs.columns(model.outputs())));
        }
        out.setOutSpec(1, SurvivalOutputs.STATISTICS);
        out.setOutSpec(2, SurvivalOutputs.CURVES);
    }

    private static void execute(final ExecuteInput in, final ExecuteOutput out)
        throws CanceledExecutionException, KNIMEException {
        final SurvivalApplyParameters p = in.getParameters();
        final SurvivalPortObject port = in.getInPortObject(0);
        final BufferedDataTable input = (BufferedDataTable)in.getInPortObjects()[1];
        final ExecutionContext exec = in.getExecutionContext();
        Failures.translate(() -> {
            final SurvivalModel model =
                SurvivalModel.fromJson(new String(port.files().get("model.json"), StandardCharsets.UTF_8));
            final DataTableSpec spec = input.getDataTableSpec();
            final List<String> columns = SurvivalLearnerNodeFactory.columns(model.settings()).stream()
                .filter(c -> model.settings().scores().contains(c) || spec.containsName(c)
                    && (p.m_statistics || c.equals(model.settings().treatment()))).toList();
            final Table table = StatTables.of(input, columns, exec);
            final Stratification s = Jobs.run(exec, progress -> SurvivalStratifier.apply(model, table, progress));
            final List<String> warnings = new ArrayList<>(s.warnings());
            s.cohorts().forEach(c -> c.warnings().forEach(w -> warnings.add(c.cohort() + ": " + w)));
            Warnings.set(out, warnings);
            final List<SurvivalStatistics.Row> statistics = SurvivalStatistics.of(s, model, table);
            out.setOutData(0, SurvivalOutputs.patients(input, s, model, exec));
            out.setOutData(1, SurvivalOutputs.statistics(statistics, exec));
            out.setOutData(2, SurvivalOutputs.curves(s, model, exec));
            out.setInternalData(Views.pack(exec, SurvivalView.of(s, model, statistics)));
        });
    }
}

package org.dlrm.knime.node.survival;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.dlrm.knime.Failures;
import org.dlrm.knime.Jobs;
import org.dlrm.knime.PatientRows;
import org.dlrm.knime.StatTables;
import org.dlrm.knime.TrainingRows;
import org.dlrm.knime.Views;
import org.dlrm.knime.Warnings;
import org.dlrm.knime.port.ModelSpec;
import org.dlrm.knime.port.SurvivalPortObject;
import org.dlrm.stats.survival.StratifierSettings;
import org.dlrm.stats.survival.SurvivalModel;
import org.dlrm.stats.survival.SurvivalStratifier;
import org.dlrm.stats.table.Table;
import org.knime.core.data.DataTableSpec;
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

/** Survival Stratifier (Learner): {@link SurvivalStratifier#learn} as a node. */
public final class SurvivalLearnerNodeFactory extends DefaultNodeFactory {

    private static final DefaultNode NODE = Views.addTo(DefaultNode.create() //
        .name("Survival Stratifier (Learner)") //
        .icon("../../../../../icons/survival.png") //
        .shortDescription("Learns a risk cut-off and a survival model from training patients.") //
        .fullDescription("""
            <p>Cuts a risk score into groups by a rule you choose, fits a Cox model of the score, and freezes both with the
            baseline hazard. Only training patients are used. The training patients' Kaplan-Meier curves, tests, hazard ratios
            and concordance are reported as R's survival package defines them.</p>
            <p>With a treatment column a second Cox model of score, treatment and their product is frozen too: it predicts for
            every patient the restricted mean time and the survival with minus without the treatment at your times, as far
            as both treatments were followed.</p>
            <p>If the cut-off was searched for the outcome's sake (maximally selected log-rank), its p value in the training
            patients is adjusted for the search; the unadjusted one is never shown.</p>
            <p><b>Common mistakes</b>: judging the groups by the training cohort alone: apply the frozen model to other
            cohorts; an event column whose event value is not 1; reading a predicted benefit as a causal effect where the
            treatment was not given at random.</p>
            """) //
        .sinceVersion(1, 0, 0) //
        .ports(p -> p //
            .addInputTable("Patients", "Scores, follow-up and cohort of each patient.") //
            .addOutputPort("Model", "Frozen cut-offs, Cox model and baseline hazard.", SurvivalPortObject.TYPE) //
            .addOutputTable("Training patients", "The training rows with group and predicted survival.") //
            .addOutputTable("Statistics", "Everything about the training cohort, one statistic per row.") //
            .addOutputTable("Curves", "Kaplan-Meier estimates with intervals.")) //
        .model(m -> m.parametersClass(SurvivalLearnerParameters.class) //
            .configure(SurvivalLearnerNodeFactory::configure) //
            .execute(SurvivalLearnerNodeFactory::execute)),
        "Kaplan-Meier curves of the training patients with risk table, hazard ratios, waterfall of predicted benefit, "
            + "AUC(t), Brier score, calibration, the frozen model.") //
        .nodeType(NodeType.Learner) //
        .keywords("survival", "Kaplan Meier", "log-rank", "Cox", "cut-off", "risk group", "PFS", "hazard ratio");

    public SurvivalLearnerNodeFactory() {
        super(NODE);
    }

    private static void configure(final ConfigureInput in, final ConfigureOutput out)
        throws InvalidSettingsException {
        final SurvivalLearnerParameters p = in.getParameters();
        final DataTableSpec spec = in.getInTableSpec(0);
        if (spec == null) {
            out.setOutSpec(0, new ModelSpec("Survival model", List.of(), List.of()));
        } else {
            final StratifierSettings settings = p.toSettings(spec);
            out.setOutSpec(0, new ModelSpec("Survival model", settings.scores(),
                SurvivalOutputs.columnNames(settings)));
            out.setOutSpec(1,
                PatientRows.spec(spec, SurvivalOutputs.columns(SurvivalOutputs.columnNames(settings))));
        }
        out.setOutSpec(2, SurvivalOutputs.STATISTICS);
        out.setOutSpec(3, SurvivalOutputs.CURVES);
    }

    private static void execute(final ExecuteInput in, final ExecuteOutput out)
        throws CanceledExecutionException, KNIMEException {
        final SurvivalLearnerParameters p = in.getParameters();
        final BufferedDataTable input = in.getInTable(0);
        final ExecutionContext exec = in.getExecutionContext();
        Failures.translate(() -> {
            final StratifierSettings settings = p.toSettings(input.getDataTableSpec());
            final Table table = StatTables.of(input, columns(settings), exec);
            if (p.m_useCohort) {
                TrainingRows.of(table, p.m_cohort, p.m_training);
            }
            final SurvivalStratifier.Learned learned =
                Jobs.run(exec, progress -> SurvivalStratifier.learn(settings, table, progress));
            final SurvivalModel model = learned.model();
            final List<String> warnings = new ArrayList<>(model.provenance().warnings());
            learned.training().cohorts().forEach(c -> warnings.addAll(c.warnings()));
            Warnings.set(out, warnings);
            final List<SurvivalStatistics.Row> statistics = SurvivalStatistics.of(learned.training(), model, table);
            out.setOutData(0, new SurvivalPortObject(spec(model),
                Map.of("model.json", model.toJson().getBytes(StandardCharsets.UTF_8))));
            out.setOutData(1, SurvivalOutputs.patients(input, learned.training(), model, exec));
            out.setOutData(2, SurvivalOutputs.statistics(statistics, exec));
            out.setOutData(3, SurvivalOutputs.curves(learned.training(), model, exec));
            out.setInternalData(Views.pack(exec, SurvivalView.of(learned.training(), model, statistics)));
        });
    }

    /** @return every column that learning or applying may read, each once */
    static List<String> columns(final StratifierSettings s) {
        final Set<String> columns = new LinkedHashSet<>(s.scores());
        columns.addAll(List.of(s.time(), s.event(), s.cohort(), s.treatment()));
        columns.addAll(s.covariates());
        columns.remove("");
        return List.copyOf(columns);
    }

    /** @return what a port says of a learnt model */
    public static ModelSpec spec(final SurvivalModel m) {
        final String summary = m.settings().endpoint() + " by " + String.join(" + ", m.settings().scores()) + ", "
            + m.cut().labels().size() + " groups, " + m.training().n() + " training patients, " + m.training().events()
            + " events";
        return new ModelSpec(summary, m.settings().scores(), SurvivalOutputs.columnNames(m.settings()));
    }
}

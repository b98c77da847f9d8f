package org.dlrm.knime.node.validate;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.dlrm.knime.Columns;
import org.dlrm.knime.Failures;
import org.dlrm.knime.Jobs;
import org.dlrm.knime.StatTables;
import org.dlrm.knime.Views;
import org.dlrm.knime.node.validate.ModelValidatorParameters.Point;
import org.dlrm.stats.roc.Roc;
import org.dlrm.stats.table.Table;
import org.dlrm.stats.validate.CohortValidation;
import org.dlrm.stats.validate.CohortValidation.Comparison;
import org.dlrm.stats.validate.CohortValidation.Curve;
import org.dlrm.stats.validate.CohortValidation.Metric;
import org.knime.core.data.DataColumnSpec;
import org.knime.core.data.DataTableSpec;
import org.knime.core.data.DataValue;
import org.knime.core.data.DoubleValue;
import org.knime.core.data.def.DoubleCell;
import org.knime.core.data.def.IntCell;
import org.knime.core.data.def.StringCell;
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

/** Model Validator: {@link CohortValidation} of score columns per cohort. */
public final class ModelValidatorNodeFactory extends DefaultNodeFactory {

    private static final DataTableSpec METRICS = StatTables.spec("Cohort", StringCell.TYPE, "Score", StringCell.TYPE,
        "n", IntCell.TYPE, "Positive", IntCell.TYPE, "Metric", StringCell.TYPE, "Value", DoubleCell.TYPE, "Lower",
        DoubleCell.TYPE, "Upper", DoubleCell.TYPE, "p", DoubleCell.TYPE, "Note", StringCell.TYPE);

    private static final DataTableSpec COMPARISONS = StatTables.spec("Test", StringCell.TYPE, "Cohort", StringCell.TYPE,
        "A", StringCell.TYPE, "B", StringCell.TYPE, "Value A", DoubleCell.TYPE, "Value B", DoubleCell.TYPE, "Difference",
        DoubleCell.TYPE, "Lower", DoubleCell.TYPE, "Upper", DoubleCell.TYPE, "Statistic", DoubleCell.TYPE, "p",
        DoubleCell.TYPE);

    private static final DataTableSpec CURVES = StatTables.spec("Curve", StringCell.TYPE, "Cohort", StringCell.TYPE,
        "Score", StringCell.TYPE, "x", DoubleCell.TYPE, "y", DoubleCell.TYPE, "Lower", DoubleCell.TYPE, "Upper",
        DoubleCell.TYPE);

    private static final DefaultNode NODE = Views.addTo(DefaultNode.create() //
        .name("Model Validator") //
        .icon("../../../../../icons/validate.png") //
        .shortDescription("Discrimination, calibration and benefit of scores, per cohort, with intervals.") //
        .fullDescription("""
            <p>Per cohort and score: area under the ROC curve with DeLong's interval, sensitivity, specificity, predictive values
            and accuracy at the frozen threshold with Wilson's interval, Brier score, calibration intercept and slope,
            Hosmer-Lemeshow test, decision curve. Scores are compared in the same patients (paired DeLong test, NRI, IDI),
            cohorts with each other (unpaired DeLong test). Numbers agree with R's pROC, rms and dcurves.</p>
            <p>Patients without outcome or score are left out and counted. A cohort with one outcome class only has no AUC;
            the note says so. Training numbers are marked as optimistic.</p>
            <p><b>Common mistakes</b>: choosing the threshold in the cohort that is validated; a score whose direction is the
            other way round (set it, it is never guessed).</p>
            """) //
        .sinceVersion(1, 0, 0) //
        .ports(p -> p //
            .addInputTable("Scores", "Score columns, outcome and cohort.") //
            .addOutputTable("Metrics", "One row per cohort, score and metric.") //
            .addOutputTable("Comparisons", "Scores against each other and cohorts against each other.") //
            .addOutputTable("Curves", "ROC, calibration and decision curves as points.")) //
        .model(m -> m.parametersClass(ModelValidatorParameters.class) //
            .configure(ModelValidatorNodeFactory::configure) //
            .execute(ModelValidatorNodeFactory::execute)), "ROC, calibration and decision curves per cohort.") //
        .nodeType(NodeType.Other) //
        .keywords("AUC", "ROC", "DeLong", "calibration", "decision curve", "NRI", "validation", "Brier");

    public ModelValidatorNodeFactory() {
        super(NODE);
    }

    private static List<String> scores(final DataTableSpec spec, final ModelValidatorParameters p)
        throws InvalidSettingsException {
        final List<DataColumnSpec> numbers =
            spec.stream().filter(c -> c.getType().isCompatible(DoubleValue.class)).toList();
        final String[] missing = p.m_scores.getMissingSelected(numbers);
        if (missing.length > 0) {
            throw new InvalidSettingsException("Score columns: the input table has no column '" + missing[0]
                + "' with numbers. Choose the score in the dialog.");
        }
        final List<String> scores = List.of(p.m_scores.filter(numbers));
        if (scores.isEmpty()) {
            throw new InvalidSettingsException("Score columns: choose at least one column.");
        }
        return scores;
    }

    private static void check(final DataTableSpec spec, final ModelValidatorParameters p)
        throws InvalidSettingsException {
        scores(spec, p);
        Columns.require(spec, p.m_outcome, "Outcome column", DataValue.class);
        if (p.m_useCohort) {
            Columns.require(spec, p.m_cohort, "Cohort column", DataValue.class);
        }
        if (p.m_point == Point.CLASS_COLUMN) {
            Columns.require(spec, p.m_class, "Predicted class column", DataValue.class);
        }
        if (!(p.m_level > 0 && p.m_level < 1)) {
            throw new InvalidSettingsException("The confidence level lies between 0 and 1, not " + p.m_level + ".");
        }
    }

    private static void configure(final ConfigureInput in, final ConfigureOutput out)
        throws InvalidSettingsException {
        final DataTableSpec spec = in.getInTableSpec(0);
        if (spec != null) {
            check(spec, in.getParameters());
        }
        out.setOutSpec(0, METRICS);
        out.setOutSpec(1, COMPARISONS);
        out.setOutSpec(2, CURVES);
    }

    private static void execute(final ExecuteInput in, final ExecuteOutput out)
        throws CanceledExecutionException, KNIMEException {
        final ModelValidatorParameters p = in.getParameters();
        final BufferedDataTable input = in.getInTable(0);
        final ExecutionContext exec = in.getExecutionContext();
        Failures.translate(() -> {
            check(input.getDataTableSpec(), p);
            final List<String> scores = scores(input.getDataTableSpec(), p);
            final Set<String> columns = new LinkedHashSet<>(scores);
            final Optional<String> cohort = p.m_useCohort ? Optional.of(p.m_cohort) : Optional.empty();
            final Optional<String> predicted =
                p.m_point == Point.CLASS_COLUMN ? Optional.of(p.m_class) : Optional.empty();
            columns.add(p.m_outcome);
            cohort.ifPresent(columns::add);
            predicted.ifPresent(columns::add);
            final Table table = StatTables.of(input, List.copyOf(columns), exec);
            final CohortValidation.Settings settings = new CohortValidation.Settings(scores, p.m_outcome,
                p.m_positive.trim(), cohort, p.m_training.trim(), predicted, p.m_threshold,
                Roc.Direction.valueOf(p.m_direction.name()), p.m_level, p.m_groups);
            final CohortValidation v =
                Jobs.run(exec, progress -> CohortValidation.of(settings, table, progress));
            if (!v.warnings().isEmpty()) {
                out.setWarningMessage(String.join(" ", v.warnings()));
            }
            out.setOutData(0, metrics(v.metrics(), exec));
            out.setOutData(1, comparisons(v.comparisons(), exec));
            out.setOutData(2, curves(v.curves(), exec));
            out.setInternalData(Views.pack(exec, ValidatorView.of(v)));
        });
    }

    private static BufferedDataTable metrics(final List<Metric> rows, final ExecutionContext exec) {
        final StatTables.Builder t = new StatTables.Builder(exec, METRICS);
        rows.forEach(m -> t.add(m.cohort(), m.score(), m.n(), m.positive(), m.name(), m.value(), m.lower(), m.upper(),
            m.p(), m.note()));
        return t.build();
    }

    private static BufferedDataTable comparisons(final List<Comparison> rows, final ExecutionContext exec) {
        final StatTables.Builder t = new StatTables.Builder(exec, COMPARISONS);
        rows.forEach(c -> t.add(c.test(), c.cohort(), c.a(), c.b(), c.valueA(), c.valueB(), c.difference(), c.lower(),
            c.upper(), c.statistic(), c.p()));
        return t.build();
    }

    private static BufferedDataTable curves(final List<Curve> curves, final ExecutionContext exec) {
        final StatTables.Builder t = new StatTables.Builder(exec, CURVES);
        for (final Curve c : curves) {
            for (int i = 0; i < c.x().length; i++) {
                t.add(c.kind().label(), c.cohort(), c.score(), c.x()[i], c.y()[i],
                    c.lower().length == 0 ? Double.NaN : c.lower()[i], c.upper().length == 0 ? Double.NaN : c.upper()[i]);
            }
        }
        return t.build();
    }
}

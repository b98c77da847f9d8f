package org.dlrm.knime.node.validate;

import java.util.List;

import org.dlrm.knime.Columns;
import org.dlrm.knime.Failures;
import org.dlrm.knime.FeatureColumns;
import org.dlrm.knime.Jobs;
import org.dlrm.knime.StatTables;
import org.dlrm.knime.TrainingRows;
import org.dlrm.knime.Views;
import org.dlrm.knime.Warnings;
import org.dlrm.knime.node.validate.ModelValidatorParameters.Point;
import org.dlrm.knime.node.validate.ValidationRows.Comparison;
import org.dlrm.knime.node.validate.ValidationRows.Curve;
import org.dlrm.knime.node.validate.ValidationRows.Metric;
import org.dlrm.stats.validate.ModelValidator;
import org.knime.core.data.DataTableSpec;
import org.knime.core.data.DataValue;
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

/** Model Validator: {@link ModelValidator} of score columns per cohort. */
public final class ModelValidatorNodeFactory extends DefaultNodeFactory {

    private static final DataTableSpec METRICS = StatTables.spec("Cohort", StringCell.TYPE, "Score", StringCell.TYPE,
        "n", IntCell.TYPE, "Positive", IntCell.TYPE, "Metric", StringCell.TYPE, "Value", DoubleCell.TYPE, "Lower",
        DoubleCell.TYPE, "Upper", DoubleCell.TYPE, "p", DoubleCell.TYPE, "Note", StringCell.TYPE);

    private static final DataTableSpec COMPARISONS = StatTables.spec("Test", StringCell.TYPE, "Of", StringCell.TYPE,
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
            <p>Per cohort and score: area under the ROC curve with DeLong's interval (plain and logit), sensitivity,
            specificity, predictive values and accuracy at the frozen threshold with Wilson's and Clopper and Pearson's
            interval, precision-recall curve, Brier score, calibration intercept and slope, smoothed calibration curve,
            Hosmer-Lemeshow test, decision curve; intervals without a formula come from bootstrap samples. Scores are
            compared in the same patients (paired DeLong test, continuous and categorical NRI, IDI, McNemar's test),
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
            .addOutputTable("Curves", "ROC, precision-recall, calibration and decision curves as points.")) //
        .model(m -> m.parametersClass(ModelValidatorParameters.class) //
            .configure(ModelValidatorNodeFactory::configure) //
            .execute(ModelValidatorNodeFactory::execute)), "ROC, precision-recall, calibration and decision curves per cohort, and comparisons.") //
        .nodeType(NodeType.Other) //
        .keywords("AUC", "ROC", "DeLong", "calibration", "decision curve", "NRI", "validation", "Brier", "precision recall", "McNemar");

    public ModelValidatorNodeFactory() {
        super(NODE);
    }

    private static List<String> scores(final DataTableSpec spec, final ModelValidatorParameters p)
        throws InvalidSettingsException {
        final List<String> scores = FeatureColumns.numbers(p.m_scores, spec, "Score columns");
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
            TrainingRows.require(spec, p.m_cohort);
        }
        if (p.m_point == Point.CLASS_COLUMN) {
            Columns.require(spec, p.m_class, "Predicted class column", DataValue.class);
        }
        if (!(p.m_level > 0 && p.m_level < 1)) {
            throw new InvalidSettingsException("The confidence level lies between 0 and 1, not " + p.m_level + ".");
        }
        p.toSettings();
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
            final ValidationInput data = ValidationInput.of(p, scores(input.getDataTableSpec(), p), input, exec);
            final ModelValidator.Settings settings = p.toSettings();
            final ModelValidator.Report report = Jobs.run(exec, progress -> new ModelValidator(data.scores(), settings)
                .validate(data.outcome(), data.values(), data.cohort(), progress));
            final ValidationRows v = ValidationRows.of(report, settings,
                ValidationRows.DegreesOfFreedom.valueOf(p.m_df.name()), p.m_useCohort ? p.m_training.trim() : "",
                data.scores().stream().map(ModelValidator.Score::name).toList(), data.points(), data.warnings());
            Warnings.set(out, v.warnings());
            out.setOutData(0, rows(METRICS, v.metrics().stream().map(Metric::cells).toList(), exec));
            out.setOutData(1, rows(COMPARISONS, v.comparisons().stream().map(Comparison::cells).toList(), exec));
            out.setOutData(2, curves(v.curves(), exec));
            out.setInternalData(Views.pack(exec, ValidatorView.of(v)));
        });
    }

    private static BufferedDataTable rows(final DataTableSpec spec, final List<Object[]> rows,
        final ExecutionContext exec) {
        final StatTables.Builder t = new StatTables.Builder(exec, spec);
        rows.forEach(t::add);
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

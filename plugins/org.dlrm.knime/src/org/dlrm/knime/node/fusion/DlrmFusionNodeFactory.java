package org.dlrm.knime.node.fusion;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.dlrm.knime.Failures;
import org.dlrm.knime.Jobs;
import org.dlrm.knime.StatTables;
import org.dlrm.knime.TrainingRows;
import org.dlrm.knime.Views;
import org.dlrm.knime.Warnings;
import org.dlrm.knime.port.DlrmPortObject;
import org.dlrm.knime.port.ModelSpec;
import org.dlrm.stats.fusion.DlrmFusion;
import org.dlrm.stats.fusion.DlrmModel;
import org.dlrm.stats.fusion.DlrmPredictor;
import org.dlrm.stats.fusion.DlrmSettings;
import org.dlrm.stats.fusion.Performance;
import org.dlrm.stats.fusion.Signature;
import org.dlrm.stats.fusion.TraceRow;
import org.dlrm.stats.table.Column;
import org.dlrm.stats.table.Table;
import org.knime.core.data.DataTableSpec;
import org.knime.core.data.def.DoubleCell;
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

/** DLRM Fusion: {@link DlrmFusion} as a learner node. */
public final class DlrmFusionNodeFactory extends DefaultNodeFactory {

    private static final DataTableSpec COEFFICIENTS = StatTables.spec("Part", StringCell.TYPE, "Term", StringCell.TYPE,
        "Coefficient", DoubleCell.TYPE, "SE", DoubleCell.TYPE, "z", DoubleCell.TYPE, "p", DoubleCell.TYPE, "Ratio",
        DoubleCell.TYPE, "Lower 95 %", DoubleCell.TYPE, "Upper 95 %", DoubleCell.TYPE, "Profile lower 95 %",
        DoubleCell.TYPE, "Profile upper 95 %", DoubleCell.TYPE, "LR chi-squared", DoubleCell.TYPE, "LR p",
        DoubleCell.TYPE, "VIF", DoubleCell.TYPE, "Mean", DoubleCell.TYPE, "SD", DoubleCell.TYPE);

    private static final DataTableSpec PERFORMANCE = StatTables.spec("Statistic", StringCell.TYPE, "Of",
        StringCell.TYPE, "Value", DoubleCell.TYPE, "Lower 95 %", DoubleCell.TYPE, "Upper 95 %", DoubleCell.TYPE, "p",
        DoubleCell.TYPE, "Note", StringCell.TYPE);

    private static final DataTableSpec TRACE = StatTables.spec("Group", StringCell.TYPE, "Feature", StringCell.TYPE,
        "Step", StringCell.TYPE, "Statistic", StringCell.TYPE, "Value", DoubleCell.TYPE, "p", DoubleCell.TYPE,
        "Adjusted p", DoubleCell.TYPE, "Kept", StringCell.TYPE, "Reason", StringCell.TYPE);

    private static final DefaultNode NODE = Views.addTo(DefaultNode.create() //
        .name("DLRM Fusion") //
        .icon("../../../../../icons/fusion.png") //
        .shortDescription("Learns radiomics and deep signatures and fuses them with clinical factors.") //
        .fullDescription("""
            <p>Learns, from training patients only, one signature from the radiomics features and one from the deep features
            (screening, redundancy, mRMR, LASSO as in R's glmnet), selects clinical factors, and fuses all of them by
            logistic or Cox regression: the Deep Learning Radiomics Model of
            <a href="https://doi.org/10.1016/j.eclinm.2022.101348">Cui et al. 2022</a>. The result is one frozen model with
            every mean, deviation, coefficient and threshold; nothing is learnt when it is applied.</p>
            <p>Rows outside the training cohort are refused: nothing but their cohort value is read. Every step leaves a trace:
            feature, statistic, kept or why not. Performance in the training rows is reported apparent (optimistic) and
            cross-validated with the whole selection inside every fold.</p>
            <p><b>Common mistakes</b>: screening or scaling features on all patients before this node; fewer than ten events
            per term; in-sample scores of a network instead of out-of-fold scores.</p>
            """) //
        .sinceVersion(1, 0, 0) //
        .ports(p -> p //
            .addInputTable("Features", "Radiomics, deep and clinical columns with outcome and cohort.") //
            .addOutputPort("Model", "The frozen model.", DlrmPortObject.TYPE) //
            .addOutputTable("Coefficients", "The fusion's terms and the features of each signature.") //
            .addOutputTable("Selection trace", "What every step did with every feature.") //
            .addOutputTable("Training performance", "Fit, operating threshold, and performance in the training rows: apparent, "
                + "cross-validated, corrected by bootstrap.")) //
        .model(m -> m.parametersClass(DlrmFusionParameters.class) //
            .configure(DlrmFusionNodeFactory::configure) //
            .execute(DlrmFusionNodeFactory::execute)),
        "The model: performance, forest plot, nomogram, chosen features, selection trace, model card.") //
        .nodeType(NodeType.Learner) //
        .keywords("DLRM", "LASSO", "nomogram", "radiomics signature", "logistic regression", "Cox", "fusion", "mRMR");

    public DlrmFusionNodeFactory() {
        super(NODE);
    }

    private static void configure(final ConfigureInput in, final ConfigureOutput out)
        throws InvalidSettingsException {
        final DlrmFusionParameters p = in.getParameters();
        final DataTableSpec spec = in.getInTableSpec(0);
        out.setOutSpec(0, spec == null ? new ModelSpec("DLRM model", List.of(), List.of())
            : new ModelSpec("DLRM model", List.of(), PredictionColumns.expected(p.toSettings(spec))));
        out.setOutSpec(1, COEFFICIENTS);
        out.setOutSpec(2, TRACE);
        out.setOutSpec(3, PERFORMANCE);
    }

    private static void execute(final ExecuteInput in, final ExecuteOutput out)
        throws CanceledExecutionException, KNIMEException {
        final DlrmFusionParameters p = in.getParameters();
        final BufferedDataTable input = in.getInTable(0);
        final ExecutionContext exec = in.getExecutionContext();
        Failures.translate(() -> {
            final DlrmSettings settings = p.toSettings(input.getDataTableSpec());
            final Table read = StatTables.of(input, columns(settings), exec);
            if (p.m_useCohort) {
                TrainingRows.of(read, p.m_cohort, p.m_training);
            }
            final Table table = p.m_useCohort ? read : read.with(DlrmFusionParameters.ALL_ROWS,
                Column.Factor.of(Collections.nCopies(read.rows(), DlrmFusionParameters.ALL_ROWS)));
            final DlrmFusion.Result result =
                Jobs.run(exec, progress -> new DlrmFusion(settings, Jobs.threads()).learn(table, progress));
            final DlrmModel model = result.model();
            final List<String> warnings = warnings(result, settings, p.texts(input.getDataTableSpec()));
            Warnings.set(out, warnings);
            out.setOutData(0, new DlrmPortObject(spec(model),
                Map.of("model.json", model.toJson().getBytes(StandardCharsets.UTF_8))));
            out.setOutData(1, coefficients(model, exec));
            out.setOutData(2, trace(result.trace(), exec));
            out.setOutData(3, performance(model, exec));
            out.setInternalData(Views.pack(exec, FusionView.of(result, settings, table, warnings)));
        });
    }

    /** What the library says, and that maximum likelihood gave way to Firth's, which changes what the intervals mean. */
    private static List<String> warnings(final DlrmFusion.Result result, final DlrmSettings settings,
        final List<String> texts) {
        final List<String> warnings = new ArrayList<>(result.warnings());
        if (!texts.isEmpty()) {
            warnings.add(texts.size() + (texts.size() == 1 ? " feature column holds" : " feature columns hold")
                + " text and cannot be used, first '" + texts.get(0) + "'.");
        }
        if (settings.groups().isEmpty() && settings.scoreColumns().isEmpty()) {
            warnings.add("No column fits the options for radiomics features, deep features and scores: the model has clinical "
                + "factors only.");
        }
        final String method = result.model().fit().method();
        if (settings.firth() == DlrmSettings.Firth.WHEN_SEPARATED && method.toLowerCase(Locale.ROOT).contains("firth")) {
            warnings.add("A term separates the outcomes: maximum likelihood has no finite estimate, so Firth's penalized "
                + "likelihood was used.");
        }
        return warnings;
    }

    private static List<String> columns(final DlrmSettings s) {
        final Set<String> columns = new LinkedHashSet<>(s.outcome().columns());
        columns.add(s.cohortColumn());
        columns.remove(DlrmFusionParameters.ALL_ROWS);
        s.groups().forEach(g -> columns.addAll(g.columns()));
        columns.addAll(s.scoreColumns());
        columns.addAll(s.clinical().columns());
        s.harmonization().ifPresent(h -> {
            columns.add(h.batchColumn());
            columns.addAll(h.covariates());
        });
        return new ArrayList<>(columns);
    }

    /** @return what a port says of a learnt model */
    public static ModelSpec spec(final DlrmModel m) {
        final String summary = (m.kind() == DlrmModel.Kind.COX ? "Cox" : "Logistic") + " model "
            + (m.terms().isEmpty() ? "without terms" : "of "
                + String.join(" + ", m.terms().stream().map(DlrmModel.Term::name).toList()))
            + ", " + m.fit().n() + " training patients, " + m.fit().events() + " events";
        return new ModelSpec(summary, new DlrmPredictor(m).requiredColumns(), PredictionColumns.of(m));
    }

    private static BufferedDataTable coefficients(final DlrmModel m, final ExecutionContext exec) {
        final StatTables.Builder t = new StatTables.Builder(exec, COEFFICIENTS);
        final double none = Double.NaN;
        if (m.kind() == DlrmModel.Kind.LOGISTIC) {
            coefficient(t, "fusion", "(Intercept)", m.intercept(), none, none);
        }
        for (final DlrmModel.Term x : m.terms()) {
            t.add("fusion", x.name(), x.coef(), x.se(), x.z(), x.p(), x.ratio(), x.waldLower(), x.waldUpper(),
                x.profileLower(), x.profileUpper(), x.lrChisq(), x.lrP(), x.vif(), x.mean(), none);
        }
        for (final Signature s : m.signatures()) {
            coefficient(t, s.name(), "(Intercept)", s.intercept(), none, none);
            for (final Signature.Feature f : s.features()) {
                coefficient(t, s.name(), f.column(), f.coef(), f.mean(), f.sd());
            }
        }
        return t.build();
    }

    /** A coefficient without inference. */
    private static void coefficient(final StatTables.Builder t, final String part, final String term,
        final double value, final double mean, final double sd) {
        final double none = Double.NaN;
        t.add(part, term, value, none, none, none, none, none, none, none, none, none, none, none, mean, sd);
    }

    private static BufferedDataTable performance(final DlrmModel m, final ExecutionContext exec) {
        final StatTables.Builder t = new StatTables.Builder(exec, PERFORMANCE);
        final Performance f = m.performance();
        final double none = Double.NaN;
        t.add("patients", "training", f.n(), none, none, none, "");
        t.add("events", "training", f.events(), none, none, none, "");
        final Performance.Apparent a = f.apparent();
        t.add(f.measure(), "apparent", a.value(), a.lower(), a.upper(), none, "optimistic");
        t.add("Brier score", "apparent", a.brier(), none, none, none, "optimistic");
        final Performance.CrossValidated cv = f.crossValidated();
        if (cv.folds() > 0) {
            final String note = cv.folds() + " folds, " + cv.repeats() + " times, the whole selection in every fold; "
                + cv.failed() + " folds failed";
            t.add(f.measure(), "cross-validated", cv.value(), none, none, none, note);
            t.add(f.measure(), "standard deviation over the folds", cv.sd(), none, none, none, note);
            t.add("Brier score", "cross-validated", cv.brier(), none, none, none, note);
        }
        final Performance.Bootstrap b = f.bootstrap();
        if (b.samples() > 0) {
            final String note = b.samples() + " samples, the whole selection in every sample; " + b.failed()
                + " samples failed";
            t.add(f.measure(), "optimism", b.optimism(), none, none, none, note);
            t.add(f.measure(), "corrected for optimism", b.corrected(), none, none, none, note);
            t.add("calibration slope", "bootstrap", b.slope(), none, none, none, note);
        }
        t.add("AIC", "fusion", m.fit().aic(), none, none, none, m.fit().method());
        t.add("likelihood-ratio chi-squared", "fusion", m.fit().lrChisq(), none, none, m.fit().lrP(),
            m.fit().lrDf() + " df");
        t.add("operating threshold", m.threshold().rule(), m.threshold().value(), none, none, none, "");
        t.add("sensitivity", "at the operating threshold", m.threshold().sensitivity(), none, none, none, "optimistic");
        t.add("specificity", "at the operating threshold", m.threshold().specificity(), none, none, none, "optimistic");
        return t.build();
    }

    private static BufferedDataTable trace(final List<TraceRow> rows, final ExecutionContext exec) {
        final StatTables.Builder t = new StatTables.Builder(exec, TRACE);
        for (final TraceRow r : rows) {
            t.add(r.group(), r.feature(), r.step(), r.statistic(), r.value(), r.p(), r.adjustedP(),
                r.kept() ? "yes" : "no", r.reason());
        }
        return t.build();
    }
}

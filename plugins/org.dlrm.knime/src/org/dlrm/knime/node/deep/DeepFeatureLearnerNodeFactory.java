package org.dlrm.knime.node.deep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

import org.dlrm.deep.DeepModel;
import org.dlrm.deep.learner.DeepLearner;
import org.dlrm.deep.learner.LearnerResult;
import org.dlrm.deep.learner.LogRow;
import org.dlrm.deep.learner.OutOfFold;
import org.dlrm.deep.learner.Outcome;
import org.dlrm.deep.learner.TrainingCase;
import org.dlrm.deep.patch.PatchExtractor;
import org.dlrm.image.Roi;
import org.dlrm.knime.Columns;
import org.dlrm.knime.Failures;
import org.dlrm.knime.Jobs;
import org.dlrm.knime.PatientRows;
import org.dlrm.knime.StatTables;
import org.dlrm.knime.Views;
import org.dlrm.knime.cell.RoiValue;
import org.dlrm.knime.node.deep.DeepFeatureLearnerParameters.Kind;
import org.dlrm.knime.port.DeepNetworkPortObject;
import org.dlrm.knime.port.ModelSpec;
import org.dlrm.work.Progress;
import org.knime.core.data.DataCell;
import org.knime.core.data.DataColumnSpec;
import org.knime.core.data.DataRow;
import org.knime.core.data.DataTableSpec;
import org.knime.core.data.DataValue;
import org.knime.core.data.DoubleValue;
import org.knime.core.data.container.CloseableRowIterator;
import org.knime.core.data.def.DefaultRow;
import org.knime.core.data.def.DoubleCell;
import org.knime.core.data.def.IntCell;
import org.knime.core.data.def.StringCell;
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

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

/** Deep Feature Learner: {@link DeepLearner} on the training rows of a table. */
public final class DeepFeatureLearnerNodeFactory extends DefaultNodeFactory {

    private static final DataTableSpec LOG = StatTables.spec("Fit", StringCell.TYPE, "Network", IntCell.TYPE, "Epoch",
        IntCell.TYPE, "Training loss", DoubleCell.TYPE, "Inner loss", DoubleCell.TYPE, "Learning rate", DoubleCell.TYPE,
        "Best", StringCell.TYPE);

    private static final List<DataColumnSpec> SCORES =
        List.of(Columns.spec("deep_score", DoubleCell.TYPE), Columns.spec("deep_fold", IntCell.TYPE));

    private static final DefaultNode NODE = Views.addTo(DefaultNode.create() //
        .name("Deep Feature Learner") //
        .icon("../../../../../icons/learner.png") //
        .shortDescription("Trains a small network on the cohort's own lesions and freezes it as ONNX.") //
        .fullDescription("""
            <p>Trains a network on patches of the training patients' regions. First every training patient is scored by networks
            that never saw this patient (out of fold), then the final network is trained on all training rows; it scores the
            patients of the other cohorts. The column <i>deep_score</i> holds both, so a fusion model that follows cannot
            leak.</p>
            <p>The network is frozen as ONNX with everything that is needed to apply it; applying it needs no PyTorch. Same data,
            settings, seed and platform give the same network.</p>
            <p>Needs the optional feature <i>DLRM Deep Feature Learner (PyTorch)</i>. With fewer than about a hundred patients
            expect little: volume alone is often as good.</p>
            <p><b>Common mistakes</b>: features of the final network used for its own training patients: they are in-sample; use
            deep_score.</p>
            """) //
        .sinceVersion(1, 0, 0) //
        .ports(p -> p //
            .addInputTable("Regions", "Regions of interest, outcome and cohort.") //
            .addOutputPort("Network", "The final network.", DeepNetworkPortObject.TYPE) //
            .addOutputTable("Scores", "The input table with deep_score and the fold it comes from (0: final network).") //
            .addOutputTable("Training log", "One row per epoch.")) //
        .model(m -> m.parametersClass(DeepFeatureLearnerParameters.class) //
            .configure(DeepFeatureLearnerNodeFactory::configure) //
            .execute(DeepFeatureLearnerNodeFactory::execute)), "Loss curves of the training.") //
        .nodeType(NodeType.Learner) //
        .keywords("deep learning", "CNN", "DenseNet", "PyTorch", "training", "ONNX", "out of fold");

    public DeepFeatureLearnerNodeFactory() {
        super(NODE);
    }

    private static void check(final DataTableSpec spec, final DeepFeatureLearnerParameters p)
        throws InvalidSettingsException {
        Columns.require(spec, p.m_roi, "Region of interest", RoiValue.class);
        if (p.m_kind == Kind.CLASS) {
            Columns.require(spec, p.m_outcome, "Outcome column", DataValue.class);
        } else {
            Columns.require(spec, p.m_time, "Time column", DoubleValue.class);
            Columns.require(spec, p.m_event, "Event column", DataValue.class);
        }
        if (p.m_useCohort) {
            Columns.require(spec, p.m_cohort, "Cohort column", DataValue.class);
        }
        if (p.m_useGroup) {
            Columns.require(spec, p.m_group, "Patient column", DataValue.class);
        }
    }

    private static void configure(final ConfigureInput in, final ConfigureOutput out)
        throws InvalidSettingsException {
        final DeepFeatureLearnerParameters p = in.getParameters();
        final DataTableSpec spec = in.getInTableSpec(0);
        p.toSettings();
        out.setOutSpec(0, new ModelSpec("Deep network", List.of(), List.of()));
        if (spec != null) {
            check(spec, p);
            out.setOutSpec(1, PatientRows.spec(spec, SCORES));
        }
        out.setOutSpec(2, LOG);
    }

    private static void execute(final ExecuteInput in, final ExecuteOutput out)
        throws CanceledExecutionException, KNIMEException {
        final DeepFeatureLearnerParameters p = in.getParameters();
        final BufferedDataTable input = in.getInTable(0);
        final ExecutionContext exec = in.getExecutionContext();
        Failures.translate(() -> {
            check(input.getDataTableSpec(), p);
            final List<String> classes = new ArrayList<>();
            final List<TrainingCase> cases =
                Jobs.run(exec.createSubProgress(0.05), progress -> cases(input, p, classes, progress));
            final LearnerResult result = Jobs.run(exec.createSubProgress(0.9), progress -> new DeepLearner(p.toSettings())
                .train(cases, p.m_kind == Kind.CLASS ? classes : List.of(), row -> { }, progress));
            out.setOutData(0, new DeepNetworkPortObject(new ModelSpec("Network trained on " + cases.size()
                + " regions", List.of(), List.of()), Map.of("network.onnx", result.model())));
            out.setOutData(1, scores(input, p, result, exec));
            out.setOutData(2, log(result.log(), exec));
            out.setInternalData(Views.pack(exec, view(result.log())));
        });
    }

    /** @return the training rows that have a region and an outcome; the classes are added, the positive one last */
    private static List<TrainingCase> cases(final BufferedDataTable input, final DeepFeatureLearnerParameters p,
        final List<String> classes, final Progress progress) throws IOException {
        final DataTableSpec spec = input.getDataTableSpec();
        final int roi = spec.findColumnIndex(p.m_roi);
        if (p.m_kind == Kind.CLASS) {
            classes.addAll(classes(input, p));
        }
        final PatchExtractor patches = new PatchExtractor(p.patches());
        final List<TrainingCase> cases = new ArrayList<>();
        long done = 0;
        try (CloseableRowIterator rows = input.iterator()) {
            while (rows.hasNext()) {
                progress.check();
                final DataRow row = rows.next();
                final Optional<Outcome> outcome = outcome(row, spec, p, classes);
                if (isTraining(row, spec, p) && outcome.isPresent() && !row.getCell(roi).isMissing()) {
                    final Roi region = ((RoiValue)row.getCell(roi)).read();
                    final String key = row.getKey().getString();
                    cases.add(new TrainingCase(key, p.m_useGroup
                        ? Columns.text(row.getCell(spec.findColumnIndex(p.m_group))).orElse(key) : key,
                        patches.extract(region.image(), region.mask(), progress), outcome.get()));
                }
                progress.report(++done / (double)input.size(), "Patches of " + row.getKey().getString());
            }
        }
        if (cases.isEmpty()) {
            throw new IllegalArgumentException("No training row has a region of interest and an outcome.");
        }
        return cases;
    }

    private static boolean isTraining(final DataRow row, final DataTableSpec spec,
        final DeepFeatureLearnerParameters p) {
        return !p.m_useCohort || Columns.text(row.getCell(spec.findColumnIndex(p.m_cohort))).orElse("")
            .equals(p.m_training.trim());
    }

    private static List<String> classes(final BufferedDataTable input, final DeepFeatureLearnerParameters p) {
        final DataTableSpec spec = input.getDataTableSpec();
        final TreeSet<String> found = new TreeSet<>();
        try (CloseableRowIterator rows = input.iterator()) {
            while (rows.hasNext()) {
                final DataRow row = rows.next();
                if (isTraining(row, spec, p)) {
                    Columns.text(row.getCell(spec.findColumnIndex(p.m_outcome))).ifPresent(found::add);
                }
            }
        }
        if (!found.remove(p.m_positive.trim())) {
            throw new IllegalArgumentException("The positive class '" + p.m_positive
                + "' does not occur in the training rows; values there: " + found + ".");
        }
        final List<String> classes = new ArrayList<>(found);
        classes.add(p.m_positive.trim());
        return classes;
    }

    private static Optional<Outcome> outcome(final DataRow row, final DataTableSpec spec, final DeepFeatureLearnerParameters p,
        final List<String> classes) {
        if (p.m_kind == Kind.CLASS) {
            return Columns.text(row.getCell(spec.findColumnIndex(p.m_outcome))).filter(classes::contains)
                .map(c -> Outcome.ofClass(classes.indexOf(c)));
        }
        final double time = Columns.number(row.getCell(spec.findColumnIndex(p.m_time)));
        final DataCell event = row.getCell(spec.findColumnIndex(p.m_event));
        return !(time > 0) || event.isMissing() ? Optional.empty()
            : Optional.of(Outcome.ofTime(time, Columns.text(event).orElse("").equals(p.m_eventValue.trim())));
    }

    private static BufferedDataTable scores(final BufferedDataTable input, final DeepFeatureLearnerParameters p,
        final LearnerResult result, final ExecutionContext exec) throws CanceledExecutionException {
        final DataTableSpec spec = input.getDataTableSpec();
        final int roi = spec.findColumnIndex(p.m_roi);
        final Map<String, OutOfFold> outOfFold = new HashMap<>();
        result.outOfFold().forEach(o -> outOfFold.put(o.id(), o));
        final BufferedDataContainer out = exec.createDataContainer(PatientRows.spec(spec, SCORES));
        try (DeepModel model = DeepModel.fromBytes(result.model());
                CloseableRowIterator rows = input.iterator()) {
            final List<String> names = model.scoreNames();
            final String score = names.get(names.size() - 1);
            while (rows.hasNext()) {
                exec.checkCanceled();
                final DataRow row = rows.next();
                final List<DataCell> cells = new ArrayList<>();
                row.forEach(cells::add);
                final OutOfFold own = outOfFold.get(row.getKey().getString());
                if (own != null) {
                    final List<Double> values = new ArrayList<>(own.scores().values());
                    cells.add(Columns.cell(values.get(values.size() - 1), "not defined"));
                    cells.add(new IntCell(own.fold()));
                } else if (isTraining(row, spec, p) || row.getCell(roi).isMissing()) {
                    cells.add(Columns.missing("no region of interest or no outcome"));
                    cells.add(Columns.missing("no region of interest or no outcome"));
                } else {
                    cells.add(scored(model, row.getCell(roi), score, exec));
                    cells.add(new IntCell(0));
                }
                out.addRowToTable(new DefaultRow(row.getKey(), cells));
            }
        }
        out.close();
        return out.getTable();
    }

    private static DataCell scored(final DeepModel model, final DataCell cell, final String score,
        final ExecutionContext exec) {
        try {
            final Roi region = ((RoiValue)cell).read();
            return Columns.cell(
                model.extract(region.image(), region.mask(), Jobs.progress(exec.createSilentSubProgress(0))).scores()
                    .get(score), "not defined");
        } catch (IOException | IllegalArgumentException e) {
            return Columns.missing(e.getMessage());
        }
    }

    private static BufferedDataTable log(final List<LogRow> rows, final ExecutionContext exec) {
        final StatTables.Builder t = new StatTables.Builder(exec, LOG);
        rows.forEach(r -> t.add(r.fit(), r.member(), r.epoch(), r.trainLoss(), r.innerLoss(), r.learningRate(),
            r.best() ? "yes" : "no"));
        return t.build();
    }

    private static JsonObject view(final List<LogRow> rows) {
        final JsonObject page = Views.page("Deep Feature Learner");
        loss(page, rows, "Loss of the inner fold (patients not trained on)", LogRow::innerLoss)
            .addProperty("note", "The weights of the epoch with the lowest loss are kept. A curve that rises while the training "
                + "loss falls is overfitting.");
        loss(page, rows, "Loss of the training patients", LogRow::trainLoss);
        return page;
    }

    /** One curve per fit: the final one and those of the cross-validation; of an ensemble its first member. */
    private static JsonObject loss(final JsonObject page, final List<LogRow> rows, final String title,
        final ToDoubleFunction<LogRow> value) {
        final JsonObject panel = Views.panel(page, "line", title);
        panel.addProperty("x", "Epoch");
        panel.addProperty("y", "Loss");
        final JsonArray curves = new JsonArray();
        for (final String fit : rows.stream().map(LogRow::fit).distinct().toList()) {
            final List<LogRow> own = rows.stream().filter(r -> r.fit().equals(fit) && r.member() == 1).toList();
            final JsonObject c = new JsonObject();
            c.addProperty("name", fit);
            c.add("x", Views.array(own.stream().mapToDouble(LogRow::epoch).toArray()));
            c.add("y", Views.array(own.stream().mapToDouble(value).toArray()));
            curves.add(c);
        }
        panel.add("curves", curves);
        return panel;
    }
}

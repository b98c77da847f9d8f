package org.dlrm.knime.node.deep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

import org.dlrm.deep.DeepFeatures;
import org.dlrm.deep.DeepModel;
import org.dlrm.deep.engine.EngineMissingException;
import org.dlrm.deep.engine.Engines;
import org.dlrm.deep.learner.DeepLearner;
import org.dlrm.deep.learner.HeadLearner;
import org.dlrm.deep.learner.LearnerResult;
import org.dlrm.deep.learner.LogRow;
import org.dlrm.deep.learner.OutOfFold;
import org.dlrm.deep.learner.Outcome;
import org.dlrm.deep.learner.TrainingCase;
import org.dlrm.deep.patch.PatchExtractor;
import org.dlrm.deep.patch.PatchSettings;
import org.dlrm.image.Roi;
import org.dlrm.knime.Columns;
import org.dlrm.knime.Failures;
import org.dlrm.knime.Jobs;
import org.dlrm.knime.PatientRows;
import org.dlrm.knime.PatientRows.Pending;
import org.dlrm.knime.StatTables;
import org.dlrm.knime.TrainingRows;
import org.dlrm.knime.Views;
import org.dlrm.knime.cell.RoiValue;
import org.dlrm.knime.node.deep.DeepFeatureLearnerParameters.Kind;
import org.dlrm.knime.node.deep.DeepFeatureLearnerParameters.Trained;
import org.dlrm.knime.port.DeepNetworkPortObject;
import org.dlrm.knime.port.ModelSpec;
import org.dlrm.stats.roc.Roc;
import org.dlrm.work.Progress;
import org.dlrm.stats.table.Column;
import org.knime.core.data.DataCell;
import org.knime.core.data.DataColumnSpec;
import org.knime.core.data.DataRow;
import org.knime.core.data.DataTableSpec;
import org.knime.core.data.DataValue;
import org.knime.core.data.DoubleValue;
import org.knime.core.data.container.CloseableRowIterator;
import org.knime.core.data.def.DoubleCell;
import org.knime.core.data.def.IntCell;
import org.knime.core.data.def.StringCell;
import org.knime.core.node.BufferedDataTable;
import org.knime.core.node.CanceledExecutionException;
import org.knime.core.node.ExecutionContext;
import org.knime.core.node.InvalidSettingsException;
import org.knime.core.node.KNIMEException;
import org.knime.core.node.NodeFactory.NodeType;
import org.knime.core.node.port.PortObject;
import org.knime.core.node.port.PortObjectSpec;
import org.knime.node.DefaultModel.ConfigureInput;
import org.knime.node.DefaultModel.ConfigureOutput;
import org.knime.node.DefaultModel.ExecuteInput;
import org.knime.node.DefaultModel.ExecuteOutput;
import org.knime.node.DefaultNode;
import org.knime.node.DefaultNodeFactory;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

/** Deep Feature Learner: {@link DeepLearner} or {@link HeadLearner} on the training rows of a table. */
public final class DeepFeatureLearnerNodeFactory extends DefaultNodeFactory {

    private static final DataTableSpec LOG = StatTables.spec("Fit", StringCell.TYPE, "Network", IntCell.TYPE, "Epoch",
        IntCell.TYPE, "Training loss", DoubleCell.TYPE, "Inner loss", DoubleCell.TYPE, "Learning rate", DoubleCell.TYPE,
        "Best so far", StringCell.TYPE, "Device", StringCell.TYPE);

    /** Below this many regions a whole network is rarely worth it. */
    private static final int FEW = 100;

    /** A head has no epochs: what is tried are strengths of its ridge penalty. */
    private static final DataTableSpec HEAD_LOG = StatTables.spec("Fit", StringCell.TYPE, "Ridge penalty",
        DoubleCell.TYPE, "Training loss", DoubleCell.TYPE, "Inner loss", DoubleCell.TYPE, "Best so far",
        StringCell.TYPE);

    private static final List<DataColumnSpec> SCORES =
        List.of(Columns.spec("deep_score", DoubleCell.TYPE), Columns.spec("deep_fold", IntCell.TYPE));

    private static final DefaultNode NODE = Views.addTo(DefaultNode.create() //
        .name("Deep Feature Learner") //
        .icon("../../../../../icons/learner.png") //
        .shortDescription("Trains a small network, or a head on a frozen one, on the cohort's own lesions and freezes it.") //
        .fullDescription("""
            <p>Trains a network on patches of the training patients' regions. First every training patient is scored by networks
            that never saw this patient (out of fold), then the final network is trained on all training rows; it scores the
            patients of the other cohorts. The column <i>deep_score</i> holds both, so a fusion model that follows cannot
            leak.</p>
            <p>Or it trains only a linear head on the features of a frozen network: the built-in backbone, or a network of the
            Deep Network Reader at the second input (port <i>Network</i>, three dots on the node). That takes seconds, needs no
            PyTorch and is often better with fewer than some hundred patients.</p>
            <p>The network is frozen as ONNX with everything that is needed to apply it; applying it needs no PyTorch. Only a
            TorchScript network at the second input stays a second file, which PyTorch runs. Same data, settings, seed and
            platform give the same network.</p>
            <p>Training the whole network needs the optional feature <i>DLRM Deep Feature Learner (PyTorch)</i>. That
            PyTorch computes on the CPU; one that you set up yourself (PYTORCH_LIBRARY_PATH) may use a graphics card. The
            training log names the device. With fewer than about a hundred patients expect little: volume alone is often as
            good.</p>
            <p>A patient without region or outcome, or whose image is damaged, is left out; the reason is in the patient's row.</p>
            <p><b>Common mistakes</b>: features of the final network used for its own training patients: they are in-sample; use
            deep_score.</p>
            """) //
        .sinceVersion(1, 0, 0) //
        .dynamicPorts(p -> p //
            .addInputPortGroup("Regions", g -> g.name("Regions") //
                .description("Regions of interest, outcome and cohort.").fixed(BufferedDataTable.TYPE)) //
            .addInputPortGroup("Network", g -> g.name("Network") //
                .description("A network without head that stays frozen while a head is trained; without it the built-in "
                    + "backbone.") //
                .optional().supportedTypes(DeepNetworkPortObject.TYPE)) //
            .addOutputPortGroup("Trained network", g -> g.name("Trained network") //
                .description("The final network.").fixed(DeepNetworkPortObject.TYPE)) //
            .addOutputPortGroup("Scores", g -> g.name("Scores") //
                .description("The input table with deep_score and the fold it comes from (0: final network).")
                .fixed(BufferedDataTable.TYPE)) //
            .addOutputPortGroup("Training log", g -> g.name("Training log") //
                .description("One row per epoch, or per ridge penalty of a head. Epoch 0: the head fitted on the "
                    + "built-in backbone, before any pass.").fixed(BufferedDataTable.TYPE))) //
        .model(m -> m.parametersClass(DeepFeatureLearnerParameters.class) //
            .configure(DeepFeatureLearnerNodeFactory::configure) //
            .execute(DeepFeatureLearnerNodeFactory::execute)), "How the training went, and its loss curves.") //
        .nodeType(NodeType.Learner) //
        .keywords("deep learning", "CNN", "DenseNet", "PyTorch", "TorchScript", "training", "transfer learning", "ONNX",
            "out of fold");

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
            TrainingRows.require(spec, p.m_cohort);
        }
        if (p.m_useGroup) {
            Columns.require(spec, p.m_group, "Patient column", DataValue.class);
        }
    }

    private static void configure(final ConfigureInput in, final ConfigureOutput out)
        throws InvalidSettingsException {
        final DeepFeatureLearnerParameters p = in.getParameters();
        final DataTableSpec spec = in.getInTableSpec(0);
        final PortObjectSpec[] inputs = in.getInPortSpecs();
        p.toSettings();
        if (p.m_trained == Trained.NETWORK) {
            if (inputs.length > 1) {
                throw new InvalidSettingsException("The network at the second input stays frozen: set 'What is trained' to "
                    + "'Head only', or remove the port.");
            }
            try {
                Engines.requirePytorch("Training a network");
            } catch (EngineMissingException e) {
                throw new InvalidSettingsException(e.getMessage() + " Or set 'What is trained' to 'Head only'.", e);
            }
        }
        out.setOutSpec(0, new ModelSpec("Deep network", List.of(), List.of()));
        if (spec != null) {
            check(spec, p);
            // the names of deep features hold the hash of the trained network
            out.setOutSpec(1, p.m_features ? null : PatientRows.spec(spec, SCORES));
        }
        out.setOutSpec(2, p.m_trained == Trained.HEAD ? HEAD_LOG : LOG);
    }

    private static void execute(final ExecuteInput in, final ExecuteOutput out)
        throws CanceledExecutionException, KNIMEException {
        final DeepFeatureLearnerParameters p = in.getParameters();
        final BufferedDataTable input = in.getInTable(0);
        final PortObject[] inputs = in.getInPortObjects();
        final ExecutionContext exec = in.getExecutionContext();
        Failures.translate(() -> {
            check(input.getDataTableSpec(), p);
            if (p.m_trained == Trained.HEAD) {
                try (DeepModel backbone =
                    inputs.length > 1 ? ((DeepNetworkPortObject)inputs[1]).open() : DeepModel.builtIn()) {
                    final HeadLearner learner = new HeadLearner(p.toSettings(), backbone);
                    run(out, input, p, backbone.spec().preprocessing(),
                        (training, progress) -> learner.train(training.cases(), training.classes(), row -> { }, progress),
                        exec);
                }
            } else {
                final DeepLearner learner = new DeepLearner(p.toSettings());
                run(out, input, p, p.patches(),
                    (training, progress) -> learner.train(training.cases(), training.classes(), row -> { }, progress),
                    exec);
            }
        });
    }

    /** One of the two learners. */
    @FunctionalInterface
    private interface Trainer {
        LearnerResult train(Training training, Progress progress);
    }

    /**
     * What is learnt from.
     *
     * @param classes the positive one last; empty for survival
     * @param skipped training rows that cannot be used, with the reason
     */
    private record Training(List<TrainingCase> cases, List<String> classes, Map<String, String> skipped) {
    }

    private static void run(final ExecuteOutput out, final BufferedDataTable input, final DeepFeatureLearnerParameters p,
        final PatchSettings patches, final Trainer trainer, final ExecutionContext exec) throws Exception {
        final Training training =
            Jobs.run(exec.createSubProgress(0.05), progress -> training(input, p, patches, exec, progress));
        final LearnerResult result =
            Jobs.run(exec.createSubProgress(0.85), progress -> trainer.train(training, progress));
        try (DeepModel model = DeepModel.fromFiles(result.files())) {
            final PatientRows.Output scores =
                scores(input, p, training, result, model, exec.createSubExecutionContext(0.1));
            scores.warning("deep score").ifPresent(out::setWarningMessage);
            out.setOutData(0, DeepNetworkPortObject.of(model));
            out.setOutData(1, scores.table());
            final String device = model.spec().provenance().getOrDefault("device", "cpu()");
            out.setOutData(2, p.m_trained == Trained.HEAD ? headLog(result.log(), exec) : log(result.log(), device, exec));
            out.setInternalData(Views.pack(exec, view(p, training, result, model, device)));
        }
    }

    private static Training training(final BufferedDataTable input, final DeepFeatureLearnerParameters p,
        final PatchSettings patches, final ExecutionContext exec, final Progress progress)
        throws InvalidSettingsException, CanceledExecutionException {
        final DataTableSpec spec = input.getDataTableSpec();
        if (p.m_useCohort) {
            TrainingRows.of(StatTables.of(input, List.of(p.m_cohort), exec), p.m_cohort, p.m_training);
        }
        final List<String> classes = p.m_kind == Kind.CLASS ? classes(input, p) : List.of();
        final PatchExtractor extractor = new PatchExtractor(patches);
        final List<TrainingCase> cases = new ArrayList<>();
        final Map<String, String> skipped = new LinkedHashMap<>();
        long done = 0;
        try (CloseableRowIterator rows = input.iterator()) {
            while (rows.hasNext()) {
                progress.check();
                final DataRow row = rows.next();
                final String key = row.getKey().getString();
                if (isTraining(row, spec, p)) {
                    try {
                        cases.add(trainingCase(row, spec, p, classes, extractor, progress));
                    } catch (IOException | IllegalArgumentException | IllegalStateException e) {
                        skipped.put(key, e.getMessage());
                    }
                }
                progress.report(++done / (double)input.size(), "Patches of " + key);
            }
        }
        if (cases.isEmpty()) {
            throw new IllegalArgumentException(skipped.isEmpty() ? "The input table has no rows."
                : "No training row can be used. The first: " + skipped.entrySet().iterator().next());
        }
        return new Training(cases, classes, skipped);
    }

    private static TrainingCase trainingCase(final DataRow row, final DataTableSpec spec,
        final DeepFeatureLearnerParameters p, final List<String> classes, final PatchExtractor extractor,
        final Progress progress) throws IOException {
        final DataCell cell = row.getCell(spec.findColumnIndex(p.m_roi));
        if (cell.isMissing()) {
            throw new IllegalArgumentException(Columns.whyMissing(cell, "no region of interest"));
        }
        final Outcome outcome = outcome(row, spec, p, classes);
        final Roi region = ((RoiValue)cell).read();
        final String key = row.getKey().getString();
        return new TrainingCase(key, p.m_useGroup
            ? Columns.text(row.getCell(spec.findColumnIndex(p.m_group))).orElse(key) : key,
            extractor.extract(region.image(), region.mask(), progress), outcome);
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
                + "' does not occur in the training rows; values there: "
                + Column.Factor.of(List.copyOf(found)).levelsInWords() + ". Set 'Positive class' to one of them.");
        }
        final List<String> classes = new ArrayList<>(found);
        classes.add(p.m_positive.trim());
        return classes;
    }

    /** @throws IllegalArgumentException saying why the patient's outcome cannot be learnt from */
    private static Outcome outcome(final DataRow row, final DataTableSpec spec, final DeepFeatureLearnerParameters p,
        final List<String> classes) {
        if (p.m_kind == Kind.CLASS) {
            return Columns.text(row.getCell(spec.findColumnIndex(p.m_outcome)))
                .map(c -> Outcome.ofClass(classes.indexOf(c)))
                .orElseThrow(() -> new IllegalArgumentException("no outcome in the column '" + p.m_outcome + "'"));
        }
        final double time = Columns.number(row.getCell(spec.findColumnIndex(p.m_time)));
        if (!(time > 0)) {
            throw new IllegalArgumentException("the time in the column '" + p.m_time + "' is "
                + (Double.isNaN(time) ? "missing" : time + ", it must be above zero"));
        }
        final DataCell event = row.getCell(spec.findColumnIndex(p.m_event));
        return Outcome.ofTime(time, Columns.text(event)
            .orElseThrow(() -> new IllegalArgumentException("no value in the column '" + p.m_event + "'"))
            .equals(p.m_eventValue.trim()));
    }

    private static PatientRows.Output scores(final BufferedDataTable input, final DeepFeatureLearnerParameters p,
        final Training training, final LearnerResult result, final DeepModel model, final ExecutionContext exec)
        throws CanceledExecutionException {
        final DataTableSpec spec = input.getDataTableSpec();
        final int roi = spec.findColumnIndex(p.m_roi);
        final Map<String, OutOfFold> outOfFold = new HashMap<>();
        result.outOfFold().forEach(o -> outOfFold.put(o.id(), o));
        final List<DataColumnSpec> columns = new ArrayList<>(SCORES);
        if (p.m_features) {
            result.featureNames().forEach(n -> columns.add(Columns.spec(n, DoubleCell.TYPE)));
        }
        return PatientRows.append(input, columns, (row, progress) -> {
            final String key = row.getKey().getString();
            final OutOfFold own = outOfFold.get(key);
            if (own != null) {
                return scored(own.scores(), own.fold(), own.features(), p);
            }
            if (training.skipped().containsKey(key)) {
                return PatientRows.Result.failed(columns.size(), training.skipped().get(key), List.of());
            }
            final DataCell cell = row.getCell(roi);
            if (cell.isMissing()) {
                return PatientRows.Result.failed(columns.size(), Columns.whyMissing(cell, "no region of interest"),
                    List.of());
            }
            try {
                final Roi region = ((RoiValue)cell).read();
                final DeepFeatures features = model.extract(region.image(), region.mask(), progress);
                return scored(features.scores(), 0, features.values(), p);
            } catch (IOException e) {
                return PatientRows.Result.failed(columns.size(), e.getMessage(), List.of());
            }
        }, exec);
    }

    /** The last score is the positive class's, or the risk. */
    private static PatientRows.Result scored(final Map<String, Double> scores, final int fold, final double[] features,
        final DeepFeatureLearnerParameters p) {
        final List<Double> values = new ArrayList<>(scores.values());
        final List<Pending> cells = new ArrayList<>();
        cells.add(Pending.of(Columns.cell(values.get(values.size() - 1), "not defined")));
        cells.add(Pending.of(new IntCell(fold)));
        if (p.m_features) {
            for (final double v : features) {
                cells.add(Pending.of(Columns.cell(v, "not defined")));
            }
        }
        return new PatientRows.Result(cells, List.of());
    }

    private static BufferedDataTable log(final List<LogRow> rows, final String device, final ExecutionContext exec) {
        final StatTables.Builder t = new StatTables.Builder(exec, LOG);
        rows.forEach(r -> t.add(r.fit(), r.member(), r.epoch(), r.trainLoss(), r.innerLoss(), r.learningRate(),
            r.best() ? "yes" : "no", device));
        return t.build();
    }

    private static BufferedDataTable headLog(final List<LogRow> rows, final ExecutionContext exec) {
        final StatTables.Builder t = new StatTables.Builder(exec, HEAD_LOG);
        rows.forEach(r -> t.add(r.fit(), r.learningRate(), r.trainLoss(), r.innerLoss(), r.best() ? "yes" : "no"));
        return t.build();
    }

    private static JsonObject view(final DeepFeatureLearnerParameters p, final Training training,
        final LearnerResult result, final DeepModel model, final String device) {
        final boolean head = p.m_trained == Trained.HEAD;
        final JsonObject page = Views.page("Deep Feature Learner");
        final Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Trained", head ? "a head on a frozen network" : "the whole network");
        facts.put("Training regions", Integer.toString(training.cases().size()));
        facts.put("Left out", training.skipped().isEmpty() ? "" : Integer.toString(training.skipped().size()));
        facts.put("Out-of-fold AUC", auc(training, result));
        facts.put("Features", Integer.toString(model.featureNames().size()));
        facts.put("Hash", model.hash().substring(0, 8));
        facts.put("Device", head ? "" : device);
        facts.put("Applying it needs", model.torchScript().isPresent() ? "PyTorch, because of the TorchScript network" : "");
        Views.facts(page, "Training", facts);
        if (!head && training.cases().size() < FEW) {
            Views.warn(page, List.of("A whole network was trained on " + training.cases().size() + " regions. With so few, 'Head "
                + "only' is often better and takes seconds: compare the out-of-fold scores."));
        }
        loss(page, head, "Loss of the inner fold (patients not trained on)", result.log(), LogRow::innerLoss)
            .addProperty("note", (head ? "The penalty" : "The weights of the epoch") + " with the lowest loss "
                + (head ? "is" : "are") + " kept. A curve that rises while the training loss falls is overfitting.");
        loss(page, head, "Loss of the training patients", result.log(), LogRow::trainLoss);
        return page;
    }

    /** One curve per fit: the final one and those of the cross-validation; of an ensemble its first member. */
    private static JsonObject loss(final JsonObject page, final boolean head, final String title, final List<LogRow> rows,
        final ToDoubleFunction<LogRow> value) {
        final JsonObject panel = Views.panel(page, "line", title);
        panel.addProperty("x", head ? "Logarithm (base 10) of the ridge penalty" : "Epoch");
        panel.addProperty("y", "Loss");
        final JsonArray curves = new JsonArray();
        for (final String fit : rows.stream().map(LogRow::fit).distinct().toList()) {
            final List<LogRow> own = rows.stream().filter(r -> r.fit().equals(fit) && r.member() == 1).toList();
            final JsonObject c = new JsonObject();
            c.addProperty("name", fit);
            c.add("x", Views.array(own.stream().mapToDouble(r -> head ? Math.log10(r.learningRate()) : r.epoch()).toArray()));
            c.add("y", Views.array(own.stream().mapToDouble(value).toArray()));
            curves.add(c);
        }
        panel.add("curves", curves);
        return panel;
    }

    /** @return for two classes, what the out-of-fold scores are worth; else empty */
    private static String auc(final Training training, final LearnerResult result) {
        if (training.classes().size() != 2) {
            return "";
        }
        return Views.text(Roc.of(training.cases().stream().mapToDouble(c -> c.outcome().label()).toArray(),
            result.outOfFold().stream().mapToDouble(o -> List.copyOf(o.scores().values()).get(1)).toArray(),
            Roc.Direction.HIGHER_IS_POSITIVE).auc());
    }
}

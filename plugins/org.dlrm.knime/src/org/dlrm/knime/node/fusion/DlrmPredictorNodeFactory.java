package org.dlrm.knime.node.fusion;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.dlrm.knime.Columns;
import org.dlrm.knime.Failures;
import org.dlrm.knime.PatientRows;
import org.dlrm.knime.StatTables;
import org.dlrm.knime.Views;
import org.dlrm.knime.port.DlrmPortObject;
import org.dlrm.knime.port.ModelSpec;
import org.dlrm.stats.fusion.DlrmModel;
import org.dlrm.stats.fusion.DlrmPredictor;
import org.dlrm.stats.fusion.DlrmPredictor.Predictions;
import org.knime.core.data.DataCell;
import org.knime.core.data.DataColumnSpec;
import org.knime.core.data.DataRow;
import org.knime.core.data.DataTableSpec;
import org.knime.core.data.container.CloseableRowIterator;
import org.knime.core.data.def.DefaultRow;
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

/** DLRM Predictor: a frozen model applied to any table. */
public final class DlrmPredictorNodeFactory extends DefaultNodeFactory {

    private static final DefaultNode NODE = Views.addTo(DefaultNode.create() //
        .name("DLRM Predictor") //
        .icon("../../../../../icons/predict.png") //
        .shortDescription("Applies a frozen DLRM model: signatures, probability, class, contributions.") //
        .fullDescription("""
            <p>Applies a model of DLRM Fusion to any table that has its columns. Nothing is learnt: the same row gives the
            same numbers on every machine. Appended are the signatures, the linear predictor, the probability of the positive
            class, the class at the model's operating threshold and, per patient, what each term contributed; for a Cox model
            also the predicted survival at the times you give.</p>
            <p>A column that is missing from the table is an error that names it. A patient has no prediction, and a note that says
            why, if no feature of a signature is known (no region), if a category did not occur in training, or if a value is
            missing without a rule in the model. Single missing features are filled as in training and noted, as are values outside
            the training range.</p>
            <p><b>Common mistakes</b>: features extracted with other settings than the training features.</p>
            """) //
        .sinceVersion(1, 0, 0) //
        .ports(p -> p //
            .addInputPort("Model", "The frozen model of DLRM Fusion.", DlrmPortObject.TYPE) //
            .addInputTable("Patients", "Any table with the model's columns.") //
            .addOutputTable("Predictions", "The input table with the predictions.")) //
        .model(m -> m.parametersClass(DlrmPredictorParameters.class) //
            .configure(DlrmPredictorNodeFactory::configure) //
            .execute(DlrmPredictorNodeFactory::execute)), "The patients by predicted value, and what each term "
                + "contributed.") //
        .nodeType(NodeType.Predictor) //
        .keywords("DLRM", "predict", "probability", "apply", "score", "nomogram");

    public DlrmPredictorNodeFactory() {
        super(NODE);
    }

    private static void configure(final ConfigureInput in, final ConfigureOutput out)
        throws InvalidSettingsException {
        final DlrmPredictorParameters p = in.getParameters();
        final ModelSpec model = in.getInPortSpec(0);
        final DataTableSpec spec = in.getInTableSpec(1);
        if (model != null && spec != null) {
            check(spec, model.columns());
        }
        out.setOutSpec(0, model == null || spec == null || model.outputs().isEmpty() ? null
            : PatientRows.spec(spec, PredictionColumns.columns(model.outputs(), p)));
    }

    private static void check(final DataTableSpec spec, final List<String> needed) throws InvalidSettingsException {
        final List<String> missing = needed.stream().filter(c -> !spec.containsName(c)).toList();
        if (!missing.isEmpty()) {
            throw new InvalidSettingsException("The table lacks " + missing.size() + " of the model's " + needed.size()
                + " columns, first: " + String.join(", ", missing.subList(0, Math.min(5, missing.size())))
                + ". Extract the features with the settings of the training cohort.");
        }
    }

    private static void execute(final ExecuteInput in, final ExecuteOutput out)
        throws CanceledExecutionException, KNIMEException {
        final DlrmPredictorParameters p = in.getParameters();
        final DlrmPortObject port = in.getInPortObject(0);
        final BufferedDataTable input = (BufferedDataTable)in.getInPortObjects()[1];
        final ExecutionContext exec = in.getExecutionContext();
        Failures.translate(() -> {
            final DlrmModel model = model(port);
            final DlrmPredictor predictor = new DlrmPredictor(model);
            check(input.getDataTableSpec(), predictor.requiredColumns());
            final Predictions predictions =
                predictor.predict(StatTables.of(input, predictor.requiredColumns(), exec));
            out.setOutData(0, table(input, predictor, model, predictions, p, exec));
            final long without = Arrays.stream(predictions.lp()).filter(Double::isNaN).count();
            final long noted = predictions.notes().stream().filter(n -> !n.isEmpty()).count();
            final List<String> warnings = new ArrayList<>();
            if (noted > 0) {
                warnings.add((without > 0 ? without + " of " + input.size() + " patients have no prediction. " : "") + noted
                    + " of " + input.size() + " patients have a note (missing, filled or out-of-range values): see the column '"
                    + p.m_prefix + "notes'.");
                out.setWarningMessage(warnings.get(0));
            }
            final String outcome = model.outcome().column();
            final boolean known = !outcome.isEmpty() && input.getDataTableSpec().containsName(outcome);
            out.setInternalData(Views.pack(exec, PredictionView.of(model, predictions, warnings,
                known ? Optional.of(StatTables.of(input, List.of(outcome), exec).factor(outcome)) : Optional.empty())));
        });
    }

    /** @return the model of a port object */
    public static DlrmModel model(final DlrmPortObject port) {
        return DlrmModel.fromJson(new String(port.files().get("model.json"), StandardCharsets.UTF_8));
    }

    private static BufferedDataTable table(final BufferedDataTable input, final DlrmPredictor predictor,
        final DlrmModel model, final Predictions predictions, final DlrmPredictorParameters p,
        final ExecutionContext exec) throws CanceledExecutionException, InvalidSettingsException {
        final List<DataColumnSpec> columns = PredictionColumns.columns(PredictionColumns.of(model), p);
        final BufferedDataContainer out =
            exec.createDataContainer(PatientRows.spec(input.getDataTableSpec(), columns));
        try (CloseableRowIterator rows = input.iterator()) {
            for (int r = 0; rows.hasNext(); r++) {
                exec.checkCanceled();
                final DataRow row = rows.next();
                final List<DataCell> cells = new ArrayList<>();
                row.forEach(cells::add);
                append(cells, predictor, model, predictions, r, p);
                out.addRowToTable(new DefaultRow(row.getKey(), cells));
            }
        }
        out.close();
        return out.getTable();
    }

    private static void append(final List<DataCell> cells, final DlrmPredictor predictor, final DlrmModel model,
        final Predictions x, final int r, final DlrmPredictorParameters p) throws InvalidSettingsException {
        final String notes = String.join("; ", x.notes().get(r));
        for (final double[] signature : x.signatures()) {
            cells.add(Columns.cell(signature[r], notes));
        }
        cells.add(Columns.cell(x.lp()[r], notes));
        if (model.kind() == DlrmModel.Kind.LOGISTIC) {
            cells.add(Columns.cell(x.probability()[r], notes));
        } else {
            for (final double time : p.times()) {
                cells.add(Columns.cell(predictor.survival(x.lp()[r], time), notes));
            }
        }
        cells.add(Double.isNaN(x.lp()[r]) ? Columns.missing(notes)
            : new StringCell(PredictionColumns.className(model, x.positive()[r])));
        if (p.m_contributions) {
            for (final double[] c : x.contributions()) {
                cells.add(Columns.cell(c[r], notes));
            }
        }
        cells.add(Columns.cell(notes));
    }
}

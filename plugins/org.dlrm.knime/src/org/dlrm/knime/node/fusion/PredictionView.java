package org.dlrm.knime.node.fusion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import org.dlrm.knime.Views;
import org.dlrm.stats.fusion.DlrmModel;
import org.dlrm.stats.fusion.DlrmPredictor.Predictions;
import org.dlrm.stats.table.Column;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

/** What the DLRM Predictor's view shows: patients sorted by prediction, contributions per patient, the model. */
final class PredictionView {

    /** A page with more bars and rows would not answer any more; the table has all patients. */
    private static final int PATIENTS_SHOWN = 2000;

    private PredictionView() {
    }

    /** @param outcome observed, where the table has it */
    static JsonObject of(final DlrmModel model, final Predictions x, final List<String> warnings,
        final Optional<Column.Factor> outcome) {
        final JsonObject page = Views.page("DLRM Predictor");
        Views.warn(page, warnings);
        final boolean logistic = model.kind() == DlrmModel.Kind.LOGISTIC;
        final double[] values = logistic ? x.probability() : x.lp();
        final String axis = logistic ? "Probability of " + model.outcome().column() + " = "
            + model.outcome().positiveClass() : "Linear predictor (log hazard ratio)";
        waterfall(page, model, x, values, axis, outcome);
        contributions(page, model, x, values, axis);
        final Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Patients", String.valueOf(values.length));
        facts.put("Without prediction", String.valueOf(Arrays.stream(values).filter(Double::isNaN).count()));
        facts.put("Operating threshold (" + model.threshold().rule().toLowerCase(Locale.ROOT) + ")", Views.text(model.threshold().value()));
        facts.put("Equation", model.equation());
        facts.put("Training data (SHA-256)", model.provenance().dataHash());
        Views.facts(page, "Frozen model", facts);
        return page;
    }

    private static void waterfall(final JsonObject page, final DlrmModel model, final Predictions x,
        final double[] values, final String axis, final Optional<Column.Factor> outcome) {
        final JsonArray bars = new JsonArray();
        for (int r = 0; r < Math.min(PATIENTS_SHOWN, values.length); r++) {
            if (!Double.isNaN(values[r])) {
                final int row = r;
                final JsonObject bar = new JsonObject();
                bar.addProperty("name", x.keys().get(r));
                Views.put(bar, "value", values[r]);
                bar.addProperty("group", outcome.map(o -> o.isMissing(row) ? "outcome unknown"
                    : model.outcome().column() + " = " + o.label(row))
                    .orElseGet(() -> "predicted " + PredictionColumns.className(model, x.positive()[row])));
                bars.add(bar);
            }
        }
        final JsonObject panel = Views.panel(page, "waterfall", "Predictions");
        panel.addProperty("y", axis);
        Views.put(panel, "threshold", model.threshold().value());
        panel.addProperty("note", (outcome.isPresent() ? "Colour and pattern: observed outcome." : "Colour and pattern: predicted class.")
            + shown(values.length));
        panel.add("bars", bars);
    }

    private static void contributions(final JsonObject page, final DlrmModel model, final Predictions x,
        final double[] values, final String axis) {
        final List<String> columns = new ArrayList<>(List.of("Patient", axis, "Class"));
        model.terms().forEach(t -> columns.add(t.name()));
        columns.add("Notes");
        final List<Object[]> rows = new ArrayList<>();
        for (int r = 0; r < Math.min(PATIENTS_SHOWN, values.length); r++) {
            final List<Object> row = new ArrayList<>(List.of(x.keys().get(r), values[r],
                Double.isNaN(values[r]) ? "" : PredictionColumns.className(model, x.positive()[r])));
            for (final double[] c : x.contributions()) {
                row.add(c[r]);
            }
            row.add(String.join("; ", x.notes().get(r)));
            rows.add(row.toArray());
        }
        Views.table(page, "table", "Contributions per patient", columns, rows).addProperty("note", "Coefficient times "
            + "distance from the training mean; the contributions add up to the linear predictor minus that of the mean "
            + "training patient." + shown(values.length));
    }

    private static String shown(final int patients) {
        return patients > PATIENTS_SHOWN ? " The first " + PATIENTS_SHOWN + " of " + patients + " patients are shown." : "";
    }
}

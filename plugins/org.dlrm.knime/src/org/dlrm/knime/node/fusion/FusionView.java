package org.dlrm.knime.node.fusion;

import java.util.Locale;

import org.dlrm.knime.Views;
import org.dlrm.stats.fusion.DlrmFusion;
import org.dlrm.stats.fusion.DlrmModel;
import org.dlrm.stats.fusion.Performance;
import org.dlrm.stats.fusion.TraceRow;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

/** What the DLRM Fusion's view shows. */
final class FusionView {

    private FusionView() {
    }

    static JsonObject of(final DlrmFusion.Result result) {
        final DlrmModel m = result.model();
        final JsonObject page = Views.page("DLRM Fusion");
        final JsonArray warnings = new JsonArray();
        result.warnings().forEach(warnings::add);
        page.add("warnings", warnings);
        facts(page, m, result);
        final JsonObject forest = Views.panel(page, "forest", "Terms of the fusion");
        forest.addProperty("measure", m.kind() == DlrmModel.Kind.LOGISTIC ? "Odds ratio" : "Hazard ratio");
        final JsonArray rows = new JsonArray();
        for (final DlrmModel.Term t : m.terms()) {
            final JsonObject r = new JsonObject();
            r.addProperty("name", t.name());
            Views.put(r, "estimate", t.ratio());
            Views.put(r, "lower", t.waldLower());
            Views.put(r, "upper", t.waldUpper());
            Views.put(r, "p", t.p());
            rows.add(r);
        }
        forest.add("rows", rows);
        trace(page, result);
        return page;
    }

    private static void facts(final JsonObject page, final DlrmModel m, final DlrmFusion.Result result) {
        final Performance f = m.performance();
        final JsonArray items = new JsonArray();
        item(items, "Training patients", m.fit().n() + " (" + m.fit().events() + " events)");
        item(items, "Rows of other cohorts, not used", String.valueOf(result.refusedRows()));
        item(items, f.measure() + " apparent (optimistic)", number(f.apparent().value()));
        item(items, f.measure() + " cross-validated", number(f.crossValidated().value()));
        item(items, f.measure() + " corrected by bootstrap", number(f.bootstrap().corrected()));
        item(items, "AIC", number(m.fit().aic()));
        item(items, "Operating threshold (" + m.threshold().rule() + ")", number(m.threshold().value()));
        item(items, "Equation", m.equation());
        Views.panel(page, "facts", "Model").add("items", items);
    }

    private static void item(final JsonArray items, final String label, final String value) {
        if (!value.isEmpty()) {
            final JsonObject o = new JsonObject();
            o.addProperty("label", label);
            o.addProperty("value", value);
            items.add(o);
        }
    }

    private static String number(final double v) {
        return Double.isNaN(v) ? "" : String.format(Locale.ROOT, "%.4g", v);
    }

    private static void trace(final JsonObject page, final DlrmFusion.Result result) {
        final JsonObject panel = Views.panel(page, "trace", "Selection trace");
        final JsonArray columns = new JsonArray();
        for (final String name : new String[]{"Group", "Feature", "Step", "Statistic", "Value", "p", "Kept", "Reason"}) {
            final JsonObject c = new JsonObject();
            c.addProperty("name", name);
            columns.add(c);
        }
        panel.add("columns", columns);
        final JsonArray rows = new JsonArray();
        for (final TraceRow t : result.trace()) {
            final JsonArray r = new JsonArray();
            r.add(t.group());
            r.add(t.feature());
            r.add(t.step());
            r.add(t.statistic());
            r.addAll(Views.array(t.value(), t.p()));
            r.add(t.kept() ? "yes" : "no");
            r.add(t.reason());
            rows.add(r);
        }
        panel.add("rows", rows);
    }
}

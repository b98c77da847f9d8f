package org.dlrm.knime.node.validate;

import java.util.List;

import org.dlrm.knime.Views;
import org.dlrm.stats.validate.CohortValidation;
import org.dlrm.stats.validate.CohortValidation.Curve;
import org.dlrm.stats.validate.CohortValidation.CurveKind;
import org.dlrm.stats.validate.CohortValidation.Metric;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

/** ROC, calibration and decision curves of the Model Validator as panels. */
final class ValidatorView {

    private ValidatorView() {
    }

    static JsonObject of(final CohortValidation v) {
        final JsonObject page = Views.page("Model Validator");
        final JsonArray warnings = new JsonArray();
        v.warnings().forEach(warnings::add);
        page.add("warnings", warnings);
        for (final String score : v.scores()) {
            roc(page, v, score);
        }
        for (final String score : v.scores()) {
            calibration(page, v, score);
        }
        for (final String cohort : v.cohorts()) {
            decision(page, v, cohort);
        }
        metrics(page, v.metrics());
        return page;
    }

    private static List<Curve> curves(final CohortValidation v, final CurveKind kind) {
        return v.curves().stream().filter(c -> c.kind() == kind).toList();
    }

    private static void metric(final JsonObject to, final String key, final CohortValidation v, final Curve c,
        final String name) {
        v.metric(c.cohort(), c.score(), name).ifPresent(m -> Views.put(to, key, m.value()));
    }

    private static void roc(final JsonObject page, final CohortValidation v, final String score) {
        final JsonArray list = new JsonArray();
        for (final Curve c : curves(v, CurveKind.ROC)) {
            if (c.score().equals(score)) {
                final JsonObject o = new JsonObject();
                o.addProperty("name", c.cohort());
                v.metric(c.cohort(), score, "AUC").ifPresent(m -> {
                    Views.put(o, "auc", m.value());
                    Views.put(o, "lower", m.lower());
                    Views.put(o, "upper", m.upper());
                    o.addProperty("n", m.n());
                    o.addProperty("events", m.positive());
                });
                o.add("fpr", Views.array(c.x()));
                o.add("tpr", Views.array(c.y()));
                list.add(o);
            }
        }
        if (!list.isEmpty()) {
            Views.panel(page, "roc", "ROC curves: " + score).add("curves", list);
        }
    }

    private static void calibration(final JsonObject page, final CohortValidation v, final String score) {
        final JsonArray list = new JsonArray();
        for (final Curve c : curves(v, CurveKind.CALIBRATION)) {
            if (c.score().equals(score)) {
                final JsonObject o = new JsonObject();
                o.addProperty("name", c.cohort());
                metric(o, "intercept", v, c, "calibration intercept");
                metric(o, "slope", v, c, "calibration slope");
                metric(o, "brier", v, c, "Brier score");
                o.add("predicted", Views.array(c.x()));
                o.add("observed", Views.array(c.y()));
                o.add("lower", Views.array(c.lower()));
                o.add("upper", Views.array(c.upper()));
                curves(v, CurveKind.CALIBRATION_SMOOTH).stream()
                    .filter(s -> s.score().equals(score) && s.cohort().equals(c.cohort())).findFirst().ifPresent(s -> {
                        o.add("smoothX", Views.array(s.x()));
                        o.add("smoothY", Views.array(s.y()));
                    });
                list.add(o);
            }
        }
        if (!list.isEmpty()) {
            Views.panel(page, "calibration", "Calibration: " + score).add("curves", list);
        }
    }

    private static void decision(final JsonObject page, final CohortValidation v, final String cohort) {
        final List<Curve> curves =
            curves(v, CurveKind.DECISION).stream().filter(c -> c.cohort().equals(cohort)).toList();
        if (curves.isEmpty()) {
            return;
        }
        final JsonObject panel = Views.panel(page, "decision", "Decision curve: " + cohort);
        panel.addProperty("cohort", cohort);
        panel.add("thresholds", Views.array(curves.get(0).x()));
        final JsonArray list = new JsonArray();
        for (final Curve c : curves) {
            final JsonObject o = new JsonObject();
            o.addProperty("name", c.score());
            o.add("netBenefit", Views.array(c.y()));
            list.add(o);
        }
        panel.add("curves", list);
    }

    private static void metrics(final JsonObject page, final List<Metric> metrics) {
        final JsonObject panel = Views.panel(page, "table", "Metrics");
        final JsonArray columns = new JsonArray();
        for (final String name : new String[]{"Cohort", "Score", "n", "Positive", "Metric", "Value", "Lower", "Upper",
            "p", "Note"}) {
            final JsonObject c = new JsonObject();
            c.addProperty("name", name);
            columns.add(c);
        }
        panel.add("columns", columns);
        final JsonArray rows = new JsonArray();
        for (final Metric m : metrics) {
            final JsonArray r = new JsonArray();
            r.add(m.cohort());
            r.add(m.score());
            r.add(m.n());
            r.add(m.positive());
            r.add(m.name());
            r.addAll(Views.array(m.value(), m.lower(), m.upper(), m.p()));
            r.add(m.note());
            rows.add(r);
        }
        panel.add("rows", rows);
    }
}

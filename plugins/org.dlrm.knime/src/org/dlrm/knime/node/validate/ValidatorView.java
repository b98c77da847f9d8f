package org.dlrm.knime.node.validate;

import java.util.List;

import org.dlrm.knime.Views;
import org.dlrm.knime.node.validate.ValidationRows.Comparison;
import org.dlrm.knime.node.validate.ValidationRows.Curve;
import org.dlrm.knime.node.validate.ValidationRows.CurveKind;
import org.dlrm.knime.node.validate.ValidationRows.Metric;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

/** Curves, metrics and comparisons of the Model Validator as panels. */
final class ValidatorView {

    private ValidatorView() {
    }

    static JsonObject of(final ValidationRows v) {
        final JsonObject page = Views.page("Model Validator");
        Views.warn(page, v.warnings());
        for (final String score : v.scores()) {
            roc(page, v, score);
        }
        for (final String score : v.scores()) {
            precisionRecall(page, v, score);
        }
        for (final String score : v.scores()) {
            calibration(page, v, score);
        }
        for (final String cohort : v.cohorts()) {
            decision(page, v, cohort);
        }
        level(v, Views.table(page, "table", "Metrics", List.of("Cohort", "Score", "n", "Positive", "Metric", "Value",
            "Lower", "Upper", "p", "Note"), v.metrics().stream().map(Metric::cells).toList()));
        if (!v.comparisons().isEmpty()) {
            level(v, Views.table(page, "table", "Comparisons", List.of("Test", "Of", "A", "B", "Value A", "Value B",
                "Difference", "Lower", "Upper", "Statistic", "p"),
                v.comparisons().stream().map(Comparison::cells).toList()));
        }
        return page;
    }

    private static JsonObject level(final ValidationRows v, final JsonObject panel) {
        panel.addProperty("level", v.level());
        return panel;
    }

    private static List<Curve> curves(final ValidationRows v, final CurveKind kind) {
        return v.curves().stream().filter(c -> c.kind() == kind).toList();
    }

    private static void interval(final JsonObject to, final String key, final Metric m) {
        Views.put(to, key, m.value());
        Views.put(to, key + "Lower", m.lower());
        Views.put(to, key + "Upper", m.upper());
    }

    private static void histogram(final JsonObject to, final ValidationRows v, final Curve c) {
        final List<Curve> both = v.curves().stream().filter(h -> h.cohort().equals(c.cohort())
            && h.score().equals(c.score())
            && (h.kind() == CurveKind.HISTOGRAM_EVENTS || h.kind() == CurveKind.HISTOGRAM_OTHERS)).toList();
        if (both.size() == 2) {
            final JsonObject histogram = new JsonObject();
            final JsonArray edges = Views.array(both.get(0).x());
            edges.add(1);
            histogram.add("edges", edges);
            histogram.add("events", Views.array(both.get(0).y()));
            histogram.add("others", Views.array(both.get(1).y()));
            to.add("histogram", histogram);
        }
    }

    private static void roc(final JsonObject page, final ValidationRows v, final String score) {
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
            level(v, Views.panel(page, "roc", "ROC curves: " + score)).add("curves", list);
        }
    }

    private static void calibration(final JsonObject page, final ValidationRows v, final String score) {
        final JsonArray list = new JsonArray();
        for (final Curve c : curves(v, CurveKind.CALIBRATION)) {
            if (c.score().equals(score)) {
                final JsonObject o = new JsonObject();
                o.addProperty("name", c.cohort());
                v.metric(c.cohort(), score, "calibration intercept").ifPresent(m -> interval(o, "intercept", m));
                v.metric(c.cohort(), score, "calibration slope").ifPresent(m -> interval(o, "slope", m));
                v.metric(c.cohort(), score, "Brier score").ifPresent(m -> {
                    interval(o, "brier", m);
                    o.addProperty("n", m.n());
                    o.addProperty("events", m.positive());
                });
                histogram(o, v, c);
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
            level(v, Views.panel(page, "calibration", "Calibration: " + score)).add("curves", list);
        }
    }

    private static void decision(final JsonObject page, final ValidationRows v, final String cohort) {
        final List<Curve> curves =
            curves(v, CurveKind.DECISION).stream().filter(c -> c.cohort().equals(cohort)).toList();
        if (curves.isEmpty()) {
            return;
        }
        final JsonObject panel = level(v, Views.panel(page, "decision", "Decision curve: " + cohort));
        panel.addProperty("cohort", cohort);
        panel.add("thresholds", Views.array(curves.get(0).x()));
        final JsonArray list = new JsonArray();
        for (final Curve c : curves) {
            final JsonObject o = new JsonObject();
            o.addProperty("name", c.score());
            o.add("netBenefit", Views.array(c.y()));
            o.add("lower", Views.array(c.lower()));
            o.add("upper", Views.array(c.upper()));
            list.add(o);
        }
        panel.add("curves", list);
    }

    private static void precisionRecall(final JsonObject page, final ValidationRows v, final String score) {
        final JsonArray list = new JsonArray();
        for (final Curve c : curves(v, CurveKind.PRECISION_RECALL)) {
            if (c.score().equals(score)) {
                final JsonObject o = new JsonObject();
                o.addProperty("name", c.cohort());
                v.metric(c.cohort(), score, "average precision").ifPresent(m -> {
                    Views.put(o, "ap", m.value());
                    Views.put(o, "lower", m.lower());
                    Views.put(o, "upper", m.upper());
                    o.addProperty("n", m.n());
                    o.addProperty("events", m.positive());
                });
                o.add("recall", Views.array(c.x()));
                o.add("precision", Views.array(c.y()));
                list.add(o);
            }
        }
        if (!list.isEmpty()) {
            level(v, Views.panel(page, "pr", "Precision-recall curves: " + score)).add("curves", list);
        }
    }
}

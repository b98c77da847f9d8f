package org.dlrm.knime.node.survival;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

import org.dlrm.knime.Views;
import org.dlrm.stats.base.Interval;
import org.dlrm.stats.survival.Stratification;
import org.dlrm.stats.survival.StratifierSettings;
import org.dlrm.stats.survival.SurvivalModel;
import org.dlrm.stats.survival.TreatmentBenefit;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

/** Waterfall of the benefit of the treatment that the frozen model predicts for every patient, per cohort. */
final class BenefitPanel {

    private static final double PERCENT = 100;

    private final Stratification m_rows;

    private final SurvivalModel m_model;

    private final StratifierSettings m_settings;

    private BenefitPanel(final Stratification rows, final SurvivalModel model) {
        m_rows = rows;
        m_model = model;
        m_settings = model.settings();
    }

    /** Adds the panel where the model has a treatment; without a predictable benefit it says why. */
    static void add(final JsonObject page, final Stratification rows, final SurvivalModel model) {
        if (!model.settings().treatment().isEmpty()) {
            new BenefitPanel(rows, model).add(page);
        }
    }

    private void add(final JsonObject page) {
        final TreatmentBenefit benefit = m_model.benefit();
        final double horizon = benefit.longest(m_settings.horizons());
        final JsonObject panel = Views.panel(page, "waterfall", "Predicted benefit of " + m_settings.treatment());
        final JsonArray measures = new JsonArray();
        panel.add("measures", measures);
        if (Double.isNaN(horizon)) {
            panel.addProperty("note", !benefit.exists() ? "No benefit can be predicted: " + benefit.reason() + "."
                : "No time of the settings lies within the follow-up of both the treated and the untreated ("
                    + Views.text(benefit.maxTime()) + " " + m_settings.timeUnit() + ").");
            return;
        }
        final String at = SurvivalStatistics.number(horizon) + (m_settings.timeUnit().isEmpty() ? ""
            : " " + m_settings.timeUnit());
        measures.add(measure("Restricted mean " + m_settings.endpoint() + " time to " + at, "Gain to " + at
            + (m_settings.timeUnit().isEmpty() ? "" : " (" + m_settings.timeUnit() + ")"), horizon,
            r -> benefit.restrictedMeanDifference(r, horizon), false));
        measures.add(measure(m_settings.endpoint() + " probability at " + at, "Gain at " + at + " (percentage points)", horizon,
            r -> PERCENT * benefit.survivalDifference(r, horizon), true));
        panel.addProperty("level", m_settings.level());
        panel.addProperty("note", "Predicted with minus without treatment from a Cox model of score, treatment and their "
            + "product, learnt from " + benefit.treated() + " treated and " + benefit.untreated()
            + " untreated training patients; above 0 the treatment helps. Bars are coloured by the treatment that was given. "
            + "Mean: " + benefit.intervalName() + ". "
            + benefit.sentence() + " " + TreatmentBenefit.NOT_CAUSAL);
    }

    private JsonObject measure(final String name, final String y, final double horizon, final DoubleUnaryOperator gain,
        final boolean percent) {
        final JsonObject measure = new JsonObject();
        measure.addProperty("name", name);
        measure.addProperty("y", y);
        measure.addProperty("ratio", "Hazard ratio of " + m_settings.treatment());
        final JsonArray facets = new JsonArray();
        m_rows.benefits().stream().filter(b -> b.horizon() == horizon).forEach(b -> {
            final JsonObject facet = new JsonObject();
            facet.addProperty("name", b.cohort());
            final JsonArray bars = new JsonArray();
            m_rows.rows().stream().filter(r -> r.cohort().equals(b.cohort()) && !Double.isNaN(r.risk())).forEach(r -> {
                final JsonObject bar = new JsonObject();
                bar.addProperty("name", r.key());
                Views.put(bar, "value", gain.applyAsDouble(r.risk()));
                bar.addProperty("group", given(r.treatment()));
                final Interval ratio = m_model.benefit().hazardRatioInterval(r.risk(), m_settings.level());
                Views.put(bar, "ratio", m_model.benefit().hazardRatio(r.risk()));
                Views.put(bar, "lower", ratio.lower());
                Views.put(bar, "upper", ratio.upper());
                bars.add(bar);
            });
            facet.add("bars", bars);
            final JsonArray summary = new JsonArray();
            summary(b, percent).forEach(summary::add);
            facet.add("summary", summary);
            facets.add(facet);
        });
        measure.add("facets", facets);
        final JsonArray groups = new JsonArray();
        groups.add("treated");
        groups.add("not treated");
        groups.add("treatment not known");
        measure.add("groups", groups);
        return measure;
    }

    private String given(final String treatment) {
        return treatment.isEmpty() ? "treatment not known" : treatment.equals(m_settings.treatedValue()) ? "treated"
            : "not treated";
    }

    private List<String> summary(final TreatmentBenefit.Summary b, final boolean percent) {
        final List<String> lines = new ArrayList<>();
        lines.add(percent
            ? String.format(Locale.ROOT, "mean %+.1f%s percentage points", PERCENT * b.meanSurvival(),
                range(b.survivalInterval(), PERCENT, "%+.1f"))
            : String.format(Locale.ROOT, "mean %+.2f%s, median %+.2f %s", b.meanRestricted(),
                range(b.restrictedInterval(), 1, "%+.2f"), b.medianRestricted(), m_settings.timeUnit()).strip());
        lines.add(String.format(Locale.ROOT, "benefit above 0: %d of %d (%.1f %%)", b.above(), b.n(),
            PERCENT * b.above() / b.n()));
        lines.add(String.format(Locale.ROOT, "%s %% CI of the hazard ratio below 1: %d",
            SurvivalStatistics.number(PERCENT * m_settings.level()), b.clear()));
        return lines;
    }

    /** @return the interval behind a number; empty for a model without it */
    private String range(final Interval i, final double factor, final String format) {
        return Double.isNaN(i.lower()) ? "" : String.format(Locale.ROOT, " (%s %% CI " + format + " to " + format + ")",
            SurvivalStatistics.number(PERCENT * m_settings.level()), factor * i.lower(), factor * i.upper());
    }
}

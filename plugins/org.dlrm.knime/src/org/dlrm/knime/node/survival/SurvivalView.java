package org.dlrm.knime.node.survival;

import java.util.ArrayList;
import java.util.List;

import org.dlrm.knime.Views;
import org.dlrm.stats.survival.CohortStatistics;
import org.dlrm.stats.survival.KaplanMeier;
import org.dlrm.stats.survival.Stratification;
import org.dlrm.stats.survival.StratifierSettings;
import org.dlrm.stats.survival.SurvivalModel;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

/** Kaplan-Meier curves per cohort and the hazard ratios, as panels. */
final class SurvivalView {

    private static final int RISK_TIMES = 6;

    private SurvivalView() {
    }

    static JsonObject of(final Stratification s, final SurvivalModel model) {
        final StratifierSettings settings = model.settings();
        final JsonObject page = Views.page("Survival Stratifier: " + settings.endpoint());
        final JsonArray warnings = new JsonArray();
        s.warnings().forEach(warnings::add);
        s.cohorts().forEach(c -> c.warnings().forEach(w -> warnings.add(c.cohort() + ": " + w)));
        page.add("warnings", warnings);
        final JsonObject km = Views.panel(page, "km", "Kaplan-Meier curves by frozen group");
        km.addProperty("timeUnit", settings.timeUnit());
        km.addProperty("endpoint", settings.endpoint());
        final JsonArray facets = new JsonArray();
        s.cohorts().forEach(c -> facets.add(facet(c, settings)));
        km.add("facets", facets);
        final JsonObject forest = Views.panel(page, "forest", "Hazard ratios");
        forest.addProperty("measure", "Hazard ratio");
        final JsonArray rows = new JsonArray();
        for (final CohortStatistics c : s.cohorts()) {
            final List<CohortStatistics.HazardRatio> all = new ArrayList<>(c.groupHazardRatios());
            all.add(c.scoreHazardRatio());
            for (final CohortStatistics.HazardRatio h : all) {
                final JsonObject r = new JsonObject();
                r.addProperty("name", c.cohort() + ": " + h.term());
                Views.put(r, "estimate", h.hr());
                Views.put(r, "lower", h.lower());
                Views.put(r, "upper", h.upper());
                Views.put(r, "p", h.p());
                rows.add(r);
            }
        }
        forest.add("rows", rows);
        return page;
    }

    private static JsonObject facet(final CohortStatistics c, final StratifierSettings settings) {
        final JsonObject facet = new JsonObject();
        facet.addProperty("name", c.cohort());
        final CohortStatistics.Comparison x = c.comparison();
        Views.put(facet, "p", x.pToShow());
        facet.addProperty("pLabel", x.searched() ? x.test() + ", adjusted for the searched cut-off" : x.test());
        if (!c.groupHazardRatios().isEmpty()) {
            final CohortStatistics.HazardRatio last = c.groupHazardRatios().get(c.groupHazardRatios().size() - 1);
            Views.put(facet, "hr", last.hr());
            Views.put(facet, "hrLower", last.lower());
            Views.put(facet, "hrUpper", last.upper());
        }
        double longest = 0;
        final JsonArray groups = new JsonArray();
        for (final CohortStatistics.Group g : c.groups()) {
            if (g.curve().isPresent()) {
                groups.add(group(g, g.curve().get(), settings));
                longest = Math.max(longest, g.curve().get().maxTime());
            }
        }
        facet.add("groups", groups);
        facet.add("risk", risk(c, longest));
        return facet;
    }

    private static JsonObject group(final CohortStatistics.Group g, final KaplanMeier k,
        final StratifierSettings settings) {
        final JsonObject o = new JsonObject();
        o.addProperty("name", g.label());
        o.addProperty("n", g.n());
        o.addProperty("events", g.events());
        final KaplanMeier.Band band = k.band(settings.ciType(), settings.level());
        o.add("time", Views.array(k.time()));
        o.add("surv", Views.array(k.survival()));
        o.add("lower", Views.array(band.lower()));
        o.add("upper", Views.array(band.upper()));
        final JsonArray censored = new JsonArray();
        for (int i = 0; i < k.time().length; i++) {
            if (k.censored()[i] > 0) {
                censored.add(Views.array(k.time()[i], k.survival()[i]));
            }
        }
        o.add("censored", censored);
        return o;
    }

    private static JsonObject risk(final CohortStatistics c, final double longest) {
        final double step = step(longest / (RISK_TIMES - 1));
        final JsonObject o = new JsonObject();
        final JsonArray times = new JsonArray();
        for (int i = 0; step > 0 && i * step <= longest; i++) {
            times.add(i * step);
        }
        o.add("times", times);
        final JsonArray counts = new JsonArray();
        for (final CohortStatistics.Group g : c.groups()) {
            if (g.curve().isPresent()) {
                final JsonArray row = new JsonArray();
                times.forEach(t -> row.add(atRisk(g.curve().get(), t.getAsDouble())));
                counts.add(row);
            }
        }
        o.add("counts", counts);
        return o;
    }

    private static double step(final double rough) {
        if (!(rough > 0)) {
            return 0;
        }
        final double power = Math.pow(10, Math.floor(Math.log10(rough)));
        for (final double m : new double[]{1, 2, 3, 5, 6}) {
            if (rough <= m * power) {
                return m * power;
            }
        }
        return 10 * power;
    }

    private static int atRisk(final KaplanMeier k, final double time) {
        for (int i = 0; i < k.time().length; i++) {
            if (k.time()[i] >= time) {
                return k.atRisk()[i];
            }
        }
        return 0;
    }
}

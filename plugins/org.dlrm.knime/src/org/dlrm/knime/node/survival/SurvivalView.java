package org.dlrm.knime.node.survival;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

import org.dlrm.knime.Views;
import org.dlrm.stats.base.Interval;
import org.dlrm.stats.survival.CalibrationAtTime;
import org.dlrm.stats.survival.CohortStatistics;
import org.dlrm.stats.survival.KaplanMeier;
import org.dlrm.stats.survival.Stratification;
import org.dlrm.stats.survival.StratifierSettings;
import org.dlrm.stats.survival.SurvivalModel;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

/** Curves, hazard ratios, accuracy and calibration per cohort, and the frozen model, as panels. */
final class SurvivalView {

    /** The risk table has at most one column more. */
    private static final int RISK_TIMES = 8;

    private static final double[] MONTH_STEPS = {1, 2, 3, 6, 12, 24, 36, 60};

    private SurvivalView() {
    }

    static JsonObject of(final Stratification s, final SurvivalModel model,
        final List<SurvivalStatistics.Row> statistics) {
        final StratifierSettings settings = model.settings();
        final JsonObject page = Views.page("Survival Stratifier: " + settings.endpoint());
        final Set<String> warnings = new LinkedHashSet<>(s.warnings());
        s.cohorts().forEach(c -> c.warnings().forEach(w -> warnings.add(c.cohort() + ": " + w)));
        Views.warn(page, warnings);
        kaplanMeier(page, s, model);
        forest(page, s, model);
        BenefitPanel.add(page, s, model);
        areas(page, s, settings);
        brier(page, s, settings);
        settings.horizons().forEach(h -> calibration(page, s, settings, h));
        card(page, model);
        Views.table(page, "table", "Statistics", List.of("Cohort", "Statistic", "Of", "Value", "Lower", "Upper", "p",
            "Note"), statistics.stream().map(SurvivalStatistics.Row::cells).toList())
            .addProperty("level", settings.level());
        return page;
    }

    private static void kaplanMeier(final JsonObject page, final Stratification s, final SurvivalModel model) {
        final StratifierSettings settings = model.settings();
        final JsonObject km = Views.panel(page, "km", "Kaplan-Meier curves by frozen score group");
        km.addProperty("note", model.direction());
        km.addProperty("timeUnit", settings.timeUnit());
        km.addProperty("endpoint", settings.endpoint());
        km.addProperty("level", settings.level());
        final JsonArray facets = new JsonArray();
        final double longest = s.cohorts().stream().flatMap(c -> c.groups().stream()).flatMap(g -> g.curve().stream())
            .mapToDouble(KaplanMeier::maxTime).max().orElse(0);
        s.cohorts().forEach(c -> facets.add(facet(c, model, longest)));
        km.add("facets", facets);
    }

    private static void forest(final JsonObject page, final Stratification s, final SurvivalModel model) {
        final StratifierSettings settings = model.settings();
        final JsonArray rows = new JsonArray();
        final List<String> sentences = new ArrayList<>(List.of(model.direction()));
        for (final CohortStatistics c : s.cohorts()) {
            rows(rows, c.cohort() + ": score group ", c.groupHazardRatios(), h -> false);
            rows(rows, c.cohort() + ", per unit: ", List.of(c.scoreHazardRatio()), h -> false);
            rows(rows, c.cohort() + ", univariable: ", c.univariable(), h -> false);
            rows(rows, c.cohort() + ", multivariable: ", c.multivariable(), h -> false);
            rows(rows, c.cohort() + ", score group: ", c.treatmentByGroup(), h -> false);
            rows(rows, c.cohort() + ", interaction: ", c.interaction(),
                h -> c.comparison().searched() && !h.term().startsWith("treatment"));
            c.interaction().stream().filter(h -> h.term().startsWith("treatment x")).forEach(
                h -> sentences.add(c.cohort() + ", " + h.term() + ": " + SurvivalStatistics.benefit(h.p())));
        }
        final JsonObject forest = Views.panel(page, "forest", "Hazard ratios");
        forest.addProperty("measure", "Hazard ratio");
        forest.addProperty("level", settings.level());
        forest.addProperty("note", String.join(" ", sentences));
        forest.add("rows", rows);
    }

    private static void rows(final JsonArray rows, final String prefix, final List<CohortStatistics.HazardRatio> ratios,
        final Predicate<CohortStatistics.HazardRatio> withoutP) {
        ratios.forEach(h -> Views.forestRow(rows, prefix + h.term(), h.hr(), h.lower(), h.upper(),
            withoutP.test(h) ? Double.NaN : h.p()));
    }

    private static List<CohortStatistics> withAccuracy(final Stratification s) {
        return s.cohorts().stream().filter(c -> !c.accuracy().isEmpty()).toList();
    }

    private static double[] numbers(final CohortStatistics c, final ToDoubleFunction<CohortStatistics.Accuracy> of) {
        return c.accuracy().stream().mapToDouble(of).toArray();
    }

    private static void areas(final JsonObject page, final Stratification s, final StratifierSettings settings) {
        final JsonArray curves = new JsonArray();
        for (final CohortStatistics c : withAccuracy(s)) {
            final JsonObject o = new JsonObject();
            o.addProperty("name", c.cohort());
            o.add("time", Views.array(numbers(c, CohortStatistics.Accuracy::horizon)));
            o.add("auc", Views.array(numbers(c, a -> a.auc().value())));
            o.add("lower", Views.array(numbers(c, a -> a.auc().interval(settings.level()).lower())));
            o.add("upper", Views.array(numbers(c, a -> a.auc().interval(settings.level()).upper())));
            curves.add(o);
        }
        if (!curves.isEmpty()) {
            final JsonObject panel = Views.panel(page, "auct", "Cumulative/dynamic AUC(t) of the risk score");
            panel.addProperty("timeUnit", settings.timeUnit());
            panel.addProperty("level", settings.level());
            panel.add("curves", curves);
        }
    }

    private static void brier(final JsonObject page, final Stratification s, final StratifierSettings settings) {
        final JsonArray curves = new JsonArray();
        int colour = 0;
        for (final CohortStatistics c : withAccuracy(s)) {
            line(curves, c.cohort(), c, a -> a.brier().value(), colour, false);
            line(curves, c.cohort() + ", Kaplan-Meier for everybody", c, a -> a.nullBrier().value(), colour++, true);
        }
        if (!curves.isEmpty()) {
            final JsonObject panel = Views.panel(page, "line", "Brier score of the predicted survival");
            panel.addProperty("x", "Time" + (settings.timeUnit().isEmpty() ? "" : " (" + settings.timeUnit() + ")"));
            panel.addProperty("y", "Brier score");
            panel.addProperty("note", "Lower is better; a useful model lies below the dotted line of its cohort, the same "
                + "Kaplan-Meier estimate for everybody.");
            panel.add("curves", curves);
        }
    }

    private static void line(final JsonArray curves, final String name, final CohortStatistics c,
        final ToDoubleFunction<CohortStatistics.Accuracy> value, final int colour, final boolean faint) {
        final JsonObject o = new JsonObject();
        o.addProperty("name", name);
        o.addProperty("colour", colour);
        o.addProperty("faint", faint);
        o.add("x", Views.array(numbers(c, CohortStatistics.Accuracy::horizon)));
        o.add("y", Views.array(numbers(c, value)));
        curves.add(o);
    }

    private static void calibration(final JsonObject page, final Stratification s, final StratifierSettings settings,
        final double horizon) {
        final JsonArray curves = new JsonArray();
        for (final CohortStatistics c : s.cohorts()) {
            c.accuracy().stream().filter(a -> a.horizon() == horizon).findFirst().ifPresent(a -> {
                final List<CalibrationAtTime.Bin> bins = a.calibration().bins();
                final JsonObject o = new JsonObject();
                o.addProperty("name", c.cohort());
                final Interval slope =
                    Interval.wald(a.calibration().slope(), a.calibration().slopeStdErr(), settings.level());
                Views.put(o, "slope", a.calibration().slope());
                Views.put(o, "slopeLower", slope.lower());
                Views.put(o, "slopeUpper", slope.upper());
                o.addProperty("n", c.n());
                o.addProperty("events", c.events());
                Views.put(o, "brier", a.brier().value());
                o.add("predicted", numbers(bins, CalibrationAtTime.Bin::predicted));
                o.add("observed", numbers(bins, CalibrationAtTime.Bin::observed));
                o.add("lower", numbers(bins, CalibrationAtTime.Bin::lower));
                o.add("upper", numbers(bins, CalibrationAtTime.Bin::upper));
                curves.add(o);
            });
        }
        if (!curves.isEmpty()) {
            final JsonObject panel = Views.panel(page, "calibration", "Calibration of " + settings.endpoint()
                + " at " + SurvivalStatistics.number(horizon) + " " + settings.timeUnit());
            panel.addProperty("x", "Predicted " + settings.endpoint() + " probability");
            panel.addProperty("y", "Observed (Kaplan-Meier)");
            panel.addProperty("note", "Probability of no event: mean prediction and Kaplan-Meier estimate of groups of "
                + "equal size.");
            panel.addProperty("level", settings.level());
            panel.add("curves", curves);
        }
    }

    private static JsonArray numbers(final List<CalibrationAtTime.Bin> bins,
        final ToDoubleFunction<CalibrationAtTime.Bin> of) {
        return Views.array(bins.stream().mapToDouble(of).toArray());
    }

    private static void card(final JsonObject page, final SurvivalModel m) {
        final Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Training patients", m.training().n() + " (" + m.training().events() + " events)");
        facts.put("Cut-off rule", m.settings().cutRule().kind().name().toLowerCase(Locale.ROOT).replace('_', ' '));
        for (int g = 0; g < m.cut().labels().size(); g++) {
            facts.put("Group '" + m.cut().labels().get(g) + "'", m.rule(g));
        }
        if (m.settings().cutRule().isSearched()) {
            facts.put("Search", "M = " + Views.text(m.cut().search().statistic()) + " over " + m.cut().search().candidates()
                + " candidates, adjusted p = " + Views.text(m.cut().search().pAdjusted()) + " (" + m.cut().search().method()
                + ")");
        }
        facts.put("Longest follow-up", Views.text(m.training().maxTime()) + " " + m.settings().timeUnit());
        facts.put("Direction", m.direction());
        facts.put("Equation", m.equation());
        facts.put("Data (SHA-256)", m.provenance().dataHash());
        facts.put("Software", m.provenance().software());
        Views.facts(page, "Frozen model", facts);
    }

    /** @param longest follow-up of all cohorts: their axes are the same */
    private static JsonObject facet(final CohortStatistics c, final SurvivalModel model, final double longest) {
        final JsonObject facet = new JsonObject();
        facet.addProperty("name", c.cohort());
        final CohortStatistics.Comparison x = c.comparison();
        Views.put(facet, "p", x.pToShow());
        facet.addProperty("pLabel", x.searched() ? x.test() + ", adjusted for the searched cut-off" : x.test());
        if (!c.groupHazardRatios().isEmpty()) {
            final CohortStatistics.HazardRatio last = c.groupHazardRatios().get(c.groupHazardRatios().size() - 1);
            facet.addProperty("hrLabel", "HR score " + last.term());
            Views.put(facet, "hr", last.hr());
            Views.put(facet, "hrLower", last.lower());
            Views.put(facet, "hrUpper", last.upper());
        }
        final JsonArray groups = new JsonArray();
        for (final CohortStatistics.Group g : c.groups()) {
            if (g.curve().isPresent()) {
                groups.add(group(g, g.curve().get(), model));
            }
        }
        facet.add("groups", groups);
        facet.add("risk", risk(c, longest, model.settings().timeUnit()));
        return facet;
    }

    private static JsonObject group(final CohortStatistics.Group g, final KaplanMeier k, final SurvivalModel model) {
        final StratifierSettings settings = model.settings();
        final JsonObject o = new JsonObject();
        o.addProperty("rule", model.rule(g.label()));
        Views.put(o, "median", g.median().time());
        Views.put(o, "medianLower", g.median().lower());
        Views.put(o, "medianUpper", g.median().upper());
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

    private static JsonObject risk(final CohortStatistics c, final double longest, final String unit) {
        final double step = step(longest / RISK_TIMES, unit);
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

    /** @return a round step of at least this length; months go by parts and multiples of a year */
    private static double step(final double rough, final String unit) {
        if (!(rough > 0)) {
            return 0;
        }
        if (unit.toLowerCase(Locale.ROOT).startsWith("month") && rough <= MONTH_STEPS[MONTH_STEPS.length - 1]) {
            return Arrays.stream(MONTH_STEPS).filter(m -> m >= rough).min().orElseThrow();
        }
        final double power = Math.pow(10, Math.floor(Math.log10(rough)));
        return Arrays.stream(new double[]{1, 2, 5, 10}).filter(m -> m * power >= rough).min().orElse(10) * power;
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

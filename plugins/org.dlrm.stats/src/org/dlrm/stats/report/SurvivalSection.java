package org.dlrm.stats.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.dlrm.stats.base.Interval;
import org.dlrm.stats.survival.StratifierSettings;
import org.dlrm.stats.survival.SurvivalModel;
import org.dlrm.stats.survival.TreatmentBenefit;
import org.dlrm.stats.table.Column;

/** Frozen stratification, Kaplan-Meier curves with numbers at risk, medians, tests and hazard ratios per cohort. */
final class SurvivalSection {

    private static final double PERCENT = 100;

    private final StudyInputs m_in;
    private final Html m_html;

    SurvivalSection(final StudyInputs in, final Html html) {
        m_in = in;
        m_html = html;
    }

    void write() {
        m_in.survival().ifPresent((final SurvivalModel s) -> m_html.heading("Frozen stratification").paragraph(s.direction())
            .code(s.equation()));
        m_in.survivalCurves().map(Rows::new).filter(r -> r.count() > 0).ifPresent(this::kaplanMeier);
        m_in.survivalStatistics().map(Rows::new).ifPresent(r -> {
            groups(r);
            ratios(r);
        });
        m_in.survival().filter(s -> s.benefit().exists() && s.scores().stream().allMatch(c -> m_in.cohort().has(c.column())))
            .ifPresent(this::benefit);
        m_in.survivalStatistics().map(Rows::new).ifPresent(this::accuracy);
    }

    /** What puts a patient into a group; empty if nobody says. */
    private String rule(final String group) {
        final Optional<String> curves = m_in.survivalCurves().map(Rows::new).flatMap(r -> r.where("Group", group).stream()
            .map(i -> r.text("Rule", i)).filter(t -> !t.isEmpty()).findFirst());
        return curves.or(() -> m_in.survival().map(s -> s.rule(group))).orElse("");
    }

    private String named(final String group) {
        return rule(group).isEmpty() ? group : group + ": " + rule(group);
    }

    private void kaplanMeier(final Rows r) {
        m_html.heading("Kaplan-Meier curves").raw("<div class=\"figures\">\n");
        final String endpoint = m_in.survival().map(s -> s.settings().endpoint()).orElse("Survival");
        final String unit = m_in.survival().map(s -> s.settings().timeUnit()).filter(u -> !u.isEmpty())
            .map(u -> " (" + u + ")").orElse("");
        final double last =
            r.all().stream().mapToDouble(i -> r.number("Time", i)).filter(Double::isFinite).max().orElse(1);
        final Map<String, Integer> colours = new LinkedHashMap<>();
        r.values("Group").forEach(g -> colours.put(g, colours.size()));
        r.by("Cohort", r.all()).forEach((cohort, of) -> {
            final Chart chart = new Chart(endpoint + ": " + cohort, "Time" + unit, endpoint + " probability", last, 0, 1);
            r.by("Group", of).forEach((group, rows) -> group(chart, r, cohort, group, rows, colours.get(group)));
            m_html.raw(chart.svg(comparison(cohort) + "Kaplan-Meier estimate with intervals; ticks are censored patients."));
        });
        m_html.raw("</div>\n");
    }

    private void group(final Chart chart, final Rows r, final String cohort, final String group, final List<Integer> rows,
        final int colour) {
        final List<double[]> points = new ArrayList<>();
        points.add(new double[]{0, 1, 1, 1});
        rows.forEach(i -> points.add(new double[]{r.number("Time", i), r.number("Survival", i), r.number("Lower", i),
            r.number("Upper", i)}));
        final String median = statistic(cohort, "median survival", group).map(i -> ", median " + median(statistics(), i))
            .orElse("");
        final String events = statistic(cohort, "events", group).map(i -> ", " + Html.number(statistics().number("Value", i))
            + " events").orElse("");
        chart.add(colour, named(group) + " (n = " + Html.number(r.number("At risk", rows.get(0))) + events + median + ")",
            Chart.Style.STEPS, points);
        chart.censored(colour, rows.stream().filter(i -> r.number("Censored", i) > 0).map(i -> new double[]{
            r.number("Time", i), r.number("Survival", i)}).toList());
        chart.atRisk(group, colour, chart.ticksX().stream().map(t -> rows.stream().filter(i -> r.number("Time", i) >= t)
            .findFirst().map(i -> Html.number(r.number("At risk", i))).orElse("0")).toList());
    }

    private Rows statistics() {
        return new Rows(m_in.survivalStatistics().orElseThrow());
    }

    private Optional<Integer> statistic(final String cohort, final String statistic, final String of) {
        return m_in.survivalStatistics().map(Rows::new).flatMap(r -> r.where("Statistic", statistic).stream()
            .filter(i -> r.text("Cohort", i).equals(cohort) && r.text("Of", i).equals(of)).findFirst());
    }

    private static String median(final Rows r, final int row) {
        final double lower = r.number("Lower", row);
        final double upper = r.number("Upper", row);
        return bound(r.number("Value", row)) + (Double.isNaN(lower) && Double.isNaN(upper) ? ""
            : " (" + bound(lower) + " to " + bound(upper) + ")");
    }

    /** Times in one decimal, as papers give months; more where they are small. */
    private static String bound(final double v) {
        return Double.isNaN(v) ? "not reached" : v >= 1 ? String.format(Locale.ROOT, "%.1f", v) : Html.number(v);
    }

    /** Test and hazard ratio of a cohort for the caption of its figure. */
    private String comparison(final String cohort) {
        if (m_in.survivalStatistics().isEmpty()) {
            return "";
        }
        final Rows r = statistics();
        final Set<Integer> hidden = Cautions.hiddenP(m_in, r);
        final StringBuilder text = new StringBuilder();
        for (final int i : r.where("Cohort", cohort)) {
            final String statistic = r.text("Statistic", i);
            if (statistic.endsWith(" test") && r.text("Of", i).equals("groups") && !statistic.contains("trend")) {
                text.append(statistic.substring(0, 1).toUpperCase(Locale.ROOT)).append(statistic.substring(1))
                    .append(hidden.contains(i) ? ": no p value, not adjusted for the searched cut-off. "
                        : Double.isNaN(r.number("p", i)) ? ": no p value. " : ": p " + Html.p(r.number("p", i)).replaceFirst(
                            "^(?!<)", "= ") + (r.text("Note", i).startsWith("p adjusted") ? " (" + r.text("Note", i) + "). " : ". "));
            } else if (statistic.equals("hazard ratio")) {
                text.append("Hazard ratio, score ").append(r.text("Of", i)).append(": ").append(Html.ratio(r.number("Value", i),
                    r.number("Lower", i), r.number("Upper", i))).append(". ");
            }
        }
        return text.toString();
    }

    /** One row per cohort and group: patients, events, median. */
    private void groups(final Rows r) {
        final List<List<String>> rows = new ArrayList<>();
        r.where("Statistic", "patients").stream().filter(i -> !r.text("Of", i).isEmpty()).forEach(i -> {
            final String cohort = r.text("Cohort", i);
            final String group = r.text("Of", i);
            final List<String> horizons = new ArrayList<>();
            r.where("Of", group).stream().filter(k -> r.text("Cohort", k).equals(cohort)
                && r.text("Statistic", k).startsWith("survival at ")).forEach(k -> horizons.add(
                    r.text("Statistic", k).substring("survival at ".length()) + ": " + Html.interval(r.number("Value", k),
                        r.number("Lower", k), r.number("Upper", k), 2)));
            rows.add(List.of(cohort, group, rule(group), Html.number(r.number("Value", i)), statistic(cohort, "events", group)
                .map(k -> Html.number(r.number("Value", k))).orElse(""), statistic(cohort, "median survival", group)
                    .map(k -> median(r, k)).orElse(""), String.join("; ", horizons)));
        });
        if (!rows.isEmpty()) {
            m_html.heading("Groups").table(List.of("Cohort", "Group", "Rule", "Patients", "Events", "Median (interval)",
                "Survival at the horizons (interval)"), rows).note("The groups are groups by score: the rule says which score "
                    + "puts a patient into a group, not how long the group lives.");
        }
    }

    private void ratios(final Rows r) {
        final Set<Integer> hidden = Cautions.hiddenP(m_in, r);
        final List<ForestChart.Row> rows = new ArrayList<>();
        r.all().stream().filter(i -> r.text("Statistic", i).startsWith("hazard ratio")
            || r.text("Statistic", i).equals("treatment interaction")).forEach(i -> rows.add(new ForestChart.Row(
                r.text("Cohort", i) + ": " + (r.text("Statistic", i).equals("hazard ratio") ? "score " : "") + r.text("Of", i)
                    + detail(r.text("Statistic", i)), r.number("Value", i), r.number("Lower", i), r.number("Upper", i),
                hidden.contains(i) ? "" : Html.p(r.number("p", i)))));
        if (!rows.isEmpty()) {
            m_html.heading("Hazard ratios").raw(new ForestChart("Hazard ratio", rows).svg("Hazard ratios",
                m_in.survival().map(SurvivalModel::direction).orElse("Below 1: the event comes later.")));
        }
    }

    /** Benefit of the treatment that the frozen model predicts for the patients of the cohort table. */
    private void benefit(final SurvivalModel model) {
        final StratifierSettings settings = model.settings();
        final TreatmentBenefit benefit = model.benefit();
        final double horizon = benefit.longest(settings.horizons());
        if (Double.isNaN(horizon)) {
            return;
        }
        final String at = Html.number(horizon) + (settings.timeUnit().isEmpty() ? "" : " " + settings.timeUnit());
        m_html.heading("Predicted benefit of " + settings.treatment()).raw("<div class=\"figures\">\n");
        final double[] risk = model.risk(m_in.cohort());
        final List<List<String>> rows = new ArrayList<>();
        Evidence.cohorts(m_in).forEach((cohort, members) -> {
            final TreatmentBenefit.Summary b = benefit.summary(cohort, members.stream().mapToDouble(i -> risk[i]).toArray(),
                horizon, settings.level());
            if (b.n() == 0) {
                return;
            }
            m_html.raw(new WaterfallChart("Predicted benefit: " + cohort, "Gain to " + at + (settings.timeUnit().isEmpty() ? ""
                : " (" + settings.timeUnit() + ")"), List.of("treated", "not treated", "treatment not known"), members.stream()
                    .map(i -> new WaterfallChart.Bar(benefit.restrictedMeanDifference(risk[i], horizon), treatment(settings, i)))
                    .toList()).svg("Restricted mean " + settings.endpoint() + " time to " + at
                        + " with minus without treatment, by the treatment that was given."));
            final Interval restricted = b.restrictedInterval();
            final Interval survival = b.survivalInterval();
            rows.add(List.of(cohort, String.valueOf(b.n()),
                Html.interval(b.meanRestricted(), restricted.lower(), restricted.upper(), 2),
                Html.interval(b.medianRestricted(), Double.NaN, Double.NaN, 2),
                Html.interval(PERCENT * b.meanSurvival(), PERCENT * survival.lower(), PERCENT * survival.upper(), 1),
                String.format(Locale.ROOT, "%d (%.1f %%)", b.above(), PERCENT * b.above() / b.n()),
                String.valueOf(b.clear()), observed(cohort, horizon)));
        });
        m_html.raw("</div>\n").table(List.of("Cohort", "Patients", "Mean gain to " + at + " (interval)", "Median",
            "Mean gain at " + at + " (percentage points, interval)", "Gain above 0",
            "Interval of the hazard ratio below 1", "Observed difference to " + at + " (not adjusted)"), rows)
            .note("Predicted with minus without treatment from a Cox model of score, treatment and their product, learnt from "
                + benefit.treated() + " treated and " + benefit.untreated() + " untreated training patients. "
                + "Mean gains: " + benefit.intervalName() + ", level " + settings.level() + ". "
                + benefit.sentence() + " " + TreatmentBenefit.NOT_CAUSAL);
    }

    private int treatment(final StratifierSettings settings, final int row) {
        if (!m_in.cohort().has(settings.treatment())) {
            return 2;
        }
        final Column.Factor given = m_in.cohort().factor(settings.treatment());
        return given.isMissing(row) ? 2 : given.label(row).equals(settings.treatedValue()) ? 0 : 1;
    }

    private String observed(final String cohort, final double horizon) {
        return statistic(cohort, "observed restricted mean difference to " + Html.number(horizon), "treated minus untreated")
            .map(i -> Html.interval(statistics().number("Value", i), statistics().number("Lower", i),
                statistics().number("Upper", i), 2)).orElse("");
    }

    private static String detail(final String statistic) {
        return switch (statistic) {
            case "hazard ratio" -> "";
            case "hazard ratio per unit" -> ", per unit";
            case "treatment interaction" -> " (interaction)";
            default -> statistic.contains(", ") ? statistic.substring(statistic.indexOf(", ")) : "";
        };
    }

    /** Concordance, AUC(t), Brier score and calibration of the predicted survival. */
    private void accuracy(final Rows r) {
        final List<List<String>> rows = r.all().stream().filter(i -> {
            final String s = r.text("Statistic", i);
            return s.startsWith("concordance") || s.startsWith("AUC(t)") || s.startsWith("Brier score")
                || s.startsWith("calibration slope") || s.startsWith("proportional hazards") || s.endsWith("median follow-up");
        }).map(i -> List.of(r.text("Cohort", i), r.text("Statistic", i), r.text("Of", i), Html.interval(r.number("Value", i),
            r.number("Lower", i), r.number("Upper", i), 3), Html.p(r.number("p", i)))).toList();
        if (!rows.isEmpty()) {
            m_html.heading("Accuracy and assumptions").table(List.of("Cohort", "Statistic", "Of", "Value (interval)", "p"), rows);
        }
    }

    /** All statistics, for the appendix. */
    static void appendix(final StudyInputs in, final Html html, final Rows r) {
        final Set<Integer> hidden = Cautions.hiddenP(in, r);
        html.table(List.of("Cohort", "Statistic", "Of", "Value", "Interval", "p", "Note"), r.all().stream()
            .filter(i -> !r.text("Statistic", i).equals("warning")).map(i -> List.of(r.text("Cohort", i),
                r.text("Statistic", i), r.text("Of", i), Html.number(r.number("Value", i)),
                Html.range(r.number("Lower", i), r.number("Upper", i)), hidden.contains(i) ? "" : Html.p(r.number("p", i)),
                hidden.contains(i) ? "no p value: not adjusted for the searched cut-off" : r.text("Note", i))).toList());
    }
}

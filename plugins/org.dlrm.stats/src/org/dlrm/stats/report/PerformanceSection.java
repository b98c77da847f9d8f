package org.dlrm.stats.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Discrimination, calibration and benefit per cohort: a table to read, figures, comparisons. */
final class PerformanceSection {

    /** Metrics of the summary, as the Model Validator names them, and their headings. */
    private static final Map<String, String> SUMMARY = new LinkedHashMap<>();

    static {
        SUMMARY.put("AUC", "AUC");
        SUMMARY.put("sensitivity", "Sensitivity");
        SUMMARY.put("specificity", "Specificity");
        SUMMARY.put("PPV", "PPV");
        SUMMARY.put("NPV", "NPV");
        SUMMARY.put("average precision", "Average precision");
        SUMMARY.put("Brier score", "Brier score");
        SUMMARY.put("calibration intercept", "Calibration intercept");
        SUMMARY.put("calibration slope", "Calibration slope");
    }

    private static final int MOST_SCORES_IN_ONE_FIGURE = 6;

    private final StudyInputs m_in;
    private final Html m_html;

    PerformanceSection(final StudyInputs in, final Html html) {
        m_in = in;
        m_html = html;
    }

    void write() {
        m_in.metrics().map(Rows::new).ifPresent(this::summary);
        m_in.curves().map(Rows::new).ifPresent(this::curves);
        m_in.comparisons().map(Rows::new).filter(r -> r.count() > 0).ifPresent(r -> m_html.heading("Comparisons").table(
            List.of("Test", "Of", "A", "B", "Value A", "Value B", "Difference A - B", "p"), r.all().stream()
                .map(i -> List.of(r.text("Test", i), r.text("Of", i), r.text("A", i), r.text("B", i),
                    Html.number(r.number("Value A", i)), Html.number(r.number("Value B", i)),
                    Html.interval(r.number("Difference", i), r.number("Lower", i), r.number("Upper", i), 3),
                    Html.p(r.number("p", i)))).toList()).note("Of: the cohort in which two scores are compared, or the score that "
                    + "is compared between two cohorts."));
    }

    /** One row per cohort and score, the metrics of a paper's table with their intervals. */
    private void summary(final Rows r) {
        final List<List<String>> rows = new ArrayList<>();
        final List<String> metrics = SUMMARY.keySet().stream().filter(m -> !r.where("Metric", m).isEmpty()).toList();
        r.by("Cohort", r.all()).forEach((cohort, of) -> r.by("Score", of).forEach((score, members) -> {
            final List<String> row = new ArrayList<>(List.of(cohort + (cohort.equals(m_in.roles().training())
                ? " (training, optimistic)" : ""), score, Html.number(r.number("n", members.get(0))) + " (" + Html.number(
                    r.number("Positive", members.get(0))) + ")"));
            for (final String metric : metrics) {
                row.add(members.stream().filter(i -> r.text("Metric", i).equals(metric)).findFirst().map(i -> Html.interval(
                    r.number("Value", i), r.number("Lower", i), r.number("Upper", i), metric.contains("calibration") ? 2 : 3))
                    .orElse(""));
            }
            rows.add(row);
        }));
        final List<String> head = new ArrayList<>(List.of("Cohort", "Score", "n (events)"));
        metrics.forEach(m -> head.add(SUMMARY.get(m)));
        m_html.table(head, rows).note("Value with its interval. Sensitivity, specificity and predictive values at the frozen "
            + "operating threshold. Every metric with its method is in the appendix.");
    }

    private void curves(final Rows r) {
        m_html.heading("Figures").raw("<div class=\"figures\">\n");
        final Map<String, List<Integer>> kinds = r.by("Curve", r.all());
        final Map<String, Integer> colours = new LinkedHashMap<>();
        r.values("Cohort").forEach(c -> colours.put(c, colours.size()));
        r.by("Score", kinds.getOrDefault("ROC", List.of())).forEach((score, of) -> {
            final Chart chart = new Chart("ROC: " + score, "1 - specificity", "Sensitivity", 1, 0, 1).diagonal();
            r.by("Cohort", of).forEach((c, points) -> chart.add(colours.get(c), c + metric(c, score, "AUC", "AUC", 3),
                Chart.Style.LINE, points(r, points)));
            m_html.raw(chart.svg("One curve per cohort with the area and its interval; training patients are optimistic."));
        });
        r.by("Score", kinds.getOrDefault("precision-recall", List.of())).forEach((score, of) -> {
            final Chart chart = new Chart("Precision and recall: " + score, "Recall (sensitivity)",
                "Precision (positive predictive value)", 1, 0, 1);
            r.by("Cohort", of).forEach((c, points) -> chart.add(colours.get(c), c + metric(c, score, "average precision",
                "average precision", 3), Chart.Style.LINE, points(r, points)));
            m_html.raw(chart.svg("Without any skill the precision is the share of events in the cohort."));
        });
        r.by("Score", kinds.getOrDefault("calibration", List.of())).forEach((score, of) -> r.by("Cohort", of).forEach(
            (c, points) -> calibration(r, kinds, score, c, points, colours.get(c))));
        r.by("Cohort", kinds.getOrDefault("decision", List.of())).forEach((cohort, of) -> decision(r, cohort, of));
        m_html.raw("</div>\n");
    }

    private void calibration(final Rows r, final Map<String, List<Integer>> kinds, final String score, final String cohort,
        final List<Integer> groups, final int colour) {
        final Chart chart = new Chart("Calibration: " + score + ", " + cohort, "Predicted probability", "Observed share", 1, 0,
            1).diagonal();
        final String name = cohort + metric(cohort, score, "calibration intercept", "intercept", 2)
            + metric(cohort, score, "calibration slope", "slope", 2) + metric(cohort, score, "Brier score", "Brier score", 3);
        chart.add(colour, name, Chart.Style.POINTS, points(r, groups));
        chart.add(colour, "", Chart.Style.LINE, points(r, of(r, kinds.getOrDefault("calibration, smoothed", List.of()), score,
            cohort)).stream().map(p -> new double[]{p[0], p[1]}).toList());
        final List<Integer> events = of(r, kinds.getOrDefault("predicted, with event", List.of()), score, cohort);
        final List<Integer> others = of(r, kinds.getOrDefault("predicted, without event", List.of()), score, cohort);
        final boolean histogram = events.size() == others.size() && events.size() > 1;
        if (histogram) {
            chart.histogram(IntStream.range(0, events.size()).mapToObj(i -> new double[]{r.number("x", events.get(i)),
                i + 1 < events.size() ? r.number("x", events.get(i + 1)) : 1, r.number("y", events.get(i)),
                r.number("y", others.get(i))}).toList());
        }
        m_html.raw(chart.svg("Groups of equal predicted risk with intervals, smoothed curve; the dashed line is ideal."
            + (histogram ? " Below: predictions of patients with and without the event." : "")));
    }

    private static List<Integer> of(final Rows r, final List<Integer> rows, final String score, final String cohort) {
        return rows.stream().filter(i -> r.text("Score", i).equals(score) && r.text("Cohort", i).equals(cohort)).toList();
    }

    private void decision(final Rows r, final String cohort, final List<Integer> of) {
        final double top = of.stream().mapToDouble(i -> r.number("y", i)).filter(Double::isFinite).max().orElse(1);
        final double floor = -0.2 * Math.max(top, 0.1);
        final Chart chart = new Chart("Decision curve: " + cohort, "Threshold probability", "Net benefit", 1, floor,
            1.05 * Math.max(top, 0.1));
        final Map<String, List<Integer>> scores = r.by("Score", of);
        scores.forEach((s, points) -> chart.add(s, Chart.Style.LINE, points(r, points).stream().filter(p -> p[1] >= floor)
            .map(p -> scores.size() > MOST_SCORES_IN_ONE_FIGURE ? new double[]{p[0], p[1]} : p).toList()));
        m_html.raw(chart.svg((cohort.equals(m_in.roles().training()) ? "Training patients: optimistic." : "Higher is better.")
            + " Below the axis is cut off."));
    }

    /** A metric for a legend, ", AUC 0.81 (0.70 to 0.92)"; empty where it is not known. */
    private String metric(final String cohort, final String score, final String metric, final String name,
        final int decimals) {
        return m_in.metrics().map(Rows::new).flatMap(m -> m.where("Metric", metric).stream()
            .filter(i -> m.text("Cohort", i).equals(cohort) && m.text("Score", i).equals(score)).findFirst()
            .filter(i -> !Double.isNaN(m.number("Value", i))).map(i -> ", " + name + " " + Html.interval(m.number("Value", i),
                m.number("Lower", i), m.number("Upper", i), decimals))).orElse("");
    }

    private static List<double[]> points(final Rows r, final List<Integer> rows) {
        return rows.stream().map(i -> new double[]{r.number("x", i), r.number("y", i), r.number("Lower", i),
            r.number("Upper", i)}).toList();
    }

    /** All metrics, for the appendix. */
    static void appendix(final Html html, final Rows r) {
        html.table(List.of("Cohort", "Score", "n", "Positive", "Metric", "Value", "Interval", "p", "Note"), r.all().stream()
            .map(i -> List.of(r.text("Cohort", i), r.text("Score", i), Html.number(r.number("n", i)),
                Html.number(r.number("Positive", i)), r.text("Metric", i), Html.number(r.number("Value", i)),
                Html.range(r.number("Lower", i), r.number("Upper", i)), Html.p(r.number("p", i)), r.text("Note", i))).toList());
    }
}

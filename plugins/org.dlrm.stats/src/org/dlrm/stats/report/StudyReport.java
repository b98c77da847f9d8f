package org.dlrm.stats.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.dlrm.stats.fusion.DlrmModel;
import org.dlrm.stats.fusion.Performance;
import org.dlrm.stats.fusion.Signature;
import org.dlrm.stats.survival.SurvivalModel;

/**
 * A study's report as one HTML page that needs nothing from elsewhere, and its items as rows. The same inputs give the
 * same bytes. Numbers are those of the inputs; nothing is claimed that they do not show.
 *
 * @param html the page
 * @param items methods, warnings and the items of the checklists
 * @param warnings what a reviewer would object to
 */
public record StudyReport(String html, List<Item> items, List<String> warnings) {

    /**
     * One item.
     *
     * @param section "Methods", "Warnings", or the checklist
     * @param item number and short words of a checklist's item
     * @param status whether the workflow or the authors answer it
     * @param text the answer; empty where the authors have to give it
     */
    public record Item(String section, String item, String status, String text) {
    }

    private static final String CSS = """
        :root{color-scheme:light}body{font:15px/1.5 system-ui,"Segoe UI",Roboto,sans-serif;color:#1b1b1b;background:#fff;
        max-width:62rem;margin:2rem auto;padding:0 1rem}h1{font-size:1.7rem;line-height:1.2}
        h2{font-size:1.25rem;border-bottom:2px solid #8a4b9c;margin-top:2.2rem}h3{font-size:1.05rem;margin-top:1.4rem}
        table{border-collapse:collapse;margin:.6rem 0;font-size:.86rem;font-variant-numeric:tabular-nums}
        th,td{border-bottom:1px solid #ccc;padding:.2rem .6rem;text-align:left;vertical-align:top;overflow-wrap:break-word}
        thead th{border-bottom:2px solid #555}td.n{text-align:right;white-space:nowrap}pre{white-space:pre-wrap;overflow-wrap:anywhere;
        background:#f5f3f7;padding:.6rem;font-size:.82rem}.note{color:#555;font-size:.86rem}
        .warnings{border-left:4px solid #d55e00;background:#fdf3ea;padding:.6rem .6rem .6rem 1.8rem}
        .scroll{overflow-x:auto}svg .grid{stroke:#ececec}svg .strong{font-weight:600}figure.wide{width:44rem}
        .checklist{width:100%;table-layout:fixed}.checklist th:last-child{width:22%}td.open{background:#fff7cc;color:#555;font-style:italic;min-width:12rem}.figures{display:flex;flex-wrap:wrap;gap:1rem}
        figure{margin:0;width:29rem;max-width:100%}figcaption{font-size:.84rem;color:#444}
        svg text{font:11px system-ui,sans-serif;fill:#333}svg .frame{fill:none;stroke:#777}
        svg .ideal{stroke:#999;stroke-dasharray:4 4}nav a{margin-right:.8rem}
        @media print{html{font-size:12.5px}body{max-width:none;margin:0;padding:0;font-size:9.5pt}h2{margin-top:1.4rem}nav{display:none}h2,h3{break-after:avoid;break-inside:avoid}
        h2+h3,h2+.scroll,h3+.scroll,h3+.figures,h3+figure,h3+pre,h3+p{break-before:avoid}thead{break-after:avoid}p{orphans:3;widows:3}
        .scroll+.note{break-before:avoid}
        figure,tr{break-inside:avoid}p{margin:.3rem 0;line-height:1.35}li{line-height:1.3}table{font-size:7.5pt;line-height:1.25}th,td{padding:.08rem .3rem}.scroll{overflow:visible}
        .figures{display:grid;grid-template-columns:1fr 1fr;gap:.6rem}figure,figure.wide{width:100%}pre{font-size:7.5pt}
        thead{display:table-header-group}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
        @page{size:A4;margin:15mm}}
        """;

    /** Writes the report. */
    public static StudyReport of(final StudyInputs in) {
        return new Writer(in).write();
    }

    private static final class Writer {

        private final StudyInputs m_in;
        private final Map<String, List<Integer>> m_cohorts;
        private final Html m_html = new Html();
        private final Map<String, String> m_sections = new LinkedHashMap<>();

        Writer(final StudyInputs in) {
            m_in = in;
            m_cohorts = Evidence.cohorts(in);
        }

        private Html section(final String id, final String title) {
            m_sections.put(id, title);
            return m_html.section(id, title);
        }

        StudyReport write() {
            final List<String> methods = new ArrayList<>(new Methods(m_in).sentences());
            methods.add(0, cohortSentence());
            final List<String> warnings = Cautions.of(m_in);
            final List<Item> items = new ArrayList<>();
            methods.forEach(m -> items.add(new Item("Methods", "", Checklist.FILLED, m)));
            warnings.forEach(w -> items.add(new Item("Warnings", "", "warning", w)));
            section("warnings", "Warnings");
            if (warnings.isEmpty()) {
                m_html.paragraph("None of the checks of this report found anything. They do not replace a review.");
            } else {
                m_html.list("warnings", warnings);
            }
            section("methods", "Methods");
            methods.forEach(m_html::paragraph);
            m_html.note("Written from the settings that ran. What the connected inputs do not tell is not in here.");
            flow();
            characteristics();
            acquisition();
            m_in.model().ifPresent(this::model);
            m_in.trace().map(Rows::new).ifPresent(this::trace);
            m_in.reliability().map(Rows::new).filter(r -> r.count() > 0).ifPresent(this::reliability);
            performance();
            survival();
            provenance();
            final Map<Fact, String> facts = new Evidence(m_in).facts();
            for (final Checklist list : Checklist.ALL) {
                final List<Item> answered = list.answer(facts);
                items.addAll(answered);
                checklist(list, answered);
            }
            appendix();
            return new StudyReport(page(), List.copyOf(items), warnings);
        }

        private String page() {
            final Html page = new Html().raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                + "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
                + "'unsafe-inline'\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>")
                .raw(Html.escape(m_in.title())).raw("</title>\n<style>\n" + CSS + "</style>\n</head>\n<body>\n<h1>")
                .raw(Html.escape(m_in.title())).raw("</h1>\n");
            if (!m_in.date().isEmpty()) {
                page.note("Report of " + m_in.date());
            }
            page.raw("<nav>");
            m_sections.forEach((id, title) -> page.raw("<a href=\"#" + id + "\">").raw(Html.escape(title)).raw("</a> "));
            return page.raw("</nav>\n").raw(m_html.toString()).raw("</body>\n</html>\n").toString();
        }

        private String cohortSentence() {
            return m_in.cohort().rows() + " patients" + (m_in.roles().cohort().isEmpty() ? "."
                : " in " + m_cohorts.size() + " cohorts: " + m_cohorts.entrySet().stream()
                    .map(c -> c.getKey() + " " + c.getValue().size()).collect(Collectors.joining(", ")) + ".");
        }

        private void flow() {
            section("flow", "Patient flow");
            final List<List<String>> rows = new ArrayList<>();
            m_cohorts.forEach((name, members) -> {
                rows.add(List.of(name, "in the cohort table", String.valueOf(members.size()), "", ""));
                m_in.flow().stream().filter(s -> s.cohort().equals(name)).forEach(s -> rows.add(List.of(name,
                    "with " + s.step(), String.valueOf(s.patients() - s.missing()), String.valueOf(s.missing()),
                    s.reasons().entrySet().stream().map(r -> r.getValue() + " x " + r.getKey())
                        .collect(Collectors.joining("; ")))));
                m_in.metrics().map(Rows::new).ifPresent(r -> r.where("Cohort", name).stream()
                    .filter(i -> r.text("Metric", i).equals("AUC")).forEach(i -> rows.add(List.of(name,
                        "evaluated: " + r.text("Score", i), Html.number(r.number("n", i)),
                        Html.number(members.size() - r.number("n", i)), ""))));
            });
            m_html.table(List.of("Cohort", "Step", "Patients", "Without", "Reasons"), rows)
                .note("Patients excluded before the cohort table was made are to be added by the authors.");
        }

        private void characteristics() {
            if (m_in.roles().characteristics().isEmpty()) {
                return;
            }
            final TableOne t = TableOne.of(m_in.cohort(), m_cohorts, m_in.roles().characteristics(), m_in.roles().means(),
                true);
            section("table1", "Table 1: characteristics per cohort").table(t.head(), t.rows()).note("Percentages are of "
                + "the known values. p values compare the cohorts and say nothing about prediction; they are not adjusted "
                + "for their number.");
            if (m_cohorts.size() > 1) {
                final TableOne d = TableOne.differences(m_in.cohort(), m_cohorts, m_in.roles().characteristics());
                m_html.heading("Standardized mean differences").table(d.head(), d.rows()).note("Distance of the means in units of "
                    + "the common standard deviation; for categories the Mahalanobis distance of the shares (Austin 2009, Yang "
                    + "and Dalton 2012). Unlike p values they do not depend on the number of patients; above "
                    + TableOne.IMBALANCE + " the cohorts are usually called different.");
            }
        }

        private void acquisition() {
            if (m_in.roles().acquisition().isEmpty()) {
                return;
            }
            section("acquisition", "Image acquisition");
            final TableOne byCohort =
                TableOne.of(m_in.cohort(), m_cohorts, m_in.roles().acquisition(), false, false);
            m_html.table(byCohort.head(), byCohort.rows());
            if (!m_in.roles().centre().isEmpty()) {
                final Rows rows = new Rows(m_in.cohort());
                final Map<String, List<Integer>> centres = new LinkedHashMap<>();
                rows.by(m_in.roles().centre(), rows.all())
                    .forEach((name, members) -> centres.put(name.isEmpty() ? "unknown centre" : name, members));
                final TableOne t = TableOne.of(m_in.cohort(), centres, m_in.roles().acquisition(), false, false);
                m_html.heading("Per centre").table(t.head(), t.rows());
            }
        }

        private void model(final DlrmModel m) {
            section("model", "Model").heading("Equation").code(m.equation());
            if (!m.harmonization().isEmpty()) {
                m_html.paragraph("The features in the equation are harmonised by ComBat first; its parameters are in the model "
                    + "file.");
            }
            m_html.heading("Terms").table(List.of("Term", "Coefficient", "SE", "p (Wald)",
                m.kind() == DlrmModel.Kind.LOGISTIC ? "Odds ratio" : "Hazard ratio", "95 % interval (Wald)",
                "95 % interval (profile)", "VIF"), terms(m));
            if (!m.terms().isEmpty()) {
                final String measure = m.kind() == DlrmModel.Kind.LOGISTIC ? "Odds ratio" : "Hazard ratio";
                m_html.raw(new ForestChart(measure, m.terms().stream().map(t -> new ForestChart.Row(t.name(), t.ratio(),
                    t.waldLower(), t.waldUpper(), Html.p(t.p()))).toList()).svg("Terms of the fusion",
                        "Per unit of the term, 95 % Wald intervals, training patients."));
            }
            if (!m.nomogram().axes().isEmpty()) {
                m_html.raw(new NomogramChart(m.nomogram()).svg(m.kind() == DlrmModel.Kind.LOGISTIC ? "Probability of "
                    + m.outcome().column() + " = " + m.outcome().positiveClass() : "Survival probability"));
            }
            for (final Signature s : m.signatures()) {
                m_html.heading("Signature " + s.name()).paragraph("Intercept " + s.intercept()
                    + (Double.isNaN(s.lambda()) ? "" : ", lambda " + s.lambda()) + "; sum of coefficient * (value - mean) / SD.")
                    .table(List.of("Feature", "Coefficient", "Mean", "SD", "For a missing value"), s.features().stream()
                        .map(f -> List.of(f.column(), String.valueOf(f.coef()), String.valueOf(f.mean()),
                            String.valueOf(f.sd()), Double.isNaN(f.fill()) ? "not accepted" : String.valueOf(f.fill())))
                        .toList());
            }
            m_html.heading("Fit in the training patients").table(List.of("Quantity", "Value"), fit(m));
            if (m.baseline().times().length > 0) {
                m_html.note("The baseline hazard is in the appendix.");
            }
        }

        private void baseline(final String of, final double[] times, final double[] hazard) {
            section("baseline" + m_sections.size(), "Appendix: baseline hazard (" + of + ")").table(List.of("Time", "Cumulative hazard", "Survival"),
                IntStream.range(0, times.length).mapToObj(i -> List.of(String.valueOf(times[i]),
                    String.valueOf(hazard[i]), Html.number(Math.exp(-hazard[i])))).toList());
        }

        private static List<List<String>> terms(final DlrmModel m) {
            final List<List<String>> rows = new ArrayList<>();
            if (m.kind() == DlrmModel.Kind.LOGISTIC) {
                rows.add(List.of("(Intercept)", String.valueOf(m.intercept()), "", "", "", "", "", ""));
            }
            m.terms().forEach(t -> rows.add(List.of(t.name(), String.valueOf(t.coef()), Html.number(t.se()), Html.p(t.p()),
                Html.number(t.ratio()), Html.range(t.waldLower(), t.waldUpper()), Html.range(t.profileLower(), t.profileUpper()),
                Html.number(t.vif()))));
            return rows;
        }

        private static List<List<String>> fit(final DlrmModel m) {
            final List<List<String>> rows = new ArrayList<>();
            rows.add(List.of("Training patients", String.valueOf(m.fit().n())));
            rows.add(List.of("Events", String.valueOf(m.fit().events())));
            rows.add(List.of("Events per term", Evidence.eventsPerTerm(m)));
            rows.add(List.of("AIC", Html.number(m.fit().aic())));
            rows.add(List.of("Likelihood ratio, whole model", Html.number(m.fit().lrChisq()) + ", " + m.fit().lrDf()
                + " df, p " + Html.p(m.fit().lrP())));
            rows.add(List.of("Operating threshold", m.threshold().value() + " (" + Methods.words(m.threshold().rule()) + ")"));
            final Performance p = m.performance();
            rows.add(List.of(p.measure() + ", apparent (optimistic)",
                Html.interval(p.apparent().value(), p.apparent().lower(), p.apparent().upper())));
            if (p.crossValidated() != null && p.crossValidated().folds() > 0) {
                rows.add(List.of(p.measure() + ", cross-validated with the whole selection",
                    Html.number(p.crossValidated().value()) + ", SD over folds " + Html.number(p.crossValidated().sd())));
            }
            if (p.bootstrap() != null && p.bootstrap().samples() > 0) {
                rows.add(List.of(p.measure() + ", corrected for optimism", Html.number(p.bootstrap().corrected())
                    + " (optimism " + Html.number(p.bootstrap().optimism()) + ")"));
            }
            return rows;
        }

        private void trace(final Rows r) {
            section("selection", "Feature selection");
            final List<List<String>> rows = new ArrayList<>();
            r.by("Group", r.all()).forEach((group, members) -> r.by("Step", members).forEach((step, of) -> {
                final List<Integer> kept = of.stream().filter(i -> r.text("Kept", i).equals("yes")).toList();
                final List<String> names = kept.stream().map(i -> r.text("Feature", i)).distinct().toList();
                rows.add(List.of(group, step, String.valueOf(of.size()), String.valueOf(kept.size()),
                    names.size() > 30 ? "" : String.join(", ", names)));
            }));
            m_html.table(List.of("Group", "Step", "Judged", "Kept", "Kept (up to 30 named)"), rows);
        }

        private void reliability(final Rows r) {
            final List<Integer> known = r.all().stream().filter(i -> !Double.isNaN(r.number("ICC", i)))
                .sorted(java.util.Comparator.comparingDouble(i -> r.number("ICC", i))).toList();
            section("reliability", "Reproducibility of the features").table(List.of("ICC", "Features"), List.of(
                List.of("excellent, 0.9 or more", count(r, known, 0.9, 2)), List.of("good, 0.75 to 0.9", count(r, known, 0.75, 0.9)),
                List.of("moderate, 0.5 to 0.75", count(r, known, 0.5, 0.75)),
                List.of("poor, below 0.5", count(r, known, -1e9, 0.5)),
                List.of("does not exist", String.valueOf(r.count() - known.size()))))
                .note(r.where("Kept", "yes").size() + " of " + r.count() + " features were kept.");
            final Set<String> used = new java.util.LinkedHashSet<>();
            m_in.model().ifPresent(m -> m.signatures().forEach(s -> s.features().forEach(f -> used.add(f.column()))));
            final List<List<String>> rows = r.all().stream().filter(i -> used.contains(r.text("Feature", i)))
                .map(i -> List.of(r.text("Feature", i), Html.interval(r.number("ICC", i), r.number("Lower", i),
                    r.number("Upper", i), 3), r.text("Kept", i))).toList();
            if (!rows.isEmpty()) {
                m_html.heading("Features of the model").table(List.of("Feature", "ICC (interval)", "Kept"), rows);
            }
        }

        private static String count(final Rows r, final List<Integer> known, final double from, final double below) {
            return String.valueOf(known.stream().mapToDouble(i -> r.number("ICC", i)).filter(v -> v >= from && v < below)
                .count());
        }

        private void performance() {
            if (m_in.metrics().isEmpty() && m_in.comparisons().isEmpty() && m_in.curves().isEmpty()) {
                return;
            }
            new PerformanceSection(m_in, section("performance", "Performance per cohort")).write();
        }

        private void survival() {
            if (m_in.survival().isEmpty() && m_in.survivalStatistics().isEmpty() && m_in.survivalCurves().isEmpty()) {
                return;
            }
            new SurvivalSection(m_in, section("survival", "Survival")).write();
        }

        /** What a reader looks up: everything that was measured, and every setting. */
        private void appendix() {
            m_in.metrics().map(Rows::new).ifPresent(r -> PerformanceSection.appendix(
                section("allmetrics", "Appendix: all metrics"), r));
            m_in.survivalStatistics().map(Rows::new).ifPresent(r -> SurvivalSection.appendix(m_in,
                section("allsurvival", "Appendix: all survival statistics"), r));
            m_in.survival().filter(SurvivalModel::canPredict).ifPresent(s -> baseline("survival model, risk score "
                + s.cox().reference(), s.cox().time(), s.cox().cumulativeHazard()));
            m_in.model().filter(m -> m.baseline().times().length > 0).ifPresent(m -> baseline("fusion model, all terms 0",
                m.baseline().times(), m.baseline().cumulativeHazard()));
            if (m_in.extraction().isPresent() || m_in.model().isPresent()) {
                section("settings", "Appendix: settings");
                m_in.extraction().map(Rows::new).ifPresent(r -> r.all().forEach(i -> m_html.heading("Settings of the "
                    + "radiomics extraction (hash " + r.text("Settings hash", i) + ")").table(List.of("Setting", "Value"),
                        Settings.flatten(r.text("Settings", i)))));
                m_in.model().map(m -> m.provenance().settings()).ifPresent(
                    s -> m_html.heading("Settings of the fusion").table(List.of("Setting", "Value"), Settings.flatten(s)));
            }
        }

        private void provenance() {
            final List<List<String>> rows = new ArrayList<>();
            m_in.model().ifPresent(m -> {
                rows.add(List.of("Fusion model: software", m.provenance().software()));
                rows.add(List.of("Fusion model: format version", String.valueOf(m.version())));
                rows.add(List.of("Fusion model: data hash (SHA-256)", m.provenance().dataHash()));
                rows.add(List.of("Fusion model: seed", String.valueOf(m.provenance().seed())));
            });
            m_in.survival().ifPresent(s -> {
                rows.add(List.of("Survival model: software", s.provenance().software()));
                rows.add(List.of("Survival model: data hash (SHA-256)", s.provenance().dataHash()));
                rows.add(List.of("Survival model: seed", String.valueOf(s.settings().seed())));
            });
            m_in.dictionary().map(Rows::new).ifPresent(
                d -> rows.add(List.of("Radiomics settings hash", String.join(", ", d.values("Settings hash")))));
            section("provenance", "Software, seeds and hashes").table(List.of("What", "Value"), rows);
        }

        private void checklist(final Checklist list, final List<Item> items) {
            final long filled = items.stream().filter(i -> !i.text().isEmpty()).count();
            section(list.name().toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z]", ""), list.name())
                .note(list.source() + ". Filled or partly filled from the workflow: " + filled + " of " + items.size()
                    + ". The workflow supplies evidence, it does not judge: no item is answered with yes.");
            m_html.raw("<table class=\"checklist\">\n<thead><tr><th>Item</th><th>Evidence</th><th>Status</th></tr></thead>\n<tbody>\n");
            items.forEach(i -> m_html.raw("<tr><td>").raw(Html.escape(i.item()))
                .raw(i.text().isEmpty() ? "</td><td class=\"open\">" : "</td><td>").raw(Html.escape(i.text()))
                .raw(i.text().isEmpty() ? "</td><td class=\"open\">" : "</td><td>").raw(Html.escape(i.status()))
                .raw("</td></tr>\n"));
            m_html.raw("</tbody></table>\n");
        }
    }
}

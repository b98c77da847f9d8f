package org.dlrm.knime.node.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import org.dlrm.knime.Columns;
import org.dlrm.knime.StatTables;
import org.dlrm.knime.WorkspaceTest;
import org.dlrm.knime.port.DlrmPortObject;
import org.dlrm.knime.port.ModelSpec;
import org.dlrm.knime.port.SurvivalPortObject;
import org.dlrm.standin.NodeRuntime;
import org.dlrm.stats.fusion.ClinicalSettings;
import org.dlrm.stats.fusion.DlrmFusion;
import org.dlrm.stats.fusion.DlrmModel;
import org.dlrm.stats.fusion.DlrmSettings;
import org.dlrm.stats.fusion.Outcome;
import org.dlrm.stats.fusion.SelectionStep;
import org.dlrm.stats.survival.CutRule;
import org.dlrm.stats.survival.StratifierSettings;
import org.dlrm.stats.survival.SurvivalModel;
import org.dlrm.stats.survival.SurvivalStratifier;
import org.dlrm.stats.table.Column;
import org.dlrm.stats.table.Table;
import org.dlrm.work.Progress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.knime.core.data.DataCell;
import org.knime.core.data.DataRow;
import org.knime.core.data.DataTableSpec;
import org.knime.core.data.container.CloseableRowIterator;
import org.knime.core.data.def.DoubleCell;
import org.knime.core.data.def.IntCell;
import org.knime.core.data.def.StringCell;
import org.knime.core.node.BufferedDataTable;
import org.knime.core.node.InvalidSettingsException;
import org.knime.core.node.NodeSettings;
import org.knime.core.node.port.PortObject;
import org.knime.core.node.port.PortObjectSpec;

/** The report says what the tables say, leaves blank what they don't, and lets nothing out of its cells. */
final class StudyReportNodeTest extends WorkspaceTest {

    private static final String HOSTILE = "<script>alert('x')</script> & \"<img src=x onerror=alert(1)>";

    private static final String OPEN = "to be answered by the authors";

    private static final DataTableSpec COHORT = StatTables.spec("cohort", StringCell.TYPE, "centre", StringCell.TYPE,
        "age", IntCell.TYPE, "sex", StringCell.TYPE, "location", StringCell.TYPE, "CEA", DoubleCell.TYPE, "response",
        IntCell.TYPE, "pfs_months", DoubleCell.TYPE, "pfs_event", IntCell.TYPE, "CT", StringCell.TYPE, "Manufacturer",
        StringCell.TYPE, "KVP", DoubleCell.TYPE);

    private static final DataTableSpec METRICS = StatTables.spec("Cohort", StringCell.TYPE, "Score", StringCell.TYPE,
        "n", IntCell.TYPE, "Positive", IntCell.TYPE, "Metric", StringCell.TYPE, "Value", DoubleCell.TYPE, "Lower",
        DoubleCell.TYPE, "Upper", DoubleCell.TYPE, "p", DoubleCell.TYPE, "Note", StringCell.TYPE);

    private static final DataTableSpec STATISTICS = StatTables.spec("Cohort", StringCell.TYPE, "Statistic",
        StringCell.TYPE, "Of", StringCell.TYPE, "Value", DoubleCell.TYPE, "Lower", DoubleCell.TYPE, "Upper",
        DoubleCell.TYPE, "p", DoubleCell.TYPE, "Note", StringCell.TYPE);

    private NodeRuntime m_node = NodeRuntime.of(StudyReportNodeFactory.class);

    private NodeSettings m_settings;

    private final Map<String, PortObject> m_inputs = new LinkedHashMap<>();

    @BeforeEach
    void prepare() throws Exception {
        m_settings = m_node.defaultSettings(new PortObjectSpec[]{COHORT});
        m_node.set(m_settings, "file", m_dir.resolve("out/report.html").toString());
        m_inputs.put("Cohort", cohort());
    }

    private BufferedDataTable table(final DataTableSpec spec, final Object[]... rows) {
        final StatTables.Builder t =
            new StatTables.Builder(context(), spec);
        for (final Object[] row : rows) {
            t.add(row);
        }
        return t.build();
    }

    /** 30 training patients aged 41 to 70, 10 of them men; 30 of another hospital aged 51 to 80, 20 of them men. */
    private BufferedDataTable cohort() {
        final Object[][] rows = new Object[60][];
        for (int i = 0; i < 60; i++) {
            final boolean train = i < 30;
            rows[i] = new Object[]{train ? "train" : "external", train ? "A" : "B", (train ? 41 : 21) + i,
                i % 30 < (train ? 10 : 20) ? "M" : "F", i == 0 ? HOSTILE : "antrum", i % 10 == 3 ? Double.NaN : i + 0.5,
                i % 2, 1.0 + i, i % 3 == 0 ? 1 : 0,
                i == 5 ? Columns.missing("no series: <b>2 slices</b> missing") : new StringCell("volume"),
                train ? "Siemens" : "GE", 120.0};
        }
        return table(COHORT, rows);
    }

    /** Scores and outcomes of the same patients for the models. */
    private static Table features() {
        final SplittableRandom random = new SplittableRandom(1);
        final double[] a = new double[60];
        final double[] b = new double[60];
        final double[] y = new double[60];
        final double[] time = new double[60];
        final double[] event = new double[60];
        for (int i = 0; i < 60; i++) {
            y[i] = i % 2;
            a[i] = y[i] + random.nextDouble(-1.5, 1.5);
            b[i] = random.nextDouble();
            time[i] = 1 + random.nextDouble(0, 30) * (a[i] > 0.5 ? 0.4 : 1);
            event[i] = i % 4 == 0 ? 0 : 1;
        }
        return Table.ofRows(60).with("cohort", Column.Factor.of(IntStream.range(0, 60)
            .mapToObj(i -> i < 30 ? "train" : "external").toList())).with("rad_a", a).with("rad_b", b).with("response", y)
            .with("age", IntStream.range(0, 60).mapToDouble(i -> (i < 30 ? 41 : 21) + i).toArray())
            .with("pfs_months", time).with("pfs_event", event);
    }

    private static DlrmModel logistic() {
        return new DlrmFusion(DlrmSettings.builder(new Outcome.Binary("response", "1"), "cohort", "train")
            .group("radiomics", List.of("rad_a", "rad_b"), new SelectionStep.MissingRule(0.2),
                new SelectionStep.Redundancy(0.9, SelectionStep.Relevance.AUC))
            .clinical(ClinicalSettings.univariable(List.of("age"), 1))
            .validation(new DlrmSettings.Validation(3, 2, 0)).seed(4711).build()).learn(features(), Progress.NONE).model();
    }

    private static SurvivalModel searched() {
        return SurvivalStratifier.learn(StratifierSettings.of("rad_a", "pfs_months", "pfs_event", "1")
            .withLabels("PFS", "months").withCohort("cohort", "train").withCutRule(CutRule.maxStat()), features(),
            Progress.NONE).model();
    }

    private static ModelSpec spec() {
        return new ModelSpec("model", List.of(), List.of());
    }

    private BufferedDataTable metrics(final String... cohorts) {
        return table(METRICS, java.util.Arrays.stream(cohorts).flatMap(c -> java.util.stream.Stream.of(
            new Object[]{c, "DLRM probability", 29, 14, "AUC", 0.8123, 0.7012, 0.9234, 0.0004, "DeLong interval"},
            new Object[]{c, "DLRM probability", 29, 14, "calibration slope", 0.61, 0.2, 1.02, Double.NaN, "ideal 1"}))
            .toArray(Object[][]::new));
    }

    private NodeRuntime.Result run() throws Exception {
        final List<String> groups =
            m_node.portGroups().stream().filter(NodeRuntime.PortGroup::input).map(NodeRuntime.PortGroup::id).toList();
        final List<PortObject> inputs = new ArrayList<>();
        for (final String group : groups) {
            if (m_inputs.containsKey(group)) {
                if (m_node.inputs().stream().noneMatch(p -> p.groupId().equals(group))) {
                    m_node.addPort(group);
                }
                inputs.add(m_inputs.get(group));
            }
        }
        assertEquals(m_inputs.size(), inputs.size(), groups.toString());
        m_node.loadSettings(m_settings);
        return m_node.execute(inputs.toArray(PortObject[]::new), NodeRuntime.Monitor.SILENT, m_workspace);
    }

    private String html() throws Exception {
        run();
        return Files.readString(m_dir.resolve("out/report.html"));
    }

    /** With another set of ports. */
    private String runAnew() throws Exception {
        m_node = NodeRuntime.of(StudyReportNodeFactory.class);
        return html();
    }

    private record Item(String section, String item, String status, String text) {
    }

    private static List<Item> items(final NodeRuntime.Result result) {
        final List<Item> items = new ArrayList<>();
        try (CloseableRowIterator rows = ((BufferedDataTable)result.outputs()[0]).iterator()) {
            while (rows.hasNext()) {
                final DataRow r = rows.next();
                items.add(new Item(text(r.getCell(0)), text(r.getCell(1)), text(r.getCell(2)), text(r.getCell(3))));
            }
        }
        return items;
    }

    private static String text(final DataCell cell) {
        return Columns.text(cell).orElse("");
    }

    /** The cells of the first row of the page's tables that starts with this text, tags removed. */
    private static List<String> row(final String html, final String first) {
        final int at = html.indexOf("<tr><td>" + first + "</td>");
        assertTrue(at >= 0, () -> "no row '" + first + "'");
        final String row = html.substring(at, html.indexOf("</tr>", at));
        return java.util.Arrays.stream(row.split("<td[^>]*>")).skip(1).map(c -> c.replace("</td>", "")).toList();
    }

    private void everything() {
        m_inputs.put("DLRM model", new DlrmPortObject(spec(),
            Map.of("model.json", logistic().toJson().getBytes(StandardCharsets.UTF_8))));
        m_inputs.put("Selection trace", table(StatTables.spec("Group", StringCell.TYPE, "Feature", StringCell.TYPE, "Step",
            StringCell.TYPE, "Kept", StringCell.TYPE), new Object[]{"radiomics", "rad_a", "redundancy", "yes"},
            new Object[]{"radiomics", HOSTILE, "redundancy", "no"}));
        m_inputs.put("Metrics", metrics("train", "external"));
        m_inputs.put("Curves", table(StatTables.spec("Curve", StringCell.TYPE, "Cohort", StringCell.TYPE, "Score",
            StringCell.TYPE, "x", DoubleCell.TYPE, "y", DoubleCell.TYPE, "Lower", DoubleCell.TYPE, "Upper",
            DoubleCell.TYPE), new Object[]{"ROC", "external", HOSTILE, 0.0, 0.0, Double.NaN, Double.NaN},
            new Object[]{"ROC", "external", HOSTILE, 1.0, 1.0, Double.NaN, Double.NaN},
            new Object[]{"calibration", "external", "DLRM probability", 0.3, 0.4, 0.2, 0.6},
            new Object[]{"decision", "external", "DLRM probability", 0.3, 0.1, Double.NaN, Double.NaN}));
        m_inputs.put("Survival model", new SurvivalPortObject(spec(),
            Map.of("model.json", searched().toJson().getBytes(StandardCharsets.UTF_8))));
        final double none = Double.NaN;
        m_inputs.put("Survival statistics", table(STATISTICS,
            new Object[]{"train", "log-rank test", "groups", 9.9, none, none, 0.0314, "chi-squared, 1 df"},
            new Object[]{"external", "log-rank test", "groups", 7.7, none, none, 0.0055, "chi-squared, 1 df"},
            new Object[]{"external", "events", "high risk", 0.0, none, none, none, ""},
            new Object[]{"external", "hazard ratio per unit", "rad_a", 2.345, 1.2, 4.5, 0.012, ""},
            new Object[]{"external", "proportional hazards", "all terms", 6.0, none, none, 0.0143, ""}));
        m_inputs.put("Survival curves", table(StatTables.spec("Cohort", StringCell.TYPE, "Group", StringCell.TYPE, "Time",
            DoubleCell.TYPE, "At risk", IntCell.TYPE, "Survival", DoubleCell.TYPE),
            new Object[]{"external", "high risk", 4.0, 12, 0.9}, new Object[]{"external", "high risk", 9.0, 10, 0.8}));
        m_inputs.put("Feature dictionary", table(StatTables.spec("Column", StringCell.TYPE, "Family", StringCell.TYPE,
            "Image", StringCell.TYPE, "Settings hash", StringCell.TYPE),
            new Object[]{"rad_a", "GLCM", "original", "cafe01"}, new Object[]{"rad_b", "Morphology", "original", "cafe01"}));
        m_inputs.put("Extraction settings", table(StatTables.spec("Settings hash", StringCell.TYPE, "Settings",
            StringCell.TYPE), new Object[]{"cafe01", "{\"resampling\": {\"spacing\": [1, 1, 1]}}"}));
    }

    private void roles() throws InvalidSettingsException {
        for (final String use : List.of("useCentre", "useOutcome", "useSurvival")) {
            m_node.set(m_settings, use, "true");
        }
    }

    @Test
    void theCohortTableIsEnough() throws Exception {
        final NodeRuntime.Result result = run();
        final String html = Files.readString(m_dir.resolve("out/report.html"));
        for (final String id : List.of("warnings", "methods", "flow", "table1", "acquisition", "tripodai", "clear",
            "metrics")) {
            assertTrue(html.contains("<h2 id=\"" + id + "\">"), id);
        }
        for (final String id : List.of("model", "performance", "survival", "selection")) {
            assertFalse(html.contains("<h2 id=\"" + id + "\">"), id + " has no input");
        }
        // R: quantile(41:70), quantile(51:80), wilcox.test p = 0.00022; chisq.test(matrix(c(20,10,10,20),2)) p = 0.0201
        assertEquals(List.of("age, median [quartiles]", "55.50 [48.25, 62.75]", "65.50 [58.25, 72.75]", "&lt;0.001",
            "Mann-Whitney"), row(html, "age, median [quartiles]"));
        assertEquals(List.of("sex, n (%)", "", "", "0.020", "chi-square"), row(html, "sex, n (%)"));
        assertEquals(List.of("\u2003M", "10 (33.3)", "20 (66.7)", "", ""), row(html, "\u2003M"));
        assertEquals(List.of("\u2003missing, n", "3", "3", "", ""), row(html, "\u2003missing, n"));
        assertEquals(List.of("KVP, n (%)", "", ""), row(html, "KVP, n (%)"));
        assertTrue(html.contains("<td class=\"n\">29</td><td class=\"n\">1</td>"
            + "<td>1 x no series: &lt;b&gt;2 slices&lt;/b&gt; missing</td>"), "reasons of missing cells");
        assertTrue(result.warning().orElse("").contains("cT, cN"), result.warning().toString());
        assertTrue(m_node.view(result, m_workspace).isPresent());
    }

    @Test
    void checklistsAreCompleteAndBlankWhereNobodyKnows() throws Exception {
        final List<Item> items = items(run());
        final Map<String, Integer> sizes = Map.of("TRIPOD+AI", 27, "CLEAR", 58, "METRICS", 30);
        sizes.forEach((name, n) -> assertEquals(n.longValue(),
            items.stream().filter(i -> i.section().equals(name)).count(), name));
        assertEquals(1, items.stream().filter(i -> i.section().equals("METRICS"))
            .mapToDouble(i -> Double.parseDouble(i.item().replaceAll(".*weight ([0-9.]+)\\)", "$1"))).sum(), 1e-9);
        for (final Item i : items) {
            assertEquals(i.status().equals(OPEN), i.text().isEmpty(), i.toString());
            assertFalse(i.text().matches("(?i)yes\\W?.*"), i.toString());
        }
        for (final int human : new int[]{3, 4, 14, 17, 18, 19, 22, 23, 24, 25, 26, 27}) {
            final Item item = items.stream().filter(i -> i.section().equals("TRIPOD+AI")
                && i.item().startsWith(human + ".")).findFirst().orElseThrow();
            assertEquals(OPEN, item.status(), item.item());
        }
        everything();
        roles();
        final List<Item> known = items(run());
        for (final int human : new int[]{1, 2, 3, 4, 14, 17, 18, 19, 24, 25, 26, 27}) {
            assertEquals(OPEN, known.stream().filter(i -> i.section().equals("TRIPOD+AI")
                && i.item().startsWith(human + ".")).findFirst().orElseThrow().status());
        }
        for (final int human : new int[]{1, 2, 3, 5, 7, 8, 9, 10, 14, 17, 19, 23, 24, 28, 29, 30}) {
            assertEquals(OPEN, known.stream().filter(i -> i.section().equals("METRICS")
                && i.item().startsWith(human + ".")).findFirst().orElseThrow().status(), "METRICS " + human);
        }
        for (final int decidable : new int[]{4, 6, 11, 12, 13, 15, 16, 18, 20, 21, 22, 26, 27}) {
            final Item item = known.stream().filter(i -> i.section().equals("METRICS")
                && i.item().startsWith(decidable + ".")).findFirst().orElseThrow();
            assertEquals("filled from the workflow", item.status(), item.toString());
        }
    }

    @Test
    void numbersAreThoseOfTheTablesAndModels() throws Exception {
        everything();
        roles();
        final String html = html();
        final DlrmModel model = logistic();
        final String afterwards = html.substring(html.indexOf("<h2 id=\"model\">"));
        model.terms().forEach(t -> assertEquals(String.valueOf(t.coef()), row(afterwards, t.name()).get(1)));
        model.signatures().get(0).features().forEach(f -> assertEquals(List.of(f.column(), String.valueOf(f.coef()),
            String.valueOf(f.mean()), String.valueOf(f.sd())), row(html, f.column()).subList(0, 4)));
        assertTrue(html.contains("<td>Fusion model: seed</td><td class=\"n\">4711</td>"));
        assertTrue(html.contains(model.provenance().dataHash()));
        assertTrue(html.contains("<td>external</td><td>DLRM probability</td><td class=\"n\">29</td><td class=\"n\">14</td>"
            + "<td>AUC</td><td class=\"n\">0.8123</td><td class=\"n\">0.7012 to 0.9234</td><td class=\"n\">&lt;0.001</td>"));
        assertTrue(html.contains("<td>hazard ratio per unit</td><td>rad_a</td><td class=\"n\">2.345</td>"
            + "<td class=\"n\">1.200 to 4.500</td><td class=\"n\">0.012</td>"));
        assertTrue(html.contains(String.valueOf(searched().cut().values()[0])), "the cut-off in full");
        final SurvivalModel.Cox cox = searched().cox();
        for (int i = 0; i < cox.time().length; i++) {
            assertTrue(html.contains("<td class=\"n\">" + cox.time()[i] + "</td><td class=\"n\">"
                + cox.cumulativeHazard()[i] + "</td>"), "baseline at " + cox.time()[i]);
        }
        assertTrue(html.contains("settings hash cafe01") && html.contains("<td>resampling.spacing</td>"));
        final String risk = html.substring(html.indexOf("Number at risk"), html.indexOf("</svg>", html.indexOf("Number at risk")));
        assertTrue(risk.replaceAll("(?s)<[^>]*>|\\s", " ").replaceAll(" +", " ").contains("high risk 12 12 12 10 10"), risk);
        assertEquals(4, html.split("<figure>", -1).length - 1, "ROC, calibration, decision, Kaplan-Meier");
        assertEquals(3, html.split("<figure class=\"wide\">", -1).length - 1, "terms, nomogram, hazard ratios");
        assertEquals(List.of("external", "DLRM probability", "29 (14)", "0.812 (0.701 to 0.923)", "0.61 (0.20 to 1.02)"),
            row(html, "external</td><td>DLRM probability</td><td class=\"n\">29 (14)"));
        assertTrue(html.contains("Evaluated cohorts without a centre of the training cohort: external."));
        // by hand: ages 10 years apart, variance of 30 whole numbers in a row 77.5; a third of men against two thirds
        final String differences = html.substring(html.indexOf("Standardized mean differences"));
        assertEquals("external against train", differences.replaceAll("(?s).*?<th[^>]*>[^<]*</th><th[^>]*>([^<]*)<.*", "$1"));
        assertEquals(String.format(Locale.ROOT, "%.3f", 10 / Math.sqrt(77.5)), row(differences, "age").get(1));
        assertEquals(String.format(Locale.ROOT, "%.3f", Math.sqrt(0.5)), row(differences, "sex").get(1));
    }

    @Test
    void baselineOfACoxModelIsComplete() throws Exception {
        final DlrmModel cox = new DlrmFusion(DlrmSettings.builder(new Outcome.Survival("pfs_months", "pfs_event", "1"),
            "cohort", "train").clinical(ClinicalSettings.univariable(List.of("age", "rad_a"), 1)).build())
            .learn(features(), Progress.NONE).model();
        assertTrue(cox.baseline().times().length > 10);
        m_inputs.put("DLRM model", new DlrmPortObject(spec(),
            Map.of("model.json", cox.toJson().getBytes(StandardCharsets.UTF_8))));
        final String html = html();
        for (int i = 0; i < cox.baseline().times().length; i++) {
            assertTrue(html.contains("<td class=\"n\">" + cox.baseline().times()[i] + "</td><td class=\"n\">"
                + cox.baseline().cumulativeHazard()[i] + "</td>"));
        }
    }

    @Test
    void warnsOfWhatAReviewerWouldObjectTo() throws Exception {
        everything();
        roles();
        final NodeRuntime.Result result = run();
        final String warnings = String.join("\n", items(result).stream().filter(i -> i.section().equals("Warnings"))
            .map(Item::text).toList());
        for (final String expected : List.of("Events per variable below 10: 15 patients in the smaller class for 2 terms",
            "'CEA' is missing in 6 of 60 patients (10.0 %, more than 5 %)", "Cohort 'external', DLRM probability: calibration "
                + "slope 0.61 is outside 0.8 to 1.2", "The cut-off was searched in cohort 'train'",
            "Cohort 'train': the p value of the log-rank test is not adjusted", "Cohort 'external': the hazards are not "
                + "proportional (all terms, p = 0.014)", "the group 'high risk' has no event")) {
            assertTrue(warnings.contains(expected), () -> expected + "\n in \n" + warnings);
        }
        assertFalse(warnings.contains("All performance numbers come from training patients"), warnings);
        final String html = Files.readString(m_dir.resolve("out/report.html"));
        assertFalse(html.contains(">0.031<"), "the unadjusted p value at a searched cut-off is not shown");
        assertTrue(html.contains(">0.005<") || html.contains(">0.006<"), "that of another cohort is");
        m_inputs.remove("Survival model");
        m_inputs.put("Survival statistics", table(STATISTICS, new Object[]{"training", "maximally selected log-rank M",
            "9 candidate cut-offs", 3.0, Double.NaN, Double.NaN, 0.021, "p adjusted for the search (Lau94)"},
            new Object[]{"train", "log-rank test", "groups", 9.0, Double.NaN, Double.NaN, 0.022,
                "p adjusted for the searched cut-off (Lau94)"},
            new Object[]{"train", "log-rank test (pair)", "low against high", 9.0, Double.NaN, Double.NaN, 0.0013,
                "p adjusted by Holm"}));
        assertTrue(runAnew().contains(">0.022<"), "the adjusted p value is shown");
        assertFalse(runAnew().contains(">0.001<"), "adjusted for pairs is not adjusted for the search");
        m_inputs.put("Metrics", metrics("train"));
        assertTrue(runAnew().contains("All performance numbers come from training patients"));
    }

    @Test
    void cellsNeverBecomeMarkupAndNothingComesFromElsewhere() throws Exception {
        everything();
        m_node.set(m_settings, "title", HOSTILE);
        final String html = html();
        assertTrue(html.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;&lt;img"));
        assertFalse(html.matches("(?is).*<(script|img|link|iframe|object|base|form)\\b.*"));
        assertFalse(html.matches("(?is).*(https?://|\\bsrc=\"|url\\(|@import).*"), "something from elsewhere");
        assertTrue(html.contains("default-src 'none'") && html.contains("@media print"));
    }

    @Test
    void sameInputsGiveTheSameBytes() throws Exception {
        everything();
        final byte[] first = html().getBytes(StandardCharsets.UTF_8);
        assertArrayEquals(first, html().getBytes(StandardCharsets.UTF_8));
        m_node.set(m_settings, "date", "1 May 2026");
        assertTrue(html().contains("Report of 1 May 2026"));
    }

    @Test
    void wrongTablesAndExistingFilesAreNamed() throws Exception {
        run();
        m_node.set(m_settings, "existing", "FAIL");
        final Exception there = assertThrows(Exception.class, this::run);
        assertTrue(there.getMessage().contains("A report is already there"), there.getMessage());
        m_inputs.put("Metrics", cohort());
        final Exception wrong = assertThrows(InvalidSettingsException.class, this::run);
        assertTrue(wrong.getMessage().contains("'Metrics' has no column 'Cohort'"), wrong.getMessage());
    }
}

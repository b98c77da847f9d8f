package org.dlrm.knime.browser;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import org.dlrm.knime.FeaturePanels;
import org.dlrm.knime.Views;
import org.dlrm.standin.NodeRuntime;
import org.dlrm.standin.Workspace;
import org.dlrm.testing.Chromium;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.knime.core.node.CanceledExecutionException;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

/**
 * The view page in a real browser: every panel type of {@code web/README.md} with the sample data of
 * {@code resources/views}, shown, read by keys and exported by {@code resources/browser/harness.js}, as a saved page and
 * inside a frame that talks as KNIME does. Skipped, saying so, where there is no Chromium.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ViewPageBrowserTest {

    /** Samples whose every panel can be drawn. */
    private static final List<String> SAMPLES =
        List.of("features", "fusion", "hard", "images", "source", "survival", "validator");

    private final Map<String, JsonObject> m_data = new LinkedHashMap<>();

    private static final int PATIENTS = 719;

    private static final int FEATURES = 1500;

    private static final double MOST_SECONDS = 2;

    private static final String READY =
        "document.documentElement.dataset.state && document.documentElement.dataset.state !== 'loading'";

    private JsonObject m_result;

    private JsonObject m_big;

    @BeforeAll
    void showAllPages(@TempDir final Path work) throws IOException, InterruptedException {
        final Path browser = Chromium.require();
        final Map<String, String> texts = new LinkedHashMap<>();
        for (final String name : List.of("broken", "features", "fusion", "hard", "images", "source", "survival", "validator")) {
            final String json = PageFile.text("/views/" + name + ".json").strip();
            texts.put(name, json);
            m_data.put(name, JsonParser.parseString(json).getAsJsonObject());
        }
        final Gson gson = new Gson(); // escapes < so that data cannot end the script
        final Path page = work.resolve("harness.html");
        Files.writeString(page, "<!doctype html><meta charset=\"utf-8\"><body><script>const TEMPLATE = "
            + gson.toJson(PageFile.inlined()) + "; const SAMPLES = " + gson.toJson(texts) + ";</script><script>"
            + PageFile.script(PageFile.text("/browser/harness.js")) + "</script></body>");
        Files.createDirectories(work.resolve("browser"));
        try (Chromium chromium = Chromium.start(browser, work.resolve("browser"))) {
            chromium.screen(1000, 800, false);
            chromium.open(page);
            m_result = JsonParser.parseString(URLDecoder.decode(
                chromium.eval("document.getElementById('result').textContent").getAsString(), StandardCharsets.UTF_8))
                .getAsJsonObject();
            assertTrue(m_result.has("samples"), () -> m_result.toString());
            m_big = big(chromium, work);
        }
    }

    /** What a cohort of 719 patients with 1,500 features does to the page, with names that a hostile table would have. */
    private static JsonObject big(final Chromium chromium, final Path work) throws IOException, InterruptedException {
        final SplittableRandom random = new SplittableRandom(11);
        final List<String> names = new ArrayList<>();
        final List<double[]> values = new ArrayList<>();
        for (int f = 0; f < FEATURES; f++) {
            names.add(f == 0 ? "<script>window.hacked = true</script>" : f == 1 ? "\u05e9\u05dc\u05d5\u05dd \u202e right to left"
                : f == 2 ? "x".repeat(300) : "rad_family%02d_feature%04d".formatted(f % 40, f));
            values.add(random.doubles(PATIENTS).map(v -> Math.log(v)).toArray());
        }
        final JsonObject data = Views.page("Big");
        FeaturePanels.distributions(data, "Distributions", names, values,
            Map.of("no", IntStream.range(0, 300).boxed().toList(), "yes", IntStream.range(300, PATIENTS).boxed().toList()));
        try (Workspace workspace = Workspace.open(Files.createDirectories(work.resolve("workspace")))) {
            FeaturePanels.correlations(data, "Correlations", names, values,
                workspace.executionContext(NodeRuntime.Monitor.SILENT));
        } catch (CanceledExecutionException e) {
            throw new IllegalStateException(e);
        }
        final List<Object[]> rows = new ArrayList<>();
        names.forEach(n -> rows.add(new Object[]{n, random.nextDouble(), "kept"}));
        Views.table(data, "table", "Features", List.of("Feature", "Value", "Verdict"), rows);
        final Path page = PageFile.write(work.resolve("big.html"), data);
        final JsonObject result = new JsonObject();
        final int before = chromium.complaints().size();
        chromium.send("Performance.enable", Map.of("timeDomain", "threadTicks"));
        double best = Double.POSITIVE_INFINITY;
        for (int i = 0; i < 3; i++) {
            chromium.open(Files.writeString(work.resolve("empty.html"), "<!doctype html>"));
            final double start = seconds(chromium);
            chromium.open(page);
            chromium.waitFor(READY);
            best = Math.min(best, seconds(chromium) - start);
        }
        result.addProperty("seconds", best);
        result.add("state", chromium.eval("document.documentElement.dataset.state"));
        result.add("hacked", chromium.eval("Boolean(window.hacked)"));
        result.add("options", chromium.eval("document.querySelectorAll('.distribution select option').length"));
        result.add("elements", chromium.eval("document.querySelectorAll('*').length"));
        chromium.screen(400, 800, false);
        chromium.open(page);
        chromium.waitFor(READY);
        result.add("overflow", chromium.eval("document.documentElement.scrollWidth - document.documentElement.clientWidth"));
        result.add("complaints",
            new Gson().toJsonTree(chromium.complaints().subList(before, chromium.complaints().size())));
        System.out.printf(Locale.ROOT, "%d patients x %d features: page drawn in %.2f s of the browser's main thread%n", PATIENTS,
            FEATURES, best);
        return result;
    }

    /** @return processor time of the browser's main thread: the machine may be busy */
    private static double seconds(final Chromium chromium) throws IOException {
        for (final JsonElement e : chromium.send("Performance.getMetrics", Map.of()).getAsJsonArray("metrics")) {
            if (e.getAsJsonObject().get("name").getAsString().equals("TaskDuration")) {
                return e.getAsJsonObject().get("value").getAsDouble();
            }
        }
        throw new IOException("the browser measures no time");
    }

    @Test
    void manyFeaturesOpenAtOnce() {
        assertEquals("ready", m_big.get("state").getAsString());
        assertEquals(FEATURES, m_big.get("options").getAsInt());
        assertTrue(m_big.get("seconds").getAsDouble() < MOST_SECONDS, m_big.toString());
        assertTrue(m_big.get("elements").getAsInt() < 10_000, "the heat map is one picture, tables grow as one scrolls: " + m_big);
        assertFalse(m_big.get("hacked").getAsBoolean(), "a name never becomes a script");
        assertEquals(0, m_big.get("overflow").getAsInt(), "long names fit");
        assertEquals("[]", m_big.get("complaints").toString());
    }

    private JsonObject sample(final String name) {
        return m_result.getAsJsonObject("samples").getAsJsonObject(name);
    }

    private static List<JsonObject> objects(final JsonObject o, final String key) {
        final List<JsonObject> list = new ArrayList<>();
        o.getAsJsonArray(key).forEach(e -> list.add(e.getAsJsonObject()));
        return list;
    }

    private static <T> List<T> list(final JsonElement array, final Function<JsonElement, T> of) {
        final List<T> list = new ArrayList<>();
        array.getAsJsonArray().forEach(e -> list.add(of.apply(e)));
        return list;
    }

    @Test
    void samplesHoldEveryPanelTypeOfTheContract() throws IOException {
        final Set<String> promised = new TreeSet<>();
        for (final Matcher m = Pattern.compile("(?m)^\\| `(\\w+)` \\|").matcher(PageFile.text("/web/README.md")); m.find();) {
            promised.add(m.group(1));
        }
        final Set<String> tried = new TreeSet<>();
        SAMPLES.forEach(name -> objects(m_data.get(name), "panels").forEach(p -> tried.add(p.get("type").getAsString())));
        assertEquals(20, promised.size());
        assertEquals(promised, tried);
    }

    @Test
    void drawsEveryPanelWithoutAnError() {
        assertAll(SAMPLES.stream().map(name -> () -> {
            final JsonObject r = sample(name);
            assertEquals("ready", r.get("state").getAsString(), name + ": " + r.get("error"));
            assertEquals("[]", r.get("problems").toString(), name);
            assertEquals(m_data.get(name).getAsJsonArray("panels").size(), r.get("panels").getAsInt(), name);
            assertEquals(0, r.get("messages").getAsInt(), name);
            assertEquals(0, r.get("overflow").getAsInt(), name + " is wider than its frame");
        }));
    }

    @Test
    void aBrokenPanelSaysSoAndSparesTheOthers() {
        final JsonObject r = sample("broken");
        assertEquals("error", r.get("state").getAsString());
        assertEquals(6, r.get("panels").getAsInt());
        for (final String words : List.of("this page knows no panel of type 'future'", "could not be drawn",
            "the image of p is not what its size says (128 bytes)",
            "a volume of 40000 x 40000 x 4 voxels cannot be shown", "shown")) {
            assertTrue(r.get("text").getAsString().contains(words), words + " in " + r);
        }
    }

    @Test
    void everyChartAnswersKeysAndExports() {
        int charts = 0;
        for (final String name : SAMPLES) {
            for (final JsonObject c : objects(sample(name), "charts")) {
                charts++;
                final String label = name + ": " + c;
                assertTrue(c.get("focusable").getAsBoolean() && c.get("shown").getAsBoolean(), label);
                assertTrue(c.get("hidden").getAsBoolean(), "Escape hides the value: " + label);
                assertFalse(c.get("first").getAsString().isBlank(), label);
                assertEquals("", c.get("svgBad").getAsString(), label);
                assertEquals("", c.get("drawnBad").getAsString(), label);
                assertTrue(c.get("svgTexts").getAsInt() > 3, label);
            }
            if (!Set.of("images", "source").contains(name)) { // whose first picture is of volumes
                final JsonObject png = sample(name).getAsJsonObject("png");
                assertEquals(1920, png.get("width").getAsInt(), "three pixels per unit of 640");
                assertTrue(png.get("bytes").getAsInt() > 10_000, png.toString());
            }
        }
        assertEquals(32, charts);
    }

    @Test
    void readsValuesOffTheCurves() {
        final JsonObject roc = objects(sample("validator"), "charts").get(0);
        assertEquals("Training. Sensitivity 0, Specificity 1, AUC 0.8025", roc.get("first").getAsString());
        assertEquals("Training. Sensitivity 1, Specificity 0, AUC 0.8025", roc.get("last").getAsString());
        final JsonObject km = objects(m_data.get("survival"), "panels").get(0).getAsJsonArray("facets").get(0)
            .getAsJsonObject().getAsJsonArray("groups").get(0).getAsJsonObject();
        final int end = km.getAsJsonArray("time").size() - 1;
        double median = Double.NaN;
        for (int i = end; i >= 0 && km.getAsJsonArray("surv").get(i).getAsDouble() <= 0.5; i--) {
            median = km.getAsJsonArray("time").get(i).getAsDouble();
        }
        assertEquals("Low risk: score up to 0.4713. Time %s months, Survival %.4f, 95 %% CI %.4f to %.4f, Median %s".formatted(
            km.getAsJsonArray("time").get(end).getAsString(), km.getAsJsonArray("surv").get(end).getAsDouble(),
            km.getAsJsonArray("lower").get(end).getAsDouble(), km.getAsJsonArray("upper").get(end).getAsDouble(),
            Double.isNaN(median) ? "not reached" : "%.1f months".formatted(median)), objects(sample("survival"), "charts").get(0).get("last").getAsString());
    }

    @Test
    void writesTheNumbersOfTheData() {
        final String validator = sample("validator").get("svgText").getAsString();
        for (final JsonObject c : objects(objects(m_data.get("validator"), "panels").get(0), "curves")) {
            final String words = "%s: AUC %.3f (%.3f to %.3f), n %d, %d events".formatted(c.get("name").getAsString(),
                c.get("auc").getAsDouble(), c.get("lower").getAsDouble(), c.get("upper").getAsDouble(),
                c.get("n").getAsInt(), c.get("events").getAsInt());
            assertTrue(validator.replace('\n', ' ').contains(words), words); // long ones fill two lines
        }
        final String survival = sample("survival").get("svgText").getAsString().replace('\u00a0', ' ');
        for (final String words : List.of("Log-rank, adjusted for the searched cut-off: p < 0.001",
            "HR (High risk vs Low risk) 2.87 (1.94 to 4.25)", "Hazard ratio (95 % CI)", "Log-rank: p = 0.012", "Number at risk", "not estimable", "1.55 (1.31 to 1.84)",
            "PFS probability", "Time (months)",
            "High risk: score above 0.4713 (n 96, 57 events); median 24.5 months (20.1 to not reached)")) {
            assertTrue(survival.replace('\n', ' ').contains(words), words);
        }
        final JsonArray risk = objects(m_data.get("survival"), "panels").get(0).getAsJsonArray("facets").get(0)
            .getAsJsonObject().getAsJsonObject("risk").getAsJsonArray("counts").get(1).getAsJsonArray();
        assertTrue(survival.contains("High risk\n" + String.join("\n", list(risk, JsonElement::getAsString))), survival);
        final String hard = sample("hard").get("text").getAsString();
        for (final String words : List.of("1e-13", "123457", "-0.0000123457", "0.123457", "Nothing to show.",
            "<script>alert(1)</script>", "<img src=x onerror=alert(1)> is text", "Hard <b>cases</b> & \"quotes\"")) {
            assertTrue(hard.contains(words), words + " in " + hard);
        }
        assertEquals(0, sample("hard").get("images").getAsInt(), "texts are never read as HTML");
        final JsonObject use = sample("survival").getAsJsonObject("use");
        final JsonObject benefit = objects(m_data.get("survival"), "panels").stream().filter(p -> p.has("measures")).findFirst()
            .orElseThrow();
        for (int m = 0; m < 2; m++) { // the CSV holds what is drawn, highest first
            final JsonObject measure = objects(benefit, "measures").get(m);
            final JsonObject facet = objects(measure, "facets").get(1);
            final StringBuilder csv = new StringBuilder("Cohort,Patient," + measure.get("y").getAsString() + ",Group\r\n");
            objects(facet, "bars").stream().sorted((a, b) -> Double.compare(b.get("value").getAsDouble(),
                a.get("value").getAsDouble())).forEach(b -> csv.append("External,").append(b.get("name").getAsString()).append(',')
                    .append(b.get("value").getAsString()).append(',').append(b.get("group").getAsString()).append("\r\n"));
            assertEquals(csv.toString(), use.getAsJsonArray("csv").get(m).getAsString());
            assertTrue(use.getAsJsonArray("drawn").get(m).getAsString().contains(measure.get("y").getAsString()),
                "the axis says what is drawn: " + use);
        }
        assertTrue(survival.contains("benefit above 0: ") && survival.contains("treated (n 25)"), survival);
    }

    /** Pictures choose the volume; what a saved page lacks is said, and KNIME is asked for it. */
    @Test
    void galleryChoosesTheSeries() {
        final JsonObject use = sample("source").getAsJsonObject("use");
        assertEquals("GC-002, 60 slices of 5 mm, 2 problems", use.get("label").getAsString());
        assertTrue(use.get("disabled").getAsBoolean(), "there is nothing to show of a patient without images");
        assertTrue(use.get("first").getAsString().startsWith("12 x 10 x 6 voxels of 2 x 2 x 5 mm. The series has 24 x 20 x 6"),
            use.toString());
        assertEquals("The images of GC-002 are not in this saved page: open the node's view in KNIME.", use.get("said").getAsString());
        assertEquals("2 of 4 patients are in this saved page; the view in KNIME shows all.", use.get("note").getAsString());
        assertEquals(2, use.get("problems").getAsInt(), "those with problems, and those without images");
        final JsonObject asked = m_result.getAsJsonObject("knime").getAsJsonObject("volumes");
        assertEquals("ready", asked.get("state").getAsString());
        final JsonObject request = JsonParser.parseString(asked.get("request").getAsString()).getAsJsonObject();
        assertEquals("data", request.get("serviceType").getAsString());
        final JsonObject rpc = JsonParser.parseString(request.get("dataServiceRequest").getAsString()).getAsJsonObject();
        assertEquals("volume", rpc.get("method").getAsString());
        assertEquals("[1]", rpc.get("params").toString());
        assertTrue(asked.get("facts").getAsString().startsWith("4 x 3 x 2 voxels of 1 x 1 x 2 mm."), asked.toString());
        assertEquals("This volume could not be shown: The image file x is no longer there", asked.get("failed").getAsString());
        assertEquals("This volume could not be shown: There is no patient number 3; the table has 3 rows.",
            asked.get("refused").getAsString(), "the node's words, without the name of a Java class");
    }

    @Test
    void sharesAreThoseOfTheKnown() {
        final String text = sample("source").get("svgText").getAsString();
        for (final String words : List.of("75 %\n25 %", "n 40, 2 missing", "n 0, 4 missing", "response = 1 (n 23)")) {
            assertTrue(text.contains(words), words + " in " + text);
        }
    }

    /** The sample's model: lp = -6.1 + 1.42 (radiomics + 2.5) + 1.87 (deep + 2.4) + 0.913 (T4). */
    @Test
    void nomogramGivesTheModelsProbability() {
        final JsonObject use = sample("fusion").getAsJsonObject("use");
        assertEquals(1 / (1 + Math.exp(6.1 - 1.42 * 4.0 - 1.87 * 1.9 - 0.913)), use.get("probability").getAsDouble(),
            1e-6);
        assertEquals(1 / (1 + Math.exp(6.1 - 1.42 * 4.9 - 1.87 * 1.9 - 0.913)), use.get("most").getAsDouble(), 1e-6,
            "values beyond the training range are held at its end");
        assertTrue(use.get("told").getAsString().endsWith("outside -2.200 to 2.400, counted as 2.400"), use.toString());
        assertTrue(sample("hard").get("text").getAsString()
            .contains("3-year survival: %.3f".formatted(Math.exp(-Math.exp(-3)))), "Cox model at 0 points");
    }

    @Test
    void tablesSortAndFilter() {
        final JsonObject sort = sample("validator").getAsJsonObject("use");
        final List<Double> up = list(sort.get("up"), JsonElement::getAsDouble);
        final List<Double> sorted = new ArrayList<>(up);
        Collections.sort(sorted);
        assertEquals(18, up.size());
        assertEquals(sorted, up);
        Collections.reverse(sorted);
        assertEquals(sorted, list(sort.get("down"), JsonElement::getAsDouble));
        assertEquals("descending", sort.get("sort").getAsString());
        final long expected = list(objects(m_data.get("fusion"), "panels").get(4).get("rows"), JsonElement::getAsJsonArray)
            .stream().filter(r -> r.get(2).getAsString().equals("mRMR") && r.toString().contains("deep")).count();
        final JsonObject trace = sample("fusion").getAsJsonObject("use");
        assertEquals(expected, trace.get("shown").getAsLong());
        assertEquals(expected + " of 333 rows match", trace.get("rows").getAsString());
    }

    @Test
    void volumesAreUnpackedAndWindowed() {
        final JsonObject use = sample("images").getAsJsonObject("use");
        assertTrue(use.get("facts").getAsString().startsWith(
            "64 x 56 x 24 voxels of 1.5 x 1.5 x 3 mm; mask 1949 voxels, 13.1557 mL"), use.toString()); // 13.15575 mL
        assertTrue(use.get("second").getAsString().startsWith("48 x 48 x 20 voxels"), use.toString());
        assertEquals("Axial, slice 1 of 24", use.get("heading").getAsString());
        assertEquals("[255,255,255,255]", use.get("bone").toString(), "450 HU above the soft tissue window");
    }

    @Test
    void talksWithKnime() {
        final JsonObject knime = m_result.getAsJsonObject("knime");
        for (final String way : List.of("config", "service", "object")) {
            assertEquals("ready", knime.getAsJsonObject(way).get("state").getAsString(), way);
            assertEquals(4, knime.getAsJsonObject(way).get("panels").getAsInt(), way);
        }
        assertEquals(List.of("getConfig", "UIExtensionReady"),
            list(knime.getAsJsonObject("config").get("asked"), JsonElement::getAsString));
        final List<String> asked = list(knime.getAsJsonObject("service").get("asked"), JsonElement::getAsString);
        assertEquals(List.of("getConfig", "UIExtensionReady", "callNodeDataService"), asked.subList(0, 3));
        assertEquals(JsonParser.parseString("{\"nodeId\": \"root:7\", \"projectId\": \"p\", \"workflowId\": \"root\", "
            + "\"extensionType\": \"view\", \"serviceType\": \"initial_data\", \"dataServiceRequest\": \"\"}"),
            JsonParser.parseString(asked.get(3)));
        assertEquals("error", knime.getAsJsonObject("failed").get("state").getAsString());
        assertTrue(knime.getAsJsonObject("failed").get("text").getAsString()
            .contains("The node must be executed first."));
    }
}

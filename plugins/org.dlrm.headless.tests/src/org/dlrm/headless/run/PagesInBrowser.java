package org.dlrm.headless.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.dlrm.stats.table.Csv;
import org.dlrm.stats.table.Table;
import org.dlrm.testing.Chromium;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

/**
 * The pages of a run in a real browser, as a person uses them: themes, widths and paper, keys, export, and the numbers of
 * the tables. Pictures are kept in {@code target/pictures} for a person to look at; they are not compared.
 */
final class PagesInBrowser implements AutoCloseable {

    private static final int[] WIDTHS = {1200, 700, 400};

    private static final int HEIGHT = 900;

    /** Pictures end here: tables of thousands of rows are no picture. */
    private static final int PICTURE_HEIGHT = 8000;

    /** Steps of the tab key after which a page has no more than this test looks at. */
    private static final int MOST_STOPS = 150;

    private final Path m_out;

    private final Path m_pictures = Path.of("target", "pictures").toAbsolutePath();

    private final Chromium m_browser;

    PagesInBrowser(final Path out, final Path browser, final Path work) throws IOException, InterruptedException {
        m_out = out;
        Files.createDirectories(work);
        m_browser = Chromium.start(browser, work);
    }

    @Override
    public void close() {
        m_browser.close();
    }

    /** @return the pages of all views */
    List<Path> views() throws IOException {
        try (Stream<Path> files = Files.walk(m_out)) {
            return files.filter(f -> f.getFileName().toString().equals("view.html")).sorted().toList();
        }
    }

    private Path folder(final String name) throws IOException {
        try (Stream<Path> folders = Files.list(m_out)) {
            return folders.filter(f -> f.getFileName().toString().endsWith(name)).findFirst().orElseThrow();
        }
    }

    private static String name(final Path page) {
        return page.getParent().getFileName().toString();
    }

    private void show(final Path page, final int width, final boolean dark) throws IOException, InterruptedException {
        m_browser.screen(width, HEIGHT, dark);
        m_browser.open(page);
        m_browser.waitFor("document.documentElement.dataset.state && document.documentElement.dataset.state !== 'loading'");
        assertEquals("ready", m_browser.eval("document.documentElement.dataset.state").getAsString(),
            () -> name(page) + ": " + error());
        assertEquals(0, m_browser.eval("document.documentElement.scrollWidth - document.documentElement.clientWidth").getAsInt(),
            name(page) + " is wider than " + width);
    }

    private String error() {
        try {
            return m_browser.eval("document.documentElement.dataset.error").toString();
        } catch (IOException e) {
            return e.toString();
        }
    }

    private void quiet(final Path page) {
        assertEquals(List.of(), m_browser.complaints(), "complaints of " + name(page));
    }

    /** Draws a page in every width and theme and on paper, without a word on the console or to the network. */
    void draws(final Path page) throws IOException, InterruptedException {
        for (final boolean dark : new boolean[]{false, true}) {
            for (final int width : WIDTHS) {
                show(page, width, dark);
                assertTrue(m_browser.eval("document.querySelectorAll('.panel').length").getAsInt() > 0, name(page));
                assertEquals(0, m_browser.eval("document.querySelectorAll('.message').length").getAsInt(), name(page));
                m_browser.picture(m_pictures.resolve("%s-%d-%s.png".formatted(name(page), width, dark ? "dark" : "light")),
                    PICTURE_HEIGHT);
            }
        }
        final Path paper = m_pictures.resolve(name(page) + "-print.pdf");
        m_browser.print(paper);
        assertTrue(Files.size(paper) > 5000, name(page) + " on paper");
        quiet(page);
    }

    /** Every chart can be saved as a valid SVG, as PNG and as numbers, and shows its numbers as a table. */
    void exports(final Path page) throws IOException, InterruptedException {
        show(page, WIDTHS[0], false);
        final JsonObject saved = m_browser.eval("""
            (async () => {
                const blobs = [];
                const make = URL.createObjectURL.bind(URL);
                URL.createObjectURL = blob => { blobs.push(blob); return make(blob); };
                HTMLAnchorElement.prototype.click = () => {}; // nothing is downloaded
                const result = { charts: document.querySelectorAll('figure .stage').length, svg: [], png: 0, csv: [], tables: [] };
                for (const b of document.querySelectorAll('button[aria-label^="Save as SVG"]')) {
                    blobs.length = 0;
                    b.click();
                    const text = await blobs[0].text();
                    const doc = new DOMParser().parseFromString(text, 'image/svg+xml');
                    result.svg.push({ title: (doc.querySelector('svg > title') || {}).textContent || '', bad:
                        (text.replace(/data:[^"]*/g, '').match(/parsererror|var\\(|NaN|undefined|Infinity|https?:(?!\\/\\/www\\.w3\\.org)/) || [''])[0] });
                }
                for (const b of document.querySelectorAll('button[aria-label^="Save the numbers"]')) {
                    blobs.length = 0;
                    b.click();
                    const text = await blobs[0].text();
                    result.csv.push({ lines: text.trim().split('\\r\\n').length, bad: (text.match(/NaN|undefined|\\[object/) || [''])[0] });
                }
                for (const b of document.querySelectorAll('button[aria-label^="Numbers as a table"]')) {
                    b.click();
                    const box = document.getElementById(b.getAttribute('aria-controls'));
                    result.tables.push(b.getAttribute('aria-expanded') === 'true' && !box.hidden ? box.querySelectorAll('tbody tr').length : -1);
                    b.click();
                }
                const png = document.querySelector('figure button[aria-label^="Save as PNG"]');
                if (png) {
                    blobs.length = 0;
                    png.click();
                    for (let i = 0; i < 300 && !blobs.some(x => x.type === 'image/png'); i++) {
                        await new Promise(r => setTimeout(r, 20));
                    }
                    const file = blobs.find(x => x.type === 'image/png');
                    result.png = file ? (await createImageBitmap(file)).width : 0;
                }
                return result;
            })()""").getAsJsonObject();
        final int charts = saved.get("charts").getAsInt();
        for (final String kind : List.of("svg", "csv", "tables")) {
            assertEquals(charts, saved.getAsJsonArray(kind).size(), name(page) + ", charts with " + kind);
        }
        saved.getAsJsonArray("svg").forEach(e -> {
            assertEquals("", e.getAsJsonObject().get("bad").getAsString(), () -> name(page) + ": " + e);
            assertTrue(!e.getAsJsonObject().get("title").getAsString().isBlank(), () -> name(page) + ": " + e);
        });
        saved.getAsJsonArray("csv").forEach(e -> {
            assertEquals("", e.getAsJsonObject().get("bad").getAsString(), () -> name(page) + ": " + e);
            assertTrue(e.getAsJsonObject().get("lines").getAsInt() > 1, () -> name(page) + ": " + e);
        });
        saved.getAsJsonArray("tables").forEach(e -> assertTrue(e.getAsInt() > 0, () -> name(page) + ": " + saved));
        if (charts > 0) {
            assertEquals(1920, saved.get("png").getAsInt(), name(page) + ", three pixels per unit of 640");
        }
        quiet(page);
    }

    /** The tab key reaches the page's controls one by one, and one always sees where it is. */
    void keyboard(final Path page) throws IOException, InterruptedException {
        show(page, WIDTHS[0], false);
        final Set<String> reached = new LinkedHashSet<>();
        for (int i = 0; i < MOST_STOPS; i++) {
            m_browser.key("Tab");
            final JsonObject at = m_browser.eval("""
                (() => {
                    const e = document.activeElement;
                    const s = getComputedStyle(e);
                    return { tag: e.tagName, name: e.getAttribute('aria-label') || e.textContent.slice(0, 60) || (e.labels && e.labels[0]
                        ? e.labels[0].textContent.slice(0, 60) : ''), outline: s.outlineStyle === 'none' ? 0 : parseFloat(s.outlineWidth),
                        chart: e.classList.contains('stage') };
                })()""").getAsJsonObject();
            if (at.get("tag").getAsString().equals("BODY")) {
                break; // once around
            }
            assertTrue(at.get("outline").getAsDouble() >= 2, () -> name(page) + ", focus is not seen: " + at);
            assertTrue(!at.get("name").getAsString().isBlank(), () -> name(page) + ", control without a name: " + at);
            reached.add(at.get("tag").getAsString() + at.get("name").getAsString());
            if (at.get("chart").getAsBoolean()) {
                m_browser.key("ArrowRight");
                assertTrue(m_browser.eval("!document.activeElement.querySelector('.tip').hidden "
                    + "&& document.activeElement.querySelector('.said').textContent.length > 3").getAsBoolean(),
                    () -> name(page) + ", arrow keys read no value: " + at);
                m_browser.key("Escape");
            }
        }
        final int focusable = m_browser.eval("""
            [...document.querySelectorAll('button, select, input, [tabindex="0"]')]
                .filter(e => e.checkVisibility() && !e.disabled).length""").getAsInt();
        assertTrue(reached.size() >= Math.min(focusable, MOST_STOPS) * 0.6,
            name(page) + ": " + reached.size() + " of " + focusable + " controls reached");
        quiet(page);
    }

    /** @return text of the page as one line */
    private String text() throws IOException {
        return m_browser.eval("document.body.innerText + ' ' + [...document.querySelectorAll('svg')].map(s => "
            + "[...s.querySelectorAll('text')].map(t => t.firstChild ? t.firstChild.data : '').join(' ')).join(' ')").getAsString()
            .replace('\u00a0', ' ').replaceAll("\\s+", " ");
    }

    /** Cells of a table panel with all digits. */
    private List<List<String>> cells(final String title) throws IOException {
        final JsonArray rows = m_browser.eval("""
            (() => {
                const panel = [...document.querySelectorAll('.panel')].find(p => p.querySelector('h2').textContent === '%s');
                const more = [...panel.querySelectorAll('.bar button')].find(b => b.textContent === 'Show all rows');
                more.click();
                return [...panel.querySelectorAll('.scroll tbody tr')].map(r => [...r.cells].map(c => c.title || c.textContent));
            })()""".formatted(title)).getAsJsonArray();
        final List<List<String>> cells = new ArrayList<>();
        for (final JsonElement row : rows) {
            final List<String> one = new ArrayList<>();
            row.getAsJsonArray().forEach(c -> one.add(c.getAsString()));
            cells.add(one);
        }
        return cells;
    }

    /** The page's table holds the numbers of the node's table, digit for digit. */
    private void sameNumbers(final String panel, final Table table, final List<String> columns, final int first)
        throws IOException {
        final List<List<String>> cells = cells(panel);
        assertEquals(table.rows(), cells.size(), panel);
        for (int r = 0; r < table.rows(); r++) {
            for (int c = 0; c < columns.size(); c++) {
                final double expected = table.numbers(columns.get(c))[r];
                final String shown = cells.get(r).get(first + c);
                assertEquals(expected, shown.equals("\u2013") ? Double.NaN : Double.parseDouble(shown), 0,
                    panel + ", row " + r + ", " + columns.get(c));
            }
        }
    }

    /** Areas, intervals and counts in the legends, the whole table of metrics. */
    void validatorShowsItsTables() throws IOException, InterruptedException {
        final Path page = folder("model-validator").resolve("view.html");
        show(page, WIDTHS[0], false);
        final Table metrics = Csv.read(page.resolveSibling("metrics.csv"));
        sameNumbers("Metrics", metrics, List.of("Value", "Lower", "Upper"), 5);
        final String text = text();
        int shown = 0;
        for (int r = 0; r < metrics.rows(); r++) {
            if (metrics.factor("Metric").label(r).equals("AUC")) {
                final String words = String.format(Locale.ROOT, "%s: AUC %.3f (%.3f to %.3f), n %.0f, %.0f events",
                    metrics.factor("Cohort").label(r), metrics.numbers("Value")[r], metrics.numbers("Lower")[r],
                    metrics.numbers("Upper")[r], metrics.numbers("n")[r], metrics.numbers("Positive")[r]);
                assertTrue(text.contains(words), () -> words + " in " + text);
                shown++;
            }
        }
        assertEquals(4, shown, "cohorts");
        quiet(page);
    }

    /** Numbers of patients and events in the legends, the whole table of statistics. */
    void survivalShowsItsTables() throws IOException, InterruptedException {
        final Path page = folder("survival-stratifier-apply").resolve("view.html");
        show(page, WIDTHS[0], false);
        final Table statistics = Csv.read(page.resolveSibling("statistics.csv"));
        sameNumbers("Statistics", statistics, List.of("Value", "Lower", "Upper"), 3);
        final String text = text();
        int shown = 0;
        for (int r = 0; r < statistics.rows(); r++) {
            final String group = statistics.factor("Of").label(r);
            if (statistics.factor("Statistic").label(r).equals("patients") && !group.isEmpty()) {
                final String rule = statistics.factor("Note").label(r);
                final String words = String.format(Locale.ROOT, "%s: %s (n %.0f, %.0f events)", group, rule,
                    statistics.numbers("Value")[r], statistics.numbers("Value")[r + 1]);
                assertTrue(rule.matches("DLRM linear predictor (above|up to) .*"), rule);
                assertTrue(text.contains(words), () -> words + " in " + text);
                shown++;
            }
        }
        assertEquals(8, shown, "two groups in four cohorts");
        quiet(page);
    }

    /** A patient's values set in the nomogram give the predictor's probability. */
    void nomogramAgreesWithThePredictor() throws IOException, InterruptedException {
        final Path page = folder("dlrm-fusion").resolve("view.html");
        show(page, WIDTHS[0], false);
        final Table predictions = Csv.read(folder("dlrm-predictor").resolve("predictions.csv"));
        final JsonArray axes = m_browser.eval("""
            [...document.querySelectorAll('.score .row')].map(r => ({ name: r.getAttribute('aria-label'),
                from: Number((r.querySelector('input[type=range]') || {}).min), to: Number((r.querySelector('input[type=range]') || {}).max),
                number: Boolean(r.querySelector('input[type=number]')) }))""").getAsJsonArray();
        assertTrue(axes.size() > 1, axes.toString());
        int compared = 0;
        for (int i = 0; i < predictions.rows() && compared < 20; i++) {
            final StringBuilder set = new StringBuilder();
            boolean inside = true;
            for (int a = 0; a < axes.size(); a++) {
                final JsonObject axis = axes.get(a).getAsJsonObject();
                final String name = axis.get("name").getAsString();
                final String column = predictions.has(name) ? name : "DLRM " + name;
                if (axis.get("number").getAsBoolean()) {
                    final double v = predictions.numbers(column)[i];
                    inside &= v >= axis.get("from").getAsDouble() && v <= axis.get("to").getAsDouble();
                    set.append("{const n = rows[%d].querySelector('input[type=number]'); n.value = '%s'; n.dispatchEvent(new Event('input'));}"
                        .formatted(a, v));
                } else {
                    set.append("{const c = rows[%d].querySelector('select'); c.selectedIndex = [...c.options].findIndex(o => o.text === '%s'); "
                        .formatted(a, predictions.factor(column).label(i))).append("c.dispatchEvent(new Event('change'));}");
                }
            }
            if (inside) {
                final double shown = Double.parseDouble(m_browser.eval("(() => { const rows = document.querySelectorAll('.score .row'); "
                    + set + " return document.querySelector('.result b').title; })()").getAsString());
                assertEquals(predictions.numbers("DLRM probability")[i], shown, 1e-9, "patient " + predictions.keys().get(i));
                compared++;
            }
        }
        assertTrue(compared >= 10, compared + " patients within the training range");
        quiet(page);
    }

    /** The saved report: nothing from elsewhere, no script, readable on a screen and on paper. */
    void report(final Path page) throws IOException {
        for (final int width : WIDTHS) {
            m_browser.screen(width, HEIGHT, false);
            m_browser.open(page);
            assertEquals(0, m_browser.eval("document.documentElement.scrollWidth - document.documentElement.clientWidth").getAsInt(),
                "the report is wider than " + width);
            m_browser.picture(m_pictures.resolve("report-" + width + ".png"), PICTURE_HEIGHT);
        }
        assertEquals(0, m_browser.eval("document.scripts.length").getAsInt());
        assertTrue(m_browser.eval("[...document.querySelectorAll('figure svg')].every(s => s.getBBox().height > 50 "
            + "&& s.getAttribute('aria-label'))").getAsBoolean(), "figures");
        m_browser.print(m_pictures.resolve("report.pdf"));
        assertTrue(Files.size(m_pictures.resolve("report.pdf")) > 50_000);
        headingsStayWithTheirText(page);
        quiet(page);
    }

    /**
     * No heading stands alone at the foot of a page. A PDF names the page of everything that a link leads to, so links to
     * the headings and to what follows them are added behind the report.
     */
    private void headingsStayWithTheirText(final Path page) throws IOException {
        m_browser.open(page);
        final int headings = m_browser.eval("""
            (() => {
                const links = document.createElement('div');
                const link = (e, id) => {
                    const a = document.createElement('a');
                    e.id = id;
                    a.href = '#' + id;
                    a.textContent = id;
                    links.append(a, ' ');
                };
                const all = [...document.querySelectorAll('h2, h3')];
                all.forEach((h, i) => {
                    const next = h.nextElementSibling;
                    link(h, 'head' + i);
                    if (!next.matches('h2, h3')) { // the next heading has a link of its own
                        link(next.querySelector('tbody tr, figure, li') || next, 'next' + i);
                    }
                });
                document.body.append(links);
                return all.length;
            })()""").getAsInt();
        final Path paper = m_pictures.resolve("report-headings.pdf");
        m_browser.print(paper);
        final Matcher m = Pattern.compile("/(head|next)(\\d+) \\[(\\d+) 0 R /XYZ [\\d.-]+ ([\\d.]+)").matcher(
            new String(Files.readAllBytes(paper), StandardCharsets.ISO_8859_1));
        final Map<String, String> pages = new HashMap<>();
        while (m.find()) {
            pages.put(m.group(1) + m.group(2), m.group(3));
        }
        assertTrue(headings > 20 && Set.copyOf(pages.values()).size() > 5, pages.toString());
        for (int i = 0; i < headings; i++) {
            final int heading = i;
            final String next = pages.containsKey("next" + i) ? pages.get("next" + i) : pages.get("head" + (i + 1));
            assertTrue(pages.containsKey("head" + i) && next != null, () -> heading + " in " + pages);
            assertEquals(pages.get("head" + i), next, () -> "heading " + heading + " stands alone in " + paper);
        }
    }
}

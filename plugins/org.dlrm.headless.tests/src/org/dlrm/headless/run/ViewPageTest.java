package org.dlrm.headless.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages that need nothing but themselves. */
final class ViewPageTest {

    @TempDir
    private Path m_web;

    private void file(final String path, final String text) throws IOException {
        Files.createDirectories(m_web.resolve(path).getParent());
        Files.writeString(m_web.resolve(path), text);
    }

    private Optional<URL> find(final String path) {
        try {
            final Path file = m_web.resolve(path);
            return Files.exists(file) ? Optional.of(file.toUri().toURL()) : Optional.empty();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private String page(final String json) throws IOException {
        return ViewPage.selfContained("view.html", Optional.ofNullable(json), this::find);
    }

    @Test
    void putsScriptsStylesAndImagesIntoThePage() throws IOException {
        file("view.html", """
            <!doctype html><html><head><title>t</title>
            <link rel="stylesheet" href="css/style.css"><link rel="preload" href="js/a.js">
            <script defer src='js/late.js'></script><script src="js/a.js?v=1"></script></head>
            <body><img alt="x" src="img/x.png"><a href="https://doi.org/10.1000/1">paper</a></body></html>
            """);
        file("css/style.css", "@import 'more.css'; body { background: url(../img/x.png) } i { filter: url(#f) }");
        file("css/more.css", "b { color: red }");
        file("js/a.js", "var s = '<img src=\"nowhere.png\"></script>';");
        file("js/late.js", "late();");
        file("img/x.png", "PNG");
        final String html = page("{\"result\": {\"a\": \"</script>\", \"b\": [1, null]}}");
        assertEquals("""
            <!doctype html><html><head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline' data:; \
            style-src 'unsafe-inline'; img-src data: blob:; font-src data:">
            <script>window.DLRM_INITIAL_DATA = {"a":"\\u003c/script\\u003e","b":[1,null]};</script>
            <title>t</title>
            <style>b { color: red } body { background: url("data:image/png;base64,UE5H") } i { filter: url(#f) }</style>
            <script>var s = '<img src="nowhere.png"><\\/script>';</script></head>
            <body><img alt="x" src="data:image/png;base64,UE5H"><a href="https://doi.org/10.1000/1">paper</a>\
            <script>late();</script>
            </body></html>
            """, html);
    }

    @Test
    void bundlesModules() throws IOException {
        file("view.html", "<!doctype html><html lang=\"en\"><body><script type=\"module\" src=\"js/main.js\"></script></body>");
        file("js/main.js", "import { draw } from './charts/km.js'; draw();");
        file("js/charts/km.js", "import '../base.js'; export function draw() {}");
        file("js/base.js", "import { draw } from \"./charts/km.js\";");
        final String html = page(null);
        assertTrue(html.startsWith("<!doctype html><html lang=\"en\"><head>\n<meta charset"), html);
        assertTrue(html.contains("\"dlrm/js/charts/km.js\":\"data:text/javascript;base64,"), html);
        assertTrue(html.contains("\"dlrm/js/base.js\":\"data:text/javascript;base64,"), html);
        assertTrue(html.contains("<script type=\"module\">import { draw } from 'dlrm/js/charts/km.js'; draw();</script>"));
        assertFalse(html.contains("DLRM_INITIAL_DATA"));
    }

    @Test
    void unpacksDataHandedOverAsText() throws IOException {
        file("view.html", "<body></body>");
        assertTrue(page("{\"result\": \"{\\\"title\\\": 1}\"}").contains("DLRM_INITIAL_DATA = {\"title\":1};"));
    }

    @Test
    void refusesWhatIsMissingOrOutside() throws IOException {
        for (final String reference : new String[]{"missing.js", "https://cdn.example.org/d3.js", "//cdn/d3.js",
            "../secret.js", "file:///etc/passwd"}) {
            file("view.html", "<script src=\"" + reference + "\"></script>");
            final IOException e = assertThrows(IOException.class, () -> page("{}"));
            assertTrue(e.getMessage().contains(reference), e.getMessage());
        }
    }

    /** The page of our nodes, with its scripts: nothing in it is loaded from elsewhere. */
    @Test
    void theNodesPageIsSelfContained() throws IOException {
        final Path web = Path.of("..", "org.dlrm.knime", "web");
        assumeTrue(Files.exists(web.resolve("view.html")), "skipped: not run inside the checkout");
        m_web = web;
        final String html = page("{\"result\": {\"title\": \"t\", \"panels\": []}}");
        assertTrue(html.contains("window.DLRM_INITIAL_DATA = {\"title\":\"t\",\"panels\":[]};"));
        final Matcher loaded =
            Pattern.compile("<(?:script|link|img|iframe|source)\\b[^>]*?\\s(?:src|href)\\s*=\\s*[\"']?(?!data:)[^>]*>")
                .matcher(html.replaceAll("(?s)(<script\\b[^>]*>).*?</script>", "$1</script>"));
        assertFalse(loaded.find(), () -> "refers to something outside itself: " + loaded.group());
        assertFalse(html.replaceAll("(?s)<script\\b.*?</script>", "").matches("(?s).*(@import|url\\(\\s*[\"']?(?!data:|#)).*"),
            "a style refers to something outside the page");
    }
}

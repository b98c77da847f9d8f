package org.dlrm.headless.run;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;

/**
 * Makes one self-contained HTML file from a view's page: scripts, modules, style sheets, fonts and images are put into
 * it, and the initial data before the first script as {@code window.DLRM_INITIAL_DATA} (what KNIME's
 * {@code JsonDataService.initialData()} resolves to). A content security policy keeps the file from ever reaching the
 * network.
 */
public final class ViewPage {

    /** Reads a file beside the page. */
    public interface Resources {
        /**
         * @param path relative to the page's folder, '/' between names
         * @return its address, or empty if there is no such file
         */
        Optional<URL> find(String path);
    }

    private static final String POLICY = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
        + "script-src 'unsafe-inline' data:; style-src 'unsafe-inline'; img-src data: blob:; font-src data:\">";

    private static final Pattern SCRIPT =
        Pattern.compile("<script\\b([^>]*)>(.*?)</script\\s*>", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private static final Pattern SCRIPT_MARK = Pattern.compile("\0(\\d+)\0");

    private static final Pattern LINK = Pattern.compile("<link\\b([^>]*)>", Pattern.CASE_INSENSITIVE);

    private static final Pattern STYLE =
        Pattern.compile("(<style\\b[^>]*>)(.*?)(</style\\s*>)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private static final Pattern IMAGE =
        Pattern.compile("(<(?:img|source|input)\\b[^>]*?\\bsrc\\s*=\\s*)([\"'])(.*?)\\2", Pattern.CASE_INSENSITIVE);

    private static final Pattern CSS_URL = Pattern.compile("url\\(\\s*([\"']?)([^)\"']+)\\1\\s*\\)");

    private static final Pattern CSS_IMPORT =
        Pattern.compile("@import\\s+(?:url\\(\\s*)?([\"'])([^\"']+)\\1\\s*\\)?\\s*;");

    private static final Pattern MODULE_IMPORT =
        Pattern.compile("(\\b(?:from|import)\\s*\\(?\\s*)([\"'])(\\.{1,2}/[^\"']+)\\2");

    private static final Pattern HEAD = Pattern.compile("<head\\b[^>]*>", Pattern.CASE_INSENSITIVE);

    /** What comes before a page's head. */
    private static final Pattern FRONT =
        Pattern.compile("\\A\\s*(?:<!doctype[^>]*>)?\\s*(?:<html\\b[^>]*>)?", Pattern.CASE_INSENSITIVE);

    private static final Pattern BODY_END = Pattern.compile("</body\\s*>", Pattern.CASE_INSENSITIVE);

    private static final Gson GSON = new GsonBuilder().serializeNulls().create();

    private final Resources m_resources;

    /** Modules by their path: source as a data address. */
    private final Map<String, String> m_modules = new LinkedHashMap<>();

    private final StringBuilder m_deferred = new StringBuilder();

    /** Finished script elements, in the page as {@code NUL index NUL} until the end: code may hold "tags". */
    private final List<String> m_scripts = new ArrayList<>();

    private ViewPage(final Resources resources) {
        m_resources = resources;
    }

    /**
     * @param page path of the page
     * @param initialData JSON as KNIME hands it to the page, {@code {"result": ...}}; empty if the view has none
     * @param resources the page and what it refers to
     * @return the self-contained page
     * @throws IOException if a file that the page names is missing or lies on the network
     */
    public static String selfContained(final String page, final Optional<String> initialData,
        final Resources resources) throws IOException {
        try {
            return new ViewPage(resources).build(page, initialData);
        } catch (UncheckedIo e) {
            throw e.m_cause;
        }
    }

    private String build(final String page, final Optional<String> initialData) throws IOException {
        final String base = parent(page);
        String html = text(page, "the view");
        html = replace(SCRIPT, html, m -> script(base, m.group(1), m.group(2)));
        html = replace(LINK, html, m -> link(base, m.group(), m.group(1)));
        html = replace(STYLE, html, m -> m.group(1) + css(base, m.group(2)) + m.group(3));
        html = replace(IMAGE, html, m -> m.group(1) + m.group(2) + dataUrl(base, m.group(3)) + m.group(2));
        final StringBuilder head = new StringBuilder("\n<meta charset=\"utf-8\">\n").append(POLICY).append('\n');
        if (initialData.isPresent()) {
            head.append("<script>window.DLRM_INITIAL_DATA = ").append(scriptJson(initialData.get()))
                .append(";</script>\n");
        }
        if (!m_modules.isEmpty()) {
            head.append("<script type=\"importmap\">").append(GSON.toJson(Map.of("imports", m_modules)))
                .append("</script>\n");
        }
        html = HEAD.matcher(html).find() ? insertAfter(HEAD, html, head.toString())
            : insertAfter(FRONT, html, "<head>" + head + "</head>");
        html = insertBefore(BODY_END, html, m_deferred.toString());
        return replace(SCRIPT_MARK, html, m -> m_scripts.get(Integer.parseInt(m.group(1))));
    }

    private static String insertAfter(final Pattern where, final String html, final String text) {
        final Matcher matcher = where.matcher(html);
        final int at = matcher.find() ? matcher.end() : 0;
        return html.substring(0, at) + text + html.substring(at);
    }

    private static String insertBefore(final Pattern where, final String html, final String text) {
        final Matcher matcher = where.matcher(html);
        final int at = matcher.find() ? matcher.start() : html.length();
        return html.substring(0, at) + text + html.substring(at);
    }

    private String script(final String base, final String attributes, final String inline) {
        final Optional<String> src = attribute(attributes, "src");
        final boolean module = attribute(attributes, "type").filter("module"::equals).isPresent();
        final String path = src.map(s -> resolve(base, s)).orElse(base);
        String code = src.isPresent() ? unchecked(() -> text(path, base)) : inline;
        if (module) {
            code = moduleSource(src.isPresent() ? parent(path) : base, code);
        }
        final String tag = "<script"
            + attributes.replaceAll("(?i)\\s(src|integrity|crossorigin)\\s*=\\s*(\"[^\"]*\"|'[^']*'|[^\\s\"'>]+)", "")
                .replaceAll("(?i)\\s(defer|async)\\b(\\s*=\\s*(\"[^\"]*\"|'[^']*'))?", "") + ">"
            + code.replaceAll("(?i)</(script)", "<\\\\/$1") + "</script>";
        final String mark = "\0" + m_scripts.size() + "\0";
        m_scripts.add(tag);
        if (src.isPresent() && !module && Pattern.compile("(?i)\\sdefer\\b").matcher(attributes).find()) {
            m_deferred.append(mark).append('\n');
            return "";
        }
        return mark;
    }

    /** Rewrites relative imports to names of the import map, and collects the imported modules. */
    private String moduleSource(final String base, final String code) {
        return replace(MODULE_IMPORT, code, m -> {
            final String path = resolve(base, m.group(3));
            final String name = "dlrm/" + path;
            if (!m_modules.containsKey(name)) {
                m_modules.put(name, ""); // imports may be circular
                final String source = moduleSource(parent(path), unchecked(() -> text(path, base)));
                m_modules.put(name, "data:text/javascript;base64," + base64(source.getBytes(StandardCharsets.UTF_8)));
            }
            return m.group(1) + m.group(2) + name + m.group(2);
        });
    }

    private String link(final String base, final String tag, final String attributes) {
        final String rel = attribute(attributes, "rel").orElse("").toLowerCase(Locale.ROOT);
        final Optional<String> href = attribute(attributes, "href");
        if (href.isEmpty()) {
            return tag;
        }
        if (rel.equals("stylesheet")) {
            final String path = resolve(base, href.get());
            return "<style>" + css(parent(path), unchecked(() -> text(path, base))) + "</style>";
        }
        return rel.contains("icon") ? tag.replace(href.get(), dataUrl(base, href.get())) : "";
    }

    private String css(final String base, final String css) {
        final String flat = replace(CSS_IMPORT, css, m -> {
            final String path = resolve(base, m.group(2));
            return css(parent(path), unchecked(() -> text(path, base)));
        });
        return replace(CSS_URL, flat, m -> m.group(2).startsWith("#") ? m.group()
            : "url(\"" + dataUrl(base, m.group(2).strip()) + "\")");
    }

    private String dataUrl(final String base, final String reference) {
        if (reference.startsWith("data:") || reference.isEmpty()) {
            return reference;
        }
        final String path = resolve(base, reference);
        return "data:" + mediaType(path) + ";base64," + base64(unchecked(() -> bytes(path, base)));
    }

    private static String mediaType(final String path) {
        return switch (path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT)) {
            case "svg" -> "image/svg+xml";
            case "png" -> "image/png";
            case "jpg", "jpeg" -> "image/jpeg";
            case "gif" -> "image/gif";
            case "ico" -> "image/x-icon";
            case "woff2" -> "font/woff2";
            case "woff" -> "font/woff";
            case "ttf" -> "font/ttf";
            case "css" -> "text/css";
            default -> "application/octet-stream";
        };
    }

    /** @return the JSON inside "result", safe within a script element; JSON handed over as a text is unpacked */
    private static String scriptJson(final String initialData) {
        final JsonElement root = JsonParser.parseString(initialData);
        JsonElement data = root.isJsonObject() && root.getAsJsonObject().has("result")
            ? root.getAsJsonObject().get("result") : root;
        if (data.isJsonPrimitive() && data.getAsString().startsWith("{")) {
            data = JsonParser.parseString(data.getAsString());
        }
        return GSON.toJson(data); // escapes what could end the script element
    }

    // ------------------------------------------------------------------------------------------------ small things

    private static Optional<String> attribute(final String attributes, final String name) {
        final Matcher matcher = Pattern.compile("(?i)(?:^|\\s)" + name + "\\s*=\\s*(?:\"([^\"]*)\"|'([^']*)'|([^\\s\"'>]+))")
            .matcher(attributes);
        return matcher.find() ? Optional.of(matcher.group(1) != null ? matcher.group(1)
            : matcher.group(2) != null ? matcher.group(2) : matcher.group(3)) : Optional.empty();
    }

    private static String parent(final String path) {
        return path.substring(0, path.lastIndexOf('/') + 1);
    }

    private static String resolve(final String base, final String reference) {
        final String path = reference.replaceAll("[?#].*$", "");
        if (path.matches("(?i)^([a-z][a-z0-9+.-]*:|//).*")) {
            throw new UncheckedIo(new IOException(
                "the page refers to '" + reference + "' outside its folder; put the file beside the page"));
        }
        final Deque<String> names = new ArrayDeque<>();
        for (final String name : (path.startsWith("/") ? path : base + path).split("/")) {
            if (name.equals("..")) {
                if (names.pollLast() == null) {
                    throw new UncheckedIo(new IOException("'" + reference + "' leads out of the page's folder"));
                }
            } else if (!name.isEmpty() && !name.equals(".")) {
                names.addLast(name);
            }
        }
        return String.join("/", names);
    }

    private String text(final String path, final String from) throws IOException {
        return new String(bytes(path, from), StandardCharsets.UTF_8);
    }

    private byte[] bytes(final String path, final String from) throws IOException {
        final URL url = m_resources.find(path)
            .orElseThrow(() -> new IOException("'" + path + "', named by '" + from + "', is missing in the bundle"));
        try (InputStream in = url.openStream()) {
            return in.readAllBytes();
        }
    }

    private static String base64(final byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static String replace(final Pattern pattern, final String text,
        final Function<MatchResult, String> replacement) {
        return pattern.matcher(text).replaceAll(m -> Matcher.quoteReplacement(replacement.apply(m)));
    }

    private interface Read<T> {
        T get() throws IOException;
    }

    private static <T> T unchecked(final Read<T> read) {
        try {
            return read.get();
        } catch (IOException e) {
            throw new UncheckedIo(e);
        }
    }

    /** Carries an IOException out of a replacement. */
    private static final class UncheckedIo extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final IOException m_cause;

        UncheckedIo(final IOException cause) {
            super(cause);
            m_cause = cause;
        }
    }
}

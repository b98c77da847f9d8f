package org.dlrm.stats.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Writes HTML; every text that goes in is escaped, so that a cell's contents never become markup. */
final class Html {

    /** A number, possibly with a share, an interval or quartiles behind it. */
    private static final Pattern NUMBER = Pattern.compile("[-<]?\\d[\\d.,eE()\\[\\] +-]*(to [-\\d.e+]+)?");

    private static final int LONG_NAME = 20;

    private final StringBuilder m_text = new StringBuilder();

    /** @return the text with everything that means something in HTML replaced, control characters left out */
    static String escape(final String text) {
        final StringBuilder out = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> {
                    if (c == '\n' || c == '\t' || c >= ' ' && c != 0x7f && !(c >= 0xd800 && c <= 0xdfff)) {
                        out.appendCodePoint(c);
                    }
                }
            }
        });
        return out.toString();
    }

    /** Appends markup that is not from the data. */
    Html raw(final String markup) {
        m_text.append(markup);
        return this;
    }

    Html section(final String id, final String title) {
        return raw("<h2 id=\"" + id + "\">").raw(escape(title)).raw("</h2>\n");
    }

    Html heading(final String title) {
        return raw("<h3>").raw(escape(title)).raw("</h3>\n");
    }

    Html paragraph(final String text) {
        return raw("<p>").raw(escape(text)).raw("</p>\n");
    }

    Html note(final String text) {
        return raw("<p class=\"note\">").raw(escape(text)).raw("</p>\n");
    }

    Html code(final String text) {
        return raw("<pre>").raw(escape(text)).raw("</pre>\n");
    }

    Html list(final String cssClass, final List<String> items) {
        raw("<ul class=\"" + cssClass + "\">\n");
        items.forEach(i -> raw("<li>").raw(escape(i)).raw("</li>\n"));
        return raw("</ul>\n");
    }

    /** A table; cells that look like numbers are aligned to the right. */
    Html table(final List<String> head, final List<List<String>> rows) {
        raw("<div class=\"scroll\"><table>\n<thead><tr>");
        head.forEach(h -> raw("<th scope=\"col\">").raw(escape(h)).raw("</th>"));
        raw("</tr></thead>\n<tbody>\n");
        for (final List<String> row : rows) {
            raw("<tr>");
            row.forEach(c -> raw(isNumber(c) ? "<td class=\"n\">" : "<td>").raw(breakable(escape(c))).raw("</td>"));
            raw("</tr>\n");
        }
        return raw("</tbody></table></div>\n");
    }

    /** Long names of features may break after their underscores, where a table has no room. */
    private static String breakable(final String escaped) {
        return escaped.length() > LONG_NAME && escaped.indexOf('_') >= 0 ? escaped.replace("_", "_<wbr>") : escaped;
    }

    private static boolean isNumber(final String cell) {
        return NUMBER.matcher(cell).matches();
    }

    @Override
    public String toString() {
        return m_text.toString();
    }

    /** @return a number for the eye: whole numbers as they are, else four significant digits; empty where missing */
    static String number(final double v) {
        if (Double.isNaN(v)) {
            return "";
        }
        if (v == Math.rint(v) && Math.abs(v) < 1e9) {
            return String.format(Locale.ROOT, "%.0f", v);
        }
        final double size = Math.abs(v);
        return size >= 1e6 || size < 1e-3 ? String.format(Locale.ROOT, "%.3e", v) : fixed(v, decimals(size));
    }

    private static int decimals(final double size) {
        return Math.max(0, 3 - (int)Math.floor(Math.log10(size)));
    }

    private static String fixed(final double v, final int decimals) {
        final String text = String.format(Locale.ROOT, "%." + decimals + "f", v);
        return text.matches("-0\\.?0*") ? text.substring(1) : text;
    }

    /** @return numbers that stand together, with as many decimals as the first needs for four significant digits */
    static List<String> alike(final double... values) {
        final double size = Math.abs(values[0]);
        return Arrays.stream(values).mapToObj(v -> size >= 1e6 || size < 1e-3 ? number(v) : fixed(v, decimals(size)))
            .toList();
    }

    /** @return a p value as journals print it; empty where missing */
    static String p(final double p) {
        return Double.isNaN(p) ? "" : p < 0.001 ? "<0.001" : String.format(Locale.ROOT, "%.3f", p);
    }

    /** @return an interval; empty where there is none */
    static String range(final double lower, final double upper) {
        return Double.isNaN(lower) && Double.isNaN(upper) ? "" : number(lower) + " to " + number(upper);
    }

    /** @return a ratio as papers print it, with its interval as far as it exists */
    static String ratio(final double value, final double lower, final double upper) {
        return two(value) + (Double.isNaN(lower) || Double.isNaN(upper) ? ""
            : " (" + two(lower) + " to " + two(upper) + ")");
    }

    private static String two(final double v) {
        return Double.isNaN(v) ? "" : v >= 0.095 && v < 1000 ? fixed(v, 2) : v >= 1000 && v < 1e6 ? fixed(v, 0)
            : String.format(Locale.ROOT, "%.3g", v);
    }

    /** @return an estimate with its interval and so many decimals, as far as they exist */
    static String interval(final double value, final double lower, final double upper, final int decimals) {
        return Double.isNaN(value) ? "" : fixed(value, decimals) + (Double.isNaN(lower) || Double.isNaN(upper) ? ""
            : " (" + fixed(lower, decimals) + " to " + fixed(upper, decimals) + ")");
    }

    /** @return an estimate with its interval, as far as they exist */
    static String interval(final double value, final double lower, final double upper) {
        return Double.isNaN(lower) || Double.isNaN(upper) ? number(value)
            : number(value) + " (" + number(lower) + " to " + number(upper) + ")";
    }
}

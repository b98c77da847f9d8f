package org.dlrm.stats.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A figure as SVG in the page: curves, points with intervals, axes and legend; no script, prints as it looks. Series
 * differ in colour and in dash or shape.
 */
final class Chart {

    /** How a curve is drawn. */
    enum Style { LINE, STEPS, POINTS }

    private static final int WIDTH = 460;
    private static final int LEFT = 56;
    private static final int TOP = 14;
    private static final int PLOT_WIDTH = 390;
    private static final int PLOT_HEIGHT = 260;
    private static final int LINE = 16;
    private static final int AXIS = 42;
    private static final int HALF_HISTOGRAM = 14;
    private static final int TICKS = 5;
    private static final int MOST_CHARACTERS = 58;
    /** Longer names of groups stand above their numbers at risk. */
    private static final int BESIDE = 6;
    /** Okabe and Ito's colours, told apart by the colour-blind. */
    private static final String[] COLOURS =
        {"#0072b2", "#d55e00", "#009e73", "#cc79a7", "#b07c00", "#56b4e9", "#000000"};
    private static final String[] DASHES = {"", "7 3", "2 3", "9 3 2 3", "5 2 1 2 1 2"};

    private final String m_title;
    private final String m_x;
    private final String m_y;
    private final double m_maxX;
    private final double m_minY;
    private final double m_maxY;
    private final List<String> m_marks = new ArrayList<>();
    private final List<Legend> m_legend = new ArrayList<>();
    private final List<double[]> m_histograms = new ArrayList<>();
    private final List<Risk> m_risk = new ArrayList<>();

    private record Legend(String name, int index, boolean points) {
    }

    /** Numbers under the axis, at its ticks. */
    private record Risk(String name, int index, List<String> counts) {
    }

    Chart(final String title, final String x, final String y, final double maxX, final double minY,
        final double maxY) {
        m_title = title;
        m_x = x;
        m_y = y;
        m_maxX = maxX > 0 ? maxX : 1;
        m_minY = minY;
        m_maxY = maxY > minY ? maxY : minY + 1;
    }

    static String colour(final int index) {
        return COLOURS[index % COLOURS.length];
    }

    private static String dash(final int index) {
        return DASHES[index % DASHES.length];
    }

    private String sx(final double x) {
        return one(LEFT + PLOT_WIDTH * x / m_maxX);
    }

    private String sy(final double y) {
        final double inside = Math.max(m_minY, Math.min(m_maxY, y));
        return one(TOP + PLOT_HEIGHT * (m_maxY - inside) / (m_maxY - m_minY));
    }

    static String one(final double v) {
        return String.format(Locale.ROOT, "%.1f", v);
    }

    /** Adds the line of ideal values from corner to corner. */
    Chart diagonal() {
        m_marks.add("<line class=\"ideal\" x1=\"" + sx(0) + "\" y1=\"" + sy(0) + "\" x2=\"" + sx(m_maxX) + "\" y2=\""
            + sy(m_maxX) + "\"/>");
        return this;
    }

    /** Adds a curve as the next series; see {@link #add(int, String, Style, List)}. */
    Chart add(final String name, final Style style, final List<double[]> points) {
        return add(m_legend.size(), name, style, points);
    }

    /**
     * Adds a curve; points that are not finite are left out.
     *
     * @param index of the series, which says colour, dash and shape
     * @param name in the legend; empty for none
     * @param points {@code {x, y, lower, upper}}; the interval is drawn for points and as a band for lines and steps
     */
    Chart add(final int index, final String name, final Style style, final List<double[]> points) {
        if (style == Style.STEPS) {
            steps(points, colour(index));
        } else if (style == Style.LINE) {
            band(points, colour(index));
        }
        final StringBuilder path = new StringBuilder();
        for (final double[] p : points) {
            if (!Double.isFinite(p[0]) || !Double.isFinite(p[1])) {
                continue;
            }
            if (style == Style.POINTS) {
                point(p, index);
            } else if (path.length() == 0) {
                path.append('M').append(sx(p[0])).append(' ').append(sy(p[1]));
            } else {
                path.append(style == Style.STEPS ? "H" + sx(p[0]) + "V" + sy(p[1]) : "L" + sx(p[0]) + " " + sy(p[1]));
            }
        }
        if (path.length() > 0) {
            m_marks.add("<path d=\"" + path + "\" fill=\"none\" stroke=\"" + colour(index) + "\" stroke-width=\"1.7\""
                + (dash(index).isEmpty() ? "" : " stroke-dasharray=\"" + dash(index) + "\"") + "/>");
        }
        if (!name.isEmpty()) {
            m_legend.add(new Legend(name, index, style == Style.POINTS));
        }
        return this;
    }

    /** The interval of a step function: each value holds until the next point. */
    private void steps(final List<double[]> points, final String colour) {
        for (int i = 0; i + 1 < points.size(); i++) {
            final double[] p = points.get(i);
            if (hasInterval(p) && points.get(i + 1)[0] > p[0]) {
                m_marks.add("<path d=\"M" + sx(p[0]) + " " + sy(p[2]) + "V" + sy(p[3]) + "H" + sx(points.get(i + 1)[0])
                    + "V" + sy(p[2]) + "Z\" fill=\"" + colour + "\" fill-opacity=\"0.13\"/>");
            }
        }
    }

    private void band(final List<double[]> points, final String colour) {
        final List<double[]> known = points.stream().filter(Chart::hasInterval).toList();
        if (known.size() < 2) {
            return;
        }
        final StringBuilder path = new StringBuilder("M");
        known.forEach(p -> path.append(sx(p[0])).append(' ').append(sy(p[3])).append('L'));
        for (int i = known.size() - 1; i >= 0; i--) {
            path.append(sx(known.get(i)[0])).append(' ').append(sy(known.get(i)[2])).append(i == 0 ? "Z" : "L");
        }
        m_marks.add("<path d=\"" + path + "\" fill=\"" + colour + "\" fill-opacity=\"0.13\"/>");
    }

    private static boolean hasInterval(final double[] p) {
        return p.length > 3 && Double.isFinite(p[2]) && Double.isFinite(p[3]);
    }

    private void point(final double[] p, final int index) {
        if (hasInterval(p)) {
            m_marks.add("<line x1=\"" + sx(p[0]) + "\" x2=\"" + sx(p[0]) + "\" y1=\"" + sy(p[2]) + "\" y2=\"" + sy(p[3])
                + "\" stroke=\"" + colour(index) + "\"/>");
        }
        m_marks.add(shape(index, Double.parseDouble(sx(p[0])), Double.parseDouble(sy(p[1]))));
    }

    /** Circle, square, triangle, diamond. */
    static String shape(final int index, final double x, final double y) {
        final String d = switch (index % 4) {
            case 0 -> "M" + one(x - 3.2) + " " + one(y) + "a3.2 3.2 0 1 0 6.4 0a3.2 3.2 0 1 0 -6.4 0z";
            case 1 -> "M" + one(x - 3) + " " + one(y - 3) + "h6v6h-6z";
            case 2 -> "M" + one(x) + " " + one(y - 3.8) + "l3.8 6.8h-7.6z";
            default -> "M" + one(x) + " " + one(y - 4.2) + "l4.2 4.2l-4.2 4.2l-4.2 -4.2z";
        };
        return "<path d=\"" + d + "\" fill=\"" + colour(index) + "\"/>";
    }

    /** Adds ticks on a curve, where patients were censored. */
    Chart censored(final int index, final List<double[]> points) {
        points.forEach(p -> m_marks.add("<line x1=\"" + sx(p[0]) + "\" x2=\"" + sx(p[0]) + "\" y1=\""
            + one(Double.parseDouble(sy(p[1])) - 3.5) + "\" y2=\"" + one(Double.parseDouble(sy(p[1])) + 3.5) + "\" stroke=\""
            + colour(index) + "\" stroke-width=\"1.2\"/>"));
        return this;
    }

    /**
     * Adds a spike histogram below the axis: patients with the event upwards, without downwards.
     *
     * @param bins {@code {lower edge, upper edge, with event, without}}
     */
    Chart histogram(final List<double[]> bins) {
        m_histograms.addAll(bins);
        return this;
    }

    /** Adds a row of numbers at risk, one per tick of the axis. */
    Chart atRisk(final String name, final int index, final List<String> counts) {
        m_risk.add(new Risk(name, index, counts));
        return this;
    }

    /** @return the ticks of the axis */
    List<Double> ticksX() {
        return ticks(0, m_maxX);
    }

    /** @return the figure with its caption */
    String svg(final String caption) {
        final StringBuilder body = new StringBuilder();
        axes(body);
        m_marks.forEach(m -> body.append(m).append('\n'));
        int y = TOP + PLOT_HEIGHT + AXIS;
        if (!m_histograms.isEmpty()) {
            y = histogram(body, y);
        }
        if (!m_risk.isEmpty()) {
            y = risk(body, y);
        }
        for (final Legend l : m_legend) {
            y = legend(body, l, y);
        }
        return "<figure><svg viewBox=\"0 0 " + WIDTH + " " + (y + 2) + "\" role=\"img\" aria-label=\"" + Html.escape(m_title)
            + "\">\n" + body + "</svg><figcaption>" + Html.escape(m_title + ". " + caption) + "</figcaption></figure>\n";
    }

    private void axes(final StringBuilder s) {
        for (final double x : ticks(0, m_maxX)) {
            s.append("<line class=\"grid\" x1=\"" + sx(x) + "\" x2=\"" + sx(x) + "\" y1=\"" + TOP + "\" y2=\""
                + (TOP + PLOT_HEIGHT) + "\"/>");
            s.append(text(sx(x), String.valueOf(TOP + PLOT_HEIGHT + 15), "middle", label(x)));
        }
        for (final double y : ticks(m_minY, m_maxY)) {
            s.append("<line class=\"grid\" x1=\"" + LEFT + "\" x2=\"" + (LEFT + PLOT_WIDTH) + "\" y1=\"" + sy(y) + "\" y2=\""
                + sy(y) + "\"/>");
            s.append(text(String.valueOf(LEFT - 6), one(Double.parseDouble(sy(y)) + 4), "end", label(y)));
        }
        s.append("<rect class=\"frame\" x=\"" + LEFT + "\" y=\"" + TOP + "\" width=\"" + PLOT_WIDTH + "\" height=\""
            + PLOT_HEIGHT + "\"/>\n");
        s.append(text(String.valueOf(LEFT + PLOT_WIDTH / 2), String.valueOf(TOP + PLOT_HEIGHT + 31), "middle", m_x));
        s.append("<text transform=\"translate(12 " + (TOP + PLOT_HEIGHT / 2) + ") rotate(-90)\" text-anchor=\"middle\">"
            + Html.escape(m_y) + "</text>\n");
    }

    private int histogram(final StringBuilder s, final int top) {
        final int middle = top + HALF_HISTOGRAM;
        final double most = Math.max(1, m_histograms.stream().mapToDouble(h -> Math.max(h[2], h[3])).max().orElse(1));
        s.append("<line class=\"frame\" x1=\"" + LEFT + "\" x2=\"" + (LEFT + PLOT_WIDTH) + "\" y1=\"" + middle + "\" y2=\""
            + middle + "\"/>").append(text(String.valueOf(LEFT - 6), String.valueOf(middle - 3), "end", "event"))
            .append(text(String.valueOf(LEFT - 6), String.valueOf(middle + 11), "end", "none"));
        for (final double[] h : m_histograms) {
            final double width = Math.max(1, PLOT_WIDTH * (h[1] - h[0]) / m_maxX - 1);
            for (final int side : new int[]{2, 3}) {
                final double size = h[side] == 0 ? 0 : Math.max(1, (HALF_HISTOGRAM - 1) * h[side] / most);
                if (size > 0) {
                    s.append("<rect x=\"" + sx(h[0]) + "\" y=\"" + one(side == 2 ? middle - size : middle) + "\" width=\""
                        + one(width) + "\" height=\"" + one(size) + "\" fill=\"" + (side == 2 ? "#0072b2" : "#8a8a8a") + "\"/>");
                }
            }
        }
        return middle + HALF_HISTOGRAM + LINE;
    }

    private int risk(final StringBuilder s, final int top) {
        int y = top + 4;
        s.append("<text x=\"8\" y=\"" + y + "\" class=\"strong\">Number at risk</text>\n");
        final List<Double> ticks = ticksX();
        for (final Risk r : m_risk) {
            y += LINE - 2;
            s.append("<text x=\"8\" y=\"" + y + "\" fill=\"" + colour(r.index) + "\" class=\"strong\">"
                + Html.escape(cut(r.name, MOST_CHARACTERS)) + "</text>\n");
            y += r.name.length() > BESIDE ? LINE - 2 : 0;
            for (int i = 0; i < r.counts.size(); i++) {
                s.append(text(sx(ticks.get(i)), String.valueOf(y), "middle", r.counts.get(i)));
            }
        }
        return y + LINE + 4;
    }

    private static int legend(final StringBuilder s, final Legend l, final int y) {
        final String line = "<line x1=\"" + LEFT + "\" x2=\"" + (LEFT + 26) + "\" y1=\"" + y + "\" y2=\"" + y + "\" stroke=\""
            + colour(l.index) + "\" stroke-width=\"2\"" + (dash(l.index).isEmpty() ? "" : " stroke-dasharray=\"" + dash(l.index)
                + "\"") + "/>";
        s.append(l.points ? shape(l.index, LEFT + 13, y) : line);
        int at = y;
        for (final String row : rows(l.name, MOST_CHARACTERS)) {
            s.append(text(String.valueOf(LEFT + 34), String.valueOf(at + 4), "start", row));
            at += LINE - 2;
        }
        return at + 2;
    }

    /** Breaks a text into lines at spaces. */
    private static List<String> rows(final String text, final int most) {
        final List<String> rows = new ArrayList<>();
        StringBuilder row = new StringBuilder();
        for (final String word : text.split(" ")) {
            if (row.length() > 0 && row.length() + word.length() >= most) {
                rows.add(row.toString());
                row = new StringBuilder();
            }
            row.append(row.length() == 0 ? "" : " ").append(cut(word, most));
        }
        rows.add(row.toString());
        return rows;
    }

    static String cut(final String text, final int most) {
        return text.length() <= most ? text : text.substring(0, most - 1) + "\u2026";
    }

    /** @return multiples of 1, 2 or 5 times a power of ten, about five of them */
    static List<Double> ticks(final double from, final double to) {
        final double rough = (to - from) / TICKS;
        final double power = Math.pow(10, Math.floor(Math.log10(rough)));
        final double share = rough / power; // the nearest of 1, 2, 5, 10 in ratio
        final double step = power * (share > Math.sqrt(50) ? 10 : share > Math.sqrt(10) ? 5 : share > Math.sqrt(2) ? 2 : 1);
        final List<Double> ticks = new ArrayList<>();
        for (long i = (long)Math.ceil(from / step - 1e-9); i * step <= to + 1e-9 * step; i++) {
            ticks.add(i * step);
        }
        return ticks;
    }

    static String label(final double v) {
        return Math.abs(v) < 1e-12 ? "0" : new BigDecimal(v).round(new MathContext(6)).stripTrailingZeros().toPlainString();
    }

    static String text(final String x, final String y, final String anchor, final String text) {
        return "<text x=\"" + x + "\" y=\"" + y + "\" text-anchor=\"" + anchor + "\">" + Html.escape(text) + "</text>\n";
    }
}

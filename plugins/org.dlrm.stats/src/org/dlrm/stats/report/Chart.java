package org.dlrm.stats.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A figure as SVG in the page: curves, points with intervals, axes and legend; no script, prints as it looks. */
final class Chart {

    /** How a curve is drawn. */
    enum Style { LINE, STEPS, POINTS }

    private static final int WIDTH = 460;
    private static final int HEIGHT = 330;
    private static final int LEFT = 56;
    private static final int TOP = 14;
    private static final int PLOT_WIDTH = 380;
    private static final int PLOT_HEIGHT = 260;
    private static final int LEGEND_LINE = 16;
    private static final int TICKS = 5;
    /** Okabe and Ito's colours, told apart by the colour-blind. */
    private static final String[] COLOURS =
        {"#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"};
    private static final String[] DASHES = {"", "6 3", "2 3", "8 3 2 3"};

    private final String m_title;
    private final String m_x;
    private final String m_y;
    private final double m_maxX;
    private final double m_minY;
    private final double m_maxY;
    private final List<String> m_marks = new ArrayList<>();
    private final List<String> m_legend = new ArrayList<>();

    Chart(final String title, final String x, final String y, final double maxX, final double minY,
        final double maxY) {
        m_title = title;
        m_x = x;
        m_y = y;
        m_maxX = maxX > 0 ? maxX : 1;
        m_minY = minY;
        m_maxY = maxY > minY ? maxY : minY + 1;
    }

    private String sx(final double x) {
        return String.format(Locale.ROOT, "%.1f", LEFT + PLOT_WIDTH * x / m_maxX);
    }

    private String sy(final double y) {
        final double inside = Math.max(m_minY, Math.min(m_maxY, y));
        return String.format(Locale.ROOT, "%.1f", TOP + PLOT_HEIGHT * (m_maxY - inside) / (m_maxY - m_minY));
    }

    /** Adds the line of ideal values from corner to corner. */
    Chart diagonal() {
        m_marks.add("<line class=\"ideal\" x1=\"" + sx(0) + "\" y1=\"" + sy(0) + "\" x2=\"" + sx(m_maxX) + "\" y2=\""
            + sy(m_maxX) + "\"/>");
        return this;
    }

    /**
     * Adds a curve; points that are not finite are left out.
     *
     * @param points {@code {x, y, lower, upper}}; the interval is drawn for points and steps
     */
    Chart add(final String name, final Style style, final List<double[]> points) {
        final int index = m_legend.size();
        final String colour = COLOURS[index % COLOURS.length];
        final String dash = DASHES[index / COLOURS.length % DASHES.length];
        if (style == Style.STEPS) {
            band(points, colour);
        }
        final StringBuilder path = new StringBuilder();
        for (final double[] p : points) {
            if (!Double.isFinite(p[0]) || !Double.isFinite(p[1])) {
                continue;
            }
            if (style == Style.POINTS) {
                point(p, colour);
            } else if (path.length() == 0) {
                path.append('M').append(sx(p[0])).append(' ').append(sy(p[1]));
            } else {
                path.append(style == Style.STEPS ? "H" + sx(p[0]) + "V" + sy(p[1]) : "L" + sx(p[0]) + " " + sy(p[1]));
            }
        }
        if (path.length() > 0) {
            m_marks.add("<path d=\"" + path + "\" fill=\"none\" stroke=\"" + colour + "\" stroke-width=\"1.6\""
                + (dash.isEmpty() ? "" : " stroke-dasharray=\"" + dash + "\"") + "/>");
        }
        m_legend.add(name);
        return this;
    }

    /** The interval of a step function: each value holds until the next point. */
    private void band(final List<double[]> points, final String colour) {
        for (int i = 0; i + 1 < points.size(); i++) {
            final double[] p = points.get(i);
            if (p.length > 3 && Double.isFinite(p[2]) && Double.isFinite(p[3]) && points.get(i + 1)[0] > p[0]) {
                m_marks.add("<path d=\"M" + sx(p[0]) + " " + sy(p[2]) + "V" + sy(p[3]) + "H" + sx(points.get(i + 1)[0])
                    + "V" + sy(p[2]) + "Z\" fill=\"" + colour + "\" fill-opacity=\"0.13\"/>");
            }
        }
    }

    private void point(final double[] p, final String colour) {
        if (p.length > 3 && Double.isFinite(p[2]) && Double.isFinite(p[3])) {
            m_marks.add("<line x1=\"" + sx(p[0]) + "\" x2=\"" + sx(p[0]) + "\" y1=\"" + sy(p[2]) + "\" y2=\"" + sy(p[3])
                + "\" stroke=\"" + colour + "\"/>");
        }
        m_marks.add("<circle cx=\"" + sx(p[0]) + "\" cy=\"" + sy(p[1]) + "\" r=\"3\" fill=\"" + colour + "\"/>");
    }

    /** @return the figure with its caption */
    String svg(final String caption) {
        final int height = HEIGHT + LEGEND_LINE * m_legend.size();
        final StringBuilder s = new StringBuilder("<figure><svg viewBox=\"0 0 " + WIDTH + " " + height
            + "\" role=\"img\" aria-label=\"" + Html.escape(m_title) + "\">\n");
        s.append("<rect class=\"frame\" x=\"" + LEFT + "\" y=\"" + TOP + "\" width=\"" + PLOT_WIDTH + "\" height=\""
            + PLOT_HEIGHT + "\"/>\n");
        for (final double x : ticks(0, m_maxX)) {
            s.append(text(sx(x), String.valueOf(TOP + PLOT_HEIGHT + 16), "middle", label(x)));
        }
        for (final double y : ticks(m_minY, m_maxY)) {
            s.append(text(String.valueOf(LEFT - 6), String.format(Locale.ROOT, "%.1f", Double.parseDouble(sy(y)) + 4), "end",
                label(y)));
        }
        s.append(text(String.valueOf(LEFT + PLOT_WIDTH / 2), String.valueOf(TOP + PLOT_HEIGHT + 34), "middle", m_x));
        s.append("<text transform=\"translate(12 " + (TOP + PLOT_HEIGHT / 2) + ") rotate(-90)\" text-anchor=\"middle\">"
            + Html.escape(m_y) + "</text>\n");
        m_marks.forEach(m -> s.append(m).append('\n'));
        for (int i = 0; i < m_legend.size(); i++) {
            final int y = HEIGHT - 8 + LEGEND_LINE * i;
            s.append("<line x1=\"" + LEFT + "\" x2=\"" + (LEFT + 24) + "\" y1=\"" + y + "\" y2=\"" + y + "\" stroke=\""
                + COLOURS[i % COLOURS.length] + "\" stroke-width=\"2\" stroke-dasharray=\""
                + DASHES[i / COLOURS.length % DASHES.length] + "\"/>");
            s.append(text(String.valueOf(LEFT + 30), String.valueOf(y + 4), "start", m_legend.get(i)));
        }
        return s.append("</svg><figcaption>").append(Html.escape(m_title + ". " + caption))
            .append("</figcaption></figure>\n").toString();
    }

    /** @return multiples of 1, 2 or 5 times a power of ten, about five of them */
    static List<Double> ticks(final double from, final double to) {
        final double rough = (to - from) / TICKS;
        final double power = Math.pow(10, Math.floor(Math.log10(rough)));
        final double step = power * (rough / power > 5 ? 10 : rough / power > 2 ? 5 : rough / power > 1 ? 2 : 1);
        final List<Double> ticks = new ArrayList<>();
        for (long i = (long)Math.ceil(from / step - 1e-9); i * step <= to + 1e-9 * step; i++) {
            ticks.add(i * step);
        }
        return ticks;
    }

    static String label(final double v) {
        return v == 0 ? "0" : new BigDecimal(v).round(new MathContext(6)).stripTrailingZeros().toPlainString();
    }

    private static String text(final String x, final String y, final String anchor, final String text) {
        return "<text x=\"" + x + "\" y=\"" + y + "\" text-anchor=\"" + anchor + "\">" + Html.escape(text) + "</text>\n";
    }
}

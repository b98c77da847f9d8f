package org.dlrm.stats.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/** Ratios with their intervals on a log axis, names on the left, numbers on the right. */
final class ForestChart {

    /** One line; p is already a text, empty where there is none. */
    record Row(String name, double estimate, double lower, double upper, String p) {
    }

    private static final int WIDTH = 700;
    private static final int NAMES = 270;
    private static final int PLOT = 220;
    private static final int STEP = 20;
    private static final int TOP = 24;
    private static final int NAME_CHARACTERS = 46;
    /** Intervals that reach further than this factor beyond the estimates end in an arrow. */
    private static final double FAR = 20;

    private final String m_measure;
    private final List<Row> m_rows;
    private final double m_from;
    private final double m_to;

    ForestChart(final String measure, final List<Row> rows) {
        m_measure = measure;
        m_rows = rows;
        final double[] estimates = DoubleStream.concat(DoubleStream.of(1), rows.stream().mapToDouble(Row::estimate))
            .filter(ForestChart::isPositive).toArray();
        final double low = DoubleStream.of(estimates).min().orElse(1);
        final double high = DoubleStream.of(estimates).max().orElse(1);
        m_from = Math.max(low / FAR, DoubleStream.concat(DoubleStream.of(low / 1.3),
            rows.stream().mapToDouble(Row::lower).filter(ForestChart::isPositive)).min().orElse(low)) / 1.08;
        m_to = Math.min(high * FAR, DoubleStream.concat(DoubleStream.of(high * 1.3),
            rows.stream().mapToDouble(Row::upper).filter(ForestChart::isPositive)).max().orElse(high)) * 1.08;
    }

    private static boolean isPositive(final double v) {
        return Double.isFinite(v) && v > 0;
    }

    private double x(final double v) {
        final double inside = Math.max(m_from, Math.min(m_to, v));
        return NAMES + PLOT * Math.log(inside / m_from) / Math.log(m_to / m_from);
    }

    /** Powers of ten times 1, 2, 5, as many as do not touch. */
    private List<Double> ticks() {
        List<Double> best = List.of(1.0);
        for (final double[] digits : new double[][]{{1}, {1, 3}, {1, 2, 5}}) {
            final List<Double> all = new ArrayList<>();
            for (int d = (int)Math.floor(Math.log10(m_from)); d <= Math.ceil(Math.log10(m_to)); d++) {
                for (final double k : digits) {
                    final double v = k * Math.pow(10, d);
                    if (v >= m_from && v <= m_to) {
                        all.add(v);
                    }
                }
            }
            boolean apart = true;
            for (int i = 1; i < all.size(); i++) {
                apart &= x(all.get(i)) - x(all.get(i - 1)) > 30;
            }
            if (apart && all.size() > 1) {
                best = all;
            }
        }
        return best;
    }

    String svg(final String title, final String caption) {
        final int bottom = TOP + m_rows.size() * STEP + 4;
        final StringBuilder s = new StringBuilder("<figure class=\"wide\"><svg viewBox=\"0 0 " + WIDTH + " " + (bottom + 38)
            + "\" role=\"img\" aria-label=\"" + Html.escape(title) + "\">\n");
        for (final double t : ticks()) {
            s.append("<line class=\"grid\" x1=\"" + Chart.one(x(t)) + "\" x2=\"" + Chart.one(x(t)) + "\" y1=\"" + TOP + "\" y2=\""
                + bottom + "\"/>").append(Chart.text(Chart.one(x(t)), String.valueOf(bottom + 15), "middle", Chart.label(t)));
        }
        s.append("<line class=\"ideal\" x1=\"" + Chart.one(x(1)) + "\" x2=\"" + Chart.one(x(1)) + "\" y1=\"" + TOP + "\" y2=\""
            + bottom + "\"/><line class=\"frame\" x1=\"" + NAMES + "\" x2=\"" + (NAMES + PLOT) + "\" y1=\"" + bottom + "\" y2=\""
            + bottom + "\"/>");
        s.append(Chart.text(String.valueOf(NAMES + PLOT / 2), String.valueOf(bottom + 31), "middle", m_measure + ", log axis"));
        s.append("<text x=\"" + (NAMES + PLOT + 14) + "\" y=\"14\" class=\"strong\">" + Html.escape(m_measure)
            + " (interval)</text><text x=\"" + (WIDTH - 4) + "\" y=\"14\" text-anchor=\"end\" class=\"strong\">p</text>\n");
        for (int i = 0; i < m_rows.size(); i++) {
            row(s, m_rows.get(i), TOP + i * STEP + STEP / 2);
        }
        return s.append("</svg><figcaption>").append(Html.escape(title + ". " + caption)).append("</figcaption></figure>\n")
            .toString();
    }

    private void row(final StringBuilder s, final Row r, final int y) {
        s.append(Chart.text("4", String.valueOf(y + 4), "start", Chart.cut(r.name, NAME_CHARACTERS)));
        final boolean known = isPositive(r.estimate);
        s.append(Chart.text(String.valueOf(NAMES + PLOT + 14), String.valueOf(y + 4), "start",
            known ? Html.ratio(r.estimate, r.lower, r.upper) : "not estimable"));
        s.append(Chart.text(String.valueOf(WIDTH - 4), String.valueOf(y + 4), "end", r.p));
        if (!known) {
            return;
        }
        if (isPositive(r.upper) && Double.isFinite(r.lower)) {
            final double a = x(Math.max(r.lower, m_from));
            final double b = x(r.upper);
            s.append("<line x1=\"" + Chart.one(a) + "\" x2=\"" + Chart.one(b) + "\" y1=\"" + y + "\" y2=\"" + y
                + "\" stroke=\"#0072b2\" stroke-width=\"1.6\"/>");
            s.append(end(a, y, r.lower < m_from, 1)).append(end(b, y, r.upper > m_to, -1));
        }
        s.append("<rect x=\"" + Chart.one(x(r.estimate) - 3.5) + "\" y=\"" + Chart.one(y - 3.5)
            + "\" width=\"7\" height=\"7\" fill=\"#0072b2\"/>\n");
    }

    /** The end of an interval: a bar, or an arrow where it goes on. */
    private static String end(final double x, final int y, final boolean beyond, final int side) {
        return "<path d=\"" + (beyond ? "M" + Chart.one(x) + " " + y + "l" + 6 * side + " -4v8z"
            : "M" + Chart.one(x - 0.8) + " " + (y - 3.5) + "h1.6v7h-1.6z") + "\" fill=\"#0072b2\"/>";
    }
}

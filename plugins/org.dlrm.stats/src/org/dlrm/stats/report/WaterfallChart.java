package org.dlrm.stats.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;

/** A bar per patient from zero, highest first, told apart by colour and lightness. */
final class WaterfallChart {

    /** @param group index among the chart's groups */
    record Bar(double value, int group) {
    }

    private static final int WIDTH = 460;
    private static final int LEFT = 56;
    private static final int TOP = 14;
    private static final int PLOT_WIDTH = 390;
    private static final int PLOT_HEIGHT = 220;
    private static final int LINE = 16;

    private final String m_title;
    private final String m_y;
    private final List<String> m_groups;
    private final List<Bar> m_bars;

    WaterfallChart(final String title, final String y, final List<String> groups, final List<Bar> bars) {
        m_title = title;
        m_y = y;
        m_groups = groups;
        m_bars = bars.stream().filter(b -> Double.isFinite(b.value)).sorted(Comparator.comparingDouble(b -> -b.value)).toList();
    }

    String svg(final String caption) {
        final double low = DoubleStream.concat(DoubleStream.of(0), m_bars.stream().mapToDouble(Bar::value)).min().orElse(0);
        final double high = DoubleStream.concat(DoubleStream.of(0), m_bars.stream().mapToDouble(Bar::value)).max().orElse(0);
        final double range = high > low ? (high - low) * 1.05 : 1;
        final int bottom = TOP + PLOT_HEIGHT;
        final StringBuilder s = new StringBuilder();
        for (final double t : Chart.ticks(low, low + range)) {
            final String y = Chart.one(bottom - PLOT_HEIGHT * (t - low) / range);
            s.append("<line class=\"grid\" x1=\"" + LEFT + "\" x2=\"" + (LEFT + PLOT_WIDTH) + "\" y1=\"" + y + "\" y2=\"" + y
                + "\"/>").append(Chart.text(String.valueOf(LEFT - 6), Chart.one(Double.parseDouble(y) + 4), "end", Chart.label(t)));
        }
        final double step = (double)PLOT_WIDTH / Math.max(1, m_bars.size());
        final double zero = bottom + PLOT_HEIGHT * low / range;
        for (int i = 0; i < m_bars.size(); i++) {
            final Bar b = m_bars.get(i);
            final double end = zero - PLOT_HEIGHT * b.value / range;
            s.append(bar(b.group, LEFT + i * step + 0.08 * step, Math.min(zero, end), 0.84 * step, Math.abs(end - zero)));
        }
        s.append("<line class=\"frame\" x1=\"" + LEFT + "\" x2=\"" + (LEFT + PLOT_WIDTH) + "\" y1=\"" + Chart.one(zero) + "\" y2=\""
            + Chart.one(zero) + "\"/><line class=\"frame\" x1=\"" + LEFT + "\" x2=\"" + LEFT + "\" y1=\"" + TOP + "\" y2=\"" + bottom
            + "\"/>\n").append(Chart.text(String.valueOf(LEFT + PLOT_WIDTH / 2), String.valueOf(bottom + LINE), "middle",
                m_bars.size() + " patients, highest first"));
        s.append("<text transform=\"translate(12 " + (TOP + PLOT_HEIGHT / 2) + ") rotate(-90)\" text-anchor=\"middle\">"
            + Html.escape(m_y) + "</text>\n");
        int y = bottom + 2 * LINE + 6;
        for (final int g : present()) {
            s.append(bar(g, LEFT + 6, y - 6, 16, 11)).append(Chart.text(String.valueOf(LEFT + 34), String.valueOf(y + 4), "start",
                m_groups.get(g) + " (n = " + m_bars.stream().filter(b -> b.group == g).count() + ")"));
            y += LINE;
        }
        return "<figure><svg viewBox=\"0 0 " + WIDTH + " " + y + "\" role=\"img\" aria-label=\"" + Html.escape(m_title) + "\">\n" + s
            + "</svg><figcaption>" + Html.escape(m_title + ". " + caption) + "</figcaption></figure>\n";
    }

    private List<Integer> present() {
        final List<Integer> found = new ArrayList<>();
        for (int g = 0; g < m_groups.size(); g++) {
            final int group = g;
            if (m_bars.stream().anyMatch(b -> b.group == group)) {
                found.add(g);
            }
        }
        return found;
    }

    /** The first group is filled, the others are lighter with an outline, so that print in grey tells them apart too. */
    private static String bar(final int group, final double x, final double y, final double width, final double height) {
        return "<rect x=\"" + Chart.one(x) + "\" y=\"" + Chart.one(y) + "\" width=\"" + Chart.one(Math.max(0.4, width))
            + "\" height=\"" + Chart.one(Math.max(0.6, height)) + "\" fill=\"" + Chart.colour(group) + "\""
            + (group == 0 ? "" : " fill-opacity=\"0.55\" stroke=\"" + Chart.colour(group) + "\" stroke-width=\"0.5\"") + "/>\n";
    }
}

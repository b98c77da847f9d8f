package org.dlrm.stats.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

import org.dlrm.stats.nomogram.Nomogram;

/** A nomogram to use with a ruler, as R's rms draws it. */
final class NomogramChart {

    private static final int WIDTH = 700;
    private static final int LEFT = 210;
    private static final int PLOT = 470;
    private static final int STEP = 42;
    private static final int CHARACTER = 6;

    private final Nomogram m_nomogram;
    private final double m_most;
    private final double m_total;

    NomogramChart(final Nomogram nomogram) {
        m_nomogram = nomogram;
        m_most = Math.max(100, nomogram.axes().stream().flatMapToDouble(a -> Arrays.stream(a.points())).max().orElse(100));
        m_total = DoubleStream.concat(Arrays.stream(nomogram.totalPoints()), nomogram.functions().stream()
            .flatMapToDouble(f -> Arrays.stream(f.points()))).max().orElse(100);
    }

    String svg(final String outcome) {
        final StringBuilder s = new StringBuilder();
        int y = 24;
        scale(s, "Points", y, IntStream.rangeClosed(0, 10).mapToDouble(i -> i * m_most / 10).toArray(), m_most, null);
        for (final Nomogram.Axis axis : m_nomogram.axes()) {
            y += STEP;
            scale(s, axis.predictor().name(), y, axis.points(), m_most, axis.predictor().labels());
        }
        y += STEP;
        scale(s, "Total points", y, m_nomogram.totalPoints(), m_total, null);
        for (final Nomogram.Scale f : m_nomogram.functions()) {
            y += STEP;
            scale(s, m_nomogram.functions().size() == 1 ? outcome : f.name(), y, f.points(), m_total,
                Arrays.stream(f.values()).mapToObj(Chart::label).toList());
        }
        return "<figure class=\"wide\"><svg viewBox=\"0 0 " + WIDTH + " " + (y + 34) + "\" role=\"img\" aria-label=\"Nomogram\">\n"
            + s + "</svg><figcaption>Nomogram. Read the points of each value on the top axis, add them up, and read the result "
            + "below the total. The equation gives the exact number.</figcaption></figure>\n";
    }

    private static void scale(final StringBuilder s, final String name, final int y, final double[] at, final double most,
        final List<String> labels) {
        s.append("<text x=\"4\" y=\"" + (y + 4) + "\" class=\"strong\">" + Html.escape(Chart.cut(name, 32)) + "</text>\n");
        final double[] x = Arrays.stream(at).map(v -> LEFT + PLOT * v / most).toArray();
        if (x.length == 0) {
            return;
        }
        s.append("<line class=\"frame\" x1=\"" + Chart.one(Arrays.stream(x).min().orElse(0)) + "\" x2=\""
            + Chart.one(Arrays.stream(x).max().orElse(0)) + "\" y1=\"" + y + "\" y2=\"" + y + "\"/>");
        final List<Integer> order = new ArrayList<>(IntStream.range(0, x.length).filter(i -> at[i] >= -1e-9).boxed().toList());
        order.sort((a, b) -> Double.compare(x[a], x[b]));
        final double[] ends = {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};
        final int[] offsets = {16, -7, 28};
        for (final int i : order) {
            final String label = number(labels == null ? Chart.label(at[i]) : labels.get(i));
            final double half = label.length() * CHARACTER / 2.0 + 2;
            s.append("<line class=\"frame\" x1=\"" + Chart.one(x[i]) + "\" x2=\"" + Chart.one(x[i]) + "\" y1=\"" + y + "\" y2=\""
                + (y + 5) + "\"/>");
            for (int row = 0; row < (labels == null ? 1 : ends.length); row++) {
                if (x[i] - half > ends[row]) {
                    ends[row] = x[i] + half;
                    s.append(Chart.text(Chart.one(x[i]), String.valueOf(y + offsets[row]), "middle", label));
                    break;
                }
            }
        }
    }

    /** Labels of numbers without a trailing ".0". */
    private static String number(final String label) {
        return label.matches("-?\\d+\\.0") ? label.substring(0, label.length() - 2) : label;
    }
}

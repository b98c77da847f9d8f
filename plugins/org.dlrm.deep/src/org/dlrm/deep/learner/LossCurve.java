package org.dlrm.deep.learner;

import java.util.List;

/** Draws losses into the progress message. */
final class LossCurve {

    /** Heights of a curve in a line of text. */
    private static final String BARS = "\u2581\u2582\u2583\u2584\u2585\u2586\u2587\u2588";

    /** Passes that the curve in the progress message shows. */
    private static final int CURVE_LENGTH = 24;

    private LossCurve() {
    }

    /** @return the last losses as a curve of block characters, from their least to their greatest */
    static String of(final List<Double> losses) {
        final List<Double> last = losses.subList(Math.max(0, losses.size() - CURVE_LENGTH), losses.size());
        final double least = last.stream().mapToDouble(v -> v).min().orElse(0);
        final double range = last.stream().mapToDouble(v -> v).max().orElse(0) - least;
        final StringBuilder bars = new StringBuilder();
        for (final double v : last) {
            bars.append(BARS.charAt(range > 0 ? (int)Math.round((v - least) / range * (BARS.length() - 1)) : 0));
        }
        return bars.toString();
    }
}

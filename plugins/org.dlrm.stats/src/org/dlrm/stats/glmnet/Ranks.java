package org.dlrm.stats.glmnet;

import java.util.Arrays;

/** Rank measures of the left-out rows; ties in the prediction count one half. */
final class Ranks {

    private Ranks() {
    }

    /** @return area under the ROC curve; NaN where a class is missing */
    static double auc(final double[] y, final double[] score) {
        final Integer[] order = new Integer[y.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Double.compare(score[a], score[b]));
        double below = 0;
        double pairs = 0;
        double positives = 0;
        for (int i = 0; i < order.length;) {
            int end = i;
            double ones = 0;
            double zeros = 0;
            for (; end < order.length && score[order[end]] == score[order[i]]; end++) {
                if (y[order[end]] == 1) {
                    ones++;
                } else {
                    zeros++;
                }
            }
            pairs += ones * (below + zeros / 2);
            below += zeros;
            positives += ones;
            i = end;
        }
        return pairs / (positives * below);
    }

    /**
     * @param risk larger = earlier event expected
     * @return Harrell's concordance (comparable pairs: the earlier time is an event; at equal times an event and a
     *         censored row); NaN without comparable pairs
     */
    static double concordance(final double[] time, final boolean[] event, final double[] risk) {
        double concordant = 0;
        double pairs = 0;
        for (int i = 0; i < time.length; i++) {
            if (!event[i]) {
                continue;
            }
            for (int j = 0; j < time.length; j++) {
                if (time[j] > time[i] || time[j] == time[i] && !event[j]) {
                    pairs++;
                    concordant += risk[i] > risk[j] ? 1 : risk[i] == risk[j] ? 0.5 : 0;
                }
            }
        }
        return concordant / pairs;
    }
}

package org.dlrm.stats.validate;

import java.util.stream.IntStream;

import org.dlrm.stats.base.Check;
import org.dlrm.stats.base.Tail;

/**
 * Decision curve analysis (Vickers and Elkin 2006). A row is treated if its probability is at or above the threshold.
 *
 * @param threshold the thresholds
 * @param tp true positives at each, likewise fp
 * @param netBenefit {@code tp/n - fp/n * threshold/(1 - threshold)}
 * @param standardized net benefit divided by the prevalence
 * @param treatAll net benefit of treating everybody; treating nobody has 0
 * @param avoidedPer100 net interventions avoided per 100 patients against treating everybody
 * @param untreated net benefit for the untreated
 * @param se standard error of the net benefit (it is a mean over the patients)
 */
public record DecisionCurve(double[] threshold, int[] tp, int[] fp, double[] netBenefit, double[] standardized,
    double[] treatAll, double[] avoidedPer100, double[] untreated, double[] se) {

    /**
     * @param y 0 or 1
     * @param p predicted probabilities
     * @param thresholds above 0 and below 1
     */
    public static DecisionCurve of(final double[] y, final double[] p, final double... thresholds) {
        Check.sameLength("The outcome", y.length, "the probabilities", p.length);
        Check.binaryOutcome(y);
        Check.finite("probability", p);
        final int k = thresholds.length;
        final double n = y.length;
        final DecisionCurve c = new DecisionCurve(thresholds.clone(), new int[k], new int[k], new double[k],
            new double[k], new double[k], new double[k], new double[k], new double[k]);
        double events = 0;
        for (final double v : y) {
            events += v;
        }
        final double prevalence = events / n;
        for (int t = 0; t < k; t++) {
            if (!(thresholds[t] > 0 && thresholds[t] < 1)) {
                throw new IllegalArgumentException("A threshold probability lies between 0 and 1, not " + thresholds[t]);
            }
            for (int i = 0; i < y.length; i++) {
                if (p[i] >= thresholds[t]) {
                    (y[i] == 1 ? c.tp : c.fp)[t]++;
                }
            }
            final double odds = thresholds[t] / (1 - thresholds[t]);
            final double nb = c.tp[t] / n - c.fp[t] / n * odds;
            c.netBenefit[t] = nb;
            c.standardized[t] = nb / prevalence;
            c.treatAll[t] = prevalence - (1 - prevalence) * odds;
            c.avoidedPer100[t] = (nb - c.treatAll[t]) / odds * 100;
            c.untreated[t] = ((n - events - c.fp[t]) - (events - c.tp[t]) / odds) / n;
            final double squares = (c.tp[t] + c.fp[t] * odds * odds) / n;
            c.se[t] = Math.sqrt(Math.max(0, squares - nb * nb) / (n - 1));
        }
        return c;
    }

    /** @return lower ends of the intervals of the net benefit */
    public double[] lower(final double level) {
        final double z = Tail.zForLevel(level);
        return IntStream.range(0, se.length).mapToDouble(i -> netBenefit[i] - z * se[i]).toArray();
    }

    /** @return upper ends of the intervals of the net benefit */
    public double[] upper(final double level) {
        final double z = Tail.zForLevel(level);
        return IntStream.range(0, se.length).mapToDouble(i -> netBenefit[i] + z * se[i]).toArray();
    }

    /** @return thresholds from, from + step, ..., to */
    public static double[] thresholds(final double from, final double to, final double step) {
        return IntStream.rangeClosed(0, (int)Math.round((to - from) / step)).mapToDouble(i -> from + i * step).toArray();
    }
}

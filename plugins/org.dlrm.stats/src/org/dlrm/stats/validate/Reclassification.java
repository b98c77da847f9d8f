package org.dlrm.stats.validate;

import java.util.Arrays;

import org.dlrm.stats.base.Check;
import org.dlrm.stats.base.Descriptive;
import org.dlrm.stats.base.Tail;

/** What a new model changes against an old one: net reclassification and integrated discrimination improvement. */
public final class Reclassification {

    private Reclassification() {
    }

    /**
     * Continuous NRI and IDI as R's Hmisc::improveProb (Pencina 2008, 2011).
     *
     * @param upEvent share of events whose probability rises; likewise the others
     * @param nri {@code (upEvent - downEvent) + (downNonevent - upNonevent)}, with standard error and z, and its parts
     * @param improveSens mean rise of the probability in events
     * @param improveSpec mean fall in non-events
     * @param idi their sum
     */
    public record Continuous(int n, int events, int nonevents, double upEvent, double upNonevent, double downEvent,
        double downNonevent, double nri, double seNri, double zNri, double nriEvent, double seNriEvent,
        double zNriEvent, double nriNonevent, double seNriNonevent, double zNriNonevent, double improveSens,
        double improveSpec, double idi, double seIdi, double zIdi) {

        public double pNri() {
            return Tail.normalTwoSided(zNri);
        }

        public double pIdi() {
            return Tail.normalTwoSided(zIdi);
        }
    }

    /**
     * @param y 0 or 1
     * @param oldP probabilities of the old model, likewise newP
     */
    public static Continuous continuous(final double[] y, final double[] oldP, final double[] newP) {
        final double[][] d = differences(y, oldP, newP);
        final double[] ev = d[1];
        final double[] ne = d[0];
        final double upEv = share(ev, 1);
        final double downEv = share(ev, -1);
        final double upNe = share(ne, 1);
        final double downNe = share(ne, -1);
        final double nriEv = upEv - downEv;
        final double nriNe = downNe - upNe;
        final double varEv = (upEv + downEv - nriEv * nriEv) / ev.length;
        final double varNe = (upNe + downNe - nriNe * nriNe) / ne.length;
        final double nri = nriEv + nriNe;
        final double se = Math.sqrt(varEv + varNe);
        final double sens = Descriptive.mean(ev);
        final double spec = -Descriptive.mean(ne);
        final double idi = sens + spec;
        final double seIdi = Math.sqrt(Descriptive.variance(ev) / ev.length + Descriptive.variance(ne) / ne.length);
        return new Continuous(y.length, ev.length, ne.length, upEv, upNe, downEv, downNe, nri, se, nri / se, nriEv,
            Math.sqrt(varEv), nriEv / Math.sqrt(varEv), nriNe, Math.sqrt(varNe), nriNe / Math.sqrt(varNe), sens, spec,
            idi, seIdi, idi / seIdi);
    }

    /**
     * Categorical NRI.
     *
     * @param seNull standard error under the null hypothesis (Pencina 2008), with z and p
     * @param seWald standard error without it
     */
    public record Categorical(double upEvent, double downEvent, double upNonevent, double downNonevent, double nri,
        double seNull, double z, double p, double seWald) {
    }

    /** @param cuts limits of the risk categories, rising; a probability at a limit belongs to the lower category */
    public static Categorical categorical(final double[] y, final double[] oldP, final double[] newP,
        final double... cuts) {
        final double[][] d = differences(y, categories(oldP, cuts), categories(newP, cuts));
        final double upEv = share(d[1], 1);
        final double downEv = share(d[1], -1);
        final double upNe = share(d[0], 1);
        final double downNe = share(d[0], -1);
        final double ev = upEv - downEv;
        final double ne = downNe - upNe;
        final double nri = ev + ne;
        final double seNull = Math.sqrt((upEv + downEv) / d[1].length + (upNe + downNe) / d[0].length);
        final double seWald = Math.sqrt((upEv + downEv - ev * ev) / d[1].length + (upNe + downNe - ne * ne) / d[0].length);
        return new Categorical(upEv, downEv, upNe, downNe, nri, seNull, nri / seNull, Tail.normalTwoSided(nri / seNull),
            seWald);
    }

    private static double[] categories(final double[] p, final double[] cuts) {
        return Arrays.stream(p).map(v -> Descriptive.lowerBound(cuts, v)).toArray();
    }

    /** new - old in {non-events, events}. */
    private static double[][] differences(final double[] y, final double[] oldP, final double[] newP) {
        Check.sameLength("The outcome", y.length, "the old probabilities", oldP.length);
        Check.sameLength("The outcome", y.length, "the new probabilities", newP.length);
        Check.binaryOutcome(y);
        Check.finite("old probability", oldP);
        Check.finite("new probability", newP);
        final double[][] d = new double[2][];
        for (int outcome = 0; outcome < 2; outcome++) {
            final int wanted = outcome;
            d[outcome] = java.util.stream.IntStream.range(0, y.length).filter(i -> y[i] == wanted)
                .mapToDouble(i -> newP[i] - oldP[i]).toArray();
        }
        return d;
    }

    private static double share(final double[] d, final int sign) {
        return (double)Arrays.stream(d).filter(v -> sign * v > 0).count() / d.length;
    }
}

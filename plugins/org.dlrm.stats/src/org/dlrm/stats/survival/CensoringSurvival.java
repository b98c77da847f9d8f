package org.dlrm.stats.survival;

import java.util.Arrays;

import org.dlrm.stats.base.Descriptive;

/**
 * Kaplan-Meier estimate of the probability G(t) to be uncensored; where events and censorings happen at the same time,
 * the events leave the risk set first.
 */
final class CensoringSurvival {

    private final double[] m_time;

    private final double[] m_g;

    private CensoringSurvival(final double[] time, final double[] g) {
        m_time = time;
        m_g = g;
    }

    static CensoringSurvival fit(final SurvivalData data) {
        final KaplanMeier curve = KaplanMeier.fit(data);
        final int[] atRisk = curve.atRisk();
        final int[] events = curve.events();
        final int[] censored = curve.censored();
        final double[] g = new double[atRisk.length];
        double product = 1;
        for (int k = 0; k < g.length; k++) {
            if (censored[k] > 0) {
                product *= 1 - (double)censored[k] / (atRisk[k] - events[k]);
            }
            g[k] = product;
        }
        return new CensoringSurvival(curve.time(), g);
    }

    /** @return G(t-): probability to be uncensored until just before */
    double before(final double time) {
        return value(Descriptive.lowerBound(m_time, time));
    }

    /** @return G(t) */
    double at(final double time) {
        return value(Descriptive.upperBound(m_time, time));
    }

    private double value(final int times) {
        return times == 0 ? 1 : m_g[times - 1];
    }

    /** @return times at which G falls */
    double[] times() {
        return Arrays.copyOf(m_time, m_time.length);
    }
}

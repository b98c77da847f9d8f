package org.dlrm.stats.survival;

import java.util.List;

/**
 * Test of proportional hazards (Grambsch and Therneau 1994): score test of an interaction of every term with a
 * transformed time, as R's {@code cox.zph} since survival 3.0.
 *
 * @param transform of time
 * @param rows the terms, then GLOBAL
 * @param chisq statistics
 * @param df degrees of freedom
 * @param p p values
 * @param time event times, rising by stratum
 * @param schoenfeld tie-correct Schoenfeld residuals of the covariates, one row per event in the order of {@code time}
 */
public record ZphTest(Transform transform, List<String> rows, double[] chisq, int[] df, double[] p, double[] time,
    double[][] schoenfeld) {

    /** Transformation of time. */
    public enum Transform {
        /** 1 - Kaplan-Meier estimate just before; R's default. */
        KM("km"),
        /** Rank of the time. */
        RANK("rank"),
        /** Time itself. */
        IDENTITY("identity"),
        /** Natural logarithm of time. */
        LOG("log");

        private final String m_label;

        Transform(final String label) {
            m_label = label;
        }

        /** @return R's name */
        public String label() {
            return m_label;
        }
    }

    /** @return p value of all terms together */
    public double globalP() {
        return p[p.length - 1];
    }
}

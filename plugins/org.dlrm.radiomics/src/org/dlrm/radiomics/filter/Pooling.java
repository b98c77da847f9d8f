package org.dlrm.radiomics.filter;

/** How the responses of a filter's orientations become one (IBSI 2: rotation invariance, O1AQ). */
public enum Pooling {
        /** The arithmetic mean. */
        MEAN,
        /** The largest. */
        MAX,
        /** The smallest. */
        MIN;

    /** Puts responses into what was pooled so far; the first orientation just fills it. */
    void add(final double[] pooled, final double[] response, final boolean first) {
        if (first) {
            System.arraycopy(response, 0, pooled, 0, pooled.length);
            return;
        }
        switch (this) {
            case MEAN -> {
                for (int i = 0; i < pooled.length; i++) {
                    pooled[i] += response[i];
                }
            }
            case MAX -> {
                for (int i = 0; i < pooled.length; i++) {
                    pooled[i] = Math.max(pooled[i], response[i]);
                }
            }
            case MIN -> {
                for (int i = 0; i < pooled.length; i++) {
                    pooled[i] = Math.min(pooled[i], response[i]);
                }
            }
        }
    }

    /** @return the factor for the pooled values of n orientations */
    double scale(final int n) {
        return this == MEAN ? 1. / n : 1;
    }
}

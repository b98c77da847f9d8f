package org.dlrm.radiomics;

/** Average of the features of several matrices; matrices without any entry do not count. */
final class Mean {

    private double[] m_sum = {};

    private int[] m_n = {};

    /** @param features of one matrix; an empty array for an empty matrix */
    void add(final double[] features) {
        if (features.length == 0) {
            return;
        }
        if (m_sum.length == 0) {
            m_sum = new double[features.length];
            m_n = new int[features.length];
        }
        for (int i = 0; i < features.length; i++) {
            if (!Double.isNaN(features[i])) {
                m_sum[i] += features[i];
                m_n[i]++;
            }
        }
    }

    /** @return the averages; an empty array if there was no matrix with an entry */
    double[] values() {
        final double[] mean = new double[m_sum.length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = m_sum[i] / m_n[i];
        }
        return mean;
    }
}

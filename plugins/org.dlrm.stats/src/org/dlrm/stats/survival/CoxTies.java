package org.dlrm.stats.survival;

/** How events at the same time enter the partial likelihood. */
public enum CoxTies {
    /** Efron 1977: near the exact result at no cost; the default. */
    EFRON("efron"),
    /** Breslow 1974. */
    BRESLOW("breslow"),
    /** Exact conditional likelihood (discrete time; Gail, Lubin and Rubinstein 1981): slow with many ties. */
    EXACT("exact");

    private final String m_label;

    CoxTies(final String label) {
        m_label = label;
    }

    /** @return R's name */
    public String label() {
        return m_label;
    }
}

package org.dlrm.stats.survival;

/** Scale on which the interval of a survival probability is symmetric; R's {@code conf.type}. */
public enum CiType {
    /** S -+ z se. */
    PLAIN("plain"),
    /** On log S; R's default. */
    LOG("log"),
    /** On log(-log S); SAS's default. */
    LOG_LOG("log-log"),
    /** On log(S / (1 - S)). */
    LOGIT("logit"),
    /** On arcsin(sqrt(S)). */
    ARCSIN("arcsin");

    private final String m_label;

    CiType(final String label) {
        m_label = label;
    }

    /** @return R's name */
    public String label() {
        return m_label;
    }

    /**
     * @param s survival probability
     * @param se standard error of log S (Greenwood's sum)
     * @param z normal quantile, e.g. 1.96
     * @param sign -1 lower, +1 upper limit
     * @return the limit; NaN where it does not exist (S = 0, and S = 1 on some scales)
     */
    double limit(final double s, final double se, final double z, final int sign) {
        if (s == 0) {
            return Double.NaN;
        }
        return switch (this) {
            case PLAIN -> Math.min(1, Math.max(0, s + sign * z * se * s));
            case LOG -> Math.min(1, Math.exp(Math.log(s) + sign * z * se));
            case LOG_LOG -> s == 1 ? Double.NaN
                : Math.exp(-Math.exp(Math.log(-Math.log(s)) + sign * z * se / Math.log(s)));
            case LOGIT -> s == 1 ? Double.NaN
                : 1 - 1 / (1 + Math.exp(Math.log(s / (1 - s)) + sign * z * se * (1 + s / (1 - s))));
            case ARCSIN -> {
                if (s == 1) {
                    yield Double.NaN;
                }
                final double angle = Math.asin(Math.sqrt(s)) + sign * 0.5 * z * se * Math.sqrt(s / (1 - s));
                final double sine = Math.sin(Math.max(0, Math.min(Math.PI / 2, angle)));
                yield sine * sine;
            }
        };
    }
}

package org.dlrm.stats.base;

/**
 * The data do not determine the statistic asked for: an outcome with one class, complete separation, collinear
 * columns. The message says which and what to do.
 */
public final class DegenerateDataException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    /** What is wrong, for callers that know a way out. */
    public enum Cause {
        /** The outcome is told apart perfectly: estimates do not exist. */
        SEPARATION,
        /** Anything else. */
        OTHER
    }

    private final Cause m_cause;

    public DegenerateDataException(final String message) {
        this(message, Cause.OTHER);
    }

    public DegenerateDataException(final String message, final Cause cause) {
        super(message);
        m_cause = cause;
    }

    public Cause cause() {
        return m_cause;
    }
}

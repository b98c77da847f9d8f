package org.dlrm.stats.base;

/**
 * The data do not determine the statistic asked for: an outcome with one class, complete separation, collinear
 * columns. The message says which and what to do.
 */
public final class DegenerateDataException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    public DegenerateDataException(final String message) {
        super(message);
    }
}

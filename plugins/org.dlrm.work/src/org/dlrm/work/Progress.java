package org.dlrm.work;

import java.util.concurrent.CancellationException;

/**
 * How a long job tells its owner how far it is and learns that it should stop. Implementations are thread-safe.
 * Algorithms call {@link #check()} at least once per tenth of a second.
 */
public interface Progress {

    /** Reports nothing and is never cancelled. */
    Progress NONE = new Progress() {
        @Override
        public void report(final double fraction, final String message) {
            // nobody listens
        }

        @Override
        public boolean isCanceled() {
            return false;
        }
    };

    /**
     * @param fraction the part done, 0 to 1
     * @param message one line for the user, e.g. "Patient 12 of 719 (GC-0012)"
     */
    void report(double fraction, String message);

    /** @return whether the user asked to stop */
    boolean isCanceled();

    /** @throws CancellationException if the user asked to stop */
    default void check() {
        if (isCanceled()) {
            throw new CancellationException("Cancelled");
        }
    }

    /** @return a progress whose 0 to 1 fills {@code from} to {@code to} of this one */
    default Progress part(final double from, final double to) {
        final Progress whole = this;
        return new Progress() {
            @Override
            public void report(final double fraction, final String message) {
                whole.report(from + fraction * (to - from), message);
            }

            @Override
            public boolean isCanceled() {
                return whole.isCanceled();
            }
        };
    }
}

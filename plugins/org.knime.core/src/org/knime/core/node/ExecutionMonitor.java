package org.knime.core.node;

import java.util.Objects;
import java.util.function.Supplier;

/** Progress and cancellation of a node. */
public class ExecutionMonitor {

    private static final NodeProgressMonitor NONE = new NodeProgressMonitor() {
        @Override
        public void checkCanceled() {
        }

        @Override
        public void setProgress(final double progress) {
        }

        @Override
        public void setProgress(final double progress, final String message) {
        }

        @Override
        public void setMessage(final String message) {
        }

        @Override
        public Double getProgress() {
            return null;
        }

        @Override
        public String getMessage() {
            return null;
        }
    };

    private final NodeProgressMonitor m_monitor;

    /** Nobody watches. */
    public ExecutionMonitor() {
        this(NONE);
    }

    public ExecutionMonitor(final NodeProgressMonitor monitor) {
        m_monitor = Objects.requireNonNull(monitor);
    }

    public final NodeProgressMonitor getProgressMonitor() {
        return m_monitor;
    }

    public void checkCanceled() throws CanceledExecutionException {
        m_monitor.checkCanceled();
    }

    /** @param progress 0..1 */
    public void setProgress(final double progress) {
        m_monitor.setProgress(progress);
    }

    public void setProgress(final double progress, final String message) {
        m_monitor.setProgress(progress, message);
    }

    public void setProgress(final double progress, final Supplier<String> message) {
        m_monitor.setProgress(progress, message);
    }

    public void setMessage(final String message) {
        m_monitor.setMessage(message);
    }

    public void setMessage(final Supplier<String> message) {
        m_monitor.setMessage(message);
    }

    /** @param maxProg share of the progress, 0..1 */
    public ExecutionMonitor createSubProgress(final double maxProg) {
        return new ExecutionMonitor(new PartOfProgress(m_monitor, maxProg, false));
    }

    public ExecutionMonitor createSilentSubProgress(final double maxProg) {
        return new ExecutionMonitor(new PartOfProgress(m_monitor, maxProg, true));
    }
}

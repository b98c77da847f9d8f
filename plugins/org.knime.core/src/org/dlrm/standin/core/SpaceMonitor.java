package org.dlrm.standin.core;

import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;

import org.knime.core.node.CanceledExecutionException;
import org.knime.core.node.NodeProgressMonitor;

/** Progress monitor of one node execution; knows where the node runs. */
public final class SpaceMonitor implements NodeProgressMonitor {

    private final ExecutionSpace m_space;

    private final String m_executionId;

    private final BiConsumer<Double, String> m_progress;

    private final BooleanSupplier m_cancelled;

    private Double m_last;

    private String m_message = "";

    SpaceMonitor(final ExecutionSpace space, final String executionId, final BiConsumer<Double, String> progress,
        final BooleanSupplier cancelled) {
        m_space = space;
        m_executionId = executionId;
        m_progress = progress;
        m_cancelled = cancelled;
    }

    public ExecutionSpace space() {
        return m_space;
    }

    public String executionId() {
        return m_executionId;
    }

    @Override
    public void checkCanceled() throws CanceledExecutionException {
        if (m_cancelled.getAsBoolean()) {
            throw new CanceledExecutionException();
        }
    }

    @Override
    public void setProgress(final double progress) {
        setProgress(progress, (String)null);
    }

    @Override
    public void setProgress(final double progress, final String message) {
        final String text;
        synchronized (this) {
            m_last = Math.max(0, Math.min(1, progress));
            if (message != null) {
                m_message = message;
            }
            text = m_message;
        }
        m_progress.accept(m_last, text);
    }

    @Override
    public void setMessage(final String message) {
        synchronized (this) {
            m_message = message == null ? "" : message;
        }
        m_progress.accept(Double.NaN, m_message);
    }

    @Override
    public synchronized Double getProgress() {
        return m_last;
    }

    @Override
    public synchronized String getMessage() {
        return m_message;
    }
}

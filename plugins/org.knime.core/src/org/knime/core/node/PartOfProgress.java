package org.knime.core.node;

/** A share of another monitor's progress. */
final class PartOfProgress implements NodeProgressMonitor {

    private final NodeProgressMonitor m_parent;

    private final double m_share;

    private final boolean m_silent;

    private final double m_start;

    private Double m_last;

    PartOfProgress(final NodeProgressMonitor parent, final double share, final boolean silent) {
        m_parent = parent;
        m_share = share;
        m_silent = silent;
        m_start = parent.getProgress() == null ? 0 : parent.getProgress();
    }

    NodeProgressMonitor parent() {
        return m_parent;
    }

    @Override
    public void checkCanceled() throws CanceledExecutionException {
        m_parent.checkCanceled();
    }

    @Override
    public void setProgress(final double progress) {
        m_last = progress;
        m_parent.setProgress(m_start + m_share * progress);
    }

    @Override
    public void setProgress(final double progress, final String message) {
        m_last = progress;
        if (m_silent) {
            m_parent.setProgress(m_start + m_share * progress);
        } else {
            m_parent.setProgress(m_start + m_share * progress, message);
        }
    }

    @Override
    public void setMessage(final String message) {
        if (!m_silent) {
            m_parent.setMessage(message);
        }
    }

    @Override
    public Double getProgress() {
        return m_last;
    }

    @Override
    public String getMessage() {
        return m_parent.getMessage();
    }
}

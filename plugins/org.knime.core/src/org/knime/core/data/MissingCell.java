package org.knime.core.data;

/** A cell without value, perhaps with the reason. */
public final class MissingCell extends DataCell implements MissingValue {

    private static final long serialVersionUID = 1L;

    /** The one without a reason. */
    static final MissingCell INSTANCE = new MissingCell(null);

    private final String m_error;

    /** @param error why there is no value; null if that is not known */
    public MissingCell(final String error) {
        m_error = error;
    }

    @Override
    public String getError() {
        return m_error;
    }

    @Override
    public boolean isMissing() {
        return true;
    }

    @Override
    public String toString() {
        return "?";
    }

    @Override
    protected boolean equalsDataCell(final DataCell dc) {
        return true;
    }

    @Override
    public int hashCode() {
        return 3;
    }
}

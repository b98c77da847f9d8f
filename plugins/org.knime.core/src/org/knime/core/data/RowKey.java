package org.knime.core.data;

import java.util.Objects;

/** A row's identifier. */
public final class RowKey implements RowKeyValue {

    private final String m_id;

    public RowKey(final String id) {
        m_id = Objects.requireNonNull(id, "RowKey must not be null.");
    }

    @Override
    public String getString() {
        return m_id;
    }

    @Override
    public String toString() {
        return m_id;
    }

    @Override
    public boolean equals(final Object o) {
        return o instanceof RowKey other && m_id.equals(other.m_id);
    }

    @Override
    public int hashCode() {
        return m_id.hashCode();
    }

    /** "Row0", "Row1" ... */
    public static RowKey createRowKey(final int rowIndex) {
        return createRowKey((long)rowIndex);
    }

    public static RowKey createRowKey(final long rowIndex) {
        return new RowKey("Row" + rowIndex);
    }
}

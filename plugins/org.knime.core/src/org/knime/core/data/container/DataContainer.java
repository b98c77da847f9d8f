package org.knime.core.data.container;

import org.dlrm.standin.core.RowStore;
import org.knime.core.data.DataRow;
import org.knime.core.data.DataTable;
import org.knime.core.data.DataTableSpec;

/** Collects rows, checks them and computes the columns' domains. */
public class DataContainer {

    private final RowStore.Builder m_rows;

    private RowStore m_store;

    public DataContainer(final DataTableSpec spec) {
        this(spec, true);
    }

    /** @param initDomain domains start with what the spec says, otherwise they are what the rows hold */
    public DataContainer(final DataTableSpec spec, final boolean initDomain) {
        m_rows = new RowStore.Builder(spec, initDomain);
    }

    /**
     * @throws IllegalArgumentException if the row does not fit the spec
     * @throws DuplicateKeyException if there is a row of that key already
     */
    public void addRowToTable(final DataRow row) {
        if (!isOpen()) {
            throw new IllegalStateException("Cannot add row: container has been closed");
        }
        m_rows.add(row);
    }

    public void close() {
        if (m_store == null) {
            m_store = m_rows.build();
        }
    }

    public boolean isClosed() {
        return m_store != null;
    }

    public boolean isOpen() {
        return m_store == null;
    }

    public long size() {
        return m_rows.size();
    }

    public void setMaxPossibleValues(final int maxPossibleValues) {
        m_rows.setMaxPossibleValues(maxPossibleValues);
    }

    public DataTableSpec getTableSpec() {
        return isClosed() ? m_store.spec() : m_rows.spec();
    }

    public DataTable getTable() {
        if (m_store == null) {
            throw new IllegalStateException("Cannot get table: container is not closed.");
        }
        return m_store;
    }
}

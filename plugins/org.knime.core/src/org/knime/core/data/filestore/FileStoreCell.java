package org.knime.core.data.filestore;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.knime.core.data.DataCell;

/** A cell with content in files. */
public abstract class FileStoreCell extends DataCell {

    private static final long serialVersionUID = 1L;

    private transient FileStore[] m_stores;

    protected FileStoreCell(final FileStore[] stores) {
        m_stores = stores.clone();
    }

    protected FileStoreCell(final FileStore store) {
        this(new FileStore[]{store});
    }

    /** For deserialisation: the stores are attached afterwards, then postConstruct is called. */
    protected FileStoreCell() {
        m_stores = new FileStore[0];
    }

    protected FileStore getFileStore() {
        if (m_stores.length != 1) {
            throw new IllegalStateException("Cell has " + m_stores.length + " file stores, not one.");
        }
        return m_stores[0];
    }

    protected FileStore[] getFileStores() {
        return m_stores.clone();
    }

    FileStore[] stores() {
        return m_stores;
    }

    void attach(final FileStore[] stores) throws IOException {
        m_stores = stores;
        postConstruct();
    }

    /** Called when the stores of a deserialised cell are there. */
    protected void postConstruct() throws IOException {
        // nothing to do here
    }

    /** Called before the cell is written. */
    protected void flushToFileStore() throws IOException {
        // nothing to do here
    }

    @Override
    public String toString() {
        return Arrays.toString(m_stores);
    }

    /** Same stores (or stores of the same content, if a subclass can tell). */
    @Override
    protected boolean equalsDataCell(final DataCell dc) {
        final FileStoreCell other = (FileStoreCell)dc;
        final List<String> mine = Stream.of(m_stores).map(FileStore::key).toList();
        return mine.equals(Stream.of(other.m_stores).map(FileStore::key).toList()) || equalFileStoreContent(dc);
    }

    protected boolean equalFileStoreContent(final DataCell dc) {
        return false;
    }

    @Override
    public int hashCode() {
        return Stream.of(m_stores).map(FileStore::key).toList().hashCode();
    }
}

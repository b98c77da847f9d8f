package org.knime.core.data.filestore;

import java.io.IOException;
import java.util.List;

import org.knime.core.node.port.PortObject;

/** A port object with content in files. */
public abstract class FileStorePortObject implements PortObject {

    private List<FileStore> m_stores;

    protected FileStorePortObject(final List<FileStore> stores) {
        m_stores = List.copyOf(stores);
    }

    /** For deserialisation: the stores are attached afterwards, then postConstruct is called. */
    protected FileStorePortObject() {
        m_stores = List.of();
    }

    List<FileStore> stores() {
        return m_stores;
    }

    void attach(final List<FileStore> stores) throws IOException {
        m_stores = stores;
        postConstruct();
    }

    protected void postConstruct() throws IOException {
        // nothing to do here
    }

    protected void flushToFileStore() throws IOException {
        // nothing to do here
    }

    protected int getFileStoreCount() {
        return m_stores.size();
    }

    protected FileStore getFileStore(final int index) {
        return m_stores.get(index);
    }

    @Override
    public String toString() {
        return m_stores.toString();
    }

    @Override
    public boolean equals(final Object obj) {
        return obj != null && obj.getClass() == getClass() && m_stores.stream().map(FileStore::key).toList()
            .equals(((FileStorePortObject)obj).m_stores.stream().map(FileStore::key).toList());
    }

    @Override
    public int hashCode() {
        return m_stores.stream().map(FileStore::key).toList().hashCode();
    }
}

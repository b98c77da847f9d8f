package org.knime.core.data.filestore;

import java.io.File;

import org.dlrm.standin.core.ExecutionSpace;

/** A file that belongs to a cell or a model. */
public final class FileStore {

    private final FileStoreKeys m_owner;

    private final String m_name;

    FileStore(final FileStoreKeys owner, final String name) {
        m_owner = owner;
        m_name = name;
    }

    public File getFile() {
        return m_owner.space().fileStore(m_owner.id(), m_name).toFile();
    }

    /** Identifies the store within the workflow: the node execution that made it and its name. */
    String key() {
        return m_owner.id() + "/" + m_name;
    }

    static FileStore ofKey(final ExecutionSpace space, final String key) {
        final int slash = key.indexOf('/');
        return new FileStore(new FileStoreKeys(space, key.substring(0, slash)), key.substring(slash + 1));
    }

    @Override
    public String toString() {
        return getFile().getPath();
    }
}

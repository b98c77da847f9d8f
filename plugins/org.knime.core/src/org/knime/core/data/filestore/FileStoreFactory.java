package org.knime.core.data.filestore;

import java.io.IOException;

import org.knime.core.node.ExecutionContext;

/** Creates file stores. */
public abstract class FileStoreFactory {

    FileStoreFactory() {
    }

    /** @throws IOException if this node execution has a store of that name already */
    public abstract FileStore createFileStore(String name) throws IOException;

    public void close() {
        // stores live as long as the workflow's run
    }

    public static FileStoreFactory createFileStoreFactory(final ExecutionContext exec) {
        return createWorkflowFileStoreFactory(exec);
    }

    public static FileStoreFactory createWorkflowFileStoreFactory(final ExecutionContext exec) {
        return new FileStoreFactory() {
            @Override
            public FileStore createFileStore(final String name) throws IOException {
                return exec.createFileStore(name);
            }
        };
    }
}

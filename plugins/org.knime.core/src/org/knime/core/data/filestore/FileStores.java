package org.knime.core.data.filestore;

import java.io.IOException;
import java.util.stream.Stream;

import org.dlrm.standin.core.ExecutionSpace;

/** What the executor does with file stores; called through {@link Hidden}. */
final class FileStores {

    private FileStores() {
    }

    static FileStore create(final ExecutionSpace space, final String executionId, final String name)
        throws IOException {
        space.reserveFileStore(executionId, name);
        return new FileStore(new FileStoreKeys(space, executionId), name);
    }

    static String[] keys(final FileStoreCell cell) {
        return Stream.of(cell.stores()).map(FileStore::key).toArray(String[]::new);
    }

    static void attach(final FileStoreCell cell, final ExecutionSpace space, final String[] keys) throws IOException {
        cell.attach(Stream.of(keys).map(k -> FileStore.ofKey(space, k)).toArray(FileStore[]::new));
    }

    static void flush(final FileStoreCell cell) throws IOException {
        cell.flushToFileStore();
    }

    static String[] portKeys(final FileStorePortObject object) throws IOException {
        object.flushToFileStore();
        return object.stores().stream().map(FileStore::key).toArray(String[]::new);
    }

    static void attachPort(final FileStorePortObject object, final ExecutionSpace space, final String[] keys)
        throws IOException {
        object.attach(Stream.of(keys).map(k -> FileStore.ofKey(space, k)).toList());
    }
}

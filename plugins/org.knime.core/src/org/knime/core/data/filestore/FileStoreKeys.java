package org.knime.core.data.filestore;

import org.dlrm.standin.core.ExecutionSpace;

/**
 * The file stores of one node execution.
 *
 * @param id unique per execution
 */
record FileStoreKeys(ExecutionSpace space, String id) {
}

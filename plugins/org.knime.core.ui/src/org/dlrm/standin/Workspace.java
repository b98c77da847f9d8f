package org.dlrm.standin;

import java.io.IOException;
import java.nio.file.Path;

import org.dlrm.standin.core.ExecutionSpace;
import org.knime.core.data.DataRow;
import org.knime.core.data.DataTableSpec;
import org.knime.core.node.BufferedDataTable;
import org.knime.core.node.ExecutionContext;
import org.knime.core.node.port.PortObject;

/**
 * Where nodes of one workflow run: the workflow's folder (for knime://knime.workflow/ and relative paths), the file
 * stores and temporary files. Closing it deletes the latter two.
 */
public final class Workspace implements AutoCloseable {

    private final ExecutionSpace m_space;

    private Workspace(final ExecutionSpace space) {
        m_space = space;
    }

    /** @param workflowDir the folder with workflow.knime */
    public static Workspace open(final Path workflowDir) throws IOException {
        return new Workspace(ExecutionSpace.open(workflowDir));
    }

    /** @param parent existing folder for file stores and temporary files */
    public static Workspace open(final Path workflowDir, final Path parent) throws IOException {
        return new Workspace(ExecutionSpace.open(workflowDir, parent));
    }

    ExecutionSpace space() {
        return m_space;
    }

    public Path workflowDir() {
        return m_space.workflowDir();
    }

    /** A table from rows, e.g. as a test's input. */
    public BufferedDataTable table(final DataTableSpec spec, final Iterable<? extends DataRow> rows) {
        final ExecutionContext exec = m_space.executionContext((p, m) -> { }, () -> false);
        final var container = exec.createDataContainer(spec);
        rows.forEach(container::addRowToTable);
        container.close();
        return container.getTable();
    }

    /** An execution context as a node gets it, for tests of helpers that need one. */
    public ExecutionContext executionContext(final NodeRuntime.Monitor monitor) {
        return m_space.executionContext(monitor::progress, monitor::cancelled);
    }

    /** Writes a model to a folder: through its serializers into spec.zip and portobject.zip (no tables). */
    public void save(final PortObject object, final Path folder) throws IOException {
        PortObjects.save(object, folder);
    }

    /** Reads what save wrote. */
    public PortObject load(final Path folder) throws IOException {
        return PortObjects.load(folder, m_space);
    }

    @Override
    public void close() throws IOException {
        m_space.close();
    }
}

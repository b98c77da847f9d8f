package org.dlrm.knime;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.dlrm.standin.NodeRuntime;
import org.dlrm.standin.Workspace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.knime.core.data.DataRow;
import org.knime.core.node.BufferedDataTable;
import org.knime.core.node.ExecutionContext;
import org.knime.core.node.port.PortObject;

/** A test of nodes: a folder and a workspace in it, which is also the folder of the workflow. */
public abstract class WorkspaceTest {

    @TempDir
    protected Path m_dir;

    protected Workspace m_workspace;

    @BeforeEach
    protected final void openWorkspace() throws IOException {
        m_workspace = Workspace.open(m_dir, m_dir);
    }

    @AfterEach
    protected final void closeWorkspace() throws IOException {
        m_workspace.close();
    }

    /** @return a node on these inputs, ready to be set and run */
    protected final NodeRun node(final Class<?> factory, final PortObject... inputs) {
        return new NodeRun(factory, m_workspace, inputs);
    }

    /** @return a context that no user watches */
    protected final ExecutionContext context() {
        return m_workspace.executionContext(NodeRuntime.Monitor.SILENT);
    }

    /** @return the rows of a table */
    protected static List<DataRow> rows(final PortObject table) {
        final List<DataRow> rows = new ArrayList<>();
        for (final DataRow row : (BufferedDataTable)table) {
            rows.add(row);
        }
        return rows;
    }
}

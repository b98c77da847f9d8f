package org.knime.core.node;

import java.io.IOException;

import org.dlrm.standin.core.ExecutionSpace;
import org.dlrm.standin.core.Hidden;
import org.dlrm.standin.core.RowFunction;
import org.dlrm.standin.core.SpaceMonitor;
import org.knime.core.data.DataRow;
import org.knime.core.data.DataTable;
import org.knime.core.data.DataTableSpec;
import org.knime.core.data.container.ColumnRearranger;
import org.knime.core.data.filestore.FileStore;
import org.knime.core.data.filestore.FileStoreFactory;

/** What a node may do while it executes: report progress, create tables and file stores. */
public class ExecutionContext extends ExecutionMonitor {

    private final SpaceMonitor m_space;

    ExecutionContext(final SpaceMonitor monitor) {
        super(monitor);
        m_space = monitor;
    }

    private ExecutionContext(final NodeProgressMonitor monitor, final SpaceMonitor space) {
        super(monitor);
        m_space = space;
    }

    public FileStore createFileStore(final String name) throws IOException {
        try {
            return (FileStore)Hidden.callStatic(Class.forName(FileStore.class.getPackageName() + ".FileStores"),
                "create", m_space.space(), m_space.executionId(), name);
        } catch (final IOException | RuntimeException e) {
            throw e;
        } catch (final Exception e) {
            throw new IOException(e);
        }
    }

    public BufferedDataContainer createDataContainer(final DataTableSpec spec) {
        return createDataContainer(spec, true);
    }

    /** @param initDomain domains start with what the spec says, otherwise they are what the rows hold */
    public BufferedDataContainer createDataContainer(final DataTableSpec spec, final boolean initDomain) {
        try (ExecutionSpace.Scope scope = m_space.space().enter()) {
            return new BufferedDataContainer(spec, initDomain);
        }
    }

    public BufferedDataTable createBufferedDataTable(final DataTable table, final ExecutionMonitor subProgress)
        throws CanceledExecutionException {
        if (table instanceof BufferedDataTable buffered) {
            return buffered;
        }
        final BufferedDataContainer container = createDataContainer(table.getDataTableSpec(), true);
        for (final DataRow row : table) {
            subProgress.checkCanceled();
            container.addRowToTable(row);
        }
        container.close();
        return container.getTable();
    }

    /** Rows are computed one after the other. */
    public BufferedDataTable createColumnRearrangeTable(final BufferedDataTable in, final ColumnRearranger rearranger,
        final ExecutionMonitor subProgress) throws CanceledExecutionException {
        final RowFunction function;
        try {
            function = (RowFunction)Hidden.call(rearranger, "rowFunction", in.getDataTableSpec(),
                FileStoreFactory.createFileStoreFactory(this));
        } catch (final RuntimeException e) {
            throw e;
        } catch (final Exception e) {
            throw new IllegalStateException(e);
        }
        final BufferedDataContainer container = createDataContainer(rearranger.createSpec(), true);
        long index = 0;
        for (final DataRow row : in) {
            subProgress.checkCanceled();
            container.addRowToTable(function.apply(row, index++, in.size(), subProgress));
        }
        function.finish();
        container.close();
        return container.getTable();
    }

    public BufferedDataTable createSpecReplacerTable(final BufferedDataTable in, final DataTableSpec newSpec) {
        return in.withSpec(newSpec);
    }

    /** Duplicate row keys are refused. */
    public BufferedDataTable createConcatenateTable(final ExecutionMonitor exec, final BufferedDataTable... tables)
        throws CanceledExecutionException {
        final BufferedDataContainer container = createDataContainer(tables[0].getDataTableSpec(), true);
        for (final BufferedDataTable table : tables) {
            for (final DataRow row : table) {
                exec.checkCanceled();
                container.addRowToTable(row);
            }
        }
        container.close();
        return container.getTable();
    }

    public ExecutionContext createSubExecutionContext(final double maxProg) {
        return new ExecutionContext(new PartOfProgress(getProgressMonitor(), maxProg, false), m_space);
    }

    public ExecutionContext createSilentSubExecutionContext(final double maxProg) {
        return new ExecutionContext(new PartOfProgress(getProgressMonitor(), maxProg, true), m_space);
    }
}

package org.knime.core.data.container;

import org.knime.core.data.DataColumnSpec;
import org.knime.core.data.RowKey;
import org.knime.core.data.filestore.FileStoreFactory;
import org.knime.core.node.ExecutionMonitor;

/** Cell factory that knows its columns. */
public abstract class AbstractCellFactory implements CellFactory {

    private final DataColumnSpec[] m_columns;

    private FileStoreFactory m_fileStoreFactory;

    private boolean m_parallel;

    public AbstractCellFactory(final DataColumnSpec... columns) {
        this(false, columns);
    }

    public AbstractCellFactory(final boolean processConcurrently, final DataColumnSpec... columns) {
        m_columns = columns.clone();
        m_parallel = processConcurrently;
    }

    /** Creates the stores of file-store cells while rows are processed. */
    protected final FileStoreFactory getFileStoreFactory() {
        return m_fileStoreFactory;
    }

    void setFileStoreFactory(final FileStoreFactory factory) {
        m_fileStoreFactory = factory;
    }

    /** Only noted here: the stand-in computes rows one after the other. */
    public final void setParallelProcessing(final boolean parallel) {
        m_parallel = parallel;
    }

    public final boolean isParallelProcessing() {
        return m_parallel;
    }

    @Override
    public DataColumnSpec[] getColumnSpecs() {
        return m_columns.clone();
    }

    /** Called once after the last row. */
    public void afterProcessing() {
        // nothing to do here
    }

    @Override
    public void setProgress(final int curRowNr, final int rowCount, final RowKey lastKey,
        final ExecutionMonitor exec) {
        setProgress((long)curRowNr, (long)rowCount, lastKey, exec);
    }

    @Override
    public void setProgress(final long curRowNr, final long rowCount, final RowKey lastKey,
        final ExecutionMonitor exec) {
        exec.setProgress(curRowNr / (double)rowCount,
            () -> "Processed row " + curRowNr + "/" + rowCount + " (\"" + lastKey + "\")");
    }
}

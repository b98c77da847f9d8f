package org.dlrm.standin.core;

import org.knime.core.data.DataRow;
import org.knime.core.node.ExecutionMonitor;

/** Turns the rows of a table into those of another. */
public interface RowFunction {

    DataRow apply(DataRow row, long rowIndex, long rowCount, ExecutionMonitor exec);

    /** After the last row. */
    void finish();
}

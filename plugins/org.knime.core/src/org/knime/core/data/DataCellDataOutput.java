package org.knime.core.data;

import java.io.DataOutput;
import java.io.IOException;

/** Output of a cell serializer. */
public interface DataCellDataOutput extends DataOutput {

    void writeDataCell(DataCell cell) throws IOException;

    /** Unlike DataOutput's, without a limit on the length. */
    @Override
    void writeUTF(String s) throws IOException;
}

package org.knime.core.data;

import java.io.DataInput;
import java.io.IOException;

/** Input of a cell serializer. */
public interface DataCellDataInput extends DataInput {

    DataCell readDataCell() throws IOException;
}

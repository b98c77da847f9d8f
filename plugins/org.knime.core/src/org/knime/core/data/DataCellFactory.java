package org.knime.core.data;

import java.io.IOException;
import java.io.InputStream;

/** Creates the cells of one type. */
public interface DataCellFactory {

    DataType getDataType();

    /** From text. */
    interface FromString extends DataCellFactory {
        DataCell createCell(String input);
    }

    /** From text as in a CSV file. */
    interface FromSimpleString extends FromString {
    }

    /** From a stream. */
    interface FromInputStream extends DataCellFactory {
        DataCell createCell(InputStream input) throws IOException;
    }
}

package org.knime.core.data.image.png;

import java.io.IOException;
import java.io.InputStream;

import org.knime.core.data.DataCell;
import org.knime.core.data.DataCellFactory;
import org.knime.core.data.DataType;

/** Creates PNG cells. */
public class PNGImageCellFactory implements DataCellFactory.FromInputStream {

    public static final DataType TYPE = PNGImageContent.TYPE;

    public PNGImageCellFactory() {
    }

    @Override
    public DataType getDataType() {
        return TYPE;
    }

    @Override
    public DataCell createCell(final InputStream input) throws IOException {
        return create(input);
    }

    public static DataCell create(final InputStream input) throws IOException {
        return new PNGImageContent(input).toImageCell();
    }

    public static DataCell create(final byte[] bytes) {
        return new PNGImageContent(bytes).toImageCell();
    }
}

package org.dlrm.knime.cell;

import org.knime.core.data.DataValue;

/** A cell that carries a small picture of itself, so that a table is drawn without reading any image. */
public interface Thumbnailed extends DataValue {

    /** @return a PNG of at most {@link Thumbnail#SIZE} pixels a side; empty if there is none. To be read only. */
    byte[] thumbnail();
}

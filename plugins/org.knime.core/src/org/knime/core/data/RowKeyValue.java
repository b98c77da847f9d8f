package org.knime.core.data;

/** Has a row key. */
public interface RowKeyValue {

    String getString();
}

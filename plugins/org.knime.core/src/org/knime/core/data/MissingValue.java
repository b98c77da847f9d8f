package org.knime.core.data;

/** The value of a missing cell. */
public interface MissingValue extends DataValue {

    String getError();
}

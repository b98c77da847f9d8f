package org.knime.core.data;

/** Values for which a column's domain keeps the list of values. */
public interface NominalValue extends DataValue {
}

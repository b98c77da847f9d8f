package org.knime.core.data;

/** Values for which a column's domain keeps the smallest and the largest. */
public interface BoundedValue extends DataValue {
}

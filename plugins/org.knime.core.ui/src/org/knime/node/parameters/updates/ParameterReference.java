package org.knime.node.parameters.updates;

/** Identifies a parameter by a class. */
public interface ParameterReference<V> {
}

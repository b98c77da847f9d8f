package org.knime.node.parameters.updates;

/** Identifies a button by a class. */
public interface ButtonReference {
}

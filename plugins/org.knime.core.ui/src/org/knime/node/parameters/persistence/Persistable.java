package org.knime.node.parameters.persistence;

/** Can be stored in settings. */
public interface Persistable {
}

package org.knime.node.parameters;

import org.knime.core.node.InvalidSettingsException;
import org.knime.node.parameters.persistence.Persistable;

/**
 * A node's parameters: the fields that are not private, not static and not transient. Needs a constructor without
 * arguments; one that takes a {@link NodeParametersInput} gives defaults that depend on the input.
 */
public interface NodeParameters extends Persistable, WidgetGroup {

    /** Called when settings were loaded. */
    default void validate() throws InvalidSettingsException {
        // nothing to check
    }
}

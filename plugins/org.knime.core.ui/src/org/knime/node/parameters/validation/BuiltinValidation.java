package org.knime.node.parameters.validation;

/** A check while typing. */
public interface BuiltinValidation {

    String getErrorMessage();
}

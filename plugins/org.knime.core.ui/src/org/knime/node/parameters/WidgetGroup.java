package org.knime.node.parameters;

/** Parameters shown together. */
public interface WidgetGroup {
}

package org.knime.node.parameters.widget.choices;

import org.knime.core.data.DataColumnSpec;

/** A column to choose. */
public record TypedStringChoice(String id, String text, PossibleTypeValue type) {

    /** The column's type. */
    public record PossibleTypeValue(String id, String text) {
    }

    public static TypedStringChoice fromColSpec(final DataColumnSpec spec) {
        return new TypedStringChoice(spec.getName(), spec.getName(), new PossibleTypeValue(
            spec.getType().getPreferredValueClass().getName(), spec.getType().getName()));
    }
}

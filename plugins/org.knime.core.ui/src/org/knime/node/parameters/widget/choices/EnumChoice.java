package org.knime.node.parameters.widget.choices;

import org.dlrm.standin.EnumLabels;

/** An enum constant to choose. */
public record EnumChoice<E extends Enum<E>>(E id, String text, boolean disabled) {

    public EnumChoice(final E id, final String text) {
        this(id, text, false);
    }

    public static <E extends Enum<E>> EnumChoice<E> fromEnumConst(final E constant) {
        return fromEnumConst(constant, false);
    }

    public static <E extends Enum<E>> EnumChoice<E> fromEnumConst(final E constant, final boolean disabled) {
        return new EnumChoice<>(constant, EnumLabels.title(constant), disabled);
    }
}

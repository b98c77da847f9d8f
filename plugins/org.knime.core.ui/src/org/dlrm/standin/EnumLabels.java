package org.dlrm.standin;

import java.util.Locale;
import java.util.Optional;

import org.knime.node.parameters.widget.choices.Label;

/** What enum constants are called in dialogs. */
public final class EnumLabels {

    private EnumLabels() {
    }

    private static Optional<Label> label(final Enum<?> constant) {
        try {
            return Optional.ofNullable(
                constant.getDeclaringClass().getField(constant.name()).getAnnotation(Label.class));
        } catch (final NoSuchFieldException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The label, or the name in small letters with a capital at the start. */
    public static String title(final Enum<?> constant) {
        return label(constant).map(Label::value).orElseGet(() -> {
            final String words = constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
            return Character.toUpperCase(words.charAt(0)) + words.substring(1);
        });
    }

    public static String description(final Enum<?> constant) {
        return label(constant).map(Label::description).orElse("");
    }
}

package org.dlrm.standin;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

import org.dlrm.standin.core.Hidden;
import org.knime.node.parameters.widget.number.NumberInputWidget;
import org.knime.node.parameters.widget.number.NumberInputWidgetValidation;
import org.knime.node.parameters.widget.text.TextInputWidget;
import org.knime.node.parameters.widget.text.TextInputWidgetValidation;

/** Bounds of number parameters. */
final class Bounds {

    private Bounds() {
    }

    static Optional<NumberInputWidgetValidation.MinValidation> min(final Field field) {
        final NumberInputWidget widget = field.getAnnotation(NumberInputWidget.class);
        return widget == null || Modifier.isAbstract(widget.minValidation().getModifiers()) ? Optional.empty()
            : Optional.of(Instances.create(widget.minValidation()));
    }

    static Optional<NumberInputWidgetValidation.MaxValidation> max(final Field field) {
        final NumberInputWidget widget = field.getAnnotation(NumberInputWidget.class);
        return widget == null || Modifier.isAbstract(widget.maxValidation().getModifiers()) ? Optional.empty()
            : Optional.of(Instances.create(widget.maxValidation()));
    }

    /** @return the pattern that a text must match */
    static Optional<TextInputWidgetValidation.PatternValidation> pattern(final Field field) {
        final TextInputWidget widget = field.getAnnotation(TextInputWidget.class);
        return widget == null || Modifier.isAbstract(widget.patternValidation().getModifiers()) ? Optional.empty()
            : Optional.of(Instances.create(widget.patternValidation()));
    }

    static String regex(final TextInputWidgetValidation.PatternValidation validation) {
        try {
            return (String)Hidden.call(validation, "getPattern");
        } catch (final Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** @return the bounds in words, for example "above 0, at most 1" */
    static String text(final Field field) {
        final List<String> limits = new ArrayList<>();
        min(field).ifPresent(v -> limits.add((v.isExclusive() ? "above " : "at least ")
            + plain(minimum(field).getAsDouble())));
        max(field).ifPresent(v -> limits.add((v.isExclusive() ? "below " : "at most ")
            + plain(maximum(field).getAsDouble())));
        return String.join(", ", limits);
    }

    private static String plain(final double value) {
        return value == Math.rint(value) ? Long.toString((long)value) : Double.toString(value);
    }

    static OptionalDouble minimum(final Field field) {
        return min(field).map(v -> OptionalDouble.of(bound(v, "getMin"))).orElse(OptionalDouble.empty());
    }

    static OptionalDouble maximum(final Field field) {
        return max(field).map(v -> OptionalDouble.of(bound(v, "getMax"))).orElse(OptionalDouble.empty());
    }

    private static double bound(final Object validation, final String method) {
        try {
            return (double)Hidden.call(validation, method);
        } catch (final Exception e) {
            throw new IllegalStateException(e);
        }
    }
}

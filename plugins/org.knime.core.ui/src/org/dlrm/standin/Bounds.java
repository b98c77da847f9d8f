package org.dlrm.standin;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Optional;
import java.util.OptionalDouble;

import org.dlrm.standin.core.Hidden;
import org.knime.node.parameters.widget.number.NumberInputWidget;
import org.knime.node.parameters.widget.number.NumberInputWidgetValidation;

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

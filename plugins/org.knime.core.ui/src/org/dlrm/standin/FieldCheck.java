package org.dlrm.standin;

import java.lang.annotation.Annotation;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.util.Optional;
import java.util.function.BiConsumer;

import org.knime.node.parameters.Widget;
import org.knime.node.parameters.array.ArrayWidget;
import org.knime.node.parameters.updates.Effect;
import org.knime.node.parameters.updates.ValueProvider;
import org.knime.node.parameters.widget.OptionalWidget;
import org.knime.node.parameters.widget.choices.ChoicesProvider;
import org.knime.node.parameters.widget.choices.RadioButtonsWidget;
import org.knime.node.parameters.widget.choices.ValueSwitchWidget;
import org.knime.node.parameters.widget.choices.filter.ColumnFilter;
import org.knime.node.parameters.widget.choices.filter.ColumnFilterWidget;
import org.knime.node.parameters.widget.choices.filter.TwinlistWidget;
import org.knime.node.parameters.widget.number.NumberInputWidget;
import org.knime.node.parameters.widget.text.TextAreaWidget;
import org.knime.node.parameters.widget.text.TextInputWidget;

/** Finds annotations that do not fit their parameter: KNIME's dialog would fail, or show something else. */
final class FieldCheck {

    private final ParameterField m_parameter;

    private final Field m_field;

    private final Widget m_widget;

    private final BiConsumer<ParameterField, String> m_problems;

    /** @param widget null if the parameter is not shown */
    FieldCheck(final ParameterField parameter, final Widget widget,
        final BiConsumer<ParameterField, String> problems) {
        m_parameter = parameter;
        m_field = parameter.field();
        m_widget = widget;
        m_problems = problems;
    }

    private void require(final boolean condition, final String message) {
        if (!condition) {
            m_problems.accept(m_parameter, message);
        }
    }

    private void fits(final Class<? extends Annotation> annotation, final boolean fits, final String where) {
        require(!m_field.isAnnotationPresent(annotation) || fits,
            "@" + annotation.getSimpleName() + " is for " + where + ", not for " + m_field.getGenericType()
                .getTypeName());
    }

    void check(final Object value) {
        final Class<?> type = content();
        final boolean number = type == int.class || type == Integer.class || type == long.class || type == Long.class
            || type == double.class || type == Double.class;
        fits(NumberInputWidget.class, number, "numbers");
        fits(TextInputWidget.class, type == String.class, "texts");
        fits(TextAreaWidget.class, type == String.class, "texts");
        fits(ValueSwitchWidget.class, type.isEnum() || type == String.class, "enums and texts with choices");
        fits(RadioButtonsWidget.class, type.isEnum() || type == String.class, "enums and texts with choices");
        fits(ColumnFilterWidget.class, type == ColumnFilter.class, "column filters");
        fits(TwinlistWidget.class, type == ColumnFilter.class || type == String[].class, "filters");
        fits(ArrayWidget.class, m_parameter.isArrayOfGroups(), "arrays of groups");
        fits(OptionalWidget.class, m_field.getType() == Optional.class, "optional parameters");
        fits(ChoicesProvider.class, type == String.class || type == String[].class || type == ColumnFilter.class
            || type.isEnum(), "texts, arrays of texts, column filters and enums");
        require(m_field.getType() != ColumnFilter.class || m_field.isAnnotationPresent(ChoicesProvider.class)
            || m_field.isAnnotationPresent(ColumnFilterWidget.class), "a column filter needs a choices provider");
        if (m_widget != null) {
            require(!m_widget.title().isBlank(), "the title is empty");
            require(!m_widget.description().isBlank(), "the description is empty");
        } else {
            require(m_parameter.group().isPresent() && !m_parameter.isArrayOfGroups()
                || !m_field.isAnnotationPresent(ValueProvider.class) && !m_field.isAnnotationPresent(Effect.class),
                "has annotations of a widget but no @Widget");
        }
        require(m_field.getType() == Optional.class || value != null, "the default is null");
        if (number && value instanceof Number n) {
            bounds(n.doubleValue());
        }
        if (value instanceof String s) {
            Bounds.pattern(m_field).ifPresent(v -> require(s.matches(Bounds.regex(v)),
                "the default '" + s + "' is refused: " + v.getErrorMessage()));
        }
    }

    /** The type, or what an optional holds. */
    private Class<?> content() {
        if (m_field.getType() == Optional.class && m_field.getGenericType() instanceof ParameterizedType p
            && p.getActualTypeArguments()[0] instanceof Class<?> c) {
            return c;
        }
        return m_field.getType();
    }

    private void bounds(final double value) {
        Bounds.min(m_field).ifPresent(v -> {
            final double min = Bounds.minimum(m_field).getAsDouble();
            require(v.isExclusive() ? value > min : value >= min,
                "the default " + value + " is refused: " + v.getErrorMessage());
        });
        Bounds.max(m_field).ifPresent(v -> {
            final double max = Bounds.maximum(m_field).getAsDouble();
            require(v.isExclusive() ? value < max : value <= max,
                "the default " + value + " is refused: " + v.getErrorMessage());
        });
    }
}

package org.dlrm.standin;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.knime.node.parameters.Advanced;
import org.knime.node.parameters.NodeParameters;
import org.knime.node.parameters.NodeParametersInput;
import org.knime.node.parameters.Widget;
import org.knime.node.parameters.array.ArrayWidget;
import org.knime.node.parameters.updates.Effect;
import org.knime.node.parameters.updates.ValueProvider;
import org.knime.node.parameters.updates.ValueReference;
import org.knime.node.parameters.widget.choices.ChoicesProvider;
import org.knime.node.parameters.widget.choices.RadioButtonsWidget;
import org.knime.node.parameters.widget.choices.ValueSwitchWidget;
import org.knime.node.parameters.widget.choices.filter.ColumnFilter;
import org.knime.node.parameters.widget.choices.filter.ColumnFilterWidget;
import org.knime.node.parameters.widget.number.NumberInputWidgetValidation;
import org.knime.node.parameters.widget.text.TextAreaWidget;

/**
 * A dialog as data, in the form KNIME gives its front end: data, JSON schema and layout (JSON Forms). While it is built
 * the parameters' declarations are checked for what KNIME's dialog would fail on.
 */
final class Dialog {

    private static final String PREFIX = "#/properties/model/properties/";

    private final NodeParametersInput m_input;

    private final List<String> m_problems = new ArrayList<>();

    private final Map<Class<?>, Class<?>> m_referenceTypes = new HashMap<>();

    private final Map<Class<?>, Object> m_referenceValues = new HashMap<>();

    private final Map<Class<?>, String> m_referenceScopes = new HashMap<>();

    private final List<Object> m_initialUpdates = new ArrayList<>();

    private Dialog(final NodeParametersInput input) {
        m_input = input;
    }

    /** @throws IllegalStateException with all reasons, if KNIME's dialog would fail */
    static String json(final ParameterGroup group, final NodeParametersInput input,
        final Optional<NodeParameters> loaded) {
        final Dialog dialog = new Dialog(input);
        final Object parameters = loaded.isPresent() ? loaded.get() : group.create(input);
        dialog.references(group, parameters, PREFIX);
        final Map<String, Object> json = new LinkedHashMap<>();
        json.put("data", Json.object("model", dialog.data(group, parameters)));
        final Map<String, Object> model =
            Json.object("type", "object", "properties", dialog.schema(group, group.create(input)));
        json.put("schema", Json.object("type", "object", "properties", Json.object("model", model)));
        json.put("ui_schema", Json.object("elements", dialog.layout(group, parameters)));
        json.put("initialUpdates", dialog.m_initialUpdates);
        if (!dialog.m_problems.isEmpty()) {
            throw new IllegalStateException(String.join("\n", dialog.m_problems));
        }
        return Json.write(json);
    }

    /** In the dialog's data parameters have the names of their fields, whatever their key in the settings. */
    private static String property(final ParameterField field) {
        final String name = field.field().getName();
        return name.startsWith("m_") ? name.substring(2) : name;
    }

    private void references(final ParameterGroup group, final Object parameters, final String prefix) {
        for (Class<?> c = group.type(); c != Object.class; c = c.getSuperclass()) {
            for (final Field field : c.getDeclaredFields()) {
                if (field.isAnnotationPresent(Widget.class) && Modifier.isPrivate(field.getModifiers())) {
                    m_problems.add(c.getName() + "." + field.getName() + ": is private, KNIME ignores it");
                }
            }
        }
        for (final ParameterField f : group.fields()) {
            final ValueReference reference = f.field().getAnnotation(ValueReference.class);
            if (reference != null) {
                final Object value = f.value(parameters);
                if (m_referenceTypes.put(reference.value(), f.field().getType()) != null) {
                    problem(f, "the value reference " + reference.value().getName() + " has two parameters");
                }
                m_referenceValues.put(reference.value(), value);
                m_referenceScopes.put(reference.value(), prefix + property(f));
            }
            if (f.group().isPresent()) {
                references(f.group().get(),
                    f.isArrayOfGroups() ? f.group().get().create() : f.value(parameters),
                    prefix + property(f) + "/properties/");
            }
        }
    }

    private void problem(final ParameterField field, final String message) {
        m_problems.add(
            field.field().getDeclaringClass().getName() + "." + field.field().getName() + ": " + message);
    }

    // ---- data

    private Map<String, Object> data(final ParameterGroup group, final Object parameters) {
        final Map<String, Object> data = new LinkedHashMap<>();
        for (final ParameterField f : group.fields()) {
            data.put(property(f), value(f, f.value(parameters)));
        }
        return data;
    }

    private Object value(final ParameterField f, final Object value) {
        if (f.codec().isPresent()) {
            return f.codec().get().json(value);
        }
        if (f.group().isEmpty() || value == null) {
            return value;
        }
        if (!f.isArrayOfGroups()) {
            return data(f.group().get(), value);
        }
        final List<Object> elements = new ArrayList<>();
        for (int i = 0; i < Array.getLength(value); i++) {
            elements.add(data(f.group().get(), Array.get(value, i)));
        }
        return elements;
    }

    // ---- schema

    private Map<String, Object> schema(final ParameterGroup group, final Object defaults) {
        final Map<String, Object> properties = new TreeMap<>();
        for (final ParameterField f : group.fields()) {
            final Map<String, Object> schema = new LinkedHashMap<>();
            if (f.codec().isPresent()) {
                schema.putAll(f.codec().get().schema());
            } else if (f.isArrayOfGroups()) {
                schema.put("type", "array");
                schema.put("items", Json.object("type", "object", "properties",
                    schema(f.group().get(), f.group().get().create())));
            } else if (f.group().isPresent()) {
                schema.put("type", "object");
                schema.put("properties", schema(f.group().get(), f.value(defaults)));
            }
            final Widget widget = f.field().getAnnotation(Widget.class);
            if (widget != null) {
                schema.put("title", widget.title());
                schema.put("description", description(f, widget));
            }
            schema.put("default", value(f, f.value(defaults)));
            properties.put(property(f), schema);
        }
        return properties;
    }

    /** With a list of the constants if any of them is described. */
    private static String description(final ParameterField f, final Widget widget) {
        final List<Enum<?>> constants = f.codec().map(Codec::constants).orElse(List.of());
        if (constants.stream().allMatch(c -> EnumLabels.description(c).isEmpty())) {
            return widget.description();
        }
        final StringBuilder list = new StringBuilder(widget.description()).append("\n<ul>\n");
        for (final Enum<?> c : constants) {
            final String text = EnumLabels.description(c);
            list.append("<li><b>").append(EnumLabels.title(c)).append("</b>")
                .append(text.isEmpty() ? "" : ": " + text).append("</li>\n");
        }
        return list.append("</ul>").toString();
    }

    // ---- layout

    private List<Object> layout(final ParameterGroup group, final Object parameters) {
        final List<Object> elements = new ArrayList<>();
        final Map<List<String>, List<Object>> sections = new LinkedHashMap<>();
        controls(group, parameters, PREFIX, List.of(), false, sections);
        sections.forEach((titles, controls) -> {
            List<Object> place = elements;
            for (final String title : titles) {
                place = section(place, title);
            }
            place.addAll(controls);
        });
        return elements;
    }

    @SuppressWarnings("unchecked")
    private static List<Object> section(final List<Object> elements, final String title) {
        for (final Object element : elements) {
            if (element instanceof Map<?, ?> map && title.equals(map.get("label"))) {
                return (List<Object>)map.get("elements");
            }
        }
        final Map<String, Object> section = new LinkedHashMap<>();
        section.put("label", title);
        section.put("type", "Section");
        section.put("elements", new ArrayList<>());
        elements.add(section);
        return (List<Object>)section.get("elements");
    }

    private void controls(final ParameterGroup group, final Object parameters, final String prefix,
        final List<String> place, final boolean advanced, final Map<List<String>, List<Object>> sections) {
        for (final ParameterField f : group.fields()) {
            final Field field = f.field();
            final Widget widget = field.getAnnotation(Widget.class);
            final List<String> section = Sections.of(field, place);
            final boolean isAdvanced = advanced || field.isAnnotationPresent(Advanced.class)
                || widget != null && widget.advanced() || Sections.isAdvanced(field);
            new FieldCheck(f, widget, this::problem).check(f.value(parameters));
            if (f.group().isPresent() && !f.isArrayOfGroups()) {
                controls(f.group().get(), f.value(parameters), prefix + property(f) + "/properties/", section,
                    isAdvanced, sections);
            } else if (widget != null) {
                sections.computeIfAbsent(section, s -> new ArrayList<>())
                    .add(control(f, widget, prefix + property(f), isAdvanced));
            }
        }
    }

    private Map<String, Object> control(final ParameterField f, final Widget widget, final String scope,
        final boolean advanced) {
        final Map<String, Object> control = new LinkedHashMap<>();
        control.put("type", "Control");
        control.put("scope", scope);
        final Map<String, Object> options = new LinkedHashMap<>();
        format(f).ifPresent(format -> options.put("format", format));
        final Map<String, Object> validation = validation(f);
        if (!validation.isEmpty()) {
            options.put("validation", validation);
        }
        if (f.isArrayOfGroups()) {
            final Map<List<String>, List<Object>> detail = new LinkedHashMap<>();
            controls(f.group().get(), f.group().get().create(), "#/properties/", List.of(), false, detail);
            options.put("detail", detail.values().stream().flatMap(List::stream).toList());
            final ArrayWidget array = f.field().getAnnotation(ArrayWidget.class);
            if (array != null && !array.elementTitle().isEmpty()) {
                options.put("arrayElementTitle", array.elementTitle());
            }
        }
        if (advanced) {
            options.put("isAdvanced", true);
        }
        if (!options.isEmpty()) {
            control.put("options", options);
        }
        choices(f, scope, control);
        effect(f, widget, control);
        value(f);
        return control;
    }

    private static Optional<String> format(final ParameterField f) {
        final Field field = f.field();
        final boolean choices = field.isAnnotationPresent(ChoicesProvider.class);
        if (field.isAnnotationPresent(ValueSwitchWidget.class)) {
            return Optional.of("valueSwitch");
        }
        if (field.isAnnotationPresent(RadioButtonsWidget.class)) {
            return Optional.of("radio");
        }
        if (field.isAnnotationPresent(TextAreaWidget.class)) {
            return Optional.of("textArea");
        }
        return Optional.ofNullable(switch (f.codec().map(Codec::javaType).orElse("")) {
            case "boolean" -> "checkbox";
            case "java.lang.String" -> choices ? "dropDown" : null;
            case "java.lang.String[]" -> choices ? "comboBox" : null;
            case "java.time.LocalDate" -> "localDate";
            default -> field.getType() == ColumnFilter.class ? "typedStringFilter" : null;
        });
    }

    private static Map<String, Object> validation(final ParameterField f) {
        final Map<String, Object> validation = new LinkedHashMap<>();
        Bounds.max(f.field()).ifPresent(v -> validation.put("max",
            bound(v, "max", Bounds.maximum(f.field()).getAsDouble())));
        Bounds.min(f.field()).ifPresent(v -> validation.put("min",
            bound(v, "min", Bounds.minimum(f.field()).getAsDouble())));
        Bounds.pattern(f.field()).ifPresent(v -> validation.put("pattern", Json.object("errorMessage", v.getErrorMessage(),
            "parameters", Json.object("pattern", Bounds.regex(v)))));
        return validation;
    }

    private static Map<String, Object> bound(final NumberInputWidgetValidation validation, final String key,
        final double value) {
        return Json.object("errorMessage", validation.getErrorMessage(), "parameters",
            Json.object("isExclusive", validation.isExclusive(), key, value));
    }

    /** Computes what a parameter can be chosen from. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    private void choices(final ParameterField f, final String scope, final Map<String, Object> control) {
        final ChoicesProvider provider = f.field().getAnnotation(ChoicesProvider.class);
        final ColumnFilterWidget filter = f.field().getAnnotation(ColumnFilterWidget.class);
        final Class type = provider != null ? provider.value() : filter != null ? filter.choicesProvider() : null;
        if (type == null) {
            return;
        }
        control.put("providedOptions", List.of("possibleValues"));
        try {
            final Object choices = new States(m_referenceValues, m_input).compute(type);
            m_initialUpdates.add(Json.object("scope", scope, "providedOptionName", "possibleValues", "values",
                List.of(Json.object("indices", List.of(), "value", choices))));
        } catch (final RuntimeException e) {
            problem(f, "choices provider: " + e);
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private void value(final ParameterField f) {
        final ValueProvider provider = f.field().getAnnotation(ValueProvider.class);
        if (provider != null) {
            try {
                new States(m_referenceValues, m_input).compute((Class)provider.value());
            } catch (final RuntimeException e) {
                problem(f, "value provider: " + e);
            }
        }
    }

    private void effect(final ParameterField f, final Widget widget, final Map<String, Object> control) {
        final Effect effect = f.field().getAnnotation(Effect.class);
        if (effect == null) {
            return;
        }
        try {
            final Condition condition = (Condition)Instances.create(effect.predicate())
                .init(new Conditions(m_referenceTypes, m_input));
            final Condition.Values values = new Condition.Values() {
                @Override
                public Object of(final Class<?> reference) {
                    return m_referenceValues.get(reference);
                }

                @Override
                public String scope(final Class<?> reference) {
                    return m_referenceScopes.get(reference);
                }

                @Override
                public NodeParametersInput input() {
                    return m_input;
                }
            };
            condition.holds(values);
            control.put("rule", Json.object("effect", effect.type().name(), "condition", condition.describe(values)));
        } catch (final RuntimeException e) {
            problem(f, "effect of \"" + widget.title() + "\": " + e);
        }
    }
}

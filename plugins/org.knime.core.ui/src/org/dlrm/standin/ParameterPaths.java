package org.dlrm.standin;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import org.knime.core.node.InvalidSettingsException;
import org.knime.core.node.NodeSettings;
import org.knime.node.parameters.Advanced;
import org.knime.node.parameters.Widget;

/** Lists parameters and sets them from text. */
final class ParameterPaths {

    private ParameterPaths() {
    }

    static List<NodeRuntime.Parameter> list(final ParameterGroup group) {
        final List<NodeRuntime.Parameter> all = new ArrayList<>();
        list(group, group.create(), "", List.of(), false, all);
        return all;
    }

    private static void list(final ParameterGroup group, final Object parameters, final String prefix,
        final List<String> section, final boolean advanced, final List<NodeRuntime.Parameter> all) {
        for (final ParameterField f : group.fields()) {
            final Field field = f.field();
            final Widget widget = field.getAnnotation(Widget.class);
            final List<String> place = Sections.of(field, section);
            final boolean isAdvanced = advanced || field.isAnnotationPresent(Advanced.class)
                || widget != null && widget.advanced() || Sections.isAdvanced(field);
            final Object value = f.value(parameters);
            if (f.group().isPresent()) {
                final ParameterGroup child = f.group().get();
                if (f.isArrayOfGroups()) {
                    list(child, child.create(), prefix + f.key() + ".[].", place, isAdvanced, all);
                } else {
                    list(child, value, prefix + f.key() + ".", place, isAdvanced, all);
                }
                continue;
            }
            all.add(new NodeRuntime.Parameter(prefix + f.key(),
                f.codec().map(Codec::javaType).orElse(field.getGenericType().getTypeName()),
                widget == null ? "" : widget.title(), widget == null ? "" : widget.description(),
                f.codec().map(c -> c.text(value)).orElse(""),
                f.codec().map(Codec::constants).orElse(List.of()).stream().map(
                    c -> new NodeRuntime.Choice(c.name(), EnumLabels.title(c), EnumLabels.description(c))).toList(),
                isAdvanced, Bounds.minimum(field), Bounds.maximum(field),
                Bounds.text(field), place));
        }
    }

    static void set(final ParameterGroup group, final NodeSettings model, final String path, final String text)
        throws InvalidSettingsException {
        final String[] keys = path.split("\\.");
        NodeSettings settings = model;
        ParameterGroup current = group;
        int i = 0;
        while (true) {
            final ParameterField field = find(group, current, keys[i], path);
            i++;
            if (field.codec().isPresent()) {
                if (i < keys.length) {
                    throw unknown(group, path);
                }
                try {
                    field.codec().get().save(field.codec().get().parse(text), settings, field.key());
                } catch (final InvalidSettingsException e) {
                    throw new InvalidSettingsException("Setting \"" + path + "\": " + e.getMessage(), e);
                }
                return;
            }
            if (field.group().isEmpty() || i >= keys.length) {
                throw new InvalidSettingsException("Setting \"" + path + "\" cannot be given as one text; settings: "
                    + paths(group));
            }
            settings = settings.getNodeSettings(field.key());
            current = field.group().get();
            if (field.isArrayOfGroups()) {
                settings = settings.getNodeSettings(keys[i]);
                i++;
                if (i >= keys.length) {
                    throw unknown(group, path);
                }
            }
        }
    }

    private static ParameterField find(final ParameterGroup root, final ParameterGroup group, final String key,
        final String path) throws InvalidSettingsException {
        for (final ParameterField field : group.fields()) {
            if (field.key().equals(key)) {
                return field;
            }
        }
        throw unknown(root, path);
    }

    private static InvalidSettingsException unknown(final ParameterGroup group, final String path) {
        return new InvalidSettingsException("No setting \"" + path + "\"; there are " + paths(group));
    }

    private static String paths(final ParameterGroup group) {
        return list(group).stream().map(NodeRuntime.Parameter::path).collect(Collectors.joining(", "));
    }
}

package org.dlrm.standin;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.knime.core.node.InvalidSettingsException;
import org.knime.core.node.NodeSettingsRO;
import org.knime.core.node.NodeSettingsWO;
import org.knime.node.parameters.NodeParametersInput;
import org.knime.node.parameters.migration.LoadDefaultsForAbsentFields;

/** A parameters class with its fields. */
final class ParameterGroup {

    private final Class<?> m_type;

    private final List<ParameterField> m_fields = new ArrayList<>();

    private ParameterGroup(final Class<?> type) {
        m_type = type;
        final Set<String> keys = new HashSet<>();
        collect(type, type.isAnnotationPresent(LoadDefaultsForAbsentFields.class));
        for (final ParameterField field : m_fields) {
            for (final String key : field.keys()) {
                if (!keys.add(key)) {
                    throw new IllegalStateException(
                        type.getName() + ": two parameters are stored under the key \"" + key + "\"");
                }
            }
        }
        Instances.create(type);
    }

    /** @throws IllegalStateException if KNIME could not store it */
    static ParameterGroup of(final Class<?> type) {
        return new ParameterGroup(type);
    }

    /** Fields of superclasses come first. */
    private void collect(final Class<?> type, final boolean defaultIfAbsent) {
        if (type.getSuperclass() != null && type.getSuperclass() != Object.class) {
            collect(type.getSuperclass(), defaultIfAbsent);
        }
        for (final Field field : type.getDeclaredFields()) {
            final int skipped = Modifier.PRIVATE | Modifier.STATIC | Modifier.TRANSIENT;
            if ((field.getModifiers() & skipped) == 0 && !field.isSynthetic()) {
                try {
                    m_fields.add(new ParameterField(field, defaultIfAbsent));
                } catch (final IllegalStateException e) {
                    throw new IllegalStateException(
                        type.getName() + "." + field.getName() + ": " + e.getMessage(), e);
                }
            }
        }
    }

    Class<?> type() {
        return m_type;
    }

    List<ParameterField> fields() {
        return m_fields;
    }

    Object create() {
        return Instances.create(m_type);
    }

    /** Through the constructor that takes the input, if there is one. */
    Object create(final NodeParametersInput input) {
        final Constructor<?> constructor;
        try {
            constructor = m_type.getDeclaredConstructor(NodeParametersInput.class);
        } catch (final NoSuchMethodException e) {
            return create();
        }
        try {
            constructor.setAccessible(true);
            return constructor.newInstance(input);
        } catch (final InvocationTargetException e) {
            throw new IllegalStateException(m_type.getName() + " cannot be created: " + e.getCause(), e.getCause());
        } catch (final ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    void save(final Object parameters, final NodeSettingsWO settings) {
        m_fields.forEach(f -> f.save(parameters, settings));
    }

    Object load(final NodeSettingsRO settings) throws InvalidSettingsException {
        final Object parameters = create();
        for (final ParameterField field : m_fields) {
            field.load(parameters, settings);
        }
        return parameters;
    }

    void check(final NodeSettingsRO settings, final String prefix,
        final List<NodeRuntime.SettingsProblem> problems) {
        final Object defaults = create();
        final Set<String> known = new HashSet<>();
        for (final ParameterField field : m_fields) {
            known.addAll(field.keys());
            known.addAll(field.deprecatedKeys());
            field.check(defaults, settings, prefix + field.key(), problems);
        }
        for (final String key : settings) {
            if (!known.contains(key)) {
                problems.add(new NodeRuntime.SettingsProblem(NodeRuntime.ProblemKind.UNKNOWN, prefix + key,
                    "The node has no setting \"" + prefix + key + "\""));
            }
        }
    }
}

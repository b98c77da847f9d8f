package org.dlrm.standin;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.dlrm.standin.core.Hidden;
import org.knime.core.node.InvalidSettingsException;
import org.knime.core.node.NodeSettingsRO;
import org.knime.core.node.NodeSettingsWO;
import org.knime.node.parameters.migration.ConfigMigration;
import org.knime.node.parameters.migration.Migrate;
import org.knime.node.parameters.migration.Migration;
import org.knime.node.parameters.persistence.NodeParametersPersistor;
import org.knime.node.parameters.persistence.Persist;
import org.knime.node.parameters.persistence.Persistor;

/** One field of a parameters class. */
final class ParameterField {

    private final Field m_field;

    private final String m_key;

    /** Empty for groups, arrays of groups and fields with a persistor of their own. */
    private final Optional<Codec> m_codec;

    private final Optional<NodeParametersPersistor<Object>> m_persistor;

    /** The group, or the elements' group. */
    private final Optional<ParameterGroup> m_group;

    private final boolean m_defaultIfAbsent;

    private final List<ConfigMigration<?>> m_migrations;

    ParameterField(final Field field, final boolean defaultIfAbsent) {
        m_field = field;
        m_field.setAccessible(true);
        m_key = key(field);
        final Migrate migrate = field.getAnnotation(Migrate.class);
        m_defaultIfAbsent = defaultIfAbsent || migrate != null && migrate.loadDefaultIfAbsent();
        final Migration migration = field.getAnnotation(Migration.class);
        m_migrations = migration == null ? List.of() : migrations(migration);
        final Persistor persistor = field.getAnnotation(Persistor.class);
        m_persistor = persistor == null ? Optional.empty() : Optional.of(persistor(persistor));
        m_codec = persistor == null ? Codecs.of(field.getGenericType()) : Optional.empty();
        m_group = persistor != null || m_codec.isPresent() ? Optional.empty() : Optional.of(ParameterGroup
            .of(field.getType().isArray() ? field.getType().getComponentType() : field.getType()));
    }

    /** "m_name" is stored as "name" unless @Persist says otherwise. */
    private static String key(final Field field) {
        final Persist persist = field.getAnnotation(Persist.class);
        final String name = field.getName().startsWith("m_") ? field.getName().substring(2) : field.getName();
        final String key = persist == null || persist.configKey().isEmpty() ? name : persist.configKey();
        return persist != null && persist.hidden() ? key + "_Internals" : key;
    }

    @SuppressWarnings("unchecked")
    private static NodeParametersPersistor<Object> persistor(final Persistor persistor) {
        return Instances.create(persistor.value());
    }

    @SuppressWarnings("unchecked")
    private static List<ConfigMigration<?>> migrations(final Migration migration) {
        return List.copyOf(Instances.create(migration.value()).getConfigMigrations());
    }

    Field field() {
        return m_field;
    }

    String key() {
        return m_key;
    }

    Optional<Codec> codec() {
        return m_codec;
    }

    Optional<ParameterGroup> group() {
        return m_group;
    }

    boolean isArrayOfGroups() {
        return m_group.isPresent() && m_field.getType().isArray();
    }

    Object value(final Object parameters) {
        try {
            return m_field.get(parameters);
        } catch (final IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** All keys that may stand in settings because of this field. */
    Set<String> keys() {
        final Set<String> keys = new LinkedHashSet<>();
        if (m_persistor.isPresent()) {
            for (final String[] path : m_persistor.get().getConfigPaths()) {
                keys.add(path[0]);
            }
        } else {
            keys.addAll(m_codec.map(c -> c.keys(m_key)).orElse(Set.of(m_key)));
        }
        return keys;
    }

    /** Keys of older forms. */
    Set<String> deprecatedKeys() {
        final Set<String> keys = new LinkedHashSet<>();
        for (final ConfigMigration<?> migration : m_migrations) {
            try {
                keys.addAll(List.of((String[])Hidden.call(migration, "deprecatedKeys")));
            } catch (final Exception e) {
                throw new IllegalStateException(e);
            }
        }
        return keys;
    }

    void save(final Object parameters, final NodeSettingsWO settings) {
        final Object value = value(parameters);
        if (m_persistor.isPresent()) {
            m_persistor.get().save(value, settings);
        } else if (m_codec.isPresent()) {
            m_codec.get().save(value, settings, m_key);
        } else {
            final NodeSettingsWO child = settings.addNodeSettings(m_key);
            if (isArrayOfGroups()) {
                for (int i = 0; i < Array.getLength(value); i++) {
                    m_group.get().save(Array.get(value, i), child.addNodeSettings(Integer.toString(i)));
                }
            } else {
                m_group.get().save(value, child);
            }
        }
    }

    /** @param parameters an instance with defaults, whose field is set */
    void load(final Object parameters, final NodeSettingsRO settings) throws InvalidSettingsException {
        for (final ConfigMigration<?> migration : m_migrations) {
            if (matches(migration, settings)) {
                set(parameters, migration.getLoader().load(settings));
                return;
            }
        }
        if (m_defaultIfAbsent && isAbsent(settings)) {
            return;
        }
        set(parameters, load(settings));
    }

    private boolean matches(final ConfigMigration<?> migration, final NodeSettingsRO settings) {
        try {
            return (boolean)Hidden.call(migration, "isForAbsent") ? isAbsent(settings)
                : migration.getMatcher().test(settings);
        } catch (final RuntimeException e) {
            throw e;
        } catch (final Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean isAbsent(final NodeSettingsRO settings) {
        return keys().stream().noneMatch(settings::containsKey);
    }

    private Object load(final NodeSettingsRO settings) throws InvalidSettingsException {
        if (m_persistor.isPresent()) {
            return m_persistor.get().load(settings);
        }
        if (m_codec.isPresent()) {
            return m_codec.get().load(settings, m_key);
        }
        final NodeSettingsRO child = settings.getNodeSettings(m_key);
        if (!isArrayOfGroups()) {
            return m_group.get().load(child);
        }
        final int size = child.keySet().size();
        final Object array = Array.newInstance(m_field.getType().getComponentType(), size);
        for (int i = 0; i < size; i++) {
            Array.set(array, i, m_group.get().load(child.getNodeSettings(Integer.toString(i))));
        }
        return array;
    }

    private void set(final Object parameters, final Object value) throws InvalidSettingsException {
        if (value == null && m_field.getType().isPrimitive()) {
            throw new InvalidSettingsException("No value for key \"" + m_key + "\"");
        }
        try {
            m_field.set(parameters, value);
        } catch (final IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Problems of this field alone; groups are looked into. */
    void check(final Object defaults, final NodeSettingsRO settings, final String path,
        final List<NodeRuntime.SettingsProblem> problems) {
        final boolean migrated = m_migrations.stream().anyMatch(m -> matches(m, settings));
        if (!migrated && isAbsent(settings)) {
            if (!m_defaultIfAbsent) {
                problems.add(new NodeRuntime.SettingsProblem(NodeRuntime.ProblemKind.MISSING, path,
                    "Setting \"" + path + "\" is missing"));
            }
            return;
        }
        if (!migrated && m_group.isPresent()) {
            try {
                final NodeSettingsRO child = settings.getNodeSettings(m_key);
                if (!isArrayOfGroups()) {
                    m_group.get().check(child, path + ".", problems);
                    return;
                }
                for (final String index : child) {
                    m_group.get().check(child.getNodeSettings(index), path + "." + index + ".", problems);
                }
            } catch (final InvalidSettingsException e) {
                problems.add(invalid(path, e));
            }
            return;
        }
        try {
            load(defaults, settings);
        } catch (final InvalidSettingsException e) {
            problems.add(invalid(path, e));
        }
    }

    private static NodeRuntime.SettingsProblem invalid(final String path, final InvalidSettingsException e) {
        return new NodeRuntime.SettingsProblem(NodeRuntime.ProblemKind.INVALID, path,
            "Setting \"" + path + "\": " + e.getMessage());
    }
}

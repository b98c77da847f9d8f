package org.knime.node.parameters.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import org.knime.core.node.InvalidSettingsException;
import org.knime.core.node.NodeSettingsRO;

/** One older form of a parameter. */
public final class ConfigMigration<T> {

    /** Says which settings are meant. */
    public static final class Builder<T> {

        private final ParametersLoader<T> m_loader;

        private final List<String[]> m_deprecated = new ArrayList<>();

        private Predicate<NodeSettingsRO> m_matcher;

        public Builder(final ParametersLoader<T> loader) {
            m_loader = loader;
        }

        public Builder<T> withDeprecatedConfigPath(final String... path) {
            m_deprecated.add(path.clone());
            return this;
        }

        public Builder<T> withMatcher(final Predicate<NodeSettingsRO> matcher) {
            m_matcher = matcher;
            return this;
        }

        public ConfigMigration<T> build() {
            return new ConfigMigration<>(m_loader, m_matcher, m_deprecated);
        }
    }

    private final ParametersLoader<T> m_loader;

    private final Predicate<NodeSettingsRO> m_matcher;

    private final List<String[]> m_deprecated;

    private ConfigMigration(final ParametersLoader<T> loader, final Predicate<NodeSettingsRO> matcher,
        final List<String[]> deprecated) {
        m_loader = loader;
        m_matcher = matcher;
        m_deprecated = List.copyOf(deprecated);
    }

    public static <T> Builder<T> builder(final ParametersLoader<T> loader) {
        return new Builder<>(loader);
    }

    public ParametersLoader<T> getLoader() {
        return m_loader;
    }

    /** Without a matcher of its own: all deprecated paths are there. */
    public Predicate<NodeSettingsRO> getMatcher() {
        return m_matcher != null ? m_matcher : settings -> m_deprecated.stream().allMatch(p -> has(settings, p));
    }

    private static boolean has(final NodeSettingsRO settings, final String[] path) {
        NodeSettingsRO current = settings;
        try {
            for (int i = 0; i < path.length - 1; i++) {
                current = current.getNodeSettings(path[i]);
            }
        } catch (final InvalidSettingsException e) {
            return false;
        }
        return current.containsKey(path[path.length - 1]);
    }

    /** It is meant for settings that have none of the parameter's present keys. */
    boolean isForAbsent() {
        return m_matcher == null && m_deprecated.isEmpty();
    }

    /** First keys of the older form. */
    String[] deprecatedKeys() {
        return m_deprecated.stream().map(p -> p[0]).toArray(String[]::new);
    }
}

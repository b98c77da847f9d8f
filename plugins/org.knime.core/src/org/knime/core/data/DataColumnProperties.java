package org.knime.core.data;

import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;

import org.knime.core.node.InvalidSettingsException;
import org.knime.core.node.config.ConfigRO;
import org.knime.core.node.config.ConfigWO;

/** Free text properties of a column. */
public final class DataColumnProperties {

    private final Map<String, String> m_properties;

    public DataColumnProperties() {
        this(Map.of());
    }

    public DataColumnProperties(final Map<String, String> content) {
        m_properties = Collections.unmodifiableMap(new LinkedHashMap<>(content));
    }

    public boolean containsProperty(final String key) {
        return m_properties.containsKey(key);
    }

    /** @return null if there is none */
    public String getProperty(final String key) {
        return m_properties.get(key);
    }

    public String getProperty(final String key, final String defaultValue) {
        return m_properties.getOrDefault(key, defaultValue);
    }

    public int size() {
        return m_properties.size();
    }

    public Enumeration<String> properties() {
        return Collections.enumeration(m_properties.keySet());
    }

    public DataColumnProperties cloneAndOverwrite(final Map<String, String> content) {
        final Map<String, String> all = new LinkedHashMap<>(m_properties);
        all.putAll(content);
        return new DataColumnProperties(all);
    }

    public void save(final ConfigWO config) {
        m_properties.forEach(config::addString);
    }

    public static DataColumnProperties load(final ConfigRO config) throws InvalidSettingsException {
        final Map<String, String> all = new LinkedHashMap<>();
        for (final String key : config) {
            all.put(key, config.getString(key));
        }
        return new DataColumnProperties(all);
    }

    @Override
    public boolean equals(final Object obj) {
        return obj instanceof DataColumnProperties other && m_properties.equals(other.m_properties);
    }

    @Override
    public int hashCode() {
        return m_properties.hashCode();
    }

    @Override
    public String toString() {
        return m_properties.toString();
    }
}

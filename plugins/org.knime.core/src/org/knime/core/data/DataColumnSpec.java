package org.knime.core.data;

import java.util.List;
import java.util.Objects;

import org.knime.core.node.InvalidSettingsException;
import org.knime.core.node.config.ConfigRO;
import org.knime.core.node.config.ConfigWO;

/** A column's name, type, domain and properties. */
public final class DataColumnSpec {

    private final String m_name;

    private final DataType m_type;

    private final DataColumnDomain m_domain;

    private final DataColumnProperties m_properties;

    private final List<String> m_elementNames;

    DataColumnSpec(final String name, final DataType type, final DataColumnDomain domain,
        final DataColumnProperties properties, final List<String> elementNames) {
        m_name = name;
        m_type = type;
        m_domain = domain;
        m_properties = properties;
        m_elementNames = List.copyOf(elementNames);
    }

    public String getName() {
        return m_name;
    }

    public List<String> getElementNames() {
        return m_elementNames.isEmpty() ? List.of(m_name) : m_elementNames;
    }

    public DataType getType() {
        return m_type;
    }

    public DataColumnDomain getDomain() {
        return m_domain;
    }

    public DataColumnProperties getProperties() {
        return m_properties;
    }

    /** Same name and type. */
    public boolean equalStructure(final DataColumnSpec other) {
        return other != null && m_name.equals(other.m_name) && m_type.equals(other.m_type);
    }

    public void save(final ConfigWO config) {
        config.addString("column_name", m_name);
        config.addStringArray("element_names", m_elementNames.toArray(String[]::new));
        m_type.save(config.addConfig("column_type"));
        m_domain.save(config.addConfig("column_domain"));
        m_properties.save(config.addConfig("column_properties"));
        config.addConfig("meta_data");
    }

    public static DataColumnSpec load(final ConfigRO config) throws InvalidSettingsException {
        return new DataColumnSpec(config.getString("column_name"), DataType.load(config.getConfig("column_type")),
            DataColumnDomain.load(config.getConfig("column_domain")),
            DataColumnProperties.load(config.getConfig("column_properties")),
            List.of(config.getStringArray("element_names", new String[0])));
    }

    @Override
    public boolean equals(final Object obj) {
        return obj instanceof DataColumnSpec other && equalStructure(other) && m_domain.equals(other.m_domain)
            && m_properties.equals(other.m_properties) && m_elementNames.equals(other.m_elementNames);
    }

    @Override
    public int hashCode() {
        return Objects.hash(m_name, m_type);
    }

    @Override
    public String toString() {
        return m_name + " (" + m_type + ")";
    }
}

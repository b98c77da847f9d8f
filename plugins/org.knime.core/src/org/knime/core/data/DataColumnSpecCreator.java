package org.knime.core.data;

import java.util.List;
import java.util.Objects;

/** Creates column specs. */
public final class DataColumnSpecCreator {

    private String m_name;

    private DataType m_type;

    private DataColumnDomain m_domain = new DataColumnDomainCreator().createDomain();

    private DataColumnProperties m_properties = new DataColumnProperties();

    private List<String> m_elementNames = List.of();

    public DataColumnSpecCreator(final String name, final DataType type) {
        setName(name);
        setType(type);
    }

    public DataColumnSpecCreator(final DataColumnSpec spec) {
        m_name = spec.getName();
        m_type = spec.getType();
        m_domain = spec.getDomain();
        m_properties = spec.getProperties();
    }

    public void setName(final String name) {
        if (name == null) {
            throw new NullPointerException("Can't create column spec from null value (name)");
        }
        // KNIME replaces names without visible characters
        m_name = name.isBlank() ? "<empty>" : name;
    }

    public void setElementNames(final String[] names) {
        m_elementNames = names == null ? List.of() : List.of(names);
    }

    public void setType(final DataType type) {
        m_type = Objects.requireNonNull(type, "DataType for column must not be null!");
    }

    public void setDomain(final DataColumnDomain domain) {
        m_domain = domain == null ? new DataColumnDomainCreator().createDomain() : domain;
    }

    public void setProperties(final DataColumnProperties properties) {
        m_properties = properties == null ? new DataColumnProperties() : properties;
    }

    public DataType getType() {
        return m_type;
    }

    public void removeAllHandlers() {
        // colour, shape and size handlers are not part of the stand-in
    }

    public DataColumnSpec createSpec() {
        return new DataColumnSpec(m_name, m_type, m_domain, m_properties, m_elementNames);
    }
}

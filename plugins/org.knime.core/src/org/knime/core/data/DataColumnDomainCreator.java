package org.knime.core.data;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;

/** Creates domains. */
public class DataColumnDomainCreator {

    private Set<DataCell> m_values;

    private DataCell m_lower;

    private DataCell m_upper;

    public DataColumnDomainCreator() {
    }

    public DataColumnDomainCreator(final DataColumnDomain domain) {
        m_values = domain.getValues();
        m_lower = domain.getLowerBound();
        m_upper = domain.getUpperBound();
    }

    public DataColumnDomainCreator(final Set<? extends DataCell> values) {
        setValues(values);
    }

    public DataColumnDomainCreator(final DataCell[] values) {
        setValues(new LinkedHashSet<>(Arrays.asList(values)));
    }

    public DataColumnDomainCreator(final DataCell lower, final DataCell upper) {
        m_lower = lower;
        m_upper = upper;
    }

    public DataColumnDomain createDomain() {
        return new DataColumnDomain(m_values, m_lower, m_upper);
    }

    public void setValues(final Set<? extends DataCell> values) {
        m_values = values == null ? null : new LinkedHashSet<>(values);
    }

    public void setLowerBound(final DataCell lower) {
        m_lower = lower;
    }

    public void setUpperBound(final DataCell upper) {
        m_upper = upper;
    }
}

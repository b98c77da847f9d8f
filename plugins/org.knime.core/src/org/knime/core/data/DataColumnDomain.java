package org.knime.core.data;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;

import org.knime.core.node.InvalidSettingsException;
import org.knime.core.node.config.Config;
import org.knime.core.node.config.ConfigRO;
import org.knime.core.node.config.ConfigWO;

/** What values a column holds: the list of them, the smallest and the largest. */
public final class DataColumnDomain {

    private final Set<DataCell> m_values;

    private final DataCell m_lower;

    private final DataCell m_upper;

    DataColumnDomain(final Set<DataCell> values, final DataCell lower, final DataCell upper) {
        m_values = values == null ? null : Collections.unmodifiableSet(new LinkedHashSet<>(values));
        m_lower = lower;
        m_upper = upper;
    }

    /** @return null if not known */
    public Set<DataCell> getValues() {
        return m_values;
    }

    public boolean hasValues() {
        return m_values != null;
    }

    /** @return null if not known */
    public DataCell getLowerBound() {
        return m_lower;
    }

    public boolean hasLowerBound() {
        return m_lower != null;
    }

    /** @return null if not known */
    public DataCell getUpperBound() {
        return m_upper;
    }

    public boolean hasUpperBound() {
        return m_upper != null;
    }

    public boolean hasBounds() {
        return hasLowerBound() && hasUpperBound();
    }

    public void save(final ConfigWO config) {
        if (m_values != null) {
            final Config values = config.addConfig("possible_values");
            values.addInt("array-size", m_values.size());
            int i = 0;
            for (final DataCell value : m_values) {
                values.addDataCell(Integer.toString(i++), value);
            }
        }
        if (m_lower != null) {
            config.addDataCell("lower_bound", m_lower);
        }
        if (m_upper != null) {
            config.addDataCell("upper_bound", m_upper);
        }
    }

    public static DataColumnDomain load(final ConfigRO config) {
        try {
            Set<DataCell> values = null;
            if (config.containsKey("possible_values")) {
                final Config list = config.getConfig("possible_values");
                values = new LinkedHashSet<>();
                for (int i = 0; i < list.getInt("array-size"); i++) {
                    values.add(list.getDataCell(Integer.toString(i)));
                }
            }
            return new DataColumnDomain(values,
                config.containsKey("lower_bound") ? config.getDataCell("lower_bound") : null,
                config.containsKey("upper_bound") ? config.getDataCell("upper_bound") : null);
        } catch (final InvalidSettingsException e) {
            return new DataColumnDomain(null, null, null);
        }
    }

    @Override
    public boolean equals(final Object obj) {
        return obj instanceof DataColumnDomain other && Objects.equals(m_values, other.m_values)
            && Objects.equals(m_lower, other.m_lower) && Objects.equals(m_upper, other.m_upper);
    }

    @Override
    public int hashCode() {
        return Objects.hash(m_values, m_lower, m_upper);
    }

    @Override
    public String toString() {
        return "lower=" + m_lower + ",upper=" + m_upper + ",values=" + m_values;
    }
}

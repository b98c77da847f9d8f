package org.knime.core.data;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

import javax.swing.JComponent;

import org.knime.core.node.InvalidSettingsException;
import org.knime.core.node.ModelContent;
import org.knime.core.node.config.Config;
import org.knime.core.node.config.ConfigRO;
import org.knime.core.node.config.ConfigWO;
import org.knime.core.node.port.PortObjectSpec;
import org.knime.core.node.port.PortObjectSpecZipInputStream;
import org.knime.core.node.port.PortObjectSpecZipOutputStream;

/** The columns of a table; names are unique. */
public final class DataTableSpec implements PortObjectSpec, Iterable<DataColumnSpec> {

    /** Reads and writes table specs of ports. */
    public static final class Serializer extends PortObjectSpecSerializer<DataTableSpec> {

        public Serializer() {
        }

        @Override
        public DataTableSpec loadPortObjectSpec(final PortObjectSpecZipInputStream in) throws IOException {
            in.getNextEntry();
            try {
                return load(ModelContent.loadFromXML(in));
            } catch (final InvalidSettingsException e) {
                throw new IOException(e.getMessage(), e);
            }
        }

        @Override
        public void savePortObjectSpec(final DataTableSpec spec, final PortObjectSpecZipOutputStream out)
            throws IOException {
            out.putNextEntry(new ZipEntry("spec.xml"));
            final ModelContent content = new ModelContent("spec.xml");
            spec.save(content);
            content.saveToXML(out);
        }
    }

    private static final String DEFAULT_NAME = "default";

    private final String m_name;

    private final DataColumnSpec[] m_columns;

    private final Map<String, Integer> m_index = new HashMap<>();

    private final Map<String, String> m_properties;

    public DataTableSpec() {
        this(new DataColumnSpec[0]);
    }

    public DataTableSpec(final DataColumnSpec... columns) {
        this(DEFAULT_NAME, columns);
    }

    public DataTableSpec(final String name, final DataColumnSpec... columns) {
        this(name, Map.of(), columns);
    }

    public DataTableSpec(final String[] names, final DataType[] types) {
        this(createColumnSpecs(names, types));
    }

    public DataTableSpec(final DataTableSpec spec1, final DataTableSpec spec2) {
        this(DEFAULT_NAME, Stream.concat(spec1.stream(), spec2.stream()).toArray(DataColumnSpec[]::new));
    }

    DataTableSpec(final String name, final Map<String, String> properties, final DataColumnSpec... columns) {
        m_name = name == null ? DEFAULT_NAME : name;
        m_properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
        m_columns = columns.clone();
        for (int i = 0; i < m_columns.length; i++) {
            final DataColumnSpec column = Objects.requireNonNull(m_columns[i], "Column spec must not be null");
            final Integer first = m_index.put(column.getName(), i);
            if (first != null) {
                throw new IllegalArgumentException("Duplicate column name \"" + column.getName() + "\" at positions "
                    + first + " and " + i + ".");
            }
        }
    }

    public static DataColumnSpec[] createColumnSpecs(final String[] names, final DataType[] types) {
        if (names.length != types.length) {
            throw new IllegalArgumentException(
                "Number of column names (" + names.length + ") and types (" + types.length + ") differ");
        }
        final DataColumnSpec[] columns = new DataColumnSpec[names.length];
        for (int i = 0; i < names.length; i++) {
            columns[i] = new DataColumnSpecCreator(names[i], types[i]).createSpec();
        }
        return columns;
    }

    public boolean containsCompatibleType(final Class<? extends DataValue> valueClass) {
        return stream().anyMatch(c -> c.getType().isCompatible(valueClass));
    }

    public boolean containsName(final String columnName) {
        return m_index.containsKey(columnName);
    }

    /** Same names and types in the same order. */
    public boolean equalStructure(final DataTableSpec other) {
        if (other == null || other.m_columns.length != m_columns.length) {
            return false;
        }
        for (int i = 0; i < m_columns.length; i++) {
            if (!m_columns[i].equalStructure(other.m_columns[i])) {
                return false;
            }
        }
        return true;
    }

    public Map<String, String> getProperties() {
        return m_properties;
    }

    /** @return -1 if there is no such column */
    public int findColumnIndex(final String columnName) {
        return m_index.getOrDefault(columnName, -1);
    }

    public int[] columnsToIndices(final String... columns) {
        return Stream.of(columns).mapToInt(this::findColumnIndex).toArray();
    }

    public String[] getColumnNames() {
        return stream().map(DataColumnSpec::getName).toArray(String[]::new);
    }

    public DataColumnSpec getColumnSpec(final int column) {
        return m_columns[column];
    }

    /** @return null if there is no such column */
    public DataColumnSpec getColumnSpec(final String column) {
        final int index = findColumnIndex(column);
        return index < 0 ? null : m_columns[index];
    }

    public String getName() {
        return m_name;
    }

    public int getNumColumns() {
        return m_columns.length;
    }

    @Override
    public Iterator<DataColumnSpec> iterator() {
        return List.of(m_columns).iterator();
    }

    public Stream<DataColumnSpec> stream() {
        return Stream.of(m_columns);
    }

    public void save(final ConfigWO config) {
        config.addString("spec_name", m_name);
        if (!m_properties.isEmpty()) {
            final Config properties = config.addConfig("spec_properties");
            m_properties.forEach(properties::addString);
        }
        config.addInt("number_columns", m_columns.length);
        for (int i = 0; i < m_columns.length; i++) {
            m_columns[i].save(config.addConfig("column_spec_" + i));
        }
    }

    public static DataTableSpec load(final ConfigRO config) throws InvalidSettingsException {
        final Map<String, String> properties = new LinkedHashMap<>();
        if (config.containsKey("spec_properties")) {
            final Config all = config.getConfig("spec_properties");
            for (final String key : all) {
                properties.put(key, all.getString(key));
            }
        }
        final DataColumnSpec[] columns = new DataColumnSpec[config.getInt("number_columns")];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = DataColumnSpec.load(config.getConfig("column_spec_" + i));
        }
        return new DataTableSpec(config.getString("spec_name"), properties, columns);
    }

    /** The name itself, or with " (#1)", " (#2)" ... if the table has it already. */
    public static String getUniqueColumnName(final DataTableSpec spec, final String name) {
        String unique = name.trim();
        int i = 0;
        while (spec.containsName(unique)) {
            i++;
            unique = name.trim() + " (#" + i + ")";
        }
        return unique;
    }

    @Override
    public boolean equals(final Object obj) {
        return obj instanceof DataTableSpec other && m_name.equals(other.m_name)
            && m_properties.equals(other.m_properties) && Arrays.equals(m_columns, other.m_columns);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(m_columns);
    }

    @Override
    public String toString() {
        return "name=" + m_name + ",columns=" + Arrays.toString(m_columns);
    }

    @Override
    public JComponent[] getViews() {
        return new JComponent[0];
    }
}

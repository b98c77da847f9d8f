package org.dlrm.standin.core;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

import org.knime.core.data.BoundedValue;
import org.knime.core.data.DataCell;
import org.knime.core.data.DataColumnDomain;
import org.knime.core.data.DataColumnDomainCreator;
import org.knime.core.data.DataColumnSpec;
import org.knime.core.data.DataColumnSpecCreator;
import org.knime.core.data.DataRow;
import org.knime.core.data.DataTable;
import org.knime.core.data.DataTableSpec;
import org.knime.core.data.DataTableSpecCreator;
import org.knime.core.data.DataType;
import org.knime.core.data.DataValueComparator;
import org.knime.core.data.DoubleValue;
import org.knime.core.data.NominalValue;
import org.knime.core.data.RowKey;
import org.knime.core.data.container.CloseableRowIterator;
import org.knime.core.data.container.DataContainerException;
import org.knime.core.data.def.DoubleCell;
import org.knime.core.util.DuplicateKeyException;

/**
 * A table in memory. Numbers are kept as numbers (719 patients by 5000 features are 29 MB, not the 150 MB of cell
 * objects); cells with a registered serializer are kept as the bytes it writes, so that what comes out is what a saved
 * workflow would give.
 */
public final class RowStore implements DataTable {

    /** KNIME's limit on the list of values in a column's domain. */
    private static final int MAX_POSSIBLE_VALUES = 60;

    private final DataTableSpec m_spec;

    private final List<DataRow> m_rows;

    private RowStore(final DataTableSpec spec, final List<DataRow> rows) {
        m_spec = spec;
        m_rows = rows;
    }

    public DataTableSpec spec() {
        return m_spec;
    }

    public long size() {
        return m_rows.size();
    }

    /** The same rows under another spec of as many columns. */
    public RowStore withSpec(final DataTableSpec spec) {
        return new RowStore(spec, m_rows);
    }

    @Override
    public DataTableSpec getDataTableSpec() {
        return m_spec;
    }

    @Override
    public CloseableRowIterator iterator() {
        return CloseableRowIterator.from(m_rows.iterator());
    }

    /** A cell as its serializer wrote it. */
    private record Stored(byte[] bytes, Optional<ExecutionSpace> space) {

        DataCell cell() {
            try {
                return CellIO.read(bytes, space);
            } catch (final IOException e) {
                throw new UncheckedIOException("A cell cannot be read back: " + e.getMessage(), e);
            }
        }
    }

    /** Where a row keeps the cell of each column: number i (i >= 0) or object ~i. */
    private record Layout(int[] slots, int numbers) {

        static Layout of(final DataTableSpec spec) {
            final int[] slots = new int[spec.getNumColumns()];
            int numbers = 0;
            int objects = 0;
            for (int i = 0; i < slots.length; i++) {
                slots[i] = spec.getColumnSpec(i).getType().equals(DoubleCell.TYPE) ? numbers++ : ~objects++;
            }
            return new Layout(slots, numbers);
        }
    }

    private static final class StoredRow implements DataRow {

        private final RowKey m_key;

        private final Layout m_layout;

        private final double[] m_numbers;

        private final Object[] m_objects;

        /** Missing cells of number columns; null if there are none. */
        private final Map<Integer, DataCell> m_missing;

        StoredRow(final DataRow row, final Layout layout, final Optional<ExecutionSpace> space) {
            m_key = row.getKey();
            m_layout = layout;
            m_numbers = new double[layout.numbers()];
            m_objects = new Object[layout.slots().length - layout.numbers()];
            Map<Integer, DataCell> missing = null;
            for (int i = 0; i < layout.slots().length; i++) {
                final DataCell cell = row.getCell(i);
                final int slot = layout.slots()[i];
                if (slot < 0) {
                    m_objects[~slot] = CellIO.needsSerializer(cell) ? store(cell, space) : cell;
                } else if (cell instanceof DoubleCell d) {
                    m_numbers[slot] = d.getDoubleValue();
                } else {
                    // missing, or another kind of number
                    missing = missing == null ? new HashMap<>() : missing;
                    missing.put(i, cell);
                }
            }
            m_missing = missing;
        }

        private static Stored store(final DataCell cell, final Optional<ExecutionSpace> space) {
            try {
                return new Stored(CellIO.write(cell), space);
            } catch (final IOException e) {
                throw new DataContainerException(
                    "A cell of type " + cell.getClass().getName() + " cannot be written: " + e.getMessage(), e);
            }
        }

        @Override
        public int getNumCells() {
            return m_layout.slots().length;
        }

        @Override
        public RowKey getKey() {
            return m_key;
        }

        @Override
        public DataCell getCell(final int index) {
            final int slot = m_layout.slots()[index];
            if (slot < 0) {
                final Object o = m_objects[~slot];
                return o instanceof Stored stored ? stored.cell() : (DataCell)o;
            }
            final DataCell other = m_missing == null ? null : m_missing.get(index);
            return other != null ? other : new DoubleCell(m_numbers[slot]);
        }

        @Override
        public Iterator<DataCell> iterator() {
            return IntStream.range(0, getNumCells()).mapToObj(this::getCell).iterator();
        }

        @Override
        public String toString() {
            return m_key + ": " + stream().toList();
        }
    }

    /** Collects rows and checks them against the spec. */
    public static final class Builder {

        private final DataTableSpec m_spec;

        private final Layout m_layout;

        private final Optional<ExecutionSpace> m_space = ExecutionSpace.current();

        private final List<DataRow> m_rows = new ArrayList<>();

        private final Set<String> m_keys = new HashSet<>();

        private final Domain[] m_domains;

        /** Per column the cell class that was checked last. */
        private final Class<?>[] m_accepted;

        private int m_maxPossibleValues = MAX_POSSIBLE_VALUES;

        public Builder(final DataTableSpec spec, final boolean initDomain) {
            m_spec = Objects.requireNonNull(spec, "Spec must not be null!");
            m_layout = Layout.of(spec);
            m_accepted = new Class<?>[spec.getNumColumns()];
            m_domains = spec.stream().map(c -> new Domain(c, initDomain)).toArray(Domain[]::new);
        }

        public DataTableSpec spec() {
            return m_spec;
        }

        public long size() {
            return m_rows.size();
        }

        public void setMaxPossibleValues(final int max) {
            m_maxPossibleValues = max;
        }

        public void add(final DataRow row) {
            final int columns = m_spec.getNumColumns();
            if (row.getNumCells() != columns) {
                throw new IllegalArgumentException("Cell count in row \"" + row.getKey()
                    + "\" is not equal to length of column names array: " + row.getNumCells() + " vs. " + columns);
            }
            for (int i = 0; i < columns; i++) {
                check(row, i);
            }
            if (!m_keys.add(row.getKey().getString())) {
                throw new DuplicateKeyException("Encountered duplicate row ID \"" + row.getKey() + "\" at row number "
                    + (m_rows.size() + 1), row.getKey().getString());
            }
            for (int i = 0; i < columns; i++) {
                m_domains[i].add(row.getCell(i), m_maxPossibleValues);
            }
            m_rows.add(new StoredRow(row, m_layout, m_space));
        }

        private void check(final DataRow row, final int column) {
            final DataCell cell = row.getCell(column);
            if (cell.isMissing() || cell.getClass() == m_accepted[column]) {
                return;
            }
            final DataType type = m_spec.getColumnSpec(column).getType();
            if (!type.isASuperTypeOf(cell.getType())) {
                throw new IllegalArgumentException("Runtime class of object \"" + cell + "\" (index " + column
                    + ") in row \"" + row.getKey() + "\" is " + cell.getClass().getSimpleName()
                    + " and does not comply with its supposed superclass " + type.getIdentifier());
            }
            if (!type.isCollectionType()) {
                m_accepted[column] = cell.getClass();
            }
        }

        public RowStore build() {
            final DataColumnSpec[] columns = new DataColumnSpec[m_domains.length];
            for (int i = 0; i < columns.length; i++) {
                final DataColumnSpecCreator creator = new DataColumnSpecCreator(m_spec.getColumnSpec(i));
                creator.setDomain(m_domains[i].domain());
                columns[i] = creator.createSpec();
            }
            final DataTableSpecCreator creator = new DataTableSpecCreator(m_spec);
            return new RowStore(creator.dropAllColumns().addColumns(columns).createSpec(), List.copyOf(m_rows));
        }
    }

    /** What a column holds. */
    private static final class Domain {

        private final DataColumnDomain m_initial;

        private final boolean m_bounded;

        private final DataValueComparator m_comparator;

        /** Null if values are not listed, or are too many. */
        private Set<DataCell> m_values;

        private DataCell m_lower;

        private DataCell m_upper;

        Domain(final DataColumnSpec column, final boolean init) {
            final DataType type = column.getType();
            m_initial = column.getDomain();
            m_bounded = type.isCompatible(BoundedValue.class);
            m_comparator = m_bounded ? type.getComparator() : null;
            if (type.isCompatible(NominalValue.class)) {
                m_values = new LinkedHashSet<>();
            }
            if (init) {
                m_lower = m_initial.getLowerBound();
                m_upper = m_initial.getUpperBound();
                if (m_initial.hasValues()) {
                    m_values = new LinkedHashSet<>(m_initial.getValues());
                }
            }
        }

        void add(final DataCell cell, final int maxValues) {
            if (cell.isMissing()) {
                return;
            }
            if (m_values != null && m_values.add(cell) && m_values.size() > maxValues) {
                m_values = null;
            }
            if (m_bounded && !(cell instanceof DoubleValue d && Double.isNaN(d.getDoubleValue()))) {
                if (m_lower == null || m_comparator.compare(cell, m_lower) < 0) {
                    m_lower = cell;
                }
                if (m_upper == null || m_comparator.compare(cell, m_upper) > 0) {
                    m_upper = cell;
                }
            }
        }

        DataColumnDomain domain() {
            final DataColumnDomainCreator creator = new DataColumnDomainCreator();
            creator.setValues(m_values);
            creator.setLowerBound(m_lower);
            creator.setUpperBound(m_upper);
            return creator.createDomain();
        }
    }
}

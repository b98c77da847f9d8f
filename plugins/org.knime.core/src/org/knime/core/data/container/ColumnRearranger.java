package org.knime.core.data.container;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import org.dlrm.standin.core.RowFunction;
import org.knime.core.data.DataCell;
import org.knime.core.data.DataColumnSpec;
import org.knime.core.data.DataRow;
import org.knime.core.data.DataTableSpec;
import org.knime.core.data.def.DefaultRow;
import org.knime.core.data.filestore.FileStoreFactory;
import org.knime.core.node.ExecutionMonitor;

/** Says how the columns of a table become those of another: kept, removed, moved, replaced, new. */
public class ColumnRearranger {

    /** An input column (factory null) or a column of a factory. */
    private record Column(DataColumnSpec spec, CellFactory factory, int index) {
    }

    private final DataTableSpec m_original;

    private final List<Column> m_columns = new ArrayList<>();

    public ColumnRearranger(final DataTableSpec original) {
        m_original = original;
        for (int i = 0; i < original.getNumColumns(); i++) {
            m_columns.add(new Column(original.getColumnSpec(i), null, i));
        }
    }

    public final void keepOnly(final int... columns) {
        final Set<Integer> keep = new HashSet<>();
        for (final int column : columns) {
            check(column);
            keep.add(column);
        }
        for (int i = m_columns.size() - 1; i >= 0; i--) {
            if (!keep.contains(i)) {
                m_columns.remove(i);
            }
        }
    }

    public final void keepOnly(final String... columns) {
        keepOnly(Stream.of(columns).mapToInt(this::existing).toArray());
    }

    public final void remove(final int... columns) {
        final int[] sorted = columns.clone();
        Arrays.sort(sorted);
        for (int i = sorted.length - 1; i >= 0; i--) {
            check(sorted[i]);
            m_columns.remove(sorted[i]);
        }
    }

    public final void remove(final String... columns) {
        remove(Stream.of(columns).mapToInt(this::existing).toArray());
    }

    /** @return -1 if there is no such column now */
    public final int indexOf(final String column) {
        for (int i = 0; i < m_columns.size(); i++) {
            if (m_columns.get(i).spec().getName().equals(column)) {
                return i;
            }
        }
        return -1;
    }

    private int existing(final String column) {
        final int index = indexOf(column);
        if (index < 0) {
            throw new IllegalArgumentException("No such column: \"" + column + "\"");
        }
        return index;
    }

    private void check(final int column) {
        Objects.checkIndex(column, m_columns.size());
    }

    public final int getColumnCount() {
        return m_columns.size();
    }

    public final void move(final int from, final int to) {
        final Column column = m_columns.remove(from);
        m_columns.add(from < to ? to - 1 : to, column);
    }

    public final void move(final String column, final int to) {
        move(existing(column), to);
    }

    /** The given columns in the given order, then the others. */
    public final void permute(final String[] columns) {
        permute(Stream.of(columns).mapToInt(this::existing).toArray());
    }

    public final void permute(final int[] columns) {
        final List<Column> rest = new ArrayList<>(m_columns);
        final List<Column> result = new ArrayList<>();
        for (final int column : columns) {
            check(column);
            result.add(m_columns.get(column));
            rest.remove(m_columns.get(column));
        }
        result.addAll(rest);
        m_columns.clear();
        m_columns.addAll(result);
    }

    public final void insertAt(final int position, final CellFactory factory) {
        final DataColumnSpec[] specs = factory.getColumnSpecs();
        for (int i = 0; i < specs.length; i++) {
            m_columns.add(position + i, new Column(specs[i], factory, i));
        }
    }

    public final void append(final CellFactory factory) {
        insertAt(m_columns.size(), factory);
    }

    public final void replace(final CellFactory factory, final String column) {
        replace(factory, existing(column));
    }

    public final void replace(final CellFactory factory, final int... columns) {
        final DataColumnSpec[] specs = factory.getColumnSpecs();
        if (specs.length != columns.length) {
            throw new IndexOutOfBoundsException("Arguments do not apply to same number of columns: factory has "
                + specs.length + ", " + columns.length + " columns to replace.");
        }
        for (int i = 0; i < columns.length; i++) {
            m_columns.set(columns[i], new Column(specs[i], factory, i));
        }
    }

    public final DataTableSpec createSpec() {
        return new DataTableSpec(m_original.getName(),
            m_columns.stream().map(Column::spec).toArray(DataColumnSpec[]::new));
    }

    /** For the executor, called through {@link Hidden}. */
    RowFunction rowFunction(final DataTableSpec input, final FileStoreFactory fileStores) {
        if (!input.equalStructure(m_original)) {
            throw new IllegalArgumentException("Input table structure does not match the table this rearranger is for: "
                + "expected " + m_original + ", found " + input);
        }
        final Set<CellFactory> factories = new LinkedHashSet<>();
        m_columns.stream().map(Column::factory).filter(Objects::nonNull).forEach(factories::add);
        for (final CellFactory factory : factories) {
            if (factory instanceof AbstractCellFactory f) {
                f.setFileStoreFactory(fileStores);
            }
        }
        return new RowFunction() {
            @Override
            public DataRow apply(final DataRow row, final long rowIndex, final long rowCount,
                final ExecutionMonitor exec) {
                final Map<CellFactory, DataCell[]> fresh = new HashMap<>();
                for (final CellFactory factory : factories) {
                    final DataCell[] cells = factory.getCells(row, rowIndex);
                    if (cells.length != factory.getColumnSpecs().length) {
                        throw new IllegalStateException("Cell factory made " + cells.length + " cells for row \""
                            + row.getKey() + "\" but has " + factory.getColumnSpecs().length + " columns");
                    }
                    fresh.put(factory, cells);
                    factory.setProgress(rowIndex + 1, rowCount, row.getKey(), exec);
                }
                final DataCell[] cells = new DataCell[m_columns.size()];
                for (int i = 0; i < cells.length; i++) {
                    final Column column = m_columns.get(i);
                    cells[i] = column.factory() == null ? row.getCell(column.index())
                        : fresh.get(column.factory())[column.index()];
                }
                return new DefaultRow(row.getKey(), cells);
            }

            @Override
            public void finish() {
                for (final CellFactory factory : factories) {
                    if (factory instanceof AbstractCellFactory f) {
                        f.afterProcessing();
                    }
                }
            }
        };
    }
}

package org.knime.core.node;

import javax.swing.JComponent;

import org.dlrm.standin.core.RowStore;
import org.knime.core.data.DataTable;
import org.knime.core.data.DataTableSpec;
import org.knime.core.data.container.CloseableRowIterator;
import org.knime.core.node.port.PortObject;
import org.knime.core.node.port.PortType;
import org.knime.core.node.port.PortTypeRegistry;

/** A table that nodes hand on. */
public final class BufferedDataTable implements DataTable, PortObject {

    public static final PortType TYPE = PortTypeRegistry.getInstance().getPortType(BufferedDataTable.class);

    public static final PortType TYPE_OPTIONAL = PortTypeRegistry.getInstance().getPortType(BufferedDataTable.class,
        true);

    private final RowStore m_rows;

    BufferedDataTable(final RowStore rows) {
        m_rows = rows;
    }

    BufferedDataTable withSpec(final DataTableSpec spec) {
        if (spec.getNumColumns() != m_rows.spec().getNumColumns()) {
            throw new IllegalArgumentException("Table specs have different number of columns: "
                + m_rows.spec().getNumColumns() + " vs. " + spec.getNumColumns());
        }
        return new BufferedDataTable(m_rows.withSpec(spec));
    }

    @Override
    public DataTableSpec getDataTableSpec() {
        return m_rows.spec();
    }

    @Override
    public DataTableSpec getSpec() {
        return m_rows.spec();
    }

    @Override
    public String getSummary() {
        return "Rows: " + size() + ", Cols: " + m_rows.spec().getNumColumns();
    }

    @Override
    public CloseableRowIterator iterator() {
        return m_rows.iterator();
    }

    public long size() {
        return m_rows.size();
    }

    @Override
    public JComponent[] getViews() {
        return new JComponent[0];
    }
}

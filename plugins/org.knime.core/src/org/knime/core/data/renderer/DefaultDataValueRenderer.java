package org.knime.core.data.renderer;

import java.awt.Component;

import javax.swing.JList;
import javax.swing.table.DefaultTableCellRenderer;

import org.knime.core.data.DataColumnSpec;

/** Shows a cell's text. */
public class DefaultDataValueRenderer extends DefaultTableCellRenderer implements DataValueRenderer {

    private static final long serialVersionUID = 1L;

    /** Creates it. */
    public static final class Factory extends AbstractDataValueRendererFactory {

        public Factory() {
        }

        @Override
        public String getDescription() {
            return "Default";
        }

        @Override
        public DataValueRenderer createRenderer(final DataColumnSpec colSpec) {
            return new DefaultDataValueRenderer(colSpec);
        }
    }

    private final String m_description;

    private final transient DataColumnSpec m_spec;

    public DefaultDataValueRenderer() {
        this((DataColumnSpec)null);
    }

    public DefaultDataValueRenderer(final String description) {
        this(null, description);
    }

    public DefaultDataValueRenderer(final DataColumnSpec spec) {
        this(spec, "Default");
    }

    public DefaultDataValueRenderer(final DataColumnSpec spec, final String description) {
        m_spec = spec;
        m_description = description;
    }

    @Override
    public String getDescription() {
        return m_description;
    }

    protected DataColumnSpec getColSpec() {
        return m_spec;
    }

    @Override
    public boolean accepts(final DataColumnSpec spec) {
        return true;
    }

    @Override
    public Component getRendererComponent(final Object val) {
        setValue(val);
        return this;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Component getListCellRendererComponent(final JList list, final Object value, final int index,
        final boolean isSelected, final boolean cellHasFocus) {
        return getRendererComponent(value);
    }
}

package org.knime.core.data.renderer;

import java.awt.Component;
import java.awt.Dimension;
import java.util.List;

import javax.swing.JList;
import javax.swing.JTable;

import org.knime.core.data.DataColumnSpec;

/** Several renderers; the first is active at the start. */
public class DefaultDataValueRendererFamily implements DataValueRendererFamily {

    private final List<DataValueRenderer> m_renderers;

    private DataValueRenderer m_active;

    public DefaultDataValueRendererFamily(final DataValueRenderer... renderers) {
        m_renderers = List.of(renderers);
        m_active = m_renderers.isEmpty() ? new DefaultDataValueRenderer() : m_renderers.get(0);
    }

    public DefaultDataValueRendererFamily() {
        this(new DefaultDataValueRenderer());
    }

    @Override
    public String[] getRendererDescriptions() {
        return m_renderers.stream().map(DataValueRenderer::getDescription).toArray(String[]::new);
    }

    @Override
    public void setActiveRenderer(final String description) {
        m_renderers.stream().filter(r -> r.getDescription().equals(description)).findFirst()
            .ifPresent(r -> m_active = r);
    }

    @Override
    public boolean accepts(final String description, final DataColumnSpec spec) {
        return m_renderers.stream().anyMatch(r -> r.getDescription().equals(description) && r.accepts(spec));
    }

    @Override
    public String getDescription() {
        return m_active.getDescription();
    }

    @Override
    public Dimension getPreferredSize() {
        return m_active.getPreferredSize();
    }

    @Override
    public Component getRendererComponent(final Object val) {
        return m_active.getRendererComponent(val);
    }

    @Override
    public boolean accepts(final DataColumnSpec spec) {
        return m_active.accepts(spec);
    }

    @Override
    public Component getTableCellRendererComponent(final JTable table, final Object value, final boolean isSelected,
        final boolean hasFocus, final int row, final int column) {
        return m_active.getTableCellRendererComponent(table, value, isSelected, hasFocus, row, column);
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Component getListCellRendererComponent(final JList list, final Object value, final int index,
        final boolean isSelected, final boolean cellHasFocus) {
        return getRendererComponent(value);
    }
}

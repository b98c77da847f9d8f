package org.knime.core.data;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import org.knime.core.data.renderer.DataValueRenderer;
import org.knime.core.data.renderer.DataValueRendererFactory;
import org.knime.core.data.renderer.DataValueRendererFamily;
import org.knime.core.data.renderer.DefaultDataValueRendererFamily;

/** Utility factory with a name and with renderers from the extension point org.knime.core.DataValueRenderer. */
public abstract class ExtensibleUtilityFactory extends DataValue.UtilityFactory {

    protected final Class<? extends DataValue> m_valueClass;

    private final List<DataValueRendererFactory> m_own = new ArrayList<>();

    private DataValueRendererFactory m_ownDefault;

    public ExtensibleUtilityFactory(final Class<? extends DataValue> valueClass) {
        m_valueClass = valueClass;
    }

    public abstract String getName();

    public String getGroupName() {
        return "Other";
    }

    protected final void addRendererFactory(final DataValueRendererFactory factory, final boolean isDefault) {
        m_own.add(factory);
        if (isDefault) {
            m_ownDefault = factory;
        }
    }

    public Collection<DataValueRendererFactory> getAvailableRenderers() {
        final List<DataValueRendererFactory> all = new ArrayList<>();
        Renderers.of(m_valueClass).forEach(r -> all.add(r.factory()));
        all.addAll(m_own);
        return all;
    }

    public DataValueRendererFactory getDefaultRenderer() {
        return Renderers.of(m_valueClass).stream().filter(Renderers.Registered::suggestAsDefault).findFirst()
            .map(Renderers.Registered::factory).orElse(m_ownDefault);
    }

    @Override
    protected final DataValueRendererFamily getRendererFamily(final DataColumnSpec spec) {
        final List<DataValueRendererFactory> all = new ArrayList<>(getAvailableRenderers());
        final DataValueRendererFactory first = getDefaultRenderer();
        if (first != null && all.remove(first)) {
            all.add(0, first);
        }
        return new DefaultDataValueRendererFamily(
            all.stream().map(f -> f.createRenderer(spec)).toArray(DataValueRenderer[]::new));
    }
}

package org.knime.core.data.renderer;

/** Renderer factory that is identified by its class. */
public abstract class AbstractDataValueRendererFactory implements DataValueRendererFactory {

    public AbstractDataValueRendererFactory() {
    }

    @Override
    public final String getId() {
        return getClass().getName();
    }

    @Override
    public boolean equals(final Object obj) {
        return obj != null && obj.getClass() == getClass();
    }

    @Override
    public int hashCode() {
        return getId().hashCode();
    }
}

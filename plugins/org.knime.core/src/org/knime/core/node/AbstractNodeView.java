package org.knime.core.node;

/** Common part of Swing views. */
public abstract class AbstractNodeView<T extends AbstractNodeView.ViewableModel> {

    /** A model that views show. */
    public interface ViewableModel {
    }

    private final T m_model;

    protected AbstractNodeView(final T model) {
        m_model = model;
    }

    protected final T getViewableModel() {
        return m_model;
    }

    protected abstract void modelChanged();
}

package org.knime.core.node.port;

import java.io.IOException;

import javax.swing.JComponent;

import org.knime.core.node.CanceledExecutionException;
import org.knime.core.node.ExecutionMonitor;
import org.knime.core.node.InvalidSettingsException;
import org.knime.core.node.ModelContent;
import org.knime.core.node.ModelContentRO;
import org.knime.core.node.ModelContentWO;

/** A port object that is stored as a tree of keys and values. */
public abstract class AbstractSimplePortObject implements PortObject {

    /** Writes and reads them. */
    public abstract static class AbstractSimplePortObjectSerializer<T extends AbstractSimplePortObject>
        extends PortObjectSerializer<T> {

        public AbstractSimplePortObjectSerializer() {
        }

        @Override
        @SuppressWarnings("unchecked")
        public T loadPortObject(final PortObjectZipInputStream in, final PortObjectSpec spec,
            final ExecutionMonitor exec) throws IOException, CanceledExecutionException {
            return (T)SimpleContent.<AbstractSimplePortObject> read(in,
                name -> PortTypeRegistry.getInstance().getObjectClass(name)
                    .map(c -> (Class<AbstractSimplePortObject>)c.asSubclass(AbstractSimplePortObject.class)),
                (object, content) -> model -> object.load(model, spec, exec));
        }

        @Override
        public void savePortObject(final T object, final PortObjectZipOutputStream out, final ExecutionMonitor exec)
            throws IOException, CanceledExecutionException {
            SimpleContent.write(out, object, model -> object.save(model, exec));
        }
    }

    public AbstractSimplePortObject() {
    }

    protected abstract void save(ModelContentWO model, ExecutionMonitor exec) throws CanceledExecutionException;

    protected abstract void load(ModelContentRO model, PortObjectSpec spec, ExecutionMonitor exec)
        throws InvalidSettingsException, CanceledExecutionException;

    private ModelContent content() {
        final ModelContent content = new ModelContent("object");
        try {
            save(content, new ExecutionMonitor());
        } catch (final CanceledExecutionException e) {
            throw new IllegalStateException(e);
        }
        return content;
    }

    @Override
    public JComponent[] getViews() {
        return new JComponent[0];
    }

    /** Same class and same content. */
    @Override
    public boolean equals(final Object obj) {
        return obj == this || obj != null && obj.getClass() == getClass()
            && content().equals(((AbstractSimplePortObject)obj).content());
    }

    @Override
    public int hashCode() {
        return content().hashCode();
    }
}

package org.knime.core.node.port;

import java.io.IOException;

import javax.swing.JComponent;

import org.knime.core.node.CanceledExecutionException;
import org.knime.core.node.InvalidSettingsException;
import org.knime.core.node.ModelContent;
import org.knime.core.node.ModelContentRO;
import org.knime.core.node.ModelContentWO;

/** A spec that is stored as a tree of keys and values. */
public abstract class AbstractSimplePortObjectSpec implements PortObjectSpec {

    /** Writes and reads them. */
    public abstract static class AbstractSimplePortObjectSpecSerializer<T extends AbstractSimplePortObjectSpec>
        extends PortObjectSpecSerializer<T> {

        public AbstractSimplePortObjectSpecSerializer() {
        }

        @Override
        @SuppressWarnings("unchecked")
        public T loadPortObjectSpec(final PortObjectSpecZipInputStream in) throws IOException {
            try {
                return (T)SimpleContent.<AbstractSimplePortObjectSpec> read(in,
                    name -> PortTypeRegistry.getInstance().getSpecClass(name)
                        .map(c -> (Class<AbstractSimplePortObjectSpec>)c
                            .asSubclass(AbstractSimplePortObjectSpec.class)),
                    (spec, content) -> spec::load);
            } catch (final CanceledExecutionException e) {
                throw new IOException(e);
            }
        }

        @Override
        public void savePortObjectSpec(final T spec, final PortObjectSpecZipOutputStream out) throws IOException {
            try {
                SimpleContent.write(out, spec, spec::save);
            } catch (final CanceledExecutionException e) {
                throw new IOException(e);
            }
        }
    }

    public AbstractSimplePortObjectSpec() {
    }

    protected abstract void save(ModelContentWO model);

    protected abstract void load(ModelContentRO model) throws InvalidSettingsException;

    private ModelContent content() {
        final ModelContent content = new ModelContent("spec");
        save(content);
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
            && content().equals(((AbstractSimplePortObjectSpec)obj).content());
    }

    @Override
    public int hashCode() {
        return content().hashCode();
    }
}

package org.knime.core.node.port;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipEntry;

import org.dlrm.standin.core.Hidden;
import org.knime.core.node.CanceledExecutionException;
import org.knime.core.node.ExecutionMonitor;

/** A port object that is stored as the entries of a zip file. */
public abstract class AbstractPortObject implements PortObject {

    /** Writes and reads them. */
    public abstract static class AbstractPortObjectSerializer<T extends AbstractPortObject>
        extends PortObjectSerializer<T> {

        public AbstractPortObjectSerializer() {
        }

        /** The class name is in the first entry. */
        @Override
        @SuppressWarnings("unchecked")
        public T loadPortObject(final PortObjectZipInputStream in, final PortObjectSpec spec,
            final ExecutionMonitor exec) throws IOException, CanceledExecutionException {
            in.getNextEntry();
            final String name = new String(in.readAllBytes(), StandardCharsets.UTF_8).trim();
            final Class<? extends PortObject> type = PortTypeRegistry.getInstance().getObjectClass(name)
                .orElseThrow(() -> new IOException("No port type declares the class " + name));
            final T object;
            try {
                object = (T)Hidden.create(type);
            } catch (final Exception e) {
                throw new IOException(name + " cannot be created: " + e, e);
            }
            object.load(in, spec, exec);
            return object;
        }

        @Override
        public void savePortObject(final T object, final PortObjectZipOutputStream out, final ExecutionMonitor exec)
            throws IOException, CanceledExecutionException {
            out.putNextEntry(new ZipEntry("objectClassName"));
            out.write(object.getClass().getName().getBytes(StandardCharsets.UTF_8));
            out.closeEntry();
            object.save(out, exec);
        }
    }

    public AbstractPortObject() {
    }

    protected abstract void save(PortObjectZipOutputStream out, ExecutionMonitor exec)
        throws IOException, CanceledExecutionException;

    protected abstract void load(PortObjectZipInputStream in, PortObjectSpec spec, ExecutionMonitor exec)
        throws IOException, CanceledExecutionException;
}

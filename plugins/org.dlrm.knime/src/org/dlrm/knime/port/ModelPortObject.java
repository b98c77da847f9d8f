package org.dlrm.knime.port;

import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;

import javax.swing.JComponent;

import org.knime.core.node.ExecutionMonitor;
import org.knime.core.node.port.AbstractPortObject;
import org.knime.core.node.port.PortObjectSpec;
import org.knime.core.node.port.PortObjectZipInputStream;
import org.knime.core.node.port.PortObjectZipOutputStream;

/**
 * A frozen model: a few named files (versioned JSON, weights), saved as they are. What the files mean is known to the
 * libraries only.
 */
public abstract class ModelPortObject extends AbstractPortObject implements ModelFile {

    /** No model of ours is larger; more is damage. */
    private static final int MAX_FILE_BYTES = 512 << 20;

    private static final int MAX_FILES = 64;

    private Map<String, byte[]> m_files = Map.of();

    private ModelSpec m_spec = new ModelSpec();

    /** For deserialization. */
    protected ModelPortObject() {
    }

    protected ModelPortObject(final ModelSpec spec, final Map<String, byte[]> files) {
        m_spec = spec;
        m_files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
    }

    @Override
    public final Map<String, byte[]> files() {
        return m_files;
    }

    @Override
    public final ModelSpec getSpec() {
        return m_spec;
    }

    @Override
    public final String getSummary() {
        return m_spec.summary();
    }

    @Override
    public final JComponent[] getViews() {
        return new JComponent[0];
    }

    @Override
    protected final void save(final PortObjectZipOutputStream out, final ExecutionMonitor exec) throws IOException {
        for (final Map.Entry<String, byte[]> file : m_files.entrySet()) {
            out.putNextEntry(new ZipEntry(file.getKey()));
            out.write(file.getValue());
            out.closeEntry();
        }
    }

    @Override
    protected final void load(final PortObjectZipInputStream in, final PortObjectSpec spec,
        final ExecutionMonitor exec) throws IOException {
        final Map<String, byte[]> files = new LinkedHashMap<>();
        for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
            final byte[] bytes = in.readNBytes(MAX_FILE_BYTES);
            if (files.size() == MAX_FILES || in.read() >= 0) {
                throw new IOException("The saved model is damaged: " + entry.getName() + " is larger than expected. "
                    + "Reset and execute the learner again.");
            }
            files.put(entry.getName(), bytes);
        }
        m_files = Collections.unmodifiableMap(files);
        m_spec = (ModelSpec)spec;
    }
}

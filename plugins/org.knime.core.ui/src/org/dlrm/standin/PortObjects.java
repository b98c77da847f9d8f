package org.dlrm.standin;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.dlrm.standin.core.ExecutionSpace;
import org.dlrm.standin.core.Hidden;
import org.knime.core.data.filestore.FileStorePortObject;
import org.knime.core.node.CanceledExecutionException;
import org.knime.core.node.ExecutionMonitor;
import org.knime.core.node.InvalidSettingsException;
import org.knime.core.node.NodeSettings;
import org.knime.core.node.port.PortObject;
import org.knime.core.node.port.PortObjectSpec;
import org.knime.core.node.port.PortObjectSpecZipInputStream;
import org.knime.core.node.port.PortObjectSpecZipOutputStream;
import org.knime.core.node.port.PortObjectZipInputStream;
import org.knime.core.node.port.PortObjectZipOutputStream;
import org.knime.core.node.port.PortTypeRegistry;
import org.knime.core.node.port.PortUtil;

/** Port objects as files. */
final class PortObjects {

    private static final String SPEC = "spec.zip";

    private static final String OBJECT = "portobject.zip";

    private static final String CLASSES = "classes.xml";

    private PortObjects() {
    }

    static void save(final PortObject object, final Path folder) throws IOException {
        Files.createDirectories(folder);
        final PortObjectSpec spec = object.getSpec();
        final NodeSettings classes = new NodeSettings(CLASSES);
        classes.addString("object_class", object.getClass().getName());
        classes.addString("spec_class", spec.getClass().getName());
        if (object instanceof FileStorePortObject) {
            classes.addStringArray("file_stores", (String[])fileStores("portKeys", object));
        }
        Settings.write(classes, folder.resolve(CLASSES));
        try (PortObjectSpecZipOutputStream out = PortUtil.getPortObjectSpecZipOutputStream(
            new BufferedOutputStream(Files.newOutputStream(folder.resolve(SPEC))))) {
            specSerializer(spec.getClass()).savePortObjectSpec(spec, out);
        }
        try (PortObjectZipOutputStream out = PortUtil.getPortObjectZipOutputStream(
            new BufferedOutputStream(Files.newOutputStream(folder.resolve(OBJECT))))) {
            objectSerializer(object.getClass()).savePortObject(object, out, new ExecutionMonitor());
        } catch (final CanceledExecutionException e) {
            throw new IOException(e);
        }
    }

    static PortObject load(final Path folder, final ExecutionSpace space) throws IOException {
        final NodeSettings classes = Settings.read(folder.resolve(CLASSES));
        try {
            final String specClass = classes.getString("spec_class");
            final String objectClass = classes.getString("object_class");
            final PortObjectSpec spec;
            try (PortObjectSpecZipInputStream in = PortUtil.getPortObjectSpecZipInputStream(
                new BufferedInputStream(Files.newInputStream(folder.resolve(SPEC))))) {
                spec = specSerializer(PortTypeRegistry.getInstance().getSpecClass(specClass)
                    .orElseThrow(() -> new IOException("No port type declares the class " + specClass)))
                    .loadPortObjectSpec(in);
            }
            try (PortObjectZipInputStream in = PortUtil.getPortObjectZipInputStream(
                new BufferedInputStream(Files.newInputStream(folder.resolve(OBJECT))))) {
                final PortObject object = objectSerializer(PortTypeRegistry.getInstance().getObjectClass(objectClass)
                    .orElseThrow(() -> new IOException("No port type declares the class " + objectClass)))
                    .loadPortObject(in, spec, new ExecutionMonitor());
                if (object instanceof FileStorePortObject) {
                    fileStores("attachPort", object, space, classes.getStringArray("file_stores"));
                }
                return object;
            }
        } catch (final InvalidSettingsException | CanceledExecutionException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static PortObjectSpec.PortObjectSpecSerializer<PortObjectSpec> specSerializer(
        final Class<? extends PortObjectSpec> type) throws IOException {
        return PortTypeRegistry.getInstance().getSpecSerializer(type)
            .orElseThrow(() -> new IOException("No port type declares the class " + type.getName()));
    }

    private static PortObject.PortObjectSerializer<PortObject> objectSerializer(
        final Class<? extends PortObject> type) throws IOException {
        return PortTypeRegistry.getInstance().getObjectSerializer(type)
            .orElseThrow(() -> new IOException("No port type declares the class " + type.getName()));
    }

    private static Object fileStores(final String method, final Object... args) throws IOException {
        try {
            return Hidden.callStatic(Class.forName(FileStorePortObject.class.getPackageName() + ".FileStores", true,
                FileStorePortObject.class.getClassLoader()), method, args);
        } catch (final IOException | RuntimeException e) {
            throw e;
        } catch (final Exception e) {
            throw new IOException(e);
        }
    }

    /**
     * The object as a saved workflow would give it back: written and read through its serializers.
     *
     * @throws IOException if they fail
     */
    static PortObject copy(final PortObject object, final ExecutionSpace space) throws IOException {
        final Path folder = Files.createTempDirectory(space.tempDir(), "model");
        save(object, folder);
        return load(folder, space);
    }
}

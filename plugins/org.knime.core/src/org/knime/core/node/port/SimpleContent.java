package org.knime.core.node.port;

import java.io.IOException;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

import org.dlrm.standin.core.Hidden;
import org.knime.core.node.CanceledExecutionException;
import org.knime.core.node.InvalidSettingsException;
import org.knime.core.node.ModelContent;
import org.knime.core.node.ModelContentRO;
import org.knime.core.node.ModelContentWO;

/** "content.xml" of simple port objects and specs: version, class and the model itself. */
final class SimpleContent {

    private static final String FILE = "content.xml";

    private SimpleContent() {
    }

    interface Saver {
        void save(ModelContentWO model) throws CanceledExecutionException;
    }

    interface Loader {
        void load(ModelContentRO model) throws InvalidSettingsException, CanceledExecutionException;
    }

    static void write(final ZipOutputStream out, final Object o, final Saver saver)
        throws IOException, CanceledExecutionException {
        final ModelContent content = new ModelContent("model.xml");
        content.addInt("version", 1);
        content.addString("class_name", o.getClass().getName());
        saver.save(content.addModelContent("model"));
        out.putNextEntry(new ZipEntry(FILE));
        content.saveToXML(out);
        out.closeEntry();
    }

    /** Creates the object that the content names; its class must be one that is declared. */
    static <T> T read(final ZipInputStream in, final Function<String, Optional<? extends Class<? extends T>>> classes,
        final BiFunction<T, ModelContentRO, Loader> loader) throws IOException, CanceledExecutionException {
        final ZipEntry entry = in.getNextEntry();
        if (entry == null || !FILE.equals(entry.getName())) {
            throw new IOException("Expected zip entry " + FILE + ", found "
                + (entry == null ? "none" : entry.getName()));
        }
        try {
            final ModelContentRO content = ModelContent.loadFromXML(in);
            final String name = content.getString("class_name");
            final Class<? extends T> type = classes.apply(name)
                .orElseThrow(() -> new IOException("No port type declares the class " + name));
            final T instance = Hidden.create(type);
            loader.apply(instance, content).load(content.getModelContent("model"));
            return instance;
        } catch (final IOException | CanceledExecutionException | RuntimeException e) {
            throw e;
        } catch (final Exception e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}

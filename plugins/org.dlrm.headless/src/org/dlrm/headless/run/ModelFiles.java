package org.dlrm.headless.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.dlrm.knime.port.ModelFile;
import org.dlrm.standin.Workspace;
import org.knime.core.node.port.PortObject;

/** Writes models and images as files. */
final class ModelFiles {

    private ModelFiles() {
    }

    /**
     * @param object a port object other than a table
     * @param folder where to
     * @param name of the file or of the folder of files
     * @param workspace knows the serializers
     * @return the files written: a model's own ones where it has them, otherwise those KNIME would save
     * @throws IOException if they cannot be written
     */
    static List<Path> write(final PortObject object, final Path folder, final String name, final Workspace workspace)
        throws IOException {
        final Path target = folder.resolve(name);
        if (object instanceof ModelFile model) {
            for (final Map.Entry<String, byte[]> file : model.files().entrySet()) {
                final Path path = target.resolve(file.getKey()).normalize();
                if (!path.startsWith(target)) {
                    throw new IOException("The model names a file outside its folder: " + file.getKey());
                }
                Files.createDirectories(path.getParent());
                Files.write(path, file.getValue());
            }
        } else {
            workspace.save(object, Files.createDirectories(target));
        }
        try (Stream<Path> files = Files.walk(target)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }
}

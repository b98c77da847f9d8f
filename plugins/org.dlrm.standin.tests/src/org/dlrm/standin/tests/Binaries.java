package org.dlrm.standin.tests;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

import org.eclipse.core.runtime.FileLocator;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;

/** Where the compiled classes of a bundle are: its jar or folder in Equinox, the class path in a plain JVM. */
final class Binaries {

    private Binaries() {
    }

    /**
     * @param bundle symbolic name
     * @param classInIt found on the class path in a plain JVM
     * @return empty if the bundle is not there
     */
    static Optional<Path> of(final String bundle, final String classInIt) throws IOException, URISyntaxException {
        final Bundle own = FrameworkUtil.getBundle(Binaries.class);
        if (own != null) {
            for (final Bundle b : own.getBundleContext().getBundles()) {
                if (b.getSymbolicName().equals(bundle)) {
                    final Path location = FileLocator.getBundleFileLocation(b).orElseThrow().toPath();
                    final Path classes = location.resolve("target").resolve("classes");
                    return Optional.of(Files.isDirectory(classes) ? classes : location);
                }
            }
            return Optional.empty();
        }
        try {
            final URL source = Class.forName(classInIt, false, Binaries.class.getClassLoader()).getProtectionDomain()
                .getCodeSource().getLocation();
            return Optional.of(Path.of(source.toURI()));
        } catch (final ClassNotFoundException e) {
            return Optional.empty();
        }
    }

    /** All class files of a folder or jar that lie in packages of the project or of KNIME. */
    static List<ClassFile> read(final Path folderOrJar) throws IOException {
        final List<ClassFile> all = new ArrayList<>();
        if (Files.isDirectory(folderOrJar)) {
            try (Stream<Path> files = Files.walk(folderOrJar)) {
                for (final Path file : files.filter(f -> f.toString().endsWith(".class")).sorted().toList()) {
                    all.add(new ClassFile(Files.readAllBytes(file)));
                }
            }
        } else {
            try (ZipFile zip = new ZipFile(folderOrJar.toFile())) {
                for (final ZipEntry entry : Collections.list(zip.entries())) {
                    if (entry.getName().endsWith(".class")) {
                        try (InputStream in = zip.getInputStream(entry)) {
                            all.add(new ClassFile(in.readAllBytes()));
                        }
                    }
                }
            }
        }
        return all;
    }
}

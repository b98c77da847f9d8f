import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * Called by test-workflows/dlrm after the build: writes the Equinox configuration (target/runtime/configuration) over the
 * bundles in target/repository/plugins and the native fragments of this platform; bundles that must be folders
 * (Eclipse-BundleShape: dir) are unpacked.
 *
 * Arguments: the folder of this module, the platform as os.arch (e.g. linux.x86_64).
 */
public final class AssembleRuntime {

    private AssembleRuntime() {
    }

    public static void main(final String[] args) throws IOException {
        final Path module = Path.of(args[0]).toRealPath();
        final Path runtime = module.resolve("target/runtime");
        delete(runtime);
        final List<Path> jars = new ArrayList<>(jars(module.resolve("target/repository/plugins")));
        try (Stream<Path> modules = Files.list(module.getParent())) {
            for (final Path fragment : modules.filter(m -> m.toString().endsWith("." + args[1])).sorted().toList()) {
                jars.addAll(jars(fragment.resolve("target")));
            }
        }
        final List<String> bundles = new ArrayList<>();
        for (final Path jar : jars) {
            final String name = jar.getFileName().toString();
            if (!name.matches("org\\.eclipse\\.(osgi|equinox\\.launcher)_.*")) {
                final String start = name.startsWith("org.eclipse.equinox.common_") ? "@2:start"
                    : name.matches("org\\.eclipse\\.equinox\\.(registry|app)_.*") ? "@3:start" : "@4";
                bundles.add("reference:file:" + location(jar, runtime) + start);
            }
        }
        final Path configuration = Files.createDirectories(runtime.resolve("configuration"));
        final String text = "osgi.bundles=" + String.join(",\\\n  ", bundles).replace("\\u", "\\\\u")
            + "\nosgi.bundles.defaultStartLevel=4\neclipse.application=org.dlrm.headless.app\n";
        Files.writeString(configuration.resolve("config.ini"), text);
    }

    private static List<Path> jars(final Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.toString().endsWith(".jar") && !f.toString().endsWith("-sources.jar")).sorted()
                .toList();
        }
    }

    /** @return where the bundle is to be read from: the jar, or the folder it was unpacked to */
    private static Path location(final Path jar, final Path runtime) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            if (!"dir".equals(file.getManifest().getMainAttributes().getValue("Eclipse-BundleShape"))) {
                return jar;
            }
            final Path folder = runtime.resolve("bundles").resolve(jar.getFileName().toString().replaceAll("\\.jar$", ""));
            for (final Enumeration<JarEntry> entries = file.entries(); entries.hasMoreElements();) {
                final JarEntry entry = entries.nextElement();
                final Path target = folder.resolve(entry.getName()).normalize();
                if (!target.startsWith(folder)) {
                    throw new IOException(jar + " has an entry outside itself: " + entry.getName());
                }
                if (!entry.isDirectory()) {
                    Files.createDirectories(target.getParent());
                    try (InputStream in = file.getInputStream(entry)) {
                        Files.copy(in, target);
                    }
                }
            }
            return folder;
        }
    }

    private static void delete(final Path path) throws IOException {
        if (Files.isDirectory(path)) {
            try (Stream<Path> children = Files.list(path)) {
                for (final Path child : children.toList()) {
                    delete(child);
                }
            }
        }
        Files.deleteIfExists(path);
    }
}

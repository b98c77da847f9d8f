import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;

/**
 * Part of the build of the update site: checks what will be shipped and writes {@code THIRD-PARTY-NOTICES.txt}. Every
 * jar that is not ours, whether a bundle of the site or embedded in one of ours, must be named with its licence in
 * third-party.properties; licence and notice files found inside the jars are copied in full.
 *
 * <p>Arguments: the repository folder, third-party.properties, then the bundles and features that must be there.
 */
final class Site {

    private final Path m_repository;

    private final Properties m_licences = new Properties();

    private final Map<String, String> m_parts = new TreeMap<>();

    private final Set<String> m_texts = new TreeSet<>();

    private final List<String> m_errors = new ArrayList<>();

    private Site(final Path repository) {
        m_repository = repository;
    }

    public static void main(final String[] args) throws IOException {
        final Site site = new Site(Path.of(args[0]));
        try (InputStream in = Files.newInputStream(Path.of(args[1]))) {
            site.m_licences.load(in);
        }
        site.run(List.of(args).subList(2, args.length));
        if (!site.m_errors.isEmpty()) {
            site.m_errors.forEach(e -> System.err.println("[update site] " + e));
            System.exit(1);
        }
    }

    private void run(final List<String> wanted) throws IOException {
        final Set<String> ids = new TreeSet<>();
        for (final String folder : List.of("features", "plugins")) {
            for (final Path jar : list(m_repository.resolve(folder))) {
                final String name = jar.getFileName().toString();
                final String id = name.substring(0, name.lastIndexOf('_'));
                ids.add(id);
                if (id.startsWith("org.knime") || id.endsWith(".tests") || id.startsWith("org.dlrm.headless")
                    || id.startsWith("org.dlrm.testing") || id.startsWith("org.eclipse")) {
                    m_errors.add(id + " must not be shipped");
                } else if (folder.equals("plugins")) {
                    if (id.startsWith("org.dlrm")) {
                        embedded(jar);
                    } else {
                        part(id + " " + name.substring(name.lastIndexOf('_') + 1).replace(".jar", ""), id);
                        texts(Files.newInputStream(jar), id);
                    }
                }
            }
        }
        wanted.stream().filter(w -> !ids.contains(w)).forEach(w -> m_errors.add(w + " is missing"));
        final StringBuilder out = new StringBuilder("Third-party parts of DLRM Nodes for KNIME\n\n");
        m_licences.stringPropertyNames().stream().filter(k -> k.startsWith("note.")).sorted()
            .forEach(k -> m_parts.put(k.substring("note.".length()), m_licences.getProperty(k)));
        m_parts.forEach((name, licence) -> out.append(name).append("\n    ").append(licence).append('\n'));
        m_texts.forEach(t -> out.append("\n\n").append("=".repeat(78)).append('\n').append(t));
        Files.writeString(m_repository.resolve("THIRD-PARTY-NOTICES.txt"), out);
        System.out.println("[update site] " + ids.size() + " bundles and features, " + m_parts.size()
            + " third-party parts: " + ids.stream().collect(Collectors.joining(", ")));
    }

    /**
     * Jars under lib/, classes unpacked to lib/NAME/, native libraries under native/NAME/ and scripts under
     * web/dlrm/lib/NAME/ inside our bundles.
     */
    private void embedded(final Path jar) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            for (final ZipEntry entry : zip.stream().map(e -> (ZipEntry)e).toList()) {
                final String[] path = entry.getName().replaceFirst("^web/dlrm/lib/", "lib/").split("/");
                if (path.length < 2 || !(path[0].equals("lib") || path[0].equals("native"))) {
                    continue;
                }
                if (path[1].endsWith(".jar")) {
                    final String id = path[1].replace(".jar", "");
                    part(id, id);
                    texts(zip.getInputStream(entry), id);
                } else if (path.length > 2) {
                    part(path[0] + "/" + path[1], path[1]);
                    text(entry.getName().substring(entry.getName().lastIndexOf('/') + 1), zip.getInputStream(entry),
                        path[1]);
                }
            }
        }
    }

    private void part(final String name, final String id) {
        final String licence = m_licences.getProperty(id);
        if (licence == null) {
            m_errors.add("third-party.properties says nothing of " + id);
        } else {
            m_parts.put(name, licence);
        }
    }

    private void texts(final InputStream jar, final String id) throws IOException {
        try (ZipInputStream zip = new ZipInputStream(jar)) {
            for (ZipEntry e = zip.getNextEntry(); e != null; e = zip.getNextEntry()) {
                if (!e.isDirectory()) {
                    text(e.getName().replaceFirst("^META-INF/", ""), zip, id);
                }
            }
        }
    }

    private void text(final String name, final InputStream in, final String id) throws IOException {
        if (name.matches("(LICENSE|NOTICE|COPYING)[^/]*")) {
            m_texts.add(id + ": " + name + "\n\n" + new String(in.readNBytes(200_000), StandardCharsets.UTF_8).strip()
                + "\n");
        }
    }

    private static List<Path> list(final Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.toString().endsWith(".jar")).sorted().toList();
        }
    }
}

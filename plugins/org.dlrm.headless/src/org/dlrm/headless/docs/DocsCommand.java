package org.dlrm.headless.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import org.dlrm.headless.run.RunCommand;
import org.dlrm.standin.NodeCatalog;
import org.dlrm.standin.NodeRuntime;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dlrm docs}: writes one Markdown page per node from the node's own texts. */
@Command(name = "docs", description = {"Writes one Markdown page per node, and an index, from the texts that the node shows "
    + "in KNIME."}, footer = {"", "Examples:", "  dlrm docs", "  dlrm docs --check",
        "  dlrm docs --pictures dlrm-output/dlrm-gastric"})
public final class DocsCommand implements Callable<Integer> {

    /** First line of every page: tells them from pages that people wrote. */
    static final String MARK = "<!-- Written by 'dlrm docs' from the node's own texts; change them there. -->\n";

    private static final String BUNDLE = "org.dlrm.knime";

    /** From docs/nodes. */
    private static final String ICONS = "../../plugins/org.dlrm.knime/icons/svg";

    private static final String INDEX = "README.md";

    @Spec
    private CommandSpec m_spec;

    @Parameters(index = "0", arity = "0..1", paramLabel = "DIR",
        description = "Folder for the pages. Default: docs/nodes of the project")
    private Path m_dir;

    @Option(names = "--check", description = "Write nothing; exit code 1 if a page differs from what its node says.")
    private boolean m_check;

    @Option(names = "--pictures", paramLabel = "RUN_DIR", description = "Write the pictures of docs/pictures instead, from the "
        + "pages that a run of dlrm-gastric has written; needs Chromium.")
    private Path m_pictures;

    @Override
    public Integer call() throws IOException {
        final String home = System.getProperty(RunCommand.HOME_PROPERTY);
        if (m_dir == null && home == null) {
            throw new ParameterException(m_spec.commandLine(), "Which folder? dlrm docs DIR");
        }
        if (m_pictures != null) {
            final Path target = m_dir == null ? Path.of(home).resolveSibling("docs").resolve("pictures") : m_dir;
            Pictures.write(m_pictures, target).forEach(System.out::println);
            return CommandLine.ExitCode.OK;
        }
        final Path dir = m_dir == null ? Path.of(home).resolveSibling("docs").resolve("nodes") : m_dir;
        final SortedMap<String, String> pages = pages(NodeCatalog.fromRegistry());
        final List<String> differences = differences(dir, pages);
        if (m_check) {
            differences.forEach(System.err::println);
            if (!differences.isEmpty()) {
                System.err.println("Run 'dlrm docs' and commit what it writes.");
            }
            return differences.isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        }
        Files.createDirectories(dir);
        for (final Path old : outdated(dir, pages)) {
            Files.delete(old);
        }
        for (final Map.Entry<String, String> page : pages.entrySet()) {
            Files.writeString(dir.resolve(page.getKey()), page.getValue());
        }
        System.out.println(pages.size() + " pages in " + dir);
        return CommandLine.ExitCode.OK;
    }

    /** @return file name to text, with the index */
    static SortedMap<String, String> pages(final NodeCatalog catalog) {
        final SortedMap<String, String> pages = new TreeMap<>();
        final StringBuilder index = new StringBuilder(MARK + "# Nodes\n\nIn the order of KNIME's node repository, category "
            + "*DLRM Radiomics*.\n\n| node | what it is for |\n|---|---|\n");
        for (final NodeCatalog.Entry entry : catalog.nodes()) {
            if (entry.bundleSymbolicName().equals(BUNDLE)) {
                final NodeRuntime node = entry.create();
                final String file = NodePage.fileName(node);
                pages.put(file, MARK + NodePage.of(node, ICONS));
                index.append("| [%s](%s) | %s |\n".formatted(node.name(), file,
                    NodePage.markdown(node.shortDescription()).replace("|", "\\|")));
            }
        }
        pages.put(INDEX, index.toString());
        return pages;
    }

    /** @return what differs, one line each */
    static List<String> differences(final Path dir, final Map<String, String> pages) throws IOException {
        final List<String> result = new ArrayList<>();
        for (final Map.Entry<String, String> page : pages.entrySet()) {
            final Path file = dir.resolve(page.getKey());
            if (!Files.isRegularFile(file)) {
                result.add(file + " is missing");
            } else if (!Files.readString(file).equals(page.getValue())) {
                result.add(file + " differs from what the node says");
            }
        }
        outdated(dir, pages).forEach(file -> result.add(file + " describes no node"));
        return result;
    }

    /** @return pages of ours whose node is gone */
    private static List<Path> outdated(final Path dir, final Map<String, String> pages) throws IOException {
        final List<Path> result = new ArrayList<>();
        if (Files.isDirectory(dir)) {
            try (Stream<Path> files = Files.list(dir)) {
                for (final Path file : files.filter(f -> f.toString().endsWith(".md")).sorted().toList()) {
                    if (!pages.containsKey(file.getFileName().toString()) && Files.readString(file).startsWith(MARK)) {
                        result.add(file);
                    }
                }
            }
        }
        return result;
    }
}

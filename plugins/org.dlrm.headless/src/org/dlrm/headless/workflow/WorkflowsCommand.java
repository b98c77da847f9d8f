package org.dlrm.headless.workflow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import org.dlrm.headless.run.RunCommand;
import org.dlrm.standin.NodeCatalog;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dlrm workflows}: writes the project's workflow folders from their descriptions in {@link Workflows}. */
@Command(name = "workflows", description = {"Writes the project's workflow folders from their descriptions in Java "
    + "(class Workflows), so that they always fit the nodes."},
    footer = {"", "Examples:", "  dlrm workflows", "  dlrm workflows --check", "  dlrm workflows --knwf exported"})
public final class WorkflowsCommand implements Callable<Integer> {

    @Spec
    private CommandSpec m_spec;

    @Parameters(index = "0", arity = "0..1", paramLabel = "DIR",
        description = "Folder that holds the workflow folders. Default: test-workflows of the project")
    private Path m_dir;

    @Option(names = "--check", description = "Write nothing; exit code 1 if a folder differs from its description.")
    private boolean m_check;

    @Option(names = "--knwf", description = "Write files to import into KNIME (NAME.knwf) into DIR instead of folders.")
    private boolean m_knwf;

    @Override
    public Integer call() throws IOException, WorkflowException {
        final String home = System.getProperty(RunCommand.HOME_PROPERTY);
        if (m_dir == null && (home == null || m_knwf)) {
            throw new ParameterException(m_spec.commandLine(), "Which folder? dlrm workflows" + (m_knwf ? " --knwf" : "") + " DIR");
        }
        final Path dir = m_dir == null ? Path.of(home) : m_dir;
        final NodeCatalog catalog = NodeCatalog.fromRegistry();
        boolean same = true;
        for (final WorkflowBuilder workflow : Workflows.all()) {
            final SortedMap<String, byte[]> files = workflow.files(catalog);
            if (m_knwf) {
                Files.createDirectories(dir);
                final Path file = dir.resolve(workflow.name() + ".knwf");
                Files.write(file, Knwf.zip(workflow.name(), files));
                System.out.println(file);
            } else if (m_check) {
                for (final String difference : differences(dir.resolve(workflow.name()), files)) {
                    System.err.println(difference);
                    same = false;
                }
            } else {
                write(dir.resolve(workflow.name()), files);
                System.out.println(dir.resolve(workflow.name()));
            }
        }
        if (!same) {
            System.err.println("Run 'dlrm workflows' and commit what it writes.");
        }
        return same ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    /**
     * @param folder a workflow folder
     * @param files what should be in it
     * @return what differs, one line each; files that are no part of a saved workflow are not looked at
     * @throws IOException if the folder cannot be read
     */
    static List<String> differences(final Path folder, final Map<String, byte[]> files) throws IOException {
        final List<String> result = new ArrayList<>();
        for (final Map.Entry<String, byte[]> file : files.entrySet()) {
            final Path path = folder.resolve(file.getKey());
            if (!Files.isRegularFile(path)) {
                result.add(path + " is missing");
            } else if (!Arrays.equals(Files.readAllBytes(path), file.getValue())) {
                result.add(path + " differs from its description");
            }
        }
        for (final Path node : nodeFolders(folder)) {
            if (!files.containsKey(node.getFileName() + "/settings.xml")) {
                result.add(node + " is no longer part of the workflow");
            }
        }
        return result;
    }

    /**
     * Writes a workflow folder and removes the folders of nodes that are gone; other files (data) stay.
     *
     * @param folder the workflow folder
     * @param files what should be in it
     * @throws IOException if it cannot be written
     */
    static void write(final Path folder, final Map<String, byte[]> files) throws IOException {
        for (final Path node : nodeFolders(folder)) {
            if (!files.containsKey(node.getFileName() + "/settings.xml")) {
                Files.deleteIfExists(node.resolve("settings.xml"));
                Files.deleteIfExists(node);
            }
        }
        WorkflowBuilder.write(folder, files);
    }

    private static List<Path> nodeFolders(final Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(folder)) {
            return children.filter(c -> c.getFileName().toString().matches(".* \\(#\\d+\\)") && Files.isDirectory(c))
                .sorted().toList();
        }
    }
}

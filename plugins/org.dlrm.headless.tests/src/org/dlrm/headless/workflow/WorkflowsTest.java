package org.dlrm.headless.workflow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.dlrm.headless.run.PreparedWorkflow;
import org.dlrm.standin.NodeCatalog;
import org.dlrm.standin.Workspace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The project's own workflows: as described, and sound. */
final class WorkflowsTest {

    @TempDir
    private Path m_dir;

    /** @return test-workflows of the checkout that the tests run in */
    private static Path committed() {
        for (Path dir = Path.of("").toAbsolutePath(); dir != null; dir = dir.getParent()) {
            if (Files.exists(dir.resolve("test-workflows/dlrm"))) {
                return dir.resolve("test-workflows");
            }
        }
        throw new IllegalStateException("The tests do not run in the checkout");
    }

    @Test
    void committedFoldersAreAsDescribed() throws IOException, WorkflowException {
        final List<String> differences = new ArrayList<>();
        for (final WorkflowBuilder workflow : Workflows.all()) {
            differences.addAll(WorkflowsCommand.differences(committed().resolve(workflow.name()),
                workflow.files(NodeCatalog.fromRegistry())));
        }
        assertEquals(List.of(), differences, "Run 'dlrm workflows' and commit what it writes");
    }

    @Test
    void noSettingIsMissingOrUnknown() throws IOException, WorkflowException {
        for (final WorkflowBuilder description : Workflows.all()) {
            final Path folder = m_dir.resolve(description.name());
            WorkflowsCommand.write(folder, description.files(NodeCatalog.fromRegistry()));
            try (Workspace workspace = Workspace.open(folder)) {
                final PreparedWorkflow workflow = PreparedWorkflow.prepare(WorkflowFolder.read(folder),
                    NodeCatalog.fromRegistry(), List.of(), workspace);
                assertEquals(List.of(),
                    workflow.problems().stream().filter(p -> p.reason().startsWith("setting ")).toList());
            }
        }
    }
}

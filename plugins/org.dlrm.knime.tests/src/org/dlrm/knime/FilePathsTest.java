package org.dlrm.knime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;

import org.dlrm.standin.core.ExecutionSpace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.knime.core.node.InvalidSettingsException;

class FilePathsTest {

    @TempDir
    Path m_dir;

    @Test
    void pathsOfAWorkflow() throws Exception {
        final Path workflow = Files.createDirectories(m_dir.toAbsolutePath().resolve("work space/flow"));
        try (ExecutionSpace space = ExecutionSpace.open(workflow, m_dir); ExecutionSpace.Scope scope = space.enter()) {
            assertEquals(workflow.resolve("data/a b.csv"), resolve("knime://knime.workflow/data/a b.csv"));
            assertEquals(workflow.resolve("data/a b.csv"), resolve(" knime://knime.workflow/x/../data/a%20b.csv "));
            // KNIME itself refuses what leaves the workflow, unless both lie in its workspace
            assertEquals(m_dir.toAbsolutePath().resolve("shared/a b.csv"),
                resolve("knime://knime.workflow/../../shared/a%20b.csv"));
            assertEquals(m_dir.toAbsolutePath().resolve("x y"), resolve(m_dir.resolve("x y").toString()));
            assertEquals(m_dir.toAbsolutePath().resolve("x"), resolve(m_dir.resolve("x").toUri().toString()));
            for (final String wrong : new String[]{"", " ", null, "https://example.org/a.csv", "knime://LOCAL/a.csv"}) {
                final Exception e = assertThrows(InvalidSettingsException.class, () -> resolve(wrong), wrong);
                assertTrue(e.getMessage().startsWith("File"), e.getMessage());
            }
        }
    }

    @Test
    void withoutAWorkflowNothingIsRelativeToIt() {
        assertThrows(InvalidSettingsException.class, () -> resolve("knime://knime.workflow/../a.csv"));
    }

    private static Path resolve(final String text) throws InvalidSettingsException {
        return FilePaths.resolve(text, "File");
    }
}

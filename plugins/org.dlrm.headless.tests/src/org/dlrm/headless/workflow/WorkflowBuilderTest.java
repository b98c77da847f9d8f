package org.dlrm.headless.workflow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

import org.dlrm.headless.testnodes.MeanNodeFactory;
import org.dlrm.headless.testnodes.NumbersNodeFactory;
import org.dlrm.headless.testnodes.TestCatalog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workflow folders written from a description. */
final class WorkflowBuilderTest {

    @TempDir
    private Path m_dir;

    private static WorkflowBuilder workflow() {
        final WorkflowBuilder workflow = new WorkflowBuilder("two", "Two nodes\nthat <do> little.");
        workflow.note("<h2>Start</h2>", 0, 0, 2, 1).data("scores.csv", "a\n");
        final WorkflowBuilder.NodeBuilder numbers =
            workflow.node(NumbersNodeFactory.class.getName(), 0, 0.5).label("Ten rows").set("rows", "10");
        workflow.node(MeanNodeFactory.class.getName(), 1, 0.5).from(numbers);
        return workflow;
    }

    /** @return the folder in the checkout: '#' in its names keeps it from being read as a class path resource */
    private static Path committed() {
        final Path here = Path.of("resources/workflows/two").toAbsolutePath();
        return Files.exists(here) ? here
            : Path.of("plugins/org.dlrm.headless.tests/resources/workflows/two").toAbsolutePath();
    }

    /** The committed folder is compared byte by byte; it was compared with KNIME's own form by eye (samples/csv). */
    @Test
    void writesWhatKnimeWouldSave() throws IOException, WorkflowException {
        final SortedMap<String, byte[]> files = workflow().files(new TestCatalog());
        assertEquals(Set.of("workflow.knime", "workflow-metadata.xml", "workflowset.meta",
            "data/scores.csv", "Test Numbers (#1)/settings.xml", "Test Mean (#2)/settings.xml"), files.keySet());
        for (final String file : files.keySet()) {
            assertEquals(Files.readString(committed().resolve(file)),
                new String(files.get(file), StandardCharsets.UTF_8), file);
        }
    }

    @Test
    void whatIsWrittenCanBeRead() throws IOException, WorkflowException {
        TestFolders.write(m_dir.resolve("two"), workflow(), new TestCatalog());
        final WorkflowFolder read = WorkflowFolder.read(m_dir.resolve("two"));
        assertEquals(List.of("Ten rows (#1)", "Test Mean (#2)"),
            read.nodes().stream().map(WorkflowFolder.Node::title).toList());
        assertEquals(List.of(new WorkflowFolder.Connection(1, 1, 2, 1)), read.connections());
        assertEquals(10, read.nodes().get(0).model().getInt("rows", -1));
    }

    @Test
    void checksAndRenewsAFolder() throws IOException, WorkflowException {
        final Path folder = m_dir.resolve("two");
        final SortedMap<String, byte[]> files = workflow().files(new TestCatalog());
        assertEquals(files.size(), WorkflowsCommand.differences(folder, files).size());
        WorkflowsCommand.write(folder, files);
        assertEquals(List.of(), WorkflowsCommand.differences(folder, files));
        Files.createDirectories(folder.resolve("Gone (#7)"));
        Files.writeString(folder.resolve("data/generated.csv"), "a");
        Files.writeString(folder.resolve("workflow.knime"), "changed");
        assertEquals(2, WorkflowsCommand.differences(folder, files).size());
        WorkflowsCommand.write(folder, files);
        assertEquals(List.of(), WorkflowsCommand.differences(folder, files));
        assertTrue(Files.exists(folder.resolve("data/generated.csv")));
    }

    @Test
    void exportsTheFolderAsOneFile() throws IOException, WorkflowException {
        final SortedMap<String, byte[]> files = workflow().files(new TestCatalog());
        final byte[] knwf = Knwf.zip("two", files);
        assertArrayEquals(knwf, Knwf.zip("two", files));
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(knwf))) {
            int count = 0;
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                assertArrayEquals(files.get(entry.getName().substring("two/".length())), zip.readAllBytes());
                count++;
            }
            assertEquals(files.size(), count);
        }
    }

    @Test
    void refusesWhatTheNodesDoNotHave() {
        final WorkflowBuilder unknown = new WorkflowBuilder("w", "");
        unknown.node("org.other.Factory", 0, 0);
        assertTrue(refused(unknown).contains("org.other.Factory"));
        final WorkflowBuilder setting = new WorkflowBuilder("w", "");
        setting.node(NumbersNodeFactory.class.getName(), 0, 0).set("rosw", "1");
        assertTrue(refused(setting).contains("rosw"));
    }

    private static String refused(final WorkflowBuilder workflow) {
        return assertThrows(WorkflowException.class, () -> workflow.files(new TestCatalog())).getMessage();
    }
}

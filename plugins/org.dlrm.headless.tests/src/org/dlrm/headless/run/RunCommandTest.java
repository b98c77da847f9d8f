package org.dlrm.headless.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.dlrm.headless.testnodes.MeanNodeFactory;
import org.dlrm.headless.testnodes.NumbersNodeFactory;
import org.dlrm.headless.testnodes.TestCatalog;
import org.dlrm.headless.workflow.TestFolders;
import org.dlrm.headless.workflow.WorkflowBuilder;
import org.dlrm.headless.workflow.WorkflowBuilder.NodeBuilder;
import org.dlrm.headless.workflow.WorkflowException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import picocli.CommandLine;

/** Whole runs of a small workflow: two sources, one with a learner behind it. */
final class RunCommandTest {

    @TempDir
    private Path m_dir;

    private Path m_workflow;

    private Path m_out;

    private String m_err = "";

    @BeforeEach
    void writeWorkflow() throws IOException, WorkflowException {
        final WorkflowBuilder workflow = new WorkflowBuilder("small", "A small workflow.");
        final NodeBuilder first = workflow.node(NumbersNodeFactory.class.getName(), 0, 0).label("First");
        workflow.node(NumbersNodeFactory.class.getName(), 0, 1).label("Second").set("rows", "0");
        workflow.node(MeanNodeFactory.class.getName(), 1, 0).from(first);
        m_workflow = m_dir.resolve("small");
        TestFolders.write(m_workflow, workflow, new TestCatalog());
        m_out = m_dir.resolve("out");
    }

    private int run(final String... more) {
        final List<String> args = new ArrayList<>(List.of(m_workflow.toString(), "--out", m_out.toString()));
        args.addAll(List.of(more));
        final PrintStream oldErr = System.err;
        final PrintStream oldOut = System.out;
        final ByteArrayOutputStream err = new ByteArrayOutputStream();
        try (PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8)) {
            System.setErr(stream);
            System.setOut(stream);
            final CommandLine line = new CommandLine(new RunCommand(TestCatalog::new));
            line.setErr(new PrintWriter(stream, true));
            return line.execute(args.toArray(String[]::new));
        } finally {
            System.setErr(oldErr);
            System.setOut(oldOut);
            m_err = err.toString(StandardCharsets.UTF_8);
        }
    }

    private JsonObject json() throws IOException {
        return JsonParser.parseString(Files.readString(m_out.resolve("run.json"))).getAsJsonObject();
    }

    @Test
    void writesEverythingThatComesOut() throws IOException {
        assertEquals(0, run("--threads", "1"), () -> m_err);
        assertEquals("""
            RowID,id,value,text,even
            Row0,0,0.0,"a, ""b""\",true
            Row1,1,,"",false
            Row2,2,0.2,"two
            lines",true
            """, Files.readString(m_out.resolve("01-test-numbers/numbers.csv")));
        assertEquals("RowID,id,value,text,even\n", Files.readString(m_out.resolve("02-test-numbers/numbers.csv")));
        assertArrayEquals(Files.readAllBytes(m_out.resolve("01-test-numbers/numbers.csv")),
            Files.readAllBytes(m_out.resolve("03-test-mean/same.csv")));
        assertEquals("{\"mean\": 0.1}", Files.readString(m_out.resolve("03-test-mean/model/model.json")));
        final JsonObject json = json();
        assertEquals("done", json.get("state").getAsString());
        assertEquals(1, json.get("threads").getAsInt());
        final JsonArray nodes = json.getAsJsonArray("nodes");
        assertEquals(3, nodes.size());
        assertEquals("First", nodes.get(0).getAsJsonObject().get("label").getAsString());
        assertEquals(3, nodes.get(0).getAsJsonObject().get("rows").getAsLong());
        assertEquals("[\"No rows.\"]", nodes.get(1).getAsJsonObject().get("warnings").toString());
        final String index = Files.readString(m_out.resolve("index.html"));
        for (final String link : List.of("01-test-numbers/numbers.csv", "03-test-mean/model/model.json", "run.json")) {
            assertTrue(index.contains("href=\"" + link + "\"") && Files.exists(m_out.resolve(link)), link);
        }
        assertTrue(m_err.contains("[1/3] First (#1)") && m_err.contains("3 rows"), m_err);
    }

    @Test
    void settingsCanBeChanged() throws IOException {
        assertEquals(0, run("--set", "First.rows=5", "--set", "Test Mean.column=id"), () -> m_err);
        assertEquals("{\"mean\": 2.0}", Files.readString(m_out.resolve("03-test-mean/model/model.json")));
        assertEquals("[\"First.rows=5\",\"Test Mean.column=id\"]", json().get("set").toString());
    }

    @Test
    void aFailingNodeStopsOnlyItsBranch() throws IOException {
        assertEquals(1, run("--set", "First.fail=message"));
        assertTrue(m_err.contains("First (#1): The scanner is out of paper. Put some in."), m_err);
        assertTrue(m_err.contains("not run, because First (#1) failed"), m_err);
        assertFalse(Files.exists(m_out.resolve("01-test-numbers")));
        assertTrue(Files.exists(m_out.resolve("02-test-numbers/numbers.csv")));
        final JsonArray nodes = json().getAsJsonArray("nodes");
        final List<String> states = new ArrayList<>();
        nodes.forEach(node -> states.add(node.getAsJsonObject().get("state").getAsString()));
        assertEquals(List.of("FAILED", "EXECUTED", "NOT_RUN"), states);
        assertEquals("failed", json().get("state").getAsString());
    }

    @Test
    void aFaultOfANodeIsKept() throws IOException {
        assertEquals(1, run("--set", "Second.fail=fault"));
        assertTrue(m_err.contains("run.log"), m_err);
        assertTrue(Files.readString(m_out.resolve("run.log")).contains("IllegalStateException: unforeseen"));
        assertTrue(Files.exists(m_out.resolve("03-test-mean/same.csv")));
    }

    @Test
    void whatIsWrongIsSaidBeforeAnythingRuns() throws IOException {
        assertEquals(1, run("--set", "Test Mean.column=vlaue"));
        assertTrue(m_err.contains("nothing was executed") && m_err.contains("no column 'vlaue'"), m_err);
        assertEquals(1, run("--set", "First.rows=-1"));
        assertTrue(m_err.contains("must not be negative"), m_err);
        assertEquals(1, run("--set", "Second.rows=-1", "--set", "Test Mean.column=vlaue"));
        assertTrue(m_err.contains("must not be negative") && m_err.contains("no column 'vlaue'"), m_err);
        assertFalse(Files.exists(m_out));
    }

    @Test
    void unknownAndMissingSettingsAndNodesAreNamed() throws IOException {
        final Path mean = m_workflow.resolve("Test Mean (#3)/settings.xml");
        final String good = Files.readString(mean);
        Files.writeString(mean, good.replace("key=\"column\"", "key=\"colunm\""));
        assertEquals(1, run());
        assertTrue(m_err.contains("Setting \"column\" is missing") && m_err.contains("no setting \"colunm\""), m_err);
        Files.writeString(mean, good.replace(MeanNodeFactory.class.getName(), "org.other.MeanFactory"));
        assertEquals(1, run());
        assertTrue(m_err.contains("Test Mean (#3): unknown node") && m_err.contains("org.other.MeanFactory"), m_err);
        assertFalse(Files.exists(m_out));
    }

    @Test
    void wrongUsage() {
        assertEquals(2, run("--set", "First.rosw=5"));
        assertTrue(m_err.contains("rosw") && m_err.contains("rows"), m_err);
        assertEquals(2, run("--set", "First.rows=many"));
        assertEquals(2, run("--set", "Frist.rows=5"));
        assertTrue(m_err.contains("Did you mean 'First'?"), m_err);
        assertEquals(2, run("--threads", "0"));
        assertEquals(2, run("--no-such-option"));
        m_workflow = m_dir.resolve("nowhere");
        assertEquals(2, run());
        assertTrue(m_err.contains("no such folder"), m_err);
        assertFalse(Files.exists(m_out));
    }

    @Test
    void aSecondRunReplacesTheFirst() throws IOException {
        assertEquals(0, run());
        Files.writeString(m_out.resolve("03-test-mean/stale.csv"), "");
        Files.writeString(m_out.resolve("mine.txt"), "kept");
        assertEquals(1, run("--set", "First.fail=message"));
        assertFalse(Files.exists(m_out.resolve("03-test-mean")));
        assertTrue(Files.exists(m_out.resolve("mine.txt")));
    }
}

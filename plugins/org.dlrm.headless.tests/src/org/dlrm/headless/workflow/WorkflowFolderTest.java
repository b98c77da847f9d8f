package org.dlrm.headless.workflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.dlrm.headless.workflow.WorkflowFolder.Connection;
import org.dlrm.testing.Shared;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading workflow folders, healthy and damaged. */
final class WorkflowFolderTest {

    private static final String HEAD = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        + "<config xmlns=\"http://www.knime.org/2008/09/XMLConfig\" key=\"x\">";

    @TempDir
    private Path m_dir;

    private void node(final String folder, final String extra) throws IOException {
        Files.createDirectories(m_dir.resolve(folder));
        Files.writeString(m_dir.resolve(folder).resolve("settings.xml"), HEAD + """
            <entry key="factory" type="xstring" value="a.B"/><entry key="node-name" type="xstring" value="The Node"/>
            """ + extra + "</config>");
    }

    private static String entry(final int id, final String type, final String file) {
        return """
            <config key="node_%d"><entry key="id" type="xint" value="%d"/>
            <entry key="node_settings_file" type="xstring" value="%s"/>
            <entry key="node_type" type="xstring" value="%s"/></config>""".formatted(id, id, file, type);
    }

    private static String wire(final int number, final int source, final int dest) {
        return """
            <config key="connection_%d"><entry key="sourceID" type="xint" value="%d"/>
            <entry key="destID" type="xint" value="%d"/><entry key="sourcePort" type="xint" value="1"/>
            <entry key="destPort" type="xint" value="1"/></config>""".formatted(number, source, dest);
    }

    private WorkflowFolder read(final String nodes, final String wires) throws IOException, WorkflowException {
        Files.writeString(m_dir.resolve("workflow.knime"), HEAD + "<config key=\"nodes\">" + nodes + "</config>"
            + "<config key=\"connections\">" + wires + "</config></config>");
        return WorkflowFolder.read(m_dir);
    }

    private String refused(final String nodes, final String wires) {
        return assertThrows(WorkflowException.class, () -> read(nodes, wires)).getMessage();
    }

    @Test
    void readsWhatKnimeSaved() throws WorkflowException {
        final WorkflowFolder workflow = WorkflowFolder.read(Shared.require("knime-api").resolve("samples/csv"));
        assertEquals("csv", workflow.name());
        assertEquals(List.of("CSV Reader (#1)", "Scratch Modern (#2)", "Constant Value Column Filter (#3)"),
            workflow.nodes().stream().map(WorkflowFolder.Node::title).toList());
        assertEquals(List.of(new Connection(1, 1, 2, 1), new Connection(2, 1, 3, 1)), workflow.connections());
        assertEquals("scratch.demo.modern.ModernNodeFactory", workflow.nodes().get(1).factory());
        assertEquals("ADD", workflow.nodes().get(1).model().getString("mode", ""));
        assertEquals("scratch.demo", workflow.nodes().get(1).bundle());
        assertTrue(workflow.nodes().get(1).creationConfig().isPresent());
    }

    @Test
    void labelsNodesWithTheirAnnotation() throws IOException, WorkflowException {
        node("a", """
            <config key="nodeAnnotation"><entry key="text" type="xstring" value="&lt;p&gt;Reads%%00010 all&lt;/p&gt;"/>
            <entry key="contentType" type="xstring" value="text/html"/></config>""");
        node("b", "<config key=\"nodeAnnotation\"><entry key=\"text\" type=\"xstring\" value=\" \"/></config>");
        final WorkflowFolder workflow =
            read(entry(4, "NativeNode", "a/settings.xml") + entry(2, "NativeNode", "b/settings.xml"), "");
        assertEquals(Optional.empty(), workflow.nodes().get(0).annotation());
        assertEquals("The Node (#2)", workflow.nodes().get(0).title());
        assertEquals("Reads all (#4)", workflow.nodes().get(1).title());
    }

    @Test
    void ordersByDependency() throws IOException, WorkflowException {
        node("a", "");
        final StringBuilder nodes = new StringBuilder();
        for (int id = 1; id <= 4; id++) {
            nodes.append(entry(id, "NativeNode", "a/settings.xml"));
        }
        final WorkflowFolder workflow = read(nodes.toString(), wire(0, 4, 1) + wire(1, 1, 3) + wire(2, 4, 2));
        assertEquals(List.of(4, 1, 2, 3), workflow.inOrder().stream().map(WorkflowFolder.Node::id).toList());
        assertTrue(refused(nodes.toString(), wire(0, 1, 2) + wire(1, 2, 1)).contains("circle"));
    }

    @Test
    void refusesWhatItCannotRun() throws IOException {
        node("a", "");
        assertTrue(refused(entry(1, "SubNode", "a/settings.xml"), "").contains("component"));
        assertTrue(refused(entry(1, "MetaNode", "a/settings.xml"), "").contains("metanode"));
        assertTrue(refused(entry(1, "NativeNode", "../x/settings.xml"), "").contains("outside the workflow folder"));
        assertTrue(refused(entry(1, "NativeNode", "b/settings.xml"), "").contains("missing"));
        assertTrue(refused(entry(1, "NativeNode", "a/settings.xml"), wire(0, 1, 7)).contains("node 7"));
    }

    @Test
    void refusesSettingsFromFlowVariables() throws IOException, WorkflowException {
        final String variables = """
            <config key="variables"><config key="tree"><config key="rows">
            <entry key="used_variable" type="xstring" %s/></config></config></config>""";
        node("a", variables.formatted("isnull=\"true\" value=\"\""));
        assertEquals(1, read(entry(1, "NativeNode", "a/settings.xml"), "").nodes().size());
        node("a", variables.formatted("value=\"generated_rows\""));
        assertTrue(refused(entry(1, "NativeNode", "a/settings.xml"), "").contains("flow variables"));
    }

    @Test
    void refusesEntities() throws IOException {
        Files.writeString(m_dir.resolve("secret"), "secret");
        Files.writeString(m_dir.resolve("workflow.knime"), "<?xml version=\"1.0\"?><!DOCTYPE c [<!ENTITY e SYSTEM \""
            + m_dir.resolve("secret").toUri() + "\">]>" + HEAD.substring(HEAD.indexOf('\n')) + "</config>");
        assertThrows(WorkflowException.class, () -> WorkflowFolder.read(m_dir));
    }

    @Test
    void namesTheFolderThatIsNoWorkflow() {
        assertTrue(assertThrows(WorkflowException.class, () -> WorkflowFolder.read(m_dir)).getMessage()
            .contains("workflow.knime"));
        assertTrue(assertThrows(WorkflowException.class, () -> WorkflowFolder.read(m_dir.resolve("none"))).getMessage()
            .contains("no such folder"));
    }
}

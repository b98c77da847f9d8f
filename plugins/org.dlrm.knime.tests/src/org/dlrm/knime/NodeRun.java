package org.dlrm.knime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.dlrm.knime.node.fusion.Study;
import org.dlrm.knime.port.ModelPortObject;
import org.dlrm.standin.NodeRuntime;
import org.dlrm.standin.Workspace;
import org.knime.core.node.BufferedDataTable;
import org.knime.core.node.NodeSettings;
import org.knime.core.node.port.PortObject;
import org.knime.core.node.port.PortObjectSpec;

import com.google.gson.JsonObject;

/** A node with its inputs: set its options, run it, look at what it gave. */
public final class NodeRun {

    private final NodeRuntime m_node;

    private final PortObject[] m_inputs;

    private final Workspace m_workspace;

    private final NodeSettings m_settings;

    private Optional<NodeRuntime.Result> m_result = Optional.empty();

    public NodeRun(final Class<?> factory, final Workspace workspace, final PortObject... inputs) {
        m_node = NodeRuntime.of(factory);
        m_inputs = inputs;
        m_workspace = workspace;
        m_settings = m_node.defaultSettings(specs());
    }

    private PortObjectSpec[] specs() {
        return Arrays.stream(m_inputs).map(PortObject::getSpec).toArray(PortObjectSpec[]::new);
    }

    /** Adds optional ports, in the order of the inputs. */
    public NodeRun ports(final String... groups) {
        for (final String group : groups) {
            m_node.addPort(group);
        }
        return this;
    }

    /** Sets an option. */
    public NodeRun set(final String path, final Object value) throws Exception {
        m_node.set(m_settings, path, String.valueOf(value));
        return this;
    }

    /** Sets options: key, value, key, value ... */
    public NodeRun set(final String... settings) throws Exception {
        for (int i = 0; i < settings.length; i += 2) {
            set(settings[i], (Object)settings[i + 1]);
        }
        return this;
    }

    /** @return the specs that the node announces */
    public PortObjectSpec[] configure() throws Exception {
        m_node.loadSettings(m_settings);
        return m_node.configure(specs(), m_workspace);
    }

    /** Runs the node; its columns must be those announced. */
    public NodeRun execute() throws Exception {
        m_node.loadSettings(m_settings);
        m_result = Optional.of(m_node.execute(m_inputs, NodeRuntime.Monitor.SILENT, m_workspace));
        assertEquals(List.of(), m_node.codingProblems());
        return this;
    }

    /** Asserts that the node refuses to run and that its message has these words. @return the message */
    public String refused(final String... words) {
        final String message = assertThrows(Exception.class, this::execute).getMessage();
        for (final String word : words) {
            assertTrue(message.contains(word), message);
        }
        return message;
    }

    public NodeRuntime.Result result() {
        return m_result.orElseThrow();
    }

    public PortObject output(final int port) {
        return result().outputs()[port];
    }

    public BufferedDataTable table(final int port) {
        return (BufferedDataTable)output(port);
    }

    /** @return the frozen model's file */
    public String model() {
        return new String(((ModelPortObject)output(0)).files().get("model.json"), StandardCharsets.UTF_8);
    }

    public String warning() {
        return result().warning().orElse("");
    }

    /** @return the view's data */
    public JsonObject page() {
        return Study.page(viewer());
    }

    public NodeRuntime.View viewer() {
        return m_node.view(result(), m_workspace).orElseThrow();
    }

    /** @return the view's data as text */
    public String view() {
        return page().toString();
    }
}

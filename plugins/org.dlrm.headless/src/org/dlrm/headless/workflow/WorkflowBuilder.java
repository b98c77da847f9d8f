package org.dlrm.headless.workflow;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

import org.dlrm.standin.NodeCatalog;
import org.dlrm.standin.NodeRuntime;
import org.dlrm.standin.NodeRuntime.SettingsProblem;
import org.dlrm.standin.Workspace;
import org.knime.core.node.InvalidSettingsException;
import org.knime.core.node.NodeSettings;
import org.knime.core.node.NodeSettingsWO;
import org.knime.core.node.port.PortObjectSpec;
import org.knime.core.node.port.PortType;

/**
 * Describes a workflow in Java and writes the folder that KNIME would save before anything is executed: the settings are
 * the nodes' own defaults for what is connected, changed by {@link NodeBuilder#set}. The same description and the same
 * nodes give the same bytes.
 *
 * <pre>{@code
 * final WorkflowBuilder w = new WorkflowBuilder("survival-only", "Survival groups from a table of scores ...");
 * w.note("<h2>1. Read</h2><p>The scores of all patients.</p>", 0, 0, 1, 2);
 * final NodeBuilder cohort = w.node("org.dlrm.knime.node.cohort.CohortReaderNodeFactory", 0, 1).label("Scores")
 *     .set("file", "knime://knime.workflow/data/scores.csv");
 * w.node("org.dlrm.knime.node.survival.SurvivalStratifierNodeFactory", 1, 1).from(cohort);
 * }</pre>
 */
public final class WorkflowBuilder {

    /** The oldest KNIME the nodes work in; a newer number would make it warn its users. */
    private static final String CREATED_BY = "5.8.0";

    private static final String AUTHOR = "DLRM Nodes for KNIME";

    /** A fixed date: files must not change when they are written again. */
    private static final String DATE = "2026-01-01 00:00:00 +0000";

    private static final String FEATURE = "org.dlrm.feature.feature.group";

    private static final String NODE_VERSION = "1.0.0";

    private static final int COLUMN = 160;

    private static final int ROW = 140;

    private static final int MARGIN = 80;

    private static final int WHITE = 0xFFFFFF;

    private static final int NOTE_BORDER = 0xFFD800;

    private final String m_name;

    private final String m_description;

    private final List<NodeBuilder> m_nodes = new ArrayList<>();

    private final List<NodeSettings> m_notes = new ArrayList<>();

    private final SortedMap<String, byte[]> m_data = new TreeMap<>();

    /**
     * @param name the folder's name
     * @param description what the workflow is for: its first line is the title
     */
    public WorkflowBuilder(final String name, final String description) {
        m_name = name;
        m_description = description;
    }

    /** @return the folder's name */
    public String name() {
        return m_name;
    }

    /**
     * Adds a node; its number is its position in the order of adding, from 1.
     *
     * @param factory class name of the node factory
     * @param column grid column on the canvas, from 0; fractions are possible
     * @param row grid row on the canvas
     * @return the node, to be set and connected
     */
    public NodeBuilder node(final String factory, final double column, final double row) {
        final NodeBuilder node = new NodeBuilder(m_nodes.size() + 1, factory, column, row);
        m_nodes.add(node);
        return node;
    }

    /**
     * Adds an annotation to the canvas, behind the nodes.
     *
     * @param html paragraphs, headings, lists, strong, em, links
     * @param column grid column of the left edge
     * @param row grid row of the upper edge
     * @param columns width in grid columns
     * @param rows height in grid rows
     * @return this
     */
    public WorkflowBuilder note(final String html, final double column, final double row, final double columns,
        final double rows) {
        final NodeSettings note = new NodeSettings("annotation_" + m_notes.size());
        annotation(note, html, "text/html", pixel(column, COLUMN) - MARGIN / 2, pixel(row, ROW) - MARGIN / 2,
            (int)(columns * COLUMN), (int)(rows * ROW), "LEFT", 4, NOTE_BORDER, 12);
        m_notes.add(note);
        return this;
    }

    /**
     * Adds a file to the workflow's data folder; nodes read it as {@code knime://knime.workflow/data/NAME}.
     *
     * @param name file name
     * @param content text, written in UTF-8
     * @return this
     */
    public WorkflowBuilder data(final String name, final String content) {
        m_data.put("data/" + name, content.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** A node of the workflow under construction. */
    public static final class NodeBuilder {

        private final int m_id;

        private final String m_factory;

        private final double m_column;

        private final double m_row;

        private boolean m_configured = true;

        private Optional<String> m_label = Optional.empty();

        private final Map<String, String> m_values = new LinkedHashMap<>();

        private final List<ExtraPort> m_extraPorts = new ArrayList<>();

        private final SortedMap<Integer, Source> m_sources = new TreeMap<>();

        private record Source(NodeBuilder node, int output) {
        }

        private record ExtraPort(String group, Optional<PortType> type) {

            void addTo(final NodeRuntime runtime) {
                type.ifPresentOrElse(t -> runtime.addPort(group, t), () -> runtime.addPort(group));
            }
        }

        private NodeBuilder(final int id, final String factory, final double column, final double row) {
            m_id = id;
            m_factory = factory;
            m_column = column;
            m_row = row;
        }

        /** @param label the text under the node. @return this */
        public NodeBuilder label(final String label) {
            m_label = Optional.of(label);
            return this;
        }

        /**
         * The node is saved as not configured: whether it can be depends on what is installed, and files must not.
         *
         * @return this
         */
        public NodeBuilder unconfigured() {
            m_configured = false;
            return this;
        }

        /**
         * Changes a setting from its default.
         *
         * @param path keys joined by dots, as {@code dlrm nodes} lists them
         * @param value as {@code --set} takes it
         * @return this
         */
        public NodeBuilder set(final String path, final String value) {
            m_values.put(path, value);
            return this;
        }

        /** Adds an optional port. @param group the port group's id. @return this */
        public NodeBuilder addPort(final String group) {
            m_extraPorts.add(new ExtraPort(group, Optional.empty()));
            return this;
        }

        /** Adds an optional port of one of the types that its group takes. @param group its id. @return this */
        public NodeBuilder addPort(final String group, final PortType type) {
            m_extraPorts.add(new ExtraPort(group, Optional.of(type)));
            return this;
        }

        /** Connects the first input with the first output of a node. @return this */
        public NodeBuilder from(final NodeBuilder source) {
            return from(1, source, 1);
        }

        /**
         * Connects an input.
         *
         * @param input data port, from 1
         * @param source a node added earlier
         * @param output its data port, from 1
         * @return this
         */
        public NodeBuilder from(final int input, final NodeBuilder source, final int output) {
            if (source.m_id >= m_id) {
                throw new IllegalArgumentException("Add nodes in the order of the data");
            }
            m_sources.put(input, new Source(source, output));
            return this;
        }
    }

    // -------------------------------------------------------------------------------------------------- the folder

    /**
     * @param catalog the nodes there are
     * @return path within the folder to content
     * @throws WorkflowException if a node, port or setting does not exist
     * @throws IOException if there is no place for temporary files
     */
    public SortedMap<String, byte[]> files(final NodeCatalog catalog) throws WorkflowException, IOException {
        final SortedMap<String, byte[]> files = new TreeMap<>(m_data);
        final NodeSettings nodes = new NodeSettings("nodes");
        final NodeSettings connections = new NodeSettings("connections");
        final Map<Integer, PortObjectSpec[]> specs = new LinkedHashMap<>();
        boolean configured = true;
        final Path scratch = Files.createTempDirectory("dlrm-workflow");
        try (Workspace workspace = Workspace.open(scratch)) {
            write(scratch, m_data); // so that nodes that look at their file can be configured
            for (final NodeBuilder node : m_nodes) {
                final NodeSettings settings = nodeSettings(node, catalog, workspace, specs);
                configured &= specs.get(node.m_id) != null;
                final String file = "%s (#%d)/settings.xml".formatted(
                    settings.getString("node-name").replaceAll("[^a-zA-Z0-9 ]", "_"), node.m_id);
                files.put(file, bytes(settings));
                entry(nodes.addNodeSettings("node_" + node.m_id), node, file);
                connect(connections, node);
            }
        } catch (InvalidSettingsException e) {
            throw new WorkflowException(m_name + ": " + e.getMessage(), e);
        } finally {
            for (final String file : m_data.keySet()) {
                Files.deleteIfExists(scratch.resolve(file));
            }
            Files.deleteIfExists(scratch.resolve("data"));
            Files.deleteIfExists(scratch);
        }
        files.put("workflow.knime", bytes(root(nodes, connections, configured)));
        files.put("workflow-metadata.xml", metadata());
        files.put("workflowset.meta", legacyMetadata());
        return files;
    }

    /** Writes files into a folder. */
    static void write(final Path folder, final Map<String, byte[]> files) throws IOException {
        for (final Map.Entry<String, byte[]> file : files.entrySet()) {
            final Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue());
        }
    }

    private NodeSettings root(final NodeSettings nodes, final NodeSettings connections, final boolean configured) {
        final NodeSettings root = new NodeSettings("workflow.knime");
        root.addString("created_by", CREATED_BY);
        root.addBoolean("created_by_nightly", false);
        root.addString("version", "5.1.0");
        root.addString("name", m_name);
        final NodeSettingsWO author = root.addNodeSettings("authorInformation");
        author.addString("authored-by", AUTHOR);
        author.addString("authored-when", DATE);
        author.addString("lastEdited-by", null);
        author.addString("lastEdited-when", null);
        root.addString("customDescription", null);
        root.addString("state", configured ? "CONFIGURED" : "IDLE");
        root.addNodeSettings("workflow_credentials");
        if (!m_notes.isEmpty()) {
            final NodeSettings notes = new NodeSettings("annotations");
            m_notes.forEach(notes::addNodeSettings);
            root.addNodeSettings(notes);
        }
        root.addNodeSettings(nodes);
        root.addNodeSettings(connections);
        return root;
    }

    private static void entry(final NodeSettingsWO entry, final NodeBuilder node, final String file) {
        entry.addInt("id", node.m_id);
        entry.addString("node_settings_file", file);
        entry.addBoolean("node_is_meta", false);
        entry.addString("node_type", "NativeNode");
        entry.addString("ui_classname", "org.knime.core.node.workflow.NodeUIInformation");
        entry.addNodeSettings("ui_settings").addIntArray("extrainfo.node.bounds", pixel(node.m_column, COLUMN),
            pixel(node.m_row, ROW), -1, -1);
    }

    private static void connect(final NodeSettings connections, final NodeBuilder node) {
        node.m_sources.forEach((input, source) -> {
            final NodeSettingsWO connection =
                connections.addNodeSettings("connection_" + connections.keySet().size());
            connection.addInt("sourceID", source.node().m_id);
            connection.addInt("destID", node.m_id);
            connection.addInt("sourcePort", source.output());
            connection.addInt("destPort", input);
        });
    }

    private NodeSettings nodeSettings(final NodeBuilder node, final NodeCatalog catalog, final Workspace workspace,
        final Map<Integer, PortObjectSpec[]> specs) throws WorkflowException, InvalidSettingsException {
        final NodeCatalog.Entry entry = catalog.byFactory(node.m_factory)
            .orElseThrow(() -> new WorkflowException("%s: there is no node %s".formatted(m_name, node.m_factory)));
        final NodeRuntime runtime = entry.create();
        node.m_extraPorts.forEach(port -> port.addTo(runtime));
        final PortObjectSpec[] inputs = new PortObjectSpec[runtime.inputs().size()];
        for (final Map.Entry<Integer, NodeBuilder.Source> source : node.m_sources.entrySet()) {
            final PortObjectSpec[] outputs = specs.get(source.getValue().node().m_id);
            if (source.getKey() > inputs.length) {
                throw new WorkflowException("%s: %s has %d inputs, not %d".formatted(m_name, runtime.name(),
                    inputs.length, source.getKey()));
            }
            inputs[source.getKey() - 1] = outputs == null ? null : outputs[source.getValue().output() - 1];
        }
        final NodeSettings model = runtime.defaultSettings(inputs);
        for (final Map.Entry<String, String> value : node.m_values.entrySet()) {
            runtime.set(model, value.getKey(), value.getValue());
        }
        final List<SettingsProblem> problems = runtime.checkSettings(model);
        if (!problems.isEmpty()) {
            throw new WorkflowException("%s: %s: %s".formatted(m_name, runtime.name(), problems.get(0).message()));
        }
        runtime.loadSettings(model);
        specs.put(node.m_id, node.m_configured ? configure(runtime, inputs, workspace) : null);
        return settingsFile(node, entry, runtime, model, specs.get(node.m_id) != null);
    }

    /** @return the specs of the outputs, or null where the node cannot be configured before something is executed */
    private static PortObjectSpec[] configure(final NodeRuntime runtime, final PortObjectSpec[] inputs,
        final Workspace workspace) {
        if (Arrays.stream(inputs).anyMatch(Objects::isNull)) {
            return null;
        }
        try {
            return runtime.configure(inputs, workspace);
        } catch (InvalidSettingsException e) {
            return null; // e.g. its file is only written when the workflow runs: KNIME shows such a node as idle
        }
    }

    private static NodeSettings settingsFile(final NodeBuilder node, final NodeCatalog.Entry entry,
        final NodeRuntime runtime, final NodeSettings model, final boolean configured) {
        final NodeSettings settings = new NodeSettings("settings.xml");
        settings.addString("node_file", "settings.xml");
        settings.addNodeSettings("flow_stack");
        settings.addNodeSettings("internal_node_subsettings").addString("memory_policy", "CacheSmallInMemory");
        model.copyTo(settings.addNodeSettings("model"));
        node.m_label.ifPresent(label -> annotation(settings.addNodeSettings("nodeAnnotation"), label, "text/plain",
            pixel(node.m_column, COLUMN), pixel(node.m_row, ROW) + 60, 0, 0, "CENTER", 0, WHITE, 10));
        settings.addString("customDescription", null);
        settings.addString("state", configured ? "CONFIGURED" : "IDLE");
        settings.addString("factory", node.m_factory);
        settings.addString("node-name", runtime.name());
        settings.addString("node-bundle-name", entry.bundleName());
        settings.addString("node-bundle-symbolic-name", entry.bundleSymbolicName());
        settings.addString("node-bundle-vendor", entry.bundleVendor());
        settings.addString("node-bundle-version", NODE_VERSION);
        settings.addString("node-feature-name", AUTHOR);
        settings.addString("node-feature-symbolic-name", FEATURE);
        settings.addString("node-feature-vendor", entry.bundleVendor());
        settings.addString("node-feature-version", NODE_VERSION);
        settings.addNodeSettings("factory_settings");
        if (!runtime.portGroups().isEmpty()) {
            runtime.saveCreationConfig(settings.addNodeSettings("node_creation_config"));
        }
        settings.addString("name", runtime.name());
        settings.addBoolean("hasContent", false);
        settings.addBoolean("isInactive", false);
        final NodeSettingsWO ports = settings.addNodeSettings("ports");
        for (int i = 1; i <= runtime.outputs().size(); i++) {
            final NodeSettingsWO port = ports.addNodeSettings("port_" + i);
            port.addInt("index", i);
            port.addString("port_dir_location", null);
        }
        final NodeSettingsWO fileStores = settings.addNodeSettings("filestores");
        fileStores.addString("file_store_location", null);
        fileStores.addString("file_store_id", null);
        return settings;
    }

    private static void annotation(final NodeSettingsWO config, final String text, final String contentType, final int x,
        final int y, final int width, final int height, final String alignment, final int borderSize,
        final int borderColor, final int fontSize) {
        config.addString("text", text);
        config.addString("contentType", contentType);
        config.addInt("bgcolor", WHITE);
        config.addInt("x-coordinate", x);
        config.addInt("y-coordinate", y);
        config.addInt("width", width);
        config.addInt("height", height);
        config.addString("alignment", alignment);
        config.addInt("borderSize", borderSize);
        config.addInt("borderColor", borderColor);
        config.addInt("defFontSize", fontSize);
        config.addInt("annotation-version", 20230412);
        config.addNodeSettings("styles");
    }

    private byte[] metadata() {
        return ("""
            <?xml version="1.0" encoding="UTF-8"?>
            <workflow-metadata content-type="text/plain" xmlns="http://www.knime.org/core/node/workflow/metadata/v1.0">
                <author>%s</author>
                <last-modified>2026-01-01T00:00:00Z</last-modified>
                <description>%s</description>
            </workflow-metadata>""").formatted(AUTHOR, escape(m_description)).getBytes(StandardCharsets.UTF_8);
    }

    private byte[] legacyMetadata() {
        return ("""
            <?xml version="1.0" encoding="UTF-8"?>
            <!--This file is auto-generated and is overwritten each time the workflow is saved.
                The metadata have moved to the `workflow-metadata.xml` file.-->
            <KNIMEMetaInfo nrOfElements="3" xmlns="http://www.knime.org/2.9/metainfo">
                <element form="text" name="Author" read-only="false">%s</element>
                <element form="multiline" name="Comments" read-only="false">%s</element>
                <element form="text" name="Last Edited" read-only="true">%s</element>
            </KNIMEMetaInfo>""").formatted(AUTHOR, escape(m_description), DATE).getBytes(StandardCharsets.UTF_8);
    }

    private static int pixel(final double cell, final int size) {
        return MARGIN + (int)Math.round(cell * size);
    }

    private static byte[] bytes(final NodeSettings settings) throws IOException {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        settings.saveToXML(out);
        return out.toByteArray();
    }

    private static String escape(final String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}

package org.dlrm.headless.workflow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

import org.dlrm.standin.Settings;
import org.knime.core.node.InvalidSettingsException;
import org.knime.core.node.NodeSettings;

/**
 * A workflow as it lies in a KNIME workflow folder: {@code workflow.knime} and one {@code settings.xml} per node.
 *
 * @param dir the folder
 * @param name the folder's name
 * @param nodes by ascending id
 * @param connections in the file's order
 */
public record WorkflowFolder(Path dir, String name, List<Node> nodes, List<Connection> connections) {

    /** Larger files are no settings. */
    private static final long MAX_BYTES = 64L << 20;

    private static final int MAX_NODES = 10_000;

    /**
     * One node.
     *
     * @param id unique in the workflow
     * @param factory class name of the node factory
     * @param nodeName the node's own name
     * @param bundle the bundle the node was in when the workflow was saved; empty where the file does not say
     * @param annotation the text under the node on the canvas, where the author gave one
     * @param model what the node's dialog saved
     * @param creationConfig the optional ports it has, if it can have any
     */
    public record Node(int id, String factory, String nodeName, String bundle, Optional<String> annotation,
        NodeSettings model, Optional<NodeSettings> creationConfig) {

        /** @return how the node is called on the canvas: its annotation where it has one, otherwise its name */
        public String label() {
            return annotation.orElse(nodeName);
        }

        /** @return the label with the id, for messages: unambiguous */
        public String title() {
            return label() + " (#" + id + ")";
        }
    }

    /**
     * One wire.
     *
     * @param sourceId node the data come from
     * @param sourcePort its output port; 0 is the flow variable port, data ports start at 1
     * @param destId node the data go to
     * @param destPort its input port, counted likewise
     */
    public record Connection(int sourceId, int sourcePort, int destId, int destPort) {
    }

    /**
     * @param dir a workflow folder
     * @return what is in it
     * @throws WorkflowException if the folder is no workflow, holds what the runner cannot run (components, metanodes,
     *             flow variables), is damaged or has a cycle
     */
    public static WorkflowFolder read(final Path dir) throws WorkflowException {
        final Path file = dir.resolve("workflow.knime");
        if (!Files.isDirectory(dir)) {
            throw new WorkflowException(dir + ": there is no such folder");
        }
        if (!Files.isRegularFile(file)) {
            throw new WorkflowException(
                dir + ": not a workflow folder, it has no file workflow.knime. Name the folder that holds this file.");
        }
        final NodeSettings root = settings(file);
        try {
            final TreeMap<Integer, Node> nodes = new TreeMap<>();
            for (final NodeSettings entry : children(root, "nodes")) {
                final Node node = readNode(dir, entry, file);
                if (nodes.put(node.id(), node) != null) {
                    throw new WorkflowException(file + ": two nodes have the id " + node.id());
                }
            }
            if (nodes.size() > MAX_NODES) {
                throw new WorkflowException(file + ": more than " + MAX_NODES + " nodes");
            }
            final List<Connection> connections = new ArrayList<>();
            for (final NodeSettings entry : children(root, "connections")) {
                connections.add(readConnection(entry, file, nodes));
            }
            final String name = dir.toAbsolutePath().normalize().getFileName().toString();
            final WorkflowFolder result =
                new WorkflowFolder(dir, name, List.copyOf(nodes.values()), List.copyOf(connections));
            result.inOrder();
            return result;
        } catch (InvalidSettingsException e) {
            throw new WorkflowException(file + ": " + e.getMessage(), e);
        }
    }

    private static NodeSettings settings(final Path file) throws WorkflowException {
        try {
            if (!Files.isRegularFile(file)) {
                throw new WorkflowException(file + ": the file is missing");
            }
            if (Files.size(file) > MAX_BYTES) {
                throw new WorkflowException("%s: %d bytes, expected at most %d".formatted(file, Files.size(file),
                    MAX_BYTES));
            }
            return Settings.read(file);
        } catch (IOException e) {
            throw new WorkflowException(file + ": " + e.getMessage(), e);
        }
    }

    private static List<NodeSettings> children(final NodeSettings root, final String key)
        throws InvalidSettingsException {
        final List<NodeSettings> result = new ArrayList<>();
        if (root.containsKey(key)) {
            final NodeSettings parent = root.getNodeSettings(key);
            for (final String child : parent.keySet()) {
                result.add(parent.getNodeSettings(child));
            }
        }
        return result;
    }

    private static Node readNode(final Path dir, final NodeSettings entry, final Path workflowFile)
        throws WorkflowException, InvalidSettingsException {
        final int id = entry.getInt("id");
        final String type = entry.getString("node_type", "NativeNode");
        final String location = entry.getString("node_settings_file");
        if (!type.equals("NativeNode")) {
            throw new WorkflowException(("%s: node %d ('%s') is a %s; the runner runs single nodes only. "
                + "Expand it in KNIME and save the workflow.").formatted(workflowFile, id, location,
                    type.equals("SubNode") ? "component" : "metanode"));
        }
        final Path file = dir.resolve(location).normalize();
        if (!file.startsWith(dir.normalize())) {
            throw new WorkflowException("%s: the settings of node %d lie outside the workflow folder: '%s'"
                .formatted(workflowFile, id, location));
        }
        final NodeSettings settings = settings(file);
        if (settings.containsKey("variables") && usesVariable(settings.getNodeSettings("variables"))) {
            throw new WorkflowException(("%s: settings of this node are taken from flow variables, which the runner does "
                + "not have. Set them in the dialog, or with --set.").formatted(file));
        }
        try {
            return new Node(id, settings.getString("factory"), settings.getString("node-name"),
                Optional.ofNullable(settings.getString("node-bundle-symbolic-name", "")).orElse(""),
                annotation(settings),
                settings.containsKey("model") ? settings.getNodeSettings("model") : new NodeSettings("model"),
                settings.containsKey("node_creation_config")
                    ? Optional.of(settings.getNodeSettings("node_creation_config")) : Optional.empty());
        } catch (InvalidSettingsException e) {
            throw new WorkflowException(file + ": " + e.getMessage(), e);
        }
    }

    /** KNIME mirrors the settings' tree; one that a variable overrules has the entries used_ and exposed_variable. */
    private static boolean usesVariable(final NodeSettings variables) throws InvalidSettingsException {
        if (variables.containsKey("used_variable")) {
            return variables.getString("used_variable") != null;
        }
        for (final String key : variables.keySet()) {
            if (!key.equals("version") && usesVariable(variables.getNodeSettings(key))) {
                return true;
            }
        }
        return false;
    }

    private static Optional<String> annotation(final NodeSettings settings) throws InvalidSettingsException {
        if (!settings.containsKey("nodeAnnotation")) {
            return Optional.empty();
        }
        final NodeSettings annotation = settings.getNodeSettings("nodeAnnotation");
        final String text = annotation.getString("text", "");
        final boolean html = "text/html".equals(annotation.getString("contentType", ""));
        return Optional.ofNullable(text).map(t -> html ? t.replaceAll("<[^>]*>", " ") : t)
            .map(t -> t.strip().replaceAll("\\s+", " ")).filter(t -> !t.isEmpty());
    }

    private static Connection readConnection(final NodeSettings entry, final Path file,
        final TreeMap<Integer, Node> nodes) throws WorkflowException, InvalidSettingsException {
        final Connection connection = new Connection(entry.getInt("sourceID"), entry.getInt("sourcePort"),
            entry.getInt("destID"), entry.getInt("destPort"));
        for (final int id : new int[]{connection.sourceId, connection.destId}) {
            if (!nodes.containsKey(id)) {
                throw new WorkflowException(
                    "%s: '%s' refers to node %d, which is not in the workflow".formatted(file, entry.getKey(), id));
            }
        }
        return connection;
    }

    /** @return the wires that end at a node */
    public List<Connection> into(final Node node) {
        return connections.stream().filter(c -> c.destId == node.id).toList();
    }

    /** @return the wires that start at a node */
    public List<Connection> outOf(final Node node) {
        return connections.stream().filter(c -> c.sourceId == node.id).toList();
    }

    /**
     * @return the nodes so that each comes after those it depends on; among the ready ones the smallest id first
     * @throws WorkflowException if the wires form a cycle
     */
    public List<Node> inOrder() throws WorkflowException {
        final TreeMap<Integer, Node> waiting = new TreeMap<>();
        nodes.forEach(node -> waiting.put(node.id, node));
        final List<Node> order = new ArrayList<>();
        final TreeSet<Integer> done = new TreeSet<>();
        while (!waiting.isEmpty()) {
            final Node next = waiting.values().stream()
                .filter(node -> into(node).stream().allMatch(c -> done.contains(c.sourceId))).findFirst()
                .orElseThrow(() -> new WorkflowException("%s: these nodes wait for each other in a circle: %s"
                    .formatted(dir, String.join(", ", waiting.values().stream().map(Node::title).toList()))));
            waiting.remove(next.id);
            done.add(next.id);
            order.add(next);
        }
        return order;
    }
}

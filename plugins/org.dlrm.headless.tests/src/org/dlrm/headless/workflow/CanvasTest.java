package org.dlrm.headless.workflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Stream;

import org.dlrm.standin.NodeCatalog;
import org.dlrm.standin.NodeRuntime;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.knime.core.node.NodeSettings;
import org.knime.core.node.NodeSettingsRO;

/** What a user sees on the canvas: explained, and without wires that cross each other or run through a node. */
final class CanvasTest {

    /** Side of a node's picture, and the height of its name above it. */
    private static final int NODE = 32;

    private static final int NAME = 20;

    /** Distance of the ports of one side. */
    private static final double PORT = 22;

    /** It collects from everywhere: its eleven inputs cannot be reached without crossing. */
    private static final String COLLECTOR = "org.dlrm.knime.node.report.StudyReportNodeFactory";

    private record Box(String factory, String name, double x, double y, int inputs, int outputs) {

        double top() {
            return y - Math.max(NODE / 2.0, (Math.max(inputs, outputs) - 1) / 2.0 * PORT) - NAME;
        }

        double bottom() {
            return y + Math.max(NODE / 2.0, (Math.max(inputs, outputs) - 1) / 2.0 * PORT);
        }
    }

    private record Wire(Box source, Box target, double x1, double y1, double x2, double y2) {

        double at(final double x) {
            return y1 + (y2 - y1) * (x - x1) / (x2 - x1);
        }

        boolean crosses(final Wire o) {
            if (source == o.source && y1 == o.y1 || target == o.target && y2 == o.y2) {
                return false;
            }
            final double from = Math.max(x1, o.x1);
            final double to = Math.min(x2, o.x2);
            return from < to && (at(from) - o.at(from)) * (at(to) - o.at(to)) < 0;
        }

        boolean runsThrough(final Box b) {
            return b != source && b != target && x1 < b.x && b.x < x2 && at(b.x) > b.top() && at(b.x) < b.bottom();
        }

        @Override
        public String toString() {
            return source.name + " to " + target.name;
        }
    }

    static Stream<String> workflows() {
        return Workflows.all().stream().map(WorkflowBuilder::name);
    }

    private static SortedMap<String, byte[]> files(final String name) throws Exception {
        return Workflows.all().stream().filter(w -> w.name().equals(name)).findFirst().orElseThrow()
            .files(NodeCatalog.fromRegistry());
    }

    private static NodeSettingsRO xml(final byte[] bytes) throws Exception {
        return NodeSettings.loadFromXML(new ByteArrayInputStream(bytes));
    }

    private static List<Wire> wires(final NodeSettingsRO workflow, final Map<Integer, Box> boxes) throws Exception {
        final List<Wire> wires = new ArrayList<>();
        final NodeSettingsRO connections = workflow.getNodeSettings("connections");
        for (final String key : connections) {
            final NodeSettingsRO c = connections.getNodeSettings(key);
            final Box from = boxes.get(c.getInt("sourceID"));
            final Box to = boxes.get(c.getInt("destID"));
            wires.add(new Wire(from, to, from.x + NODE / 2.0,
                from.y + (c.getInt("sourcePort") - 1 - (from.outputs - 1) / 2.0) * PORT, to.x - NODE / 2.0,
                to.y + (c.getInt("destPort") - 1 - (to.inputs - 1) / 2.0) * PORT));
        }
        return wires;
    }

    private static Map<Integer, Box> boxes(final NodeSettingsRO workflow, final SortedMap<String, byte[]> files)
        throws Exception {
        final Map<Integer, Box> boxes = new HashMap<>();
        final NodeSettingsRO nodes = workflow.getNodeSettings("nodes");
        for (final String key : nodes) {
            final NodeSettingsRO entry = nodes.getNodeSettings(key);
            final NodeSettingsRO node = xml(files.get(entry.getString("node_settings_file")));
            final NodeRuntime runtime =
                NodeCatalog.fromRegistry().byFactory(node.getString("factory")).orElseThrow().create();
            if (node.containsKey("node_creation_config")) {
                runtime.loadCreationConfig(node.getNodeSettings("node_creation_config"));
            }
            final int[] bounds = entry.getNodeSettings("ui_settings").getIntArray("extrainfo.node.bounds");
            boxes.put(entry.getInt("id"), new Box(node.getString("factory"), runtime.name() + " " + entry.getInt("id"),
                bounds[0] + NODE / 2.0, bounds[1] + NODE / 2.0, runtime.inputs().size(), runtime.outputs().size()));
        }
        return boxes;
    }

    @ParameterizedTest
    @MethodSource("workflows")
    void noWireCrossesAnother(final String name) throws Exception {
        final SortedMap<String, byte[]> files = files(name);
        final NodeSettingsRO workflow = xml(files.get("workflow.knime"));
        final Map<Integer, Box> boxes = boxes(workflow, files);
        final List<Wire> wires = wires(workflow, boxes).stream().filter(w -> !w.target.factory.equals(COLLECTOR)).toList();
        final List<String> problems = new ArrayList<>();
        for (int i = 0; i < wires.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (wires.get(i).crosses(wires.get(j))) {
                    problems.add(wires.get(i) + " crosses " + wires.get(j));
                }
            }
            final Wire wire = wires.get(i);
            assertTrue(wire.x1 < wire.x2, () -> wire + " runs backwards");
            boxes.values().stream().filter(wire::runsThrough).forEach(b -> problems.add(wire + " runs through " + b.name));
        }
        assertEquals(List.of(), problems);
    }

    @ParameterizedTest
    @MethodSource("workflows")
    void everyNodeStandsInAnExplanation(final String name) throws Exception {
        final SortedMap<String, byte[]> files = files(name);
        final NodeSettingsRO workflow = xml(files.get("workflow.knime"));
        final NodeSettingsRO notes = workflow.getNodeSettings("annotations");
        final List<int[]> areas = new ArrayList<>();
        for (final String key : notes) {
            final NodeSettingsRO note = notes.getNodeSettings(key);
            assertTrue(note.getString("text").length() > 60, () -> name + ": " + key + " explains something");
            areas.add(new int[]{note.getInt("x-coordinate"), note.getInt("y-coordinate"), note.getInt("width"),
                note.getInt("height")});
        }
        boxes(workflow, files).values().forEach(b -> assertTrue(areas.stream().anyMatch(a -> b.x > a[0]
            && b.x < a[0] + a[2] && b.y > a[1] && b.y < a[1] + a[3]), () -> name + ": no note explains " + b.name));
        assertTrue(new String(files.get("workflow-metadata.xml"), "UTF-8").length() > 200, "described");
    }
}

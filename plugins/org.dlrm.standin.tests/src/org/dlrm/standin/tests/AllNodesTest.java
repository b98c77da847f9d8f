package org.dlrm.standin.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.dlrm.standin.NodeCatalog;
import org.dlrm.standin.NodeRuntime;
import org.dlrm.standin.tests.DescriptionCheck.Place;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.knime.core.data.DataTableSpec;
import org.knime.core.node.BufferedDataTable;
import org.knime.core.node.NodeSettings;
import org.knime.core.node.port.PortObjectSpec;

/** Every node that a plugin.xml declares can be created, described, configured by hand and stored. */
class AllNodesTest {

    private static final NodeCatalog CATALOG = NodeCatalog.fromRegistry();

    @Test
    void declarationsAreSound() {
        assertEquals(List.of(), CATALOG.problems());
        assertTrue(CATALOG.nodes().size() >= 11, () -> CATALOG.nodes().toString());
    }

    @TestFactory
    Stream<DynamicTest> nodes() {
        return CATALOG.nodes().stream()
            .map(n -> DynamicTest.dynamicTest(n.factoryClassName(), () -> check(n.create())));
    }

    private static void check(final NodeRuntime node) throws Exception {
        assertTrue(node.icon().isPresent(), "the icon is missing");
        for (final String text : List.of(node.name(), node.shortDescription(), node.fullDescription())) {
            assertTrue(!text.isBlank(), "a text is empty");
        }
        assertTrue(!node.keywords().isEmpty(), "no keywords");
        final List<NodeRuntime.Port> ports = new ArrayList<>(node.inputs());
        ports.addAll(node.outputs());
        for (final NodeRuntime.Port port : ports) {
            assertTrue(!port.name().isBlank() && !port.description().isBlank(), port + " is not described");
        }
        for (final NodeRuntime.Parameter parameter : node.parameters()) {
            assertTrue(!parameter.title().isBlank() && !parameter.description().isBlank(),
                parameter + " is not described");
            assertTrue(!parameter.section().isEmpty() || node.parameters().size() < 6,
                parameter + " lies in no section");
        }
        final List<String> texts = new ArrayList<>();
        texts(texts, "short description", node.shortDescription(), Place.PLAIN);
        texts(texts, "full description", node.fullDescription(), Place.INTRO);
        ports.forEach(p -> texts(texts, "port " + p.name(), p.description(), Place.EXTENDED));
        node.parameters().forEach(p -> texts(texts, "option " + p.title(), p.description(), Place.EXTENDED));
        node.viewDescription().ifPresent(v -> texts(texts, "view", v, Place.EXTENDED));
        assertEquals(List.of(), texts);
        final PortObjectSpec[] none = new PortObjectSpec[node.inputs().size()];
        final NodeSettings settings = node.defaultSettings(none);
        assertEquals(List.of(), node.checkSettings(settings).stream()
            .filter(p -> p.kind() != NodeRuntime.ProblemKind.INVALID || !p.path().isEmpty()).toList());
        node.dialogJson(none);
        // with tables that have no columns
        final PortObjectSpec[] empty = node.inputs().stream()
            .map(p -> p.type().equals(BufferedDataTable.TYPE) ? new DataTableSpec() : null)
            .toArray(PortObjectSpec[]::new);
        node.dialogJson(empty);
        assertEquals(settings.keySet(), node.defaultSettings(empty).keySet());
    }

    private static void texts(final List<String> problems, final String what, final String text, final Place place) {
        DescriptionCheck.problems(text, place).forEach(p -> problems.add(what + ": " + p));
    }

    @Test
    void textsThatKnimeRefusesAreFound() {
        assertEquals(List.of(), DescriptionCheck.problems("<p>A <b>b</b>, <a href=\"x\">c</a> &lt; d</p><table><tr><td>"
            + "<p>e</p></td></tr></table>", Place.INTRO));
        assertEquals(List.of("<div> may not stand in <fragment>"),
            DescriptionCheck.problems("<div>x</div>", Place.INTRO));
        assertEquals(List.of("<p> may not stand in <li>"),
            DescriptionCheck.problems("<ul><li><p>x</p></li></ul>", Place.EXTENDED));
        assertEquals(List.of("<b> may not stand in <fragment>"), DescriptionCheck.problems("<b>x</b>", Place.PLAIN));
        for (final String broken : List.of("a < b", "R & D", "&nbsp;", "<p>open")) {
            assertTrue(DescriptionCheck.problems(broken, Place.INTRO).get(0).startsWith("not well-formed"), broken);
        }
    }
}

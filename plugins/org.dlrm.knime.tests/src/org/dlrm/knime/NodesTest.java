package org.dlrm.knime;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import javax.xml.parsers.DocumentBuilderFactory;

import org.dlrm.standin.NodeCatalog;
import org.dlrm.standin.NodeRuntime;
import org.dlrm.standin.Workspace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.knime.core.data.DataTableSpec;
import org.knime.core.node.BufferedDataTable;
import org.knime.core.node.InvalidSettingsException;
import org.knime.core.node.NodeSettings;
import org.knime.core.node.port.PortObjectSpec;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

/** Walks all nodes: what a user sees of each must be complete, and its settings must survive being saved. */
final class NodesTest {

    /** Names in the order of the registry; the node itself is made by each test. */
    static Stream<String> factories() {
        return NodeCatalog.fromRegistry().nodes().stream()
            .filter(e -> e.bundleSymbolicName().equals("org.dlrm.knime")).map(NodeCatalog.Entry::factoryClassName);
    }

    private static NodeRuntime node(final String factory) {
        return NodeCatalog.fromRegistry().byFactory(factory).orElseThrow().create();
    }

    @Test
    void pluginXmlIsSound() {
        assertEquals(List.of(), NodeCatalog.fromRegistry().problems());
        assertTrue(factories().count() >= 11, "the main workflow's nodes are registered");
    }

    @ParameterizedTest
    @MethodSource("factories")
    void textsAreComplete(final String factory) throws Exception {
        final NodeRuntime node = node(factory);
        final String full = node.fullDescription();
        assertAll(node.name(), //
            () -> assertTrue(node.shortDescription().length() > 20, "short description"),
            () -> assertTrue(full.contains("Common mistakes"), "names common mistakes"),
            () -> DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(
                new ByteArrayInputStream(("<x>" + full + "</x>").getBytes(StandardCharsets.UTF_8))),
            () -> assertTrue(node.icon().isPresent(), "icon"), //
            () -> assertTrue(node.keywords().size() >= 4, "keywords"),
            () -> assertFalse(node.outputs().isEmpty(), "outputs"));
        final Set<String> names = new HashSet<>();
        Stream.concat(node.inputs().stream(), node.outputs().stream()).forEach(port -> {
            assertTrue(names.add(port.name()), () -> node.name() + ": two ports are called " + port.name());
            assertTrue(port.description().length() > 5, () -> node.name() + ": port " + port.name());
        });
    }

    @ParameterizedTest
    @MethodSource("factories")
    void everyOptionIsDescribed(final String factory) {
        final NodeRuntime node = node(factory);
        final Set<String> titles = new HashSet<>();
        assertAll(node.name(), node.parameters().stream().map(p -> (Executable)() -> {
            assertFalse(p.title().isBlank(), p.path() + " has a title");
            assertTrue(titles.add(p.section() + p.title()), p.path() + ": the title occurs twice in its section");
            assertTrue(p.description().length() > 10 && p.description().endsWith("."),
                p.path() + " is described in a sentence: " + p.description());
            p.choices().forEach(c -> assertFalse(c.label().isBlank(), p.path() + ": choice " + c.id()));
        }));
    }

    @ParameterizedTest
    @MethodSource("factories")
    void defaultsRoundTrip(final String factory) throws InvalidSettingsException {
        final NodeRuntime node = node(factory);
        final NodeSettings defaults = node.defaultSettings(new PortObjectSpec[node.inputs().size()]);
        assertEquals(List.of(), node.checkSettings(defaults), "a fresh node's settings are valid");
        node.loadSettings(defaults);
        assertEquals(defaults, node.settings(), "what is saved is what was loaded");
    }

    @ParameterizedTest
    @MethodSource("factories")
    void dialogIsMade(final String factory) {
        final NodeRuntime node = node(factory);
        final JsonObject dialog = JsonParser
            .parseString(node.dialogJson(new PortObjectSpec[node.inputs().size()])).getAsJsonObject();
        assertTrue(dialog.has("schema") && dialog.has("data"), () -> dialog.keySet().toString());
    }

    @ParameterizedTest
    @MethodSource("factories")
    void emptyTableIsAnsweredInWords(final String factory, @TempDir final Path folder)
        throws IOException, InvalidSettingsException {
        final NodeRuntime node = node(factory);
        final PortObjectSpec[] specs = node.inputs().stream()
            .map(p -> p.type().getPortObjectClass() == BufferedDataTable.class ? new DataTableSpec() : null)
            .toArray(PortObjectSpec[]::new);
        node.loadSettings(node.defaultSettings(specs));
        try (Workspace workspace = Workspace.open(folder)) {
            final PortObjectSpec[] out = node.configure(specs, workspace);
            assertEquals(node.outputs().size(), out.length);
            assertFalse(specs.length > 0 && specs[0] != null, () -> node.name() + " accepts a table without columns");
        } catch (InvalidSettingsException e) {
            assertTrue(e.getMessage().length() > 25 && !e.getMessage().contains("Exception"),
                () -> node.name() + ": " + e.getMessage());
            assertTrue(e.getMessage().matches("(?s).*(column|file|folder|path|needs PyTorch).*"), () -> e.getMessage());
        }
    }
}

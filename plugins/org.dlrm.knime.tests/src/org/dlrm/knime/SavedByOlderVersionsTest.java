package org.dlrm.knime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import javax.xml.parsers.DocumentBuilderFactory;

import org.dlrm.knime.node.model.DlrmModelReaderNodeFactory;
import org.dlrm.knime.node.model.HarmonizerModelReaderNodeFactory;
import org.dlrm.knime.node.model.SurvivalModelReaderNodeFactory;
import org.dlrm.knime.node.robust.PerturbatorNodeFactory;
import org.dlrm.knime.node.robust.RobustnessFilterNodeFactory;
import org.dlrm.standin.NodeCatalog;
import org.dlrm.standin.NodeRuntime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.knime.core.node.InvalidSettingsException;
import org.knime.core.node.NodeSettings;
import org.knime.core.node.NodeSettingsRO;
import org.knime.core.node.port.PortObjectSpec;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Saved settings and models are a promise: what version 1.0 saved is kept in resources/org/dlrm/knime/settings-1.0, one file per
 * node, and must load for ever with the same meaning. A new option needs {@code @Migrate(loadDefaultIfAbsent = true)}, or
 * {@code @Migration} where its default would change what saved nodes do. The files are never written again.
 */
final class SavedByOlderVersionsTest extends WorkspaceTest {

    static Stream<String> factories() {
        return NodesTest.factories();
    }

    private static byte[] file(final Class<?> factory) throws IOException {
        final String file = "settings-1.0/" + factory.getSimpleName().replace("NodeFactory", "") + ".xml";
        try (InputStream in = SavedByOlderVersionsTest.class.getResourceAsStream(file)) {
            assertTrue(in != null, () -> "There is no " + file + ". For a node that came after version 1.0 keep its first settings "
                + "there.");
            return in.readAllBytes();
        }
    }

    private static NodeSettingsRO saved(final Class<?> factory) throws IOException {
        return NodeSettings.loadFromXML(new ByteArrayInputStream(file(factory)));
    }

    /** @return every setting with its value, as lines */
    private static List<String> lines(final byte[] xml) throws Exception {
        final List<String> lines = new ArrayList<>();
        lines(DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new ByteArrayInputStream(xml))
            .getDocumentElement(), "", lines);
        return lines;
    }

    private static void lines(final Element settings, final String path, final List<String> lines) {
        for (Node n = settings.getFirstChild(); n != null; n = n.getNextSibling()) {
            if (n instanceof Element e && e.getTagName().equals("config")) {
                lines(e, path + e.getAttribute("key") + ".", lines);
            } else if (n instanceof Element e) {
                lines.add(path + e.getAttribute("key") + " = " + e.getAttribute("value"));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("factories")
    void settingsOfVersionOneLoadAndKeepTheirMeaning(final String factory) throws Exception {
        final NodeRuntime node = NodeCatalog.fromRegistry().byFactory(factory).orElseThrow().create();
        final NodeSettingsRO saved = saved(node.factoryClass());
        assertEquals(List.of(), node.checkSettings(saved), node.name());
        node.loadSettings(saved);
        final ByteArrayOutputStream now = new ByteArrayOutputStream();
        node.settings().saveToXML(now);
        final List<String> lost = lines(file(node.factoryClass()));
        lost.removeAll(lines(now.toByteArray()));
        assertEquals(List.of(), lost,
            () -> node.name() + " no longer knows these settings, or reads them as others");
    }

    /** The option came after 1.0: saved nodes go on with all patients, new ones take training patients. */
    @ParameterizedTest
    @ValueSource(classes = {RobustnessFilterNodeFactory.class, PerturbatorNodeFactory.class})
    void savedNodesTakeAllPatientsAsTheyDid(final Class<?> factory) throws Exception {
        final NodeRuntime node = NodeRuntime.of(factory);
        assertTrue(node.defaultSettings(new PortObjectSpec[1]).getBoolean("useCohort"));
        final NodeSettingsRO saved = saved(factory);
        assertFalse(saved.containsKey("useCohort"));
        node.loadSettings(saved);
        assertFalse(node.settings().getBoolean("useCohort"));
        assertEquals("cohort", node.settings().getString("cohort"));
    }

    /** What a later version may choose is refused with the choices of this one, never replaced. */
    @Test
    void choiceOfANewerVersionIsRefused() throws Exception {
        final NodeRuntime node = NodeRuntime.of(RobustnessFilterNodeFactory.class);
        final NodeSettings settings = node.defaultSettings(new PortObjectSpec[1]);
        settings.addString("criterion", "UPPER_BOUND");
        final String message = assertThrows(InvalidSettingsException.class, () -> node.loadSettings(settings)).getMessage();
        assertTrue(message.contains("UPPER_BOUND") && message.contains("LOWER_BOUND"), message);
    }

    /** A model file of a later version is named as such: its numbers could mean something else. */
    @Test
    void modelOfANewerVersionIsRefused() throws Exception {
        final Path file = m_dir.resolve("model.json");
        newer(file, "org.dlrm.model", DlrmModelReaderNodeFactory.class, "fusion model");
        newer(file, "org.dlrm.survival", SurvivalModelReaderNodeFactory.class, "survival model");
        newer(file, "org.dlrm.combat", HarmonizerModelReaderNodeFactory.class, "harmonization model");
    }

    private void newer(final Path file, final String format, final Class<?> reader, final String kind) throws Exception {
        Files.writeString(file, "{\"format\": \"" + format + "\", \"version\": 2, \"news\": [1]}");
        node(reader).set("file", file).refused(file + ": The " + kind + " has format version 2, these nodes read up to 1: "
            + "update the DLRM Nodes");
    }
}

package org.dlrm.knime;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
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
import org.junit.jupiter.params.provider.CsvSource;
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

    /** Every parameter, changed from its default, is the same after saving and loading. */
    @ParameterizedTest
    @MethodSource("factories")
    void everyParameterRoundTrips(final String factory) throws InvalidSettingsException {
        final NodeRuntime node = node(factory);
        final NodeSettings defaults = node.defaultSettings(new PortObjectSpec[node.inputs().size()]);
        for (final NodeRuntime.Parameter p : node.parameters()) {
            final NodeSettings changed = node.defaultSettings(new PortObjectSpec[node.inputs().size()]);
            node.set(changed, p.path(), other(p));
            assertNotEquals(defaults, changed, () -> p.path() + " = " + other(p) + " changes something");
            node.loadSettings(changed);
            assertEquals(changed, node.settings(), p.path());
        }
    }

    /** @return a value that differs from the default and lies within the limits */
    private static String other(final NodeRuntime.Parameter p) {
        if (!p.choices().isEmpty()) {
            return p.choices().stream().map(NodeRuntime.Choice::id).filter(c -> !c.equals(p.defaultValue())).findFirst()
                .orElseThrow();
        }
        return switch (p.javaType()) {
            case "boolean" -> String.valueOf(!Boolean.parseBoolean(p.defaultValue()));
            case "int" -> String.valueOf(Integer.parseInt(p.defaultValue())
                + (p.maximum().orElse(Double.MAX_VALUE) > Integer.parseInt(p.defaultValue()) ? 1 : -1));
            case "double" -> String.valueOf(Double.parseDouble(p.defaultValue()) == 0 ? 0.25
                : Double.parseDouble(p.defaultValue()) / 2);
            default -> "another";
        };
    }

    /** What a user types into the search field of KNIME's node repository, and what must be found. */
    @ParameterizedTest
    @CsvSource({"CT,DICOM Reader", "CSV,Cohort Reader", "Excel,Cohort Reader", "segmentation,ROI Masker",
        "RTSTRUCT,ROI Masker", "IBSI,Radiomics Extractor", "PyRadiomics,Radiomics Extractor", "texture,Radiomics Extractor",
        "CNN,Deep Feature Extractor", "ONNX,Deep Feature Extractor", "PyTorch,Deep Feature Learner",
        "ICC,Feature Robustness Filter", "ComBat,Feature Harmonizer (Learner)", "LASSO,DLRM Fusion", "nomogram,DLRM Fusion",
        "ROC,Model Validator", "AUC,Model Validator", "DeLong,Model Validator", "decision curve,Model Validator",
        "calibration,Model Validator", "Kaplan Meier,Survival Stratifier (Learner)", "Cox,Survival Stratifier (Learner)",
        "log-rank,Survival Stratifier (Apply)", "TRIPOD,Study Report Writer", "Table 1,Study Report Writer"})
    void searchFinds(final String word, final String name) {
        final NodeRuntime node = factories().map(NodesTest::node).filter(n -> n.name().equals(name)).findFirst().orElseThrow();
        assertTrue(node.keywords().stream().anyMatch(k -> k.toLowerCase(Locale.ROOT).contains(word.toLowerCase(Locale.ROOT)))
            || node.name().contains(word), () -> name + " is not found by " + word + ": " + node.keywords());
    }

    /** A biostatistician who opens a dialog for the first time sees few options. */
    @ParameterizedTest
    @MethodSource("factories")
    void fewOptionsAreBasic(final String factory) {
        final NodeRuntime node = node(factory);
        final JsonObject ui = JsonParser.parseString(node.dialogJson(new PortObjectSpec[node.inputs().size()]))
            .getAsJsonObject().getAsJsonObject("ui_schema");
        final long shown = controls(ui).stream()
            .filter(c -> !c.has("rule") && !(c.has("options") && c.getAsJsonObject("options").has("isAdvanced"))).count();
        assertTrue(shown <= 22, () -> node.name() + " shows " + shown + " options at first");
    }

    private static List<JsonObject> controls(final JsonObject ui) {
        final List<JsonObject> found = new ArrayList<>();
        if (ui.has("scope")) {
            found.add(ui);
        }
        if (ui.has("elements")) {
            ui.getAsJsonArray("elements").forEach(e -> found.addAll(controls(e.getAsJsonObject())));
        }
        return found;
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

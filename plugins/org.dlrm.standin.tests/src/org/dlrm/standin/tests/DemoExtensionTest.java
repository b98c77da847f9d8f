package org.dlrm.standin.tests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

import org.dlrm.standin.NodeRuntime;
import org.dlrm.standin.Settings;
import org.dlrm.standin.Workspace;
import org.dlrm.testing.Shared;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.knime.core.data.DataCell;
import org.knime.core.data.DataColumnSpecCreator;
import org.knime.core.data.DataRow;
import org.knime.core.data.DataTableSpec;
import org.knime.core.data.DataTableSpecCreator;
import org.knime.core.data.def.DefaultRow;
import org.knime.core.data.def.DoubleCell.DoubleCellFactory;
import org.knime.core.data.def.DoubleCell;
import org.knime.core.data.def.IntCell.IntCellFactory;
import org.knime.core.data.def.StringCell;
import org.knime.core.data.filestore.FileStoreCell;
import org.knime.core.node.BufferedDataTable;
import org.knime.core.node.NodeSettings;
import org.knime.core.node.port.PortObject;
import org.knime.core.node.port.PortObjectSpec;

/** The demo extension that runs in KNIME 5.12 gives here what KNIME saved. */
class DemoExtensionTest {

    private static final String SOURCE = "scratch.demo.classic.SourceNodeFactory";

    private static final String MODERN = "scratch.demo.modern.ModernNodeFactory";

    @TempDir
    private Path m_dir;

    private static NodeSettings model(final Path node) throws Exception {
        return Settings.read(node.resolve("settings.xml")).getNodeSettings("model");
    }

    /** Keys, columns with their domains, and every cell's text are those KNIME saved. */
    private static void assertSame(final SavedTable saved, final BufferedDataTable table) throws Exception {
        assertEquals(saved.spec(), table.getDataTableSpec());
        assertEquals(saved.keys().size(), table.size());
        int r = 0;
        for (final DataRow row : table) {
            assertEquals(saved.keys().get(r), row.getKey().getString());
            final List<String> cells = row.stream().map(DemoExtensionTest::text).toList();
            assertEquals(saved.cells().get(r), cells);
            r++;
        }
    }

    /** File-store cells: the label is what the serializer stores. */
    private static String text(final DataCell cell) {
        return cell instanceof FileStoreCell ? cell.toString().replaceAll("\\[.*", "") : cell.toString();
    }

    private static String xml(final NodeSettings settings) throws Exception {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        settings.saveToXML(out);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void theDemoWorkflow() throws Exception {
        final Path api = Shared.require("knime-api");
        final Path sourceDir = api.resolve("samples/demo/Scratch Source (#1)");
        final Path modernDir = api.resolve("samples/demo/Scratch Modern (#2)");
        try (Demo demo = Demo.load(api.resolve("demo-extension"), m_dir.resolve("classes"));
            Workspace workspace = Workspace.open(api.resolve("samples/demo"), m_dir)) {
            final NodeRuntime source = demo.node(SOURCE);
            assertEquals("Scratch Source", source.name());
            source.loadSettings(model(sourceDir));
            assertEquals(List.of(), source.checkSettings(model(sourceDir)));
            assertEquals(xml(model(sourceDir)), xml(source.settings()));
            final NodeRuntime.Result made = source.execute(new PortObject[0], NodeRuntime.Monitor.SILENT, workspace);
            final SavedTable savedSource = SavedTable.read(sourceDir.resolve("port_1"), null);
            final BufferedDataTable table = (BufferedDataTable)made.outputs()[0];
            assertSame(savedSource, table);
            blobs(table, sourceDir.resolve("filestore/000/000"));

            final NodeRuntime modern = demo.node(MODERN);
            modern.loadCreationConfig(Settings.read(modernDir.resolve("settings.xml"))
                .getNodeSettings("node_creation_config"));
            modern.loadSettings(model(modernDir));
            assertEquals(xml(model(modernDir)), xml(modern.settings()));
            final NodeRuntime.Result result =
                modern.execute(made.outputs(), NodeRuntime.Monitor.SILENT, workspace);
            assertSame(SavedTable.read(modernDir.resolve("port_1"), savedSource),
                (BufferedDataTable)result.outputs()[0]);
            assertEquals("mean=22.5", result.outputs()[1].getSummary());
            assertEquals(List.of(), modern.codingProblems());
            model(workspace, result.outputs()[1], modernDir);
            view(modern.view(result, workspace).orElseThrow());
        }
    }

    /** The cells' files hold what KNIME's do (the source node writes zeros of a known length). */
    private static void blobs(final BufferedDataTable table, final Path saved) throws Exception {
        int r = 0;
        for (final DataRow row : table) {
            final Object content = row.getCell(2).getClass().getMethod("readContent").invoke(row.getCell(2));
            assertArrayEquals(Files.readAllBytes(saved.resolve("blob_" + r++)), (byte[])content);
        }
    }

    /** The model's files are KNIME's, entry by entry. */
    private void model(final Workspace workspace, final PortObject model, final Path saved) throws Exception {
        final Path folder = m_dir.resolve("model");
        workspace.save(model, folder);
        assertEquals(entry(saved.resolve("port_2/spec/spec.zip")), entry(folder.resolve("spec.zip")));
        assertEquals(entry(saved.resolve("port_2/object/portobject.zip")), entry(folder.resolve("portobject.zip")));
        assertEquals(model, workspace.load(folder));
    }

    private static String entry(final Path zip) throws Exception {
        try (ZipFile file = new ZipFile(zip.toFile());
            InputStream in = file.getInputStream(file.getEntry("content.xml"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void view(final NodeRuntime.View view) {
        assertEquals("Shows the values.", view.description());
        assertEquals("web/view.html", view.basePath() + "/" + view.pageFile());
        assertTrue(view.resource("view.html").isPresent());
        assertTrue(view.resource("../plugin.xml").isEmpty() && view.resource("no.js").isEmpty());
        assertEquals("{\"result\":{\"values\":[0.0,15.0,30.0,45.0]}}", view.initialData().orElseThrow());
        assertEquals("{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":\"pong x\"}", view
            .call("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"ping\",\"params\":[\"x\"]}").orElseThrow());
        assertTrue(view.call("{\"id\":1,\"method\":\"nope\"}").orElseThrow().contains("method not found"));
        assertTrue(view.call("no json").orElseThrow().contains("-32700"));
    }

    @Test
    void theCsvWorkflow() throws Exception {
        final Path api = Shared.require("knime-api");
        final Path csv = api.resolve("samples/csv");
        try (Demo demo = Demo.load(api.resolve("demo-extension"), m_dir.resolve("classes"));
            Workspace workspace = Workspace.open(csv, m_dir)) {
            final SavedTable read = SavedTable.read(csv.resolve("CSV Reader (#1)/port_1"), null);
            final List<DataRow> rows = new ArrayList<>();
            for (int r = 0; r < read.cells().size(); r++) {
                final List<String> c = read.cells().get(r);
                rows.add(new DefaultRow(read.keys().get(r), IntCellFactory.create(c.get(0)),
                    DoubleCellFactory.create(c.get(1)), new StringCell(c.get(2))));
            }
            final BufferedDataTable input =
                workspace.table(new DataTableSpecCreator(read.spec()).dropAllDomains().createSpec(), rows);
            // domains are found again: bounds of numbers, values of texts
            assertEquals(read.spec(), input.getDataTableSpec());
            final Path node = csv.resolve("Scratch Modern (#2)");
            final NodeRuntime modern = demo.node(MODERN);
            modern.loadSettings(model(node));
            final NodeRuntime.Result result =
                modern.execute(new PortObject[]{input}, NodeRuntime.Monitor.SILENT, workspace);
            assertSame(SavedTable.read(node.resolve("port_1"), read), (BufferedDataTable)result.outputs()[0]);
            assertEquals(Settings.read(node.resolve("settings.xml")).getNodeSettings("ports")
                .getNodeSettings("port_2").getString("port_object_summary"), result.outputs()[1].getSummary());
        }
    }

    @Test
    void everyFileOfTheSamplesIsWrittenBackByteForByte() throws Exception {
        final Path samples = Shared.require("knime-api").resolve("samples");
        int files = 0;
        try (Stream<Path> all = Files.walk(samples)) {
            final String names = "(settings|spec|data)\\.xml|workflow\\.knime";
            for (final Path file : all.filter(f -> f.getFileName().toString().matches(names)).toList()) {
                final NodeSettings settings = Settings.read(file);
                final String text = Files.readString(file);
                // the root's key is the file's name, but for data.xml
                assertEquals(text.replaceFirst("key=\"[^\"]*\">", "key=\"" + file.getFileName() + "\">"),
                    xml(settings), file::toString);
                files++;
            }
        }
        assertTrue(files > 30, "only " + files + " files");
        System.out.println(files + " XMLConfig files written back byte for byte");
    }

    @Test
    void theParameterNode() throws Exception {
        final Path api = Shared.require("knime-api");
        final NodeSettings saved = model(api.resolve("samples/parameters/Parameter Sample (#2)"));
        try (Demo demo = Demo.load(api.resolve("demo-parameters"), m_dir.resolve("classes"))) {
            final NodeRuntime node = demo.node("sample.params.ParamsNodeFactory");
            final DataTableSpec spec = new DataTableSpec(
                new DataColumnSpecCreator("value", DoubleCell.TYPE).createSpec());
            assertEquals(xml(saved), xml(node.defaultSettings(new PortObjectSpec[]{spec})));
            assertEquals(List.of(), node.checkSettings(saved));
            node.loadSettings(saved);
            assertEquals(xml(saved), xml(node.settings()));
        }
    }
}

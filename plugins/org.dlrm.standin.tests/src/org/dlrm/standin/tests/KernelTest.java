package org.dlrm.standin.tests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.dlrm.standin.Json;
import org.dlrm.standin.NodeRuntime;
import org.dlrm.standin.Settings;
import org.dlrm.standin.Workspace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.knime.core.data.DataCell;
import org.knime.core.data.DataColumnSpec;
import org.knime.core.data.DataColumnSpecCreator;
import org.knime.core.data.DataRow;
import org.knime.core.data.DataTableSpec;
import org.knime.core.data.DataType;
import org.knime.core.data.DoubleValue;
import org.knime.core.data.MissingCell;
import org.knime.core.data.StringValue;
import org.knime.core.data.collection.CollectionCellFactory;
import org.knime.core.data.collection.ListCell;
import org.knime.core.data.container.ColumnRearranger;
import org.knime.core.data.container.SingleCellFactory;
import org.knime.core.data.def.DefaultRow;
import org.knime.core.data.def.DoubleCell;
import org.knime.core.data.def.IntCell;
import org.knime.core.data.def.StringCell;
import org.knime.core.node.BufferedDataContainer;
import org.knime.core.node.BufferedDataTable;
import org.knime.core.node.CanceledExecutionException;
import org.knime.core.node.InvalidSettingsException;
import org.knime.core.node.NodeSettings;
import org.knime.core.node.port.PortObject;
import org.knime.core.node.workflow.NodeContext;
import org.knime.core.util.DuplicateKeyException;
import org.knime.core.util.FileUtil;
import org.knime.node.DefaultModel.ConfigureInput;
import org.knime.node.DefaultModel.ConfigureOutput;
import org.knime.node.DefaultModel.ExecuteInput;
import org.knime.node.DefaultModel.ExecuteOutput;
import org.knime.node.DefaultNode;
import org.knime.node.DefaultNodeFactory;
import org.knime.node.RequirePorts;
import org.knime.node.parameters.NodeParameters;
import org.knime.node.parameters.WidgetGroup;
import org.knime.node.parameters.migration.ConfigMigration;
import org.knime.node.parameters.migration.DefaultProvider;
import org.knime.node.parameters.migration.Migrate;
import org.knime.node.parameters.migration.Migration;
import org.knime.node.parameters.migration.NodeParametersMigration;
import org.knime.node.parameters.persistence.Persist;
import org.knime.node.parameters.widget.choices.filter.ColumnFilter;
import org.knime.node.parameters.widget.choices.filter.LegacyFilterUtil.ColumnFilterBuilder;

/** Tables, settings, ports and runs behave as nodes see them in KNIME. */
class KernelTest {

    @TempDir
    private Path m_dir;

    private static DataTableSpec spec() {
        return new DataTableSpec(new DataColumnSpecCreator("n", DoubleCell.TYPE).createSpec(),
            new DataColumnSpecCreator("s", StringCell.TYPE).createSpec());
    }

    private static DataRow row(final String key, final double n, final String s) {
        return new DefaultRow(key, new DoubleCell(n), new StringCell(s));
    }

    // ---- tables

    @Test
    void tablesRefuseWhatKnimeRefuses() throws Exception {
        try (Workspace workspace = Workspace.open(m_dir, m_dir)) {
            final BufferedDataContainer c =
                workspace.executionContext(NodeRuntime.Monitor.SILENT).createDataContainer(spec());
            c.addRowToTable(row("a", 1, "x"));
            assertEquals("a", assertThrows(DuplicateKeyException.class, () -> c.addRowToTable(row("a", 2, "y")))
                .getKey());
            assertTrue(assertThrows(IllegalArgumentException.class,
                () -> c.addRowToTable(new DefaultRow("b", new DoubleCell(1)))).getMessage().contains("1 vs. 2"));
            assertTrue(assertThrows(IllegalArgumentException.class,
                () -> c.addRowToTable(new DefaultRow("b", new StringCell("1"), new StringCell("1")))).getMessage()
                .contains("does not comply"));
            // a whole number is a number
            c.addRowToTable(new DefaultRow("b", new IntCell(7), new StringCell("y")));
            c.addRowToTable(new DefaultRow("c", new MissingCell("why"), DataType.getMissingCell()));
            assertThrows(IllegalStateException.class, c::getTable);
            c.close();
            assertThrows(IllegalStateException.class, () -> c.addRowToTable(row("d", 1, "x")));
            final List<DataRow> rows = new ArrayList<>();
            c.getTable().forEach(rows::add);
            assertEquals(List.of(new DoubleCell(1), new IntCell(7), DataType.getMissingCell()),
                rows.stream().map(r -> r.getCell(0)).toList());
            assertEquals("why", ((MissingCell)rows.get(2).getCell(0)).getError());
            assertThrows(IllegalArgumentException.class,
                () -> new DataTableSpec(spec(), new DataTableSpec(spec().getColumnSpec(0))));
            assertEquals("n (#1)", DataTableSpec.getUniqueColumnName(spec(), "n"));
        }
    }

    @Test
    void domainsHoldBoundsAndUpToSixtyValues() throws Exception {
        try (Workspace workspace = Workspace.open(m_dir, m_dir)) {
            for (final int values : new int[]{60, 61}) {
                final List<DataRow> rows = new ArrayList<>();
                for (int i = 0; i < values; i++) {
                    rows.add(row("r" + i, i == 3 ? Double.NaN : i, "v" + i));
                }
                final DataTableSpec made = workspace.table(spec(), rows).getDataTableSpec();
                assertEquals(new DoubleCell(0), made.getColumnSpec("n").getDomain().getLowerBound());
                assertEquals(new DoubleCell(values - 1), made.getColumnSpec("n").getDomain().getUpperBound());
                assertEquals(values == 60, made.getColumnSpec("s").getDomain().hasValues());
                assertEquals(false, made.getColumnSpec("n").getDomain().hasValues());
            }
        }
    }

    @Test
    void aCohortOfFeaturesFitsIntoMemory() throws Exception {
        final int patients = 719;
        final int features = 5000;
        try (Workspace workspace = Workspace.open(m_dir, m_dir)) {
            final DataTableSpec spec = new DataTableSpec(IntStream.range(0, features)
                .mapToObj(i -> new DataColumnSpecCreator("f" + i, DoubleCell.TYPE).createSpec())
                .toArray(DataColumnSpec[]::new));
            final BufferedDataContainer c =
                workspace.executionContext(NodeRuntime.Monitor.SILENT).createDataContainer(spec);
            System.gc();
            final long before = used();
            for (int p = 0; p < patients; p++) {
                final int patient = p;
                c.addRowToTable(new DefaultRow("p" + p,
                    IntStream.range(0, features).mapToDouble(f -> patient * 1e4 + f).toArray()));
            }
            c.close();
            System.gc();
            final long bytes = used() - before;
            // 8 bytes per number and little more
            assertTrue(bytes < 1.5 * 8 * patients * features, () -> "table takes " + bytes + " bytes");
            double sum = 0;
            for (final DataRow row : c.getTable()) {
                sum += ((DoubleCell)row.getCell(4999)).getDoubleValue();
            }
            assertEquals(patients * 4999.0 + 1e4 * patients * (patients - 1) / 2, sum);
        }
    }

    private static long used() {
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test
    void columnsAreRearranged() throws Exception {
        try (Workspace workspace = Workspace.open(m_dir, m_dir)) {
            final BufferedDataTable table = workspace.table(spec(), List.of(row("a", 1, "x"), row("b", 2, "y")));
            final ColumnRearranger r = new ColumnRearranger(table.getDataTableSpec());
            final DataColumnSpec twice = new DataColumnSpecCreator("twice", DoubleCell.TYPE).createSpec();
            r.append(new SingleCellFactory(twice) {
                @Override
                public DataCell getCell(final DataRow row) {
                    return new DoubleCell(2 * ((DoubleCell)row.getCell(0)).getDoubleValue());
                }
            });
            r.move("twice", 0);
            r.remove("n");
            assertArrayEquals(new String[]{"twice", "s"}, r.createSpec().getColumnNames());
            assertThrows(IllegalArgumentException.class, () -> r.remove("n"));
            final var exec = workspace.executionContext(NodeRuntime.Monitor.SILENT);
            final List<String> rows = new ArrayList<>();
            exec.createColumnRearrangeTable(table, r, exec).forEach(row -> rows.add(row.toString()));
            assertEquals(List.of("a: [2.0, x]", "b: [4.0, y]"), rows);
        }
    }

    @Test
    void typesHaveCommonSuperTypes() {
        assertTrue(DoubleCell.TYPE.isASuperTypeOf(IntCell.TYPE));
        assertEquals(false, IntCell.TYPE.isASuperTypeOf(DoubleCell.TYPE));
        assertEquals(DoubleCell.TYPE, DataType.getCommonSuperType(IntCell.TYPE, DoubleCell.TYPE));
        final DataType mixed = DataType.getCommonSuperType(StringCell.TYPE, DoubleCell.TYPE);
        assertTrue(mixed.isASuperTypeOf(StringCell.TYPE) && mixed.isASuperTypeOf(IntCell.TYPE));
        assertEquals("List (Number (Float))", ListCell.getCollectionType(DoubleCell.TYPE).getName());
        assertEquals(ListCell.getCollectionType(DoubleCell.TYPE),
            CollectionCellFactory.createListCell(List.of(new DoubleCell(1), DataType.getMissingCell())).getType());
    }

    @Test
    void typesAndSpecsAreStored() throws Exception {
        final NodeSettings settings = new NodeSettings("s");
        final DataTableSpec spec = new DataTableSpec(
            new DataColumnSpecCreator("list", ListCell.getCollectionType(DoubleCell.TYPE)).createSpec(),
            new DataColumnSpecCreator("mixed", DataType.getCommonSuperType(StringCell.TYPE, DoubleCell.TYPE))
                .createSpec());
        spec.save(settings);
        final Path file = m_dir.resolve("spec.xml");
        Settings.write(settings, file);
        assertEquals(spec, DataTableSpec.load(Settings.read(file)));
    }

    // ---- settings files

    @Test
    void everyTextSurvivesASettingsFile() throws Exception {
        final NodeSettings settings = new NodeSettings("settings.xml");
        final List<String> texts = List.of("", " a ", "<&>\"'", "line\nbreak\ttab\r", "100%", "50%%00010", "\u0001",
            "Größe µm 胃癌", "\uD83E\uDDEC");
        for (int i = 0; i < texts.size(); i++) {
            settings.addString("t" + i, texts.get(i));
        }
        settings.addString("none", null);
        settings.addDoubleArray("d", 0.1, Double.NaN, Double.NEGATIVE_INFINITY);
        final Path file = m_dir.resolve("settings.xml");
        Settings.write(settings, file);
        assertEquals(settings, Settings.read(file));
        assertNull(Settings.read(file).getString("none"));
        assertEquals(5, Settings.read(file).getInt("none", 5));
        assertEquals("Int for key \"t0\" not found.",
            assertThrows(InvalidSettingsException.class, () -> settings.getInt("t0")).getMessage());
    }

    @Test
    void hostileSettingsFilesAreRefused() throws Exception {
        final String head = "<config xmlns=\"http://www.knime.org/2008/09/XMLConfig\" key=\"k\">";
        for (final String wrong : List.of("", "no xml", "<other/>", head, head + "<entry key=\"a\"/></config>",
            head + "<entry key=\"a\" type=\"xint\" value=\"1.5\"/></config>",
            "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>" + head + "</config>",
            head + "<config key=\"c\">".repeat(100_000))) {
            final Path file = Files.writeString(m_dir.resolve("wrong.xml"), wrong);
            assertTrue(assertThrows(IOException.class, () -> Settings.read(file)).getMessage()
                .startsWith("wrong.xml: line "), wrong.substring(0, Math.min(60, wrong.length())));
        }
    }

    // ---- nodes

    static NodeRuntime node(final Class<? extends NodeParameters> parameters) {
        return node(DefaultNode.create().name("n").icon("i.png").shortDescription("s").fullDescription("f")
            .sinceVersion(1, 0, 0).ports(p -> {
            }).model(m -> m.parametersClass(parameters).configure((i, o) -> {
            }).execute((i, o) -> {
            })));
    }

    private static NodeRuntime node(final DefaultNode node) {
        return NodeRuntime.of(new DefaultNodeFactory(node) {
        });
    }

    /** Parameters of a later version: one was renamed, two are new. */
    static final class Later implements NodeParameters {

        static final class OldName implements NodeParametersMigration<String> {
            @Override
            public List<ConfigMigration<String>> getConfigMigrations() {
                return List.of(ConfigMigration.<String> builder(s -> s.getString("oldName"))
                    .withDeprecatedConfigPath("oldName").build());
            }
        }

        static final class Seven implements DefaultProvider<Integer> {
            @Override
            public Integer getDefault() {
                return 7;
            }
        }

        @Migration(OldName.class)
        String m_name = "new";

        @Migrate(loadDefaultIfAbsent = true)
        double m_added = 0.5;

        @Migration(Seven.class)
        int m_seven = 1;

        int m_plain = 2;

        @Override
        public void validate() throws InvalidSettingsException {
            if (m_plain < 0) {
                throw new InvalidSettingsException("Plain must not be negative");
            }
        }
    }

    @Test
    void olderSettingsAreMigratedAndOthersRefused() throws Exception {
        final NodeRuntime node = node(Later.class);
        final NodeSettings old = new NodeSettings("model");
        old.addString("oldName", "kept");
        old.addInt("plain", 3);
        assertEquals(List.of(), node.checkSettings(old));
        node.loadSettings(old);
        assertEquals("{name=kept, added=0.5, seven=7, plain=3}", node.settings().toString());

        final NodeSettings wrong = new NodeSettings("model");
        wrong.addString("plain", "3");
        wrong.addString("typo", "3");
        assertEquals("MISSING name, INVALID plain, UNKNOWN typo", node.checkSettings(wrong).stream()
            .map(p -> p.kind() + " " + p.path()).collect(Collectors.joining(", ")));
        final String message =
            assertThrows(InvalidSettingsException.class, () -> node.loadSettings(wrong)).getMessage();
        assertTrue(message.contains("\"name\" is missing") && message.contains("\"plain\""), message);

        node.set(old, "plain", "-1");
        assertEquals("Plain must not be negative", node.checkSettings(old).get(0).message());
        assertThrows(InvalidSettingsException.class, () -> node.loadSettings(old));
        assertTrue(assertThrows(InvalidSettingsException.class, () -> node.set(old, "plian", "1")).getMessage()
            .contains("name, added, seven, plain"));
        assertThrows(InvalidSettingsException.class, () -> node.set(old, "plain", "1.5"));
    }

    static final class NoGroup implements NodeParameters {

        static final class Inner implements WidgetGroup {
            int m_x = 1;
        }

        Inner m_inner = new Inner();
    }

    static final class TwiceTheKey implements NodeParameters {

        int m_x = 1;

        @Persist(configKey = "x")
        int m_y = 2;
    }

    static final class NoConstructor implements NodeParameters {

        NoConstructor(final int x) {
        }
    }

    @Test
    void parametersThatKnimeCannotStoreAreRefused() {
        assertTrue(assertThrows(IllegalStateException.class, () -> node(NoGroup.class)).getMessage()
            .contains("must implement NodeParameters"));
        assertTrue(assertThrows(IllegalStateException.class, () -> node(TwiceTheKey.class)).getMessage()
            .contains("under the key \"x\""));
        assertTrue(assertThrows(IllegalStateException.class, () -> node(NoConstructor.class)).getMessage()
            .contains("no constructor without arguments"));
    }

    @Test
    void columnFiltersChooseAsInKnime() throws Exception {
        final DataTableSpec spec = new DataTableSpec(new String[]{"deep_1", "Deep_2", "age", "name"},
            new DataType[]{DoubleCell.TYPE, DoubleCell.TYPE, IntCell.TYPE, StringCell.TYPE});
        assertArrayEquals(new String[]{"age", "name"},
            new ColumnFilter(new String[]{"name", "gone", "age"}).filterFromFullSpec(spec));
        assertArrayEquals(new String[]{"gone"},
            new ColumnFilter(new String[]{"name", "gone"}).getMissingSelectedFromFullSpec(spec));
        assertArrayEquals(spec.getColumnNames(),
            new ColumnFilter(new String[0]).withIncludeUnknownColumns().filterFromFullSpec(spec));
        for (final boolean inverted : new boolean[]{false, true}) {
            for (final boolean caseSensitive : new boolean[]{false, true}) {
                final ColumnFilter wildcard = new ColumnFilterBuilder().withMode(ColumnFilterBuilder.Mode.WILDCARD)
                    .withPattern("deep_?").withPatternCaseSensitive(caseSensitive).withPatternInverted(inverted)
                    .build();
                final List<String> found = List.of(wildcard.filterFromFullSpec(spec));
                assertEquals(inverted ? caseSensitive ? List.of("Deep_2", "age", "name") : List.of("age", "name")
                    : caseSensitive ? List.of("deep_1") : List.of("deep_1", "Deep_2"), found);
            }
        }
    }

    private static NodeRuntime withPorts(final Consumer<RequirePorts.DynamicPortsAdder> ports,
        final BiConsumer<ExecuteInput, ExecuteOutput> execute) {
        return node(DefaultNode.create().name("n").icon("i.png").shortDescription("s").fullDescription("f")
            .sinceVersion(1, 0, 0).dynamicPorts(ports)
            .model(m -> m.withoutParameters().configure(KernelTest::same).execute(execute::accept)));
    }

    private static void same(final ConfigureInput in, final ConfigureOutput out) {
        out.setOutSpec(0, in.getInTableSpec(0));
    }

    private static void ports(final RequirePorts.DynamicPortsAdder ports) {
        ports.addInputPortGroup("table", g -> g.name("Table").description("d").fixed(BufferedDataTable.TYPE))
            .addInputPortGroup("extra",
                g -> g.name("Extra").description("d").optional().supportedTypes(BufferedDataTable.TYPE))
            .addOutputPortGroup("out", g -> g.name("Out").description("d").fixed(BufferedDataTable.TYPE));
    }

    @Test
    void optionalPortsAreThereWhenAdded() throws Exception {
        final List<String> located = new ArrayList<>();
        final BiConsumer<ExecuteInput, ExecuteOutput> execute = (in, out) -> {
            in.getPortsConfiguration().getInputPortLocation()
                .forEach((group, indices) -> located.add(group + Arrays.toString(indices)));
            out.setOutData(0, in.getInTable(0));
        };
        final NodeRuntime node = withPorts(KernelTest::ports, execute);
        assertEquals(1, node.inputs().size());
        assertThrows(IllegalArgumentException.class, () -> node.addPort("table"));
        node.addPort("extra");
        assertThrows(IllegalArgumentException.class, () -> node.addPort("extra"));
        assertEquals(List.of("Table", "Extra"), node.inputs().stream().map(NodeRuntime.Port::name).toList());
        final NodeSettings config = new NodeSettings("node_creation_config");
        node.saveCreationConfig(config);
        assertEquals("{table={}, extra={port_0={object_class=org.knime.core.node.BufferedDataTable}}, out={}}",
            config.toString());
        final NodeRuntime again = withPorts(KernelTest::ports, execute);
        again.loadCreationConfig(config);
        try (Workspace workspace = Workspace.open(m_dir, m_dir)) {
            final BufferedDataTable table = workspace.table(spec(), List.of(row("a", 1, "x")));
            again.execute(new PortObject[]{table, table}, NodeRuntime.Monitor.SILENT, workspace);
            assertEquals(List.of("table[0]", "extra[1]"), located);
            assertTrue(assertThrows(IllegalStateException.class,
                () -> again.execute(new PortObject[]{table}, NodeRuntime.Monitor.SILENT, workspace)).getMessage()
                .contains("2 input ports"));
        }
        config.addNodeSettings("gone");
        assertThrows(InvalidSettingsException.class, () -> again.loadCreationConfig(config));
        assertThrows(IllegalArgumentException.class, () -> withPorts(p -> p
            .addInputPortGroup("Table", g -> g.name("Table").description("d").fixed(BufferedDataTable.TYPE))
            .addOutputPortGroup("Table", g -> g.name("Table").description("d").fixed(BufferedDataTable.TYPE)),
            execute));
    }

    @Test
    void whatConfigureAnnouncedIsCompared() throws Exception {
        final NodeRuntime node = withPorts(KernelTest::ports, (in, out) -> {
            final ColumnRearranger r = new ColumnRearranger(in.getInTable(0).getDataTableSpec());
            r.remove("s");
            try {
                out.setOutData(0, in.getExecutionContext().createColumnRearrangeTable(in.getInTable(0), r,
                    in.getExecutionContext()));
            } catch (final CanceledExecutionException e) {
                throw new IllegalStateException(e);
            }
        });
        try (Workspace workspace = Workspace.open(m_dir, m_dir)) {
            node.execute(new PortObject[]{workspace.table(spec(), List.of(row("a", 1, "x")))},
                NodeRuntime.Monitor.SILENT, workspace);
            assertEquals(1, node.codingProblems().size());
            final NodeRuntime nothing = withPorts(KernelTest::ports, (in, out) -> {
            });
            assertTrue(assertThrows(IllegalStateException.class,
                () -> nothing.execute(new PortObject[]{workspace.table(spec(), List.of())},
                    NodeRuntime.Monitor.SILENT, workspace)).getMessage().contains("No data at output port 0"));
        }
    }

    @Test
    void progressIsReportedAndCancelled() throws Exception {
        final List<String> seen = new ArrayList<>();
        final boolean[] cancelled = {false};
        final NodeRuntime.Monitor monitor = new NodeRuntime.Monitor() {
            @Override
            public void progress(final double fraction, final String message) {
                seen.add(fraction + " " + message);
                cancelled[0] = fraction > 0.7;
            }

            @Override
            public boolean cancelled() {
                return cancelled[0];
            }
        };
        final NodeRuntime node = withPorts(KernelTest::ports, (in, out) -> {
            final var part = in.getExecutionContext().createSubProgress(0.5);
            part.setProgress(0.5, "half of the half");
            in.getExecutionContext().setProgress(0.5);
            in.getExecutionContext().createSilentSubProgress(0.5).setProgress(0.5, "not heard");
            out.setOutData(0, in.getInTable(0));
        });
        try (Workspace workspace = Workspace.open(m_dir, m_dir)) {
            assertThrows(CanceledExecutionException.class,
                () -> node.execute(new PortObject[]{workspace.table(spec(), List.of())}, monitor, workspace));
        }
        assertEquals(List.of("0.25 half of the half", "0.5 half of the half", "0.75 half of the half"), seen);
    }

    @Test
    void pathsInTheWorkflowResolveOnTheNodesThread() throws Exception {
        final URL url = FileUtil.toURL("knime://knime.workflow/x/../data dir/a.csv");
        final URL outside = FileUtil.toURL("knime://knime.workflow/../a.csv"); // as KNIME without a workspace around
        final List<Object> resolved = new ArrayList<>();
        final NodeRuntime node = withPorts(KernelTest::ports, (in, out) -> {
            final NodeContext context = NodeContext.getContext();
            final ExecutorService pool = Executors.newSingleThreadExecutor();
            try {
                assertThrows(IOException.class, () -> FileUtil.resolveToPath(outside));
                resolved.add(FileUtil.resolveToPath(url));
                resolved.add(pool.submit(() -> NodeContext.getContext() == null).get());
                resolved.add(pool.submit(() -> {
                    NodeContext.pushContext(context);
                    try {
                        return FileUtil.resolveToPath(url);
                    } finally {
                        NodeContext.removeLastContext();
                    }
                }).get());
            } catch (final Exception e) {
                throw new IllegalStateException(e);
            } finally {
                pool.shutdown();
            }
            out.setOutData(0, in.getInTable(0));
        });
        final Path workflow = Files.createDirectories(m_dir.resolve("workflow"));
        try (Workspace workspace = Workspace.open(workflow, m_dir)) {
            node.execute(new PortObject[]{workspace.table(spec(), List.of())}, NodeRuntime.Monitor.SILENT, workspace);
        }
        final Path expected = workflow.toAbsolutePath().resolve("data dir/a.csv");
        assertEquals(List.of(expected, true, expected), resolved);
        assertThrows(IOException.class, () -> FileUtil.resolveToPath(url));
        assertEquals(m_dir.toAbsolutePath().resolve("x y"),
            FileUtil.resolveToPath(FileUtil.toURL(m_dir.resolve("x y").toString())));
    }

    private abstract static class OneClass extends DataCell implements StringValue {
    }

    private abstract static class OtherClass extends DataCell implements StringValue {
    }

    private abstract static class MoreValues extends DataCell implements StringValue, DoubleValue {
    }

    /** As in KNIME: the cell class does not matter. */
    @Test
    void typesAreEqualByTheirValues() {
        final DataType type = DataType.getType(OneClass.class);
        assertEquals(type, DataType.getType(OtherClass.class));
        assertEquals(type.hashCode(), DataType.getType(OtherClass.class).hashCode());
        assertEquals(false, type.equals(DataType.getType(MoreValues.class)));
    }

    @Test
    void fileStoresGoWithTheWorkspace() throws Exception {
        final Path file;
        try (Workspace workspace = Workspace.open(m_dir, m_dir)) {
            final var exec = workspace.executionContext(NodeRuntime.Monitor.SILENT);
            file = exec.createFileStore("blob").getFile().toPath();
            Files.writeString(file, "x");
            assertThrows(IOException.class, () -> exec.createFileStore("blob"));
            for (final String refused : List.of("../blob", ".blob", "a\\b", "Blob")) { // Blob: the same file on Windows
                assertThrows(IOException.class, () -> exec.createFileStore(refused), refused);
            }
            workspace.executionContext(NodeRuntime.Monitor.SILENT).createFileStore("blob");
        }
        assertEquals(false, Files.exists(file));
    }

    // ---- views

    record Point(double x, String label) {
    }

    @Test
    void viewDataIsJsonAsJacksonWritesIt() {
        final Map<String, Object> data = new LinkedHashMap<>();
        data.put("points", List.of(new Point(0.5, "a\"b"), new Point(Double.NaN, null)));
        data.put("array", new double[]{1, 2});
        data.put("none", Optional.empty());
        data.put("kind", DialogTest.Wrong.Kind.A);
        assertEquals("{\"points\":[{\"x\":0.5,\"label\":\"a\\\"b\"},{\"x\":\"NaN\",\"label\":null}],"
            + "\"array\":[1.0,2.0],\"none\":null,\"kind\":\"A\"}", Json.write(data));
        assertThrows(IllegalArgumentException.class, () -> Json.write(new Object()));
    }
}

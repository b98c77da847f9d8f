package org.dlrm.knime.node.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.dlrm.standin.NodeRuntime;
import org.dlrm.standin.Workspace;
import org.dlrm.testing.Shared;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.knime.core.data.DataCell;
import org.knime.core.data.DataRow;
import org.knime.core.node.BufferedDataTable;
import org.knime.core.node.InvalidSettingsException;
import org.knime.core.node.NodeSettings;
import org.knime.core.node.port.PortObject;
import org.knime.core.node.port.PortObjectSpec;

/** The node reports what the library compares. */
final class ReferenceCheckNodeTest {

    private final NodeRuntime m_node = NodeRuntime.of(ReferenceCheckNodeFactory.class);

    private final NodeSettings m_settings = m_node.defaultSettings(new PortObjectSpec[0]);

    private static List<List<String>> rows(final NodeRuntime.Result result, final int port) {
        final List<List<String>> rows = new ArrayList<>();
        for (final DataRow row : (BufferedDataTable)result.outputs()[port]) {
            rows.add(row.stream().map(DataCell::toString).toList());
        }
        return rows;
    }

    @Test
    void digitalPhantom(@TempDir final Path folder) throws Exception {
        try (Workspace workspace = Workspace.open(folder)) {
            m_node.loadSettings(m_settings);
            final NodeRuntime.Result result = m_node.execute(new PortObject[0], NodeRuntime.Monitor.SILENT, workspace);
            final List<List<String>> rows = rows(result, 0);
            assertEquals(482, rows.size());
            assertEquals(482, rows.stream().filter(r -> r.get(10).equals("pass")).count());
            final List<String> row = rows.stream().filter(r -> r.get(3).equals("morph_volume")).findFirst().orElseThrow();
            assertEquals(List.of("IBSI 1 features", "digital phantom", "Volume (mesh)", "morph_volume", "RNU0"),
                row.subList(0, 5));
            assertEquals(List.of("556.0", "4.0", "very strong"), row.subList(6, 9));
            assertEquals(556.33, Double.parseDouble(row.get(9)), 0.01);
            assertEquals(List.of(List.of("IBSI 1 features", "digital phantom", "482", "482", "0")), rows(result, 1));
            assertEquals(Optional.empty(), result.warning());
            final String view = m_node.view(result, workspace).orElseThrow().initialData().orElseThrow();
            for (final String part : List.of("482 of 482 within tolerance", "Only the digital phantom was computed",
                "Outside the tolerance", "No value is outside")) {
                assertTrue(view.contains(part), part);
            }
        }
    }

    /** With IBSI's files; of the filters only what is quick, the library's tests compute all of them. */
    @Test
    void ibsisFiles(@TempDir final Path folder) throws Exception {
        final Path ibsi = Shared.require("ibsi");
        final Path nifti = folder.resolve("ibsi/ct/nifti");
        for (final String file : List.of("image/phantom.nii.gz", "mask/mask.nii.gz")) {
            Files.createDirectories(nifti.resolve(file).getParent());
            Files.copy(ibsi.resolve("ibsi1_ct_phantom/nifti").resolve(file), nifti.resolve(file));
        }
        Files.write(folder.resolve("ibsi/values.csv"), Files
            .readAllLines(ibsi.resolve("ibsi2_reference_feature_values.csv")).stream()
            .filter(l -> l.startsWith("filter_id") || l.startsWith("1.A;") || l.startsWith("8.B;")).toList());
        try (Workspace workspace = Workspace.open(folder.resolve("workflow"))) {
            m_node.set(m_settings, "folder", folder.resolve("ibsi").toString());
            m_node.set(m_settings, "outside", "FAIL");
            m_node.loadSettings(m_settings);
            final NodeRuntime.Result result = m_node.execute(new PortObject[0], NodeRuntime.Monitor.SILENT, workspace);
            final List<List<String>> rows = rows(result, 0);
            assertEquals(1804, count(rows, "IBSI 1 features", "pass"));
            assertEquals(300, count(rows, "IBSI 1 diagnostics", "pass"));
            assertEquals(35, count(rows, "IBSI 2 features", "pass"));
            assertEquals(1, count(rows, "IBSI 2 features", "no reference"));
            assertEquals(1804 + 300 + 36, rows.size());
            assertTrue(result.warning().orElseThrow().contains("0 of the 33 response maps"));
        }
    }

    private static long count(final List<List<String>> rows, final String part, final String verdict) {
        return rows.stream().filter(r -> r.get(0).equals(part) && r.get(10).equals(verdict)).count();
    }

    @Test
    void wrongFolders(@TempDir final Path folder) throws Exception {
        try (Workspace workspace = Workspace.open(folder)) {
            m_node.set(m_settings, "folder", folder.resolve("none").toString());
            m_node.loadSettings(m_settings);
            assertTrue(assertThrows(InvalidSettingsException.class,
                () -> m_node.configure(new PortObjectSpec[0], workspace)).getMessage().contains("there is no folder"));
            m_node.set(m_settings, "folder", Files.createDirectory(folder.resolve("empty")).toString());
            m_node.loadSettings(m_settings);
            assertTrue(assertThrows(Exception.class,
                () -> m_node.execute(new PortObject[0], NodeRuntime.Monitor.SILENT, workspace)).getMessage()
                .contains("github.com/theibsi/data_sets"));
        }
    }
}

package org.dlrm.knime.node.radiomics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;

import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Roi;
import org.dlrm.image.Volume;
import org.dlrm.knime.Columns;
import org.dlrm.knime.cell.RoiCell;
import org.dlrm.knime.cell.RoiValue;
import org.dlrm.radiomics.Aggregation;
import org.dlrm.radiomics.FeatureMap;
import org.dlrm.radiomics.RadiomicsSettings;
import org.dlrm.radiomics.RadiomicsSettings.Discretisation;
import org.dlrm.standin.NodeRuntime;
import org.dlrm.standin.Workspace;
import org.dlrm.work.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.knime.core.data.DataRow;
import org.knime.core.data.DataTableSpec;
import org.knime.core.data.MissingValue;
import org.knime.core.data.container.CloseableRowIterator;
import org.knime.core.data.def.DefaultRow;
import org.knime.core.data.filestore.FileStoreFactory;
import org.knime.core.node.BufferedDataTable;
import org.knime.core.node.InvalidSettingsException;
import org.knime.core.node.NodeSettings;
import org.knime.core.node.port.PortObject;
import org.knime.core.node.port.PortObjectSpec;

/** The node stores the library's map; a patient without region says why. */
final class FeatureMapNodeTest {

    private static final DataTableSpec SPEC = new DataTableSpec(Columns.spec("ROI", RoiCell.TYPE));

    private static Roi roi() {
        final Grid g = Grid.of(9, 8, 5, 1, 1, 2);
        final SplittableRandom random = new SplittableRandom(1);
        final float[] v = new float[g.voxels()];
        final byte[] m = new byte[v.length];
        for (int p = 0; p < v.length; p++) {
            v[p] = (float)Math.rint(40 + 30 * random.nextGaussian());
            m[p] = (byte)(random.nextDouble() < 0.7 ? 1 : 0);
        }
        return Roi.of(new Volume(g, v), "GTV", new Mask(g, m));
    }

    @Test
    void mapIsTheLibrarys(@TempDir final Path folder) throws Exception {
        final NodeRuntime node = NodeRuntime.of(FeatureMapNodeFactory.class);
        final NodeSettings settings = node.defaultSettings(new PortObjectSpec[]{SPEC});
        node.set(settings, "spacing", "0");
        node.set(settings, "binWidth", "10");
        node.loadSettings(settings);
        try (Workspace workspace = Workspace.open(folder)) {
            final FileStoreFactory files =
                FileStoreFactory.createFileStoreFactory(workspace.executionContext(NodeRuntime.Monitor.SILENT));
            final BufferedDataTable table = workspace.table(SPEC,
                List.of(new DefaultRow("P0", RoiCell.pending(roi(), "roi").finish(files)),
                    new DefaultRow("P1", Columns.missing("no contour"))));
            final NodeRuntime.Result result =
                node.execute(new PortObject[]{table}, NodeRuntime.Monitor.SILENT, workspace);
            try (CloseableRowIterator rows = ((BufferedDataTable)result.outputs()[0]).iterator()) {
                final Roi found = ((RoiValue)rows.next().getCell(1)).read();
                final FeatureMap expected = FeatureMap.of(roi().image(), roi().mask(),
                    RadiomicsSettings.builder().discretisation(Discretisation.width(10))
                        .aggregations(EnumSet.of(Aggregation.MERGED_3D)).build(),
                    "cm_joint_entr", 1, Progress.NONE);
                assertArrayEquals(expected.values().values(), found.image().values());
                assertArrayEquals(expected.mask().inside(), found.mask().inside());
                assertEquals("cm_joint_entr", found.info().get("feature"));
                final DataRow second = rows.next();
                assertEquals("no contour", ((MissingValue)second.getCell(1)).getError());
            }
            assertTrue(result.warning().orElseThrow().contains("1 of 2 patients"));
            node.set(settings, "feature", "morph_volume");
            node.loadSettings(settings);
            assertTrue(assertThrows(InvalidSettingsException.class,
                () -> node.configure(new PortObjectSpec[]{SPEC}, workspace)).getMessage().contains("morph_volume"));
        }
    }

    /** What has no map costs its own cell; a constant region has a map of zeros. */
    @Test
    void badRegions(@TempDir final Path folder) throws Exception {
        final NodeRuntime node = NodeRuntime.of(FeatureMapNodeFactory.class);
        final NodeSettings settings = node.defaultSettings(new PortObjectSpec[]{SPEC});
        node.set(settings, "spacing", "0");
        node.loadSettings(settings);
        final Grid g = roi().grid();
        final Mask empty = new Mask(g, new byte[g.voxels()]);
        try (Workspace workspace = Workspace.open(folder)) {
            final FileStoreFactory files =
                FileStoreFactory.createFileStoreFactory(workspace.executionContext(NodeRuntime.Monitor.SILENT));
            final BufferedDataTable table = workspace.table(SPEC,
                List.of(new DefaultRow("empty", RoiCell.pending(Roi.of(roi().image(), "GTV", empty), "a").finish(files)),
                    new DefaultRow("none", RoiCell.pending(Roi.of(roi().image()), "b").finish(files)),
                    new DefaultRow("flat", RoiCell
                        .pending(Roi.of(new Volume(g, new float[g.voxels()]), "GTV", roi().mask()), "c").finish(files))));
            final NodeRuntime.Result result =
                node.execute(new PortObject[]{table}, NodeRuntime.Monitor.SILENT, workspace);
            try (CloseableRowIterator rows = ((BufferedDataTable)result.outputs()[0]).iterator()) {
                assertEquals("The region of interest is empty", ((MissingValue)rows.next().getCell(1)).getError());
                assertEquals("the cell holds an image without a region of interest",
                    ((MissingValue)rows.next().getCell(1)).getError());
                final Roi flat = ((RoiValue)rows.next().getCell(1)).read();
                for (int p = 0; p < flat.mask().inside().length; p++) {
                    assertEquals(0, flat.mask().inside()[p] == 0 ? 0 : flat.image().values()[p], 1e-12);
                }
            }
            assertTrue(result.warning().orElseThrow().contains("2 of 3 patients have no feature map"));
            assertTrue(result.warning().orElseThrow().contains("Advice for 1 patient, first flat: the bin width"),
                "one grey level: " + result.warning());
            node.set(settings, "radius", "99");
            node.loadSettings(settings);
            assertTrue(assertThrows(InvalidSettingsException.class,
                () -> node.configure(new PortObjectSpec[]{SPEC}, workspace)).getMessage().contains("not 99"));
        }
    }
}

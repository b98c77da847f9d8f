package org.dlrm.knime.node.mask;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import org.dlrm.deep.onnx.OnnxGraph;
import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Roi;
import org.dlrm.image.Volume;
import org.dlrm.image.io.Nifti;
import org.dlrm.knime.Columns;
import org.dlrm.knime.WorkspaceTest;
import org.dlrm.knime.cell.RoiValue;
import org.dlrm.knime.node.dicom.DicomReaderNodeFactory;
import org.dlrm.knime.node.dicom.Images;
import org.dlrm.standin.NodeRuntime;
import org.junit.jupiter.api.Test;
import org.knime.core.data.DataCell;
import org.knime.core.data.DoubleValue;
import org.knime.core.node.BufferedDataTable;
import org.knime.core.node.CanceledExecutionException;
import org.knime.core.node.InvalidSettingsException;
import org.knime.core.node.NodeSettings;
import org.knime.core.node.port.PortObject;
import org.knime.core.node.port.PortObjectSpec;

/** ROI Masker: masks, quality columns, second reader, and what it says when a region cannot be made. */
final class RoiMaskerNodeTest extends WorkspaceTest {

    private BufferedDataTable volumes(final BufferedDataTable cohort, final String... settings) throws Exception {
        return (BufferedDataTable)node(DicomReaderNodeFactory.class, cohort).set(settings).execute().result().outputs()[0];
    }

    private NodeRuntime.Result mask(final BufferedDataTable volumes, final String... settings) throws Exception {
        return node(RoiMaskerNodeFactory.class, volumes).set(settings).execute().result();
    }

    private BufferedDataTable phantom() throws Exception {
        return volumes(Images.cohort(m_workspace, Images.phantom(m_dir.resolve("data"))));
    }

    private static double number(final Map<String, DataCell> row, final String column) {
        return ((DoubleValue)row.get(column)).getDoubleValue();
    }

    private static List<String> digests(final NodeRuntime.Result r, final String column) {
        return Images.rows(r.outputs()[0]).stream().map(x -> ((RoiValue)x.get(column)).digest()).toList();
    }

    /** A NIfTI image of 12 x 12 x 10 voxels of 1 x 1 x 2 mm, and a cube of label 1 at x from, y 3, z 2 of edge 4. */
    private BufferedDataTable cube(final int... from) throws Exception {
        final Grid g = Grid.of(12, 12, 10, 1, 1, 2);
        final float[] values = new float[g.voxels()];
        for (int p = 0; p < values.length; p++) {
            values[p] = p % 100;
        }
        final Path image = m_dir.resolve("image.nii");
        Nifti.writeVolume(new Volume(g, values), image);
        final List<String> row = new java.util.ArrayList<>(List.of("P1", image.toString()));
        for (final int x : from) {
            final byte[] inside = new byte[g.voxels()];
            for (int k = 2; k < 6; k++) {
                for (int j = 3; j < 7; j++) {
                    Arrays.fill(inside, g.index(x, j, k), g.index(x + 4, j, k), (byte)1);
                }
            }
            final Path mask = m_dir.resolve("mask" + x + ".nii");
            Nifti.writeMask(new Mask(g, inside), mask);
            row.add(mask.toString());
        }
        return volumes(Images.table(m_workspace,
            List.of("ct_path", "rtstruct_path", "second").subList(0, 1 + from.length), List.of(row)));
    }

    private Map<String, DataCell> one(final BufferedDataTable volumes, final String... settings) throws Exception {
        return Images.rows(mask(volumes, settings).outputs()[0]).get(0);
    }

    @Test
    void embeddedAndReferencedVolumesGiveTheSameCells() throws Exception {
        final BufferedDataTable cohort = Images.cohort(m_workspace, Images.phantom(m_dir.resolve("data")));
        assertEquals(digests(mask(volumes(cohort)), "ROI"), digests(mask(volumes(cohort, "embed", "true")), "ROI"));
    }

    @Test
    void threadsChangeNothing() throws Exception {
        final BufferedDataTable volumes = phantom();
        final String before = System.getProperty("dlrm.threads");
        try {
            System.setProperty("dlrm.threads", "1");
            final List<String> one = digests(mask(volumes), "ROI");
            System.setProperty("dlrm.threads", "3");
            assertEquals(one, digests(mask(volumes), "ROI"));
        } finally {
            if (before == null) {
                System.clearProperty("dlrm.threads");
            } else {
                System.setProperty("dlrm.threads", before);
            }
        }
    }

    @Test
    void qualityOfACube() throws Exception {
        final Map<String, DataCell> row = one(cube(5), "names", "");
        assertEquals(64, number(row, "ROI voxels"));
        assertEquals(0.128, number(row, "ROI volume (ml)"), 1e-12);
        assertEquals(4, number(row, "ROI slices"));
        assertEquals(3, number(row, "ROI largest slice"), "the first of equals, counted from 1");
        assertEquals(List.of(4.0, 4.0, 8.0), List.of("x", "y", "z").stream()
            .map(a -> number(row, "ROI bounding box " + a + " (mm)")).toList());
        assertTrue(((RoiValue)row.get("ROI")).thumbnail().length > 60, "thumbnail");
    }

    @Test
    void sliceRangeCountsInTheWholeImage() throws Exception {
        final BufferedDataTable volumes = cube(5);
        final Map<String, DataCell> row =
            one(volumes, "names", "", "firstSlice", "4", "lastSlice", "5", "margin", "0");
        assertEquals(32, number(row, "ROI voxels"));
        assertEquals(4, number(row, "ROI largest slice"));
        final Map<String, DataCell> none = one(volumes, "names", "", "firstSlice", "8", "margin", "0");
        assertTrue(Columns.whyMissing(none.get("ROI"), "").contains("Nothing is left"), none::toString);
        assertThrows(InvalidSettingsException.class,
            () -> one(volumes, "names", "", "firstSlice", "5", "lastSlice", "4"));
    }

    @Test
    void ringKeepsItsRegionOnRequest() throws Exception {
        final BufferedDataTable volumes = cube(5);
        final Roi ring = ((RoiValue)one(volumes, "names", "", "ring", "1").get("ROI")).read();
        assertEquals(1, ring.regions().size());
        // 1 mm reaches the four in-plane neighbours, not the slices at 2 mm
        assertEquals(4 * 16, ring.mask().count());
        final Roi both =
            ((RoiValue)one(volumes, "names", "", "ring", "1", "keepRegion", "true").get("ROI")).read();
        assertEquals(List.of("1 ring", "1"), both.regions().stream().map(Roi.Region::name).toList());
        assertEquals(List.of(64, 64), both.regions().stream().map(x -> x.mask().count()).toList());
        final byte[] a = both.regions().get(0).mask().inside();
        final byte[] b = both.regions().get(1).mask().inside();
        for (int p = 0; p < a.length; p++) {
            assertTrue(a[p] + b[p] <= 1, "ring and region are disjoint");
        }
    }

    @Test
    void secondReader() throws Exception {
        final BufferedDataTable volumes = cube(5, 6);
        // 48 of 64 voxels in common
        final Map<String, DataCell> row = one(volumes, "names", "", "second", "FILE", "secondFile", "second");
        assertEquals(0.75, number(row, "ROI Dice with second reader"));
        final NodeRuntime.Result first =
            mask(volumes, "names", "", "roiFile", "second", "output", "B", "margin", "0");
        final Map<String, DataCell> column =
            one((BufferedDataTable)first.outputs()[0], "names", "", "second", "REGION", "secondRegion", "B");
        assertEquals(0.75, number(column, "ROI Dice with second reader"), "cut differently");
        final Map<String, DataCell> missing = one(volumes, "names", "", "second", "FILE", "secondFile", "second",
            "secondNames", "#9");
        assertEquals(64, number(missing, "ROI voxels"), "the first reader's region stays");
        assertTrue(Columns.whyMissing(missing.get("ROI Dice with second reader"), "").contains("No such region"));
    }

    @Test
    void networkFindsTheRegion() throws Exception {
        final BufferedDataTable volumes = cube(5);
        final OnnxGraph g = new OnnxGraph("threshold");
        final String image = g.input("image", 1, 8, 8, 8);
        final String w = g.initializer("w", new long[]{1, 1, 1, 1, 1}, new float[]{100});
        final String b = g.initializer("b", new long[]{1}, new float[]{-49.75f});
        g.output(g.node("Conv", List.of(image, w, b), Map.of(), "logits"), 1, 8, 8, 8);
        final Path file = m_dir.resolve("net.onnx");
        Files.write(file, g.toBytes(Map.of()));
        final String[] settings = {"source", "NETWORK", "network", file.toString(), "window", "8", "windowZ", "8",
            "networkLow", "0", "networkHigh", "100"};
        final Map<String, DataCell> row = one(volumes, settings);
        // values are p % 100: half of the first 1400 voxels is bright, the last 40 are dark
        assertEquals(700, number(row, "ROI voxels"));
        assertEquals(50, number(row, "ROI minimum (HU)"));
        final String[] never = settings.clone();
        never[9] = "200";
        never[11] = "300";
        assertTrue(Columns.whyMissing(one(volumes, never).get("ROI"), "").contains("finds no region"));
    }

    @Test
    void unknownRegionNameListsTheOnesThereAre() throws Exception {
        final NodeRuntime.Result r = mask(phantom(), "names", "Liver");
        final String why = Columns.whyMissing(Images.rows(r.outputs()[0]).get(0).get("ROI"), "");
        assertTrue(why.contains("'Liver'") && why.contains("'GTV'"), why);
        assertTrue(Images.problems(r).contains("GC-0001 | ERROR | ROI"), () -> Images.problems(r));
    }

    @Test
    void contoursOfAnotherPatientAreRefused() throws Exception {
        final Path folder = Images.phantom(m_dir.resolve("data"));
        final BufferedDataTable volumes = volumes(Images.table(m_workspace, List.of("ct_path", "rtstruct_path"),
            List.of(List.of("GC-0001", folder.resolve("GC-0001/CT").toString(),
                folder.resolve("GC-0002/RS.dcm").toString()))));
        final NodeRuntime.Result r = mask(volumes);
        assertTrue(Images.rows(r.outputs()[0]).get(0).get("ROI").isMissing());
        assertTrue(Images.problems(r).contains("GC-0001 | ERROR | GEOMETRY_MISMATCH")
            || Images.problems(r).contains("GC-0002 | ERROR | GEOMETRY_MISMATCH"), () -> Images.problems(r));
    }

    @Test
    void emptyAndMissingContourFilesStopOnePatientOnly() throws Exception {
        final Path folder = Images.phantom(m_dir.resolve("data"));
        final BufferedDataTable volumes = volumes(Images.table(m_workspace, List.of("ct_path", "rtstruct_path"),
            List.of(List.of("GC-0001", folder.resolve("GC-0001/CT").toString(), ""),
                List.of("GC-0002", folder.resolve("GC-0002/CT").toString(), folder.resolve("none.dcm").toString()),
                List.of("GC-0003", folder.resolve("GC-0003/CT").toString(),
                    folder.resolve("GC-0003/RS.dcm").toString()))));
        final NodeRuntime.Result r = mask(volumes);
        final List<Map<String, DataCell>> rows = Images.rows(r.outputs()[0]);
        assertTrue(Columns.whyMissing(rows.get(0).get("ROI"), "").contains("No contour file is named"));
        assertTrue(rows.get(1).get("ROI").isMissing() && Images.problems(r).contains("GC-0002 | ERROR"),
            () -> Images.problems(r));
        assertTrue(number(rows.get(2), "ROI voxels") > 0);
    }

    @Test
    void movedImagesAreNamed() throws Exception {
        final BufferedDataTable volumes = phantom();
        Images.move(m_dir.resolve("data/GC-0002/CT"), m_dir.resolve("data/GC-0002/CT2"));
        final List<Map<String, DataCell>> rows = Images.rows(mask(volumes).outputs()[0]);
        final String why = Columns.whyMissing(rows.get(1).get("ROI"), "");
        assertTrue(why.contains("GC-0002") && why.contains("no longer there"), why);
        assertTrue(!rows.get(0).get("ROI").isMissing());
    }

    @Test
    void cancelledInsideAPatient() throws Exception {
        final BufferedDataTable volumes = phantom();
        final NodeRuntime node = NodeRuntime.of(RoiMaskerNodeFactory.class);
        final NodeSettings model = node.defaultSettings(new PortObjectSpec[]{volumes.getDataTableSpec()});
        node.loadSettings(model);
        final AtomicInteger asked = new AtomicInteger();
        final NodeRuntime.Monitor cancel = new NodeRuntime.Monitor() {
            @Override
            public void progress(final double fraction, final String message) {
                // nobody looks
            }

            @Override
            public boolean cancelled() {
                return asked.incrementAndGet() > 3;
            }
        };
        assertThrows(CanceledExecutionException.class,
            () -> node.execute(new PortObject[]{volumes}, cancel, m_workspace));
    }

    @Test
    void folderOfTheContourFile() throws Exception {
        final Path folder = Images.phantom(m_dir.resolve("data"));
        final BufferedDataTable volumes = volumes(Images.table(m_workspace, List.of("ct_path", "rtstruct_path"),
            List.of(List.of("GC-0001", folder.resolve("GC-0001/CT").toString(), folder.resolve("GC-0001").toString()),
                List.of("GC-0002", folder.resolve("GC-0002/CT").toString(), folder.toString()),
                List.of("GC-0003", folder.resolve("GC-0003/CT").toString(),
                    folder.resolve("GC-0003/CT").toString()))));
        final List<Map<String, DataCell>> rows = Images.rows(mask(volumes).outputs()[0]);
        assertTrue(number(rows.get(0), "ROI voxels") > 0, "the only one");
        assertTrue(number(rows.get(1), "ROI voxels") > 0, "the one of three that refers to the series");
        assertTrue(Columns.whyMissing(rows.get(2).get("ROI"), "").contains("No contour file was found"));
    }

    @Test
    void labelMapOfAFolder() throws Exception {
        final BufferedDataTable one = cube(5);
        final double voxels = number(one(one, "names", ""), "ROI voxels");
        final BufferedDataTable folder = volumes(Images.table(m_workspace, List.of("ct_path", "rtstruct_path"),
            List.of(List.of("P1", m_dir.resolve("image.nii").toString(), m_dir.toString()))));
        assertEquals(voxels, number(one(folder, "names", ""), "ROI voxels"));
        assertTrue(Columns.whyMissing(one(folder, "names", "", "maskFiles", "liver").get("ROI"), "")
            .contains("No contour file was found"));
        Files.copy(m_dir.resolve("mask5.nii"), m_dir.resolve("mask6.nii"));
        assertTrue(Columns.whyMissing(one(folder, "names", "").get("ROI"), "").contains("mask5.nii, mask6.nii"));
    }
}

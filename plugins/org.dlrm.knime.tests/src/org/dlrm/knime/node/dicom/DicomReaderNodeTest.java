package org.dlrm.knime.node.dicom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.zip.InflaterInputStream;

import org.dlrm.image.Grid;
import org.dlrm.image.Volume;
import org.dlrm.image.io.Nifti;
import org.dlrm.knime.Columns;
import org.dlrm.knime.NodeRun;
import org.dlrm.knime.WorkspaceTest;
import org.dlrm.knime.cell.VolumeValue;
import org.dlrm.knime.node.fusion.Study;
import org.dlrm.standin.NodeRuntime;
import org.dlrm.work.Progress;
import org.junit.jupiter.api.Test;
import org.knime.core.data.DataCell;
import org.knime.core.node.BufferedDataTable;
import org.knime.core.node.InvalidSettingsException;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

/** DICOM Reader: what a user meets first, and what it says when something is wrong. */
final class DicomReaderNodeTest extends WorkspaceTest {

    private NodeRuntime.Result read(final BufferedDataTable table, final String... settings) throws Exception {
        return node(DicomReaderNodeFactory.class, table).set(settings).execute().result();
    }

    private BufferedDataTable paths(final String... idAndPath) {
        final List<List<String>> rows = new java.util.ArrayList<>();
        for (int i = 0; i < idAndPath.length; i += 2) {
            rows.add(List.of(idAndPath[i], idAndPath[i + 1]));
        }
        return Images.table(m_workspace, List.of("ct_path"), rows);
    }

    private static Volume volume(final DataCell cell) throws IOException {
        final VolumeValue value = (VolumeValue)cell;
        return value.open(Progress.NONE).read(value.grid().box(), Progress.NONE);
    }

    private static String whyMissing(final Map<String, DataCell> row) {
        assertTrue(row.get("CT").isMissing(), "no volume");
        return Columns.whyMissing(row.get("CT"), "");
    }

    @Test
    void wrongFolderAndEmptyPathStopOnePatientOnly() throws Exception {
        final Path good = Images.series(m_dir.resolve("good"), "P3", 0);
        final NodeRuntime.Result r =
            read(paths("P1", m_dir.resolve("nowhere").toString(), "P2", "", "P3", good.toString()));
        final List<Map<String, DataCell>> rows = Images.rows(r.outputs()[0]);
        assertTrue(whyMissing(rows.get(0)).contains("no such file or folder"), () -> whyMissing(rows.get(0)));
        assertTrue(whyMissing(rows.get(1)).contains("path column is empty"), () -> whyMissing(rows.get(1)));
        assertFalse(rows.get(2).get("CT").isMissing());
        assertTrue(r.warning().orElse("").startsWith("2 of 3 patients have no volume"), r.warning()::toString);
        assertTrue(Images.problems(r).contains("P2 | ERROR | NO_SERIES | The path column is empty"),
            () -> Images.problems(r));
    }

    /** The page names every patient; the node gives each one's whole series, voxel by voxel, and says why it cannot. */
    @Test
    void viewHasTheGalleryAndAsksForWholeSeries() throws Exception {
        final Path good = Images.series(m_dir.resolve("good"), "P1", 0);
        final Path other = Images.series(m_dir.resolve("other"), "P3", 0);
        final BufferedDataTable table = paths("P1", good.toString(), "P2", m_dir.resolve("nowhere").toString(), "P3",
            other.toString());
        for (final String embed : List.of("false", "true")) {
            final NodeRun run = node(DicomReaderNodeFactory.class, table).set("embed", embed).set("shown", 1).execute();
            final NodeRuntime.Result r = run.result();
            final NodeRuntime.View view = run.viewer();
            final Map<String, JsonObject> panels = Study.panels(view);
            final JsonArray items = panels.get("Series").getAsJsonArray("items");
            assertEquals(3, items.size());
            assertTrue(items.get(0).getAsJsonObject().has("image"), "thumbnail");
            assertTrue(items.get(1).getAsJsonObject().get("missing").getAsString().contains("no such file or folder"));
            assertEquals(1, items.get(1).getAsJsonObject().get("problems").getAsInt());
            final JsonArray patients = panels.get("Whole series").getAsJsonArray("patients");
            assertEquals(2, patients.size(), "those with a series");
            assertTrue(patients.get(0).getAsJsonObject().has("image"), "the first is in the page");
            assertFalse(patients.get(1).getAsJsonObject().has("image"), "the second is asked for");
            assertEquals(2, patients.get(1).getAsJsonObject().get("index").getAsInt());
            final Volume expected = volume(Images.rows(r.outputs()[0]).get(2).get("CT"));
            final JsonObject found = JsonParser.parseString(result(view, 2)).getAsJsonObject();
            assertEquals(List.of(expected.grid().nx(), expected.grid().ny(), expected.grid().nz()),
                List.of(found.get("nx").getAsInt(), found.get("ny").getAsInt(), found.get("nz").getAsInt()));
            final byte[] bytes = new InflaterInputStream(new ByteArrayInputStream(
                Base64.getDecoder().decode(found.get("image").getAsString()))).readAllBytes();
            final ShortBuffer hu = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
            for (int i = 0; i < expected.grid().voxels(); i++) {
                assertEquals(Math.round(expected.values()[i]), hu.get(i));
            }
            assertTrue(call(view, 1).contains("This patient has no image series."), call(view, 1));
            assertTrue(call(view, 7).contains("There is no patient number 7; the table has 3 rows."), call(view, 7));
            if (embed.equals("false")) {
                Images.move(other, m_dir.resolve("elsewhere" + embed));
                assertTrue(call(view, 2).contains("is no longer there"), call(view, 2));
                Images.move(m_dir.resolve("elsewhere" + embed), other);
            }
        }
    }

    private static String call(final NodeRuntime.View view, final int index) {
        return view.call("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"volume\",\"params\":[" + index + "]}").orElseThrow();
    }

    private static String result(final NodeRuntime.View view, final int index) {
        return JsonParser.parseString(call(view, index)).getAsJsonObject().get("result").getAsString();
    }

    @Test
    void missingSliceIsToldWithItsPlace() throws Exception {
        final NodeRuntime.Result r = read(paths("P1", Images.series(m_dir.resolve("s"), "P1", 0, 4).toString()));
        assertTrue(whyMissing(Images.rows(r.outputs()[0]).get(0)).startsWith("1 slice is missing"),
            () -> Images.problems(r));
        assertEquals(1, Images.problems(r).lines().filter(l -> l.startsWith("P1 | ERROR | MISSING_SLICE")).count(),
            () -> Images.problems(r));
    }

    @Test
    void tiltIsRefusedWithTheAngleAndCorrectedOnRequest() throws Exception {
        // 2 mm slices that move by 0.5 mm: atan(0.25) = 14.04 degrees
        final BufferedDataTable table = paths("P1", Images.series(m_dir.resolve("s"), "P1", 0.5).toString());
        final String why = whyMissing(Images.rows(read(table).outputs()[0]).get(0));
        assertTrue(why.contains("tilted") && why.contains("14.0"), why);
        for (final String embed : List.of("false", "true")) {
            final Map<String, DataCell> row =
                Images.rows(read(table, "tilt", "true", "embed", embed).outputs()[0]).get(0);
            assertEquals(14.04, Double.parseDouble(row.get("Gantry tilt (degrees)").toString()), 0.01);
            final Grid g = volume(row.get("CT")).grid();
            assertEquals(0, Math.abs(g.zAxis().dot(g.yAxis())), 1e-9);
        }
    }

    @Test
    void embeddedVolumeIsTheReferencedOneAndNeedsNoFiles() throws Exception {
        final Path folder = Images.phantom(m_dir.resolve("data"));
        final BufferedDataTable table = Images.cohort(m_workspace, folder);
        final List<Map<String, DataCell>> referenced = Images.rows(read(table).outputs()[0]);
        final List<Map<String, DataCell>> embedded = Images.rows(read(table, "embed", "true").outputs()[0]);
        final float[] expected = volume(referenced.get(1).get("CT")).values();
        Images.move(folder, m_dir.resolve("moved"));
        final VolumeValue cell = (VolumeValue)embedded.get(1).get("CT");
        final Volume found = volume(embedded.get(1).get("CT"));
        org.junit.jupiter.api.Assertions.assertArrayEquals(expected, found.values());
        assertEquals(((VolumeValue)referenced.get(1).get("CT")).grid(), cell.grid());
        assertTrue(cell.thumbnail().length > 100 && ((VolumeValue)referenced.get(1).get("CT")).thumbnail().length > 100,
            "thumbnails");
        final String message = assertThrows(IOException.class, () -> volume(referenced.get(1).get("CT"))).getMessage();
        assertTrue(message.contains("IM00") && message.contains("no longer there")
            && message.contains("new base folder"), message);
    }

    @Test
    void movedImagesAreFoundBelowTheNewBase() throws Exception {
        final Path old = Images.series(m_dir.resolve("old/P1"), "P1", 0);
        final String digest =
            ((VolumeValue)Images.rows(read(paths("P1", old.toString())).outputs()[0]).get(0).get("CT")).digest();
        final Path now = Images.move(m_dir.resolve("old"), m_dir.resolve("new"));
        final Map<String, DataCell> row = Images.rows(read(paths("P1", old.toString()), "oldBase",
            m_dir.resolve("old").toString() + "/", "newBase", now.toString()).outputs()[0]).get(0);
        assertEquals(digest, ((VolumeValue)row.get("CT")).digest());
        final Map<String, DataCell> relative =
            Images.rows(read(paths("P1", "P1"), "newBase", now.toString()).outputs()[0]).get(0);
        assertEquals(digest, ((VolumeValue)relative.get("CT")).digest());
        assertThrows(InvalidSettingsException.class, () -> read(paths("P1", "P1"), "oldBase", "/x"));
    }

    @Test
    void oneFolderMatchesByPatientIdAndListsWhatIsLeftOver() throws Exception {
        final Path folder = Images.phantom(m_dir.resolve("data"));
        final BufferedDataTable table = Images.table(m_workspace, List.of("pid"),
            List.of(List.of("a", "GC-0001"), List.of("b", "GC-0001"), List.of("c", "gc-0002"), List.of("d", "X")));
        final NodeRuntime.Result r = read(table, "source", "FOLDER", "folder", folder.toString(), "match", "COLUMN",
            "idColumn", "pid");
        final List<Map<String, DataCell>> rows = Images.rows(r.outputs()[0]);
        assertEquals("GC-0001", rows.get(0).get("PatientID").toString());
        assertTrue(whyMissing(rows.get(2)).contains("'GC-0002'"), () -> whyMissing(rows.get(2)));
        assertTrue(whyMissing(rows.get(3)).contains("not in the folder"), () -> whyMissing(rows.get(3)));
        final String problems = Images.problems(r);
        assertTrue(problems.contains("GC-0003 | WARNING | UNMATCHED | This patient is in the folder"), problems);
        assertTrue(problems.contains("b | WARNING | UNMATCHED | Two rows have the same images"), problems);
        assertTrue(problems.contains("d | ERROR | UNMATCHED"), problems);
    }

    @Test
    void severalPatientsInOneRowsFolderAreAWarning() throws Exception {
        final Path both = m_dir.resolve("both");
        Images.series(both.resolve("1"), "P1", 0);
        Images.series(both.resolve("2"), "P2", 0);
        final NodeRuntime.Result r = read(paths("P2", both.toString()));
        assertEquals("P2", Images.rows(r.outputs()[0]).get(0).get("PatientID").toString(), "the row's own patient");
        assertTrue(Images.problems(r).contains("P2 | WARNING | UNMATCHED | The folder of this row holds several"),
            () -> Images.problems(r));
    }

    @Test
    void niftiImageIsAVolume() throws Exception {
        final float[] values = new float[8 * 7 * 6];
        for (int i = 0; i < values.length; i++) {
            values[i] = i - 100;
        }
        final Path file = m_dir.resolve("image.nii.gz");
        Nifti.writeVolume(new Volume(Grid.of(8, 7, 6, 1, 2, 3), values), file);
        for (final String embed : List.of("false", "true")) {
            final Map<String, DataCell> row =
                Images.rows(read(paths("P1", file.toString()), "embed", embed).outputs()[0]).get(0);
            final Volume found = volume(row.get("CT"));
            assertEquals(values.length, found.grid().voxels());
            assertEquals(2, found.grid().sy(), 1e-6);
            org.junit.jupiter.api.Assertions.assertArrayEquals(values, found.values());
            assertTrue(row.get("KVP").isMissing() && row.get("ROI file").isMissing());
        }
        final DataCell cell = Images.rows(read(paths("P1", file.toString())).outputs()[0]).get(0).get("CT");
        values[5] = 7;
        Nifti.writeVolume(new Volume(Grid.of(8, 7, 6, 1, 2, 3), values), file);
        assertTrue(assertThrows(IOException.class, () -> volume(cell)).getMessage().contains("have changed"));
        Files.delete(file);
        assertTrue(assertThrows(IOException.class, () -> volume(cell)).getMessage().contains("image.nii.gz"));
    }

    /** An image of 8 x 7 slices, and a label map on the same grid. */
    private static void nifti(final Path file, final int slices) throws IOException {
        Files.createDirectories(file.getParent());
        final Grid g = Grid.of(8, 7, slices, 1, 2, 3);
        final float[] values = new float[g.voxels()];
        java.util.Arrays.fill(values, 10, 20, 1);
        Nifti.writeVolume(new Volume(g, values), file);
    }

    @Test
    void niftiFilesOfAPatientsFolder() throws Exception {
        nifti(m_dir.resolve("P1/ct_portal.nii.gz"), 6);
        nifti(m_dir.resolve("P1/ct_arterial.nii.gz"), 7);
        nifti(m_dir.resolve("P1/gtv_mask.nii.gz"), 6);
        Files.write(m_dir.resolve("P1/broken.nii"), new byte[400]);
        nifti(m_dir.resolve("P2/mask.nii"), 6);
        final BufferedDataTable table =
            paths("P1", m_dir.resolve("P1").toString(), "P2", m_dir.resolve("P2").toString());
        final NodeRuntime.Result r = read(table);
        final Map<String, DataCell> row = Images.rows(r.outputs()[0]).get(0);
        assertEquals("ct_arterial.nii.gz", row.get("SeriesDescription").toString());
        assertTrue(row.get("Series choice").toString().contains("most slices"), row.get("Series choice")::toString);
        assertTrue(row.get("ROI file").toString().endsWith("P1/gtv_mask.nii.gz"), row.get("ROI file")::toString);
        assertEquals(7 * 8 * 7, volume(row.get("CT")).values().length);
        assertTrue(Images.problems(r).contains("P1 | ERROR"), () -> Images.problems(r));
        assertTrue(whyMissing(Images.rows(r.outputs()[0]).get(1)).contains("No image series"));
        final Map<String, DataCell> portal =
            Images.rows(read(table, "description", "portal").outputs()[0]).get(0);
        assertEquals("ct_portal.nii.gz", portal.get("SeriesDescription").toString());
        assertTrue(portal.get("Series choice").toString().contains("name does not match"));
    }

    @Test
    void niftiFilesOfOneFolderAreMatchedByTheirPaths() throws Exception {
        nifti(m_dir.resolve("all/sub-1/ct.nii"), 6);
        nifti(m_dir.resolve("all/sub-2.nii.gz"), 7);
        nifti(m_dir.resolve("all/sub-2_seg.nii.gz"), 7);
        nifti(m_dir.resolve("all/sub-9/ct.nii"), 6);
        Images.series(m_dir.resolve("all/sub-3"), "sub-3", 0);
        nifti(m_dir.resolve("all/sub-3/ct.nii"), 9);
        nifti(m_dir.resolve("all/sub-3/roi.nii"), 9);
        final BufferedDataTable table = paths("sub-1", "", "sub-2", "", "sub-3", "", "sub-4", "");
        final NodeRuntime.Result r = read(table, "source", "FOLDER", "folder", m_dir.resolve("all").toString());
        final List<Map<String, DataCell>> rows = Images.rows(r.outputs()[0]);
        assertEquals("ct.nii", rows.get(0).get("SeriesDescription").toString());
        assertTrue(rows.get(0).get("ROI file").isMissing());
        assertTrue(rows.get(1).get("ROI file").toString().endsWith("all/sub-2_seg.nii.gz"));
        assertFalse(rows.get(2).get("SeriesInstanceUID").isMissing(), "DICOM comes first");
        assertTrue(rows.get(2).get("ROI file").toString().endsWith("all/sub-3/roi.nii"));
        assertTrue(whyMissing(rows.get(3)).contains("not in the folder"), () -> whyMissing(rows.get(3)));
        assertTrue(Images.problems(r).contains("1 image file belongs to no patient"), () -> Images.problems(r));
        final List<Map<String, DataCell>> pattern = Images.rows(read(paths("1", "", "9", ""), "source", "FOLDER",
            "folder", m_dir.resolve("all").toString(), "patientPattern", "sub-([0-9]+)").outputs()[0]);
        assertFalse(pattern.get(0).get("CT").isMissing() || pattern.get(1).get("CT").isMissing());
        assertThrows(InvalidSettingsException.class, () -> read(table, "patientPattern", "sub-[0-9]+"));
    }
}

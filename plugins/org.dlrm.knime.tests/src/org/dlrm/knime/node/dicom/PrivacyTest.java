package org.dlrm.knime.node.dicom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

import org.dlrm.dicom.DicomWriter;
import org.dlrm.dicom.Tag;
import org.dlrm.dicom.TransferSyntax;
import org.dlrm.dicom.roi.StructureSet;
import org.dlrm.knime.NodeRun;
import org.dlrm.knime.node.mask.RoiMaskerNodeFactory;
import org.dlrm.standin.NodeRuntime;
import org.dlrm.standin.Workspace;
import org.dlrm.standin.core.CellIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.knime.core.data.DataCell;
import org.knime.core.data.DataRow;
import org.knime.core.node.BufferedDataTable;
import org.knime.core.node.port.PortObject;

/**
 * Names, birth dates and study dates stay in the DICOM files: everything that the nodes write and say, also about files
 * that are broken, is searched for them.
 */
final class PrivacyTest {

    private static final String NAME = "Zwetschgenmus";

    private static final List<String> SECRETS = List.of(NAME, "19570313", "20210405", "20210502");

    @TempDir
    private Path m_dir;

    private Workspace m_workspace;

    private final ByteArrayOutputStream m_said = new ByteArrayOutputStream();

    private final PrintStream m_out = System.out;

    private final PrintStream m_err = System.err;

    private final Handler m_log = new Handler() {
        @Override
        public void publish(final LogRecord r) {
            m_said.writeBytes((r.getMessage() + Arrays.toString(r.getParameters()) + r.getThrown())
                .getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void flush() {
            // written at once
        }

        @Override
        public void close() {
            // nothing is open
        }
    };

    @BeforeEach
    void listen() throws Exception {
        final Path workspace = Files.createDirectory(m_dir.resolve("workspace"));
        m_workspace = Workspace.open(workspace, workspace);
        m_log.setLevel(Level.ALL);
        Logger.getLogger("").addHandler(m_log);
        System.setOut(new PrintStream(m_said, true, StandardCharsets.UTF_8));
        System.setErr(System.out);
    }

    @AfterEach
    void close() throws Exception {
        System.setOut(m_out);
        System.setErr(m_err);
        Logger.getLogger("").removeHandler(m_log);
        m_workspace.close();
    }

    /** Three good series of two dates, one with a gap, one with a cut file, one whose character set nobody knows. */
    private BufferedDataTable patients() throws IOException {
        final List<List<String>> rows = new ArrayList<>();
        for (final String id : List.of("P1", "P2", "P3", "P4", "P5")) {
            final Path folder = m_dir.resolve("dicom").resolve(id);
            final int[] leftOut = id.equals("P3") ? new int[]{4} : new int[0];
            Images.series(folder.resolve("ct"), id, 0, s -> identity(s, id).set(Tag.StudyDate, "20210405"), leftOut);
            Images.series(folder.resolve("later"), id, 0, s -> identity(s, id).set(Tag.StudyDate, "20210502")
                .set(Tag.SeriesInstanceUID, "1.2.55." + id.substring(1)), 0, 9);
            if (id.equals("P4")) {
                final Path cut = folder.resolve("ct/IM5.dcm");
                Files.write(cut, Arrays.copyOf(Files.readAllBytes(cut), 600));
            }
            final Path contours = folder.resolve("RS.dcm");
            structureSet(id).write(contours, TransferSyntax.EXPLICIT);
            rows.add(List.of(id, folder.toString(), contours.toString()));
        }
        return Images.table(m_workspace, List.of("ct_path", "rtstruct_path"), rows);
    }

    private static DicomWriter identity(final DicomWriter w, final String id) {
        return w.set(Tag.PatientName, NAME + "^Mus").set(Tag.PatientBirthDate, "19570313")
            .set(Tag.SpecificCharacterSet, id.equals("P5") ? "ISO_IR 999" : "ISO_IR 100");
    }

    /** A square on two slices; of P2 one that is not closed. */
    private static DicomWriter structureSet(final String id) {
        final List<DicomWriter> contours = new ArrayList<>();
        for (final double z : new double[]{6, 8}) {
            contours.add(new DicomWriter().set(Tag.ContourGeometricType, id.equals("P2") ? "POINT" : "CLOSED_PLANAR")
                .set(Tag.NumberOfContourPoints, 4)
                .set(Tag.ContourData, 2, 2, z, 9, 2, z, 9, 9, z, 2, 9, z));
        }
        return identity(new DicomWriter(), id).set(Tag.SOPClassUID, StructureSet.SOP_CLASS)
            .set(Tag.SOPInstanceUID, "1.2.77").set(Tag.Modality, "RTSTRUCT").set(Tag.PatientID, id)
            .items(Tag.StructureSetROISequence,
                List.of(new DicomWriter().set(Tag.ROINumber, 1).set(Tag.ROIName, "GTV")
                    .set(Tag.ReferencedFrameOfReferenceUID, "1.2.6")))
            .items(Tag.ROIContourSequence,
                List.of(new DicomWriter().set(Tag.ReferencedROINumber, 1).items(Tag.ContourSequence, contours)));
    }

    /** Keeps what a node gave, as it would be saved, and what it said. */
    private void save(final NodeRuntime.Result result) throws IOException {
        for (final PortObject[] objects : List.of(result.outputs(), result.internals())) {
            for (final PortObject o : objects) {
                final BufferedDataTable table = (BufferedDataTable)o;
                m_said.writeBytes(table.getDataTableSpec().toString().getBytes(StandardCharsets.UTF_8));
                for (final DataRow row : table) {
                    m_said.writeBytes(row.getKey().getString().getBytes(StandardCharsets.UTF_8));
                    for (final DataCell cell : row) {
                        m_said.writeBytes(cell.toString().getBytes(StandardCharsets.UTF_8));
                        m_said.writeBytes(CellIO.write(cell));
                    }
                }
            }
        }
        m_said.writeBytes(result.warning().orElse("").getBytes(StandardCharsets.UTF_8));
    }

    private NodeRuntime.Result readAndMask(final String... settings) throws Exception {
        final NodeRuntime.Result read =
            new NodeRun(DicomReaderNodeFactory.class, m_workspace, patients()).set(settings).execute().result();
        save(read);
        final NodeRuntime.Result mask =
            new NodeRun(RoiMaskerNodeFactory.class, m_workspace, (BufferedDataTable)read.outputs()[0]).execute().result();
        save(mask);
        return read;
    }

    @Test
    void namesAndDatesStayInTheFiles() throws Exception {
        final List<Map<String, DataCell>> rows = Images.rows(readAndMask().outputs()[0]);
        assertEquals("0", rows.get(0).get("Days since first study").toString());
        assertEquals("27", rows.get(3).get("Days since first study").toString());
        readAndMask("source", "FOLDER", "folder", m_dir.resolve("dicom").toString(), "embed", "true");
        final StringBuilder found = new StringBuilder();
        search(m_said.toByteArray(), "what was said", found);
        int files = 0;
        try (Stream<Path> all = Files.walk(m_dir.resolve("workspace"))) {
            for (final Path file : all.filter(Files::isRegularFile).toList()) {
                files++;
                search(Files.readAllBytes(file), file.toString(), found);
            }
        }
        assertEquals("", found.toString());
        assertTrue(m_said.size() > 10_000 && files > 5, m_said.size() + " bytes and " + files + " files were searched");
    }

    @Test
    void theyCanBeAskedForAndAreThenFound() throws Exception {
        final NodeRuntime.Result r =
            new NodeRun(DicomReaderNodeFactory.class, m_workspace, patients()).set("identifying", "true").execute().result();
        assertEquals(NAME + "^Mus", Images.rows(r.outputs()[0]).get(0).get("PatientName").toString());
        save(r);
        final StringBuilder found = new StringBuilder();
        search(m_said.toByteArray(), "what was said", found);
        assertTrue(found.toString().contains(NAME), "the search would find a name");
    }

    /** Searches bytes, and what is inside if they are compressed. */
    private static void search(final byte[] bytes, final String where, final StringBuilder found) throws IOException {
        for (final String text : List.of(new String(bytes, StandardCharsets.ISO_8859_1),
            new String(bytes, StandardCharsets.UTF_16LE), new String(bytes, StandardCharsets.UTF_16BE))) {
            for (final String secret : SECRETS) {
                if (text.contains(secret)) {
                    found.append(secret).append(" in ").append(where).append('\n');
                }
            }
        }
        if (bytes.length > 2 && bytes[0] == 0x1f && (bytes[1] & 0xff) == 0x8b) {
            try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
                search(in.readAllBytes(), where + " (unpacked)", found);
            }
        } else if (bytes.length > 2 && bytes[0] == 'P' && bytes[1] == 'K') {
            try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(bytes))) {
                for (ZipEntry e = in.getNextEntry(); e != null; e = in.getNextEntry()) {
                    search(in.readAllBytes(), where + "!" + e.getName(), found);
                }
            }
        }
    }
}

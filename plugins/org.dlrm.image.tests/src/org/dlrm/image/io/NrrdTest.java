package org.dlrm.image.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

import org.dlrm.image.Grid;
import org.dlrm.image.Vec3;
import org.dlrm.image.Volume;
import org.dlrm.image.io.ImageFileException.Kind;
import org.dlrm.testing.Shared;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NrrdTest {

    private static final String HEAD = "NRRD0004\n# comment\ntype: short\ndimension: 3\n"
        + "space: left-posterior-superior\nsizes: 3 2 1\nspace directions: (0.5,0,0) (0,0.5,0) (0,0,2.5)\n"
        + "kinds: domain domain domain\nendian: little\nspace origin: (-10,20,-30.5)\n";

    private static final byte[] DATA = {1, 0, 2, 0, 3, 0, 4, 0, 5, 0, (byte)0xff, (byte)0xff};

    private static final float[] VALUES = {1, 2, 3, 4, 5, -1};

    @TempDir
    Path m_dir;

    private Path file(final String name, final String header, final byte[] data) throws IOException {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(header.getBytes(StandardCharsets.UTF_8));
        out.writeBytes(data);
        return Files.write(m_dir.resolve(name), out.toByteArray());
    }

    private static byte[] gzip(final byte[] data) throws IOException {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(data);
        }
        return out.toByteArray();
    }

    @Test
    void encodings() throws IOException {
        final Volume raw = Nrrd.readVolume(file("raw.nrrd", HEAD + "encoding: raw\n\n", DATA));
        assertArrayEquals(VALUES, raw.values());
        assertEquals(new Vec3(-10, 20, -30.5), raw.grid().origin());
        assertEquals(new Vec3(-9, 20.5, -30.5), raw.grid().toPatient(2, 1, 0));
        assertEquals(2.5, raw.grid().sz());
        assertArrayEquals(VALUES, Nrrd.readVolume(file("gz.nrrd", HEAD + "encoding: gzip\n\n", gzip(DATA))).values());
        assertArrayEquals(VALUES, Nrrd.readVolume(file("text.nrrd", HEAD + "encoding: ascii\n\n",
            "1 2\n3\t4 5,-1\n".getBytes(StandardCharsets.US_ASCII))).values());
        assertArrayEquals(VALUES, Nrrd.readVolume(file("text2.nrrd", HEAD + "encoding: ascii\n\n",
            "1 2 3 4 5 -1".getBytes(StandardCharsets.US_ASCII))).values());
    }

    @Test
    void bigEndianAndCrLf() throws IOException {
        final byte[] big = {0, 1, 0, 2, 0, 3, 0, 4, 0, 5, (byte)0xff, (byte)0xff};
        final String header = (HEAD.replace("little", "big") + "encoding: raw\n\n").replace("\n", "\r\n");
        assertArrayEquals(VALUES, Nrrd.readVolume(file("big.nrrd", header, big)).values());
    }

    @Test
    void detachedData() throws IOException {
        final byte[] skipped = new byte[DATA.length + 7];
        System.arraycopy(DATA, 0, skipped, 7, DATA.length);
        Files.write(m_dir.resolve("data.raw"), skipped);
        for (final String skip : new String[]{"7", "-1"}) {
            final Path header = file("head.nhdr",
                HEAD + "encoding: raw\nbyte skip: " + skip + "\ndata file: data.raw\n", new byte[0]);
            assertArrayEquals(VALUES, Nrrd.readVolume(header).values());
        }
        Files.write(m_dir.resolve("data.gz"), gzip(DATA));
        assertArrayEquals(VALUES, Nrrd.readVolume(
            file("gz.nhdr", HEAD + "encoding: gz\ndata file: data.gz\n\n", new byte[0])).values());
    }

    /** A header must not make us read files elsewhere. */
    @ParameterizedTest
    @CsvSource({"/etc/hostname", "../elsewhere.raw", "LIST", "slice%03d.raw 1 9 1", "missing.raw"})
    void dataFilesElsewhereAreRefused(final String name) throws IOException {
        Files.write(m_dir.resolve("elsewhere.raw"), DATA);
        Files.createDirectory(m_dir.resolve("sub"));
        final Path header = file("sub/head.nhdr", HEAD + "encoding: raw\ndata file: " + name + "\n", new byte[0]);
        final Kind kind = assertThrows(ImageFileException.class, () -> Nrrd.readVolume(header)).kind();
        assertTrue(kind == Kind.BAD_VALUE || kind == Kind.UNSUPPORTED);
    }

    @Test
    void rasBecomesLps() throws IOException {
        final Grid g = Nrrd.readHeader(file("ras.nrrd",
            HEAD.replace("left-posterior-superior", "right-anterior-superior") + "encoding: raw\n\n", DATA)).grid();
        assertEquals(new Vec3(10, -20, -30.5), g.origin());
        assertEquals(new Vec3(9, -20.5, -30.5), g.toPatient(2, 1, 0));
    }

    @Test
    void withoutSpaceSpacingsCount() throws IOException {
        final String header = "NRRD0001\ntype: uchar\ndimension: 2\nsizes: 3 2\nspacings: 0.5 2\nencoding: raw\n\n";
        final ImageHeader h = Nrrd.readHeader(file("flat.nrrd", header, new byte[6]));
        assertEquals(2, h.grid().sy());
        assertEquals(1, h.grid().nz());
        assertTrue(h.warnings().get(0).contains("patient space"));
    }

    /** Slicer writes overlapping segments as layers, the fastest axis of the file. */
    @Test
    void segmentsOfSlicer() throws IOException {
        final String header = "NRRD0004\ntype: unsigned char\ndimension: 4\nspace: left-posterior-superior\n"
            + "sizes: 2 3 1 1\nspace directions: none (1,0,0) (0,1,0) (0,0,1)\nkinds: list domain domain domain\n"
            + "encoding: raw\nspace origin: (0,0,0)\nSegment0_Name:=Tumor\nSegment0_LabelValue:=1\n"
            + "Segment0_Layer:=0\nSegment1_Name:=Ödem\nSegment1_LabelValue:=2\nSegment1_Layer:=1\n\n";
        final Path file = file("s.seg.nrrd", header, new byte[]{1, 0, 1, 2, 0, 2});
        assertEquals(List.of("Tumor", "Ödem"), List.copyOf(Nrrd.readHeader(file).labels().keySet()));
        assertArrayEquals(new byte[]{1, 1, 0}, ImageFiles.readMask(file, Optional.of("Tumor")).mask().inside());
        assertArrayEquals(new byte[]{0, 1, 1}, ImageFiles.readMask(file, Optional.of("Ödem")).mask().inside());
        assertArrayEquals(new byte[]{1, 1, 1}, ImageFiles.readMask(file, Optional.empty()).mask().inside());
        final ImageFileException e =
            assertThrows(ImageFileException.class, () -> ImageFiles.readMask(file, Optional.of("Liver")));
        assertTrue(e.getMessage().contains("Tumor, Ödem"), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"type: short|type: block|UNSUPPORTED", "sizes: 3 2 1|sizes: 3 2|BAD_VALUE",
        "sizes: 3 2 1|sizes: 3 -2 1|BAD_VALUE", "sizes: 3 2 1|sizes: 99999 99999 1|TOO_LARGE",
        "sizes: 3 2 1|sizes: 3 2 1000|TRUNCATED", "dimension: 3|dimension: 7|UNSUPPORTED",
        "dimension: 3|dimension: x|BAD_VALUE", "endian: little|endian: middle|BAD_VALUE",
        "(0.5,0,0) (0,0.5,0)|(0.5,0,0) (0.5,0,0)|BAD_VALUE", "(0.5,0,0)|(nan,0,0)|BAD_VALUE",
        "(0.5,0,0)|(0,0,0)|BAD_VALUE", "(0.5,0,0) |(0.5,0,0) (1,1,1) |BAD_VALUE", "(-10,20,-30.5)|(-10,20)|BAD_VALUE",
        "space: left-posterior-superior|space: left-posterior-superior-time|UNSUPPORTED",
        "NRRD0004|NRRDxxxx|NOT_THIS_FORMAT", "encoding: raw|encoding: bzip2|UNSUPPORTED",
        "encoding: raw|encoding: gzip|CORRUPT", "encoding: raw|encoding: ascii|CORRUPT"})
    void problems(final String right, final String wrong, final Kind kind) throws IOException {
        final Path file = file("x.nrrd", (HEAD + "encoding: raw\n\n").replace(right, wrong), DATA);
        assertEquals(kind, assertThrows(ImageFileException.class, () -> Nrrd.readVolume(file)).kind());
    }

    /** PyRadiomics' images: voxels inside as in its own baselines (VoxelNum of brain1 is 4137). */
    @Test
    void pyradiomicsImages() throws IOException {
        final Path dir = Shared.require("ibsi").resolve("pyradiomics");
        final Volume brain = ImageFiles.readVolume(dir.resolve("brain1_image.nrrd"));
        final var label = ImageFiles.readMask(dir.resolve("brain1_label.nrrd"), Optional.empty());
        assertEquals(Optional.empty(), brain.grid().difference(label.mask().grid(), 1e-4));
        assertEquals("{1=4137}", label.labels().toString());
    }

    @Test
    void dataFileStaysInTheHeadersFolder() throws IOException {
        final Path folder = Files.createDirectory(m_dir.resolve("folder"));
        Files.write(m_dir.resolve("outside.raw"), DATA);
        Files.write(folder.resolve("inside.raw"), DATA);
        final Path header = folder.resolve("x.nhdr");
        // a path relative to the working folder, as a command line gives it
        final Path relative = Path.of("").toAbsolutePath().relativize(header);
        for (final String name : List.of("../outside.raw", m_dir.resolve("outside.raw").toString(), "link.raw")) {
            if (name.equals("link.raw")) {
                try {
                    Files.createSymbolicLink(folder.resolve(name), m_dir.resolve("outside.raw"));
                } catch (UnsupportedOperationException | IOException e) {
                    continue; // not everybody may make links on Windows
                }
            }
            Files.writeString(header, HEAD + "encoding: raw\ndata file: " + name + "\n");
            for (final Path path : List.of(header, relative)) {
                final ImageFileException e =
                    assertThrows(ImageFileException.class, () -> Nrrd.readVolume(path), name);
                assertEquals(Kind.BAD_VALUE, e.kind(), e.getMessage());
            }
        }
        Files.writeString(header, HEAD + "encoding: raw\ndata file: ./inside.raw\n");
        assertArrayEquals(VALUES, Nrrd.readVolume(relative).values());
    }

    @Test
    void otherUnitsAndShearedAxesAreRefused() throws IOException {
        final Path mm = file("mm.nrrd", HEAD + "space units: \"mm\" \"mm\" \"mm\"\nencoding: raw\n\n", DATA);
        assertArrayEquals(VALUES, Nrrd.readVolume(mm).values());
        final Path cm = file("cm.nrrd", HEAD + "space units: \"cm\" \"cm\" \"cm\"\nencoding: raw\n\n", DATA);
        assertEquals(Kind.UNSUPPORTED, assertThrows(ImageFileException.class, () -> Nrrd.readHeader(cm)).kind());
        final Path sheared =
            file("shear.nrrd", HEAD.replace("(0,0,2.5)", "(0,0.5,2.5)") + "encoding: raw\n\n", DATA);
        final ImageFileException e = assertThrows(ImageFileException.class, () -> Nrrd.readHeader(sheared));
        assertTrue(e.kind() == Kind.UNSUPPORTED && e.getMessage().contains("78.69 degrees"), e.getMessage());
    }
}

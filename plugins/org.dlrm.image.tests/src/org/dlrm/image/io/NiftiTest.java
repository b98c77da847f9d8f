package org.dlrm.image.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Vec3;
import org.dlrm.image.Volume;
import org.dlrm.image.io.ImageFileException.Kind;
import org.dlrm.testing.Shared;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NiftiTest {

    @TempDir
    Path m_dir;

    /** A grid turned by 30 degrees about z, left-handed, away from the origin. */
    static Grid oblique(final int nx, final int ny, final int nz) {
        final double c = Math.cos(Math.PI / 6);
        final double s = Math.sin(Math.PI / 6);
        return new Grid(nx, ny, nz, 0.7, 0.8, 2.5, new Vec3(-120.5, 33.25, -700), new Vec3(c, s, 0),
            new Vec3(-s, c, 0), new Vec3(0, 0, -1));
    }

    static Volume ramp(final Grid g, final float step) {
        final float[] v = new float[g.voxels()];
        for (int i = 0; i < v.length; i++) {
            v[i] = -1000 + i * step;
        }
        return new Volume(g, v);
    }

    @ParameterizedTest
    @CsvSource({"a.nii, 1", "a.nii.gz, 1", "a.nii.gz, 0.25"})
    void roundTripKeepsGridAndValues(final String name, final float step) throws IOException {
        final Volume v = ramp(oblique(5, 4, 3), step);
        final Path file = m_dir.resolve(name);
        Nifti.writeVolume(v, file);
        final Volume back = Nifti.readVolume(file);
        assertEquals(Optional.empty(), v.grid().difference(back.grid(), 1e-4));
        assertArrayEquals(v.values(), back.values());
        assertEquals(step == 1 ? SampleType.INT16 : SampleType.FLOAT32, Nifti.readHeader(file).type());
    }

    @Test
    void longImagesBecomeNifti2WithExactGeometry() throws IOException {
        final Volume v = ramp(oblique(40_000, 1, 2), 1 / 16f);
        final Path file = m_dir.resolve("long.nii.gz");
        Nifti.writeVolume(v, file);
        assertEquals("NIfTI-2", Nifti.readHeader(file).format());
        final Volume back = Nifti.readVolume(file);
        assertEquals(Optional.empty(), v.grid().difference(back.grid(), 1e-9));
        assertArrayEquals(v.values(), back.values());
    }

    @Test
    void bytesDependOnTheContentAlone() throws IOException {
        final Mask m = new Mask(Grid.of(2, 2, 1, 1, 1, 1), new byte[]{0, 1, 1, 0});
        Nifti.writeMask(m, m_dir.resolve("one.nii.gz"));
        Nifti.writeMask(m, m_dir.resolve("two.nii.gz"));
        assertArrayEquals(Files.readAllBytes(m_dir.resolve("one.nii.gz")),
            Files.readAllBytes(m_dir.resolve("two.nii.gz")));
        assertArrayEquals(m.inside(), Nifti.readMask(m_dir.resolve("one.nii.gz")).inside());
    }

    /** A NIfTI-1 file of 3 voxels along x with the given type. */
    private static ByteBuffer file(final ByteOrder order, final int datatype, final int bytes) {
        final ByteBuffer b = ByteBuffer.allocate(352 + 3 * bytes).order(order);
        b.putInt(0, 348).put(344, new byte[]{'n', '+', '1', 0});
        final int[] dim = {3, 3, 1, 1, 1, 1, 1, 1};
        for (int i = 0; i < 8; i++) {
            b.putShort(40 + 2 * i, (short)dim[i]).putFloat(76 + 4 * i, i == 0 ? 1 : i);
        }
        b.putShort(70, (short)datatype).putShort(72, (short)(8 * bytes)).putFloat(108, 352);
        b.putShort(252, (short)1);
        return b.position(352);
    }

    private Volume read(final ByteBuffer b) throws IOException {
        final Path p = m_dir.resolve("x.nii");
        Files.write(p, b.array());
        return Nifti.readVolume(p);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyTypeInBothByteOrders(final boolean big) throws IOException {
        final ByteOrder o = big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        assertArrayEquals(new float[]{0, 200, 255},
            read(file(o, 2, 1).put((byte)0).put((byte)200).put((byte)255)).values());
        assertArrayEquals(new float[]{0, -56, -1},
            read(file(o, 256, 1).put((byte)0).put((byte)200).put((byte)255)).values());
        assertArrayEquals(new float[]{1, -1024, 3071},
            read(file(o, 4, 2).putShort((short)1).putShort((short)-1024).putShort((short)3071)).values());
        assertArrayEquals(new float[]{1, 64512, 3071},
            read(file(o, 512, 2).putShort((short)1).putShort((short)-1024).putShort((short)3071)).values());
        assertArrayEquals(new float[]{1, -70000, 3}, read(file(o, 8, 4).putInt(1).putInt(-70000).putInt(3)).values());
        assertArrayEquals(new float[]{1, 4294967295f, 3},
            read(file(o, 768, 4).putInt(1).putInt(-1).putInt(3)).values());
        assertArrayEquals(new float[]{1.5f, -2, 3},
            read(file(o, 16, 4).putFloat(1.5f).putFloat(-2).putFloat(3)).values());
        assertArrayEquals(new float[]{1.5f, -2, 3},
            read(file(o, 64, 8).putDouble(1.5).putDouble(-2).putDouble(3)).values());
        assertArrayEquals(new float[]{1, -2, 3}, read(file(o, 1024, 8).putLong(1).putLong(-2).putLong(3)).values());
        assertArrayEquals(new float[]{1, 18446744073709551615f, 3},
            read(file(o, 1280, 8).putLong(1).putLong(-1).putLong(3)).values());
    }

    @Test
    void scalingIsApplied() throws IOException {
        final ByteBuffer b = file(ByteOrder.LITTLE_ENDIAN, 4, 2);
        b.putFloat(112, 2).putFloat(116, -1024);
        assertArrayEquals(new float[]{-1024, -1022, -1020},
            read(b.putShort((short)0).putShort((short)1).putShort((short)2)).values());
    }

    /** qform: quaternion (b, c, d) = (0, 0, 1) turns x and y by 180 degrees: RAS (-i, -j, k) is LPS (i, j, k). */
    @Test
    void qformIsTurnedToLps() throws IOException {
        final ByteBuffer b = file(ByteOrder.LITTLE_ENDIAN, 2, 1);
        b.putFloat(264, 1).putFloat(268, 10).putFloat(272, 20).putFloat(276, 30);
        final Grid g = read(b).grid();
        final Vec3 p = g.toPatient(1, 1, 1);
        assertEquals(-10 + 1, p.x(), 1e-6);
        assertEquals(-20 + 2, p.y(), 1e-6);
        assertEquals(30 + 3, p.z(), 1e-6);
    }

    /** qfac -1 turns the third axis only. */
    @Test
    void qfacTurnsTheThirdAxis() throws IOException {
        final ByteBuffer b = file(ByteOrder.LITTLE_ENDIAN, 2, 1);
        b.putFloat(76, -1);
        final Vec3 p = read(b).grid().toPatient(1, 1, 1);
        assertEquals(-1, p.x(), 1e-6);
        assertEquals(-2, p.y(), 1e-6);
        assertEquals(-3, p.z(), 1e-6);
    }

    @Test
    void headerAndImageMayBeTwoFiles() throws IOException {
        final ByteBuffer b = file(ByteOrder.LITTLE_ENDIAN, 2, 1);
        b.put(345, (byte)'i').putFloat(108, 0);
        Files.write(m_dir.resolve("pair.hdr"), java.util.Arrays.copyOf(b.array(), 352));
        Files.write(m_dir.resolve("pair.img"), new byte[]{7, 8, 9});
        assertArrayEquals(new float[]{7, 8, 9}, Nifti.readVolume(m_dir.resolve("pair.hdr")).values());
        assertArrayEquals(new float[]{7, 8, 9}, Nifti.readVolume(m_dir.resolve("pair.img")).values());
        Files.move(m_dir.resolve("pair.hdr"), m_dir.resolve("alone.nii"));
        assertEquals(Kind.TRUNCATED, assertThrows(ImageFileException.class,
            () -> Nifti.readVolume(m_dir.resolve("alone.nii"))).kind());
    }

    @Test
    void labelsOfAMaskAreCounted() throws IOException {
        final ByteBuffer b = file(ByteOrder.LITTLE_ENDIAN, 2, 1).put((byte)0).put((byte)3).put((byte)1);
        Files.write(m_dir.resolve("labels.nii"), b.array());
        final var all = ImageFiles.readMask(m_dir.resolve("labels.nii"), Optional.empty());
        assertArrayEquals(new byte[]{0, 1, 1}, all.mask().inside());
        assertEquals("{1=1, 3=1}", all.labels().toString());
        final var three = ImageFiles.readMask(m_dir.resolve("labels.nii"), Optional.of("3"));
        assertArrayEquals(new byte[]{0, 1, 0}, three.mask().inside());
        final var two = ImageFiles.readMask(m_dir.resolve("labels.nii"), Optional.of("2"));
        assertTrue(two.warnings().get(0).contains("labels of the file: [1, 3]"), two.warnings().toString());
    }

    /** Probabilities: from a half on; what is no number is outside. */
    @Test
    void fractionalMasksWarn() throws IOException {
        final ByteBuffer b = file(ByteOrder.LITTLE_ENDIAN, 16, 4).putFloat(0.5f).putFloat(0.49f).putFloat(Float.NaN);
        Files.write(m_dir.resolve("p.nii"), b.array());
        final var read = ImageFiles.readMask(m_dir.resolve("p.nii"), Optional.empty());
        assertArrayEquals(new byte[]{1, 0, 0}, read.mask().inside());
        assertTrue(read.warnings().stream().anyMatch(w -> w.startsWith("2 voxels")), read.warnings().toString());
    }

    // ------------------------------------------------------------ the corpus

    @ParameterizedTest
    @CsvSource({"u8, 0", "i16_be, 0", "label3_i32, 3", "units_meter, 0", "flipped_x, 0"})
    void corpusMasks(final String name, final int label) throws IOException {
        final Path dir = Shared.require("dicom").resolve("nifti/valid");
        final Path file = dir.resolve(name + ".nii.gz");
        final Mask m = label == 0 ? Nifti.readMask(file) : Nifti.readMask(file, label);
        assertEquals(68 * 67 * 47, m.grid().voxels());
        assertEquals(68, m.grid().nx());
        assertEquals(1387, m.count());
        final Mask reference = Nifti.readMask(dir.resolve("u8.nii.gz"));
        final Grid g = m.grid();
        for (int k = 0; k < g.nz(); k++) {
            for (int j = 0; j < g.ny(); j++) {
                for (int i = 0; i < g.nx(); i++) {
                    final Vec3 p = reference.grid().toIndex(g.toPatient(i, j, k));
                    assertEquals(reference.get((int)Math.rint(p.x()), (int)Math.rint(p.y()), (int)Math.rint(p.z())),
                        m.get(i, j, k));
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"bad_magic.nii, NOT_THIS_FORMAT", "datatype_unknown.nii, UNSUPPORTED", "dim0_99.nii, BAD_VALUE",
        "dims_huge.nii, TOO_LARGE", "dims_negative.nii, BAD_VALUE", "sform_singular.nii, BAD_VALUE",
        "truncated.nii.gz, TRUNCATED", "vox_offset_nan.nii, BAD_VALUE", "vox_offset_past_eof.nii, TRUNCATED"})
    void corpusProblems(final String name, final Kind kind) {
        final Path file = Shared.require("dicom").resolve("nifti/invalid").resolve(name);
        final ImageFileException e = assertThrows(ImageFileException.class, () -> Nifti.readMask(file));
        assertEquals(kind, e.kind(), e.getMessage());
        assertEquals(kind, assertThrows(ImageFileException.class, () -> Nifti.readVolume(file)).kind());
    }

    /** 512 MB of voxels promised by a file of 400 bytes: refused without allocation. */
    @Test
    void promisesBeyondTheFileAreRefused() throws IOException {
        final ByteBuffer b = file(ByteOrder.LITTLE_ENDIAN, 2, 1);
        b.putShort(42, (short)1024).putShort(44, (short)1024).putShort(46, (short)512);
        Files.write(m_dir.resolve("x.nii"), b.array());
        assertEquals(Kind.TRUNCATED,
            assertThrows(ImageFileException.class, () -> Nifti.readMask(m_dir.resolve("x.nii"))).kind());
    }

    @Test
    void ibsiCtPhantom() throws IOException {
        final Path dir = Shared.require("ibsi").resolve("ibsi1_ct_phantom/nifti");
        final Volume image = Nifti.readVolume(dir.resolve("image/phantom.nii.gz"));
        final Mask mask = Nifti.readMask(dir.resolve("mask/mask.nii.gz"));
        assertEquals(125256, mask.count()); // ibsi1_reference.csv, int_mask_vox_count_init_roi
        assertEquals(Optional.empty(), image.grid().difference(mask.grid(), 1e-4));
        // ImagePositionPatient of the first slice of the DICOM series
        assertEquals(-174.39450073242, image.grid().origin().x(), 1e-4);
        assertEquals(-79.625503540039, image.grid().origin().y(), 1e-4);
        assertEquals(-100.40000152587, image.grid().origin().z(), 1e-4);
    }

    @Test
    void shearedSformIsRefusedUnlessTheQformIsSound() throws IOException {
        final ByteBuffer b = file(ByteOrder.LITTLE_ENDIAN, 2, 1);
        final Grid straight = read(b).grid();
        b.putShort(254, (short)4); // aligned to a template
        final float[] rows = {1, 0.4f, 0, 5, 0, 2, 0, 6, 0, 0, 3, 7};
        for (int i = 0; i < rows.length; i++) {
            b.putFloat(280 + 4 * i, rows[i]);
        }
        assertEquals(straight, read(b).grid());
        b.putShort(252, (short)0);
        final ImageFileException e = assertThrows(ImageFileException.class, () -> read(b));
        assertTrue(e.kind() == Kind.UNSUPPORTED && e.getMessage().contains("78.69 degrees"), e.getMessage());
    }
}

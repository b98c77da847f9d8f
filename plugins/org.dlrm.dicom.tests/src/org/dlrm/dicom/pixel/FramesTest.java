package org.dlrm.dicom.pixel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.dlrm.dicom.ByteSource;
import org.dlrm.dicom.DicomException;
import org.dlrm.dicom.DicomFile;
import org.dlrm.dicom.DicomWriter;
import org.dlrm.dicom.ProblemClass;
import org.dlrm.dicom.ReadOptions;
import org.dlrm.dicom.Tag;
import org.dlrm.dicom.TransferSyntax;
import org.dlrm.dicom.VR;
import org.junit.jupiter.api.Test;

/** Frames in fragments with and without offset tables, bit depths, masking and rescale. */
class FramesTest {

    private static final String JPEG_LS = "1.2.840.10008.1.2.4.80";

    private static DicomWriter image(final int rows, final int columns, final int frames, final int allocated,
        final int stored, final boolean signed) {
        return new DicomWriter().set(Tag.SOPClassUID, "1.2.840.10008.5.1.4.1.1.2.1").set(Tag.SOPInstanceUID, "2.25.1")
            .set(Tag.SamplesPerPixel, 1).set(Tag.PhotometricInterpretation, "MONOCHROME2").set(Tag.Rows, rows)
            .set(Tag.Columns, columns).set(Tag.NumberOfFrames, frames).set(Tag.BitsAllocated, allocated)
            .set(Tag.BitsStored, stored).set(Tag.HighBit, stored - 1).set(Tag.PixelRepresentation, signed ? 1 : 0);
    }

    private static byte[][] frames(final DicomWriter w, final TransferSyntax syntax) throws IOException {
        final byte[] bytes = w.toBytes(syntax);
        final DicomFile f = DicomFile.read(ByteSource.of(bytes), Path.of("test"), ReadOptions.FULL);
        try (Frames frames = Frames.open(f, ByteSource.of(bytes))) {
            final byte[][] out = new byte[frames.format().frames()][];
            for (int i = out.length - 1; i >= 0; i--) { // in any order
                out[i] = frames.read(i);
            }
            return out;
        }
    }

    private static ProblemClass problem(final DicomWriter w, final TransferSyntax syntax) {
        return assertThrows(DicomException.class, () -> frames(w, syntax)).type();
    }

    // ---------------------------------------------------------------------------------------------- fragments

    private static final TransferSyntax LS = TransferSyntax.of(JPEG_LS);

    private static byte[] offsets(final int... offsets) {
        final ByteBuffer b = ByteBuffer.allocate(4 * offsets.length).order(ByteOrder.LITTLE_ENDIAN);
        Arrays.stream(offsets).forEach(b::putInt);
        return b.array();
    }

    /** Two frames, the first in three fragments, the second in two. */
    private static List<byte[]> fragments(final byte[] table) throws IOException {
        final byte[] a = CodestreamTest.resource("lossless12.jls");
        final byte[] b = CodestreamTest.resource("near3_12.jls");
        final List<byte[]> out = new ArrayList<>(List.of(table));
        out.add(Arrays.copyOfRange(a, 0, 500));
        out.add(Arrays.copyOfRange(a, 500, 1000));
        out.add(Arrays.copyOfRange(a, 1000, a.length));
        out.add(Arrays.copyOfRange(b, 0, 700));
        out.add(Arrays.copyOfRange(b, 700, b.length));
        return out;
    }

    private static int padded(final int n) {
        return n + n % 2;
    }

    private static DicomWriter twoFrames() {
        return image(53, 61, 2, 16, 12, false);
    }

    @Test
    void framesOfSeveralFragments() throws IOException {
        final byte[] a = new byte[2 * 53 * 61];
        final byte[] b = new byte[a.length];
        final PixelFormat format = new PixelFormat(53, 61, 1, 1, 16, 12, 11, false, false, false, "MONOCHROME2");
        new JpegLsDecoder().decode(CodestreamTest.resource("lossless12.jls"), format, a);
        new JpegLsDecoder().decode(CodestreamTest.resource("near3_12.jls"), format, b);
        final byte[][] expected = {a, b};
        final int second = 3 * 8 + 1000 + padded(CodestreamTest.resource("lossless12.jls").length - 1000);
        assertArrayEquals(expected, frames(twoFrames().fragments(fragments(new byte[0])), LS));
        assertArrayEquals(expected, frames(twoFrames().fragments(fragments(offsets(0, second))), LS));
        final ByteBuffer extended = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(0).putLong(second);
        assertArrayEquals(expected, frames(twoFrames().fragments(fragments(new byte[0]))
            .bytes(Tag.ExtendedOffsetTable, VR.OV, extended.array()), LS));
        for (final int[] wrong : new int[][]{{0, second + 2}, {0}, {8, second}, {0, -8}, {0, 0}}) {
            assertEquals(ProblemClass.CORRUPT_FRAME,
                problem(twoFrames().fragments(fragments(offsets(wrong))), LS), Arrays.toString(wrong));
        }
        assertEquals(ProblemClass.CORRUPT_FRAME,
            problem(image(53, 61, 3, 16, 12, false).fragments(fragments(new byte[0])), LS));
        assertEquals(ProblemClass.CORRUPT_FRAME, problem(twoFrames().fragments(List.of(new byte[0])), LS));
        assertEquals(ProblemClass.UNSUPPORTED, problem(twoFrames().fragments(fragments(new byte[0])),
            TransferSyntax.of("1.2.840.10008.1.2.4.100")));
    }

    // ------------------------------------------------------------------------------------------------ samples

    private static float[] values(final DicomWriter w, final TransferSyntax syntax, final double slope,
        final double intercept) throws IOException {
        final byte[] bytes = w.toBytes(syntax);
        final DicomFile f = DicomFile.read(ByteSource.of(bytes), Path.of("test"), ReadOptions.FULL);
        try (Frames frames = Frames.open(f, ByteSource.of(bytes))) {
            final float[] out = new float[frames.format().rows() * frames.format().columns()];
            StoredValues.rescale(frames.read(0), frames.format(), slope, intercept, out, 0);
            return out;
        }
    }

    private static byte[] shorts(final int... values) {
        final ByteBuffer b = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        Arrays.stream(values).forEach(v -> b.putShort((short)v));
        return b.array();
    }

    @Test
    void maskingAndSignExtension() throws IOException {
        // overlays or garbage in the upper four bits do not count
        final byte[] raw = shorts(0xF000, 0x0FFF, 0xA801, 0x07FF);
        for (final TransferSyntax syntax : List.of(TransferSyntax.IMPLICIT, TransferSyntax.EXPLICIT,
            TransferSyntax.BIG_ENDIAN, TransferSyntax.DEFLATED)) {
            assertArrayEquals(new float[]{-1024, 4095 - 1024, 0x801 - 1024, 0x7FF - 1024},
                values(image(2, 2, 1, 16, 12, false).bytes(Tag.PixelData, VR.OW, raw), syntax, 1, -1024));
            assertArrayEquals(new float[]{0, -1, -2047, 2047},
                values(image(2, 2, 1, 16, 12, true).bytes(Tag.PixelData, VR.OW, raw), syntax, 1, 0));
        }
        // high bit above the stored bits: 12 bits at the top of the word
        assertArrayEquals(new float[]{0xF00, 0x0FF, 0xA80, 0x07F}, values(image(2, 2, 1, 16, 12, false)
            .set(Tag.HighBit, 15).bytes(Tag.PixelData, VR.OW, raw), TransferSyntax.EXPLICIT, 1, 0));
        assertArrayEquals(new float[]{-0x100, 0x0FF, -0x580, 0x07F}, values(image(2, 2, 1, 16, 12, true)
            .set(Tag.HighBit, 15).bytes(Tag.PixelData, VR.OW, raw), TransferSyntax.EXPLICIT, 1, 0));
        assertArrayEquals(new float[]{(float)(-4096 * 0.5 + 0.25), (float)(4095 * 0.5 + 0.25)},
            values(image(1, 2, 1, 16, 16, true).bytes(Tag.PixelData, VR.OW, shorts(-4096, 4095)),
                TransferSyntax.EXPLICIT, 0.5, 0.25));
    }

    @Test
    void eightAndThirtyTwoBits() throws IOException {
        final byte[] bytes = {0, 127, (byte)128, (byte)255};
        assertArrayEquals(new float[]{0, 127, 128, 255},
            values(image(2, 2, 1, 8, 8, false).bytes(Tag.PixelData, VR.OB, bytes), TransferSyntax.EXPLICIT, 1, 0));
        assertArrayEquals(new float[]{0, 127, -128, -1},
            values(image(2, 2, 1, 8, 8, true).bytes(Tag.PixelData, VR.OW, bytes), TransferSyntax.BIG_ENDIAN, 1, 0));
        // frames of three bytes, swapped in pairs across their borders
        assertArrayEquals(new byte[][]{{1, 2, 3}, {4, 5, 6}}, frames(image(3, 1, 2, 8, 8, false)
            .bytes(Tag.PixelData, VR.OW, new byte[]{1, 2, 3, 4, 5, 6}), TransferSyntax.BIG_ENDIAN));
        final ByteBuffer ints = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putInt(-5).putInt(1 << 20);
        assertArrayEquals(new float[]{-5, 1 << 20}, values(image(1, 2, 1, 32, 32, true)
            .bytes(Tag.PixelData, VR.OW, ints.array()), TransferSyntax.EXPLICIT, 1, 0));
        assertArrayEquals(new float[]{4294967291f, 1 << 20}, values(image(1, 2, 1, 32, 32, false)
            .bytes(Tag.PixelData, VR.OW, ints.array()), TransferSyntax.EXPLICIT, 1, 0));
        final ByteBuffer floats = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putFloat(-1.5f).putFloat(9.25f);
        assertArrayEquals(new float[]{-1.5f, 9.25f}, values(image(1, 2, 1, 32, 32, false)
            .bytes(Tag.FloatPixelData, VR.OF, floats.array()), TransferSyntax.EXPLICIT, 1, 0));
    }

    @Test
    void singleBitsAcrossFrames() throws IOException {
        // three frames of 3 x 1: bits 101 011 100, low bits first
        final byte[][] f = frames(image(3, 1, 3, 1, 1, false).set(Tag.HighBit, 0)
            .bytes(Tag.PixelData, VR.OB, new byte[]{(byte)0b01110101, 0}), TransferSyntax.EXPLICIT);
        assertArrayEquals(new byte[][]{{1, 0, 1}, {0, 1, 1}, {1, 0, 0}}, f);
    }

    @Test
    void colourByPlaneBecomesColourByPixel() throws IOException {
        final byte[][] f = frames(image(1, 2, 1, 8, 8, false).set(Tag.SamplesPerPixel, 3)
            .set(Tag.PhotometricInterpretation, "RGB").set(Tag.PlanarConfiguration, 1)
            .bytes(Tag.PixelData, VR.OB, new byte[]{1, 2, 3, 4, 5, 6}), TransferSyntax.EXPLICIT);
        assertArrayEquals(new byte[]{1, 3, 5, 2, 4, 6}, f[0]);
    }

    @Test
    void sizesThatDoNotFit() {
        final byte[] raw = shorts(1, 2, 3, 4);
        assertEquals(ProblemClass.SIZE_MISMATCH,
            problem(image(2, 3, 1, 16, 12, false).bytes(Tag.PixelData, VR.OW, raw), TransferSyntax.EXPLICIT));
        assertEquals(ProblemClass.SIZE_MISMATCH,
            problem(image(2, 2, 2, 16, 12, false).bytes(Tag.PixelData, VR.OW, raw), TransferSyntax.EXPLICIT));
        assertEquals(ProblemClass.SIZE_MISMATCH,
            problem(image(65535, 65535, 1, 16, 12, false).bytes(Tag.PixelData, VR.OW, raw), TransferSyntax.EXPLICIT));
        assertEquals(ProblemClass.BAD_VALUE,
            problem(image(2, 2, 1, 16, 17, false).bytes(Tag.PixelData, VR.OW, raw), TransferSyntax.EXPLICIT));
        assertEquals(ProblemClass.BAD_VALUE, problem(image(2, 2, 1, 16, 12, false).set(Tag.HighBit, 3)
            .bytes(Tag.PixelData, VR.OW, raw), TransferSyntax.EXPLICIT));
        assertEquals(ProblemClass.UNSUPPORTED,
            problem(image(2, 2, 1, 24, 24, false).bytes(Tag.PixelData, VR.OW, raw), TransferSyntax.EXPLICIT));
        assertEquals(ProblemClass.MISSING_TAG, problem(image(2, 2, 1, 16, 12, false).remove(Tag.PixelRepresentation)
            .bytes(Tag.PixelData, VR.OW, raw), TransferSyntax.EXPLICIT));
        assertEquals(ProblemClass.NOT_AN_IMAGE, problem(image(2, 2, 1, 16, 12, false), TransferSyntax.EXPLICIT));
    }
}

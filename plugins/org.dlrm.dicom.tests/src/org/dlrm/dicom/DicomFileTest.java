package org.dlrm.dicom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;

import org.dlrm.dicom.pixel.Frames;
import org.junit.jupiter.api.Test;

/** The Part 10 reader on files made here: encodings, character sets, values, limits, truncation, mutation. */
class DicomFileTest {

    static final List<TransferSyntax> UNCOMPRESSED = List.of(TransferSyntax.IMPLICIT, TransferSyntax.EXPLICIT,
        TransferSyntax.BIG_ENDIAN, TransferSyntax.DEFLATED);

    /** A CT slice with nested sequences and every kind of value. */
    static DicomWriter slice() {
        final byte[] pixels = new byte[2 * 5 * 7];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte)(i % 2 == 0 ? 31 * i : i % 16);
        }
        return new DicomWriter().set(Tag.SpecificCharacterSet, "ISO_IR 100")
            .set(Tag.SOPClassUID, "1.2.840.10008.5.1.4.1.1.2").set(Tag.SOPInstanceUID, "2.25.1")
            .set(Tag.SeriesInstanceUID, "2.25.2").set(Tag.StudyInstanceUID, "2.25.3").set(Tag.Modality, "CT")
            .set(Tag.ImageType, "ORIGINAL", "PRIMARY", "AXIAL").set(Tag.PatientID, "P\u00E41")
            .set(Tag.ImagePositionPatient, -12.5, 3, 1e-3).set(Tag.ImageOrientationPatient, 1, 0, 0, 0, 1, 0)
            .set(Tag.PixelSpacing, 0.7, 0.8).set(Tag.SliceThickness, 2.5)
            .items(Tag.ReferencedImageSequence, List.of(
                new DicomWriter().set(Tag.ReferencedSOPInstanceUID, "2.25.9").items(Tag.DerivationImageSequence,
                    List.of(new DicomWriter().set(Tag.CodeValue, "A"), new DicomWriter())),
                new DicomWriter().set(Tag.ReferencedSOPInstanceUID, "2.25.10")))
            .set(Tag.SamplesPerPixel, 1).set(Tag.PhotometricInterpretation, "MONOCHROME2").set(Tag.Rows, 5)
            .set(Tag.Columns, 7).set(Tag.BitsAllocated, 16).set(Tag.BitsStored, 12).set(Tag.HighBit, 11)
            .set(Tag.PixelRepresentation, 0).set(Tag.RescaleIntercept, -1024).set(Tag.RescaleSlope, 1)
            .bytes(Tag.PixelData, VR.OW, pixels);
    }

    static DicomFile read(final byte[] bytes, final ReadOptions options) throws IOException {
        return DicomFile.read(ByteSource.of(bytes), Path.of("test.dcm"), options);
    }

    static DicomFile read(final byte[] bytes) throws IOException {
        return read(bytes, ReadOptions.FULL);
    }

    @Test
    void everyUncompressedTransferSyntaxReadsTheSame() throws IOException {
        byte[] pixels = null;
        for (final TransferSyntax syntax : UNCOMPRESSED) {
            for (final ReadOptions options : List.of(ReadOptions.FULL, ReadOptions.HEADER)) {
                final byte[] bytes = slice().toBytes(syntax);
                final DicomFile f = read(bytes, options);
                assertEquals(syntax, f.transferSyntax());
                assertEquals(List.of(), f.warnings());
                final DataSet d = f.dataSet();
                assertEquals("P\u00E41", d.requireString(Tag.PatientID));
                assertArrayEquals(new String[]{"ORIGINAL", "PRIMARY", "AXIAL"}, d.getStrings(Tag.ImageType));
                assertArrayEquals(new double[]{-12.5, 3, 1e-3}, d.getDoubles(Tag.ImagePositionPatient));
                assertEquals(OptionalDouble.of(2.5), d.getDouble(Tag.SliceThickness));
                assertEquals(12, d.requireInt(Tag.BitsStored));
                final List<DataSet> items = d.sequence(Tag.ReferencedImageSequence);
                assertEquals(2, items.size());
                assertEquals("2.25.10", items.get(1).requireString(Tag.ReferencedSOPInstanceUID));
                assertEquals(Optional.of("A"),
                    items.get(0).sequence(Tag.DerivationImageSequence).get(0).getString(Tag.CodeValue));
                try (Frames frames = Frames.open(f, ByteSource.of(bytes))) {
                    final byte[] read = frames.read(0);
                    pixels = pixels == null ? read : pixels;
                    assertArrayEquals(pixels, read);
                }
            }
        }
    }

    @Test
    void filesWithoutPreambleOrMetaInformation() throws IOException {
        for (final TransferSyntax syntax : List.of(TransferSyntax.IMPLICIT, TransferSyntax.EXPLICIT,
            TransferSyntax.BIG_ENDIAN)) {
            final byte[] whole = slice().toBytes(syntax);
            final double meta = read(whole).meta().getDouble(Tag.FileMetaInformationGroupLength).getAsDouble();
            final byte[] bare = Arrays.copyOfRange(whole, 132 + 12 + (int)meta, whole.length);
            assertEquals(syntax, read(bare).transferSyntax());
            assertEquals("CT", read(bare).dataSet().requireString(Tag.Modality));
            final byte[] noPreamble = Arrays.copyOfRange(whole, 132, whole.length);
            assertEquals("CT", read(noPreamble).dataSet().requireString(Tag.Modality));
        }
    }

    /** Examples of PS3.5 annexes H, I and J, and single-byte sets. */
    @Test
    void characterSets() throws IOException {
        name("\u5C71\u7530^\u592A\u90CE=\u3084\u307E\u3060^\u305F\u308D\u3046",
            "\u001B$B;3ED\u001B(B^\u001B$BB@O:\u001B(B=\u001B$B$d$^$@\u001B(B^\u001B$B$?$m$&\u001B(B", "",
            "ISO 2022 IR 87");
        name("\uFF94\uFF8F\uFF80\uFF9E^\uFF80\uFF9B\uFF73=\u5C71\u7530^\u592A\u90CE",
            "\u00D4\u00CF\u00C0\u00DE^\u00C0\u00DB\u00B3=\u001B$B;3ED\u001B(J^\u001B$BB@O:\u001B(J", "ISO 2022 IR 13",
            "ISO 2022 IR 87");
        name("Hong^Gildong=\u6D2A^\u5409\u6D1E=\uD64D^\uAE38\uB3D9",
            "Hong^Gildong=\u001B$)C\u00FB\u00F3^\u001B$)C\u00D1\u00CE\u00D4\u00D7="
                + "\u001B$)C\u00C8\u00AB^\u001B$)C\u00B1\u00E6\u00B5\u00BF", "", "ISO 2022 IR 149");
        name("Zhang^XiaoDong=\u5F20^\u5C0F\u4E1C",
            "Zhang^XiaoDong=\u001B$)A\u00D5\u00C5^\u001B$)A\u00D0\u00A1\u00B6\u00AB", "", "ISO 2022 IR 58");
        name("Wang^XiaoDong=\u738B^\u5C0F\u4E1C", latin("Wang^XiaoDong=\u738B^\u5C0F\u4E1C", "GB18030"), "GB18030");
        name("Wang=\u738B", latin("Wang=\u738B", "UTF-8"), "ISO_IR 192");
        final String[][] single = {{"ISO_IR 101", "ISO-8859-2", "\u0141\u00F3d\u017A"},
            {"ISO_IR 144", "ISO-8859-5", "\u041B\u044E\u043A"}, {"ISO_IR 126", "ISO-8859-7", "\u0394\u03B9"},
            {"ISO_IR 127", "ISO-8859-6", "\u0642\u0628"}, {"ISO_IR 138", "ISO-8859-8", "\u05E9\u05E8"},
            {"ISO_IR 148", "ISO-8859-9", "\u011E\u00F6"}, {"ISO_IR 166", "TIS-620", "\u0E01\u0E02"},
            {"ISO 2022 IR 100", "ISO-8859-1", "B\u00FCc"}};
        for (final String[] s : single) {
            name(s[2], latin(s[2], s[1]), s[0]);
        }
        // a second set by escape, and back at the delimiter
        name("A\u041B^\u00FC", "A\u001B-L\u00BB^\u00FC", "ISO 2022 IR 100", "ISO 2022 IR 144");
    }

    private static String latin(final String text, final String charset) {
        return new String(text.getBytes(Charset.forName(charset)), StandardCharsets.ISO_8859_1);
    }

    private static void name(final String expected, final String bytes, final String... terms) throws IOException {
        final byte[] file = slice().set(Tag.SpecificCharacterSet, String.join("\\", terms))
            .bytes(Tag.PatientName, VR.PN, bytes.getBytes(StandardCharsets.ISO_8859_1)).toBytes(TransferSyntax.EXPLICIT);
        final DicomFile f = read(file);
        assertEquals(expected, f.dataSet().requireString(Tag.PatientName));
        assertEquals(List.of(), f.warnings());
    }

    @Test
    void unknownCharacterSetIsAWarning() throws IOException {
        final DicomFile f = read(slice().set(Tag.SpecificCharacterSet, "KLINGON").toBytes(TransferSyntax.EXPLICIT));
        assertEquals(ProblemClass.UNKNOWN_CHARACTER_SET, f.warnings().get(0).type());
    }

    @Test
    void numbersThatAreNone() throws IOException {
        for (final String bad : List.of("0x10", "1e999", "NaN", "Infinity", "3,5", "1d", "1 2", "\u00B2", "--1", "")) {
            final DicomFile f = read(slice().set(Tag.PixelSpacing, bad + "\\1").toBytes(TransferSyntax.EXPLICIT));
            assertEquals(ProblemClass.BAD_VALUE,
                assertThrows(DicomException.class, () -> f.dataSet().getDoubles(Tag.PixelSpacing), bad).type());
        }
        final DicomFile f = read(slice().set(Tag.PixelSpacing, " +1.5e-1 \\ .5").toBytes(TransferSyntax.EXPLICIT));
        assertArrayEquals(new double[]{0.15, 0.5}, f.dataSet().getDoubles(Tag.PixelSpacing));
        assertEquals(ProblemClass.BAD_VALUE, assertThrows(DicomException.class,
            () -> read(slice().set(Tag.InstanceNumber, "1.5").toBytes(TransferSyntax.EXPLICIT)).dataSet()
                .getInt(Tag.InstanceNumber)).type());
        assertEquals(ProblemClass.MISSING_TAG,
            assertThrows(DicomException.class, () -> f.dataSet().requireString(Tag.KVP)).type());
    }

    @Test
    void undefinedLengthsAndUnknownSequences() throws IOException {
        final ByteBuffer b = ByteBuffer.allocate(200).order(ByteOrder.LITTLE_ENDIAN);
        // a known sequence that became UN on its way
        element(b, Tag.ReferencedImageSequence, "UN", 18);
        tag(b, Tag.ITEM, 10);
        tag(b, Tag.ReferencedSOPInstanceUID, 2);
        b.put("1.".getBytes(StandardCharsets.US_ASCII));
        // private sequence of undefined length, VR UN: implicit VR inside (PS3.5 6.2.2)
        element(b, 0x00091010, "UN", -1);
        tag(b, Tag.ITEM, -1);
        tag(b, Tag.Modality, 2);
        b.put("CT".getBytes(StandardCharsets.US_ASCII));
        tag(b, Tag.ITEM_END, 0);
        tag(b, Tag.SEQUENCE_END, 0);
        final byte[] meta = new DicomWriter().set(Tag.SOPClassUID, "1").set(Tag.SOPInstanceUID, "2")
            .toBytes(TransferSyntax.EXPLICIT);
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(meta);
        out.write(b.array(), 0, b.position());
        final DicomFile f = read(out.toByteArray());
        assertEquals("CT", f.dataSet().sequence(0x00091010).get(0).requireString(Tag.Modality));
        assertEquals("1.",
            f.dataSet().sequence(Tag.ReferencedImageSequence).get(0).requireString(Tag.ReferencedSOPInstanceUID));
        assertEquals(1, f.warnings().size());
    }

    private static void tag(final ByteBuffer b, final int tag, final int length) {
        b.putShort((short)(tag >>> 16)).putShort((short)tag).putInt(length);
    }

    private static void element(final ByteBuffer b, final int tag, final String vr, final int length) {
        b.putShort((short)(tag >>> 16)).putShort((short)tag).put(vr.getBytes(StandardCharsets.US_ASCII))
            .putShort((short)0).putInt(length);
    }

    @Test
    void nestingLimit() throws IOException {
        DicomWriter w = new DicomWriter().set(Tag.CodeValue, "x");
        for (int i = 0; i < 100; i++) {
            w = new DicomWriter().items(Tag.ContentSequence, List.of(w));
        }
        final byte[] ok = w.set(Tag.SOPInstanceUID, "1").toBytes(TransferSyntax.EXPLICIT);
        assertTrue(read(ok).dataSet().has(Tag.ContentSequence));
        for (int i = 0; i < 60; i++) {
            w = new DicomWriter().items(Tag.ContentSequence, List.of(w));
        }
        final byte[] deep = w.set(Tag.SOPInstanceUID, "1").toBytes(TransferSyntax.EXPLICIT);
        assertEquals(ProblemClass.NESTING_LIMIT, assertThrows(DicomException.class, () -> read(deep)).type());
    }

    @Test
    void deflateBombAndElementFlood() {
        final byte[] zeros = new byte[66 << 20];
        final byte[] bomb = slice().bytes(Tag.PixelData, VR.OB, zeros).toBytes(TransferSyntax.DEFLATED);
        assertTrue(bomb.length < 200_000);
        assertEquals(ProblemClass.SIZE_LIMIT, assertThrows(DicomException.class, () -> read(bomb)).type());
        // two million empty items
        final byte[] start = new DicomWriter().set(Tag.SOPInstanceUID, "1").toBytes(TransferSyntax.IMPLICIT);
        final ByteBuffer flood = ByteBuffer.allocate(start.length + 8 + 16_000_000).order(ByteOrder.LITTLE_ENDIAN);
        flood.put(start);
        tag(flood, Tag.ContentSequence, 16_000_000);
        while (flood.hasRemaining()) {
            tag(flood, Tag.ITEM, 0);
        }
        assertEquals(ProblemClass.SIZE_LIMIT, assertThrows(DicomException.class, () -> read(flood.array())).type());
    }

    @Test
    void truncatedAnywhereIsAProblemAndNothingElse() throws IOException {
        for (final TransferSyntax syntax : UNCOMPRESSED) {
            final byte[] whole = slice().toBytes(syntax);
            for (int n = 0; n < whole.length; n++) {
                final byte[] part = Arrays.copyOf(whole, n);
                try {
                    final DicomFile f = read(part, n % 2 == 0 ? ReadOptions.FULL : ReadOptions.HEADER);
                    assertFalse(f.pixelData().isPresent(), "whole pixels of half a file");
                } catch (DicomException e) {
                    assertTrue(List.of(ProblemClass.TRUNCATED, ProblemClass.EMPTY_FILE, ProblemClass.NOT_DICOM)
                        .contains(e.type()), e.toString());
                }
            }
        }
    }

    /** Random changes: read, with all values looked at and all frames decoded, or refused. */
    @Test
    void mutatedFilesAreReadOrRefused() throws IOException {
        final SplittableRandom random = new SplittableRandom(20260706);
        int read = 0;
        for (int round = 0; round < 5000; round++) {
            byte[] bytes = slice().toBytes(UNCOMPRESSED.get(round % 4));
            for (int m = random.nextInt(6); m >= 0; m--) {
                final int at = 128 + random.nextInt(bytes.length - 128);
                switch (random.nextInt(4)) {
                    case 0: bytes[at] = (byte)random.nextInt(256); break;
                    case 1: bytes[at] = (byte)(bytes[at] ^ 1 << random.nextInt(8)); break;
                    case 2: bytes[at] = (byte)(random.nextBoolean() ? 0 : -1); break;
                    default:
                        final int n = random.nextInt(Math.min(24, bytes.length - at));
                        System.arraycopy(bytes, at, bytes, 128 + random.nextInt(bytes.length - 128 - n), n);
                        break;
                }
            }
            if (random.nextInt(10) == 0) {
                bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            }
            try {
                final DicomFile f = read(bytes, random.nextBoolean() ? ReadOptions.FULL : ReadOptions.HEADER);
                touch(f.dataSet());
                if (f.pixelData().isPresent()) {
                    try (Frames frames = Frames.open(f, ByteSource.of(bytes))) {
                        frames.read(0);
                    }
                }
                read++;
            } catch (DicomException e) {
                assertFalse(e.problem().what().isEmpty());
            }
        }
        assertTrue(read > 250, "most mutations should hit values, not the structure: " + read);
    }

    private static void touch(final DataSet d) {
        for (final int tag : d.tags()) {
            try {
                d.getStrings(tag);
            } catch (DicomException e) {
                assertFalse(e.getMessage().isEmpty());
            }
            try {
                d.getDoubles(tag);
            } catch (DicomException e) {
                assertFalse(e.getMessage().isEmpty());
            }
            try {
                d.sequence(tag).forEach(DicomFileTest::touch);
            } catch (DicomException e) {
                assertFalse(e.getMessage().isEmpty());
            }
        }
    }
}

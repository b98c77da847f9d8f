package org.dlrm.dicom.pixel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import org.dlrm.dicom.DataSet;
import org.dlrm.dicom.DicomException;
import org.dlrm.dicom.DicomFile;
import org.dlrm.dicom.DicomToolkit;
import org.dlrm.dicom.ProblemClass;
import org.dlrm.dicom.ReadOptions;
import org.dlrm.dicom.Tag;
import org.dlrm.dicom.Toolkits;
import org.dlrm.testing.Shared;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

/** Every valid file of the corpus: header values, and the SHA-256 of the decoded stored values. */
class FileCorpusTest {

    @TestFactory
    List<DynamicTest> everyFileOfTheCorpus() throws IOException {
        final Path root = Shared.require("dicom");
        final JsonObject expected = JsonParser.parseString(Files.readString(root.resolve("expected.json")))
            .getAsJsonObject().getAsJsonObject("files");
        final List<DynamicTest> tests = new ArrayList<>();
        for (final Map.Entry<String, JsonElement> e : expected.entrySet()) {
            tests.addAll(Toolkits.tests(e.getKey(),
                toolkit -> check(toolkit, root.resolve(e.getKey()), e.getValue().getAsJsonObject())));
        }
        assertEquals(870 * Toolkits.all().size(), tests.size());
        return tests;
    }

    private static void check(final DicomToolkit toolkit, final Path path, final JsonObject e) throws Exception {
        final String name = path.getFileName().toString();
        if (name.equals("empty.dcm") || name.equals("no_meta.dcm")) { // the latter lacks its first byte
            assertEquals(name.equals("empty.dcm") ? ProblemClass.EMPTY_FILE : ProblemClass.NOT_DICOM,
                assertThrows(DicomException.class, () -> toolkit.read(path, ReadOptions.FULL)).type());
            return;
        }
        final DicomFile file = toolkit.read(path, ReadOptions.FULL);
        final DataSet d = file.dataSet();
        if (!e.get("sop").getAsString().isEmpty() && !d.has(Tag.DirectoryRecordSequence)) {
            assertEquals(e.get("sop").getAsString(), d.requireString(Tag.SOPClassUID));
        }
        for (final String keyword : List.of("PixelSpacing", "ImageOrientationPatient", "ImagePositionPatient")) {
            if (e.has(keyword)) {
                final int tag = keyword.equals("PixelSpacing") ? Tag.PixelSpacing
                    : keyword.equals("ImagePositionPatient") ? Tag.ImagePositionPatient : Tag.ImageOrientationPatient;
                assertArrayEquals(doubles(e.getAsJsonArray(keyword)), d.getDoubles(tag), 1e-9);
            }
        }
        if (!e.has("sha256")) {
            return;
        }
        if (name.equals("JPEG2000-embedded-sequence-delimiter.dcm")) {
            // the delimiter was written over Xsiz; GDCM refuses the codestream ("Invalid number of tiles") and the
            // corpus has the uninitialised memory it returns
            try (DicomToolkit.Image frames = toolkit.open(path)) {
                assertEquals(ProblemClass.SIZE_MISMATCH,
                    assertThrows(DicomException.class, () -> frame(frames, 0)).type());
            }
            return;
        }
        try (DicomToolkit.Image frames = toolkit.open(path)) {
            final PixelFormat f = frames.format();
            assertEquals(e.get("Rows").getAsInt(), f.rows());
            assertEquals(e.get("Columns").getAsInt(), f.columns());
            assertEquals(e.get("BitsStored").getAsInt(), f.bitsStored());
            assertEquals(e.has("NumberOfFrames") ? e.get("NumberOfFrames").getAsInt() : 1, f.frames());
            final MessageDigest sha = MessageDigest.getInstance("SHA-256");
            for (int i = 0; i < f.frames(); i++) {
                sha.update(frame(frames, i));
            }
            assertEquals(e.get("sha256").getAsString(), HexFormat.of().formatHex(sha.digest()));
            if (e.has("hu")) {
                hu(frames, d, e.getAsJsonObject("hu"));
            }
        }
    }

    private static byte[] frame(final DicomToolkit.Image image, final int frame) throws IOException {
        final byte[] target = new byte[image.format().frameBytes()];
        image.read(frame, target);
        return target;
    }

    /** HU of the file's container values: the corpus masks to BitsStored for series only. */
    private static void hu(final DicomToolkit.Image frames, final DataSet d, final JsonObject e) throws IOException {
        final PixelFormat f = frames.format();
        final PixelFormat container = new PixelFormat(f.rows(), f.columns(), 1, 1, f.bitsAllocated(),
            f.bitsAllocated(), f.bitsAllocated() - 1, f.signed(), f.floating(), false, f.photometric());
        final float[] values = new float[f.rows() * f.columns()];
        StoredValues.rescale(frame(frames, 0), container, d.requireDoubles(Tag.RescaleSlope, 1)[0],
            d.requireDoubles(Tag.RescaleIntercept, 1)[0], values, 0);
        double sum = 0;
        float min = Float.MAX_VALUE;
        float max = -Float.MAX_VALUE;
        for (final float v : values) {
            sum += v;
            min = Math.min(min, v);
            max = Math.max(max, v);
        }
        assertEquals(e.get("min").getAsDouble(), min, 1e-4);
        assertEquals(e.get("max").getAsDouble(), max, 1e-4);
        assertEquals(e.get("mean").getAsDouble(), sum / values.length, 1e-4);
    }

    private static double[] doubles(final JsonArray a) {
        final double[] out = new double[a.size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = a.get(i).getAsDouble();
        }
        return out;
    }
}

package org.dlrm.dicom.pixel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

import org.dlrm.dicom.DicomException;
import org.dlrm.dicom.ProblemClass;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

/**
 * One phantom slice (61 x 53) compressed by DCMTK, OpenJPEG 2.5 and OpenJPH 0.9 with all sorts of options: lossless
 * codestreams decode to the slice, lossy ones to what those tools decode. Truncated and mutated codestreams are
 * refused or decoded, nothing else.
 */
class CodestreamTest {

    static FrameDecoder decoder(final String name) {
        switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "jpg": return new JpegDecoder();
            case "jls": return new JpegLsDecoder();
            case "rle": return new RleDecoder();
            case "bin": return new DeflatedFrameDecoder();
            default: return new Jpeg2000Decoder();
        }
    }

    static byte[] resource(final String name) throws IOException {
        try (InputStream in = CodestreamTest.class.getResourceAsStream("/codestreams/" + name)) {
            return in.readAllBytes();
        }
    }

    static JsonObject expected() throws IOException {
        try (InputStream in = CodestreamTest.class.getResourceAsStream("/codestreams/expected.json")) {
            return JsonParser.parseReader(new InputStreamReader(in, StandardCharsets.UTF_8)).getAsJsonObject();
        }
    }

    static PixelFormat format(final JsonObject e) {
        final int bits = e.get("bits").getAsInt();
        return new PixelFormat(e.get("rows").getAsInt(), e.get("columns").getAsInt(), 1, 1, bits > 8 ? 16 : 8, bits,
            bits - 1, e.get("signed").getAsBoolean(), false, false, "MONOCHROME2");
    }

    @TestFactory
    List<DynamicTest> decodesLikeTheReference() throws IOException {
        final List<DynamicTest> tests = new ArrayList<>();
        for (final Map.Entry<String, JsonElement> e : expected().entrySet()) {
            tests.add(DynamicTest.dynamicTest(e.getKey(), () -> {
                final PixelFormat format = format(e.getValue().getAsJsonObject());
                final byte[] target = new byte[format.frameBytes()];
                decoder(e.getKey()).decode(resource(e.getKey()), format, target);
                assertEquals(e.getValue().getAsJsonObject().get("sha256").getAsString(),
                    HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(target)));
            }));
        }
        assertTrue(tests.size() > 50);
        return tests;
    }

    @TestFactory
    List<DynamicTest> otherSizesAreMismatches() throws IOException {
        final List<DynamicTest> tests = new ArrayList<>();
        for (final Map.Entry<String, JsonElement> e : expected().entrySet()) {
            if (!e.getKey().endsWith(".rle") && !e.getKey().endsWith(".bin")) { // have no size of their own
                tests.add(DynamicTest.dynamicTest(e.getKey(), () -> {
                    final PixelFormat f = format(e.getValue().getAsJsonObject());
                    final PixelFormat other = new PixelFormat(f.rows() + 1, f.columns(), 1, 1, f.bitsAllocated(),
                        f.bitsStored(), f.highBit(), f.signed(), false, false, "MONOCHROME2");
                    assertEquals(ProblemClass.SIZE_MISMATCH, assertThrows(DicomException.class,
                        () -> decoder(e.getKey()).decode(resource(e.getKey()), other, new byte[other.frameBytes()]))
                            .type());
                }));
            }
        }
        return tests;
    }

    @TestFactory
    List<DynamicTest> truncatedAndMutatedCodestreams() throws IOException {
        final List<DynamicTest> tests = new ArrayList<>();
        for (final Map.Entry<String, JsonElement> e : expected().entrySet()) {
            tests.add(DynamicTest.dynamicTest(e.getKey(), () -> assertTimeoutPreemptively(Duration.ofSeconds(60),
                () -> mutate(e.getKey(), format(e.getValue().getAsJsonObject())))));
        }
        return tests;
    }

    private static final Set<ProblemClass> CLASSES = EnumSet.of(ProblemClass.CORRUPT_FRAME, ProblemClass.SIZE_MISMATCH,
        ProblemClass.UNSUPPORTED, ProblemClass.TRUNCATED);

    private static void mutate(final String name, final PixelFormat format) throws IOException {
        final byte[] data = resource(name);
        final SplittableRandom random = new SplittableRandom(name.hashCode());
        final byte[] target = new byte[format.frameBytes()];
        for (int round = 0; round < 60; round++) {
            byte[] bytes = data.clone();
            if (round % 5 == 0) {
                bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            }
            for (int m = round % 5 == 0 ? random.nextInt(2) : 1 + random.nextInt(4); m > 0 && bytes.length > 0; m--) {
                // headers are short: half of the mutations go there
                final int at = random.nextInt(random.nextBoolean() ? Math.min(200, bytes.length) : bytes.length);
                bytes[at] = (byte)(random.nextBoolean() ? random.nextInt(256) : bytes[at] ^ 1 << random.nextInt(8));
            }
            try {
                decoder(name).decode(bytes, format, target);
            } catch (DicomException e) {
                assertTrue(CLASSES.contains(e.type()), e::toString);
            } catch (IndexOutOfBoundsException e) {
                continue; // told as CORRUPT_FRAME by Frames
            }
        }
    }

    @Test
    void emptyAndTinyFramesAreCorrupt() throws IOException {
        for (final Map.Entry<String, JsonElement> e : expected().entrySet()) {
            final PixelFormat format = format(e.getValue().getAsJsonObject());
            for (int n = 0; n < 4; n++) {
                final byte[] few = Arrays.copyOf(resource(e.getKey()), n);
                assertThrows(DicomException.class,
                    () -> decoder(e.getKey()).decode(few, format, new byte[format.frameBytes()]), e.getKey());
            }
        }
    }
}

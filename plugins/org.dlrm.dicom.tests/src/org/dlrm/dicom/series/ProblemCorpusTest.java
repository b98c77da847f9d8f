package org.dlrm.dicom.series;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.dlrm.dicom.DicomException;
import org.dlrm.dicom.DicomFile;
import org.dlrm.dicom.DicomToolkit;
import org.dlrm.dicom.Problem;
import org.dlrm.dicom.ProblemClass;
import org.dlrm.dicom.ReadOptions;
import org.dlrm.dicom.Toolkits;
import org.dlrm.testing.Shared;
import org.dlrm.work.Progress;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

/**
 * Every hostile or broken DICOM file of the corpus: answered with its class within seconds, by a {@link DicomException}
 * or a warning, never by another exception. Runs within the heap of the tests (512 MB suffice).
 */
class ProblemCorpusTest {

    private static final Set<ProblemClass> ANY = EnumSet.allOf(ProblemClass.class);

    /** The corpus' looser words. */
    private static final Map<String, Set<ProblemClass>> WORDS = Map.ofEntries(
        Map.entry("ERROR", ANY), Map.entry("WARN", ANY), Map.entry("WARN_OR_ERROR", ANY),
        Map.entry("ERROR_OR_WARN", ANY), Map.entry("CORRUPT_FRAME|WARN", Set.of(ProblemClass.CORRUPT_FRAME)),
        Map.entry("NESTING_LIMIT|TRUNCATED", Set.of(ProblemClass.NESTING_LIMIT, ProblemClass.TRUNCATED)),
        Map.entry("TOO_FEW_SLICES?", Set.of(ProblemClass.TOO_FEW_SLICES)));

    @TestFactory
    List<DynamicTest> everyProblemOfTheCorpus() throws IOException {
        final Path root = Shared.require("dicom");
        final JsonObject expected = JsonParser.parseString(Files.readString(root.resolve("expected.json")))
            .getAsJsonObject().getAsJsonObject("problems");
        final List<DynamicTest> tests = new ArrayList<>();
        for (final Map.Entry<String, JsonElement> e : expected.entrySet()) {
            final String file = e.getKey();
            // regions of interest and NIfTI are tested with their readers
            if (!file.startsWith("nifti") && !file.startsWith("invalid/rtstruct") && !file.startsWith("invalid/seg")) {
                tests.addAll(Toolkits.tests(file, toolkit -> assertTimeoutPreemptively(Duration.ofSeconds(20),
                    () -> check(toolkit, root, file, e.getValue().getAsJsonObject().get("expect").getAsString()))));
            }
        }
        assertEquals(79 * Toolkits.all().size(), tests.size());
        return tests;
    }

    private static void check(final DicomToolkit toolkit, final Path root, final String file, final String expect)
        throws IOException {
        final List<Problem> found = problems(toolkit, root.resolve(file));
        if (file.startsWith("volume_problems")) {
            return; // the class belongs to the set: see SeriesCorpusTest
        }
        if (expect.equals("OK")) {
            assertTrue(found.stream().noneMatch(p -> p.severity() == Problem.Severity.ERROR), found::toString);
            return;
        }
        final Set<ProblemClass> classes =
            WORDS.containsKey(expect) ? WORDS.get(expect) : Set.of(ProblemClass.valueOf(expect));
        assertTrue(found.stream().anyMatch(p -> classes.contains(p.type())
            && (!expect.equals("ERROR") || p.severity() == Problem.Severity.ERROR)),
            () -> toolkit.name() + ": " + file + ": expected " + expect + ", found " + found);
    }

    /** All that reading this file as a series of its own says, and decoding its frames. */
    static List<Problem> problems(final DicomToolkit toolkit, final Path path) throws IOException {
        final ScanResult result = new SeriesScanner(toolkit, false).scan(path, Progress.NONE, 1);
        final List<Problem> found = new ArrayList<>(result.problems());
        found.removeIf(p -> p.type() == ProblemClass.SINGLE_SLICE);
        try {
            final DicomFile file = toolkit.read(path, ReadOptions.FULL);
            found.addAll(file.warnings());
            if (file.pixelData().isPresent()) {
                try (DicomToolkit.Image image = toolkit.open(path)) {
                    final byte[] target = new byte[image.format().frameBytes()];
                    for (int i = 0; i < Math.min(20, image.format().frames()); i++) {
                        image.read(i, target);
                    }
                }
            }
        } catch (DicomException e) {
            found.add(e.problem());
        }
        return found;
    }
}

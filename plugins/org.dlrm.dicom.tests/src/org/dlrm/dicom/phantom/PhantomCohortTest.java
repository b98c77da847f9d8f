package org.dlrm.dicom.phantom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.dlrm.dicom.DataSet;
import org.dlrm.dicom.DicomFile;
import org.dlrm.dicom.Problem;
import org.dlrm.dicom.ReadOptions;
import org.dlrm.dicom.Tag;
import org.dlrm.dicom.phantom.PhantomCohort.Settings;
import org.dlrm.dicom.series.ScanResult;
import org.dlrm.dicom.series.SeriesInfo;
import org.dlrm.dicom.series.SeriesScanner;
import org.dlrm.dicom.series.VolumeReader;
import org.dlrm.image.Vec3;
import org.dlrm.image.Volume;
import org.dlrm.work.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The phantom cohort: well-formed DICOM, the same bytes whatever the threads, and as much signal as asked for. */
class PhantomCohortTest {

    private static final Settings TINY = new Settings(11, 2, 1, 1, 1, 64, 1);

    @TempDir
    private Path m_folder;

    @Test
    void isReadWithoutAnyProblem() throws IOException {
        final Path table = PhantomCohort.write(m_folder, TINY, Progress.NONE, 2);
        final List<String> lines = Files.readAllLines(table);
        assertEquals(6, lines.size());
        assertEquals(PhantomCohort.HEADER, lines.get(0));
        final ScanResult r = new SeriesScanner().scan(m_folder, Progress.NONE, 2);
        assertEquals(List.of(), r.problems().stream().filter(p -> p.severity() != Problem.Severity.INFO).toList());
        assertEquals(5, r.series().size());
        final List<String> cohorts = new ArrayList<>();
        for (final String line : lines.subList(1, lines.size())) {
            final String[] cells = line.split(",");
            cohorts.add(cells[2]);
            final SeriesInfo s = r.seriesOf(cells[0]).get(0);
            final PhantomCohort.Centre centre = PhantomCohort.CENTRES.get("ABCD".indexOf(cells[1]));
            assertEquals(m_folder.resolve(cells[12]), s.folder());
            assertEquals(Optional.of(centre.manufacturer()), s.attribute("Manufacturer"));
            assertEquals(centre.slices(), s.grid().orElseThrow().nz());
            assertEquals(centre.slice(), s.grid().get().sz(), 1e-3);
            assertEquals(centre.pixel(), s.grid().get().sx());
            assertEquals(List.of(PhantomCohort.ROI), r.roiSources(s).get(0).rois());
            assertEquals(m_folder.resolve(cells[13]), r.roiSources(s).get(0).path());
        }
        assertEquals(List.of("train", "train", "internal", "external1", "external2"), cohorts);
    }

    @Test
    void lesionLiesWithinItsContours() throws IOException {
        PhantomCohort.write(m_folder, new Settings(3, 1, 0, 0, 0, 96, 1), Progress.NONE, 1);
        final Volume v = new VolumeReader().read(
            new SeriesScanner().scan(m_folder.resolve("GC-0001/CT"), Progress.NONE, 1).series().get(0), Progress.NONE);
        final DataSet roi = DicomFile.read(m_folder.resolve("GC-0001/RS.dcm"), ReadOptions.FULL).dataSet()
            .sequence(Tag.ROIContourSequence).get(0);
        final List<DataSet> contours = roi.sequence(Tag.ContourSequence);
        assertTrue(contours.size() >= 4);
        double inside = 0;
        double outside = 0;
        for (final DataSet c : contours) {
            final double[] data = c.getDoubles(Tag.ContourData);
            assertEquals(c.requireInt(Tag.NumberOfContourPoints), data.length / 3);
            double cx = 0;
            double cy = 0;
            for (int i = 0; i < data.length; i += 3) {
                cx += 3 * data[i] / data.length;
                cy += 3 * data[i + 1] / data.length;
            }
            final Vec3 middle = v.grid().toIndex(new Vec3(cx, cy, data[2]));
            assertEquals(Math.rint(middle.z()), middle.z(), 1e-6); // contours lie on slices
            inside += v.get((int)Math.round(middle.x()), (int)Math.round(middle.y()), (int)middle.z());
            final Vec3 beside = v.grid().toIndex(new Vec3(cx + 1.35 * (data[0] - cx), cy, data[2]));
            outside += v.get((int)Math.round(beside.x()), (int)Math.round(beside.y()), (int)Math.round(beside.z()));
        }
        assertTrue(inside / contours.size() > 50, "enhancing lesion: " + inside / contours.size());
        assertTrue(outside / contours.size() < 40, "water around it: " + outside / contours.size());
    }

    @Test
    void sameBytesWhateverTheThreads() throws IOException {
        PhantomCohort.write(m_folder.resolve("one"), TINY, Progress.NONE, 1);
        PhantomCohort.write(m_folder.resolve("three"), TINY, Progress.NONE, 3);
        PhantomCohort.write(m_folder.resolve("other"), new Settings(12, 2, 1, 1, 1, 64, 1), Progress.NONE, 3);
        try (Stream<Path> files = Files.walk(m_folder.resolve("one"))) {
            for (final Path p : files.filter(Files::isRegularFile).toList()) {
                final Path relative = m_folder.resolve("one").relativize(p);
                assertArrayEquals(Files.readAllBytes(p), Files.readAllBytes(m_folder.resolve("three").resolve(relative)));
            }
        }
        assertNotEquals(Files.readString(m_folder.resolve("one").resolve(PhantomCohort.TABLE)),
            Files.readString(m_folder.resolve("other").resolve(PhantomCohort.TABLE)));
    }

    /** Area under the ROC curve of a score. */
    private static double auc(final List<PhantomPatient> patients, final ToDoubleFunction<PhantomPatient> score) {
        double pairs = 0;
        double won = 0;
        for (final PhantomPatient a : patients) {
            for (final PhantomPatient b : patients) {
                if (a.response() && !b.response()) {
                    pairs++;
                    won += score.applyAsDouble(a) > score.applyAsDouble(b) ? 1 : 0;
                }
            }
        }
        return won / pairs;
    }

    private static List<PhantomPatient> draw(final double signal) {
        final SplittableRandom r = new SplittableRandom(5);
        return IntStream.range(0, 2000).mapToObj(i -> PhantomPatient.draw(r.split(), signal)).toList();
    }

    @Test
    void signalIsWhatWasAskedFor() {
        // the log densities of the latent factors given the benefit add up to its best linear predictor
        final ToDoubleFunction<PhantomPatient> image = p -> -0.26 / 0.0484 * Math.log(p.contrast())
            + 0.2 / 0.04 * Math.log(p.grain()) - 0.07 / 0.0256 * Math.log(p.radius()) + 3 / 36.0 * p.density();
        assertEquals(0.84, auc(draw(1), image), 0.03);
        assertEquals(0.5, auc(draw(0), image), 0.03);
        assertEquals(0.5, draw(1).stream().filter(PhantomPatient::response).count() / 2000.0, 0.06);
        final double events = draw(1).stream().filter(PhantomPatient::event).count() / 2000.0;
        assertTrue(events > 0.5 && events < 0.8, "progressions: " + events);
    }

    @Test
    void impossibleSettings() {
        assertThrows(IllegalArgumentException.class, () -> new Settings(1, 0, 0, 0, 0, 96, 1));
        assertThrows(IllegalArgumentException.class, () -> new Settings(1, -1, 5, 0, 0, 96, 1));
        assertThrows(IllegalArgumentException.class, () -> new Settings(1, 5, 0, 0, 0, 8, 1));
        assertThrows(IllegalArgumentException.class, () -> new Settings(1, 5, 0, 0, 0, 96, 1.1));
    }
}

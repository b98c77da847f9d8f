package org.dlrm.dicom.series;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;

import org.dlrm.dicom.CopyingToolkit;
import org.dlrm.dicom.DicomException;
import org.dlrm.dicom.DicomWriter;
import org.dlrm.dicom.Problem;
import org.dlrm.dicom.ProblemClass;
import org.dlrm.dicom.Tag;
import org.dlrm.dicom.TransferSyntax;
import org.dlrm.dicom.VR;
import org.dlrm.image.Box;
import org.dlrm.image.Grid;
import org.dlrm.image.Vec3;
import org.dlrm.image.Volume;
import org.dlrm.work.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders made here: grouping, geometry, choice, DICOMDIR, reading. */
class SeriesScannerTest {

    @TempDir
    private Path m_folder;

    private ScanResult scan() throws IOException {
        return new SeriesScanner().scan(m_folder, Progress.NONE, 2);
    }

    private SeriesInfo only() throws IOException {
        final ScanResult r = scan();
        assertEquals(1, r.series().size(), () -> r.problems().toString());
        return r.series().get(0);
    }

    private void axial(final double... z) throws IOException {
        for (int k = 0; k < z.length; k++) {
            TestSlices.write(m_folder, "IM" + k, TestSlices.axial("2.25.1" + k, z[k]));
        }
    }

    private static List<ProblemClass> errors(final List<Problem> problems) {
        return problems.stream().filter(p -> p.severity() == Problem.Severity.ERROR).map(Problem::type).toList();
    }

    private static void valuesEqualTheWorld(final Volume v, final double tolerance) {
        final Grid g = v.grid();
        for (int k = 0; k < g.nz(); k++) {
            for (int j = 0; j < g.ny(); j++) {
                for (int i = 0; i < g.nx(); i++) {
                    assertEquals(TestSlices.hu(g.toPatient(i, j, k)), v.get(i, j, k), tolerance);
                }
            }
        }
    }

    @Test
    void ordersAlongTheNormalWhateverTheFileOrder() throws IOException {
        axial(14, 10, 16, 12);
        final SeriesInfo s = only();
        assertEquals(Optional.of(new Grid(10, 12, 4, 1, 1, 2, new Vec3(-4, 6, 10), new Vec3(1, 0, 0),
            new Vec3(0, 1, 0), new Vec3(0, 0, 1))), s.grid());
        valuesEqualTheWorld(new VolumeReader().read(s, Progress.NONE), 0);
        assertEquals("B30f", s.attribute("ConvolutionKernel").orElseThrow());
    }

    @Test
    void anyOrientation() throws IOException {
        // sagittal with rows upwards: a left-handed stacking order of files makes no difference
        for (int k = 0; k < 5; k++) {
            TestSlices.write(m_folder, "f" + (7 * k) % 5, TestSlices.slice("2.25.7" + k, new Vec3(3 * k, -5, 20),
                new Vec3(0, 1, 0), new Vec3(0, 0, -1)));
        }
        final SeriesInfo s = only();
        assertEquals(3, s.grid().orElseThrow().sz(), 1e-12);
        assertEquals(-1, s.grid().get().zAxis().x(), 1e-12); // row x column
        valuesEqualTheWorld(new VolumeReader().read(s, Progress.NONE), 0);
    }

    @Test
    void readsABoxFromTheSlicesItTouchesOnly() throws IOException {
        axial(0, 2, 4, 6, 8);
        final SeriesInfo s = only();
        Files.delete(m_folder.resolve("IM0"));
        Files.delete(m_folder.resolve("IM4"));
        final Box box = new Box(2, 3, 1, 4, 5, 3);
        final Volume v = new VolumeReader().read(s, box, Progress.NONE);
        assertEquals(s.grid().orElseThrow().crop(box), v.grid());
        valuesEqualTheWorld(v, 0);
        final DicomException e = assertThrows(DicomException.class,
            () -> new VolumeReader().read(s, Progress.NONE));
        assertEquals(ProblemClass.UNREADABLE, e.type());
        assertTrue(e.problem().file().endsWith("IM0"));
    }

    @Test
    void aFileThatChangedSinceTheScanIsToldNotRead() throws IOException {
        axial(0, 2, 4);
        final SeriesInfo s = only();
        TestSlices.write(m_folder, "IM1", TestSlices.axial("2.25.99", 2));
        assertEquals(ProblemClass.CHANGED,
            assertThrows(DicomException.class, () -> new VolumeReader().read(s, Progress.NONE)).type());
        assertFalse(only().digest().equals(s.digest()));
    }

    @Test
    void missingSlicesSayWhere() throws IOException {
        axial(0, 2, 4, 10, 12, 16);
        final SeriesInfo s = only();
        assertEquals(List.of(ProblemClass.MISSING_SLICE), errors(s.problems()));
        final String text = s.problems().get(0).message();
        assertTrue(text.startsWith("3 slices are missing") && text.contains("between 4.000 mm (IM2) and 10.000 mm (IM3)"),
            text);
        assertThrows(DicomException.class, () -> new VolumeReader().read(s, Progress.NONE));
    }

    @Test
    void micrometresOfJitterAreAcceptedTenthsOfMillimetresAreNot() throws IOException {
        axial(0, 2.01, 3.98, 6.02, 8);
        assertTrue(only().grid().isPresent());
        axial(0, 2.01, 3.8, 6.02, 8);
        assertEquals(List.of(ProblemClass.NON_UNIFORM_SPACING), errors(only().problems()));
    }

    @Test
    void aSliceShiftedInItsPlaneIsNoVolume() throws IOException {
        axial(0, 2, 4, 6);
        TestSlices.write(m_folder, "IM2", TestSlices.slice("2.25.12", new Vec3(-3, 6, 4), new Vec3(1, 0, 0),
            new Vec3(0, 1, 0)));
        assertEquals(List.of(ProblemClass.NON_UNIFORM_SPACING), errors(only().problems()));
    }

    @Test
    void mixedOrientationAndSpacing() throws IOException {
        axial(0, 2, 4);
        TestSlices.write(m_folder, "IM3", TestSlices.slice("2.25.14", new Vec3(-4, 6, 6), new Vec3(1, 0, 0),
            new Vec3(0, 0.96, 0.28)));
        assertEquals(List.of(ProblemClass.MIXED_ORIENTATION), errors(only().problems()));
        TestSlices.write(m_folder, "IM3", TestSlices.axial("2.25.14", 6).set(Tag.PixelSpacing, 1.1, 1.1));
        assertEquals(List.of(ProblemClass.INCONSISTENT_SPACING), errors(only().problems()));
    }

    @Test
    void scoutsAndReformatsOfOneSeriesAreApart() throws IOException {
        axial(0, 2, 4, 6);
        TestSlices.write(m_folder, "S1", TestSlices.slice("2.25.21", new Vec3(0, -4, 6), new Vec3(0, 1, 0),
            new Vec3(0, 0, -1)));
        for (int k = 0; k < 3; k++) {
            TestSlices.write(m_folder, "C" + k, TestSlices.slice("2.25.3" + k, new Vec3(-4, 2 * k, 6),
                new Vec3(1, 0, 0), new Vec3(0, 0, -1)));
        }
        final ScanResult r = scan();
        assertEquals(List.of("axial 4", "coronal 3", "sagittal 1"),
            r.series().stream().map(s -> s.part() + " " + s.slices().size()).toList());
        assertEquals(List.of(), errors(r.problems()));
        assertTrue(r.series().get(0).problems().stream().anyMatch(p -> p.type() == ProblemClass.MIXED_ORIENTATION));
        valuesEqualTheWorld(new VolumeReader().read(r.series().get(0), Progress.NONE), 0);
        valuesEqualTheWorld(new VolumeReader().read(r.series().get(1), Progress.NONE), 0);
    }

    @Test
    void phasesAtShiftedPositionsAreSplitHalvesOfABodyAreNot() throws IOException {
        for (int k = 0; k < 5; k++) {
            TestSlices.write(m_folder, "A" + k, TestSlices.axial("2.25.4" + k, 2 * k).set(Tag.AcquisitionNumber, 1));
            TestSlices.write(m_folder, "B" + k,
                TestSlices.axial("2.25.5" + k, 2 * k + 1.3).set(Tag.AcquisitionNumber, 2));
        }
        final ScanResult r = scan();
        assertEquals(List.of("AcquisitionNumber 1", "AcquisitionNumber 2"),
            r.series().stream().map(SeriesInfo::part).toList());
        assertTrue(r.series().stream().allMatch(s -> s.grid().isPresent()));
        for (int k = 0; k < 5; k++) {
            TestSlices.write(m_folder, "B" + k,
                TestSlices.axial("2.25.5" + k, 2 * k + 20).set(Tag.AcquisitionNumber, 2));
        }
        assertEquals(List.of(ProblemClass.MISSING_SLICE), errors(only().problems()));
    }

    @Test
    void tiltedGantryIsRefusedOrSheared() throws IOException {
        // rows tilted by 3-4-5 about x; the table moves along z
        for (int k = 0; k < 6; k++) {
            TestSlices.write(m_folder, "IM" + k, TestSlices.slice("2.25.2" + k, new Vec3(0, 0, 5 * k),
                new Vec3(1, 0, 0), new Vec3(0, 0.8, 0.6)).set(Tag.RescaleSlope, 1));
        }
        final SeriesInfo s = only();
        assertEquals(List.of(ProblemClass.GANTRY_TILT), errors(s.problems()));
        assertEquals(36.87, s.tiltDegrees().orElseThrow(), 0.01);
        assertTrue(s.problems().get(0).message().contains("36.87 degrees"));
        assertThrows(DicomException.class, () -> new VolumeReader().read(s, Progress.NONE));
        final Volume v = new VolumeReader().readTiltCorrected(s, Progress.NONE);
        final Grid g = v.grid();
        assertEquals(4, g.sz(), 1e-9);
        assertEquals(0, g.zAxis().dot(g.yAxis()), 1e-12);
        assertEquals(TestSlices.ROWS + 15, g.ny());
        int inside = 0;
        for (int k = 0; k < g.nz(); k++) {
            for (int j = 0; j < g.ny(); j++) {
                for (int i = 0; i < g.nx(); i++) {
                    // along the shear 3 mm per slice: slice k covers rows 3 k to 3 k + 11 of the new plane
                    if (j >= 3 * k && j < 3 * k + TestSlices.ROWS) {
                        assertEquals(TestSlices.hu(g.toPatient(i, j, k)), v.get(i, j, k), 0.51); // stored rounded
                        inside++;
                    }
                }
            }
        }
        assertEquals(6 * TestSlices.ROWS * TestSlices.COLUMNS, inside);
    }

    @Test
    void phasesOfOneSeriesAreSplit() throws IOException {
        for (int k = 0; k < 4; k++) {
            TestSlices.write(m_folder, "a" + k, TestSlices.axial("2.25.3" + k, 2 * k).set(Tag.AcquisitionNumber, 1));
            TestSlices.write(m_folder, "b" + k, TestSlices.axial("2.25.4" + k, 2 * k).set(Tag.AcquisitionNumber, 2)
                .set(Tag.RescaleIntercept, 100));
        }
        final ScanResult r = scan();
        assertEquals(List.of("AcquisitionNumber 1", "AcquisitionNumber 2"),
            r.series().stream().map(SeriesInfo::part).toList());
        assertTrue(r.series().stream().allMatch(s -> s.grid().isPresent()));
        assertEquals(TestSlices.hu(new Vec3(-4, 6, 0)) + 100,
            new VolumeReader().read(r.series().get(1), Progress.NONE).get(0, 0, 0));
        final SeriesChoice phase = new SeriesChoice("CT", Optional.empty(), Optional.empty(),
            SeriesChoice.pattern("number 2"), SeriesChoice.Preference.MOST_SLICES, false);
        assertEquals("AcquisitionNumber 2", phase.choose(r.series()).series().orElseThrow().part());
    }

    @Test
    void copiesAreUsedOnceConflictsAreRefused() throws IOException {
        axial(0, 2, 4);
        Files.createDirectories(m_folder.resolve("copy"));
        for (int k = 0; k < 3; k++) {
            Files.copy(m_folder.resolve("IM" + k), m_folder.resolve("copy").resolve("x" + k));
        }
        final SeriesInfo s = only();
        assertEquals(3, s.grid().orElseThrow().nz());
        assertEquals(ProblemClass.DUPLICATE_SLICE, s.problems().get(0).type());
        TestSlices.write(m_folder, "copy/x1", TestSlices.axial("2.25.11", 2).set(Tag.RescaleIntercept, 1));
        final SeriesInfo conflict = only();
        assertEquals(List.of(ProblemClass.DUPLICATE_POSITION), errors(conflict.problems()));
        assertTrue(conflict.problems().stream().anyMatch(p -> p.message().contains("2 slices at 2.000 mm")));
    }

    @Test
    void studiesAndFramesOfReferenceThatDifferWithinASeries() throws IOException {
        for (int k = 0; k < 3; k++) {
            TestSlices.write(m_folder, "IM" + k, TestSlices.axial("2.25.1" + k, 2 * k)
                .set(Tag.StudyInstanceUID, "2.25.30" + k).set(Tag.FrameOfReferenceUID, "2.25.40" + k));
        }
        final SeriesInfo s = only();
        assertTrue(s.grid().isPresent());
        assertEquals(List.of(ProblemClass.NONCONFORMANT, ProblemClass.NONCONFORMANT),
            s.problems().stream().map(Problem::type).toList());
    }

    @Test
    void lossyCompressionIsTold() throws IOException {
        for (int k = 0; k < 3; k++) {
            TestSlices.write(m_folder, "IM" + k, TestSlices.axial("2.25.1" + k, 2 * k)
                .set(Tag.LossyImageCompression, "01"));
        }
        final ScanResult r = scan();
        assertEquals(List.of(ProblemClass.LOSSY_COMPRESSION), r.problems().stream().map(Problem::type).toList());
        assertTrue(r.problems().get(0).what().endsWith("(3 files)")); // once for the series
    }

    @Test
    void choiceIsExplained() throws IOException {
        for (int k = 0; k < 6; k++) {
            TestSlices.write(m_folder, "thick" + k, TestSlices.axial("2.25.5" + k, 5 * k)
                .set(Tag.SeriesInstanceUID, "2.25.500").set(Tag.SeriesDescription, "Venous 5 mm"));
        }
        for (int k = 0; k < 4; k++) {
            TestSlices.write(m_folder, "thin" + k, TestSlices.axial("2.25.6" + k, k)
                .set(Tag.SeriesInstanceUID, "2.25.600").set(Tag.SeriesDescription, "Arterial 1 mm")
                .set(Tag.ConvolutionKernel, "B70f"));
        }
        TestSlices.write(m_folder, "scout", TestSlices.axial("2.25.70", 0).set(Tag.SeriesInstanceUID, "2.25.700")
            .set(Tag.ImageType, "ORIGINAL", "PRIMARY", "LOCALIZER"));
        final List<SeriesInfo> all = scan().series();
        final SeriesChoice.Choice most = SeriesChoice.DEFAULT.choose(all);
        assertEquals("2.25.500", most.series().orElseThrow().seriesInstanceUid());
        assertEquals("3 series (1 left out: localizer): \"Venous 5 mm\", 6 slices of 5.00 mm, most slices",
            most.explanation());
        final SeriesChoice thinnest = new SeriesChoice("CT", Optional.empty(), Optional.empty(), Optional.empty(),
            SeriesChoice.Preference.THINNEST, false);
        assertEquals("2.25.600", thinnest.choose(all).series().orElseThrow().seriesInstanceUid());
        final SeriesChoice kernel = new SeriesChoice("CT", SeriesChoice.pattern("arterial"),
            SeriesChoice.pattern("^b7"), Optional.empty(), SeriesChoice.Preference.MOST_SLICES, false);
        assertEquals("2.25.600", kernel.choose(all).series().orElseThrow().seriesInstanceUid());
        final SeriesChoice none = new SeriesChoice("MR", Optional.empty(), Optional.empty(), Optional.empty(),
            SeriesChoice.Preference.MOST_SLICES, false);
        final SeriesChoice.Choice nothing = none.choose(all);
        assertTrue(nothing.series().isEmpty());
        assertEquals(ProblemClass.NO_SERIES, nothing.problem().orElseThrow().type());
        assertTrue(nothing.explanation().contains("3 left out: not MR"), nothing.explanation());
    }

    @Test
    void dicomdirNamesItsFilesAndNoOthers() throws IOException {
        axial(0, 2, 4);
        Files.createDirectories(m_folder.resolve("DICOM"));
        Files.move(m_folder.resolve("IM0"), m_folder.resolve("DICOM/im0.dcm")); // CDs change case and endings
        Files.move(m_folder.resolve("IM1"), m_folder.resolve("DICOM/IM1"));
        final Path dir = m_folder.resolve("DICOMDIR");
        new DicomWriter().set(Tag.SOPClassUID, "1.2.840.10008.1.3.10").set(Tag.SOPInstanceUID, "2.25.8")
            .items(Tag.DirectoryRecordSequence, List.of(new DicomWriter().set(Tag.DirectoryRecordType, "PATIENT"),
                record("DICOM", "IM0"), record("DICOM", "IM1"), record("DICOM", "GONE"), record("..", "etc")))
            .write(dir, TransferSyntax.EXPLICIT);
        final ScanResult r = new SeriesScanner().scan(dir, Progress.NONE, 1);
        assertEquals(2, r.series().get(0).slices().size());
        assertEquals(List.of(ProblemClass.MISSING_FILE, ProblemClass.MISSING_FILE), errors(r.problems()));
        assertEquals(3, scan().series().get(0).slices().size()); // the folder has one more
    }

    private static DicomWriter record(final String... id) {
        return new DicomWriter().set(Tag.DirectoryRecordType, "IMAGE").set(Tag.ReferencedFileID, id);
    }

    @Test
    void enhancedMultiFrame() throws IOException {
        final int n = 4;
        final byte[] pixels = new byte[2 * n * TestSlices.ROWS * TestSlices.COLUMNS];
        for (int p = 0; p < pixels.length / 2; p++) {
            final int f = p / (TestSlices.ROWS * TestSlices.COLUMNS);
            pixels[2 * p] = (byte)(10 * f); // the stored value is ten times the frame number
        }
        final int[] order = {2, 0, 3, 1}; // frames are not in spatial order
        final DicomWriter[] frames = new DicomWriter[n];
        for (int f = 0; f < n; f++) {
            frames[f] = new DicomWriter().items(Tag.PlanePositionSequence,
                List.of(new DicomWriter().set(Tag.ImagePositionPatient, 0, 0, 3 * order[f])))
                .items(Tag.PixelValueTransformationSequence, List.of(new DicomWriter().set(Tag.RescaleSlope, 2)
                    .set(Tag.RescaleIntercept, f)));
        }
        TestSlices.write(m_folder, "enhanced", TestSlices.axial("2.25.1", 0).remove(Tag.ImagePositionPatient)
            .remove(Tag.ImageOrientationPatient).remove(Tag.PixelSpacing).remove(Tag.RescaleSlope)
            .remove(Tag.RescaleIntercept).set(Tag.NumberOfFrames, n).bytes(Tag.PixelData, VR.OW, pixels)
            .items(Tag.SharedFunctionalGroupsSequence, List.of(new DicomWriter()
                .items(Tag.PlaneOrientationSequence,
                    List.of(new DicomWriter().set(Tag.ImageOrientationPatient, 1, 0, 0, 0, 1, 0)))
                .items(Tag.PixelMeasuresSequence, List.of(new DicomWriter().set(Tag.PixelSpacing, 0.5, 0.25)))))
            .items(Tag.PerFrameFunctionalGroupsSequence, List.of(frames)));
        final SeriesInfo s = only();
        final Grid g = s.grid().orElseThrow();
        assertEquals(3, g.sz(), 1e-12);
        assertEquals(0.25, g.sx());
        assertEquals(0.5, g.sy());
        final Volume v = new VolumeReader().read(s, Progress.NONE);
        for (int f = 0; f < n; f++) {
            assertEquals(20 * f + f, v.get(3, 4, order[f]));
        }
    }

    @Test
    void oneBadFileNeverStopsTheOthers() throws IOException {
        axial(0, 2, 4);
        Files.write(m_folder.resolve("half.dcm"), java.util.Arrays.copyOf(Files.readAllBytes(m_folder.resolve("IM0")), 500));
        Files.writeString(m_folder.resolve("notes.txt"), "hello");
        Files.createFile(m_folder.resolve("empty"));
        final ScanResult r = scan();
        assertTrue(r.series().get(0).grid().isPresent());
        assertEquals(List.of(ProblemClass.EMPTY_FILE, ProblemClass.TRUNCATED),
            errors(r.problems()));
        assertTrue(r.problems().stream().anyMatch(p -> p.type() == ProblemClass.NOT_DICOM
            && p.severity() == Problem.Severity.INFO));
    }

    @Test
    void screenShotsAndUltrasoundAreNoErrors() throws IOException {
        axial(0, 2, 4);
        TestSlices.write(m_folder, "dose", TestSlices.axial("2.25.80", 0).set(Tag.SeriesInstanceUID, "2.25.800")
            .set(Tag.SOPClassUID, "1.2.840.10008.5.1.4.1.1.7").remove(Tag.ImagePositionPatient));
        TestSlices.write(m_folder, "us", TestSlices.axial("2.25.81", 0).set(Tag.SeriesInstanceUID, "2.25.801")
            .set(Tag.Modality, "US").remove(Tag.PixelSpacing));
        final ScanResult r = scan();
        assertEquals(1, r.series().size());
        assertEquals(List.of(), errors(r.problems()));
        assertEquals(2, r.problems().stream().filter(p -> p.severity() == Problem.Severity.INFO).count());
    }

    @Test
    void namesOnlyIfAskedFor() throws IOException {
        for (int k = 0; k < 3; k++) {
            TestSlices.write(m_folder, "IM" + k, TestSlices.axial("2.25.1" + k, k).set(Tag.PatientName, "DOE^JANE"));
        }
        assertTrue(only().attribute("PatientName").isEmpty());
        assertEquals("DOE^JANE", new SeriesScanner(new org.dlrm.dicom.OwnToolkit(), true)
            .scan(m_folder, Progress.NONE, 1).series().get(0).attribute("PatientName").orElseThrow());
    }

    @Test
    void anotherToolkitGivesTheSame() throws IOException {
        axial(0, 2, 4);
        TestSlices.write(m_folder, "thai", TestSlices.axial("2.25.90", 6).set(Tag.SpecificCharacterSet, "ISO_IR 166")
            .bytes(Tag.PatientID, VR.LO, new byte[]{(byte)0xA1, '1'}));
        final ScanResult own = scan();
        final ScanResult other = new SeriesScanner(new CopyingToolkit(), false).scan(m_folder, Progress.NONE, 1);
        assertEquals(own, other);
        assertEquals("\u0E011", own.series().get(1).patientId());
        assertArrayEquals(new VolumeReader().read(own.series().get(0), Progress.NONE).values(),
            new VolumeReader(new CopyingToolkit()).read(other.series().get(0), Progress.NONE).values());
    }

    @Test
    void cancelled() throws IOException {
        axial(0, 2, 4);
        final SeriesInfo s = only();
        final Progress stop = new Progress() {
            @Override
            public void report(final double fraction, final String message) {
                // nobody listens
            }

            @Override
            public boolean isCanceled() {
                return true;
            }
        };
        assertThrows(CancellationException.class, () -> new SeriesScanner().scan(m_folder, stop, 2));
        assertThrows(CancellationException.class, () -> new VolumeReader().read(s, stop));
    }

    /** Random changes of a header among good ones: a grid or a reason, never another exception. */
    @Test
    void mutatedHeaders() {
        final SplittableRandom random = new SplittableRandom(4);
        final byte[] seed = TestSlices.axial("2.25.6", 0).toBytes(TransferSyntax.EXPLICIT);
        for (int round = 0; round < 5000; round++) {
            final byte[] bytes = seed.clone();
            for (int m = random.nextInt(5); m >= 0; m--) {
                final int at = 132 + random.nextInt(bytes.length - 132 - 2 * TestSlices.ROWS * TestSlices.COLUMNS);
                bytes[at] = (byte)(random.nextBoolean() ? "0123456789-.e\\ ".charAt(random.nextInt(15))
                    : random.nextInt(256));
            }
            SeriesFuzz.fuzzerTestOneInput(bytes);
        }
    }
}

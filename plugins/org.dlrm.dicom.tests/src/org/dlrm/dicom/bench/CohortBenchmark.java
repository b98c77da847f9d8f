package org.dlrm.dicom.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import org.dlrm.dicom.DicomWriter;
import org.dlrm.dicom.Tag;
import org.dlrm.dicom.TransferSyntax;
import org.dlrm.dicom.VR;
import org.dlrm.dicom.roi.RoiInfo;
import org.dlrm.dicom.roi.RoiOptions;
import org.dlrm.dicom.roi.RoiSource;
import org.dlrm.dicom.roi.RoiSources;
import org.dlrm.dicom.roi.RoiTarget;
import org.dlrm.dicom.series.ScanResult;
import org.dlrm.dicom.series.SeriesInfo;
import org.dlrm.dicom.series.SeriesScanner;
import org.dlrm.dicom.series.VolumeReader;
import org.dlrm.image.Roi;
import org.dlrm.image.Volume;
import org.dlrm.image.io.RoiFile;
import org.dlrm.image.region.RoiCutter;
import org.dlrm.work.OrderedParallel;
import org.dlrm.work.Progress;

/**
 * From a folder of CT series of 512 x 512 x 100 with an RTSTRUCT each to files of the regions of interest, as DICOM
 * Reader and ROI Masker do it: time with one and two threads, and for whole volumes, peak heap and size of the result.
 */
public final class CohortBenchmark {

    private static final int ROUNDS = 4;

    private static final int SIZE = 512;

    private static final int SLICES = 100;

    private static final double PIXEL = 0.78;

    private static final double SLICE = 1.25;

    private static final double RADIUS = 30;

    private static final double MARGIN = 10;

    private CohortBenchmark() {
    }

    /** Command line: {@code CohortBenchmark folder patients}; the folder is made, filled and deleted (53 MB a patient). */
    public static void main(final String[] args) throws IOException {
        final Path folder = Files.createDirectories(Path.of(args[0]));
        final int patients = Integer.parseInt(args[1]);
        try {
            final Path cohort = folder.resolve("cohort");
            for (int p = 0; p < patients; p++) {
                write(cohort, p);
            }
            final double input = bytes(cohort);
            final double[][] best = new double[3][4];
            for (int round = 0; round < ROUNDS; round++) {
                for (int threads = 1; threads <= 2; threads++) {
                    final Path rois = Files.createDirectories(folder.resolve("roi" + round + threads));
                    final double[] t = run(cohort, rois, threads);
                    System.out.printf("%d patients, %d thread(s): ROI files %.1f s, volumes of 20 patients %.1f s; "
                        + "ROI files %.2f %% of %.2f GB, peak heap %.0f MB%n", patients, threads, t[0], t[1],
                        100 * bytes(rois) / input, input / 1e9, peakHeap() / 1e6);
                    for (int i = 0; i < t.length; i++) {
                        best[threads][i] = round == 0 ? t[i] : Math.min(t[i], best[threads][i]);
                    }
                }
            }
            System.out.printf("two threads, best of %d rounds, by the clock: ROI files %.2f x, volumes %.2f x%n", ROUNDS,
                best[1][0] / best[2][0], best[1][1] / best[2][1]);
            System.out.printf("by processor time of the caller and the mean worker: ROI files %.2f x, volumes %.2f x%n",
                best[1][2] / best[2][2], best[1][3] / best[2][3]);
        } finally {
            try (Stream<Path> all = Files.walk(folder)) {
                for (final Path p : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(p);
                }
            }
        }
    }

    /**
     * @return seconds from folder to ROI files and for reading volumes; then the same as the processor time of the caller
     *         and of the mean worker, phase by phase: what the clock would show if no other program ran, which takes
     *         one worker's processor and leaves the tasks to the other, and no garbage collector
     */
    private static double[] run(final Path cohort, final Path target, final int threads) throws IOException {
        final long start = System.nanoTime();
        final List<SeriesInfo> series = new ArrayList<>();
        final double scan = path(() -> series.addAll(scan(cohort, threads).series()));
        final double roi = path(() -> new OrderedParallel(threads).map(series.iterator(), (i, s) -> cut(s, target.resolve(i + ".roi")), (i, f) -> { },
            Progress.NONE));
        final long cut = System.nanoTime();
        final double volumes = path(() -> new OrderedParallel(threads).map(series.subList(0, Math.min(series.size(), 20)).iterator(), (i, s) -> {
            try {
                return new VolumeReader().read(s, Progress.NONE).values()[7];
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }, (i, f) -> { }, Progress.NONE));
        return new double[]{(cut - start) / 1e9, (System.nanoTime() - cut) / 1e9, scan + roi, volumes};
    }

    private static ScanResult scan(final Path cohort, final int threads) {
        try {
            return new SeriesScanner().scan(cohort, Progress.NONE, threads);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return processor seconds of the calling thread and of the mean worker while something runs */
    private static double path(final Runnable job) {
        final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        final Map<Long, Long> used = new ConcurrentHashMap<>();
        final Thread sampler = new Thread(() -> {
            try {
                while (true) {
                    sample(threads, used);
                    Thread.sleep(2);
                }
            } catch (InterruptedException e) {
                return; // done
            }
        });
        final long before = threads.getCurrentThreadCpuTime();
        sampler.start();
        job.run();
        sample(threads, used);
        sampler.interrupt();
        final long own = threads.getCurrentThreadCpuTime() - before;
        return (own + used.values().stream().mapToLong(t -> t).average().orElse(0)) / 1e9;
    }

    private static void sample(final ThreadMXBean threads, final Map<Long, Long> used) {
        for (final ThreadInfo t : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (t != null && t.getThreadName().equals("dlrm-worker")) {
                final long cpu = threads.getThreadCpuTime(t.getThreadId());
                used.merge(t.getThreadId(), cpu, Math::max);
            }
        }
    }

    private static String cut(final SeriesInfo s, final Path target) {
        try {
            final RoiTarget grid = RoiTarget.of(s, VolumeReader.grid(s));
            final RoiSource source = RoiSources.open(s.folder().resolveSibling("RS.dcm"));
            final List<Roi.Region> regions = new ArrayList<>();
            for (final RoiInfo roi : source.rois()) {
                regions.add(new Roi.Region(roi.name(), source.mask(roi, grid, RoiOptions.DEFAULT).mask()));
            }
            final Roi roi = RoiCutter.cut(grid.grid(), box -> new VolumeReader().read(s, box, Progress.NONE), regions,
                MARGIN, Map.of());
            return RoiFile.write(roi, target);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double peakHeap() {
        long sum = 0;
        for (final MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            sum += pool.getType() == MemoryType.HEAP ? pool.getPeakUsage().getUsed() : 0;
        }
        return sum;
    }

    private static double bytes(final Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).mapToLong(p -> p.toFile().length()).sum();
        }
    }

    // ------------------------------------------------------------------------------------------------- cohort

    private static void write(final Path cohort, final int patient) throws IOException {
        final String root = "2.25." + (1000 + patient);
        final Path folder = cohort.resolve("P" + patient);
        final SplittableRandom random = new SplittableRandom(patient);
        final byte[] pixels = new byte[2 * SIZE * SIZE];
        for (int k = 0; k < SLICES; k++) {
            for (int i = 0; i < SIZE * SIZE; i++) { // soft tissue with noise of about 12 HU
                final long r = random.nextLong();
                final int v = 1074 + (int)((r & 15) + (r >> 4 & 15) + (r >> 8 & 15) + (r >> 12 & 15)) - 30;
                pixels[2 * i] = (byte)v;
                pixels[2 * i + 1] = (byte)(v >> 8);
            }
            common(root, patient, "1.2.840.10008.5.1.4.1.1.2", root + ".3." + k, "CT")
                .set(Tag.SeriesInstanceUID, root + ".3").set(Tag.InstanceNumber, k + 1)
                .set(Tag.ImageType, "ORIGINAL", "PRIMARY", "AXIAL").set(Tag.SliceThickness, SLICE)
                .set(Tag.ImagePositionPatient, 0, 0, k * SLICE).set(Tag.ImageOrientationPatient, 1, 0, 0, 0, 1, 0)
                .set(Tag.SamplesPerPixel, 1).set(Tag.PhotometricInterpretation, "MONOCHROME2").set(Tag.Rows, SIZE)
                .set(Tag.Columns, SIZE).set(Tag.PixelSpacing, PIXEL, PIXEL).set(Tag.BitsAllocated, 16)
                .set(Tag.BitsStored, 12).set(Tag.HighBit, 11).set(Tag.PixelRepresentation, 0)
                .set(Tag.RescaleIntercept, -1024).set(Tag.RescaleSlope, 1).bytes(Tag.PixelData, VR.OW, pixels)
                .write(folder.resolve("CT").resolve("IM" + k + ".dcm"), TransferSyntax.EXPLICIT);
        }
        structureSet(root, patient).write(folder.resolve("RS.dcm"), TransferSyntax.EXPLICIT);
    }

    private static DicomWriter common(final String root, final int patient, final String sopClass,
        final String instance, final String modality) {
        return new DicomWriter().set(Tag.SOPClassUID, sopClass).set(Tag.SOPInstanceUID, instance)
            .set(Tag.Modality, modality).set(Tag.PatientID, "P" + patient).set(Tag.StudyInstanceUID, root + ".1")
            .set(Tag.FrameOfReferenceUID, root + ".2");
    }

    /** A ball in the middle. */
    private static DicomWriter structureSet(final String root, final int patient) {
        final List<DicomWriter> contours = new ArrayList<>();
        for (int k = 0; k < SLICES; k++) {
            final double dz = (k - SLICES / 2) * SLICE;
            if (Math.abs(dz) < RADIUS) {
                final double r = Math.sqrt(RADIUS * RADIUS - dz * dz);
                final double[] data = new double[3 * 60];
                for (int i = 0; i < 60; i++) {
                    data[3 * i] = Math.rint(1000 * (SIZE * PIXEL / 2 + r * Math.cos(Math.PI * i / 30))) / 1000;
                    data[3 * i + 1] = Math.rint(1000 * (SIZE * PIXEL / 2 + r * Math.sin(Math.PI * i / 30))) / 1000;
                    data[3 * i + 2] = k * SLICE;
                }
                contours.add(new DicomWriter().set(Tag.ContourGeometricType, "CLOSED_PLANAR")
                    .set(Tag.NumberOfContourPoints, 60).set(Tag.ContourData, data));
            }
        }
        return common(root, patient, "1.2.840.10008.5.1.4.1.1.481.3", root + ".5", "RTSTRUCT")
            .set(Tag.SeriesInstanceUID, root + ".4")
            .items(Tag.StructureSetROISequence, List.of(new DicomWriter().set(Tag.ROINumber, 1)
                .set(Tag.ReferencedFrameOfReferenceUID, root + ".2").set(Tag.ROIName, "GTV")))
            .items(Tag.ROIContourSequence, List.of(new DicomWriter().items(Tag.ContourSequence, contours)
                .set(Tag.ReferencedROINumber, 1)));
    }
}

package org.dlrm.dicom.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

import org.dlrm.dicom.DicomToolkit;
import org.dlrm.dicom.DicomWriter;
import org.dlrm.dicom.OwnToolkit;
import org.dlrm.dicom.ReadOptions;
import org.dlrm.dicom.Tag;
import org.dlrm.dicom.TransferSyntax;
import org.dlrm.dicom.VR;
import org.dlrm.dicom.series.SeriesInfo;
import org.dlrm.dicom.series.SeriesScanner;
import org.dlrm.dicom.series.VolumeReader;
import org.dlrm.work.Progress;

/**
 * Speed of reading 200 slices of 512 x 512, explicit VR little endian, warm, one thread, against a bare walker over the
 * same files that knows nothing but element lengths. dcm4che is measured in the same run if its bundle is on the class
 * path; further toolkits can be named on the command line. Prints medians in ms (CPU time of the thread, system calls
 * included) and ratios.
 */
public final class ReaderBenchmark {

    private static final int SLICES = 200;

    private static final int SIZE = 512;

    private static final int ROUNDS = 25;

    private static final String DCM4CHE = "org.dlrm.dicom.dcm4che.Dcm4cheToolkit";

    /** Time of this thread alone, so that a busy machine does not count. */
    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

    private interface Job {
        long run(Path file) throws IOException;
    }

    private ReaderBenchmark() {
    }

    /** Command line: {@code ReaderBenchmark [toolkit class]...}. */
    public static void main(final String[] args) throws Exception {
        final Path folder = Files.createTempDirectory("dlrm-bench");
        try {
            final List<Path> files = write(folder);
            final List<DicomToolkit> toolkits = new ArrayList<>(List.of(new OwnToolkit()));
            final List<String> others = new ArrayList<>(List.of(args));
            if (present(DCM4CHE) && !others.contains(DCM4CHE)) {
                others.add(0, DCM4CHE);
            }
            for (final String name : others) {
                toolkits.add((DicomToolkit)Class.forName(name).getDeclaredConstructor().newInstance());
            }
            final byte[] buffer = new byte[2 * SIZE * SIZE];
            final List<String> names = new ArrayList<>(List.of("walker headers", "walker pixels"));
            final List<Job> jobs = new ArrayList<>(List.of(f -> walk(f, null), f -> walk(f, buffer)));
            for (final DicomToolkit t : toolkits) {
                names.add(t.name() + " headers");
                jobs.add(f -> t.read(f, ReadOptions.HEADER).dataSet().requireInt(Tag.Rows));
                names.add(t.name() + " pixels");
                jobs.add(f -> {
                    try (DicomToolkit.Image image = t.open(f)) {
                        image.read(0, buffer);
                        return buffer[99];
                    }
                });
            }
            final double[] ms = measure(jobs, files);
            for (int i = 0; i < ms.length; i++) {
                System.out.printf("%-16s %7.1f ms  %.2f of the walker", names.get(i), ms[i], ms[i] / ms[i % 2]);
                System.out.printf(i < 4 ? "%n" : ", dlrm takes %.2f of it%n", ms[2 + i % 2] / ms[i]);
            }
            final double[] series = measure(List.of(f -> new SeriesScanner().scan(folder, Progress.NONE, 1)
                .series().size()), List.of(folder));
            System.out.printf("%-16s %7.1f ms%n", "scan a series", series[0]);
            final SeriesInfo info = new SeriesScanner().scan(folder, Progress.NONE, 1).series().get(0);
            final double[] volume = measure(List.of(f -> (long)new VolumeReader().read(info, Progress.NONE).values()[7]),
                List.of(folder));
            System.out.printf("%-16s %7.1f ms (200 MB of float HU)%n", "volume", volume[0]);
        } finally {
            try (Stream<Path> all = Files.walk(folder)) {
                for (final Path p : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(p);
                }
            }
        }
    }

    private static boolean present(final String name) {
        try {
            Class.forName(name);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** Medians over interleaved rounds, so that a disturbance hits all alike. */
    private static double[] measure(final List<Job> jobs, final List<Path> files) throws IOException {
        final double[][] times = new double[jobs.size()][ROUNDS];
        long sum = 0;
        for (int round = -10; round < ROUNDS; round++) {
            for (int j = 0; j < jobs.size(); j++) {
                final long start = CPU.getCurrentThreadCpuTime();
                for (final Path f : files) {
                    sum += jobs.get(j).run(f);
                }
                if (round >= 0) {
                    times[j][round] = (CPU.getCurrentThreadCpuTime() - start) / 1e6;
                }
            }
        }
        if (sum == 42) {
            System.out.println(); // keeps the work from being optimised away
        }
        return Arrays.stream(times).mapToDouble(t -> {
            Arrays.sort(t);
            return t[ROUNDS / 2];
        }).toArray();
    }

    /** Top-level elements by their lengths alone, in one read of the header; the pixels into a buffer. */
    private static long walk(final Path file, final byte[] pixels) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            final ByteBuffer b = ByteBuffer.allocate(8192).order(ByteOrder.LITTLE_ENDIAN);
            channel.read(b, 0);
            b.position(132);
            long elements = 0;
            while (true) {
                final int tag = b.getShort() << 16 | b.getShort() & 0xFFFF;
                final int vr = b.getShort();
                int length = b.getShort() & 0xFFFF;
                if (vr == 'O' + ('W' << 8) || vr == 'O' + ('B' << 8) || vr == 'S' + ('Q' << 8)
                    || vr == 'U' + ('N' << 8) || vr == 'U' + ('T' << 8)) {
                    length = b.getInt();
                }
                if (tag == Tag.PixelData) {
                    if (pixels != null) {
                        channel.read(ByteBuffer.wrap(pixels), b.position());
                    }
                    return elements;
                }
                b.position(b.position() + length);
                elements++;
            }
        }
    }

    /** CT slices with about as many attributes as a scanner writes. */
    private static List<Path> write(final Path folder) throws IOException {
        final SplittableRandom random = new SplittableRandom(1);
        final List<Path> files = new ArrayList<>();
        final byte[] pixels = new byte[2 * SIZE * SIZE];
        for (int k = 0; k < SLICES; k++) {
            random.nextBytes(pixels);
            final DicomWriter w = new DicomWriter().set(Tag.SOPClassUID, "1.2.840.10008.5.1.4.1.1.2")
                .set(Tag.SOPInstanceUID, "2.25.1000" + k).set(Tag.SeriesInstanceUID, "2.25.77")
                .set(Tag.StudyInstanceUID, "2.25.78").set(Tag.FrameOfReferenceUID, "2.25.79")
                .set(Tag.PatientID, "BENCH").set(Tag.Modality, "CT").set(Tag.ImageType, "ORIGINAL", "PRIMARY", "AXIAL")
                .set(Tag.ImagePositionPatient, -250.5, -250.5, k * 1.25)
                .set(Tag.ImageOrientationPatient, 1, 0, 0, 0, 1, 0).set(Tag.PixelSpacing, 0.976562, 0.976562)
                .set(Tag.SliceThickness, 1.25).set(Tag.KVP, 120).set(Tag.ConvolutionKernel, "STANDARD")
                .set(Tag.Manufacturer, "SCANNER").set(Tag.SeriesDescription, "ABDOMEN VENOUS 1.25")
                .set(Tag.AcquisitionDate, "20200101").set(Tag.AcquisitionTime, "101010.5").set(Tag.Rows, SIZE)
                .set(Tag.Columns, SIZE).set(Tag.SamplesPerPixel, 1).set(Tag.PhotometricInterpretation, "MONOCHROME2")
                .set(Tag.BitsAllocated, 16).set(Tag.BitsStored, 12).set(Tag.HighBit, 11)
                .set(Tag.PixelRepresentation, 0).set(Tag.RescaleIntercept, -1024).set(Tag.RescaleSlope, 1)
                .items(Tag.ReferencedImageSequence, List.of(new DicomWriter()
                    .set(Tag.ReferencedSOPClassUID, "1.2.840.10008.5.1.4.1.1.2")
                    .set(Tag.ReferencedSOPInstanceUID, "2.25.5")))
                .bytes(Tag.PixelData, VR.OW, pixels);
            for (int i = 0; i < 90; i++) {
                w.bytes(0x00091000 + i, i % 3 == 0 ? VR.LO : i % 3 == 1 ? VR.DS : VR.SH,
                    ("private " + i + " ").getBytes());
            }
            final Path file = folder.resolve(String.format("IM%04d.dcm", k));
            w.write(file, TransferSyntax.EXPLICIT);
            files.add(file);
        }
        return files;
    }
}

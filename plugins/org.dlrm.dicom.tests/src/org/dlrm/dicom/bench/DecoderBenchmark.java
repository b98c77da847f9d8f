package org.dlrm.dicom.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.Arrays;

import org.dlrm.dicom.DicomToolkit;
import org.dlrm.dicom.OwnToolkit;

/** Decoding time of one frame of each file on the command line, warm: median of 15 in ms of CPU time. */
public final class DecoderBenchmark {

    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

    private DecoderBenchmark() {
    }

    public static void main(final String[] args) throws IOException {
        for (final String name : args) {
            try (DicomToolkit.Image image = new OwnToolkit().open(Path.of(name))) {
                final byte[] target = new byte[image.format().frameBytes()];
                final double[] ms = new double[15];
                for (int round = -20; round < ms.length; round++) {
                    final long start = CPU.getCurrentThreadCpuTime();
                    image.read(0, target);
                    if (round >= 0) {
                        ms[round] = (CPU.getCurrentThreadCpuTime() - start) / 1e6;
                    }
                }
                Arrays.sort(ms);
                System.out.printf("%7.1f ms  %4d x %4d  %-32s %s%n", ms[7], image.format().rows(),
                    image.format().columns(), image.file().transferSyntax().name(), Path.of(name).getFileName());
            }
        }
    }
}

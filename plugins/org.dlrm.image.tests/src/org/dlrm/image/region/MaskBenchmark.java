package org.dlrm.image.region;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;

import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Roi;
import org.dlrm.image.Volume;
import org.dlrm.image.io.Nifti;
import org.dlrm.image.io.RoiFile;
import org.dlrm.work.Progress;

/**
 * Times the mask operations on a chest-sized image (512 x 512 x 200, tumour of 100 ml): one line each with the CPU time
 * of the best of five rounds. Run as a main class.
 */
final class MaskBenchmark {

    private MaskBenchmark() {
    }

    /** Something to time. */
    private interface Work {
        Object run() throws IOException;
    }

    /** @param args ignored */
    public static void main(final String[] args) throws IOException {
        final Grid g = Grid.of(512, 512, 200, 0.8, 0.8, 2.5);
        final float[] values = new float[g.voxels()];
        final byte[] inside = new byte[values.length];
        final SplittableRandom random = new SplittableRandom(1);
        int p = 0;
        for (int k = 0; k < g.nz(); k++) {
            for (int j = 0; j < g.ny(); j++) {
                for (int i = 0; i < g.nx(); i++, p++) {
                    values[p] = random.nextInt(-20, 21) + (i - 256) * (i - 256) / 500;
                    final double x = (i - 300) * 0.8;
                    final double y = (j - 200) * 0.8;
                    final double z = (k - 90) * 2.5;
                    inside[p] = (byte)(x * x + y * y + z * z < 29 * 29 && random.nextInt(200) > 0 ? 1 : 0);
                }
            }
        }
        final Volume image = new Volume(g, values);
        final Mask mask = new Mask(g, inside);
        final Roi roi = RoiCutter.cut(image, "GTV", mask, 20);
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        RoiFile.write(roi, bytes);
        final Path file = Files.createTempFile("benchmark", ".nii.gz");
        final Path raw = Files.createTempFile("benchmark", ".nii");
        try {
            Nifti.writeMask(mask, file);
            Nifti.writeVolume(image, raw);
            time("largest component", () -> Regions.largestComponent(mask, Components.Connectivity.TWENTY_SIX));
            time("fill holes 3D", () -> Regions.fillHoles(mask));
            time("fill holes per slice", () -> Regions.fillHolesPerSlice(mask));
            time("dilate 5 mm", () -> Regions.dilate(mask, 5, Progress.NONE));
            time("ring 2..10 mm", () -> Regions.ring(mask, 2, 10, Progress.NONE));
            time("quality", () -> RegionQuality.of(mask, image));
            time("cut 20 mm", () -> RoiCutter.cut(image, "GTV", mask, 20));
            time("resample whole mask", () -> MaskResampler.resample(mask, g));
            time(String.format(Locale.ROOT, "write ROI file (%d voxels, %d bytes)", roi.grid().voxels(), bytes.size()),
                () -> RoiFile.write(roi, new ByteArrayOutputStream(bytes.size())));
            time("read ROI file", () -> RoiFile.read(new ByteArrayInputStream(bytes.toByteArray())));
            time("read mask .nii.gz", () -> Nifti.readMask(file));
            time("read image .nii", () -> Nifti.readVolume(raw));
            time("write mask .nii.gz", () -> {
                Nifti.writeMask(mask, file);
                return file;
            });
        } finally {
            Files.delete(file);
            Files.delete(raw);
        }
    }

    private static void time(final String name, final Work work) throws IOException {
        final var threads = ManagementFactory.getThreadMXBean();
        long best = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            final long start = threads.getCurrentThreadCpuTime();
            if (work.run() == null) {
                throw new IllegalStateException();
            }
            best = Math.min(best, threads.getCurrentThreadCpuTime() - start);
        }
        System.out.printf(Locale.ROOT, "%8.1f ms  %s%n", best / 1e6, name);
    }
}

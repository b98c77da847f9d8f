package org.dlrm.dicom.roi;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

import org.dlrm.dicom.DicomException;
import org.dlrm.dicom.DicomFile;
import org.dlrm.dicom.ReadOptions;
import org.dlrm.dicom.TransferSyntax;
import org.dlrm.image.Grid;
import org.dlrm.testing.Shared;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Seeded mutations of RTSTRUCT and SEG files: every region comes out as a mask or as a {@link DicomException}, and soon.
 * Longer runs: {@code -Ddlrm.fuzz=100000}.
 */
class RoiFuzzTest {

    private static final int RUNS = Integer.getInteger("dlrm.fuzz", 2000);

    @TempDir
    Path m_dir;

    private static byte[] mutate(final byte[] seed, final SplittableRandom random) {
        byte[] b = seed.clone();
        for (int n = random.nextInt(1, 6); n > 0; n--) {
            final int at = random.nextInt(132, b.length);
            switch (random.nextInt(5)) {
                case 0 -> b[at] = (byte)random.nextInt(256);
                case 1 -> b[at] = new byte[]{0, 1, -1, 127, -128, ' ', '9', '-', '\\', 'e'}[random.nextInt(10)];
                case 2 -> b[at] ^= (byte)(1 << random.nextInt(8));
                case 3 -> b[at] = (byte)('0' + random.nextInt(10));
                default -> {
                    final int length = Math.min(random.nextInt(1, 17), b.length - at);
                    System.arraycopy(b, random.nextInt(b.length - length + 1), b, at, length);
                }
            }
        }
        if (random.nextInt(10) == 0) {
            b = Arrays.copyOf(b, random.nextInt(132, b.length + 100));
        }
        return b;
    }

    private void fuzz(final byte[] seed, final long number, final Grid grid) {
        final SplittableRandom random = new SplittableRandom(number);
        final RoiTarget target = RoiTarget.of(grid);
        final Path path = m_dir.resolve("fuzz.dcm");
        int masks = 0;
        for (int run = 0; run < RUNS; run++) {
            final byte[] mutated = mutate(seed, random);
            final long start = System.nanoTime();
            try {
                final DicomFile file = DicomFile.read(Files.write(path, mutated), ReadOptions.FULL);
                final RoiSource source = number < 10 ? StructureSet.of(file) : Segmentation.of(file);
                for (final RoiInfo roi : source.rois()) {
                    masks += source.mask(roi, target, new RoiOptions(true, 0.5, run % 2 == 0)).problems().size() + 1;
                }
            } catch (DicomException e) {
                assertTrue(e.getMessage().length() > 10, e.getMessage());
            } catch (IOException | RuntimeException | Error e) {
                throw new AssertionError("run " + run + " of seed " + number, e);
            }
            final int r = run;
            assertTrue(System.nanoTime() - start < 5_000_000_000L, () -> "run " + r + " took too long");
        }
        assertTrue(masks > RUNS / 20, "nearly nothing was read");
    }

    @Test
    void structureSets() {
        final var contours = List.of(StructureSetTest.contour("CLOSED_PLANAR", StructureSetTest.square(2, 2, 10, 3)),
            StructureSetTest.contour("CLOSED_PLANAR", StructureSetTest.square(4, 4, 3, 3)),
            StructureSetTest.contour("CLOSEDPLANAR_XOR", StructureSetTest.square(2.25, 2.5, 10.125, 6)));
        final var set = StructureSetTest.structureSet("1.2.4", contours);
        fuzz(set.toBytes(TransferSyntax.EXPLICIT), 1, StructureSetTest.GRID);
        fuzz(set.toBytes(TransferSyntax.IMPLICIT), 2, StructureSetTest.GRID);
    }

    @Test
    void segmentations() throws IOException {
        final Path dir = Shared.require("dicom").resolve("valid/seg");
        final Grid grid = new Grid(16, 16, 3, 0.488281, 0.488281, 1.25,
            new org.dlrm.image.Vec3(-125, -128.100006, 103.019997), new org.dlrm.image.Vec3(1, 0, 0),
            new org.dlrm.image.Vec3(0, 1, 0), new org.dlrm.image.Vec3(0, 0, 1));
        fuzz(Files.readAllBytes(dir.resolve("highdicom_seg_image_ct_binary_overlap.dcm")), 11, grid);
        fuzz(Files.readAllBytes(dir.resolve("highdicom_seg_image_ct_binary_fractional.dcm")), 12, grid);
        fuzz(Files.readAllBytes(dir.resolve("dcmqi_sparse-labelmap-noppv.dcm")), 13,
            TestSeries.target(dir.resolve("dcmqi_24x38x3"), "IMG").grid());
    }
}

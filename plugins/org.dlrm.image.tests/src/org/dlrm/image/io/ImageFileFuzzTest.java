package org.dlrm.image.io;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;

import org.dlrm.image.Mask;
import org.dlrm.image.Roi;
import org.dlrm.image.Volume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Seeded mutations of valid files: every answer is a result or an {@link ImageFileException}, and comes soon. Longer
 * runs: {@code -Ddlrm.fuzz=100000}.
 */
class ImageFileFuzzTest {

    private static final int RUNS = Integer.getInteger("dlrm.fuzz", 3000);

    @TempDir
    Path m_dir;

    /** What is done with a mutated file. */
    private interface Use {
        void of(byte[] bytes) throws IOException;
    }

    /** Changes a few bytes, preferably of the header, to values that matter; cuts or lengthens now and then. */
    static byte[] mutate(final byte[] seed, final SplittableRandom random) {
        byte[] b = seed.clone();
        for (int n = random.nextInt(1, 6); n > 0; n--) {
            final int at = random.nextInt(random.nextInt(4) > 0 ? Math.min(b.length, 360) : b.length);
            switch (random.nextInt(4)) {
                case 0 -> b[at] = (byte)random.nextInt(256);
                case 1 -> b[at] = new byte[]{0, 1, -1, 127, -128, ' ', '9', '-'}[random.nextInt(8)];
                case 2 -> b[at] ^= (byte)(1 << random.nextInt(8));
                default -> {
                    final int length = Math.min(random.nextInt(1, 9), b.length - at);
                    System.arraycopy(b, random.nextInt(b.length - length + 1), b, at, length);
                }
            }
        }
        if (random.nextInt(8) == 0) {
            b = Arrays.copyOf(b, random.nextInt(1, 2 * b.length));
        }
        return b;
    }

    private static void fuzz(final byte[] seed, final long number, final Use use) {
        final SplittableRandom random = new SplittableRandom(number);
        for (int run = 0; run < RUNS; run++) {
            final byte[] mutated = mutate(seed, random);
            final long start = System.nanoTime();
            try {
                use.of(mutated);
            } catch (ImageFileException e) {
                assertTrue(e.getMessage().length() > 20, e.getMessage());
            } catch (IOException | RuntimeException | Error e) {
                throw new AssertionError("run " + run + " of seed " + number, e);
            }
            final int r = run;
            assertTrue(System.nanoTime() - start < 5_000_000_000L, () -> "run " + r + " took too long");
        }
    }

    private void fuzzFile(final byte[] seed, final long number, final String name) {
        final Path file = m_dir.resolve(name);
        fuzz(seed, number, bytes -> {
            Files.write(file, bytes);
            try {
                ImageFiles.readVolume(file);
            } finally {
                ImageFiles.readMask(file, Optional.empty());
            }
        });
    }

    @Test
    void nifti() throws IOException {
        final Path file = m_dir.resolve("seed.nii");
        Nifti.writeVolume(NiftiTest.ramp(NiftiTest.oblique(5, 4, 3), 0.5f), file);
        fuzzFile(Files.readAllBytes(file), 1, "x.nii");
    }

    @Test
    void nifti2() throws IOException {
        final Path file = m_dir.resolve("seed.nii");
        Nifti.writeVolume(NiftiTest.ramp(NiftiTest.oblique(32768, 1, 1), 1), file);
        fuzzFile(Arrays.copyOf(Files.readAllBytes(file), 2000), 2, "x.nii");
        fuzzFile(Files.readAllBytes(file), 3, "y.nii");
    }

    @Test
    void niftiGz() throws IOException {
        final Path file = m_dir.resolve("seed.nii.gz");
        Nifti.writeVolume(NiftiTest.ramp(NiftiTest.oblique(5, 4, 3), 0.5f), file);
        fuzzFile(Files.readAllBytes(file), 4, "x.nii.gz");
    }

    @Test
    void nrrd() {
        final String header = "NRRD0004\ntype: short\ndimension: 3\nspace: left-posterior-superior\nsizes: 3 2 1\n"
            + "space directions: (0.5,0,0) (0,0.5,0) (0,0,2.5)\nendian: little\nspace origin: (-10,20,-30.5)\n"
            + "byte skip: 0\nline skip: 0\nencoding: raw\n\n123456789012";
        fuzzFile(header.getBytes(StandardCharsets.US_ASCII), 5, "x.nrrd");
        fuzzFile(header.replace("raw", "ascii").getBytes(StandardCharsets.US_ASCII), 6, "y.nrrd");
    }

    @Test
    void roiFile() throws IOException {
        final Volume v = NiftiTest.ramp(NiftiTest.oblique(9, 5, 4), 1);
        final byte[] inside = new byte[v.values().length];
        Arrays.fill(inside, 20, 60, (byte)1);
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        RoiFile.write(Roi.of(v, "GTV", new Mask(v.grid(), inside)), out);
        fuzz(out.toByteArray(), 7, bytes -> RoiFile.read(new ByteArrayInputStream(bytes)));
    }
}

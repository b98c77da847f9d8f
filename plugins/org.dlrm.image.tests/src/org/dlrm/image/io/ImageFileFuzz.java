package org.dlrm.image.io;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Entry point for coverage-guided fuzzing of NIfTI, NRRD and our own region files: the first byte chooses the file
 * name, the rest is the file. How to run: package {@code org.dlrm.dicom.fuzz}.
 */
public final class ImageFileFuzz {

    private static final Path FOLDER = folder();

    private static final String[] NAMES = {"x.nii", "x.nii.gz", "x.nrrd", "x.nhdr", "x.hdr"};

    private ImageFileFuzz() {
    }

    private static Path folder() {
        try {
            final Path folder = Files.createTempDirectory("dlrm-fuzz");
            Files.write(folder.resolve("x.raw"), new byte[4096]);
            Files.write(folder.resolve("x.img"), new byte[4096]);
            return folder;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public static void fuzzerTestOneInput(final byte[] data) {
        if (data.length < 2) {
            return;
        }
        final byte[] bytes = Arrays.copyOfRange(data, 1, data.length);
        try {
            final int kind = (data[0] & 7) % (NAMES.length + 1);
            if (kind == NAMES.length) {
                RoiFile.read(new ByteArrayInputStream(bytes));
                return;
            }
            final Path file = FOLDER.resolve(NAMES[kind]);
            Files.write(file, bytes);
            try {
                ImageFiles.readVolume(file);
            } finally {
                ImageFiles.readMask(file, Optional.empty());
            }
        } catch (ImageFileException e) {
            return; // refused with words
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}

package org.dlrm.dicom.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.dlrm.dicom.DicomDir;
import org.dlrm.dicom.DicomException;

/** Entry point for coverage-guided fuzzing of DICOMDIR: no file outside its folder is ever named. */
public final class DicomDirFuzz {

    private static final Path FOLDER = folder();

    private DicomDirFuzz() {
    }

    private static Path folder() {
        try {
            final Path folder = Files.createTempDirectory("dlrm-fuzz").toRealPath();
            Files.createDirectories(folder.resolve("98892003/MR700"));
            Files.createFile(folder.resolve("98892003/MR700/4648"));
            Files.createFile(folder.resolve("IM1.dcm"));
            return folder;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public static void fuzzerTestOneInput(final byte[] data) {
        try {
            final Path file = FOLDER.resolve("DICOMDIR");
            Files.write(file, data);
            for (final Path found : DicomDir.read(file).files()) {
                if (!found.toRealPath().startsWith(FOLDER)) {
                    throw new IllegalStateException("outside: " + found);
                }
            }
        } catch (DicomException e) {
            return; // refused with a class and a message
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}

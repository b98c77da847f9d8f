package org.dlrm.dicom.roi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.dlrm.dicom.DicomException;
import org.dlrm.dicom.DicomFile;
import org.dlrm.dicom.ReadOptions;
import org.dlrm.image.Grid;
import org.dlrm.image.Vec3;

/**
 * Entry point for coverage-guided fuzzing of RTSTRUCT and SEG files: every region is brought onto a small image, with
 * and without resampling.
 */
public final class RoiFuzz {

    private static final List<Grid> GRIDS = List.of(StructureSetTest.GRID,
        new Grid(16, 16, 3, 0.488281, 0.488281, 1.25, new Vec3(-125, -128.100006, 103.019997), new Vec3(1, 0, 0),
            new Vec3(0, 1, 0), new Vec3(0, 0, 1)));

    private RoiFuzz() {
    }

    public static void fuzzerTestOneInput(final byte[] data) {
        Path path = null;
        try {
            path = Files.createTempFile("dlrm-fuzz", ".dcm");
            Files.write(path, data);
            final DicomFile file = DicomFile.read(path, ReadOptions.FULL);
            final RoiSource source = isSegmentation(file) ? Segmentation.of(file) : StructureSet.of(file);
            source.referencedSeries();
            source.patientId();
            int masks = 0;
            for (final RoiInfo roi : source.rois()) {
                for (final Grid grid : GRIDS) {
                    if (masks++ < 16) {
                        mask(source, roi, grid);
                    }
                }
            }
        } catch (DicomException e) {
            return; // refused with a class and a message
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } finally {
            delete(path);
        }
    }

    private static void mask(final RoiSource source, final RoiInfo roi, final Grid grid) throws IOException {
        try {
            source.mask(roi, RoiTarget.of(grid), new RoiOptions(true, 0.5, true));
        } catch (DicomException e) {
            return; // this region is not for this image
        }
    }

    private static boolean isSegmentation(final DicomFile file) {
        try {
            Segmentation.of(file);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void delete(final Path path) {
        if (path != null) {
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}

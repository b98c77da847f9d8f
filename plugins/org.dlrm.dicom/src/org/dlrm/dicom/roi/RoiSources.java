package org.dlrm.dicom.roi;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.dlrm.dicom.DicomException;
import org.dlrm.dicom.DicomFile;
import org.dlrm.dicom.ReadOptions;
import org.dlrm.dicom.Tag;
import org.dlrm.image.io.ImageFiles;

/** Opens whatever holds regions of interest. */
public final class RoiSources {

    private RoiSources() {
    }

    /**
     * Opens an RTSTRUCT, SEG, NIfTI or NRRD file.
     *
     * @throws DicomException that says what is wrong with the file
     */
    public static RoiSource open(final Path file) throws IOException {
        try {
            if (ImageFiles.isImageFile(file)) {
                return LabelMap.read(file);
            }
            final DicomFile dicom = DicomFile.read(file, ReadOptions.FULL);
            final String sop = dicom.dataSet().getString(Tag.SOPClassUID).orElse("");
            final String modality = dicom.dataSet().getString(Tag.Modality).orElse("");
            if (modality.equals("SEG") || Segmentation.SOP_CLASSES.contains(sop)) {
                return Segmentation.of(dicom);
            }
            return StructureSet.of(dicom);
        } catch (DicomException e) {
            throw e.in("", file.toString());
        }
    }

    /**
     * Reads the wanted regions of a file as masks of an image.
     *
     * @param source from {@link #open(Path)}
     * @param selection which regions
     * @param merge what becomes of several
     * @param target the image
     * @return one mask per region, or one merged mask
     * @throws DicomException if a region is missing or cannot be brought onto the image
     */
    public static List<RoiMask> masks(final RoiSource source, final RoiSelection selection, final RoiMerge merge,
        final RoiTarget target, final RoiOptions options) throws IOException {
        source.check(target, options);
        final List<RoiMask> masks = new ArrayList<>();
        for (final RoiInfo roi : selection.choose(source.rois())) {
            masks.add(source.mask(roi, target, options));
        }
        return merge.apply(masks);
    }
}

package org.dlrm.dicom.roi;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import org.dlrm.dicom.DicomException;
import org.dlrm.dicom.DicomFile;
import org.dlrm.dicom.ProblemClass;
import org.dlrm.dicom.ReadOptions;
import org.dlrm.dicom.Tag;
import org.dlrm.dicom.series.DicomObject;
import org.dlrm.dicom.series.SeriesScanner;
import org.dlrm.image.io.ImageFiles;
import org.dlrm.image.io.ImageFolder;
import org.dlrm.work.Progress;

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
     * Finds the one file below a folder that holds the regions of an image: an RTSTRUCT or SEG that refers to its series, or
     * else the only one there is, or else the label map of the patient.
     *
     * @param target the image
     * @param patient the patient, as a folder or file name may give it
     * @param rule which files are label maps
     * @throws DicomException if there is none, or more than one
     */
    public static Path find(final Path folder, final RoiTarget target, final String patient,
        final ImageFolder.Rule rule, final Progress progress) throws IOException {
        final List<DicomObject> objects = new SeriesScanner().scan(folder, progress, 1).objects().stream()
            .filter(DicomObject::isRoiSource).toList();
        final List<DicomObject> referring = objects.stream()
            .filter(o -> target.seriesInstanceUid().filter(o.referencedSeries()::contains).isPresent()).toList();
        final List<Path> files = new ArrayList<>((referring.isEmpty() ? objects : referring).stream()
            .map(DicomObject::path).toList());
        if (files.isEmpty()) {
            ImageFolder.find(folder, rule, progress).masksOf(Optional.empty(), patient, true)
                .forEach(e -> files.add(e.file()));
        }
        if (files.size() != 1) {
            throw new DicomException(ProblemClass.ROI,
                files.isEmpty() ? "No contour file was found" : "Several contour files may be meant",
                "one RTSTRUCT, SEG or label map", files.isEmpty() ? "none"
                    : files.stream().limit(5).map(f -> folder.relativize(f).toString()).collect(Collectors.joining(", ")),
                files.isEmpty() ? "Check the folder, or how label maps are called" : "Name the file instead of the folder");
        }
        return files.get(0);
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

package org.dlrm.headless.radiomics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.dlrm.dicom.DicomException;
import org.dlrm.dicom.ProblemClass;
import org.dlrm.dicom.roi.RoiMerge;
import org.dlrm.dicom.roi.RoiOptions;
import org.dlrm.dicom.roi.RoiSelection;
import org.dlrm.dicom.roi.RoiSource;
import org.dlrm.dicom.roi.RoiSources;
import org.dlrm.dicom.roi.RoiTarget;
import org.dlrm.dicom.series.SeriesInfo;
import org.dlrm.dicom.series.SeriesScanner;
import org.dlrm.dicom.series.VolumeReader;
import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Volume;
import org.dlrm.image.io.ImageFiles;
import org.dlrm.work.Progress;

/**
 * An image and a region as the user gives them: NIfTI or NRRD files, or the folder of a DICOM series with an RTSTRUCT or
 * SEG file.
 */
public record CaseFiles(Volume image, Mask mask) {

    private static final double SAME_GRID_MM = 0.01;

    /** @param roi the region's name, number or label; empty for the only one */
    public static CaseFiles read(final Path image, final Path mask, final Optional<String> roi, final Progress progress)
        throws IOException {
        if (!Files.exists(mask)) {
            throw new java.nio.file.NoSuchFileException(mask.toString(), null, "the mask does not exist");
        }
        if (!Files.isDirectory(image)) {
            final Volume volume = ImageFiles.readVolume(image);
            return new CaseFiles(volume, ImageFiles.isImageFile(mask) ? onGrid(mask, roi, volume.grid())
                : region(RoiSources.open(mask), roi, RoiTarget.of(volume.grid())));
        }
        final List<SeriesInfo> all =
            new SeriesScanner().scan(image, progress, 1).series().stream().filter(s -> !s.localizer()).toList();
        if (ImageFiles.isImageFile(mask)) {
            final Volume volume = new VolumeReader().read(only(all, all, image), progress);
            return new CaseFiles(volume, onGrid(mask, roi, volume.grid()));
        }
        final RoiSource source = RoiSources.open(mask);
        final Set<String> referenced = source.referencedSeries();
        final SeriesInfo series = only(all.size() == 1 ? all
            : all.stream().filter(s -> referenced.contains(s.seriesInstanceUid())).toList(), all, image);
        return new CaseFiles(new VolumeReader().read(series, progress),
            region(source, roi, RoiTarget.of(series, VolumeReader.grid(series))));
    }

    /** A mask file may store the image's voxels in another order (flipped, axes exchanged). */
    private static Mask onGrid(final Path file, final Optional<String> roi, final Grid grid) throws IOException {
        final Mask mask = ImageFiles.readMask(file, roi).mask();
        return grid.difference(mask.grid(), SAME_GRID_MM).isEmpty() ? mask
            : region(RoiSources.open(file), roi, RoiTarget.of(grid));
    }

    private static Mask region(final RoiSource source, final Optional<String> roi, final RoiTarget target)
        throws IOException {
        return RoiSources.masks(source, RoiSelection.of(roi.map(List::of).orElse(List.of())), RoiMerge.UNION, target,
            RoiOptions.DEFAULT).get(0).mask();
    }

    private static SeriesInfo only(final List<SeriesInfo> fits, final List<SeriesInfo> all, final Path folder)
        throws DicomException {
        if (fits.size() == 1) {
            return fits.get(0);
        }
        throw new DicomException(ProblemClass.NO_SERIES,
            all.isEmpty() ? "The folder holds no image series" : "The image of the region is not determined",
            "one series", all.stream().map(s -> s.seriesInstanceUid() + " (" + s.slices().size() + " slices)")
                .collect(Collectors.joining(", ")),
            "Give a folder with one image series").in("", folder.toString());
    }
}

package org.dlrm.knime.node.dicom;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.dlrm.dicom.Problem;
import org.dlrm.dicom.ProblemClass;
import org.dlrm.dicom.series.ScanResult;
import org.dlrm.dicom.series.SeriesScanner;
import org.dlrm.image.io.ImageFolder;
import org.dlrm.work.Progress;

/**
 * What lies below a folder.
 *
 * @param dicom DICOM series and objects
 * @param files NIfTI and NRRD files
 */
record ImageSearch(ScanResult dicom, ImageFolder files) {

    static ImageSearch in(final Path folder, final SeriesScanner scanner, final ImageFolder.Rule rule,
        final Progress progress, final int threads) throws IOException {
        final ScanResult dicom = scanner.scan(folder, progress, threads);
        final Path root = Files.isDirectory(folder) ? folder : folder.toAbsolutePath().getParent();
        return new ImageSearch(dicom, ImageFolder.find(root, rule, progress));
    }

    /**
     * Tells whether nothing of a second patient can be in the folder: there is one image at most, or the folder is called
     * like the patient, or it is the row's own and no image in it is called like the patient.
     *
     * @param shared whether the folder is everybody's
     */
    boolean alone(final boolean shared, final Path folder, final String patient) {
        return SeriesScanner.patients(dicom).size() <= 1 && (files.images().size() <= 1 || !shared
            && (files.of(patient).images().isEmpty() || folder.endsWith(patient)));
    }

    /** @return one line for all image files that belong to no row */
    List<Problem> unmatched(final Set<String> patients) {
        final List<String> left = new ArrayList<>(files.images().stream()
            .filter(e -> files.keys(e).stream().noneMatch(patients::contains)).map(ImageFolder.Entry::name).toList());
        return left.isEmpty() ? List.of()
            : List.of(Problem.warning(ProblemClass.UNMATCHED,
                left.size() + (left.size() == 1 ? " image file belongs" : " image files belong")
                    + " to no patient of the cohort table",
                "a folder or file name that is the PatientID, or a pattern that finds it",
                left.stream().limit(5).collect(Collectors.joining(", ")) + (left.size() > 5 ? ", ..." : ""),
                "Correct the PatientIDs, or set 'PatientID in the path'"));
    }
}

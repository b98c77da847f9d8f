package org.dlrm.dicom.roi;

import java.util.Optional;
import java.util.Set;

import org.dlrm.dicom.DicomException;
import org.dlrm.dicom.Problem;
import org.dlrm.dicom.ProblemClass;

/** Decides whether a region may be used on an image: coordinates compare within one frame of reference only. */
final class FrameOfReference {

    private FrameOfReference() {
    }

    /**
     * @param frame FrameOfReferenceUID of the region
     * @param series SeriesInstanceUIDs that the region's file refers to
     * @return a warning, if there is something to tell
     * @throws DicomException if the region belongs to another frame of reference and another series
     */
    static Optional<Problem> check(final String roi, final Optional<String> frame, final Set<String> series,
        final RoiTarget target, final RoiOptions options) throws DicomException {
        final boolean sameSeries = target.seriesInstanceUid().map(series::contains).orElse(false);
        if (frame.isEmpty() || target.frameOfReferenceUid().isEmpty()
            || frame.get().equals(target.frameOfReferenceUid().get())) {
            return sameSeries || series.isEmpty() || target.seriesInstanceUid().isEmpty() ? Optional.empty()
                : Optional.of(Problem.warning(ProblemClass.GEOMETRY_MISMATCH,
                    "Region '" + roi + "' was drawn on another series", target.seriesInstanceUid().get(),
                    String.join(", ", series), "Check that it is the right phase or reconstruction"));
        }
        final Problem problem = Problem.warning(ProblemClass.GEOMETRY_MISMATCH,
            "Region '" + roi + "' belongs to another frame of reference than the image",
            target.frameOfReferenceUid().get(), frame.get(),
            "Use the region drawn on this series, or allow another frame of reference after checking the overlay");
        if (sameSeries || options.ignoreFrameOfReference()) {
            return Optional.of(problem);
        }
        throw new DicomException(problem.type(), problem.what(), problem.expected(), problem.found(),
            problem.remedy());
    }
}

package org.dlrm.dicom.roi;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.dlrm.dicom.DicomException;
import org.dlrm.dicom.Problem;

/** A file that holds regions of interest: RTSTRUCT, SEG, or a NIfTI or NRRD label map. */
public interface RoiSource {

    /** @return "RTSTRUCT", "SEG", "NIfTI-1", "NIfTI-2" or "NRRD" */
    String kind();

    /** @return the regions in the order of the file */
    List<RoiInfo> rois() throws IOException;

    /** @return SeriesInstanceUIDs of the images that the regions were drawn on; empty if the file does not say */
    Set<String> referencedSeries() throws IOException;

    /** @return PatientID, where the file has one */
    Optional<String> patientId() throws IOException;

    /** @return what is odd about the file as a whole */
    List<Problem> problems();

    /**
     * Refuses an image that the regions cannot belong to, as far as this can be told without reading them.
     *
     * @throws DicomException (class GEOMETRY_MISMATCH)
     */
    void check(RoiTarget target, RoiOptions options) throws IOException;

    /**
     * Brings one region onto an image.
     *
     * @param roi one of {@link #rois()}
     * @param target the image
     * @param options how
     * @return the mask with its problems
     * @throws DicomException (class ROI, GEOMETRY_MISMATCH, BAD_VALUE ...) if the region cannot be used on this image
     */
    RoiMask mask(RoiInfo roi, RoiTarget target, RoiOptions options) throws IOException;
}

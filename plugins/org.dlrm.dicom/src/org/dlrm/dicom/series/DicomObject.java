package org.dlrm.dicom.series;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * A DICOM object that is no image of a volume: RTSTRUCT, SEG, report and so on.
 *
 * @param path the file
 * @param patientId PatientID
 * @param modality Modality, e.g. RTSTRUCT
 * @param sopClassUid SOPClassUID
 * @param sopInstanceUid SOPInstanceUID
 * @param seriesInstanceUid its own series
 * @param studyInstanceUid its study
 * @param frameOfReferenceUid its frame of reference, may be empty
 * @param referencedSeries SeriesInstanceUIDs it refers to
 * @param rois ROIName of an RTSTRUCT or SegmentLabel of a SEG, in file order
 * @param description SeriesDescription or StructureSetLabel
 */
public record DicomObject(Path path, String patientId, String modality, String sopClassUid, String sopInstanceUid,
    String seriesInstanceUid, String studyInstanceUid, String frameOfReferenceUid, Set<String> referencedSeries,
    List<String> rois, String description) {

    /** @return whether it can hold regions of interest */
    public boolean isRoiSource() {
        return modality.equals("RTSTRUCT") || modality.equals("SEG");
    }
}

package org.dlrm.dicom.series;

import java.util.List;

import org.dlrm.dicom.Problem;

/**
 * What a folder tree holds.
 *
 * @param series image series, by patient, study and series UID
 * @param objects RTSTRUCT, SEG and other objects, by path
 * @param problems of files and series; those of a series are repeated in its {@link SeriesInfo#problems()}
 */
public record ScanResult(List<SeriesInfo> series, List<DicomObject> objects, List<Problem> problems) {

    public ScanResult {
        series = List.copyOf(series);
        objects = List.copyOf(objects);
        problems = List.copyOf(problems);
    }

    /** @return the series of a patient */
    public List<SeriesInfo> seriesOf(final String patientId) {
        return series.stream().filter(s -> s.patientId().equals(patientId)).toList();
    }

    /** @return RTSTRUCT and SEG objects that refer to a series, or share its frame of reference if they refer to none */
    public List<DicomObject> roiSources(final SeriesInfo s) {
        return objects.stream().filter(DicomObject::isRoiSource)
            .filter(o -> o.referencedSeries().contains(s.seriesInstanceUid())
                || o.referencedSeries().isEmpty() && !o.frameOfReferenceUid().isEmpty()
                    && o.frameOfReferenceUid().equals(s.frameOfReferenceUid()))
            .toList();
    }
}

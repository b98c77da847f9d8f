package org.dlrm.dicom.series;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

import org.dlrm.dicom.Problem;
import org.dlrm.image.Grid;

/**
 * One image series (or one acquisition of a series that holds several), from headers alone.
 *
 * @param patientId PatientID
 * @param studyInstanceUid StudyInstanceUID
 * @param seriesInstanceUid SeriesInstanceUID
 * @param frameOfReferenceUid FrameOfReferenceUID, may be empty
 * @param part what part of the series this is, e.g. {@code AcquisitionNumber 2}; empty for a whole series
 * @param modality Modality
 * @param description SeriesDescription
 * @param localizer whether these are scout views
 * @param attributes acquisition by DICOM keyword, text as written; numbers that vary over the slices are averaged
 * @param slices in the order of the grid
 * @param grid the voxel grid; empty if the slices do not make one
 * @param tiltDegrees shear of a tilted gantry
 * @param shearedGrid the non-orthogonal grid of a tilted series that is otherwise sound
 * @param problems what is wrong with the series; an ERROR means there is no grid
 * @param digest SHA-256 over SOPInstanceUID, frame, size, position and stored pixel length of every slice in order;
 *            tells whether the files are still the same series without reading pixels
 */
public record SeriesInfo(String patientId, String studyInstanceUid, String seriesInstanceUid,
    String frameOfReferenceUid, String part, String modality, String description, boolean localizer,
    Map<String, String> attributes, List<Instance> slices, Optional<Grid> grid, OptionalDouble tiltDegrees,
    Optional<Grid> shearedGrid, List<Problem> problems, String digest) {

    public SeriesInfo {
        attributes = Map.copyOf(attributes);
        slices = List.copyOf(slices);
        problems = List.copyOf(problems);
    }

    /** @return the value of an attribute by keyword, e.g. {@code ConvolutionKernel} */
    public Optional<String> attribute(final String keyword) {
        return Optional.ofNullable(attributes.get(keyword)).filter(s -> !s.isEmpty());
    }

    /** @return the attribute as a number; empty if absent or not a number */
    public OptionalDouble number(final String keyword) {
        try {
            return attributes.containsKey(keyword) ? OptionalDouble.of(Double.parseDouble(attributes.get(keyword)))
                : OptionalDouble.empty();
        } catch (NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }

    /** @return the folder of the first slice */
    public Path folder() {
        return slices.get(0).path().toAbsolutePath().getParent();
    }

    /** @return the files, each once, in slice order */
    public List<Path> files() {
        return new ArrayList<>(slices.stream().map(Instance::path).distinct().toList());
    }
}

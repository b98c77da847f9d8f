package org.dlrm.dicom.roi;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.dlrm.dicom.DicomException;
import org.dlrm.dicom.Problem;
import org.dlrm.dicom.ProblemClass;
import org.dlrm.image.io.ImageFiles;
import org.dlrm.image.io.ImageFiles.MaskFile;
import org.dlrm.image.io.ImageHeader;

/**
 * A NIfTI or NRRD label map. Its regions are its named segments (.seg.nrrd), or else its label values, named by their
 * number. The values are read when regions are asked for; whether the grid fits is known before.
 */
public final class LabelMap implements RoiSource {

    private final Path m_file;

    private final ImageHeader m_header;

    private List<RoiInfo> m_rois;

    private LabelMap(final Path file, final ImageHeader header) {
        m_file = file;
        m_header = header;
    }

    /** Reads the header of a file. */
    public static LabelMap read(final Path file) throws IOException {
        try {
            return new LabelMap(file, ImageFiles.readHeader(file));
        } catch (IOException e) {
            throw DicomException.of(e);
        }
    }

    @Override
    public String kind() {
        return m_header.format();
    }

    @Override
    public synchronized List<RoiInfo> rois() throws IOException {
        if (m_rois == null) {
            final List<RoiInfo> rois = new ArrayList<>();
            if (m_header.labels().isEmpty()) {
                read(Optional.empty()).labels()
                    .forEach((value, voxels) -> rois.add(new RoiInfo(value, String.valueOf(value), "label", voxels)));
            } else {
                m_header.labels().forEach((name, label) -> rois.add(new RoiInfo(label.value(), name, "segment", 1)));
            }
            m_rois = List.copyOf(rois);
        }
        return m_rois;
    }

    @Override
    public Set<String> referencedSeries() {
        return Set.of();
    }

    @Override
    public Optional<String> patientId() {
        return Optional.empty();
    }

    @Override
    public List<Problem> problems() {
        return m_header.warnings().stream().map(w -> Problem.warning(ProblemClass.NONCONFORMANT, w, "", "", ""))
            .toList();
    }

    @Override
    public void check(final RoiTarget target, final RoiOptions options) throws DicomException {
        GridFit.of(m_header.grid(), target.grid()).require(m_file.getFileName().toString(),
            target.grid().difference(m_header.grid(), GridFit.TOLERANCE_MM).orElse(""), options);
    }

    @Override
    public RoiMask mask(final RoiInfo roi, final RoiTarget target, final RoiOptions options) throws IOException {
        check(target, options);
        final MaskFile file = read(Optional.of(roi.name()));
        final List<Problem> problems = new ArrayList<>();
        for (final String w : file.warnings()) {
            problems.add(Problem.warning(ProblemClass.NONCONFORMANT, w, "", "", ""));
        }
        return new RoiMask(roi.name(), GridFit.of(m_header.grid(), target.grid())
            .apply(roi.name(), file.mask(), target.grid(), problems), problems);
    }

    private MaskFile read(final Optional<String> label) throws IOException {
        try {
            return ImageFiles.readMask(m_file, label);
        } catch (IOException e) {
            throw DicomException.of(e);
        }
    }
}

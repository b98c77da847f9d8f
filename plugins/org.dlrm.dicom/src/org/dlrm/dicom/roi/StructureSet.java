package org.dlrm.dicom.roi;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

import org.dlrm.dicom.DataSet;
import org.dlrm.dicom.DicomException;
import org.dlrm.dicom.DicomFile;
import org.dlrm.dicom.Problem;
import org.dlrm.dicom.ProblemClass;
import org.dlrm.dicom.ReadOptions;
import org.dlrm.dicom.Tag;

/**
 * An RT Structure Set (PS3.3 A.19): named regions as stacks of planar contours in patient coordinates. Regions that
 * nobody asks for are never parsed, so that one broken region does not spoil the others.
 */
public final class StructureSet implements RoiSource {

    /** RT Structure Set Storage. */
    public static final String SOP_CLASS = "1.2.840.10008.5.1.4.1.1.481.3";

    private final Optional<String> m_patientId;

    private final List<RoiInfo> m_rois;

    private final Map<Integer, DataSet> m_contours;

    private final Map<Integer, String> m_frames;

    private final Set<String> m_series;

    private final List<Problem> m_problems;

    private StructureSet(final Optional<String> patientId, final List<RoiInfo> rois,
        final Map<Integer, DataSet> contours, final Map<Integer, String> frames, final Set<String> series,
        final List<Problem> problems) {
        m_patientId = patientId;
        m_rois = List.copyOf(rois);
        m_contours = contours;
        m_frames = frames;
        m_series = series;
        m_problems = List.copyOf(problems);
    }

    /** Reads a file. */
    public static StructureSet read(final Path file) throws IOException {
        return of(DicomFile.read(file, ReadOptions.FULL));
    }

    /** @throws DicomException if the file holds no structure set */
    public static StructureSet of(final DicomFile file) throws DicomException {
        final DataSet ds = file.dataSet();
        if (!ds.getString(Tag.Modality).orElse("").equals("RTSTRUCT")
            && !ds.getString(Tag.SOPClassUID).orElse("").equals(SOP_CLASS)) {
            throw new DicomException(ProblemClass.ROI, "This is no RT Structure Set", "Modality RTSTRUCT",
                ds.getString(Tag.Modality).orElse("none"), "Choose the file with the contours");
        }
        final List<Problem> problems = new ArrayList<>(file.warnings());
        final Map<Integer, DataSet> contours = new HashMap<>();
        for (final DataSet item : ds.sequence(Tag.ROIContourSequence)) {
            final OptionalInt number = item.getInt(Tag.ReferencedROINumber);
            if (number.isEmpty()) {
                problems.add(Problem.warning(ProblemClass.MISSING_TAG,
                    "Contours without ReferencedROINumber are left out", "", "", ""));
            } else if (contours.putIfAbsent(number.getAsInt(), item) != null) {
                problems.add(Problem.warning(ProblemClass.NONCONFORMANT,
                    "Contours of region " + number.getAsInt() + " occur twice; the first ones are used", "", "", ""));
            }
        }
        final Map<Integer, String> types = new HashMap<>();
        for (final DataSet item : ds.sequence(Tag.RTROIObservationsSequence)) {
            final OptionalInt number = item.getInt(Tag.ReferencedROINumber);
            if (number.isPresent()) {
                types.put(number.getAsInt(), item.getString(Tag.RTROIInterpretedType).orElse(""));
            }
        }
        final List<RoiInfo> rois = new ArrayList<>();
        final Map<Integer, String> frames = new HashMap<>();
        final Set<Integer> defined = new LinkedHashSet<>();
        for (final DataSet item : ds.sequence(Tag.StructureSetROISequence)) {
            final OptionalInt number = item.getInt(Tag.ROINumber);
            if (number.isEmpty() || !defined.add(number.getAsInt())) {
                problems.add(Problem.warning(ProblemClass.NONCONFORMANT,
                    "A region without a number of its own is left out", "a unique ROINumber",
                    number.isEmpty() ? "none" : "a second " + number.getAsInt(), ""));
                continue;
            }
            final int n = number.getAsInt();
            rois.add(new RoiInfo(n, item.getString(Tag.ROIName).orElse(""), types.getOrDefault(n, ""),
                closed(contours.get(n))));
            item.getString(Tag.ReferencedFrameOfReferenceUID).ifPresent(uid -> frames.put(n, uid));
        }
        for (final int n : contours.keySet()) {
            if (!defined.contains(n)) {
                problems.add(Problem.warning(ProblemClass.ROI, "Contours of a region that is not defined are left out",
                    "a StructureSetROISequence item", "ReferencedROINumber " + n, ""));
            }
        }
        return new StructureSet(ds.getString(Tag.PatientID), rois, contours, frames, series(ds), problems);
    }

    private static int closed(final DataSet roi) throws DicomException {
        if (roi == null) {
            return 0;
        }
        int n = 0;
        for (final DataSet contour : roi.sequence(Tag.ContourSequence)) {
            n += isClosed(contour) ? 1 : 0;
        }
        return n;
    }

    /** A missing type is taken for CLOSED_PLANAR, which is nearly always meant. */
    private static boolean isClosed(final DataSet contour) throws DicomException {
        final String type = contour.getString(Tag.ContourGeometricType).orElse("CLOSED_PLANAR");
        return type.equals("CLOSED_PLANAR") || type.equals("CLOSEDPLANAR_XOR");
    }

    private static Set<String> series(final DataSet ds) throws DicomException {
        final Set<String> series = new LinkedHashSet<>();
        for (final DataSet frame : ds.sequence(Tag.ReferencedFrameOfReferenceSequence)) {
            for (final DataSet study : frame.sequence(Tag.RTReferencedStudySequence)) {
                for (final DataSet s : study.sequence(Tag.RTReferencedSeriesSequence)) {
                    s.getString(Tag.SeriesInstanceUID).ifPresent(series::add);
                }
            }
        }
        return Set.copyOf(series);
    }

    @Override
    public String kind() {
        return "RTSTRUCT";
    }

    @Override
    public List<RoiInfo> rois() {
        return m_rois;
    }

    @Override
    public Set<String> referencedSeries() {
        return m_series;
    }

    @Override
    public Optional<String> patientId() {
        return m_patientId;
    }

    @Override
    public List<Problem> problems() {
        return m_problems;
    }

    @Override
    public void check(final RoiTarget target, final RoiOptions options) {
        // every region has a frame of reference of its own
    }

    @Override
    public RoiMask mask(final RoiInfo roi, final RoiTarget target, final RoiOptions options) throws DicomException {
        final List<Problem> problems = new ArrayList<>();
        FrameOfReference.check(roi.name(), Optional.ofNullable(m_frames.get(roi.number())), m_series, target, options)
            .ifPresent(problems::add);
        return new ContourStack(roi.name(), target, problems).rasterize(contours(roi, problems));
    }

    /** @return the closed contours of a region: x, y, z of every vertex in patient coordinates */
    private List<double[]> contours(final RoiInfo roi, final List<Problem> problems) throws DicomException {
        final DataSet item = m_contours.get(roi.number());
        final List<DataSet> sequence = item == null ? List.of() : item.sequence(Tag.ContourSequence);
        if (sequence.isEmpty()) {
            throw new DicomException(ProblemClass.ROI, "Region '" + roi.name() + "' has no contours",
                "closed contours", "none", "Choose another region or contour it");
        }
        final List<double[]> contours = new ArrayList<>();
        final Set<String> skipped = new LinkedHashSet<>();
        int n = 0;
        for (final DataSet contour : sequence) {
            n++;
            if (!isClosed(contour)) {
                skipped.add(contour.getString(Tag.ContourGeometricType).orElse(""));
                continue;
            }
            final double[] data = contour.getDoubles(Tag.ContourData);
            if (data.length % 3 != 0) {
                throw new DicomException(ProblemClass.BAD_VALUE,
                    "ContourData of contour " + n + " of region '" + roi.name() + "' is incomplete",
                    "x, y and z of every point", data.length + " numbers", "Export the structure set again");
            }
            final int stated = contour.getInt(Tag.NumberOfContourPoints).orElse(data.length / 3);
            if (stated != data.length / 3) {
                problems.add(Problem.warning(ProblemClass.NONCONFORMANT,
                    "NumberOfContourPoints of contour " + n + " of region '" + roi.name()
                        + "' is wrong; all points are used",
                    String.valueOf(data.length / 3), String.valueOf(stated), ""));
            }
            contours.add(data);
        }
        if (contours.isEmpty()) {
            throw new DicomException(ProblemClass.ROI, "Region '" + roi.name() + "' has no closed contour",
                "CLOSED_PLANAR or CLOSEDPLANAR_XOR", String.join(", ", skipped),
                "Choose a region that encloses a volume");
        }
        if (!skipped.isEmpty()) {
            problems.add(Problem.warning(ProblemClass.ROI,
                "Contours of region '" + roi.name() + "' that enclose nothing are left out", "CLOSED_PLANAR",
                String.join(", ", skipped), ""));
        }
        return contours;
    }
}

package org.dlrm.dicom.roi;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;

import org.dlrm.dicom.DataSet;
import org.dlrm.dicom.DicomException;
import org.dlrm.dicom.DicomFile;
import org.dlrm.dicom.Problem;
import org.dlrm.dicom.ProblemClass;
import org.dlrm.dicom.ReadOptions;
import org.dlrm.dicom.Tag;
import org.dlrm.dicom.pixel.Frames;
import org.dlrm.dicom.pixel.PixelFormat;
import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Vec3;

/**
 * A DICOM Segmentation (PS3.3 A.51, A.88): binary, fractional or label map frames in any order, each with its plane
 * and, unless it is a label map, its segment. Frames are decoded one at a time, straight onto the image's grid.
 */
public final class Segmentation implements RoiSource {

    /** Segmentation Storage and Label Map Segmentation Storage. */
    public static final Set<String> SOP_CLASSES =
        Set.of("1.2.840.10008.5.1.4.1.1.66.4", "1.2.840.10008.5.1.4.1.1.66.7");

    private enum Type {
            BINARY, FRACTIONAL, LABELMAP
    }

    private final DicomFile m_file;

    private final Type m_type;

    private final double m_maximum;

    private final PixelFormat m_format;

    private final List<RoiInfo> m_rois;

    private final List<Problem> m_problems;

    private Segmentation(final DicomFile file) throws IOException {
        m_file = file;
        final DataSet ds = file.dataSet();
        m_format = Frames.check(file);
        m_type = type(ds);
        m_maximum = m_type == Type.FRACTIONAL ? ds.getInt(Tag.MaximumFractionalValue).orElse(255) : 1;
        if (m_format.samples() != 1 || m_format.bitsAllocated() > 16 || m_format.floating() || m_maximum < 1) {
            throw new DicomException(ProblemClass.BAD_VALUE, "Impossible pixel format of a segmentation",
                "1, 8 or 16 bits, one sample, MaximumFractionalValue at least 1",
                m_format.bitsAllocated() + " bits, " + m_format.samples() + " samples, " + m_maximum, "");
        }
        m_problems = new ArrayList<>(file.warnings());
        final Map<Integer, DataSet> segments = new TreeMap<>();
        for (final DataSet s : ds.sequence(Tag.SegmentSequence)) {
            segments.putIfAbsent(s.requireInt(Tag.SegmentNumber), s);
        }
        m_rois = rois(ds, segments);
    }

    /** Reads a file. */
    public static Segmentation read(final Path file) throws IOException {
        return of(DicomFile.read(file, ReadOptions.FULL));
    }

    /** @throws DicomException if the file holds no segmentation, or one that contradicts itself */
    public static Segmentation of(final DicomFile file) throws IOException {
        final DataSet ds = file.dataSet();
        if (!ds.getString(Tag.Modality).orElse("").equals("SEG")
            && !SOP_CLASSES.contains(ds.getString(Tag.SOPClassUID).orElse(""))) {
            throw new DicomException(ProblemClass.ROI, "This is no DICOM Segmentation", "Modality SEG",
                ds.getString(Tag.Modality).orElse("none"), "Choose the file with the segmentation");
        }
        return new Segmentation(file);
    }

    private static Type type(final DataSet ds) throws DicomException {
        final String text = ds.getString(Tag.SegmentationType).orElse("BINARY");
        try {
            return Type.valueOf(text);
        } catch (IllegalArgumentException e) {
            throw new DicomException(ProblemClass.UNSUPPORTED, "SegmentationType is not supported",
                "BINARY, FRACTIONAL or LABELMAP", text, "");
        }
    }

    /** The segments with their numbers of frames; of a label map that number is not known without decoding. */
    private List<RoiInfo> rois(final DataSet ds, final Map<Integer, DataSet> segments) throws DicomException {
        final Map<Integer, Integer> frames = new TreeMap<>();
        final List<DataSet> groups = ds.sequence(Tag.PerFrameFunctionalGroupsSequence);
        if (!groups.isEmpty() && groups.size() != m_format.frames()) {
            throw new DicomException(ProblemClass.BAD_VALUE,
                "PerFrameFunctionalGroupsSequence does not describe the frames", m_format.frames() + " items",
                groups.size() + " items", "Export the segmentation again");
        }
        for (int f = 0; f < groups.size() && m_type != Type.LABELMAP; f++) {
            final int segment = segment(f);
            if (!segments.containsKey(segment)) {
                throw new DicomException(ProblemClass.BAD_VALUE,
                    "Frame " + (f + 1) + " belongs to a segment that is not defined",
                    "one of " + segments.keySet(), "segment " + segment, "Export the segmentation again");
            }
            frames.merge(segment, 1, Integer::sum);
        }
        final List<RoiInfo> rois = new ArrayList<>();
        for (final Map.Entry<Integer, DataSet> s : segments.entrySet()) {
            if (m_type == Type.LABELMAP && s.getKey() == 0) {
                continue; // the background may be described as a segment, too
            }
            rois.add(new RoiInfo(s.getKey(), s.getValue().getString(Tag.SegmentLabel).orElse(""),
                s.getValue().item(Tag.SegmentedPropertyTypeCodeSequence).flatMap(Segmentation::meaning).orElse(""),
                m_type == Type.LABELMAP ? m_format.frames() : frames.getOrDefault(s.getKey(), 0)));
        }
        return List.copyOf(rois);
    }

    private static Optional<String> meaning(final DataSet code) {
        try {
            return code.getString(Tag.CodeMeaning);
        } catch (DicomException e) {
            return Optional.empty();
        }
    }

    private int segment(final int frame) throws DicomException {
        return group(frame, Tag.SegmentIdentificationSequence)
            .orElseThrow(() -> new DicomException(ProblemClass.MISSING_TAG,
                "Frame " + (frame + 1) + " names no segment", "SegmentIdentificationSequence", "", ""))
            .requireInt(Tag.ReferencedSegmentNumber);
    }

    /** A functional group of a frame: its own, or the one shared by all. */
    private Optional<DataSet> group(final int frame, final int tag) throws DicomException {
        final List<DataSet> groups = m_file.dataSet().sequence(Tag.PerFrameFunctionalGroupsSequence);
        final Optional<DataSet> own = frame < groups.size() ? groups.get(frame).item(tag) : Optional.empty();
        if (own.isPresent()) {
            return own;
        }
        final Optional<DataSet> shared = m_file.dataSet().item(Tag.SharedFunctionalGroupsSequence);
        return shared.isPresent() ? shared.get().item(tag) : Optional.empty();
    }

    @Override
    public String kind() {
        return "SEG";
    }

    @Override
    public List<RoiInfo> rois() {
        return m_rois;
    }

    @Override
    public Set<String> referencedSeries() throws DicomException {
        final Set<String> series = new LinkedHashSet<>();
        for (final DataSet s : m_file.dataSet().sequence(Tag.ReferencedSeriesSequence)) {
            s.getString(Tag.SeriesInstanceUID).ifPresent(series::add);
        }
        return series;
    }

    @Override
    public Optional<String> patientId() throws DicomException {
        return m_file.dataSet().getString(Tag.PatientID);
    }

    @Override
    public List<Problem> problems() {
        return List.copyOf(m_problems);
    }

    @Override
    public void check(final RoiTarget target, final RoiOptions options) throws DicomException {
        FrameOfReference.check("segmentation", m_file.dataSet().getString(Tag.FrameOfReferenceUID),
            referencedSeries(), target, options);
    }

    @Override
    public RoiMask mask(final RoiInfo roi, final RoiTarget target, final RoiOptions options) throws IOException {
        final List<Problem> problems = new ArrayList<>();
        FrameOfReference.check(roi.name(), m_file.dataSet().getString(Tag.FrameOfReferenceUID), referencedSeries(),
            target, options).ifPresent(problems::add);
        final List<Plane> planes = new ArrayList<>();
        for (int f = 0; f < m_format.frames(); f++) {
            if (m_type == Type.LABELMAP || segment(f) == roi.number()) {
                planes.add(plane(f));
            }
        }
        if (planes.isEmpty()) {
            throw new DicomException(ProblemClass.ROI, "Segment '" + roi.name() + "' has no frames", "", "",
                "Choose another segment");
        }
        final SegmentationFrames frames = new SegmentationFrames(roi.name(), planes, target.grid());
        final Mask mask;
        if (frames.fits()) {
            mask = new Mask(target.grid(), new byte[target.grid().voxels()]);
            fill(planes, roi, options, (plane, inside) -> frames.copy(plane, inside, mask.inside()));
            frames.report(mask.count(), problems);
        } else {
            GridFit.OTHER.require(roi.name(), frames.difference(), options);
            final Grid own = frames.ownGrid();
            final Mask source = new Mask(own, new byte[own.voxels()]);
            fill(planes, roi, options, (plane, inside) -> frames.copyOwn(plane, inside, source.inside()));
            mask = GridFit.OTHER.apply(roi.name(), source, target.grid(), problems);
        }
        return new RoiMask(roi.name(), mask, problems);
    }

    /** Receives a decoded frame, 0 or 1 per pixel. */
    private interface FrameSink {
        void accept(Plane plane, byte[] inside);
    }

    private void fill(final List<Plane> planes, final RoiInfo roi, final RoiOptions options, final FrameSink sink)
        throws IOException {
        final byte[] raw = new byte[m_format.frameBytes()];
        final byte[] inside = new byte[(int)m_format.pixels()];
        final boolean wide = m_format.bytesPerSample() == 2;
        // a value counts as inside from this on; a label must be equal
        final double least = m_type == Type.FRACTIONAL ? options.fractionThreshold() * m_maximum - 1e-9 : 1;
        try (Frames frames = Frames.open(m_file)) {
            for (final Plane plane : planes) {
                frames.read(plane.frame(), raw);
                for (int p = 0; p < inside.length; p++) {
                    final int v = wide ? raw[2 * p] & 0xff | (raw[2 * p + 1] & 0xff) << 8 : raw[p] & 0xff;
                    inside[p] = (byte)((m_type == Type.LABELMAP ? v == roi.number() : v >= least) ? 1 : 0);
                }
                sink.accept(plane, inside);
            }
        }
    }

    /**
     * Where a frame lies.
     *
     * @param frame its index
     * @param grid one slice thick; the third axis is the normal
     */
    record Plane(int frame, Grid grid) {
    }

    private Plane plane(final int frame) throws DicomException {
        final DataSet position = group(frame, Tag.PlanePositionSequence).orElseThrow(this::noPosition);
        final DataSet orientation = group(frame, Tag.PlaneOrientationSequence).orElseThrow(this::noPosition);
        final DataSet measures = group(frame, Tag.PixelMeasuresSequence).orElseThrow(this::noPosition);
        final double[] p = position.requireDoubles(Tag.ImagePositionPatient, 3);
        final double[] o = orientation.requireDoubles(Tag.ImageOrientationPatient, 6);
        final double[] s = measures.requireDoubles(Tag.PixelSpacing, 2);
        final Vec3 row = new Vec3(o[0], o[1], o[2]);
        final Vec3 column = new Vec3(o[3], o[4], o[5]);
        final double skew = Math.max(Math.abs(row.dot(column)),
            Math.max(Math.abs(row.length() - 1), Math.abs(column.length() - 1)));
        if (!(skew < 1e-3)) {
            throw new DicomException(ProblemClass.BAD_VALUE, "ImageOrientationPatient of frame " + (frame + 1)
                + " has an impossible value", "two unit vectors at a right angle", Arrays.toString(o), "");
        }
        final OptionalDouble between = measures.getDouble(Tag.SpacingBetweenSlices);
        final double thickness = between.isPresent() && between.getAsDouble() > 0 ? between.getAsDouble()
            : measures.getDouble(Tag.SliceThickness).orElse(1);
        try {
            return new Plane(frame, new Grid(m_format.columns(), m_format.rows(), 1, s[1], s[0],
                thickness > 0 ? thickness : 1, new Vec3(p[0], p[1], p[2]), row.unit(), column.unit(),
                row.cross(column).unit()));
        } catch (IllegalArgumentException e) {
            throw new DicomException(ProblemClass.BAD_VALUE, e.getMessage());
        }
    }

    private DicomException noPosition() {
        return new DicomException(ProblemClass.UNSUPPORTED, "The segmentation has no position in the patient",
            "PlanePositionSequence, PlaneOrientationSequence and PixelMeasuresSequence",
            "none (a projection or microscopy image)", "Choose a segmentation of a CT or MR series");
    }
}

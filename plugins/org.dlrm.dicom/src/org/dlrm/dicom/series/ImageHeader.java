package org.dlrm.dicom.series;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

import org.dlrm.dicom.DataSet;
import org.dlrm.dicom.DicomException;
import org.dlrm.dicom.DicomFile;
import org.dlrm.dicom.Problem;
import org.dlrm.dicom.ProblemClass;
import org.dlrm.dicom.Tag;
import org.dlrm.dicom.pixel.Frames;
import org.dlrm.dicom.pixel.PixelFormat;
import org.dlrm.image.Vec3;

/** What the scanner takes out of one file: the slices of an image, or another object, with what is odd about it. */
final class ImageHeader {

    private static final Map<String, Integer> ATTRIBUTES = new LinkedHashMap<>();

    static {
        ATTRIBUTES.put("Manufacturer", Tag.Manufacturer);
        ATTRIBUTES.put("ManufacturerModelName", Tag.ManufacturerModelName);
        ATTRIBUTES.put("SoftwareVersions", Tag.SoftwareVersions);
        ATTRIBUTES.put("ConvolutionKernel", Tag.ConvolutionKernel);
        ATTRIBUTES.put("KVP", Tag.KVP);
        ATTRIBUTES.put("XRayTubeCurrent", Tag.XRayTubeCurrent);
        ATTRIBUTES.put("Exposure", Tag.Exposure);
        ATTRIBUTES.put("ExposureTime", Tag.ExposureTime);
        ATTRIBUTES.put("SliceThickness", Tag.SliceThickness);
        ATTRIBUTES.put("SpacingBetweenSlices", Tag.SpacingBetweenSlices);
        ATTRIBUTES.put("ReconstructionDiameter", Tag.ReconstructionDiameter);
        ATTRIBUTES.put("GantryDetectorTilt", Tag.GantryDetectorTilt);
        ATTRIBUTES.put("PatientPosition", Tag.PatientPosition);
        ATTRIBUTES.put("ProtocolName", Tag.ProtocolName);
        ATTRIBUTES.put("BodyPartExamined", Tag.BodyPartExamined);
        ATTRIBUTES.put("ContrastBolusAgent", Tag.ContrastBolusAgent);
        ATTRIBUTES.put("StudyDate", Tag.StudyDate);
        ATTRIBUTES.put("SeriesDate", Tag.SeriesDate);
        ATTRIBUTES.put("AcquisitionDate", Tag.AcquisitionDate);
        ATTRIBUTES.put("ContentDate", Tag.ContentDate);
        ATTRIBUTES.put("AcquisitionTime", Tag.AcquisitionTime);
        ATTRIBUTES.put("AcquisitionNumber", Tag.AcquisitionNumber);
        ATTRIBUTES.put("SeriesNumber", Tag.SeriesNumber);
        ATTRIBUTES.put("SeriesDescription", Tag.SeriesDescription);
        ATTRIBUTES.put("StudyDescription", Tag.StudyDescription);
        ATTRIBUTES.put("PatientSex", Tag.PatientSex);
        ATTRIBUTES.put("PatientAge", Tag.PatientAge);
        ATTRIBUTES.put("PatientName", Tag.PatientName);
        ATTRIBUTES.put("PatientBirthDate", Tag.PatientBirthDate);
        ATTRIBUTES.put("PixelPaddingValue", Tag.PixelPaddingValue);
        ATTRIBUTES.put("LossyImageCompression", Tag.LossyImageCompression);
    }

    /** Names of transfer syntaxes that always lose something. */
    private static final Set<String> LOSSY = Set.of("JPEG Baseline", "JPEG Extended 12-bit", "JPEG-LS Near-lossless");

    /** Modalities whose images are slices. */
    private static final Set<String> VOLUMES = Set.of("CT", "MR", "PT", "NM");

    /** Prefix of the Secondary Capture classes. */
    private static final String SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7";

    private static final Set<String> IDENTIFYING = Set.of("PatientName", "PatientBirthDate");

    /**
     * What all slices of a series share. Study and frame of reference are not part of it: some converters and
     * anonymisers make a new one for every slice.
     */
    record Series(String patientId, String series, String modality, boolean localizer, String stack) {
    }

    private final List<Map.Entry<Series, Instance>> m_slices = new ArrayList<>();

    private final List<Problem> m_problems = new ArrayList<>();

    private final Map<String, String> m_attributes = new LinkedHashMap<>();

    private Optional<DicomObject> m_object = Optional.empty();

    private String m_patientId = "";

    private String m_study = "";

    private String m_frameOfReference = "";

    private ImageHeader() {
    }

    /** @param identifying whether PatientName and PatientBirthDate are wanted */
    static ImageHeader of(final DicomFile file, final boolean identifying) {
        final ImageHeader h = new ImageHeader();
        h.m_problems.addAll(file.warnings());
        try {
            h.m_patientId = file.dataSet().getString(Tag.PatientID).orElse("");
            h.read(file, identifying);
        } catch (DicomException e) {
            final Problem p = e.problem();
            h.m_problems.add(canBeSlice(file) ? p : new Problem(p.patientId(), p.file(), Problem.Severity.INFO, p.type(),
                p.what(), p.expected(), p.found(), "Nothing needs to be done"));
        } catch (java.io.IOException e) {
            h.m_problems.add(Problem.error(ProblemClass.UNREADABLE, "The file cannot be read", "",
                e.getClass().getSimpleName(), ""));
        }
        return h;
    }

    /** Screen shots, ultrasound, radiographs and so on lie beside the slices; that they make no volume is no error. */
    private static boolean canBeSlice(final DicomFile file) {
        final String modality = quiet(file.dataSet(), Tag.Modality).orElse("");
        final String sopClass = quiet(file.dataSet(), Tag.SOPClassUID).orElse("");
        return (modality.isEmpty() || VOLUMES.contains(modality)) && !sopClass.startsWith(SECONDARY_CAPTURE);
    }

    List<Map.Entry<Series, Instance>> slices() {
        return m_slices;
    }

    List<Problem> problems() {
        return m_problems;
    }

    Map<String, String> attributes() {
        return m_attributes;
    }

    Optional<DicomObject> object() {
        return m_object;
    }

    String patientId() {
        return m_patientId;
    }

    String study() {
        return m_study;
    }

    String frameOfReference() {
        return m_frameOfReference;
    }

    private void read(final DicomFile file, final boolean identifying) throws java.io.IOException {
        final DataSet d = file.dataSet();
        final String modality = d.getString(Tag.Modality).orElse("");
        final String sopClass = d.getString(Tag.SOPClassUID)
            .or(() -> quiet(file.meta(), Tag.MediaStorageSOPClassUID)).orElse("");
        if (d.has(Tag.DirectoryRecordSequence)) {
            return; // a DICOMDIR met while walking a folder: its files are met as well
        }
        if (modality.equals("RTSTRUCT") || modality.equals("SEG") || file.pixelData().isEmpty()) {
            if (file.pixelData().isEmpty() && (d.has(Tag.Rows) || VOLUMES.contains(modality))) {
                throw new DicomException(ProblemClass.NOT_AN_IMAGE, "The file has no pixel data", "", modality,
                    "Export the file again from the PACS");
            }
            object(file, d, modality, sopClass);
            return;
        }
        if (modality.equals("RTDOSE")) {
            object(file, d, modality, sopClass);
            return;
        }
        final PixelFormat format = PixelFormat.of(d, file.pixelData().orElseThrow().tag());
        if (format.samples() != 1 || !format.photometric().startsWith("MONOCHROME")) {
            throw new DicomException(ProblemClass.UNSUPPORTED, "A colour image cannot be part of a volume",
                "MONOCHROME1 or MONOCHROME2", format.photometric() + ", " + format.samples() + " samples per pixel",
                "");
        }
        Frames.check(file);
        if (!d.sequence(Tag.ModalityLUTSequence).isEmpty()) {
            throw new DicomException(ProblemClass.UNSUPPORTED, "A modality lookup table is not supported",
                "RescaleSlope and RescaleIntercept", Tag.name(Tag.ModalityLUTSequence), "");
        }
        if (!d.has(Tag.PerFrameFunctionalGroupsSequence) && !d.hasValue(Tag.ImagePositionPatient)
            && format.frames() > 1) {
            throw new DicomException(ProblemClass.UNSUPPORTED, "A multi-frame image without functional groups", "",
                format.frames() + " frames", "");
        }
        final String imageType = String.join("\\", d.getStrings(Tag.ImageType));
        final Series series = new Series(m_patientId, d.requireString(Tag.SeriesInstanceUID), modality,
            imageType.contains("LOCALIZER"), "");
        m_study = d.getString(Tag.StudyInstanceUID).orElse("");
        m_frameOfReference = d.getString(Tag.FrameOfReferenceUID).orElse("");
        attributes(d, identifying);
        if (LOSSY.contains(file.transferSyntax().name()) || "01".equals(m_attributes.get("LossyImageCompression"))) {
            m_problems.add(Problem.warning(ProblemClass.LOSSY_COMPRESSION,
                "The pixels were compressed with loss; HU and texture are not those of the scanner",
                "lossless or no compression", file.transferSyntax().name(), "Export the series without loss"));
        }
        if (d.has(Tag.PerFrameFunctionalGroupsSequence)) {
            enhanced(file, d, format, series, imageType);
        } else if (format.frames() > 1) {
            throw new DicomException(ProblemClass.UNSUPPORTED, "A multi-frame image without functional groups", "",
                format.frames() + " frames", "");
        } else {
            final Instance slice = instance(file, 0, format, List.of(d), d, imageType, "");
            m_slices.add(Map.entry(series, slice));
        }
    }

    private static Optional<String> quiet(final DataSet d, final int tag) {
        try {
            return d.getString(tag);
        } catch (DicomException e) {
            return Optional.empty();
        }
    }

    private void attributes(final DataSet d, final boolean identifying) throws DicomException {
        final DataSet shared = d.item(Tag.SharedFunctionalGroupsSequence).orElse(d);
        final DataSet exposure = shared.item(Tag.CTExposureSequence).orElse(d);
        for (final Map.Entry<String, Integer> a : ATTRIBUTES.entrySet()) {
            if (identifying || !IDENTIFYING.contains(a.getKey())) {
                final Optional<String> value = quiet(d, a.getValue());
                if (value.isPresent()) {
                    m_attributes.put(a.getKey(), value.get());
                }
            }
        }
        optional("KVP", shared.item(Tag.CTXRayDetailsSequence).flatMap(i -> quiet(i, Tag.KVP)));
        optional("ConvolutionKernel",
            shared.item(Tag.CTReconstructionSequence).flatMap(i -> quiet(i, Tag.ConvolutionKernel)));
        optional("XRayTubeCurrent", quiet(exposure, Tag.XRayTubeCurrentInmA));
        optional("Exposure", quiet(exposure, Tag.ExposureInmAs));
        optional("SliceThickness",
            shared.item(Tag.PixelMeasuresSequence).flatMap(i -> quiet(i, Tag.SliceThickness)));
        optional("ContrastBolusAgent", d.item(Tag.ContrastBolusAgentSequence).flatMap(i -> quiet(i, Tag.CodeMeaning)));
    }

    private void optional(final String keyword, final Optional<String> value) {
        value.ifPresent(v -> m_attributes.putIfAbsent(keyword, v));
    }

    // ------------------------------------------------------------------------------------------------ slices

    private void enhanced(final DicomFile file, final DataSet d, final PixelFormat format, final Series series,
        final String imageType) throws DicomException {
        final List<DataSet> frames = d.sequence(Tag.PerFrameFunctionalGroupsSequence);
        if (frames.size() != format.frames()) {
            throw new DicomException(ProblemClass.BAD_VALUE,
                Tag.name(Tag.PerFrameFunctionalGroupsSequence) + " does not describe the frames",
                format.frames() + " items", frames.size() + " items", "");
        }
        final Optional<DataSet> shared = d.item(Tag.SharedFunctionalGroupsSequence);
        for (int f = 0; f < frames.size(); f++) {
            final List<DataSet> groups = new ArrayList<>();
            for (final int tag : new int[]{Tag.PlanePositionSequence, Tag.PlaneOrientationSequence,
                Tag.PixelMeasuresSequence, Tag.PixelValueTransformationSequence, Tag.FrameContentSequence}) {
                final Optional<DataSet> own = frames.get(f).item(tag);
                if (own.isPresent()) {
                    groups.add(own.get());
                } else if (shared.isPresent()) {
                    shared.get().item(tag).ifPresent(groups::add);
                }
            }
            groups.add(d);
            final String stack = with(groups, Tag.StackID).flatMap(g -> quiet(g, Tag.StackID)).orElse("");
            final String temporal = with(groups, Tag.TemporalPositionIndex)
                .flatMap(g -> quiet(g, Tag.TemporalPositionIndex)).orElse("");
            final Series key = new Series(series.patientId, series.series, series.modality, series.localizer, stack);
            m_slices.add(Map.entry(key, instance(file, f, format, groups, d, imageType, temporal)));
        }
    }

    private static Optional<DataSet> with(final List<DataSet> groups, final int tag) {
        return groups.stream().filter(g -> g.hasValue(tag)).findFirst();
    }

    private static double[] doubles(final List<DataSet> groups, final int tag, final int count)
        throws DicomException {
        return with(groups, tag).orElse(groups.get(groups.size() - 1)).requireDoubles(tag, count);
    }

    private Instance instance(final DicomFile file, final int frame, final PixelFormat format,
        final List<DataSet> groups, final DataSet d, final String imageType, final String temporal)
        throws DicomException {
        final double[] ipp = doubles(groups, Tag.ImagePositionPatient, 3);
        final double[] iop = doubles(groups, Tag.ImageOrientationPatient, 6);
        final double[] spacing = doubles(groups, Tag.PixelSpacing, 2);
        final Vec3 row = new Vec3(iop[0], iop[1], iop[2]);
        final Vec3 column = new Vec3(iop[3], iop[4], iop[5]);
        final double tolerance = SeriesGeometry.COSINE_TOLERANCE;
        if (Math.abs(row.length() - 1) > tolerance || Math.abs(column.length() - 1) > tolerance
            || Math.abs(row.dot(column)) > tolerance) {
            throw new DicomException(ProblemClass.BAD_VALUE,
                Tag.name(Tag.ImageOrientationPatient) + " is not a pair of orthogonal unit vectors",
                "lengths 1 and product 0 within " + tolerance,
                String.format(java.util.Locale.ROOT, "lengths %.4f and %.4f, product %.4f", row.length(),
                    column.length(), row.dot(column)), "");
        }
        for (final double s : spacing) {
            if (!(s > 1e-4 && s < 1e4)) {
                throw new DicomException(ProblemClass.BAD_VALUE, Tag.name(Tag.PixelSpacing)
                    + " has an impossible value", "0.0001 to 10000 mm", spacing[0] + " x " + spacing[1] + " mm", "");
            }
        }
        for (final double p : ipp) {
            if (Math.abs(p) > 1e6) {
                throw new DicomException(ProblemClass.BAD_VALUE, Tag.name(Tag.ImagePositionPatient)
                    + " has an impossible value", "at most 1000000 mm", p + " mm", "");
            }
        }
        final double[] rescale = rescale(groups, d, frame == 0);
        final Vec3 unitRow = row.unit();
        final Vec3 unitColumn = column.minus(unitRow.times(column.dot(unitRow))).unit();
        return new Instance(file.path(), frame, d.getString(Tag.SOPInstanceUID).orElse(""), format.rows(),
            format.columns(), new Vec3(ipp[0], ipp[1], ipp[2]), unitRow, unitColumn, spacing[0], spacing[1],
            rescale[0], rescale[1], thickness(groups), optionalInt(d, Tag.InstanceNumber),
            new Instance.Acquisition(
                temporal.isEmpty() ? quiet(d, Tag.TemporalPositionIdentifier).orElse("") : temporal,
                quiet(d, Tag.AcquisitionNumber).orElse(""), imageType, quiet(d, Tag.ContrastBolusAgent).orElse(""),
                quiet(d, Tag.AcquisitionTime).orElse("")),
            file.pixelData().orElseThrow().length());
    }

    private static OptionalInt optionalInt(final DataSet d, final int tag) {
        try {
            return d.getInt(tag);
        } catch (DicomException e) {
            return OptionalInt.empty(); // of no consequence: nothing is ordered by it
        }
    }

    private static OptionalDouble thickness(final List<DataSet> groups) {
        for (final int tag : new int[]{Tag.SpacingBetweenSlices, Tag.SliceThickness}) {
            try {
                final Optional<DataSet> group = with(groups, tag);
                if (group.isPresent() && group.get().getDouble(tag).orElse(0) != 0) {
                    return OptionalDouble.of(Math.abs(group.get().getDouble(tag).getAsDouble()));
                }
            } catch (DicomException e) {
                continue; // needed for single slices only, and missed there
            }
        }
        return OptionalDouble.empty();
    }

    private double[] rescale(final List<DataSet> groups, final DataSet d, final boolean tell) throws DicomException {
        final boolean slope = with(groups, Tag.RescaleSlope).isPresent();
        final boolean intercept = with(groups, Tag.RescaleIntercept).isPresent();
        final double s = slope ? doubles(groups, Tag.RescaleSlope, 1)[0] : 1;
        final double i = intercept ? doubles(groups, Tag.RescaleIntercept, 1)[0] : 0;
        if (s == 0) {
            throw new DicomException(ProblemClass.BAD_VALUE, Tag.name(Tag.RescaleSlope) + " has an impossible value",
                "not 0", "0", "");
        }
        if (tell && !(slope && intercept) && d.getString(Tag.Modality).orElse("").equals("CT")) {
            m_problems.add(Problem.warning(ProblemClass.RESCALE,
                "A CT without " + Tag.name(slope ? Tag.RescaleIntercept : Tag.RescaleSlope)
                    + "; stored values are taken as HU",
                "RescaleSlope and RescaleIntercept", "none",
                "Check that air is near -1000 and water near 0"));
        }
        return new double[]{s, i};
    }

    // ----------------------------------------------------------------------------------------- other objects

    private void object(final DicomFile file, final DataSet d, final String modality, final String sopClass)
        throws DicomException {
        final Set<String> referenced = new LinkedHashSet<>();
        for (final DataSet s : d.sequence(Tag.ReferencedSeriesSequence)) {
            quiet(s, Tag.SeriesInstanceUID).ifPresent(referenced::add);
        }
        for (final DataSet frame : d.sequence(Tag.ReferencedFrameOfReferenceSequence)) {
            for (final DataSet study : frame.sequence(Tag.RTReferencedStudySequence)) {
                for (final DataSet s : study.sequence(Tag.RTReferencedSeriesSequence)) {
                    quiet(s, Tag.SeriesInstanceUID).ifPresent(referenced::add);
                }
            }
        }
        final List<String> rois = new ArrayList<>();
        for (final DataSet roi : d.sequence(Tag.StructureSetROISequence)) {
            rois.add(quiet(roi, Tag.ROIName).orElse(""));
        }
        for (final DataSet segment : d.sequence(Tag.SegmentSequence)) {
            rois.add(quiet(segment, Tag.SegmentLabel).orElse(""));
        }
        final String frameOfReference = d.getString(Tag.FrameOfReferenceUID)
            .or(() -> first(d, Tag.ReferencedFrameOfReferenceSequence, Tag.FrameOfReferenceUID)).orElse("");
        m_object = Optional.of(new DicomObject(file.path(), m_patientId, modality, sopClass,
            d.getString(Tag.SOPInstanceUID).orElse(""), d.getString(Tag.SeriesInstanceUID).orElse(""),
            d.getString(Tag.StudyInstanceUID).orElse(""), frameOfReference, Set.copyOf(referenced),
            List.copyOf(rois), d.getString(Tag.SeriesDescription).or(() -> quiet(d, Tag.StructureSetLabel)).orElse("")));
        if (!modality.equals("RTSTRUCT") && !modality.equals("SEG")) {
            m_problems.add(new Problem("", "", Problem.Severity.INFO, ProblemClass.NOT_AN_IMAGE,
                "An object that is no image of a volume", "an image", modality.isEmpty() ? sopClass : modality,
                "Nothing needs to be done"));
        }
    }

    private static Optional<String> first(final DataSet d, final int sequence, final int tag) {
        try {
            return d.item(sequence).flatMap(i -> quiet(i, tag));
        } catch (DicomException e) {
            return Optional.empty();
        }
    }
}

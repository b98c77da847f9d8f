package org.dlrm.dicom.phantom;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

import org.dlrm.dicom.DicomWriter;
import org.dlrm.dicom.Tag;
import org.dlrm.dicom.TransferSyntax;
import org.dlrm.dicom.VR;

/** Draws one phantom patient and writes CT slices and RTSTRUCT. */
final class PhantomWriter {

    private static final String CT_CLASS = "1.2.840.10008.5.1.4.1.1.2";

    private static final String RTSTRUCT_CLASS = "1.2.840.10008.5.1.4.1.1.481.3";

    private static final int CONTOUR_POINTS = 72;

    private static final int INTERCEPT = -1024;

    private final String m_id;

    private final PhantomCohort.Centre m_centre;

    private final PhantomPatient m_patient;

    private final int m_size;

    private final int m_slices;

    private final SplittableRandom m_random;

    // lesion: centre in mm from the first voxel, and the phases of its outline
    private final double m_x;

    private final double m_y;

    private final double m_z;

    private final double m_phase2;

    private final double m_phase3;

    private final String m_study;

    private final String m_series;

    private final String m_frame;

    private final List<String> m_instances = new ArrayList<>();

    private final double[] m_origin;

    private final String m_date;

    private PhantomWriter(final String id, final PhantomCohort.Centre centre, final PhantomPatient patient,
        final int size, final SplittableRandom random) {
        m_id = id;
        m_centre = centre;
        m_patient = patient;
        m_size = size;
        m_slices = centre.slices();
        m_random = random;
        final double fov = size * centre.pixel();
        final double away = patient.location().equals("antrum") ? -1 : patient.location().equals("body") ? 0 : 1;
        m_x = fov / 2 + 3 * away + 2 * (random.nextDouble() - 0.5);
        m_y = 0.44 * fov + 3 * (random.nextDouble() - 0.5);
        m_z = centre.slice() * (m_slices - 1) / 2.0 + 4 * away + 4 * (random.nextDouble() - 0.5);
        m_phase2 = 2 * Math.PI * random.nextDouble();
        m_phase3 = 2 * Math.PI * random.nextDouble();
        m_study = uid();
        m_series = uid();
        m_frame = uid();
        for (int k = 0; k < m_slices; k++) {
            m_instances.add(uid());
        }
        m_origin = new double[]{round(-fov / 2 + random.nextDouble() * 20), round(-fov / 2 - random.nextDouble() * 60),
            round(-400 + random.nextDouble() * 600)};
        m_date = String.format(Locale.ROOT, "%04d%02d%02d", 2016 + random.nextInt(5), 1 + random.nextInt(12),
            1 + random.nextInt(28));
    }

    private static double round(final double mm) {
        return Math.rint(mm * 1000) / 1000;
    }

    /** A UID from 128 random bits (PS3.5 B.2). */
    private String uid() {
        final BigInteger bits = new BigInteger(Long.toUnsignedString(m_random.nextLong())).shiftLeft(64)
            .or(new BigInteger(Long.toUnsignedString(m_random.nextLong())));
        return "2.25." + bits;
    }

    static void write(final Path folder, final String id, final PhantomCohort.Centre centre,
        final PhantomPatient patient, final int size, final SplittableRandom random) throws IOException {
        final PhantomWriter w = new PhantomWriter(id, centre, patient, size, random);
        final float[] hu = w.draw();
        for (int k = 0; k < w.m_slices; k++) {
            w.slice(k, hu).write(folder.resolve("CT").resolve(String.format(Locale.ROOT, "IM%04d.dcm", k + 1)),
                TransferSyntax.EXPLICIT);
        }
        w.structureSet().write(folder.resolve("RS.dcm"), TransferSyntax.EXPLICIT);
    }

    // ------------------------------------------------------------------------------------------------- image

    /** Radius of the lesion's outline (mm) in the plane at height z, towards an angle; 0 where there is none. */
    private double outline(final double z, final double angle) {
        final double height = 1 - (z - m_z) * (z - m_z) / (m_patient.radius() * m_patient.radius());
        return height <= 0 ? 0 : m_patient.radius() * StrictMath.sqrt(height)
            * (1 + 0.12 * StrictMath.cos(2 * angle + m_phase2) + 0.07 * StrictMath.cos(3 * angle + m_phase3));
    }

    private float[] draw() {
        final int n = m_size * m_size * m_slices;
        final double px = m_centre.pixel();
        final double fov = m_size * px;
        final float[] texture = new float[n];
        Gaussians.fill(texture, m_random);
        for (int axis = 0; axis < 3; axis++) {
            Gaussians.smooth(texture, m_size, m_size, m_slices, axis,
                m_patient.grain() / (axis == 2 ? m_centre.slice() : px));
        }
        Gaussians.standardize(texture);
        final float[] hu = new float[n];
        int p = 0;
        for (int k = 0; k < m_slices; k++) {
            final double z = k * m_centre.slice();
            for (int j = 0; j < m_size; j++) {
                for (int i = 0; i < m_size; i++, p++) {
                    final double x = i * px;
                    final double y = j * px;
                    final double dx = x - m_x;
                    final double dy = y - m_y;
                    final double distance = Math.sqrt(dx * dx + dy * dy);
                    if (distance < 1.2 * m_patient.radius()
                        && distance <= outline(z, StrictMath.atan2(dy, dx))) {
                        hu[p] = (float)(m_patient.density() + m_patient.contrast() * texture[p]);
                    } else {
                        hu[p] = (float)anatomy(x, y, fov);
                    }
                }
            }
        }
        Gaussians.smooth(hu, m_size, m_size, m_slices, 0, m_centre.blur() / px);
        Gaussians.smooth(hu, m_size, m_size, m_slices, 1, m_centre.blur() / px);
        final float[] noise = new float[n];
        Gaussians.fill(noise, m_random);
        for (int i = 0; i < n; i++) {
            hu[i] += (float)(m_centre.noise() * noise[i] + m_centre.offset());
        }
        return hu;
    }

    /** HU of the made-up abdomen around the lesion, the same in every slice. */
    private static double anatomy(final double x, final double y, final double fov) {
        final double body = ellipse(x, y, fov / 2, fov / 2, 0.47 * fov, 0.43 * fov);
        if (body > 1) {
            return -1000;
        }
        if (body > 0.82) {
            return -100; // subcutaneous fat
        }
        if (ellipse(x, y, fov / 2, 0.8 * fov, 0.09 * fov, 0.08 * fov) < 1) {
            return 280; // vertebra
        }
        if (ellipse(x, y, 0.42 * fov, 0.67 * fov, 0.045 * fov, 0.045 * fov) < 1) {
            return 150; // aorta
        }
        if (ellipse(x, y, fov / 2, 0.42 * fov, 0.24 * fov, 0.17 * fov) < 1) {
            return 8; // stomach filled with water
        }
        if (ellipse(x, y, 0.26 * fov, 0.45 * fov, 0.14 * fov, 0.2 * fov) < 1) {
            return 105; // liver
        }
        return 35;
    }

    private static double ellipse(final double x, final double y, final double cx, final double cy, final double a,
        final double b) {
        return (x - cx) * (x - cx) / (a * a) + (y - cy) * (y - cy) / (b * b);
    }

    // ------------------------------------------------------------------------------------------------- files

    private DicomWriter common(final String sopClass, final String instance, final String modality) {
        return new DicomWriter().set(Tag.SpecificCharacterSet, "ISO_IR 100").set(Tag.SOPClassUID, sopClass)
            .set(Tag.SOPInstanceUID, instance).set(Tag.StudyDate, m_date).set(Tag.SeriesDate, m_date)
            .set(Tag.StudyTime, "090000").set(Tag.Modality, modality).set(Tag.PatientName, "PHANTOM^" + m_id)
            .set(Tag.PatientID, m_id).set(Tag.PatientSex, m_patient.male() ? "M" : "F")
            .set(Tag.PatientAge, String.format(Locale.ROOT, "%03dY", m_patient.age()))
            .set(Tag.StudyInstanceUID, m_study).set(Tag.StudyID, "1").set(Tag.FrameOfReferenceUID, m_frame)
            .set(Tag.InstitutionName, "Centre " + m_centre.name());
    }

    private DicomWriter slice(final int k, final float[] hu) {
        final int pixels = m_size * m_size;
        final byte[] stored = new byte[2 * pixels];
        for (int i = 0; i < pixels; i++) {
            final int v = (int)Math.max(0, Math.min(4095, Math.rint(hu[k * pixels + i]) - INTERCEPT));
            stored[2 * i] = (byte)v;
            stored[2 * i + 1] = (byte)(v >> 8);
        }
        return common(CT_CLASS, m_instances.get(k), "CT").set(Tag.ImageType, "ORIGINAL", "PRIMARY", "AXIAL")
            .set(Tag.AcquisitionDate, m_date).set(Tag.ContentDate, m_date).set(Tag.AcquisitionTime, "090500")
            .set(Tag.Manufacturer, m_centre.manufacturer()).set(Tag.ManufacturerModelName, m_centre.model())
            .set(Tag.SeriesDescription, "Abdomen venous").set(Tag.BodyPartExamined, "ABDOMEN")
            .set(Tag.ContrastBolusAgent, "IOHEXOL").set(Tag.SliceThickness, m_centre.slice()).set(Tag.KVP, 120)
            .set(Tag.SpacingBetweenSlices, m_centre.slice()).set(Tag.XRayTubeCurrent, 220)
            .set(Tag.Exposure, 150).set(Tag.ConvolutionKernel, m_centre.kernel()).set(Tag.PatientPosition, "HFS")
            .set(Tag.SeriesInstanceUID, m_series).set(Tag.SeriesNumber, 2).set(Tag.AcquisitionNumber, 1)
            .set(Tag.InstanceNumber, m_slices - k)
            .set(Tag.ImagePositionPatient, m_origin[0], m_origin[1], round(m_origin[2] + k * m_centre.slice()))
            .set(Tag.ImageOrientationPatient, 1, 0, 0, 0, 1, 0)
            .set(Tag.PositionReferenceIndicator, "").set(Tag.SamplesPerPixel, 1)
            .set(Tag.PhotometricInterpretation, "MONOCHROME2").set(Tag.Rows, m_size).set(Tag.Columns, m_size)
            .set(Tag.PixelSpacing, m_centre.pixel(), m_centre.pixel()).set(Tag.BitsAllocated, 16)
            .set(Tag.BitsStored, 12).set(Tag.HighBit, 11).set(Tag.PixelRepresentation, 0)
            .set(Tag.RescaleIntercept, INTERCEPT).set(Tag.RescaleSlope, 1).set(Tag.RescaleType, "HU")
            .bytes(Tag.PixelData, VR.OW, stored);
    }

    private DicomWriter structureSet() {
        final List<DicomWriter> contours = new ArrayList<>();
        final List<DicomWriter> images = new ArrayList<>();
        for (int k = 0; k < m_slices; k++) {
            final DicomWriter image = new DicomWriter().set(Tag.ReferencedSOPClassUID, CT_CLASS)
                .set(Tag.ReferencedSOPInstanceUID, m_instances.get(k));
            images.add(image);
            final double z = k * m_centre.slice();
            if (outline(z, 0) > 2) {
                final double[] data = new double[3 * CONTOUR_POINTS];
                for (int i = 0; i < CONTOUR_POINTS; i++) {
                    final double angle = 2 * Math.PI * i / CONTOUR_POINTS;
                    final double r = outline(z, angle);
                    data[3 * i] = round(m_origin[0] + m_x + r * StrictMath.cos(angle));
                    data[3 * i + 1] = round(m_origin[1] + m_y + r * StrictMath.sin(angle));
                    data[3 * i + 2] = round(m_origin[2] + z);
                }
                contours.add(new DicomWriter().items(Tag.ContourImageSequence, List.of(image))
                    .set(Tag.ContourGeometricType, "CLOSED_PLANAR").set(Tag.NumberOfContourPoints, CONTOUR_POINTS)
                    .set(Tag.ContourData, data));
            }
        }
        final DicomWriter series = new DicomWriter().set(Tag.SeriesInstanceUID, m_series)
            .items(Tag.ContourImageSequence, images);
        final DicomWriter study = new DicomWriter().set(Tag.ReferencedSOPClassUID, "1.2.840.10008.3.1.2.3.1")
            .set(Tag.ReferencedSOPInstanceUID, m_study).items(Tag.RTReferencedSeriesSequence, List.of(series));
        return common(RTSTRUCT_CLASS, uid(), "RTSTRUCT").set(Tag.Manufacturer, "DLRM").set(Tag.SeriesInstanceUID, uid())
            .set(Tag.SeriesNumber, 3).set(Tag.StructureSetLabel, "Lesion").set(Tag.StructureSetDate, m_date)
            .set(Tag.StructureSetTime, "100000")
            .items(Tag.ReferencedFrameOfReferenceSequence, List.of(new DicomWriter()
                .set(Tag.FrameOfReferenceUID, m_frame).items(Tag.RTReferencedStudySequence, List.of(study))))
            .items(Tag.StructureSetROISequence, List.of(new DicomWriter().set(Tag.ROINumber, 1)
                .set(Tag.ReferencedFrameOfReferenceUID, m_frame).set(Tag.ROIName, PhantomCohort.ROI)
                .set(Tag.ROIGenerationAlgorithm, "MANUAL")))
            .items(Tag.ROIContourSequence, List.of(new DicomWriter().set(Tag.ROIDisplayColor, 255, 0, 0)
                .items(Tag.ContourSequence, contours).set(Tag.ReferencedROINumber, 1)))
            .items(Tag.RTROIObservationsSequence, List.of(new DicomWriter().set(Tag.ObservationNumber, 1)
                .set(Tag.ReferencedROINumber, 1).set(Tag.RTROIInterpretedType, "GTV").set(Tag.ROIInterpreter, "")));
    }
}

package org.dlrm.dicom.series;

import java.io.IOException;
import java.nio.file.Path;

import org.dlrm.dicom.DicomWriter;
import org.dlrm.dicom.Tag;
import org.dlrm.dicom.TransferSyntax;
import org.dlrm.dicom.VR;
import org.dlrm.image.Vec3;

/** Makes CT slices of any geometry. Stored values are a linear function of the position, so that any resampling shows. */
final class TestSlices {

    static final int ROWS = 12;

    static final int COLUMNS = 10;

    private TestSlices() {
    }

    /** @return the HU at a position: whole numbers where the position has whole mm */
    static double hu(final Vec3 p) {
        return 3 * p.x() + 5 * p.y() + 7 * p.z();
    }

    /** A slice with unit pixels, its rows along {@code row} and columns along {@code column}. */
    static DicomWriter slice(final String uid, final Vec3 position, final Vec3 row, final Vec3 column) {
        final byte[] pixels = new byte[2 * ROWS * COLUMNS];
        for (int j = 0; j < ROWS; j++) {
            for (int i = 0; i < COLUMNS; i++) {
                final int v = (int)Math.round(hu(position.plus(row.times(i)).plus(column.times(j))));
                pixels[2 * (j * COLUMNS + i)] = (byte)v;
                pixels[2 * (j * COLUMNS + i) + 1] = (byte)(v >> 8);
            }
        }
        return new DicomWriter().set(Tag.SOPClassUID, "1.2.840.10008.5.1.4.1.1.2").set(Tag.SOPInstanceUID, uid)
            .set(Tag.SeriesInstanceUID, "2.25.2").set(Tag.StudyInstanceUID, "2.25.3").set(Tag.Modality, "CT")
            .set(Tag.PatientID, "P1").set(Tag.ImageType, "ORIGINAL", "PRIMARY", "AXIAL")
            .set(Tag.SeriesDescription, "Abdomen").set(Tag.ConvolutionKernel, "B30f")
            .set(Tag.ImagePositionPatient, position.x(), position.y(), position.z())
            .set(Tag.ImageOrientationPatient, row.x(), row.y(), row.z(), column.x(), column.y(), column.z())
            .set(Tag.PixelSpacing, 1, 1).set(Tag.SliceThickness, 2).set(Tag.SamplesPerPixel, 1)
            .set(Tag.PhotometricInterpretation, "MONOCHROME2").set(Tag.Rows, ROWS).set(Tag.Columns, COLUMNS)
            .set(Tag.BitsAllocated, 16).set(Tag.BitsStored, 16).set(Tag.HighBit, 15).set(Tag.PixelRepresentation, 1)
            .set(Tag.RescaleIntercept, 0).set(Tag.RescaleSlope, 1).bytes(Tag.PixelData, VR.OW, pixels);
    }

    static DicomWriter axial(final String uid, final double z) {
        return slice(uid, new Vec3(-4, 6, z), new Vec3(1, 0, 0), new Vec3(0, 1, 0));
    }

    static void write(final Path folder, final String name, final DicomWriter slice) throws IOException {
        slice.write(folder.resolve(name), TransferSyntax.EXPLICIT);
    }
}

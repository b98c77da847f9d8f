package org.dlrm.dicom.series;

import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.OptionalInt;

import org.dlrm.image.Vec3;

/**
 * One slice: a single-frame file or a frame of an enhanced multi-frame file.
 *
 * @param path the file
 * @param frame from 0
 * @param sopInstanceUid SOPInstanceUID of the file
 * @param rows Rows, likewise columns
 * @param position ImagePositionPatient: centre of the first pixel
 * @param rowDirection direction of growing column index, the first three values of ImageOrientationPatient
 * @param columnDirection direction of growing row index, the last three
 * @param rowSpacing distance of rows in mm, the first value of PixelSpacing
 * @param columnSpacing distance of columns, the second
 * @param slope RescaleSlope, 1 where absent, likewise intercept 0
 * @param thickness SpacingBetweenSlices of a single slice, else SliceThickness
 * @param instanceNumber InstanceNumber; never used for ordering
 * @param acquisition what tells phases apart, in order of trust: temporal position, acquisition number, image type,
 *            contrast agent, acquisition time
 * @param pixelBytes stored length of the file's pixel data; -1 compressed
 */
public record Instance(Path path, int frame, String sopInstanceUid, int rows, int columns, Vec3 position,
    Vec3 rowDirection, Vec3 columnDirection, double rowSpacing, double columnSpacing, double slope, double intercept,
    OptionalDouble thickness, OptionalInt instanceNumber, Acquisition acquisition, long pixelBytes) {

    /** What tells the phases of one series apart; empty strings where absent. */
    public record Acquisition(String temporalPosition, String number, String imageType, String contrast,
        String time) {
    }

    /** @return unit normal of the slice plane, row direction x column direction */
    public Vec3 normal() {
        return rowDirection.cross(columnDirection).unit();
    }
}

package org.dlrm.dicom.roi;

/**
 * A region of interest that a file offers.
 *
 * @param number ROINumber, SegmentNumber or label value; unique in the file
 * @param name ROIName, SegmentLabel or label name; not necessarily unique, may be empty
 * @param description what else the file says: interpreted type, segment algorithm; may be empty
 * @param contours number of closed contours or frames; 0 for a region without any
 */
public record RoiInfo(int number, String name, String description, int contours) {
}

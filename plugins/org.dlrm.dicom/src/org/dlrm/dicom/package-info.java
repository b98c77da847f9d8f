/**
 * DICOM files: data sets, the Part 10 reader and a small writer. {@link org.dlrm.dicom.DicomToolkit} is the seam to
 * other toolkits. What is wrong with data is a {@link org.dlrm.dicom.Problem}: collected where reading goes on, thrown
 * as {@link org.dlrm.dicom.DicomException} where it cannot.
 */
package org.dlrm.dicom;

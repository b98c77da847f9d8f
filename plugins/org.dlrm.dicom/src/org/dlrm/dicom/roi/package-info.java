/**
 * From the files of a contouring station to masks: {@link org.dlrm.dicom.roi.RoiSources} opens an RTSTRUCT, DICOM SEG,
 * NIfTI or NRRD file, {@link org.dlrm.dicom.roi.RoiSelection} chooses among its regions, and each becomes a
 * {@link org.dlrm.dicom.roi.RoiMask} on the grid of a {@link org.dlrm.dicom.roi.RoiTarget}, with its problems in words.
 */
package org.dlrm.dicom.roi;

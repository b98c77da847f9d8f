/**
 * From files to volumes: {@link org.dlrm.dicom.series.SeriesScanner} reads headers,
 * {@link org.dlrm.dicom.series.SeriesGeometry} makes a grid or says why not,
 * {@link org.dlrm.dicom.series.SeriesChoice} picks a patient's series, {@link org.dlrm.dicom.series.VolumeReader}
 * reads its pixels.
 */
package org.dlrm.dicom.series;

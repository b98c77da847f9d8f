/**
 * DICOM files read through dcm4che, as a second opinion on the project's own reader: the same seam, the same corpus
 * tests. Built with {@code -Ddcm4che} only.
 */
package org.dlrm.dicom.dcm4che;

/** A made-up cohort with a known truth, written as real DICOM. */
package org.dlrm.dicom.phantom;

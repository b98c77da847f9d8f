/**
 * Coverage-guided fuzzing. With Jazzer from Maven Central ({@code com.code-intelligence:jazzer} and
 * {@code jazzer-api}, not part of the build) and the compiled classes of work, image, dicom and dicom.tests in $CP:
 *
 * <pre>
 * java -Xmx512m -cp jazzer.jar:jazzer-api.jar:$CP com.code_intelligence.jazzer.Jazzer --cp=$CP \
 *   --target_class=org.dlrm.dicom.fuzz.DicomFileFuzz --instrumentation_includes='org.dlrm.**' \
 *   -max_total_time=3600 -timeout=20 corpus seeds
 * </pre>
 *
 * Targets: {@code fuzz.DicomFileFuzz} (parser and frames; seeds: small DICOM files), {@code pixel.CodestreamFuzz}
 * (decoders; seeds: the test resources "codestreams" with a byte in front that chooses the decoder),
 * {@code series.SeriesFuzz} (headers to geometry), {@code roi.RoiFuzz} (RTSTRUCT and SEG onto an image),
 * {@code fuzz.DicomDirFuzz}, and in image.tests {@code image.io.ImageFileFuzz} (NIfTI, NRRD and our region files).
 */
package org.dlrm.dicom.fuzz;

/**
 * Frames of an image file as stored values, and their decoders, all of our own and without state: RLE, JPEG (lossless;
 * baseline and extended with the IJG's accurate inverse DCT), JPEG-LS, JPEG 2000 (single precision in OpenJPEG's order,
 * so that lossy files decode to the same values), HTJ2K. Every decoder compares the codestream's size with the header
 * before it allocates.
 */
package org.dlrm.dicom.pixel;

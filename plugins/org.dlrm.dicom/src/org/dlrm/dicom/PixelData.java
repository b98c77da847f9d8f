package org.dlrm.dicom;

/**
 * Where the pixels of a file lie.
 *
 * @param tag PixelData, FloatPixelData or DoubleFloatPixelData
 * @param vr as written
 * @param offset of the first byte of the value in the {@link DicomFile#open() source}
 * @param length in bytes; -1 for encapsulated fragments
 */
public record PixelData(int tag, VR vr, long offset, long length) {

    public boolean isEncapsulated() {
        return length < 0;
    }
}

package org.dlrm.dicom;

/**
 * How much of a file is read, and the limits that hold whatever the file claims.
 *
 * @param headerOnly stop at the pixel data and pass over values longer than 64 KiB; otherwise everything but the
 *            pixel data is read and the rest of the file is checked
 * @param maxDepth deepest nesting of sequences
 * @param maxValueLength longest value that is loaded, in bytes
 * @param maxInflated largest inflated data set (deflated transfer syntaxes), in bytes
 */
public record ReadOptions(boolean headerOnly, int maxDepth, long maxValueLength, long maxInflated) {

    /** Headers, for scanning. */
    public static final ReadOptions HEADER = new ReadOptions(true, 128, 1 << 16, 1L << 30);

    /** Everything but the pixel data itself, for RTSTRUCT, SEG and the like. */
    public static final ReadOptions FULL = new ReadOptions(false, 128, 1L << 28, 1L << 30);
}

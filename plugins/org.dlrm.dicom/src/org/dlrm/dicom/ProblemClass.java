package org.dlrm.dicom;

/** What kind of thing is wrong with a file, a series or a patient. The names appear in the problems table. */
public enum ProblemClass {
    /** The file has no bytes. */
    EMPTY_FILE,
    /** Not a DICOM file at all. */
    NOT_DICOM,
    /** The file, an element or a frame ends early. */
    TRUNCATED,
    /** The element structure is broken (item tags, lengths beyond their sequence). */
    MALFORMED,
    /** Readable, but against the standard (order, duplicates, lengths); the reader knows what was meant. */
    NONCONFORMANT,
    /** Sequences nested deeper than the limit. */
    NESTING_LIMIT,
    /** A length or size beyond the limits of this reader. */
    SIZE_LIMIT,
    /** An attribute that is needed is missing or empty. */
    MISSING_TAG,
    /** An attribute has a value that it cannot have. */
    BAD_VALUE,
    /** A character set that is not known. */
    UNKNOWN_CHARACTER_SET,
    /** A DICOM object without pixels, or of a kind that is no image. */
    NOT_AN_IMAGE,
    /** Correct, but not supported. */
    UNSUPPORTED,
    /** Pixel data and header disagree about the size. */
    SIZE_MISMATCH,
    /** The compressed pixels of a frame cannot be decoded. */
    CORRUPT_FRAME,
    /** A CT without rescale slope and intercept, or with a useless one. */
    RESCALE,
    /** Pixels that were compressed with loss: HU and texture are not those of the scanner. */
    LOSSY_COMPRESSION,
    /** The file cannot be opened or read. */
    UNREADABLE,
    /** A file of a DICOMDIR that is not there. */
    MISSING_FILE,
    /** A scout view; not part of a volume. */
    LOCALIZER,
    /** Slices of one series differ in size. */
    INCONSISTENT_SIZE,
    /** Slices of one series differ in pixel spacing. */
    INCONSISTENT_SPACING,
    /** Slices of one series differ in orientation. */
    MIXED_ORIENTATION,
    /** The same slice more than once, with identical pixels. */
    DUPLICATE_SLICE,
    /** Different slices at the same position. */
    DUPLICATE_POSITION,
    /** Several phases or acquisitions in one series; split. */
    SEVERAL_ACQUISITIONS,
    /** A gap of a whole number of slices. */
    MISSING_SLICE,
    /** Distances between slices differ. */
    NON_UNIFORM_SPACING,
    /** The stack of slices is sheared: tilted gantry. */
    GANTRY_TILT,
    /** Slices that all lie at one position. */
    NOT_A_VOLUME,
    /** One slice only; its spacing comes from SliceThickness. */
    SINGLE_SLICE,
    /** Two slices only. */
    TOO_FEW_SLICES,
    /** No series of a patient can be used, or no patient for a row. */
    NO_SERIES,
    /** A patient or file that the cohort table does not know, or the other way round. */
    UNMATCHED,
    /** Files that changed since they were scanned. */
    CHANGED,
    /** A grid that differs from the one expected. */
    GEOMETRY_MISMATCH,
    /** A region of interest that is missing or ambiguous. */
    ROI
}

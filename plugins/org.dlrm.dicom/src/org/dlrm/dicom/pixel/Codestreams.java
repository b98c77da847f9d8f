package org.dlrm.dicom.pixel;

import org.dlrm.dicom.DicomException;
import org.dlrm.dicom.ProblemClass;

/** What all decoders of compressed frames say and write alike. */
final class Codestreams {

    private Codestreams() {
    }

    static DicomException corrupt(final String codec, final String expected, final String found) {
        return new DicomException(ProblemClass.CORRUPT_FRAME, "The " + codec + " frame is broken", expected, found,
            "Copy the file again from its source");
    }

    static DicomException unsupported(final String codec, final String what) {
        return new DicomException(ProblemClass.UNSUPPORTED, codec + ": " + what + " is not supported", "", "",
            "Export the series uncompressed");
    }

    /** @throws DicomException SIZE_MISMATCH if the codestream's size is not the header's */
    static void check(final String codec, final PixelFormat f, final long rows, final long columns,
        final int samples, final int precision) throws DicomException {
        if (rows != f.rows() || columns != f.columns() || samples != f.samples()
            || precision > 8 * f.bytesPerSample()) {
            throw new DicomException(ProblemClass.SIZE_MISMATCH, "Header and " + codec + " frame disagree",
                f.rows() + " rows x " + f.columns() + " columns x " + f.samples() + " samples of "
                    + f.bitsAllocated() + " bits",
                rows + " x " + columns + " x " + samples + " of " + precision + " bits",
                "Export the file again from the PACS");
        }
    }

    /** Writes a sample, little endian. */
    static void put(final byte[] target, final int sample, final int bytes, final int value) {
        int at = sample * bytes;
        for (int b = 0; b < bytes; b++) {
            target[at++] = (byte)(value >> 8 * b);
        }
    }
}

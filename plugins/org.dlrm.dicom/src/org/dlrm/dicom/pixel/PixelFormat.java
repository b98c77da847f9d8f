package org.dlrm.dicom.pixel;

import org.dlrm.dicom.DataSet;
import org.dlrm.dicom.DicomException;
import org.dlrm.dicom.ProblemClass;
import org.dlrm.dicom.Tag;

/**
 * How the stored values of an image are laid out (PS3.3 C.7.6.3, PS3.5 8). Checked: every combination that gets
 * through can be decoded.
 *
 * @param rows Rows
 * @param columns Columns
 * @param frames NumberOfFrames
 * @param samples SamplesPerPixel, 1 or 3
 * @param bitsAllocated 1, 8, 16, 32 or 64 (64 for double float only)
 * @param bitsStored BitsStored
 * @param highBit HighBit
 * @param signed PixelRepresentation 1
 * @param floating Float or Double Float Pixel Data
 * @param planar PlanarConfiguration 1
 * @param photometric PhotometricInterpretation
 */
public record PixelFormat(int rows, int columns, int frames, int samples, int bitsAllocated, int bitsStored,
    int highBit, boolean signed, boolean floating, boolean planar, String photometric) {

    /** Largest decoded frame, in bytes. */
    private static final long MAX_FRAME = 1L << 28;

    /**
     * @param pixelTag PixelData, FloatPixelData or DoubleFloatPixelData
     * @throws DicomException MISSING_TAG, BAD_VALUE, UNSUPPORTED or SIZE_LIMIT
     */
    public static PixelFormat of(final DataSet d, final int pixelTag) throws DicomException {
        final int rows = range(d, Tag.Rows, 1, 65535);
        final int columns = range(d, Tag.Columns, 1, 65535);
        final int frames = d.hasValue(Tag.NumberOfFrames) ? range(d, Tag.NumberOfFrames, 1, 1 << 24) : 1;
        final int samples = d.hasValue(Tag.SamplesPerPixel) ? d.requireInt(Tag.SamplesPerPixel) : 1;
        final String photometric = d.getString(Tag.PhotometricInterpretation)
            .orElse(samples == 1 ? "MONOCHROME2" : "RGB");
        if (samples != 1 && samples != 3) {
            throw unsupported(Tag.SamplesPerPixel, "1 or 3", samples);
        }
        final boolean floating = pixelTag != Tag.PixelData;
        final int allocated = floating ? pixelTag == Tag.FloatPixelData ? 32 : 64 : d.requireInt(Tag.BitsAllocated);
        if (!floating && allocated != 1 && allocated != 8 && allocated != 16 && allocated != 32) {
            throw unsupported(Tag.BitsAllocated, "1, 8, 16 or 32", allocated);
        }
        final int stored = d.hasValue(Tag.BitsStored) && !floating ? range(d, Tag.BitsStored, 1, allocated)
            : allocated;
        final int high = d.hasValue(Tag.HighBit) && !floating ? range(d, Tag.HighBit, stored - 1, allocated - 1)
            : stored - 1;
        final boolean signed = !floating && allocated > 1
            && (allocated == 8 && !d.hasValue(Tag.PixelRepresentation) ? false
                : range(d, Tag.PixelRepresentation, 0, 1) == 1);
        final boolean planar = samples > 1 && d.getInt(Tag.PlanarConfiguration).orElse(0) == 1;
        final PixelFormat f = new PixelFormat(rows, columns, frames, samples, allocated, stored, high, signed,
            floating, planar, photometric);
        if ((long)f.pixels() * samples * f.bytesPerSample() > MAX_FRAME) {
            throw new DicomException(ProblemClass.SIZE_MISMATCH, "One frame is larger than any real image",
                "at most " + MAX_FRAME + " bytes", rows + " x " + columns + " pixels", "");
        }
        return f;
    }

    private static int range(final DataSet d, final int tag, final int min, final int max) throws DicomException {
        final int v = d.requireInt(tag);
        if (v < min || v > max) {
            throw new DicomException(ProblemClass.BAD_VALUE, Tag.name(tag) + " has an impossible value",
                min == max ? String.valueOf(min) : min + " to " + max, String.valueOf(v), "");
        }
        return v;
    }

    private static DicomException unsupported(final int tag, final String expected, final int found) {
        return new DicomException(ProblemClass.UNSUPPORTED, Tag.name(tag) + " is not supported", expected,
            String.valueOf(found), "");
    }

    /** @return rows times columns; a long because nothing has been checked against memory yet */
    public long pixels() {
        return (long)rows * columns;
    }

    /** @return bytes of one decoded sample; single bits are decoded to bytes */
    public int bytesPerSample() {
        return Math.max(1, bitsAllocated / 8);
    }

    /** @return bytes of one decoded frame */
    public int frameBytes() {
        return (int)(pixels() * samples * bytesPerSample());
    }

    /** @return bytes of all frames as stored uncompressed, without padding to an even length */
    public long nativeBytes() {
        return (pixels() * samples * frames * bitsAllocated + 7) / 8;
    }
}

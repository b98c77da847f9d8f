package org.dlrm.dicom.pixel;

import org.dlrm.dicom.DicomException;
import org.dlrm.dicom.ProblemClass;

/** RLE Lossless (PS3.5 Annex G): one PackBits segment per byte of a sample, most significant byte first. */
final class RleDecoder implements FrameDecoder {

    @Override
    public void decode(final byte[] data, final PixelFormat format, final byte[] target) throws DicomException {
        final int size = format.bytesPerSample();
        final int segments = size * format.samples();
        if (data.length < 64) {
            throw corrupt("a header of 64 bytes", data.length + " bytes");
        }
        final long count = u32(data, 0);
        if (count != segments) {
            throw corrupt(segments + " segments", count + " segments");
        }
        final int pixels = (int)format.pixels();
        for (int s = 0; s < segments; s++) {
            final long start = u32(data, 4 + 4 * s);
            final long end = s + 1 < segments ? u32(data, 8 + 4 * s) : data.length;
            if (start < 64 || end > data.length || start > end) {
                throw corrupt("segment " + (s + 1) + " within " + data.length + " bytes", start + " to " + end);
            }
            final int sample = s / size;
            final int first = sample * size + size - 1 - s % size; // little endian in the target
            segment(data, (int)start, (int)end, target, first, segments, pixels);
        }
    }

    private static void segment(final byte[] data, final int start, final int end, final byte[] target,
        final int first, final int step, final int pixels) throws DicomException {
        int in = start;
        int out = 0;
        while (out < pixels && in < end) {
            final int n = data[in++];
            if (n >= 0) {
                if (in + n + 1 > end) {
                    throw corrupt("a literal run of " + (n + 1) + " bytes", end - in + " bytes");
                }
                for (int i = 0; i <= n && out < pixels; i++) {
                    target[first + step * out++] = data[in + i];
                }
                in += n + 1;
            } else if (n != -128) {
                if (in == end) {
                    throw corrupt("a replicated byte", "the end of the segment");
                }
                for (int i = 0; i <= -n && out < pixels; i++) {
                    target[first + step * out++] = data[in];
                }
                in++;
            }
        }
        if (out < pixels) {
            throw corrupt(pixels + " bytes in a segment", out + " bytes");
        }
    }

    private static long u32(final byte[] b, final int i) {
        return b[i] & 0xFF | (b[i + 1] & 0xFF) << 8 | (b[i + 2] & 0xFF) << 16 | (b[i + 3] & 0xFFL) << 24;
    }

    private static DicomException corrupt(final String expected, final String found) {
        return new DicomException(ProblemClass.CORRUPT_FRAME, "The RLE frame is broken", expected, found,
            "Copy the file again from its source");
    }
}

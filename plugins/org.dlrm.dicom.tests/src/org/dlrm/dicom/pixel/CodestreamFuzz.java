package org.dlrm.dicom.pixel;

import java.io.IOException;
import java.util.Arrays;

import org.dlrm.dicom.DicomException;

/**
 * Entry point for coverage-guided fuzzing of the frame decoders alone: the first byte chooses the decoder and the
 * sample format, the rest is the codestream of an image of 61 x 53 pixels.
 */
public final class CodestreamFuzz {

    private CodestreamFuzz() {
    }

    public static void fuzzerTestOneInput(final byte[] data) {
        if (data.length < 2) {
            return;
        }
        final FrameDecoder[] decoders = {new JpegDecoder(), new JpegLsDecoder(), new RleDecoder(),
            new Jpeg2000Decoder(), new DeflatedFrameDecoder()};
        final boolean wide = (data[0] & 8) == 0;
        final PixelFormat format = new PixelFormat(53, 61, 1, 1, wide ? 16 : 8, wide ? 12 : 8, wide ? 11 : 7,
            (data[0] & 16) != 0, false, false, "MONOCHROME2");
        try {
            decoders[(data[0] & 7) % decoders.length].decode(Arrays.copyOfRange(data, 1, data.length), format,
                new byte[format.frameBytes()]);
        } catch (DicomException | IndexOutOfBoundsException e) {
            return; // refused; Frames makes CORRUPT_FRAME of the latter
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}

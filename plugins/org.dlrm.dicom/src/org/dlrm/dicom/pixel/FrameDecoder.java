package org.dlrm.dicom.pixel;

import java.io.IOException;

/** Decodes one compressed frame. Implementations hold no state. */
interface FrameDecoder {

    /**
     * @param data the frame's bytes, all fragments joined
     * @param format what the header says; sizes that differ are a SIZE_MISMATCH
     * @param target decoded samples, little endian, colour by pixel; {@link PixelFormat#frameBytes()} long
     * @throws IOException CORRUPT_FRAME, SIZE_MISMATCH, TRUNCATED or UNSUPPORTED
     */
    void decode(byte[] data, PixelFormat format, byte[] target) throws IOException;
}

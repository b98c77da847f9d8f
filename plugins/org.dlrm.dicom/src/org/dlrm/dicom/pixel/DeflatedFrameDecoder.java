package org.dlrm.dicom.pixel;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

import org.dlrm.dicom.DicomException;

/** Deflated Image Frame Compression (PS3.5 A.4.13): the uncompressed frame, deflated. */
final class DeflatedFrameDecoder implements FrameDecoder {

    @Override
    public void decode(final byte[] data, final PixelFormat format, final byte[] target) throws DicomException {
        final boolean bits = format.bitsAllocated() == 1;
        final byte[] plain = bits ? new byte[(target.length + 7) / 8] : target;
        final Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(data);
            int n = 0;
            while (n < plain.length && !inflater.finished()) {
                final int m = inflater.inflate(plain, n, plain.length - n);
                if (m == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
                    break;
                }
                n += m;
            }
            if (n < plain.length) {
                throw Codestreams.corrupt("deflated", plain.length + " bytes", n + " bytes");
            }
        } catch (DataFormatException e) {
            throw Codestreams.corrupt("deflated", "deflated data", String.valueOf(e.getMessage()));
        } finally {
            inflater.end();
        }
        if (bits) {
            Frames.unpack(plain, 0, target);
        } else if (format.planar()) {
            Frames.interleave(target, (int)format.pixels(), format.bytesPerSample());
        }
    }
}

package org.dlrm.dicom.pixel;

import org.dlrm.dicom.DicomException;

/** Code-blocks of High-Throughput JPEG 2000 (T.814). */
final class HtBlock {

    HtBlock(final boolean causal) {
    }

    int[] decode(final Jpeg2000Tile.Block b, final int planes) throws DicomException {
        throw Codestreams.unsupported("HTJ2K", "the block coder");
    }
}

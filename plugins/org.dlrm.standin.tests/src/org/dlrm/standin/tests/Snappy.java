package org.dlrm.standin.tests;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Decompresses the Snappy format (raw blocks in the stream format of snappy-java). */
final class Snappy {

    /** Magic, version, compatible version. */
    private static final int HEADER = 16;

    private Snappy() {
    }

    static byte[] stream(final byte[] in) throws IOException {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        final ByteBuffer b = ByteBuffer.wrap(in);
        b.position(HEADER);
        while (b.hasRemaining()) {
            final byte[] block = new byte[b.getInt()];
            b.get(block);
            out.write(block(ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN)));
        }
        return out.toByteArray();
    }

    private static byte[] block(final ByteBuffer b) throws IOException {
        int length = 0;
        for (int shift = 0;; shift += 7) {
            final int c = b.get();
            length |= (c & 0x7f) << shift;
            if (c >= 0) {
                break;
            }
        }
        final byte[] out = new byte[length];
        int n = 0;
        while (b.hasRemaining()) {
            final int tag = b.get() & 0xff;
            final int size;
            final int offset;
            switch (tag & 3) {
                case 0:
                    size = literal(tag >> 2, b) + 1;
                    b.get(out, n, size);
                    n += size;
                    continue;
                case 1:
                    size = (tag >> 2 & 7) + 4;
                    offset = tag >> 5 << 8 | b.get() & 0xff;
                    break;
                case 2:
                    size = (tag >> 2) + 1;
                    offset = b.getShort() & 0xffff;
                    break;
                default:
                    size = (tag >> 2) + 1;
                    offset = b.getInt();
            }
            for (int i = 0; i < size; i++, n++) {
                out[n] = out[n - offset];
            }
        }
        if (n != length) {
            throw new IOException("expected " + length + " bytes, found " + n);
        }
        return out;
    }

    /** Lengths of 60 and more follow in one to four bytes. */
    private static int literal(final int length, final ByteBuffer b) {
        int result = length < 60 ? length : 0;
        for (int i = 0; i < length - 59; i++) {
            result |= (b.get() & 0xff) << 8 * i;
        }
        return result;
    }
}

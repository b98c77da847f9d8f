package org.dlrm.dicom;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Random access to the bytes of a file, or of an inflated data set. */
public interface ByteSource extends Closeable {

    /** Bytes read from a file at once. */
    int PIECE = 1 << 18;

    long size();

    /** Reads exactly {@code length} bytes from a position; EOFException if there are fewer. */
    void read(long position, byte[] target, int offset, int length) throws IOException;

    @Override
    void close() throws IOException;

    static ByteSource of(final byte[] bytes) {
        return new ByteSource() {
            @Override
            public long size() {
                return bytes.length;
            }

            @Override
            public void read(final long position, final byte[] target, final int offset, final int length)
                throws IOException {
                if (position < 0 || position + length > bytes.length) {
                    throw new EOFException();
                }
                System.arraycopy(bytes, (int)position, target, offset, length);
            }

            @Override
            public void close() {
                // nothing is open
            }
        };
    }

    static ByteSource of(final Path file) throws IOException {
        final FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        final long size;
        try {
            size = channel.size();
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        return new ByteSource() {
            @Override
            public long size() {
                return size;
            }

            @Override
            public void read(final long position, final byte[] target, final int offset, final int length)
                throws IOException {
                final ByteBuffer b = ByteBuffer.wrap(target, offset, length);
                long p = position;
                final int end = b.limit();
                while (b.position() < end) {
                    // pieces that fit into the processor's cache: the channel copies them once more
                    b.limit(Math.min(end, b.position() + PIECE));
                    final int n = channel.read(b, p);
                    if (n < 0) {
                        throw new EOFException();
                    }
                    p += n;
                }
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
    }
}

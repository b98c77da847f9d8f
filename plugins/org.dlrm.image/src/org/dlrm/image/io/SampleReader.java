package org.dlrm.image.io;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

import org.dlrm.image.io.ImageFileException.Kind;
import org.dlrm.image.io.ImageHeader.Encoding;
import org.dlrm.work.Progress;

/** Streams the values of an image file in blocks, so that the file is never held beside what is made of it. */
final class SampleReader {

    /** Deflate cannot pack tighter than this; a smaller file cannot hold the promised values. */
    private static final long MAX_INFLATION = 1032;

    private static final int BLOCK = 1 << 15;

    /** Receives the values in the order of the file. */
    interface Sink {
        /**
         * @param from index of the first value of this block
         * @param values scaled values; overwritten after the call
         * @param n how many of them count
         */
        void accept(long from, double[] values, int n);
    }

    private SampleReader() {
    }

    /**
     * Refuses, before anything is allocated, a file that cannot hold what its header promises or a result that the
     * memory cannot hold.
     *
     * @param bytesPerVoxel what the caller is about to allocate per voxel
     */
    static void check(final ImageHeader h, final int bytesPerVoxel) throws IOException {
        final long fileSize = Files.size(h.samples().file());
        final long needed = h.values() * h.type().bytes();
        final long least = switch (h.samples().encoding()) {
            case RAW -> needed + Math.max(0, h.samples().skipBytes());
            case GZIP -> needed / MAX_INFLATION;
            case TEXT -> 2 * h.values() - 1;
        };
        if (fileSize < least) {
            throw truncated(h, "at least " + least + " bytes", fileSize + " bytes");
        }
        final long memory = (long)h.grid().voxels() * bytesPerVoxel;
        final long limit = Runtime.getRuntime().maxMemory() / 4 * 3;
        if (memory > limit) {
            throw new ImageFileException(Kind.TOO_LARGE, "Image too large", "at most " + (limit >> 20) + " MB",
                (memory >> 20) + " MB (" + h.grid().nx() + " x " + h.grid().ny() + " x " + h.grid().nz()
                    + " voxels)", "Give KNIME more memory (-Xmx in knime.ini) or crop the image.");
        }
    }

    static void read(final ImageHeader h, final Sink sink, final Progress progress) throws IOException {
        try (InputStream file = new BufferedInputStream(Files.newInputStream(h.samples().file()), 1 << 16);
                InputStream in = open(h, file)) {
            if (h.samples().encoding() == Encoding.TEXT) {
                readText(h, in, sink, progress);
            } else {
                readBinary(h, in, sink, progress);
            }
        } catch (EOFException e) {
            throw truncated(h, h.values() + " values", "the end of the file");
        } catch (ZipException e) {
            throw new ImageFileException(Kind.CORRUPT, "Damaged compressed data", "gzip data", e.getMessage(),
                "Copy or export the file again.");
        }
    }

    private static InputStream open(final ImageHeader h, final InputStream file) throws IOException {
        for (int line = 0; line < h.samples().skipLines(); line++) {
            int c;
            while ((c = file.read()) != '\n') {
                if (c < 0) {
                    throw new EOFException();
                }
            }
        }
        final InputStream in =
            h.samples().encoding() == Encoding.GZIP ? new GZIPInputStream(file, 1 << 16) : file;
        final long skip = h.samples().skipBytes() >= 0 ? h.samples().skipBytes()
            : Files.size(h.samples().file()) - h.values() * h.type().bytes();
        in.skipNBytes(Math.max(0, skip));
        return in;
    }

    private static void readBinary(final ImageHeader h, final InputStream in, final Sink sink,
        final Progress progress) throws IOException {
        final int width = h.type().bytes();
        final ByteBuffer bytes = ByteBuffer.allocate(BLOCK * width).order(h.order());
        final double[] values = new double[BLOCK];
        final long total = h.values();
        for (long done = 0; done < total;) {
            progress.check();
            final int n = (int)Math.min(BLOCK, total - done);
            final int got = in.readNBytes(bytes.array(), 0, n * width);
            if (got < n * width) {
                throw truncated(h, total + " values", done + got / width + " values");
            }
            h.type().decode(bytes.rewind(), values, n);
            deliver(h, sink, done, values, n);
            done += n;
        }
    }

    private static void readText(final ImageHeader h, final InputStream in, final Sink sink,
        final Progress progress) throws IOException {
        final double[] values = new double[BLOCK];
        final StringBuilder token = new StringBuilder();
        final long total = h.values();
        int n = 0;
        long done = 0;
        while (done + n < total) {
            final int c = in.read();
            final boolean gap = c < 0 || c <= ' ' || c == ',';
            if (!gap) {
                if (token.append((char)c).length() > 64) {
                    throw badNumber(token.toString());
                }
                continue;
            }
            if (token.length() > 0) {
                try {
                    values[n++] = Double.parseDouble(token.toString());
                } catch (NumberFormatException e) {
                    throw badNumber(token.toString());
                }
                token.setLength(0);
            } else if (c < 0) {
                throw truncated(h, total + " values", done + n + " values");
            }
            if (n == BLOCK || done + n == total) {
                progress.check();
                deliver(h, sink, done, values, n);
                done += n;
                n = 0;
            }
        }
    }

    private static void deliver(final ImageHeader h, final Sink sink, final long from, final double[] values,
        final int n) {
        if (h.slope() != 1 || h.intercept() != 0) {
            for (int i = 0; i < n; i++) {
                values[i] = values[i] * h.slope() + h.intercept();
            }
        }
        sink.accept(from, values, n);
    }

    private static ImageFileException badNumber(final String text) {
        return new ImageFileException(Kind.CORRUPT, "Damaged text data", "a number",
            "'" + text.replaceAll("[^\\x21-\\x7e]", "?") + "'", "Export the file again, e.g. with encoding gzip.");
    }

    private static ImageFileException truncated(final ImageHeader h, final String expected, final String found) {
        return new ImageFileException(Kind.TRUNCATED, h.format() + " file is too short", expected, found,
            "Copy or export the file again.");
    }
}

package org.dlrm.image.io;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Roi;
import org.dlrm.image.Vec3;
import org.dlrm.image.Volume;
import org.dlrm.image.io.ImageFileException.Kind;

/**
 * One region of interest (image and masks) as one small file, for file stores of cells.
 *
 * <p>Layout, big-endian: 8 bytes magic, 2 bytes version; then one zlib stream: grid (3 int, 3 double spacing, 4 x 3
 * double origin and axes), info texts, image encoding (1 byte), image, number of masks, masks; after the stream 32
 * bytes SHA-256 of the uncompressed content. HU are stored as int16 differences to the left neighbour, other values as
 * float32, both split into byte planes per slice; masks as run lengths. The digest depends on the content alone, not on
 * the compressor.
 */
public final class RoiFile {

    private static final byte[] MAGIC = "DLRMROI\n".getBytes(StandardCharsets.US_ASCII);

    private static final int VERSION = 1;

    private static final int INT16 = 1;

    private static final int FLOAT32 = 2;

    private static final int DIGEST = 32;

    private static final int MAX_TEXTS = 10_000;

    private static final int MAX_TEXT = 1 << 20;

    private RoiFile() {
    }

    /** @return SHA-256 of the content as written */
    public static String write(final Roi roi, final Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            return write(roi, out);
        }
    }

    /**
     * Writes a region of interest; does not close the stream.
     *
     * @return SHA-256 (hexadecimal) of the content: grid, values, masks, names and texts
     */
    public static String write(final Roi roi, final OutputStream to) throws IOException {
        final DataOutputStream head = new DataOutputStream(to);
        head.write(MAGIC);
        head.writeShort(VERSION);
        head.flush();
        final MessageDigest sha = sha256();
        final Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try {
            final DeflaterOutputStream zip = new DeflaterOutputStream(to, deflater, 1 << 16);
            final DataOutputStream out = new DataOutputStream(new DigestOutputStream(zip, sha));
            writeGrid(roi.grid(), out);
            out.writeInt(roi.info().size());
            for (final Map.Entry<String, String> e : roi.info().entrySet()) {
                writeText(e.getKey(), out);
                writeText(e.getValue(), out);
            }
            writeImage(roi.image(), out);
            out.writeInt(roi.regions().size());
            for (final Roi.Region r : roi.regions()) {
                writeText(r.name(), out);
                writeMask(r.mask(), out);
            }
            out.flush();
            zip.finish();
        } finally {
            deflater.end();
        }
        final byte[] digest = sha.digest();
        to.write(digest);
        to.flush();
        return HexFormat.of().formatHex(digest);
    }

    /** Reads a file written by {@link #write(Roi, Path)}. */
    public static Roi read(final Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in);
        }
    }

    /**
     * Reads a region of interest and verifies its digest; does not close the stream.
     *
     * @throws ImageFileException if the stream holds something else, another version, or damaged content
     */
    public static Roi read(final InputStream from) throws IOException {
        final BufferedInputStream buffered = new BufferedInputStream(from, 1 << 16);
        try {
            final DataInputStream head = new DataInputStream(buffered);
            if (!Arrays.equals(head.readNBytes(MAGIC.length), MAGIC)) {
                throw new ImageFileException(Kind.NOT_THIS_FORMAT, "Not a region-of-interest file", "'DLRMROI'",
                    "something else", "Run the ROI Masker again.");
            }
            final int version = head.readUnsignedShort();
            if (version != VERSION) {
                throw new ImageFileException(Kind.UNSUPPORTED, "Region-of-interest file of another version",
                    "version " + VERSION, "version " + version,
                    "Use the version of the extension that wrote it, or run the ROI Masker again.");
            }
            return readContent(buffered);
        } catch (EOFException e) {
            throw damaged(Kind.TRUNCATED, "the end of the file");
        } catch (ZipException e) {
            throw damaged(Kind.CORRUPT, e.getMessage());
        } catch (IllegalArgumentException e) {
            throw damaged(Kind.BAD_VALUE, e.getMessage());
        }
    }

    private static Roi readContent(final BufferedInputStream buffered) throws IOException {
        final MessageDigest sha = sha256();
        final Inflater inflater = new Inflater();
        final Roi roi;
        final byte[] expected;
        try {
            final TailInflater zip = new TailInflater(buffered, inflater);
            final DataInputStream in = new DataInputStream(new DigestInputStream(zip, sha));
            final Grid grid = readGrid(in);
            final SortedMap<String, String> info = new TreeMap<>();
            for (int n = count(in.readInt()); n > 0; n--) {
                info.put(readText(in), readText(in));
            }
            final Volume image = readImage(grid, in);
            final List<Roi.Region> regions = new ArrayList<>();
            final int masks = count(in.readInt());
            requireMemory((long)masks * grid.voxels());
            for (int n = masks; n > 0; n--) {
                regions.add(new Roi.Region(readText(in), readMask(grid, in)));
            }
            roi = new Roi(image, regions, info);
            expected = zip.tail();
        } finally {
            inflater.end();
        }
        if (!Arrays.equals(expected, sha.digest())) {
            throw damaged(Kind.CORRUPT, "content that does not match its digest");
        }
        return roi;
    }

    /** An inflating stream that can hand out the bytes that follow the compressed ones. */
    private static final class TailInflater extends InflaterInputStream {

        TailInflater(final InputStream in, final Inflater inflater) {
            super(in, inflater, 1 << 12);
        }

        byte[] tail() throws IOException {
            if (read() >= 0) {
                throw damaged(Kind.CORRUPT, "more content than announced");
            }
            final byte[] tail = new byte[DIGEST];
            final int have = Math.min(DIGEST, inf.getRemaining());
            System.arraycopy(buf, len - inf.getRemaining(), tail, 0, have);
            if (in.readNBytes(tail, have, DIGEST - have) < DIGEST - have) {
                throw new EOFException();
            }
            return tail;
        }
    }

    private static void writeGrid(final Grid g, final DataOutputStream out) throws IOException {
        out.writeInt(g.nx());
        out.writeInt(g.ny());
        out.writeInt(g.nz());
        for (final double s : new double[]{g.sx(), g.sy(), g.sz()}) {
            out.writeDouble(s);
        }
        for (final Vec3 v : new Vec3[]{g.origin(), g.xAxis(), g.yAxis(), g.zAxis()}) {
            out.writeDouble(v.x());
            out.writeDouble(v.y());
            out.writeDouble(v.z());
        }
    }

    private static Grid readGrid(final DataInputStream in) throws IOException {
        final int nx = in.readInt();
        final int ny = in.readInt();
        final int nz = in.readInt();
        final double sx = in.readDouble();
        final double sy = in.readDouble();
        final double sz = in.readDouble();
        final Vec3[] v = new Vec3[4];
        for (int i = 0; i < 4; i++) {
            v[i] = new Vec3(in.readDouble(), in.readDouble(), in.readDouble());
        }
        final Grid grid = new Grid(nx, ny, nz, sx, sy, sz, v[0], v[1], v[2], v[3]);
        requireMemory(grid.voxels() * (long)Float.BYTES);
        return grid;
    }

    private static void requireMemory(final long bytes) throws ImageFileException {
        final long limit = Runtime.getRuntime().maxMemory() / 2;
        if (bytes > limit) {
            throw new ImageFileException(Kind.TOO_LARGE, "Region of interest too large",
                "at most " + (limit >> 20) + " MB", (bytes >> 20) + " MB",
                "Give KNIME more memory (-Xmx in knime.ini).");
        }
    }

    private static void writeText(final String text, final DataOutputStream out) throws IOException {
        final byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
    }

    private static String readText(final DataInputStream in) throws IOException {
        final int n = in.readInt();
        if (n < 0 || n > MAX_TEXT) {
            throw damaged(Kind.BAD_VALUE, "a text of " + n + " bytes");
        }
        final byte[] utf8 = new byte[n];
        in.readFully(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    private static int count(final int n) throws ImageFileException {
        if (n < 0 || n > MAX_TEXTS) {
            throw damaged(Kind.BAD_VALUE, n + " entries");
        }
        return n;
    }

    private static void writeImage(final Volume image, final DataOutputStream out) throws IOException {
        final Grid g = image.grid();
        final float[] v = image.values();
        final boolean int16 = Nifti.fitsInt16(v);
        out.writeByte(int16 ? INT16 : FLOAT32);
        final int slice = g.nx() * g.ny();
        final int planes = int16 ? 2 : 4;
        final byte[][] bytes = new byte[planes][slice];
        for (int k = 0; k < g.nz(); k++) {
            int before = 0;
            for (int p = 0; p < slice; p++) {
                final float value = v[k * slice + p];
                final int code;
                if (int16) {
                    code = (short)value - before;
                    before = (short)value;
                } else {
                    code = Float.floatToRawIntBits(value);
                }
                for (int b = 0; b < planes; b++) {
                    bytes[b][p] = (byte)(code >> 8 * b);
                }
            }
            for (final byte[] plane : bytes) {
                out.write(plane);
            }
        }
    }

    private static Volume readImage(final Grid g, final DataInputStream in) throws IOException {
        final int encoding = in.readByte();
        if (encoding != INT16 && encoding != FLOAT32) {
            throw damaged(Kind.BAD_VALUE, "image encoding " + encoding);
        }
        final int slice = g.nx() * g.ny();
        final int planes = encoding == INT16 ? 2 : 4;
        final byte[][] bytes = new byte[planes][slice];
        final float[] v = new float[g.voxels()];
        for (int k = 0; k < g.nz(); k++) {
            for (final byte[] plane : bytes) {
                in.readFully(plane);
            }
            short before = 0;
            for (int p = 0; p < slice; p++) {
                int code = 0;
                for (int b = 0; b < planes; b++) {
                    code |= (bytes[b][p] & 0xff) << 8 * b;
                }
                if (encoding == INT16) {
                    before += (short)code;
                    v[k * slice + p] = before;
                } else {
                    v[k * slice + p] = Float.intBitsToFloat(code);
                }
            }
        }
        return new Volume(g, v);
    }

    /** Lengths of the runs of equal voxels, outside first, each in base 128, low digits first. */
    private static void writeMask(final Mask mask, final DataOutputStream out) throws IOException {
        final byte[] inside = mask.inside();
        final ByteArrayOutputStream runs = new ByteArrayOutputStream();
        int current = 0;
        int start = 0;
        boolean first = true;
        for (int p = 0; p <= inside.length; p++) {
            if (p == inside.length || inside[p] != current) {
                if (p > start || first) {
                    writeRun(p - start, runs);
                }
                first = false;
                current = 1 - current;
                start = p;
            }
        }
        out.writeInt(runs.size());
        runs.writeTo(out);
    }

    private static void writeRun(final int length, final ByteArrayOutputStream out) {
        int n = length;
        while (n >= 0x80) {
            out.write(n & 0x7f | 0x80);
            n >>>= 7;
        }
        out.write(n);
    }

    private static Mask readMask(final Grid g, final DataInputStream in) throws IOException {
        int left = in.readInt();
        final byte[] inside = new byte[g.voxels()];
        int at = 0;
        byte value = 0;
        while (left > 0) {
            long run = 0;
            int shift = 0;
            int b;
            do {
                b = in.readUnsignedByte();
                left--;
                run |= (long)(b & 0x7f) << shift;
                shift += 7;
            } while (b >= 0x80 && shift < 35);
            if (run > inside.length - at) {
                throw damaged(Kind.BAD_VALUE, "a run past the end of the mask");
            }
            Arrays.fill(inside, at, at + (int)run, value);
            at += (int)run;
            value = (byte)(1 - value);
        }
        if (at != inside.length) {
            throw damaged(Kind.BAD_VALUE, "a mask of " + at + " voxels");
        }
        return new Mask(g, inside);
    }

    private static ImageFileException damaged(final Kind kind, final String found) {
        return new ImageFileException(kind, "Damaged region-of-interest file", "what the ROI Masker wrote", found,
            "Run the ROI Masker again.");
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

package org.dlrm.image.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;

import org.dlrm.image.Grid;
import org.dlrm.image.Mask;
import org.dlrm.image.Vec3;
import org.dlrm.image.Volume;
import org.dlrm.image.io.ImageFileException.Kind;
import org.dlrm.image.io.ImageHeader.Encoding;
import org.dlrm.image.io.ImageHeader.Samples;

/**
 * NIfTI-1 and NIfTI-2 images: {@code .nii}, {@code .nii.gz}, {@code .hdr} with {@code .img}, either byte order. The
 * file's voxel order is kept; its RAS coordinates become LPS. Source: nifti1.h and nifti2.h of the NIfTI working group
 * (sform before qform before pixdim).
 */
public final class Nifti {

    private static final int NIFTI1_SIZE = 348;

    private static final int NIFTI2_SIZE = 540;

    /** Voxels larger than this do not occur in CT or MR; a "metre" file with such voxels was written in mm. */
    private static final double IMPLAUSIBLE_MM = 100;

    private Nifti() {
    }

    /** Reads an image, values scaled by scl_slope and scl_inter. */
    public static Volume readVolume(final Path file) throws IOException {
        return ImageFiles.volume(readHeader(file));
    }

    /** Reads a mask: every voxel that is not 0 (of fractional ones: at least 0.5) is inside. */
    public static Mask readMask(final Path file) throws IOException {
        return ImageFiles.mask(readHeader(file), Optional.empty()).mask();
    }

    /** Reads one label of a label map. */
    public static Mask readMask(final Path file, final int label) throws IOException {
        return ImageFiles.mask(readHeader(file), Optional.of(new ImageHeader.Label(label, 0))).mask();
    }

    /** Reads and checks the header alone. */
    public static ImageHeader readHeader(final Path path) throws IOException {
        final Path file = partner(path, ".img", ".hdr").orElse(path);
        final byte[] head = head(file);
        final ByteOrder order = byteOrder(head);
        return new Reader(file, ByteBuffer.wrap(head).order(order), head.length >= NIFTI2_SIZE
            && ByteBuffer.wrap(head).order(order).getInt(0) == NIFTI2_SIZE).header();
    }

    /** @return the file beside {@code path} with the other ending, if {@code path} has the first one */
    private static Optional<Path> partner(final Path path, final String ending, final String other) {
        final String name = path.getFileName().toString();
        final boolean gz = name.endsWith(".gz");
        final String plain = gz ? name.substring(0, name.length() - 3) : name;
        if (!plain.endsWith(ending)) {
            return Optional.empty();
        }
        final String stem = plain.substring(0, plain.length() - ending.length());
        for (final String end : new String[]{other, other + ".gz"}) {
            if (Files.isRegularFile(path.resolveSibling(stem + end))) {
                return Optional.of(path.resolveSibling(stem + end));
            }
        }
        return Optional.of(path.resolveSibling(stem + other));
    }

    private static boolean isGzip(final Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.read() == 0x1f && in.read() == 0x8b;
        }
    }

    private static byte[] head(final Path file) throws IOException {
        try (PushbackInputStream file2 = new PushbackInputStream(Files.newInputStream(file), 2)) {
            final byte[] magic = file2.readNBytes(2);
            file2.unread(magic);
            final boolean gzip = magic.length == 2 && magic[0] == 0x1f && (magic[1] & 0xff) == 0x8b;
            try (InputStream in = gzip ? new GZIPInputStream(file2) : file2) {
                return in.readNBytes(NIFTI2_SIZE + 4);
            }
        } catch (ZipException e) {
            throw new ImageFileException(Kind.CORRUPT, "Damaged compressed header", "gzip data", e.getMessage(),
                "Copy or export the file again.");
        } catch (java.io.EOFException e) {
            throw tooShort(0);
        }
    }

    private static ImageFileException tooShort(final int length) {
        return new ImageFileException(Kind.TRUNCATED, "NIfTI header is too short", NIFTI1_SIZE + " bytes or more",
            length == 0 ? "the end of the file" : length + " bytes", "Copy or export the file again.");
    }

    private static ByteOrder byteOrder(final byte[] head) throws ImageFileException {
        if (head.length < NIFTI1_SIZE) {
            throw tooShort(head.length);
        }
        for (final ByteOrder order : new ByteOrder[]{ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
            final int size = ByteBuffer.wrap(head).order(order).getInt(0);
            if (size == NIFTI1_SIZE || size == NIFTI2_SIZE && head.length >= NIFTI2_SIZE) {
                return order;
            }
        }
        throw new ImageFileException(Kind.NOT_THIS_FORMAT, "Not a NIfTI file", "sizeof_hdr 348 or 540",
            String.valueOf(ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getInt(0)),
            "Choose a .nii, .nii.gz or .hdr file.");
    }

    /** Reads the fields of one header; the two versions differ in offsets and widths only. */
    private static final class Reader {

        private final Path m_file;

        private final ByteBuffer m_head;

        private final boolean m_two;

        private final List<String> m_warnings = new ArrayList<>();

        Reader(final Path file, final ByteBuffer head, final boolean two) {
            m_file = file;
            m_head = head;
            m_two = two;
        }

        ImageHeader header() throws IOException {
            final boolean single = magic();
            final int[] size = size();
            final SampleType type = type();
            final Grid grid = grid(size);
            double slope = m_two ? m_head.getDouble(176) : m_head.getFloat(112);
            double inter = m_two ? m_head.getDouble(184) : m_head.getFloat(116);
            if (slope == 0 || Double.isNaN(slope)) {
                slope = 1;
                inter = 0;
            }
            if (!Double.isFinite(slope) || !Double.isFinite(inter)) {
                throw bad("scl_slope, scl_inter", "finite numbers", slope + ", " + inter);
            }
            final double offset = m_two ? m_head.getLong(168) : m_head.getFloat(108);
            final long least = m_two ? NIFTI2_SIZE + 4 : NIFTI1_SIZE + 4;
            if (!(offset >= 0 && offset < 1L << 40 && offset == Math.rint(offset))) {
                throw bad("vox_offset", "a whole number of bytes", String.valueOf(offset));
            }
            final Path data = single ? m_file : imageOfPair();
            final long skip = single ? Math.max(least, (long)offset) : (long)offset;
            return new ImageHeader(m_two ? "NIfTI-2" : "NIfTI-1", grid, type, m_head.order(), slope, inter,
                new TreeMap<>(), List.copyOf(m_warnings),
                new Samples(data, isGzip(data) ? Encoding.GZIP : Encoding.RAW, 0, skip, 1));
        }

        private Path imageOfPair() throws ImageFileException {
            final Optional<Path> image = partner(m_file, ".hdr", ".img").filter(Files::isRegularFile);
            return image.orElseThrow(() -> new ImageFileException(Kind.TRUNCATED,
                "The file is the header of a pair (magic 'ni1') without its image", "an .img file beside the .hdr file",
                "none", "Copy both files of the pair, or convert them to one .nii.gz file."));
        }

        /** @return whether header and values are in one file */
        private boolean magic() throws ImageFileException {
            final byte[] m = new byte[4];
            m_head.get(m_two ? 4 : 344, m);
            final String magic = new String(m, 0, 3, StandardCharsets.ISO_8859_1);
            if (m[3] != 0 || !magic.equals(m_two ? "n+2" : "n+1") && !magic.equals(m_two ? "ni2" : "ni1")) {
                throw new ImageFileException(Kind.NOT_THIS_FORMAT, "Not a NIfTI file (magic)",
                    m_two ? "'n+2' or 'ni2'" : "'n+1' or 'ni1'", "'" + magic.replaceAll("[^\\x20-\\x7e]", "?") + "'",
                    "Analyze 7.5 and other formats must be converted to NIfTI first.");
            }
            return magic.charAt(1) == '+';
        }

        private long dim(final int i) {
            return m_two ? m_head.getLong(16 + 8 * i) : m_head.getShort(40 + 2 * i);
        }

        private double pixdim(final int i) {
            return m_two ? m_head.getDouble(104 + 8 * i) : m_head.getFloat(76 + 4 * i);
        }

        private int[] size() throws ImageFileException {
            final long n = dim(0);
            if (n < 1 || n > 7) {
                throw bad("dim[0] (number of dimensions)", "1 to 7", String.valueOf(n));
            }
            final int[] size = {1, 1, 1};
            double voxels = 1;
            for (int i = 1; i <= n; i++) {
                if (dim(i) < 1) {
                    throw bad("dim[" + i + "]", "at least 1", String.valueOf(dim(i)));
                }
                if (i > 3 && dim(i) > 1) {
                    throw new ImageFileException(Kind.UNSUPPORTED, "More than one volume in the file (dim[" + i + "])",
                        "one 3D image", dim(i) + " of them", "Split the series and give one volume.");
                }
                voxels *= dim(i);
                if (voxels > Grid.MAX_VOXELS) {
                    throw new ImageFileException(Kind.TOO_LARGE, "Image too large (dim)",
                        "at most " + Grid.MAX_VOXELS + " voxels", "more", "Crop the image.");
                }
                if (i <= 3) {
                    size[i - 1] = (int)dim(i);
                }
            }
            return size;
        }

        private SampleType type() throws ImageFileException {
            final int code = m_two ? m_head.getShort(12) : m_head.getShort(70);
            final SampleType type = switch (code) {
                case 2 -> SampleType.UINT8;
                case 4 -> SampleType.INT16;
                case 8 -> SampleType.INT32;
                case 16 -> SampleType.FLOAT32;
                case 64 -> SampleType.FLOAT64;
                case 256 -> SampleType.INT8;
                case 512 -> SampleType.UINT16;
                case 768 -> SampleType.UINT32;
                case 1024 -> SampleType.INT64;
                case 1280 -> SampleType.UINT64;
                default -> throw new ImageFileException(Kind.UNSUPPORTED, "Unsupported datatype",
                    "an integer or real type (code 2, 4, 8, 16, 64, 256, 512, 768, 1024 or 1280)", "code " + code,
                    "Convert the image to int16 or float32.");
            };
            final int bits = m_two ? m_head.getShort(14) : m_head.getShort(72);
            if (bits != 8 * type.bytes()) {
                m_warnings.add("bitpix is " + bits + ", the datatype needs " + 8 * type.bytes() + "; ignored");
            }
            return type;
        }

        /** Factor from the file's unit of length to mm. */
        private double unit(final double largestStep) {
            final int code = (m_two ? m_head.getInt(500) : m_head.get(123)) & 7;
            if (code == 1) {
                if (largestStep * 1000 > IMPLAUSIBLE_MM) {
                    m_warnings.add(String.format("xyzt_units says metres, but voxels of %.3g m are impossible; "
                        + "taken as millimetres", largestStep));
                    return 1;
                }
                return 1000;
            }
            return code == 3 ? 1e-3 : 1;
        }

        private Grid grid(final int[] size) throws ImageFileException {
            final int qform = m_two ? m_head.getInt(344) : m_head.getShort(252);
            final int sform = m_two ? m_head.getInt(348) : m_head.getShort(254);
            final double[][] m;
            final String field;
            final boolean registered = sform > 0 && qform > 0 && Affine.isSheared(sform());
            if (registered) {
                m_warnings.add("The sform is sheared, as after a registration; the qform is used");
            }
            if (sform > 0 && !registered) {
                m = sform();
                field = "sform";
            } else if (qform > 0) {
                m = qform();
                field = "qform";
            } else {
                m_warnings.add("The file holds no orientation (qform_code and sform_code 0); "
                    + "axes taken as right, front, head");
                m = new double[][]{{step(1), 0, 0, 0}, {0, step(2), 0, 0}, {0, 0, step(3), 0}};
                field = "pixdim";
            }
            for (final double[] row : m) {
                for (final double v : row) {
                    if (!Double.isFinite(v)) {
                        throw bad(field, "finite numbers", String.valueOf(v));
                    }
                }
            }
            completeFlat(m, size);
            double largest = 0;
            for (int a = 0; a < 3; a++) {
                largest = Math.max(largest, Math.sqrt(m[0][a] * m[0][a] + m[1][a] * m[1][a] + m[2][a] * m[2][a]));
            }
            final double unit = unit(largest);
            final Vec3[] columns = new Vec3[4];
            for (int a = 0; a < 4; a++) {
                // RAS to LPS: the first two patient axes change sign
                columns[a] = new Vec3(-m[0][a] * unit + 0.0, -m[1][a] * unit + 0.0, m[2][a] * unit + 0.0);
            }
            return Affine.grid(size, columns, columns[3], field);
        }

        /** A flat image may leave the step along its only slice empty. */
        private static void completeFlat(final double[][] m, final int[] size) {
            if (size[2] == 1 && m[0][2] == 0 && m[1][2] == 0 && m[2][2] == 0) {
                final Vec3 n = new Vec3(m[0][0], m[1][0], m[2][0]).cross(new Vec3(m[0][1], m[1][1], m[2][1]));
                final Vec3 step = n.length() > 0 ? n.unit() : n;
                m[0][2] = step.x();
                m[1][2] = step.y();
                m[2][2] = step.z();
            }
        }

        private double[][] sform() {
            final double[][] m = new double[3][4];
            for (int r = 0; r < 3; r++) {
                for (int c = 0; c < 4; c++) {
                    m[r][c] = m_two ? m_head.getDouble(400 + 32 * r + 8 * c) : m_head.getFloat(280 + 16 * r + 4 * c);
                }
            }
            return m;
        }

        private double step(final int axis) {
            final double d = Math.abs(pixdim(axis));
            return d == 0 && dim(0) < axis ? 1 : d;
        }

        /** The rotation given as a quaternion (nifti1.h, METHOD 2). */
        private double[][] qform() throws ImageFileException {
            final double[] q = new double[6];
            for (int i = 0; i < 6; i++) {
                q[i] = m_two ? m_head.getDouble(352 + 8 * i) : m_head.getFloat(256 + 4 * i);
            }
            double b = q[0];
            double c = q[1];
            double d = q[2];
            final double norm = b * b + c * c + d * d;
            if (!(norm < 1.01)) {
                throw bad("quatern_b, _c, _d", "a unit quaternion", b + ", " + c + ", " + d);
            }
            double a = Math.sqrt(Math.max(0, 1 - norm));
            if (1 - norm < 1e-7) {
                final double f = 1 / Math.sqrt(norm);
                b *= f;
                c *= f;
                d *= f;
                a = 0;
            }
            final double fac = pixdim(0) < 0 ? -1 : 1;
            final double[][] r = {
                {a * a + b * b - c * c - d * d, 2 * (b * c - a * d), 2 * (b * d + a * c)},
                {2 * (b * c + a * d), a * a + c * c - b * b - d * d, 2 * (c * d - a * b)},
                {2 * (b * d - a * c), 2 * (c * d + a * b), a * a + d * d - b * b - c * c}};
            final double[][] m = new double[3][4];
            for (int i = 0; i < 3; i++) {
                for (int j = 0; j < 3; j++) {
                    m[i][j] = r[i][j] * step(j + 1) * (j == 2 ? fac : 1);
                }
                m[i][3] = q[3 + i];
            }
            return m;
        }

        private static ImageFileException bad(final String field, final String expected, final String found) {
            return new ImageFileException(Kind.BAD_VALUE, "Impossible " + field + " in the NIfTI header", expected,
                found, "Export the image again.");
        }
    }

    // ---------------------------------------------------------------- writing

    /** Writes an image as .nii or, where the name ends in .gz, .nii.gz: int16 if that holds every value, else float32. */
    public static void writeVolume(final Volume volume, final Path file) throws IOException {
        final float[] v = volume.values();
        final boolean integers = fitsInt16(v);
        final int nx = volume.grid().nx();
        write(volume.grid(), integers ? 4 : 16, integers ? 2 : 4, file, (row, from) -> {
            for (int i = from; i < from + nx; i++) {
                if (integers) {
                    row.putShort((short)v[i]);
                } else {
                    row.putFloat(v[i]);
                }
            }
        });
    }

    /** Writes a mask as uint8, 1 inside. The bytes depend on the mask alone: no name and no time goes in. */
    public static void writeMask(final Mask mask, final Path file) throws IOException {
        final byte[] inside = mask.inside();
        final int nx = mask.grid().nx();
        write(mask.grid(), 2, 1, file, (row, from) -> row.put(inside, from, nx));
    }

    static boolean fitsInt16(final float[] values) {
        for (final float v : values) {
            if ((short)v != v) {
                return false;
            }
        }
        return true;
    }

    private interface RowWriter {
        void put(ByteBuffer row, int from);
    }

    private static void write(final Grid g, final int datatype, final int width, final Path file,
        final RowWriter rows) throws IOException {
        final boolean gzip = file.getFileName().toString().endsWith(".gz");
        try (OutputStream raw = Files.newOutputStream(file);
                OutputStream out = gzip ? new GZIPOutputStream(raw, 1 << 16) : raw) {
            out.write(header(g, datatype, width));
            final ByteBuffer row =
                ByteBuffer.allocate(g.nx() * width).order(ByteOrder.LITTLE_ENDIAN);
            for (int from = 0; from < g.voxels(); from += g.nx()) {
                rows.put(row.clear(), from);
                out.write(row.array());
            }
        }
    }

    private static byte[] header(final Grid g, final int datatype, final int width) {
        final boolean two = Math.max(g.nx(), Math.max(g.ny(), g.nz())) > Short.MAX_VALUE;
        final ByteBuffer b =
            ByteBuffer.allocate(two ? NIFTI2_SIZE + 4 : NIFTI1_SIZE + 4).order(ByteOrder.LITTLE_ENDIAN);
        final Vec3[] axes = {g.xAxis().times(g.sx()), g.yAxis().times(g.sy()), g.zAxis().times(g.sz()), g.origin()};
        final double[] spacing = {1, g.sx(), g.sy(), g.sz(), 1, 1, 1, 1};
        final int[] dim = {3, g.nx(), g.ny(), g.nz(), 1, 1, 1, 1};
        if (two) {
            b.putInt(0, NIFTI2_SIZE);
            b.put(4, new byte[]{'n', '+', '2', 0, '\r', '\n', 0x1a, '\n'});
            b.putShort(12, (short)datatype).putShort(14, (short)(8 * width));
            for (int i = 0; i < 8; i++) {
                b.putLong(16 + 8 * i, dim[i]).putDouble(104 + 8 * i, spacing[i]);
            }
            b.putLong(168, NIFTI2_SIZE + 4).putDouble(176, 1).putInt(500, 2).putInt(348, 1);
        } else {
            b.putInt(0, NIFTI1_SIZE);
            b.put(344, new byte[]{'n', '+', '1', 0});
            b.putShort(70, (short)datatype).putShort(72, (short)(8 * width));
            for (int i = 0; i < 8; i++) {
                b.putShort(40 + 2 * i, (short)dim[i]).putFloat(76 + 4 * i, (float)spacing[i]);
            }
            b.putFloat(108, NIFTI1_SIZE + 4).putFloat(112, 1).put(123, (byte)2).putShort(254, (short)1);
        }
        for (int c = 0; c < 4; c++) {
            final double[] ras = {-axes[c].x() + 0.0, -axes[c].y() + 0.0, axes[c].z()};
            for (int r = 0; r < 3; r++) {
                if (two) {
                    b.putDouble(400 + 32 * r + 8 * c, ras[r]);
                } else {
                    b.putFloat(280 + 16 * r + 4 * c, (float)ras[r]);
                }
            }
        }
        return b.array();
    }
}

package org.dlrm.image.io;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.dlrm.image.Grid;
import org.dlrm.image.Vec3;
import org.dlrm.image.Volume;
import org.dlrm.image.io.ImageFileException.Kind;
import org.dlrm.image.io.ImageHeader.Encoding;
import org.dlrm.image.io.ImageHeader.Label;
import org.dlrm.image.io.ImageHeader.Samples;

/**
 * NRRD images ({@code .nrrd}, or {@code .nhdr} with its data file): raw, gzip and text encodings, any space that is a
 * patient space, Slicer's {@code .seg.nrrd} with named segments and layers. Source: the NRRD definition of the Teem
 * project.
 */
public final class Nrrd {

    private static final int MAX_HEADER = 1 << 20;

    private static final Pattern VECTOR = Pattern.compile("none|\\(([^)]*)\\)");

    private static final Pattern UNIT = Pattern.compile("\"([^\"]*)\"");

    private static final Pattern SEGMENT_NAME = Pattern.compile("Segment(\\d{1,6})_Name");

    private Nrrd() {
    }

    /** Reads an image in the voxel order of the file. */
    public static Volume readVolume(final Path file) throws IOException {
        return ImageFiles.volume(readHeader(file));
    }

    /** Reads and checks the header alone. */
    public static ImageHeader readHeader(final Path file) throws IOException {
        final Map<String, String> fields = new HashMap<>();
        final Map<String, String> keys = new HashMap<>();
        final long dataStart = readFields(file, fields, keys);
        final String type = field(fields, "type");
        final SampleType sample = type(type);
        final int dimension = integer("dimension", field(fields, "dimension"));
        final int[] sizes = sizes(field(fields, "sizes"), dimension);
        final int layers = dimension == 4 ? sizes[0] : 1;
        if (dimension == 4 && !fields.getOrDefault("kinds", "").trim().startsWith("list")) {
            throw new ImageFileException(Kind.UNSUPPORTED, "More than one volume in the NRRD file", "dimension 3",
                "dimension 4", "Give one volume.");
        }
        final List<String> warnings = new ArrayList<>();
        final int[] size = dimension == 4 ? new int[]{sizes[1], sizes[2], sizes[3]} : sizes;
        final Grid grid = grid(fields, size, dimension, warnings);
        final Encoding encoding = encoding(field(fields, "encoding"));
        final String endian = fields.getOrDefault("endian", "").trim().toLowerCase(Locale.ROOT);
        if (encoding != Encoding.TEXT && sample.bytes() > 1 && !endian.equals("little") && !endian.equals("big")) {
            throw bad("endian", "little or big", endian.isEmpty() ? "nothing" : endian);
        }
        final String dataName = fields.getOrDefault("data file", fields.get("datafile"));
        final int skipLines = integer("line skip", fields.getOrDefault("line skip", fields.getOrDefault("lineskip",
            "0")));
        final int skipBytes = integer("byte skip", fields.getOrDefault("byte skip", fields.getOrDefault("byteskip",
            "0")));
        if (skipLines < 0 || skipBytes < -1 || skipBytes == -1 && encoding != Encoding.RAW) {
            throw bad("line skip, byte skip", "0 or more (byte skip -1 only with encoding raw)",
                skipLines + ", " + skipBytes);
        }
        final Path data = dataName == null ? file : dataFile(file, dataName);
        // attached values start right after the blank line; skips of a compressed attached file lie inside it
        final int headerLines = dataName == null ? (int)dataStart : 0;
        return new ImageHeader("NRRD", grid, sample,
            endian.equals("big") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN, 1, 0, segments(keys, layers),
            List.copyOf(warnings), new Samples(data, encoding, headerLines + skipLines, skipBytes, layers));
    }

    /** @return the number of lines up to and including the blank one */
    private static long readFields(final Path file, final Map<String, String> fields,
        final Map<String, String> keys) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            int length = 0;
            int lines = 0;
            final StringBuilder line = new StringBuilder();
            while (true) {
                final int c = in.read();
                if (++length > MAX_HEADER) {
                    throw new ImageFileException(Kind.TOO_LARGE, "NRRD header too long", "at most 1 MB", "more",
                        "Check that this is an NRRD file.");
                }
                if (c >= 0 && c != '\n') {
                    line.append((char)c);
                    continue;
                }
                final String text = new String(line.toString().getBytes(StandardCharsets.ISO_8859_1),
                    StandardCharsets.UTF_8).stripTrailing();
                line.setLength(0);
                lines++;
                if (lines == 1) {
                    if (!text.matches("NRRD000\\d")) {
                        throw new ImageFileException(Kind.NOT_THIS_FORMAT, "Not an NRRD file", "'NRRD000n'",
                            "something else", "Choose a .nrrd or .nhdr file.");
                    }
                } else if (!text.isEmpty() && text.charAt(0) != '#') {
                    final int assign = text.indexOf(":=");
                    final int colon = text.indexOf(": ");
                    if (assign >= 0 && (colon < 0 || assign < colon)) {
                        keys.put(text.substring(0, assign), text.substring(assign + 2));
                    } else if (text.indexOf(':') > 0) {
                        final int at = text.indexOf(':');
                        fields.put(text.substring(0, at).toLowerCase(Locale.ROOT), text.substring(at + 1).trim());
                    }
                }
                if (c < 0 || text.isEmpty() && lines > 1) {
                    return lines;
                }
            }
        }
    }

    private static String field(final Map<String, String> fields, final String name) throws ImageFileException {
        final String v = fields.get(name);
        if (v == null) {
            throw bad(name, "a value", "no such field");
        }
        return v;
    }

    private static int integer(final String name, final String text) throws ImageFileException {
        try {
            return Integer.parseInt(text.trim());
        } catch (NumberFormatException e) {
            throw bad(name, "a whole number", quote(text));
        }
    }

    private static int[] sizes(final String text, final int dimension) throws ImageFileException {
        if (dimension < 2 || dimension > 4) {
            throw new ImageFileException(Kind.UNSUPPORTED, "NRRD of " + dimension + " dimensions", "3",
                String.valueOf(dimension), "Give one volume.");
        }
        final String[] parts = text.trim().split("\\s+");
        if (parts.length != dimension) {
            throw bad("sizes", dimension + " numbers", quote(text));
        }
        final int[] sizes = new int[Math.max(3, dimension)];
        java.util.Arrays.fill(sizes, 1);
        double voxels = 1;
        for (int i = 0; i < dimension; i++) {
            sizes[i] = integer("sizes", parts[i]);
            if (sizes[i] < 1) {
                throw bad("sizes", "at least 1", quote(text));
            }
            voxels *= sizes[i];
        }
        if (voxels > Grid.MAX_VOXELS) {
            throw new ImageFileException(Kind.TOO_LARGE, "Image too large (sizes)",
                "at most " + Grid.MAX_VOXELS + " values", "more", "Crop the image.");
        }
        return sizes;
    }

    private static SampleType type(final String text) throws ImageFileException {
        return switch (text.trim().toLowerCase(Locale.ROOT)) {
            case "signed char", "int8", "int8_t" -> SampleType.INT8;
            case "uchar", "unsigned char", "uint8", "uint8_t" -> SampleType.UINT8;
            case "short", "short int", "signed short", "signed short int", "int16", "int16_t" -> SampleType.INT16;
            case "ushort", "unsigned short", "unsigned short int", "uint16", "uint16_t" -> SampleType.UINT16;
            case "int", "signed int", "int32", "int32_t" -> SampleType.INT32;
            case "uint", "unsigned int", "uint32", "uint32_t" -> SampleType.UINT32;
            case "longlong", "long long", "long long int", "signed long long", "signed long long int", "int64",
                "int64_t" -> SampleType.INT64;
            case "ulonglong", "unsigned long long", "unsigned long long int", "uint64", "uint64_t" -> SampleType.UINT64;
            case "float" -> SampleType.FLOAT32;
            case "double" -> SampleType.FLOAT64;
            default -> throw new ImageFileException(Kind.UNSUPPORTED, "Unsupported NRRD type",
                "an integer or real type", quote(text), "Convert the image to short or float.");
        };
    }

    private static Encoding encoding(final String text) throws ImageFileException {
        return switch (text.trim().toLowerCase(Locale.ROOT)) {
            case "raw" -> Encoding.RAW;
            case "gzip", "gz" -> Encoding.GZIP;
            case "text", "txt", "ascii" -> Encoding.TEXT;
            default -> throw new ImageFileException(Kind.UNSUPPORTED, "Unsupported NRRD encoding",
                "raw, gzip or ascii", quote(text), "Save the file with encoding gzip.");
        };
    }

    private static Path dataFile(final Path header, final String name) throws ImageFileException {
        if (name.equalsIgnoreCase("LIST") || name.startsWith("LIST ") || name.contains("%")) {
            throw new ImageFileException(Kind.UNSUPPORTED, "NRRD values spread over several files", "one data file",
                quote(name), "Save the image as one .nrrd file.");
        }
        final Path data;
        try {
            data = header.toAbsolutePath().resolveSibling(name).normalize();
        } catch (java.nio.file.InvalidPathException e) {
            throw bad("data file", "a file name", quote(name));
        }
        final Path folder = header.toAbsolutePath().normalize().getParent();
        try {
            // a link may lead out of the folder, too
            if (data.startsWith(folder) && Files.isRegularFile(data)
                && data.toRealPath().startsWith(folder.toRealPath())) {
                return data;
            }
        } catch (IOException e) {
            // as good as missing
        }
        throw bad("data file", "a file in the header's folder", quote(name));
    }

    private static Grid grid(final Map<String, String> fields, final int[] size, final int dimension,
        final List<String> warnings) throws ImageFileException {
        final double[] sign = space(fields, warnings);
        millimetres(fields, "space units");
        millimetres(fields, "units");
        final Vec3[] columns = new Vec3[3];
        final String directions = fields.get("space directions");
        final List<Vec3> given = new ArrayList<>();
        if (directions != null) {
            final Matcher m = VECTOR.matcher(directions);
            while (m.find()) {
                if (!m.group().equals("none")) {
                    given.add(vector("space directions", m.group(1)));
                }
            }
            if (given.size() != Math.min(3, dimension)) {
                throw bad("space directions", Math.min(3, dimension) + " vectors", quote(directions));
            }
        } else {
            final String[] spacings = fields.getOrDefault("spacings", "").trim().split("\\s+");
            final int first = dimension == 4 ? 1 : 0;
            if (spacings.length != dimension) {
                warnings.add("The file holds no voxel spacing; 1 mm taken");
            }
            for (int a = 0; a < 3; a++) {
                double s = 1;
                if (spacings.length == dimension && first + a < dimension) {
                    s = Math.abs(number("spacings", spacings[first + a]));
                }
                given.add(new Vec3(a == 0 ? s : 0, a == 1 ? s : 0, a == 2 ? s : 0));
            }
        }
        if (given.size() == 2) {
            final Vec3 n = given.get(0).cross(given.get(1));
            given.add(n.length() > 0 ? n.unit() : n);
        }
        for (int a = 0; a < 3; a++) {
            columns[a] = toLps(given.get(a), sign);
        }
        final String origin = fields.get("space origin");
        final Matcher m = VECTOR.matcher(origin == null ? "(0,0,0)" : origin);
        if (!m.find() || m.group(1) == null) {
            throw bad("space origin", "one vector", quote(origin));
        }
        return Affine.grid(size, columns, toLps(vector("space origin", m.group(1)), sign), "space directions");
    }

    /** Lengths are in mm, which is what everybody writes; another unit is refused rather than overlooked. */
    private static void millimetres(final Map<String, String> fields, final String field) throws ImageFileException {
        final Matcher m = UNIT.matcher(fields.getOrDefault(field, ""));
        while (m.find()) {
            if (!m.group(1).isBlank() && !m.group(1).trim().equals("mm")) {
                throw new ImageFileException(Kind.UNSUPPORTED, "Lengths in another unit ('" + field + "')", "mm",
                    quote(m.group(1)), "Save the image in millimetres.");
            }
        }
    }

    private static Vec3 toLps(final Vec3 v, final double[] sign) {
        return new Vec3(v.x() * sign[0] + 0.0, v.y() * sign[1] + 0.0, v.z() * sign[2] + 0.0);
    }

    /** @return the signs that turn the file's space into LPS */
    private static double[] space(final Map<String, String> fields, final List<String> warnings)
        throws ImageFileException {
        final String space = fields.getOrDefault("space", "").trim().toLowerCase(Locale.ROOT);
        switch (space) {
            case "left-posterior-superior", "lps":
                return new double[]{1, 1, 1};
            case "right-anterior-superior", "ras":
                return new double[]{-1, -1, 1};
            case "left-anterior-superior", "las":
                return new double[]{1, -1, 1};
            case "", "scanner-xyz", "3d-right-handed", "3d-left-handed":
                warnings.add("The file names no patient space; axes taken as left, back, head");
                return new double[]{1, 1, 1};
            default:
                throw new ImageFileException(Kind.UNSUPPORTED, "Unsupported NRRD space",
                    "left-posterior-superior, right-anterior-superior or left-anterior-superior", quote(space),
                    "Save the image in a patient space.");
        }
    }

    private static Vec3 vector(final String name, final String text) throws ImageFileException {
        final String[] parts = text.split(",");
        if (parts.length != 3) {
            throw bad(name, "vectors of 3 numbers", quote(text));
        }
        return new Vec3(number(name, parts[0]), number(name, parts[1]), number(name, parts[2]));
    }

    private static double number(final String name, final String text) throws ImageFileException {
        try {
            final double v = Double.parseDouble(text.trim());
            if (Double.isFinite(v)) {
                return v;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw bad(name, "a number", quote(text));
    }

    private static SortedMap<String, Label> segments(final Map<String, String> keys, final int layers) {
        final SortedMap<String, Label> labels = new TreeMap<>();
        keys.forEach((key, name) -> {
            final Matcher m = SEGMENT_NAME.matcher(key);
            if (m.matches()) {
                try {
                    final String segment = "Segment" + m.group(1);
                    final int layer = Integer.parseInt(keys.getOrDefault(segment + "_Layer", "0").trim());
                    final int value = Integer.parseInt(keys.getOrDefault(segment + "_LabelValue", "1").trim());
                    if (layer >= 0 && layer < layers) {
                        labels.put(name, new Label(value, layer));
                    }
                } catch (NumberFormatException e) {
                    // a segment without a usable value has no name here; its voxels can still be chosen by value
                }
            }
        });
        return labels;
    }

    private static String quote(final String text) {
        final String clean = String.valueOf(text).replaceAll("[^\\x20-\\x7e]", "?");
        return "'" + (clean.length() > 80 ? clean.substring(0, 80) + "..." : clean) + "'";
    }

    private static ImageFileException bad(final String field, final String expected, final String found) {
        return new ImageFileException(Kind.BAD_VALUE, "Impossible '" + field + "' in the NRRD header", expected, found,
            "Export the image again.");
    }
}

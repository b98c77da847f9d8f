package org.dlrm.dicom;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.Deflater;

/**
 * Builds a data set and writes it as a Part 10 file; for the phantom cohort and for tests. VRs come from {@link Tag};
 * attributes are written in ascending order.
 */
public final class DicomWriter {

    private static final String IMPLEMENTATION = "2.25.162936171238436911843027340712650123451";

    private record Value(VR vr, byte[] bytes, List<DicomWriter> items, List<byte[]> fragments) {
    }

    private final TreeMap<Integer, Value> m_values = new TreeMap<>(Integer::compareUnsigned);

    private Charset m_charset = StandardCharsets.ISO_8859_1;

    /** Sets a text attribute; several values are separated by backslashes. Text is Latin-1 unless set to UTF-8. */
    public DicomWriter set(final int tag, final String... values) {
        if (tag == Tag.SpecificCharacterSet && values.length == 1 && values[0].equals("ISO_IR 192")) {
            m_charset = StandardCharsets.UTF_8;
        }
        return bytes(tag, Tag.vr(tag), String.join("\\", values).getBytes(m_charset));
    }

    /** Sets a numeric attribute, as text or binary according to its VR. */
    public DicomWriter set(final int tag, final double... values) {
        final VR vr = Tag.vr(tag);
        if (vr.size() == 1) {
            final String[] text = new String[values.length];
            for (int i = 0; i < text.length; i++) {
                text[i] = decimal(values[i]);
            }
            return set(tag, text);
        }
        final ByteBuffer b = ByteBuffer.allocate(vr.size() * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (final double v : values) {
            switch (vr) {
                case US: case SS: b.putShort((short)(int)v); break;
                case UL: case SL: b.putInt((int)(long)v); break;
                case FL: b.putFloat((float)v); break;
                case FD: b.putDouble(v); break;
                default: throw new IllegalArgumentException(Tag.name(tag) + " takes no numbers");
            }
        }
        return bytes(tag, vr, b.array());
    }

    /** Sets a value as little endian bytes. */
    public DicomWriter bytes(final int tag, final VR vr, final byte[] value) {
        m_values.put(tag, new Value(vr, value, null, null));
        return this;
    }

    /** Sets a sequence. */
    public DicomWriter items(final int tag, final List<DicomWriter> items) {
        m_values.put(tag, new Value(VR.SQ, null, List.copyOf(items), null));
        return this;
    }

    /** Sets compressed pixel data; the first fragment is the basic offset table, usually empty. */
    public DicomWriter fragments(final List<byte[]> fragments) {
        m_values.put(Tag.PixelData, new Value(VR.OB, null, null, List.copyOf(fragments)));
        return this;
    }

    public DicomWriter remove(final int tag) {
        m_values.remove(tag);
        return this;
    }

    /** A decimal string of at most 16 characters. */
    private static String decimal(final double v) {
        if (v == Math.rint(v) && Math.abs(v) < 1e15) {
            return Long.toString((long)v);
        }
        for (int digits = 15; digits > 0; digits--) {
            String s = String.format(Locale.ROOT, "%." + digits + "f", v);
            while (s.endsWith("0")) {
                s = s.substring(0, s.length() - 1);
            }
            if (s.length() <= 16 && Math.abs(v) > 1e-4) {
                return s;
            }
            s = String.format(Locale.ROOT, "%." + digits + "e", v);
            if (s.length() <= 16) {
                return s;
            }
        }
        throw new IllegalArgumentException(v + " does not fit into 16 characters");
    }

    /** Writes a file; SOPClassUID and SOPInstanceUID must be set. Missing folders are made. */
    public void write(final Path path, final TransferSyntax syntax) throws IOException {
        Files.createDirectories(path.toAbsolutePath().getParent());
        Files.write(path, toBytes(syntax));
    }

    /** @return the bytes of a Part 10 file */
    public byte[] toBytes(final TransferSyntax syntax) {
        final DicomWriter meta = new DicomWriter();
        meta.bytes(Tag.FileMetaInformationVersion, VR.OB, new byte[]{0, 1});
        meta.m_values.put(Tag.MediaStorageSOPClassUID, m_values.get(Tag.SOPClassUID));
        meta.m_values.put(Tag.MediaStorageSOPInstanceUID, m_values.get(Tag.SOPInstanceUID));
        meta.m_values.values().removeIf(java.util.Objects::isNull);
        meta.set(Tag.TransferSyntaxUID, syntax.uid()).set(Tag.ImplementationClassUID, IMPLEMENTATION);
        final byte[] metaBytes = meta.encode(TransferSyntax.EXPLICIT);
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[128]);
        out.writeBytes("DICM".getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(new DicomWriter().set(Tag.FileMetaInformationGroupLength, metaBytes.length)
            .encode(TransferSyntax.EXPLICIT));
        out.writeBytes(metaBytes);
        final byte[] body = encode(syntax);
        out.writeBytes(syntax.deflated() ? deflate(body) : body);
        return out.toByteArray();
    }

    private static byte[] deflate(final byte[] body) {
        final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        deflater.setInput(body);
        deflater.finish();
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        final byte[] chunk = new byte[1 << 14];
        while (!deflater.finished()) {
            out.write(chunk, 0, deflater.deflate(chunk));
        }
        deflater.end();
        return out.toByteArray();
    }

    private byte[] encode(final TransferSyntax syntax) {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (final Map.Entry<Integer, Value> e : m_values.entrySet()) {
            final Value v = e.getValue();
            if (v.fragments != null) {
                header(out, e.getKey(), v.vr, 0xFFFFFFFF, syntax);
                for (final byte[] f : v.fragments) {
                    final byte[] padded = pad(f, (byte)0);
                    tagAndLength(out, Tag.ITEM, padded.length, syntax);
                    out.writeBytes(padded);
                }
                tagAndLength(out, Tag.SEQUENCE_END, 0, syntax);
            } else if (v.items != null) {
                final List<byte[]> items = new ArrayList<>();
                int length = 0;
                for (final DicomWriter item : v.items) {
                    items.add(item.encode(syntax));
                    length += 8 + items.get(items.size() - 1).length;
                }
                header(out, e.getKey(), VR.SQ, length, syntax);
                for (final byte[] item : items) {
                    tagAndLength(out, Tag.ITEM, item.length, syntax);
                    out.writeBytes(item);
                }
            } else {
                final byte pad = (byte)(v.vr == VR.UI || v.vr.size() > 1 || v.vr == VR.OB || v.vr == VR.UN ? 0 : ' ');
                byte[] value = pad(v.bytes, pad);
                if (syntax.bigEndian() && v.vr.size() > 1) {
                    value = value.clone();
                    swap(value, v.vr.size());
                }
                header(out, e.getKey(), v.vr, value.length, syntax);
                out.writeBytes(value);
            }
        }
        return out.toByteArray();
    }

    private static byte[] pad(final byte[] b, final byte with) {
        if (b.length % 2 == 0) {
            return b;
        }
        final byte[] out = java.util.Arrays.copyOf(b, b.length + 1);
        out[b.length] = with;
        return out;
    }

    private static void swap(final byte[] b, final int size) {
        for (int i = 0; i + size <= b.length; i += size) {
            for (int a = i, z = i + size - 1; a < z; a++, z--) {
                final byte t = b[a];
                b[a] = b[z];
                b[z] = t;
            }
        }
    }

    private static ByteBuffer buffer(final int size, final TransferSyntax syntax) {
        return ByteBuffer.allocate(size).order(syntax.bigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    }

    private static void tagAndLength(final ByteArrayOutputStream out, final int tag, final int length,
        final TransferSyntax syntax) {
        out.writeBytes(buffer(8, syntax).putShort((short)(tag >>> 16)).putShort((short)tag).putInt(length).array());
    }

    private static void header(final ByteArrayOutputStream out, final int tag, final VR vr, final int length,
        final TransferSyntax syntax) {
        if (!syntax.explicit()) {
            tagAndLength(out, tag, length, syntax);
            return;
        }
        final ByteBuffer b = buffer(vr.isLong() ? 12 : 8, syntax).putShort((short)(tag >>> 16)).putShort((short)tag);
        b.put((byte)vr.name().charAt(0)).put((byte)vr.name().charAt(1));
        if (vr.isLong()) {
            b.putShort((short)0).putInt(length);
        } else if (length > 0xFFFF) {
            throw new IllegalArgumentException(Tag.name(tag) + " is too long for " + vr);
        } else {
            b.putShort((short)length);
        }
        out.writeBytes(b.array());
    }
}

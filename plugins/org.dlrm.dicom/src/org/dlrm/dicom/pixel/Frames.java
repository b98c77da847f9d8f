package org.dlrm.dicom.pixel;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.dlrm.dicom.ByteSource;
import org.dlrm.dicom.DicomException;
import org.dlrm.dicom.DicomFile;
import org.dlrm.dicom.PixelData;
import org.dlrm.dicom.ProblemClass;
import org.dlrm.dicom.Tag;
import org.dlrm.dicom.VR;

/**
 * The frames of an image file, decoded one at a time into the caller's buffer: samples as stored (before masking to
 * BitsStored and rescale), little endian, colour by pixel, single bits as bytes 0 and 1.
 */
public final class Frames implements Closeable {

    private static final int MAX_FRAGMENTS = 1 << 20;

    /** From this size on a frame must not be larger than {@link #MAX_RATIO} times its compressed bytes. */
    private static final long LARGE_FRAME = 64L << 20;

    private static final long MAX_RATIO = 5000;

    private record Fragment(long offset, int length) {
    }

    private final DicomFile m_file;

    private final PixelData m_pixels;

    private final PixelFormat m_format;

    private final ByteSource m_source;

    private final boolean m_owned;

    private List<List<Fragment>> m_fragments;

    private Optional<FrameDecoder> m_decoder = Optional.empty();

    private Frames(final DicomFile file, final ByteSource source, final boolean owned) throws IOException {
        m_file = file;
        m_pixels = file.pixelData().orElseThrow(() -> new DicomException(ProblemClass.NOT_AN_IMAGE,
            "The file has no pixel data"));
        m_format = PixelFormat.of(file.dataSet(), m_pixels.tag());
        m_source = source;
        m_owned = owned;
        if (!m_pixels.isEncapsulated()) {
            checkNativeLength();
        } else {
            m_decoder = Optional.of(decoder(file.transferSyntax().uid()));
        }
    }

    /** Opens the frames of a file that has been read. */
    public static Frames open(final DicomFile file) throws IOException {
        final ByteSource source = file.open();
        try {
            return new Frames(file, source, true);
        } catch (DicomException e) {
            source.close();
            throw e.in("", file.path().toString());
        } catch (IOException | RuntimeException e) {
            source.close();
            throw e;
        }
    }

    /** Like {@link #open(DicomFile)} on the source the file was read from, which is not closed. */
    public static Frames open(final DicomFile file, final ByteSource source) throws IOException {
        try {
            return new Frames(file, file.pixelSource(source), false);
        } catch (DicomException e) {
            throw e.in("", file.path().toString());
        }
    }

    /**
     * Checks size and encoding of the pixels without decoding any.
     *
     * @throws DicomException if no frame can be read
     */
    public static PixelFormat check(final DicomFile file) throws IOException {
        return new Frames(file, null, false).m_format;
    }

    private static FrameDecoder decoder(final String uid) throws DicomException {
        switch (uid.startsWith("1.2.840.10008.1.2.") ? uid.substring(18) : uid) {
            case "5": return new RleDecoder();
            case "4.50": case "4.51": case "4.57": case "4.70": return new JpegDecoder();
            case "4.80": case "4.81": return new JpegLsDecoder();
            case "4.90": case "4.91": case "4.201": case "4.202": case "4.203": return new Jpeg2000Decoder();
            case "8.1": return new DeflatedFrameDecoder();
            default:
                throw new DicomException(ProblemClass.UNSUPPORTED, "The compression of the pixels is not supported",
                    "a transfer syntax for CT images", uid, "Export the series uncompressed");
        }
    }

    private void checkNativeLength() throws DicomException {
        if (m_file.transferSyntax().encapsulated() && m_pixels.length() == 0 || m_pixels.length() < m_format.nativeBytes()) {
            throw new DicomException(ProblemClass.SIZE_MISMATCH, "The pixel data is shorter than its header says",
                m_format.nativeBytes() + " bytes (" + m_format.rows() + " x " + m_format.columns() + " pixels, "
                    + m_format.bitsAllocated() + " bit, " + m_format.frames() + " frame(s))",
                m_pixels.length() + " bytes", "Export the file again from the PACS");
        }
    }

    public PixelFormat format() {
        return m_format;
    }

    /**
     * Decodes a frame.
     *
     * @param frame from 0
     * @param target {@link PixelFormat#frameBytes()} long
     */
    public void read(final int frame, final byte[] target) throws IOException {
        if (frame < 0 || frame >= m_format.frames()) {
            throw new IllegalArgumentException("Frame " + frame + " of " + m_format.frames());
        }
        try {
            if (m_pixels.isEncapsulated()) {
                readEncapsulated(frame, target);
            } else {
                readNative(frame, target);
            }
        } catch (DicomException e) {
            throw e.in("", m_file.path() + (m_format.frames() > 1 ? " frame " + (frame + 1) : ""));
        } catch (EOFException e) {
            throw new DicomException(ProblemClass.TRUNCATED, "The file ended while its pixels were read", "", "",
                "Copy it again from its source").in("", m_file.path().toString());
        }
    }

    /** @return a decoded frame in an array of its own */
    public byte[] read(final int frame) throws IOException {
        final byte[] target = new byte[m_format.frameBytes()];
        read(frame, target);
        return target;
    }

    // ------------------------------------------------------------------------------------------------ native

    private void readNative(final int frame, final byte[] target) throws IOException {
        if (m_format.bitsAllocated() == 1) {
            readBits(frame, target);
            return;
        }
        final int n = m_format.frameBytes();
        final long start = (long)frame * n;
        final boolean bigEndian = m_file.transferSyntax().bigEndian();
        if (bigEndian && m_format.bitsAllocated() == 8 && m_pixels.vr() == VR.OW) {
            // swapped in pairs, which may reach over the ends of a frame
            final long even = start & ~1L;
            final byte[] words = new byte[(int)(Math.min(start + n + 1 & ~1L, m_pixels.length()) - even)];
            m_source.read(m_pixels.offset() + even, words, 0, words.length);
            swap(words, words.length, 2);
            System.arraycopy(words, (int)(start - even), target, 0, n);
        } else {
            m_source.read(m_pixels.offset() + start, target, 0, n);
            if (bigEndian) {
                swap(target, n, m_format.bytesPerSample());
            }
        }
        if (m_format.planar()) {
            interleave(target, (int)m_format.pixels(), m_format.bytesPerSample());
        }
    }

    private static void swap(final byte[] b, final int n, final int size) {
        for (int i = 0; size > 1 && i + size <= n; i += size) {
            for (int a = i, z = i + size - 1; a < z; a++, z--) {
                final byte t = b[a];
                b[a] = b[z];
                b[z] = t;
            }
        }
    }

    /** Colour by plane to colour by pixel. */
    static void interleave(final byte[] b, final int pixels, final int size) {
        final byte[] planes = b.clone();
        for (int s = 0; s < 3; s++) {
            for (int p = 0; p < pixels; p++) {
                System.arraycopy(planes, (s * pixels + p) * size, b, (p * 3 + s) * size, size);
            }
        }
    }

    private void readBits(final int frame, final byte[] target) throws IOException {
        final long first = frame * m_format.pixels() * m_format.samples();
        final long last = first + target.length - 1;
        final byte[] packed = new byte[(int)(last / 8 - first / 8) + 1];
        m_source.read(m_pixels.offset() + first / 8, packed, 0, packed.length);
        unpack(packed, (int)(first % 8), target);
    }

    static void unpack(final byte[] packed, final int firstBit, final byte[] target) {
        for (int i = 0; i < target.length; i++) {
            final int bit = firstBit + i;
            target[i] = (byte)(packed[bit >> 3] >> (bit & 7) & 1);
        }
    }

    // ------------------------------------------------------------------------------------------- encapsulated

    private void readEncapsulated(final int frame, final byte[] target) throws IOException {
        if (m_fragments == null) {
            m_fragments = frames(fragments());
        }
        long length = 0;
        for (final Fragment f : m_fragments.get(frame)) {
            length += f.length;
        }
        if (length == 0) {
            throw new DicomException(ProblemClass.CORRUPT_FRAME, "The compressed frame is empty");
        }
        if (length > Integer.MAX_VALUE - 16 || target.length > LARGE_FRAME && target.length > MAX_RATIO * length) {
            throw new DicomException(ProblemClass.SIZE_LIMIT, "The compressed frame and its size do not fit",
                m_format.rows() + " x " + m_format.columns() + " pixels", length + " bytes", "");
        }
        final byte[] data = new byte[(int)length];
        int p = 0;
        for (final Fragment f : m_fragments.get(frame)) {
            m_source.read(f.offset, data, p, f.length);
            p += f.length;
        }
        try {
            m_decoder.orElseThrow().decode(data, m_format, target);
        } catch (IndexOutOfBoundsException | NegativeArraySizeException | ArithmeticException e) {
            throw new DicomException(ProblemClass.CORRUPT_FRAME, "The compressed frame cannot be decoded", "",
                e.getClass().getSimpleName(), "Copy the file again from its source");
        } catch (OutOfMemoryError e) { // one large array of a decoder; nothing else is harmed
            throw new DicomException(ProblemClass.SIZE_LIMIT, "The memory does not suffice to decode the frame", "",
                m_format.rows() + " x " + m_format.columns() + " pixels", "Give the program more memory");
        }
    }

    /** Fragments in file order; the first one is the basic offset table. */
    private List<Fragment> fragments() throws IOException {
        final List<Fragment> out = new ArrayList<>();
        final byte[] head = new byte[8];
        long p = m_pixels.offset();
        while (m_source.size() - p >= 8) {
            m_source.read(p, head, 0, 8);
            final int tag = u16(head, 0) << 16 | u16(head, 2);
            final long length = u32(head, 4);
            p += 8;
            if (tag == 0xFFFEE0DD) {
                break;
            }
            if (tag != 0xFFFEE000) {
                throw new DicomException(ProblemClass.MALFORMED, "The compressed pixel data is broken", "a fragment",
                    Tag.name(tag) + " at byte " + (p - 8), "Copy the file again from its source");
            }
            if (length > m_source.size() - p) {
                throw new DicomException(ProblemClass.TRUNCATED, "The file ends in a compressed frame",
                    (p + length) + " bytes", m_source.size() + " bytes", "Copy the file again from its source");
            }
            if (out.size() == MAX_FRAGMENTS) {
                throw new DicomException(ProblemClass.SIZE_LIMIT, "The pixel data has too many fragments");
            }
            out.add(new Fragment(p, (int)Math.min(length, Integer.MAX_VALUE)));
            p += length;
        }
        if (out.size() < 2) {
            throw new DicomException(ProblemClass.CORRUPT_FRAME, "The compressed pixel data has no frames",
                m_format.frames() + " frame(s)", "0 fragments", "Export the file again from the PACS");
        }
        return out;
    }

    /** Which fragments belong to which frame: by an offset table, one each, or by the codestreams' start markers. */
    private List<List<Fragment>> frames(final List<Fragment> all) throws IOException {
        final Fragment table = all.get(0);
        final List<Fragment> fragments = all.subList(1, all.size());
        final int frames = m_format.frames();
        final long[] offsets = offsets(table);
        if (offsets.length > 0) {
            if (offsets.length != frames) {
                throw offsetTable(frames + " offsets", offsets.length + " offsets");
            }
            return byOffset(offsets, fragments);
        }
        if (frames == 1) {
            return List.of(fragments);
        }
        if (fragments.size() == frames) {
            return fragments.stream().map(List::of).toList();
        }
        final List<List<Fragment>> out = new ArrayList<>();
        final byte[] marker = new byte[2];
        for (final Fragment f : fragments) {
            boolean start = out.isEmpty();
            if (!start && f.length >= 2) {
                m_source.read(f.offset, marker, 0, 2);
                final int m = (marker[0] & 0xFF) << 8 | marker[1] & 0xFF;
                start = m == 0xFFD8 || m == 0xFF4F; // SOI of JPEG and JPEG-LS, SOC of JPEG 2000
            }
            if (start) {
                out.add(new ArrayList<>());
            }
            out.get(out.size() - 1).add(f);
        }
        if (out.size() != frames) {
            throw new DicomException(ProblemClass.CORRUPT_FRAME, "The compressed pixel data does not hold its frames",
                frames + " frames", out.size() + " codestreams in " + fragments.size() + " fragments", "");
        }
        return out;
    }

    private long[] offsets(final Fragment table) throws IOException {
        final Optional<byte[]> extended = m_file.dataSet().bytes(Tag.ExtendedOffsetTable).filter(b -> b.length > 0);
        final byte[] bytes;
        if (extended.isPresent()) {
            bytes = extended.get();
        } else if (table.length > 4L * MAX_FRAGMENTS) {
            throw offsetTable("at most " + MAX_FRAGMENTS + " offsets", table.length + " bytes");
        } else {
            bytes = new byte[table.length];
            m_source.read(table.offset, bytes, 0, bytes.length);
        }
        final int size = extended.isPresent() ? 8 : 4;
        final long[] out = new long[bytes.length / size];
        for (int i = 0; i < out.length; i++) {
            out[i] = u32(bytes, i * size) | (size == 8 ? u32(bytes, i * size + 4) << 32 : 0);
        }
        return out;
    }

    private static List<List<Fragment>> byOffset(final long[] offsets, final List<Fragment> fragments)
        throws DicomException {
        final List<List<Fragment>> out = new ArrayList<>();
        final long base = fragments.get(0).offset;
        int f = 0;
        for (int k = 0; k < offsets.length; k++) {
            if (f >= fragments.size() || fragments.get(f).offset - base != offsets[k]) {
                throw offsetTable("the start of a fragment for frame " + (k + 1), "offset " + offsets[k]);
            }
            final List<Fragment> frame = new ArrayList<>();
            do {
                frame.add(fragments.get(f++));
            } while (f < fragments.size()
                && (k + 1 == offsets.length || fragments.get(f).offset - base < offsets[k + 1]));
            out.add(frame);
        }
        return out;
    }

    private static DicomException offsetTable(final String expected, final String found) {
        return new DicomException(ProblemClass.CORRUPT_FRAME, "The offset table of the compressed pixel data is wrong",
            expected, found, "Export the file again from the PACS");
    }

    private static int u16(final byte[] b, final int i) {
        return b[i] & 0xFF | (b[i + 1] & 0xFF) << 8;
    }

    private static long u32(final byte[] b, final int i) {
        return u16(b, i) | (long)u16(b, i + 2) << 16;
    }

    @Override
    public void close() throws IOException {
        if (m_owned) {
            m_source.close();
        }
    }
}

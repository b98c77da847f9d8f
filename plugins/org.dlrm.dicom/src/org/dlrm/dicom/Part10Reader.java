package org.dlrm.dicom;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Parses one file (PS3.10 and PS3.5): finds out how it is encoded, then walks its elements. Bytes come through a
 * window that grows only as far as elements are looked at, so a header costs one small read.
 */
final class Part10Reader {

    private static final int FIRST_WINDOW = 8192;

    private static final int WINDOW = 1 << 16;

    private static final long UNDEFINED = 0xFFFFFFFFL;

    /** Elements and items of one file; keeps a hostile file of empty elements from filling the memory. */
    private static final int MAX_ELEMENTS = 1_000_000;

    private final Path m_path;

    private final ReadOptions m_options;

    private final List<Problem> m_warnings = new ArrayList<>();

    private ByteSource m_source;

    private byte[] m_inflated;

    private byte[] m_buffer = new byte[0];

    private long m_bufferStart;

    private long m_pos;

    private boolean m_explicit;

    private boolean m_bigEndian;

    private boolean m_encapsulatedAllowed;

    private PixelData m_pixelData;

    private boolean m_stopped;

    private int m_elements;

    Part10Reader(final ByteSource source, final Path path, final ReadOptions options) {
        m_source = source;
        m_path = path;
        m_options = options;
    }

    DicomFile read() throws IOException {
        final long size = m_source.size();
        if (size == 0) {
            throw new DicomException(ProblemClass.EMPTY_FILE, "The file is empty", "", "0 bytes",
                "Copy it again from its source");
        }
        fill(0, (int)Math.min(size, FIRST_WINDOW));
        final DataSet meta = new DataSet(CharacterSets.DEFAULT);
        final boolean preamble = startsWithDicm();
        if (preamble) {
            m_pos = 132;
            if (size == 132) {
                throw truncated("the end of the preamble", 132);
            }
        }
        m_explicit = true;
        if (preamble ? isMeta(132) : isMeta(0)) {
            readMeta(meta);
        } else if (preamble && size < 140) {
            throw truncated("the first element", size);
        } else if (preamble) {
            m_warnings.add(Problem.warning(ProblemClass.NONCONFORMANT, "The file has no meta information", "", "", ""));
        }
        final TransferSyntax syntax = syntax(meta);
        final DataSet dataSet = new DataSet(CharacterSets.DEFAULT);
        if (m_pos < m_source.size()) {
            parse(dataSet, m_source.size(), false, 0);
        } else if (preamble) {
            throw truncated("the data set", m_source.size());
        }
        if (!dataSet.isSorted()) {
            m_warnings.add(Problem.warning(ProblemClass.NONCONFORMANT, "Attributes are not in ascending order", "", "",
                ""));
        }
        return new DicomFile(m_path, syntax, meta, dataSet, Optional.ofNullable(m_pixelData), m_warnings, m_inflated);
    }

    // ---------------------------------------------------------------------------------------------- encoding

    private boolean startsWithDicm() throws IOException {
        final long size = m_source.size();
        boolean zero = true;
        for (int i = 0; i < Math.min(128, size) && zero; i++) {
            zero = m_buffer[i] == 0;
        }
        int match = 0;
        while (match < 4 && 128 + match < size && m_buffer[128 + match] == "DICM".charAt(match)) {
            match++;
        }
        if (match == 4) {
            return true;
        }
        if (size < 132 && size > 128 && match == size - 128) {
            throw truncated("the prefix DICM", size);
        }
        if (zero) {
            throw notDicom();
        }
        return false;
    }

    private static DicomException notDicom() {
        return new DicomException(ProblemClass.NOT_DICOM, "This is not a DICOM file", "a DICOM Part 10 file", "",
            "Leave it out");
    }

    private boolean isMeta(final int at) {
        return m_buffer.length >= at + 8 && (m_buffer[at] & 0xFF) == 2 && m_buffer[at + 1] == 0
            && VR.of(m_buffer[at + 4], m_buffer[at + 5]) != null;
    }

    private void readMeta(final DataSet meta) throws IOException {
        final long start = m_pos;
        while (m_source.size() - m_pos >= 6 && u16(index(m_pos, 6)) == 2) {
            readElement(meta, m_source.size(), 0);
        }
        final double[] length = meta.getDoubles(Tag.FileMetaInformationGroupLength);
        if (length.length == 1 && start + 12 + length[0] != m_pos) {
            m_warnings.add(Problem.warning(ProblemClass.NONCONFORMANT,
                Tag.name(Tag.FileMetaInformationGroupLength) + " is wrong", Long.toString(m_pos - start - 12),
                String.format("%.0f", length[0]), ""));
        }
    }

    /** The transfer syntax of the meta information, if what follows looks like it; otherwise what it looks like. */
    private TransferSyntax syntax(final DataSet meta) throws IOException {
        TransferSyntax told = null;
        final Optional<String> uid = meta.getString(Tag.TransferSyntaxUID);
        if (uid.isPresent()) {
            told = TransferSyntax.of(uid.get());
            if (told.deflated()) {
                inflate();
            }
        }
        TransferSyntax seen = m_source.size() - m_pos < 8 ? null : look(meta.size() > 0);
        if (seen == null) {
            if (m_source.size() - m_pos < 8 && (told != null || meta.size() > 0)) {
                throw truncated("the data set", m_source.size());
            }
            if (told == null) {
                throw notDicom();
            }
            seen = told;
        } else if (told == null || seen.explicit() != told.explicit() || seen.bigEndian() != told.bigEndian()) {
            if (told != null) {
                m_warnings.add(Problem.warning(ProblemClass.NONCONFORMANT,
                    "The data set is not encoded as " + Tag.name(Tag.TransferSyntaxUID) + " says", told.name(),
                    seen.name(), ""));
            } else if (meta.size() > 0) {
                m_warnings.add(Problem.warning(ProblemClass.NONCONFORMANT, Tag.name(Tag.TransferSyntaxUID)
                    + " is missing", "", seen.name(), ""));
            }
        } else {
            seen = told;
        }
        m_explicit = seen.explicit();
        m_bigEndian = seen.bigEndian();
        m_encapsulatedAllowed = seen.encapsulated() || told == null;
        return seen;
    }

    /**
     * Judges by the first element: a low even group (any low one after meta information), and two letters of a VR or a
     * plausible length.
     */
    private TransferSyntax look(final boolean meta) throws IOException {
        final int i = index(m_pos, 8);
        final int le = m_buffer[i] & 0xFF | (m_buffer[i + 1] & 0xFF) << 8;
        final int be = m_buffer[i + 1] & 0xFF | (m_buffer[i] & 0xFF) << 8;
        final boolean letters = VR.of(m_buffer[i + 4], m_buffer[i + 5]) != null;
        if (letters && le != 0 && le <= 0x7FE0 && (le <= 0x20 || be > 0x20)) {
            return TransferSyntax.EXPLICIT;
        }
        if (letters && be != 0 && be <= 0x20) {
            return TransferSyntax.BIG_ENDIAN;
        }
        final long length = (m_buffer[i + 4] & 0xFF) | (m_buffer[i + 5] & 0xFF) << 8 | (m_buffer[i + 6] & 0xFF) << 16
            | (m_buffer[i + 7] & 0xFFL) << 24;
        final boolean fits = length == UNDEFINED || length <= m_source.size() - m_pos - 8;
        return le >= 1 && le <= 0x20 && (meta || le % 2 == 0) && fits ? TransferSyntax.IMPLICIT : null;
    }

    private void inflate() throws IOException {
        final long available = m_source.size() - m_pos;
        final long limit = Math.min(m_options.maxInflated(), Math.max(64L << 20, 400 * available));
        final Inflater inflater = new Inflater(true);
        final ByteArrayOutputStream out = new ByteArrayOutputStream((int)Math.min(1 << 20, 4 * available + 64));
        try {
            final byte[] in = new byte[WINDOW];
            final byte[] chunk = new byte[WINDOW];
            long p = m_pos;
            while (!inflater.finished()) {
                final int n = inflater.inflate(chunk);
                out.write(chunk, 0, n);
                if (out.size() > limit) {
                    throw new DicomException(ProblemClass.SIZE_LIMIT, "The deflated data set inflates beyond the limit",
                        "at most " + limit + " bytes", "more, from " + available + " bytes", "");
                }
                if (n == 0 && inflater.needsInput()) {
                    final int m = (int)Math.min(in.length, m_source.size() - p);
                    if (m == 0) {
                        throw truncated("the deflated data set", p);
                    }
                    m_source.read(p, in, 0, m);
                    p += m;
                    inflater.setInput(in, 0, m);
                } else if (n == 0 && inflater.needsDictionary()) {
                    throw new DicomException(ProblemClass.MALFORMED, "The deflated data set needs a dictionary");
                }
            }
        } catch (DataFormatException e) {
            throw new DicomException(ProblemClass.MALFORMED, "The deflated data set cannot be inflated", "",
                String.valueOf(e.getMessage()), "Copy the file again from its source");
        } finally {
            inflater.end();
        }
        m_inflated = out.toByteArray();
        m_source = ByteSource.of(m_inflated);
        m_buffer = m_inflated;
        m_bufferStart = 0;
        m_pos = 0;
    }

    // ---------------------------------------------------------------------------------------------- elements

    /** Reads elements until {@code end}, or the item delimiter if the length is undefined. */
    private void parse(final DataSet target, final long end, final boolean undefined, final int depth)
        throws IOException {
        if (depth > m_options.maxDepth()) {
            throw new DicomException(ProblemClass.NESTING_LIMIT, "Sequences are nested too deeply",
                "at most " + m_options.maxDepth() + " levels", "more at byte " + m_pos, "");
        }
        while (m_pos < end && !m_stopped) {
            if (end - m_pos < 8) {
                if (depth == 0 && m_pixelData != null) {
                    trailing(end - m_pos);
                    m_pos = end;
                    return;
                }
                throw depth == 0 || end == m_source.size() ? truncated("an element", end)
                    : malformed("An item ends inside an element", m_pos);
            }
            final int i = index(m_pos, 8);
            final int tag = u16(i) << 16 | u16(i + 2);
            if (undefined && tag == Tag.ITEM_END) {
                m_pos += 8;
                return;
            }
            if (depth == 0 && m_pixelData != null && !m_options.headerOnly() && !plausible(i, tag, end)) {
                trailing(end - m_pos);
                m_pos = end;
                return;
            }
            if (tag >>> 16 == 0xFFFE) {
                throw malformed("A delimiter " + Tag.name(tag) + " where an attribute should be", m_pos);
            }
            readElement(target, end, depth);
        }
        if (undefined && !m_stopped) {
            throw end == m_source.size() ? truncated("an item that is not closed", end)
                : malformed("An item of undefined length is not closed within its sequence", end);
        }
    }

    /** Whether an element after the pixel data can be one. */
    private boolean plausible(final int i, final int tag, final long end) {
        return Integer.compareUnsigned(tag, Tag.PixelData) > 0
            && (!m_explicit || VR.of(m_buffer[i + 4], m_buffer[i + 5]) != null);
    }

    private void trailing(final long bytes) {
        m_warnings.add(Problem.warning(ProblemClass.NONCONFORMANT, "Bytes follow the pixel data", "the end of the file",
            bytes + " bytes", ""));
    }

    private void readElement(final DataSet target, final long end, final int depth) throws IOException {
        final long start = m_pos;
        int i = index(start, 8);
        final int tag = u16(i) << 16 | u16(i + 2);
        if (depth == 0 && m_options.headerOnly() && tag == Tag.ROIContourSequence) {
            m_stopped = true; // contours are not needed to list the ROIs
            return;
        }
        count();
        VR vr;
        long length;
        if (m_explicit) {
            vr = VR.of(m_buffer[i + 4], m_buffer[i + 5]);
            if (vr == null) {
                throw malformed(Tag.name(tag) + " has no valid VR", start);
            }
            if (vr.isLong()) {
                i = index(start, 12);
                length = u32(i + 8);
                m_pos = start + 12;
            } else {
                length = u16(i + 6);
                m_pos = start + 8;
            }
        } else {
            vr = Tag.vr(tag);
            length = u32(i + 4);
            m_pos = start + 8;
        }
        if (depth == 0 && (tag == Tag.PixelData || tag == Tag.FloatPixelData || tag == Tag.DoubleFloatPixelData)) {
            pixelData(tag, vr, length, end);
            return;
        }
        final Element element;
        if (length == UNDEFINED) {
            if (vr != VR.SQ && vr != VR.UN) {
                throw malformed(Tag.name(tag) + " (" + vr + ") has an undefined length", start);
            }
            final boolean explicit = m_explicit;
            if (explicit && vr == VR.UN) { // PS3.5 6.2.2 note: implicit VR inside
                m_explicit = false;
            }
            element = sequence(target, tag, end, true, depth);
            m_explicit = explicit;
        } else {
            if (length > end - m_pos) {
                if (end == m_source.size()) {
                    throw truncated(Tag.name(tag), end, m_pos + length);
                }
                throw malformed(Tag.name(tag) + " is longer than the item it is in", start);
            }
            if (vr == VR.SQ) {
                element = sequence(target, tag, m_pos + length, false, depth);
            } else if (m_explicit && vr == VR.UN && Tag.vr(tag) == VR.SQ && length > 0) {
                element = unknown(target, tag, length, depth);
            } else {
                element = value(tag, vr, length);
            }
        }
        if (!target.add(element)) {
            m_warnings.add(Problem.warning(ProblemClass.NONCONFORMANT,
                Tag.name(tag) + " occurs more than once; the first one counts", "", "", ""));
        } else if (tag == Tag.SpecificCharacterSet) {
            final CharacterSets sets = CharacterSets.of(target.getStrings(tag));
            target.characterSets(sets);
            sets.problem().ifPresent(m_warnings::add);
        }
    }

    private void count() throws DicomException {
        if (++m_elements > MAX_ELEMENTS) {
            throw new DicomException(ProblemClass.SIZE_LIMIT, "The file has too many attributes",
                "at most " + MAX_ELEMENTS, "more at byte " + m_pos, "");
        }
    }

    private Element value(final int tag, final VR vr, final long length) throws IOException {
        final Element element;
        if (length > WINDOW && (m_options.headerOnly() || length > m_options.maxValueLength())) {
            if (!m_options.headerOnly()) {
                throw new DicomException(ProblemClass.SIZE_LIMIT, Tag.name(tag) + " is too long",
                    "at most " + m_options.maxValueLength() + " bytes", length + " bytes", "");
            }
            element = Element.deferred(tag, vr, length);
        } else {
            final int i = index(m_pos, (int)length);
            element = Element.value(tag, vr, m_buffer, i, (int)length, m_bigEndian);
        }
        m_pos += length;
        return element;
    }

    /** A sequence that passed through a system that did not know it: VR UN, implicit VR inside. */
    private Element unknown(final DataSet target, final int tag, final long length, final int depth)
        throws IOException {
        final long start = m_pos;
        m_explicit = false;
        try {
            final Element element = sequence(target, tag, start + length, false, depth);
            m_warnings.add(Problem.warning(ProblemClass.NONCONFORMANT, Tag.name(tag)
                + " passed through a system that did not know it", VR.SQ.toString(), VR.UN.toString(), ""));
            return element;
        } catch (DicomException e) {
            if (e.type() == ProblemClass.NESTING_LIMIT || e.type() == ProblemClass.SIZE_LIMIT) {
                throw e;
            }
            m_warnings.add(Problem.warning(ProblemClass.MALFORMED, Tag.name(tag) + " cannot be read; left out",
                "a sequence", e.problem().what(), ""));
            m_pos = start;
            return value(tag, VR.UN, length);
        } finally {
            m_explicit = true;
        }
    }

    private Element sequence(final DataSet parent, final int tag, final long end, final boolean undefined,
        final int depth) throws IOException {
        final List<DataSet> items = new ArrayList<>();
        while (undefined || m_pos < end) {
            if (end - m_pos < 8) {
                throw end == m_source.size() ? truncated(Tag.name(tag) + " that is not closed", end)
                    : malformed(Tag.name(tag) + " is not closed, or ends inside an item", m_pos);
            }
            final int i = index(m_pos, 8);
            final int itemTag = u16(i) << 16 | u16(i + 2);
            final long length = u32(i + 4);
            m_pos += 8;
            if (itemTag == Tag.SEQUENCE_END) {
                if (!undefined && m_pos != end) {
                    throw malformed(Tag.name(tag) + " is closed before its end", m_pos);
                }
                break;
            }
            if (itemTag != Tag.ITEM) {
                throw malformed(Tag.name(tag) + " has " + Tag.name(itemTag) + " where an item should be", m_pos - 8);
            }
            count();
            final DataSet item = new DataSet(parent.characterSets());
            if (length == UNDEFINED) {
                parse(item, end, true, depth + 1);
            } else {
                if (length > end - m_pos) {
                    throw end == m_source.size() ? truncated("an item of " + Tag.name(tag), end, m_pos + length)
                        : malformed("An item of " + Tag.name(tag) + " is longer than the sequence", m_pos - 8);
                }
                parse(item, m_pos + length, false, depth + 1);
            }
            items.add(item);
        }
        return Element.sequence(tag, List.copyOf(items));
    }

    private void pixelData(final int tag, final VR vr, final long length, final long end) throws IOException {
        if (m_pixelData != null) {
            throw malformed("The file has more than one " + Tag.name(tag), m_pos);
        }
        if (length == UNDEFINED) {
            if (!m_encapsulatedAllowed) {
                throw malformed(Tag.name(tag) + " has an undefined length, which an uncompressed file cannot have",
                    m_pos);
            }
            m_pixelData = new PixelData(tag, vr, m_pos, -1);
        } else {
            if (length > end - m_pos) {
                throw truncated(Tag.name(tag), end, m_pos + length);
            }
            m_pixelData = new PixelData(tag, vr, m_pos, length);
        }
        if (m_options.headerOnly()) {
            m_stopped = true;
        } else if (length == UNDEFINED) {
            skipFragments(end);
        } else {
            m_pos += length;
        }
    }

    private void skipFragments(final long end) throws IOException {
        while (true) {
            if (end - m_pos < 8) {
                m_warnings.add(Problem.warning(ProblemClass.TRUNCATED, "The compressed pixel data is not closed", "",
                    "end of file at byte " + end, ""));
                m_pos = end;
                return;
            }
            final int i = index(m_pos, 8);
            final int tag = u16(i) << 16 | u16(i + 2);
            final long length = u32(i + 4);
            m_pos += 8;
            if (tag == Tag.SEQUENCE_END) {
                return;
            }
            if (tag != Tag.ITEM) {
                throw malformed("The compressed pixel data has " + Tag.name(tag) + " where a fragment should be",
                    m_pos - 8);
            }
            if (length > end - m_pos) {
                throw truncated("a fragment of " + Tag.name(Tag.PixelData), end, m_pos + length);
            }
            m_pos += length;
        }
    }

    // ---------------------------------------------------------------------------------------------- bytes

    /** @return index into the buffer of {@code n} bytes at a position */
    private int index(final long pos, final int n) throws IOException {
        final long i = pos - m_bufferStart;
        if (i >= 0 && i + n <= m_buffer.length) {
            return (int)i;
        }
        if (n > m_source.size() - pos) {
            throw truncated("an element", m_source.size());
        }
        fill(pos, (int)Math.min(m_source.size() - pos, Math.max(n, m_options.headerOnly() ? FIRST_WINDOW : WINDOW)));
        return 0;
    }

    private void fill(final long pos, final int n) throws IOException {
        final byte[] buffer = new byte[n];
        try {
            m_source.read(pos, buffer, 0, n);
        } catch (EOFException e) {
            throw truncated("the file, while it was read", m_source.size());
        }
        m_buffer = buffer;
        m_bufferStart = pos;
    }

    private int u16(final int i) {
        return m_bigEndian ? (m_buffer[i] & 0xFF) << 8 | m_buffer[i + 1] & 0xFF
            : (m_buffer[i + 1] & 0xFF) << 8 | m_buffer[i] & 0xFF;
    }

    private long u32(final int i) {
        return m_bigEndian ? (long)u16(i) << 16 | u16(i + 2) : (long)u16(i + 2) << 16 | u16(i);
    }

    private static DicomException truncated(final String where, final long end) {
        return new DicomException(ProblemClass.TRUNCATED, "The file ends in " + where, "",
            "end of file at byte " + end, "Copy it again from its source");
    }

    private static DicomException truncated(final String where, final long end, final long needed) {
        return new DicomException(ProblemClass.TRUNCATED, "The file ends in " + where, needed + " bytes",
            end + " bytes", "Copy it again from its source");
    }

    private static DicomException malformed(final String what, final long at) {
        return new DicomException(ProblemClass.MALFORMED, what, "", "at byte " + at,
            "Export the file again from the PACS");
    }
}

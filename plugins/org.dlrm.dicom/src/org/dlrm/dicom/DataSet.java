package org.dlrm.dicom;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * A data set or sequence item: attributes by tag, in file order. Values are decoded when asked for; a value that does
 * not follow its VR is a {@link DicomException} of class BAD_VALUE that names attribute and value.
 */
public final class DataSet {

    /** Makes a data set from what another toolkit has read. */
    public static final class Builder {

        private final DataSet m_set;

        /** @param inherited SpecificCharacterSet of the data set around an item; none for a data set of its own */
        public Builder(final String... inherited) {
            m_set = new DataSet(inherited.length == 0 ? CharacterSets.DEFAULT : CharacterSets.of(inherited));
        }

        /** Adds a value as little endian bytes; the first one counts if an attribute comes twice. */
        public Builder value(final int tag, final VR vr, final byte[] bytes) throws DicomException {
            if (m_set.add(Element.value(tag, vr, bytes.clone(), 0, bytes.length, false))
                && tag == Tag.SpecificCharacterSet) {
                m_set.m_characterSets = CharacterSets.of(m_set.getStrings(tag));
            }
            return this;
        }

        public Builder sequence(final int tag, final List<DataSet> items) {
            m_set.add(Element.sequence(tag, List.copyOf(items)));
            return this;
        }

        /** @return the data set; the builder must not be used any more */
        public DataSet build() {
            return m_set;
        }
    }

    private int[] m_tags = new int[16];

    private Element[] m_elements = new Element[16];

    private int m_size;

    private boolean m_sorted = true;

    private CharacterSets m_characterSets;

    DataSet(final CharacterSets inherited) {
        m_characterSets = inherited;
    }

    /** @return false if the attribute was there already; the first one is kept */
    boolean add(final Element e) {
        if (m_sorted && m_size > 0 && Integer.compareUnsigned(e.tag(), m_tags[m_size - 1]) <= 0) {
            m_sorted = false;
        }
        if (!m_sorted && find(e.tag()) >= 0) {
            return false;
        }
        if (m_size == m_tags.length) {
            m_tags = Arrays.copyOf(m_tags, 2 * m_size);
            m_elements = Arrays.copyOf(m_elements, 2 * m_size);
        }
        m_tags[m_size] = e.tag();
        m_elements[m_size++] = e;
        return true;
    }

    boolean isSorted() {
        return m_sorted;
    }

    void characterSets(final CharacterSets sets) {
        m_characterSets = sets;
    }

    CharacterSets characterSets() {
        return m_characterSets;
    }

    private int find(final int tag) {
        if (!m_sorted) {
            for (int i = 0; i < m_size; i++) {
                if (m_tags[i] == tag) {
                    return i;
                }
            }
            return -1;
        }
        int lo = 0;
        int hi = m_size - 1;
        while (lo <= hi) {
            final int mid = (lo + hi) >>> 1;
            final int c = Integer.compareUnsigned(m_tags[mid], tag);
            if (c == 0) {
                return mid;
            }
            if (c < 0) {
                lo = mid + 1;
            } else {
                hi = mid - 1;
            }
        }
        return -1;
    }

    private Element element(final int tag) {
        final int i = find(tag);
        return i < 0 ? null : m_elements[i];
    }

    /** @return number of attributes */
    public int size() {
        return m_size;
    }

    /** @return the tags in file order */
    public int[] tags() {
        return Arrays.copyOf(m_tags, m_size);
    }

    public boolean has(final int tag) {
        return find(tag) >= 0;
    }

    /** @return whether the attribute is present with a value */
    public boolean hasValue(final int tag) {
        final Element e = element(tag);
        return e != null && (e.length() > 0 || e.items() != null && !e.items().isEmpty());
    }

    /** @return the VR of an attribute as read, empty if it is absent */
    public Optional<VR> vr(final int tag) {
        return Optional.ofNullable(element(tag)).map(Element::vr);
    }

    /** @return the items of a sequence; empty if the attribute is absent or empty */
    public List<DataSet> sequence(final int tag) throws DicomException {
        final Element e = element(tag);
        if (e == null || e.items() == null && e.length() == 0) {
            return List.of();
        }
        if (e.items() == null) {
            throw bad(tag, "a sequence", e.vr() + " value");
        }
        return e.items();
    }

    /** @return the first item of a sequence */
    public Optional<DataSet> item(final int tag) throws DicomException {
        return sequence(tag).stream().findFirst();
    }

    /** @return the bytes of a value, copied; empty if the attribute is absent */
    public Optional<byte[]> bytes(final int tag) throws DicomException {
        final Element e = loaded(tag);
        return e == null ? Optional.empty()
            : Optional.of(Arrays.copyOfRange(e.data(), e.offset(), e.offset() + (int)e.length()));
    }

    private Element loaded(final int tag) throws DicomException {
        final Element e = element(tag);
        if (e == null) {
            return null;
        }
        if (e.items() != null) {
            throw bad(tag, "a value", "a sequence");
        }
        if (e.isDeferred()) {
            throw new DicomException(ProblemClass.SIZE_LIMIT, Tag.name(tag) + " is too long", "",
                e.length() + " bytes", "");
        }
        return e;
    }

    /** @return the first value as text without padding; empty if the attribute is absent or empty */
    public Optional<String> getString(final int tag) throws DicomException {
        final String[] all = getStrings(tag);
        return all.length == 0 || all[0].isEmpty() ? Optional.empty() : Optional.of(all[0]);
    }

    /** @return the values as text without padding; numbers of binary VRs in decimal; empty if absent */
    public String[] getStrings(final int tag) throws DicomException {
        final Element e = loaded(tag);
        if (e == null || e.length() == 0) {
            return new String[0];
        }
        switch (e.vr()) {
            case US: case SS: case UL: case SL: case SV: case UV: case AT:
                return Arrays.stream(binary(e)).mapToObj(d -> Long.toString((long)d)).toArray(String[]::new);
            case FL: case FD:
                return Arrays.stream(binary(e)).mapToObj(Double::toString).toArray(String[]::new);
            default:
                break;
        }
        final String text = e.vr().usesCharacterSet()
            ? m_characterSets.decode(e.data(), e.offset(), (int)e.length(), e.vr() == VR.PN)
            : CharacterSets.ascii(e.data(), e.offset(), (int)e.length());
        if (e.vr().isSingleText()) {
            return new String[]{trim(text)};
        }
        final List<String> values = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || text.charAt(i) == '\\') {
                values.add(trim(text.substring(start, i)));
                start = i + 1;
            }
        }
        return values.toArray(String[]::new);
    }

    private static String trim(final String s) {
        int a = 0;
        int b = s.length();
        while (b > a && s.charAt(b - 1) <= ' ') {
            b--;
        }
        while (a < b && s.charAt(a) <= ' ') {
            a++;
        }
        return s.substring(a, b);
    }

    /** @return all values as numbers (DS, IS and binary VRs); an empty array if the attribute is absent or empty */
    public double[] getDoubles(final int tag) throws DicomException {
        final Element e = loaded(tag);
        if (e == null || e.length() == 0) {
            return new double[0];
        }
        if (e.vr().size() > 1 || e.vr() == VR.AT) {
            final double[] values = binary(e);
            for (final double v : values) {
                if (!Double.isFinite(v)) {
                    throw bad(tag, "a finite number", Double.toString(v));
                }
            }
            return values;
        }
        final byte[] d = e.data();
        final int end = e.offset() + (int)e.length();
        int n = 1;
        for (int i = e.offset(); i < end; i++) {
            n += d[i] == '\\' ? 1 : 0;
        }
        final double[] values = new double[n];
        int start = e.offset();
        int k = 0;
        for (int i = start; i <= end; i++) {
            if (i == end || d[i] == '\\') {
                final String s = trim(CharacterSets.ascii(d, start, i - start));
                if (s.isEmpty() && n == 1) {
                    return new double[0];
                }
                values[k++] = parse(tag, s);
                start = i + 1;
            }
        }
        return values;
    }

    /** A decimal number as DS allows it; Java's extras (hexadecimal, NaN, type suffix) are not accepted. */
    private static double parse(final int tag, final String s) throws DicomException {
        boolean ok = !s.isEmpty() && s.length() <= 64;
        for (int i = 0; ok && i < s.length(); i++) {
            final char c = s.charAt(i);
            ok = c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.' || c == 'e' || c == 'E';
        }
        if (ok) {
            try {
                final double v = Double.parseDouble(s);
                if (Double.isFinite(v)) {
                    return v;
                }
            } catch (NumberFormatException e) {
                // told below
            }
        }
        throw bad(tag, "a decimal number", '"' + printable(s) + '"');
    }

    /** @return all values as integers; BAD_VALUE if one is not whole or beyond 32 bits */
    public int[] getInts(final int tag) throws DicomException {
        final double[] values = getDoubles(tag);
        final int[] out = new int[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (int)values[i];
            if (out[i] != values[i]) {
                throw bad(tag, "a whole number", Double.toString(values[i]));
            }
        }
        return out;
    }

    /** @return the first value as an integer; empty if absent or empty */
    public OptionalInt getInt(final int tag) throws DicomException {
        final int[] v = getInts(tag);
        return v.length == 0 ? OptionalInt.empty() : OptionalInt.of(v[0]);
    }

    /** @return the first value as a number; empty if absent or empty */
    public OptionalDouble getDouble(final int tag) throws DicomException {
        final double[] v = getDoubles(tag);
        return v.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(v[0]);
    }

    /** @return the value, MISSING_TAG if it is absent or empty */
    public String requireString(final int tag) throws DicomException {
        return getString(tag).orElseThrow(() -> missing(tag));
    }

    /** @return the value, MISSING_TAG if it is absent or empty */
    public int requireInt(final int tag) throws DicomException {
        final Element e = element(tag);
        if (e != null && e.vr() == VR.US && e.length() == 2) { // by far the most
            final int a = e.data()[e.offset()] & 0xFF;
            final int b = e.data()[e.offset() + 1] & 0xFF;
            return e.bigEndian() ? a << 8 | b : b << 8 | a;
        }
        final int[] v = getInts(tag);
        if (v.length == 0) {
            throw missing(tag);
        }
        return v[0];
    }

    /** @return the values, MISSING_TAG if absent, BAD_VALUE if there are not {@code count} */
    public double[] requireDoubles(final int tag, final int count) throws DicomException {
        final double[] v = getDoubles(tag);
        if (v.length == 0) {
            throw missing(tag);
        }
        if (v.length != count) {
            throw bad(tag, count + " values", v.length + " values");
        }
        return v;
    }

    private static double[] binary(final Element e) throws DicomException {
        final VR vr = e.vr();
        final int size = vr == VR.AT ? 4 : vr.size();
        if (e.length() % size != 0) {
            throw bad(e.tag(), "a multiple of " + size + " bytes (" + vr + ")", e.length() + " bytes");
        }
        final ByteBuffer b = ByteBuffer.wrap(e.data(), e.offset(), (int)e.length())
            .order(e.bigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        final double[] out = new double[(int)e.length() / size];
        for (int i = 0; i < out.length; i++) {
            switch (vr) {
                case US: case OW: out[i] = b.getShort() & 0xFFFF; break;
                case SS: out[i] = b.getShort(); break;
                case UL: case OL: out[i] = b.getInt() & 0xFFFFFFFFL; break;
                case AT: out[i] = ((long)(b.getShort() & 0xFFFF) << 16) + (b.getShort() & 0xFFFF); break;
                case SL: out[i] = b.getInt(); break;
                case SV: case UV: case OV: out[i] = b.getLong(); break;
                case FL: case OF: out[i] = b.getFloat(); break;
                case FD: case OD: out[i] = b.getDouble(); break;
                default: throw bad(e.tag(), "numbers", vr.toString());
            }
        }
        return out;
    }

    static DicomException missing(final int tag) {
        return new DicomException(ProblemClass.MISSING_TAG, Tag.name(tag) + " is missing", "", "",
            "Export the file again from the PACS, uncompressed and not anonymised beyond need");
    }

    static DicomException bad(final int tag, final String expected, final String found) {
        return new DicomException(ProblemClass.BAD_VALUE, Tag.name(tag) + " has an impossible value", expected, found,
            "");
    }

    private static String printable(final String s) {
        final StringBuilder b = new StringBuilder();
        for (int i = 0; i < Math.min(40, s.length()); i++) {
            b.append(s.charAt(i) < ' ' || s.charAt(i) > '~' ? '?' : s.charAt(i));
        }
        return b + (s.length() > 40 ? "..." : "");
    }
}

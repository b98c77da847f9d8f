package org.dlrm.dicom;

import java.util.List;

/**
 * One attribute as it stands in the file: raw bytes, decoded only when asked for. A sequence has items instead. A long
 * value that was passed over while reading headers has neither ({@link #isDeferred()}).
 */
final class Element {

    private final int m_tag;

    private final VR m_vr;

    private final byte[] m_data;

    private final int m_offset;

    private final long m_length;

    private final boolean m_bigEndian;

    private final List<DataSet> m_items;

    private Element(final int tag, final VR vr, final byte[] data, final int offset, final long length,
        final boolean bigEndian, final List<DataSet> items) {
        m_tag = tag;
        m_vr = vr;
        m_data = data;
        m_offset = offset;
        m_length = length;
        m_bigEndian = bigEndian;
        m_items = items;
    }

    static Element value(final int tag, final VR vr, final byte[] data, final int offset, final int length,
        final boolean bigEndian) {
        return new Element(tag, vr, data, offset, length, bigEndian, null);
    }

    static Element sequence(final int tag, final List<DataSet> items) {
        return new Element(tag, VR.SQ, null, 0, 0, false, items);
    }

    static Element deferred(final int tag, final VR vr, final long length) {
        return new Element(tag, vr, null, 0, length, false, null);
    }

    int tag() {
        return m_tag;
    }

    VR vr() {
        return m_vr;
    }

    byte[] data() {
        return m_data;
    }

    int offset() {
        return m_offset;
    }

    long length() {
        return m_length;
    }

    boolean bigEndian() {
        return m_bigEndian;
    }

    boolean isDeferred() {
        return m_data == null && m_items == null;
    }

    /** @return the items, null if this is no sequence */
    List<DataSet> items() {
        return m_items;
    }
}

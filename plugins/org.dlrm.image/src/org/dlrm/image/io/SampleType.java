package org.dlrm.image.io;

import java.nio.ByteBuffer;

/** How one voxel's value is stored in a NIfTI or NRRD file. */
public enum SampleType {
        INT8(1, true), UINT8(1, true), INT16(2, true), UINT16(2, true), INT32(4, true), UINT32(4, true),
        INT64(8, true), UINT64(8, true), FLOAT32(4, false), FLOAT64(8, false);

    private final int m_bytes;

    private final boolean m_integer;

    SampleType(final int bytes, final boolean integer) {
        m_bytes = bytes;
        m_integer = integer;
    }

    /** @return bytes per value */
    public int bytes() {
        return m_bytes;
    }

    public boolean isInteger() {
        return m_integer;
    }

    /**
     * Decodes {@code n} values from the buffer's position on, in the buffer's byte order.
     *
     * @param from holds at least {@code n * bytes()} bytes
     * @param to receives the values
     */
    void decode(final ByteBuffer from, final double[] to, final int n) {
        for (int i = 0; i < n; i++) {
            to[i] = switch (this) {
                case INT8 -> from.get();
                case UINT8 -> from.get() & 0xff;
                case INT16 -> from.getShort();
                case UINT16 -> from.getShort() & 0xffff;
                case INT32 -> from.getInt();
                case UINT32 -> from.getInt() & 0xffffffffL;
                case INT64 -> from.getLong();
                case UINT64 -> unsigned(from.getLong());
                case FLOAT32 -> from.getFloat();
                case FLOAT64 -> from.getDouble();
            };
        }
    }

    private static double unsigned(final long v) {
        return v >= 0 ? v : (v >>> 1 | v & 1) * 2.0;
    }
}

package org.dlrm.deep.onnx;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The part of the Protocol Buffers wire format that an ONNX file needs: fields with varint, 32 bit and
 * length-delimited values. Writing is deterministic: fields in the order of the calls.
 */
final class Proto {

    private static final int VARINT = 0;

    private static final int FIXED64 = 1;

    private static final int BYTES = 2;

    private static final int FIXED32 = 5;

    /** One field as it stands in the file. {@code value} is the payload of a length-delimited field, else empty. */
    record Field(int number, int wireType, long number64, byte[] value) {

        String text() {
            return new String(value, StandardCharsets.UTF_8);
        }
    }

    private final ByteArrayOutputStream m_out = new ByteArrayOutputStream();

    private void varint(final long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            m_out.write((int)(rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        m_out.write((int)rest);
    }

    Proto number(final int field, final long value) {
        varint((long)field << 3 | VARINT);
        varint(value);
        return this;
    }

    Proto real(final int field, final float value) {
        varint((long)field << 3 | FIXED32);
        int32(Float.floatToRawIntBits(value));
        return this;
    }

    Proto bytes(final int field, final byte[] value) {
        varint((long)field << 3 | BYTES);
        varint(value.length);
        m_out.writeBytes(value);
        return this;
    }

    Proto text(final int field, final String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    Proto message(final int field, final Proto value) {
        return bytes(field, value.toBytes());
    }

    /** Writes a field as it was read. */
    Proto copy(final Field f) {
        switch (f.wireType) {
            case VARINT -> number(f.number, f.number64);
            case BYTES -> bytes(f.number, f.value);
            case FIXED32 -> {
                varint((long)f.number << 3 | FIXED32);
                int32((int)f.number64);
            }
            default -> {
                varint((long)f.number << 3 | FIXED64);
                int32((int)f.number64);
                int32((int)(f.number64 >>> 32));
            }
        }
        return this;
    }

    private void int32(final int bits) {
        for (int shift = 0; shift < 32; shift += 8) {
            m_out.write(bits >>> shift);
        }
    }

    byte[] toBytes() {
        return m_out.toByteArray();
    }

    /**
     * @return the fields of a message, in the order of the file
     * @throws IllegalArgumentException if the bytes are not a message
     */
    static List<Field> parse(final byte[] message) {
        final List<Field> fields = new ArrayList<>();
        final int[] pos = {0};
        while (pos[0] < message.length) {
            final long key = readVarint(message, pos);
            final int number = (int)(key >>> 3);
            final int type = (int)(key & 7);
            if (number < 1) {
                throw broken(pos[0]);
            }
            switch (type) {
                case VARINT -> fields.add(new Field(number, type, readVarint(message, pos), new byte[0]));
                case FIXED32 -> fields.add(new Field(number, type, readFixed(message, pos, 4), new byte[0]));
                case FIXED64 -> fields.add(new Field(number, type, readFixed(message, pos, 8), new byte[0]));
                case BYTES -> {
                    final long length = readVarint(message, pos);
                    if (length < 0 || length > message.length - pos[0]) {
                        throw broken(pos[0]);
                    }
                    final byte[] value = new byte[(int)length];
                    System.arraycopy(message, pos[0], value, 0, value.length);
                    pos[0] += value.length;
                    fields.add(new Field(number, type, 0, value));
                }
                default -> throw broken(pos[0]);
            }
        }
        return fields;
    }

    private static long readVarint(final byte[] message, final int[] pos) {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (pos[0] >= message.length) {
                throw broken(pos[0]);
            }
            final byte b = message[pos[0]++];
            value |= (b & 0x7FL) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw broken(pos[0]);
    }

    private static long readFixed(final byte[] message, final int[] pos, final int bytes) {
        if (bytes > message.length - pos[0]) {
            throw broken(pos[0]);
        }
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= (message[pos[0]++] & 0xFFL) << (8 * i);
        }
        return value;
    }

    private static IllegalArgumentException broken(final int position) {
        return new IllegalArgumentException("Not an ONNX file: its structure breaks at byte " + position);
    }
}

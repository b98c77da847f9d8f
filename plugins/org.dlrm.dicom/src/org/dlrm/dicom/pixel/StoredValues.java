package org.dlrm.dicom.pixel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** From the bytes of a decoded frame to rescaled values. */
public final class StoredValues {

    private static final VarHandle SHORTS =
        MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private static final VarHandle FLOATS =
        MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);

    private static final VarHandle DOUBLES =
        MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.LITTLE_ENDIAN);

    private StoredValues() {
    }

    /**
     * Masks every sample to BitsStored below HighBit, extends its sign, and writes {@code slope * stored + intercept}.
     *
     * @param raw a decoded frame of one sample per pixel
     * @param target receives Rows times Columns values from {@code offset} on
     */
    public static void rescale(final byte[] raw, final PixelFormat f, final double slope, final double intercept,
        final float[] target, final int offset) {
        final int n = (int)f.pixels();
        if (f.floating()) {
            for (int i = 0; i < n; i++) {
                final double v = f.bitsAllocated() == 32 ? (float)FLOATS.get(raw, 4 * i) : (double)DOUBLES.get(raw, 8 * i);
                target[offset + i] = (float)(v * slope + intercept);
            }
            return;
        }
        // moving the sample to the top of an int and back masks it and extends its sign
        final int left = 31 - f.highBit();
        final int right = 32 - f.bitsStored();
        final boolean exact = slope == 1 && intercept == Math.rint(intercept) && Math.abs(intercept) < 1 << 23
            && f.bitsStored() <= 16;
        if (f.bitsAllocated() == 16 && exact) {
            final int add = (int)intercept;
            if (f.signed()) {
                for (int i = 0; i < n; i++) {
                    target[offset + i] = ((short)SHORTS.get(raw, 2 * i) << left >> right) + add;
                }
            } else {
                for (int i = 0; i < n; i++) {
                    target[offset + i] = ((short)SHORTS.get(raw, 2 * i) << left >>> right) + add;
                }
            }
            return;
        }
        for (int i = 0; i < n; i++) {
            final int v;
            switch (f.bytesPerSample()) {
                case 1: v = raw[i]; break;
                case 2: v = (short)SHORTS.get(raw, 2 * i); break;
                default: v = (int)INTS.get(raw, 4 * i);
            }
            final int moved = v << left;
            final double stored = f.signed() ? moved >> right : (moved >>> right) & 0xFFFFFFFFL;
            target[offset + i] = (float)(stored * slope + intercept);
        }
    }
}

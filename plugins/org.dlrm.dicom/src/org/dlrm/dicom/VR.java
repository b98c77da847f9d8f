package org.dlrm.dicom;

/** Value representations (PS3.5 6.2). */
public enum VR {
    AE(1), AS(1), AT(4), CS(1), DA(1), DS(1), DT(1), FD(8), FL(4), IS(1), LO(1), LT(1), OB(1), OD(8), OF(4), OL(4),
    OV(8), OW(2), PN(1), SH(1), SL(4), SQ(0), SS(2), ST(1), SV(8), TM(1), UC(1), UI(1), UL(4), UN(1), UR(1), US(2),
    UT(1), UV(8);

    private static final VR[] BY_CODE = new VR[26 * 26];

    static {
        for (final VR vr : values()) {
            BY_CODE[(vr.name().charAt(0) - 'A') * 26 + vr.name().charAt(1) - 'A'] = vr;
        }
    }

    private final int m_size;

    VR(final int size) {
        m_size = size;
    }

    /** @return bytes per value of a binary VR, 1 for text and bytes */
    public int size() {
        return m_size;
    }

    /** @return whether the explicit form has a reserved field and a 32-bit length */
    public boolean isLong() {
        switch (this) {
            case OB: case OD: case OF: case OL: case OV: case OW: case SQ: case SV: case UC: case UN: case UR:
            case UT: case UV:
                return true;
            default:
                return false;
        }
    }

    /** @return whether values are text in the data set's character set */
    public boolean usesCharacterSet() {
        switch (this) {
            case LO: case LT: case PN: case SH: case ST: case UC: case UT: case UN:
                return true;
            default:
                return false;
        }
    }

    /** @return whether a backslash is part of the one value */
    public boolean isSingleText() {
        return this == LT || this == ST || this == UT || this == UR;
    }

    /** @return the VR of two letters, null if there is none */
    static VR of(final byte a, final byte b) {
        return a < 'A' || a > 'Z' || b < 'A' || b > 'Z' ? null : BY_CODE[(a - 'A') * 26 + b - 'A'];
    }
}

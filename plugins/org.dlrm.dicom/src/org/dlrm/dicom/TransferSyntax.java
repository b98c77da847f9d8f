package org.dlrm.dicom;

import java.util.Map;

/**
 * A transfer syntax: how the data set and the pixels are encoded.
 *
 * @param uid its UID
 * @param explicit whether VRs are written
 * @param bigEndian byte order
 * @param deflated whether the data set is deflated
 * @param encapsulated whether pixel data is compressed into fragments
 * @param name for messages
 */
public record TransferSyntax(String uid, boolean explicit, boolean bigEndian, boolean deflated, boolean encapsulated,
    String name) {

    private static final String P = "1.2.840.10008.1.2";

    public static final TransferSyntax IMPLICIT = new TransferSyntax(P, false, false, false, false,
        "Implicit VR Little Endian");

    public static final TransferSyntax EXPLICIT = new TransferSyntax(P + ".1", true, false, false, false,
        "Explicit VR Little Endian");

    public static final TransferSyntax BIG_ENDIAN = new TransferSyntax(P + ".2", true, true, false, false,
        "Explicit VR Big Endian");

    public static final TransferSyntax DEFLATED = new TransferSyntax(P + ".1.99", true, false, true, false,
        "Deflated Explicit VR Little Endian");

    private static final Map<String, String> ENCAPSULATED = Map.ofEntries(
        Map.entry(P + ".5", "RLE Lossless"), Map.entry(P + ".4.50", "JPEG Baseline"),
        Map.entry(P + ".4.51", "JPEG Extended 12-bit"), Map.entry(P + ".4.57", "JPEG Lossless"),
        Map.entry(P + ".4.70", "JPEG Lossless SV1"), Map.entry(P + ".4.80", "JPEG-LS Lossless"),
        Map.entry(P + ".4.81", "JPEG-LS Near-lossless"), Map.entry(P + ".4.90", "JPEG 2000 Lossless"),
        Map.entry(P + ".4.91", "JPEG 2000"), Map.entry(P + ".4.201", "HTJ2K Lossless"),
        Map.entry(P + ".4.202", "HTJ2K Lossless RPCL"), Map.entry(P + ".4.203", "HTJ2K"),
        Map.entry(P + ".8.1", "Deflated Image Frame"));

    /** @return the syntax of a UID; an unknown one is taken as encapsulated explicit little endian */
    public static TransferSyntax of(final String uid) {
        switch (uid) {
            case P: return IMPLICIT;
            case P + ".1": return EXPLICIT;
            case P + ".2": return BIG_ENDIAN;
            case P + ".1.99": return DEFLATED;
            default:
                return new TransferSyntax(uid, true, false, false, true, ENCAPSULATED.getOrDefault(uid, uid));
        }
    }
}

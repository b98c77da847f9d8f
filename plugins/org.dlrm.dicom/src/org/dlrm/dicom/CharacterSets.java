package org.dlrm.dicom;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Text in the SpecificCharacterSet of a data set (PS3.3 C.12.1.1.2, PS3.5 6.1): single-byte sets, UTF-8, GB18030, GBK
 * and ISO 2022 code extensions with single- and multi-byte sets.
 */
final class CharacterSets {

    /** What an escape sequence designates. */
    private record Designation(String escape, boolean g1, int bytes, String charset) {
    }

    private static final List<Designation> DESIGNATIONS = List.of(
        new Designation("(B", false, 1, "US-ASCII"), new Designation("(J", false, 1, "JIS_X0201"),
        new Designation(")I", true, 1, "JIS_X0201"), new Designation("-A", true, 1, "ISO-8859-1"),
        new Designation("-B", true, 1, "ISO-8859-2"), new Designation("-C", true, 1, "ISO-8859-3"),
        new Designation("-D", true, 1, "ISO-8859-4"), new Designation("-F", true, 1, "ISO-8859-7"),
        new Designation("-G", true, 1, "ISO-8859-6"), new Designation("-H", true, 1, "ISO-8859-8"),
        new Designation("-L", true, 1, "ISO-8859-5"), new Designation("-M", true, 1, "ISO-8859-9"),
        new Designation("-T", true, 1, "TIS-620"), new Designation("-b", true, 1, "ISO-8859-15"),
        new Designation("$B", false, 2, "x-JIS0208"), new Designation("$@", false, 2, "x-JIS0208"),
        new Designation("$(D", false, 2, "JIS_X0212-1990"), new Designation("$)C", true, 2, "EUC-KR"),
        new Designation("$)A", true, 2, "GB2312"));

    /** Defined terms, without "ISO_IR "/"ISO 2022 IR ": the initial G1 set, as the escape that designates it. */
    private static final Map<String, String> TERMS = Map.ofEntries(Map.entry("6", "(B"), Map.entry("100", "-A"),
        Map.entry("101", "-B"), Map.entry("109", "-C"), Map.entry("110", "-D"), Map.entry("144", "-L"),
        Map.entry("127", "-G"), Map.entry("126", "-F"), Map.entry("138", "-H"), Map.entry("148", "-M"),
        Map.entry("203", "-b"), Map.entry("13", ")I"), Map.entry("166", "-T"), Map.entry("87", "$B"),
        Map.entry("159", "$(D"), Map.entry("149", "$)C"), Map.entry("58", "$)A"));

    static final CharacterSets DEFAULT = new CharacterSets(null, designation("(B"), designation("-A"), Optional.empty());

    private final Charset m_whole;

    private final Designation m_g0;

    private final Designation m_g1;

    private final Optional<String> m_unknown;

    private CharacterSets(final Charset whole, final Designation g0, final Designation g1,
        final Optional<String> unknown) {
        m_whole = whole;
        m_g0 = g0;
        m_g1 = g1;
        m_unknown = unknown;
    }

    private static Designation designation(final String escape) {
        return DESIGNATIONS.stream().filter(d -> d.escape.equals(escape)).findFirst().orElseThrow();
    }

    /** @param terms the values of SpecificCharacterSet */
    static CharacterSets of(final String[] terms) {
        Designation g0 = designation("(B");
        Designation g1 = designation("-A");
        Optional<String> unknown = Optional.empty();
        for (int i = 0; i < terms.length; i++) {
            final String term = terms[i].toUpperCase(Locale.ROOT);
            if (term.isEmpty()) {
                continue;
            }
            final String number = term.replaceFirst("^ISO[ _-]?(2022)?[ _-]?IR[ _-]?", "");
            if (number.equals("192") || term.equals("UTF-8") || term.equals("UTF8")) {
                return new CharacterSets(StandardCharsets.UTF_8, g0, g1, unknown);
            }
            if (term.equals("GB18030") || term.equals("GBK")) {
                return new CharacterSets(charset(term), g0, g1, unknown);
            }
            final String escape = TERMS.get(number);
            if (escape == null || !term.startsWith("ISO")) {
                unknown = Optional.of(terms[i]);
            } else if (i == 0) {
                final Designation d = designation(escape);
                if (d.g1) {
                    g1 = d;
                    g0 = escape.equals(")I") ? designation("(J") : g0;
                }
            }
        }
        return new CharacterSets(null, g0, g1, unknown);
    }

    private static Charset charset(final String name) {
        return Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.ISO_8859_1;
    }

    /** @return what to say of a term that is not known; text is then read as Latin-1 */
    Optional<Problem> problem() {
        return m_unknown.map(term -> Problem.warning(ProblemClass.UNKNOWN_CHARACTER_SET,
            "Text is in a character set that is not known; read as Latin-1", "a defined term of DICOM",
            term.replaceAll("[^ -~]", "?"), ""));
    }

    static String ascii(final byte[] data, final int offset, final int length) {
        return new String(data, offset, length, StandardCharsets.ISO_8859_1);
    }

    /** @param name whether this is a person name, whose delimiters ^ and = also reset the code extension */
    String decode(final byte[] data, final int offset, final int length, final boolean name) {
        final int end = offset + length;
        boolean plain = true;
        for (int i = offset; i < end && plain; i++) {
            plain = data[i] >= ' ' || data[i] == '\n' || data[i] == '\r' || data[i] == 0;
        }
        if (plain) {
            return ascii(data, offset, length);
        }
        if (m_whole != null) {
            return new String(data, offset, length, m_whole);
        }
        final StringBuilder out = new StringBuilder();
        Designation g0 = m_g0;
        Designation g1 = m_g1;
        int i = offset;
        while (i < end) {
            final byte b = data[i];
            if (b == 0x1B) {
                final Designation d = escape(data, i + 1, end);
                if (d == null) {
                    i++; // an escape nobody knows: dropped
                    continue;
                }
                if (d.g1) {
                    g1 = d;
                } else {
                    g0 = d;
                }
                i += 1 + d.escape.length();
                continue;
            }
            final Designation set = b < 0 ? g1 : g0;
            if (set.bytes == 1 && (b == '\\' || name && (b == '^' || b == '=')) || b == '\n' || b == '\r'
                || b == '\f' || b == '\t') {
                g0 = m_g0;
                g1 = m_g1;
                out.append((char)b);
                i++;
                continue;
            }
            int j = i;
            while (j < end && data[j] != 0x1B && (data[j] < 0) == (b < 0) && (set.bytes == 2 || b < 0
                || data[j] != '\\' && data[j] != '^' && data[j] != '=' && data[j] >= ' ')
                && !(set.bytes == 2 && b >= 0 && data[j] < 0x21)) {
                j++;
            }
            if (j == i) {
                out.append((char)(b & 0xFF)); // a control character, or a delimiter that is text here
                i++;
                continue;
            }
            out.append(new String(data, i, j - i, charset(set.charset)));
            i = j;
        }
        return out.toString();
    }

    private static Designation escape(final byte[] data, final int start, final int end) {
        for (final Designation d : DESIGNATIONS) {
            boolean match = start + d.escape.length() <= end;
            for (int k = 0; match && k < d.escape.length(); k++) {
                match = data[start + k] == d.escape.charAt(k);
            }
            if (match) {
                return d;
            }
        }
        return null;
    }
}

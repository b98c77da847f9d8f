package org.dlrm.image.io;

import java.io.IOException;

/**
 * An image or mask file that cannot be used, said so that a user can act: what is wrong, what was expected, what was
 * found and what to do. The message holds all four; it never holds a patient's name.
 */
public final class ImageFileException extends IOException {

    private static final long serialVersionUID = 1L;

    /** What kind of trouble it is. */
    public enum Kind {
            /** not a file of this format at all */
            NOT_THIS_FORMAT,
            /** well-formed, but nothing that can be used here */
            UNSUPPORTED,
            /** a field holds an impossible value */
            BAD_VALUE,
            /** the file ends too early */
            TRUNCATED,
            /** the compressed or encoded data are damaged */
            CORRUPT,
            /** more voxels than the memory or an array can hold */
            TOO_LARGE
    }

    private final Kind m_kind;

    private final String m_what;

    private final String m_expected;

    private final String m_found;

    private final String m_remedy;

    /**
     * @param kind the class of the problem
     * @param what what is wrong, with the field's name
     * @param expected what would be right
     * @param found what the file holds
     * @param remedy what the user can do
     */
    public ImageFileException(final Kind kind, final String what, final String expected, final String found,
        final String remedy) {
        super(what + ": expected " + expected + ", found " + found + ". " + remedy);
        m_kind = kind;
        m_what = what;
        m_expected = expected;
        m_found = found;
        m_remedy = remedy;
    }

    public Kind kind() {
        return m_kind;
    }

    public String what() {
        return m_what;
    }

    public String expected() {
        return m_expected;
    }

    public String found() {
        return m_found;
    }

    public String remedy() {
        return m_remedy;
    }
}

package org.knime.core.util;

/** Two rows have the same key. */
public class DuplicateKeyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String m_key;

    public DuplicateKeyException(final String message, final String key) {
        super(message);
        m_key = key;
    }

    public String getKey() {
        return m_key;
    }
}

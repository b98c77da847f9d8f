package org.dlrm.deep.engine;

/** An engine cannot be used here; the message tells the user what to install. */
public final class EngineMissingException extends IllegalStateException {

    private static final long serialVersionUID = 1;

    EngineMissingException(final String message, final Throwable cause) {
        super(message, cause);
    }
}

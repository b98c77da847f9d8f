package org.dlrm.headless.workflow;

/** A workflow folder, or a wish about it, that cannot be used; the message says where, why and what to do. */
public final class WorkflowException extends Exception {

    private static final long serialVersionUID = 1L;

    /** @param message what is wrong, where, and what to do */
    public WorkflowException(final String message) {
        super(message);
    }

    /**
     * @param message what is wrong, where, and what to do
     * @param cause what was thrown
     */
    public WorkflowException(final String message, final Throwable cause) {
        super(message, cause);
    }
}

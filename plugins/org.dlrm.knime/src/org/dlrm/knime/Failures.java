package org.dlrm.knime;

import org.knime.core.node.CanceledExecutionException;
import org.knime.core.node.KNIMEException;

/** Turns what a library throws into what a node may throw, keeping the words. */
public final class Failures {

    private Failures() {
    }

    /** The body of a node's execution. */
    @FunctionalInterface
    public interface Body {
        void run() throws Exception;
    }

    /**
     * @throws KNIMEException with the library's message: they are written for users
     * @throws CanceledExecutionException unchanged
     */
    public static void translate(final Body body) throws KNIMEException, CanceledExecutionException {
        try {
            body.run();
        } catch (KNIMEException | CanceledExecutionException e) {
            throw e;
        } catch (java.util.concurrent.CancellationException e) {
            throw new CanceledExecutionException(e.getMessage());
        } catch (Exception e) {
            final String message = e.getMessage() == null || e.getMessage().isBlank() ? e.toString() : e.getMessage();
            throw new KNIMEException(message, e);
        }
    }
}

package org.dlrm.knime;

import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

import org.dlrm.dicom.DicomException;
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
            throw new KNIMEException(words(e), e);
        }
    }

    /** @return the message; for a file also what happened, of which Java's own message is the path alone */
    public static String words(final Exception e) {
        if (e instanceof DicomException dicom) {
            return dicom.problem().message();
        }
        if (e instanceof FileSystemException file && file.getFile() != null && (file.getReason() == null
            || file.getReason().isBlank())) {
            return file.getFile() + ": " + (e instanceof NoSuchFileException ? "there is no such file or folder"
                : e instanceof AccessDeniedException ? "access is denied"
                    : e instanceof FileAlreadyExistsException || e instanceof NotDirectoryException ? "it is a file, not a folder"
                        : e instanceof DirectoryNotEmptyException ? "it is a folder" : e.getClass().getSimpleName());
        }
        return e.getMessage() == null || e.getMessage().isBlank() ? e.toString() : e.getMessage();
    }
}

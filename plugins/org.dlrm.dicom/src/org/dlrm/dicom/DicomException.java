package org.dlrm.dicom;

import java.io.IOException;

import org.dlrm.image.io.ImageFileException;

/** A DICOM file or series that cannot be used, with its {@link Problem}. */
public final class DicomException extends IOException {

    private static final long serialVersionUID = 1L;

    private final transient Problem m_problem;

    public DicomException(final Problem problem) {
        super(problem.toString());
        m_problem = problem;
    }

    public DicomException(final ProblemClass type, final String what) {
        this(type, what, "", "", "");
    }

    public DicomException(final ProblemClass type, final String what, final String expected, final String found,
        final String remedy) {
        this(Problem.error(type, what, expected, found, remedy));
    }

    /** @return a failure to read a NIfTI or NRRD file, with its problem class */
    public static DicomException of(final IOException failure) {
        if (failure instanceof DicomException e) {
            return e;
        }
        if (!(failure instanceof ImageFileException e)) {
            return new DicomException(ProblemClass.UNREADABLE, "The file cannot be read", "",
                failure.getClass().getSimpleName(), "Check that it exists and that you may read it");
        }
        final ProblemClass type = switch (e.kind()) {
            case NOT_THIS_FORMAT, UNSUPPORTED -> ProblemClass.UNSUPPORTED;
            case BAD_VALUE -> ProblemClass.BAD_VALUE;
            case TRUNCATED -> ProblemClass.TRUNCATED;
            case CORRUPT -> ProblemClass.MALFORMED;
            case TOO_LARGE -> ProblemClass.SIZE_LIMIT;
        };
        return new DicomException(type, e.what(), e.expected(), e.found(), e.remedy());
    }

    public Problem problem() {
        return m_problem;
    }

    public ProblemClass type() {
        return m_problem.type();
    }

    /** @return this problem with the file filled in where it is empty */
    public DicomException in(final String patient, final String file) {
        final DicomException e = new DicomException(m_problem.in(patient, file));
        e.setStackTrace(getStackTrace());
        return e;
    }
}

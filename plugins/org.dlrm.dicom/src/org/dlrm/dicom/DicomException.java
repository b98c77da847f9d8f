package org.dlrm.dicom;

import java.io.IOException;

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

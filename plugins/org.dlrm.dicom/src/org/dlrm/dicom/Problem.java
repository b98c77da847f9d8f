package org.dlrm.dicom;

/**
 * One line of the problems table: what is wrong where, and what the user can do about it.
 *
 * @param patientId the patient's ID, empty if unknown; never a name
 * @param file the file or folder, empty if unknown
 * @param severity whether the data was used
 * @param type the class of the problem
 * @param what one sentence
 * @param expected what was expected, may be empty
 * @param found what was found, may be empty
 * @param remedy what to do, may be empty
 */
public record Problem(String patientId, String file, Severity severity, ProblemClass type, String what,
    String expected, String found, String remedy) {

    /** How bad it is. */
    public enum Severity {
        /** The data was left out. */
        ERROR,
        /** The data was used; somebody should look. */
        WARNING,
        /** Nothing wrong; told for completeness. */
        INFO
    }

    public static Problem warning(final ProblemClass type, final String what, final String expected,
        final String found, final String remedy) {
        return new Problem("", "", Severity.WARNING, type, what, expected, found, remedy);
    }

    public static Problem error(final ProblemClass type, final String what, final String expected,
        final String found, final String remedy) {
        return new Problem("", "", Severity.ERROR, type, what, expected, found, remedy);
    }

    /** @return this problem with the patient and file filled in where they are empty */
    public Problem in(final String patient, final String path) {
        return new Problem(patientId.isEmpty() ? patient : patientId, file.isEmpty() ? path : file, severity, type,
            what, expected, found, remedy);
    }

    /** @return one readable line without the patient and the file */
    public String message() {
        final StringBuilder s = new StringBuilder(what);
        if (!expected.isEmpty()) {
            s.append("; expected ").append(expected);
        }
        if (!found.isEmpty()) {
            s.append("; found ").append(found);
        }
        if (!remedy.isEmpty()) {
            s.append(". ").append(remedy);
        }
        return s.toString();
    }

    @Override
    public String toString() {
        return severity + " " + type + (file.isEmpty() ? "" : " " + file) + ": " + message();
    }
}

package org.dlrm.dicom;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.DynamicTest;

/**
 * The toolkits that the corpus tests run on: our own, and the class named by the system property dlrm.dicom.toolkit
 * ({@code mvn -Ddcm4che} names dcm4che's).
 */
public final class Toolkits {

    private Toolkits() {
    }

    /** A test of one file or series on one toolkit. */
    public interface Check {
        void on(DicomToolkit toolkit) throws Exception;
    }

    /** @return our own, and the second one if there is one */
    public static List<DicomToolkit> all() {
        final List<DicomToolkit> all = new ArrayList<>(List.of(new OwnToolkit()));
        final String name = System.getProperty("dlrm.dicom.toolkit", "");
        if (!name.isEmpty()) {
            try {
                all.add((DicomToolkit)Class.forName(name).getDeclaredConstructor().newInstance());
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
        return all;
    }

    /** @return the same test once for every toolkit */
    public static List<DynamicTest> tests(final String name, final Check check) {
        return all().stream().map(t -> DynamicTest.dynamicTest(name + " (" + t.name() + ")", () -> check.on(t)))
            .toList();
    }
}

package org.dlrm.dicom;

/** Which toolkit the corpus tests run on: our own, or the class named by the system property dlrm.dicom.toolkit. */
public final class Toolkits {

    private Toolkits() {
    }

    public static DicomToolkit underTest() {
        final String name = System.getProperty("dlrm.dicom.toolkit");
        if (name == null) {
            return new OwnToolkit();
        }
        try {
            return (DicomToolkit)Class.forName(name).getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}

package org.dlrm.headless;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

/** Suggestions for mistyped names. */
final class SuggestTest {

    @Test
    void findsTheNearestIgnoringCase() {
        final List<String> nodes = List.of("ROI Masker", "DICOM Reader", "Cohort Reader");
        assertEquals(Optional.of("ROI Masker"), Suggest.nearest("roi maskr", nodes));
        assertEquals(Optional.of("DICOM Reader"), Suggest.nearest("Dicom-Reader", nodes));
        assertEquals(Optional.empty(), Suggest.nearest("xyz", nodes));
        assertEquals(Optional.empty(), Suggest.nearest("anything", List.of()));
    }
}

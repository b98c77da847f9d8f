package org.dlrm.radiomics.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.dlrm.radiomics.reference.Comparison.Count;
import org.dlrm.radiomics.reference.Comparison.Part;
import org.dlrm.radiomics.reference.Comparison.Verdict;
import org.dlrm.testing.Shared;
import org.dlrm.work.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the whole check consists of, and what it says about what is missing. */
class ReferenceSuiteTest {

    @Test
    void withoutFolderOnlyTheDigitalPhantom() throws IOException {
        final ReferenceSuite suite = ReferenceSuite.of(Optional.empty());
        assertEquals(List.of("digital phantom"), suite.tasks().stream().map(ReferenceSuite.Task::title).toList());
        assertEquals(1, suite.notes().size());
        final List<Comparison> rows = suite.tasks().get(0).run(Progress.NONE);
        assertEquals(List.of(new Count(Part.IBSI_1, "", 482, 482, 0)), Comparison.byPart(rows));
        assertEquals("IBSI 1 features, digital phantom: 482 of 482 feature values within tolerance",
            Comparison.byTest(rows).get(0).toString());
        final Comparison row = rows.stream().filter(r -> r.tag().equals("cm_joint_max_3D_avg")).findFirst().orElseThrow();
        assertEquals("Joint maximum", row.feature());
        assertEquals("GYBY", row.ibsiId());
        assertEquals("3D, averaged", row.aggregation());
    }

    @Test
    void wholeFolder() throws IOException {
        final ReferenceSuite suite = ReferenceSuite.of(Optional.of(Shared.require("ibsi")));
        assertEquals(1 + 5 + 33 + 18, suite.tasks().size());
        assertEquals(List.of(), suite.notes());
    }

    @Test
    void missingPartsAreNamed(@TempDir final Path dir) throws IOException {
        assertTrue(assertThrows(IOException.class, () -> ReferenceSuite.of(Optional.of(dir.resolve("none")))).getMessage()
            .contains("there is no folder"));
        assertTrue(assertThrows(IOException.class, () -> ReferenceSuite.of(Optional.of(dir))).getMessage()
            .contains("github.com/theibsi"));
        Files.createDirectories(dir.resolve("a/reference_response_maps"));
        Files.write(dir.resolve("a/reference_response_maps/1_a_1-ValidCRM.nii"), new byte[0]);
        final ReferenceSuite suite = ReferenceSuite.of(Optional.of(dir));
        assertEquals(1, suite.tasks().size());
        assertTrue(suite.notes().stream().anyMatch(n -> n.contains("CT phantom is not in the folder")));
        assertTrue(suite.notes().stream().anyMatch(n -> n.contains("0 of the 33")));
    }

    @Test
    void wrongValuesFail() {
        final Comparison right = ReferenceCheck.run(ReferenceCheck.Configuration.DIGITAL, DigitalPhantom.image(),
            DigitalPhantom.mask(), Progress.NONE).get(0);
        assertEquals(Verdict.PASS, right.verdict());
        assertFalse(ReferenceCheck.within(right.reference() + 2 * right.tolerance(), right.reference(), right.tolerance()));
        assertFalse(ReferenceCheck.within(Double.NaN, right.reference(), right.tolerance()));
        assertTrue(ReferenceCheck.within(right.reference() + right.tolerance(), right.reference(), right.tolerance()));
    }
}

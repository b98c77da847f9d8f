package org.dlrm.radiomics.reference;

import static org.dlrm.radiomics.reference.Ibsi1Test.assertPassed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import org.dlrm.radiomics.reference.Comparison.Count;
import org.dlrm.radiomics.reference.Comparison.Part;
import org.dlrm.radiomics.reference.Comparison.Verdict;
import org.dlrm.radiomics.reference.ReferenceSuite.Task;
import org.dlrm.testing.Shared;
import org.dlrm.work.Progress;
import org.junit.jupiter.api.Test;

/** IBSI 2 phase 2: 18 intensity statistics of 18 configurations in the CT phantom. */
class Ibsi2FeaturesTest {

    @Test
    void features() throws IOException {
        final IbsiFolder folder = IbsiFolder.of(Shared.require("ibsi"));
        final List<Comparison> rows = new ArrayList<>();
        for (final Task task : FilteredFeatures.tasks(folder.ct().orElseThrow(), folder.values().orElseThrow())) {
            rows.addAll(task.run(Progress.NONE));
        }
        assertPassed(rows);
        // 324 are listed; for one, 8.B quartile coefficient of dispersion, the list gives neither value nor tolerance
        assertEquals(List.of(new Count(Part.IBSI_2, "", 323, 323, 1)), Comparison.byPart(rows));
        final Comparison open = rows.stream().filter(r -> r.verdict() == Verdict.NO_REFERENCE).findFirst().orElseThrow();
        assertEquals("configuration 8.B stat_qcod", open.test() + ' ' + open.tag());
        assertTrue(Double.isFinite(open.value()), "reported all the same");
    }
}

package org.dlrm.radiomics.reference;

import static org.dlrm.radiomics.reference.Ibsi1Test.assertPassed;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.dlrm.radiomics.reference.ReferenceSuite.Task;
import org.dlrm.testing.Shared;
import org.dlrm.work.Progress;
import org.junit.jupiter.api.Test;

/** IBSI 2 phase 1: every voxel of every reference response map within 1 % of the map's range. */
class Ibsi2MapsTest {

    @Test
    void maps() throws IOException {
        final List<Comparison> rows = new ArrayList<>();
        for (final Task task : ResponseMaps.tasks(IbsiFolder.of(Shared.require("ibsi")))) {
            final long start = System.nanoTime();
            rows.addAll(task.run(Progress.NONE));
            System.out.printf(Locale.ROOT, "IBSI 2 %s: largest difference %.4f %% of the range, %.2f s%n", task.title(),
                rows.get(rows.size() - 1).value(), (System.nanoTime() - start) / 1e9);
        }
        assertEquals(33, rows.size());
        assertPassed(rows);
    }
}

package org.dlrm.stats.agreement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.dlrm.stats.agreement.RobustnessFilter.Categories;
import org.dlrm.stats.agreement.RobustnessFilter.Verdict;
import org.dlrm.stats.table.Column;
import org.dlrm.stats.table.Table;
import org.junit.jupiter.api.Test;

/** Two readers' tables: what is reported beside the intraclass correlation. */
final class RobustnessFilterTest {

    private static final Table FIRST = Table.ofKeys(List.of("a", "b", "c", "d", "only first"))
        .with("f", new double[] {1, 2, 3, 4, 99})
        .with("stage", Column.Factor.of(List.of("I", "II", "II", "I", "I")));

    private static final Table SECOND = Table.ofKeys(List.of("d", "c", "b", "a"))
        .with("f", new double[] {4.5, 3, 2.5, 1}).with("stage", Column.Factor.of(List.of("I", "II", "I", "I")));

    @Test
    void pairsCarryLimitsOfAgreementAndConcordance() {
        final Verdict v = new RobustnessFilter(Icc.Form.ICC2, 0.75, false, 0.95).twoTables(FIRST, SECOND, List.of("f"))
            .get(0);
        final double[] one = {1, 2, 3, 4};
        final double[] two = {1, 2.5, 3, 4.5};
        assertEquals(4, v.patients());
        assertEquals(BlandAltman.of(one, two), v.pair().orElseThrow().blandAltman());
        assertEquals(-0.25, v.pair().orElseThrow().blandAltman().bias());
        assertEquals(ConcordanceCorrelation.of(one, two), v.pair().orElseThrow().concordance());
    }

    @Test
    void kappaOfCategories() {
        final Categories c = RobustnessFilter.categories(FIRST, SECOND, List.of("stage"), 0.95).get(0);
        // 3 of 4 agree; by chance 2/4 * 3/4 + 2/4 * 1/4 = 1/2
        assertEquals(0.5, c.kappa(), 1e-12);
        assertEquals(4, c.patients());
        assertTrue(c.interval().lower() < 0.5 && c.interval().upper() > 0.5);
    }

    @Test
    void oneCategoryHasNoKappa() {
        final Table same = Table.ofKeys(List.of("a", "b")).with("s", Column.Factor.of(List.of("x", "x")));
        assertTrue(Double.isNaN(RobustnessFilter.categories(same, same, List.of("s"), 0.95).get(0).kappa()));
    }
}

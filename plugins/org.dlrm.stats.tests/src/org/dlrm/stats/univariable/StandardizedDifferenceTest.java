package org.dlrm.stats.univariable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/**
 * Standardized mean differences against R 4.2.2: the formulas of Austin (2009) and Yang and Dalton (2012) written out with
 * MASS::ginv, as tableone does, and by hand.
 */
final class StandardizedDifferenceTest {

    private static final double TOLERANCE = 1e-12;

    @Test
    void numbers() {
        final double[] a = {52, 61, 70, 58, 66, 49, 73, 64, 57};
        final double[] b = {68, 71, 59, 77, 80, 62, 66, 74};
        assertEquals(1.11576437169571, StandardizedDifference.of(a, b), TOLERANCE);
        assertEquals(1.11576437169571, StandardizedDifference.of(b, a), TOLERANCE, "without sign");
        // by hand: means 2 and 5, variances 1 and 1
        assertEquals(3, StandardizedDifference.of(new double[]{1, 2, 3}, new double[]{4, 5, 6}), TOLERANCE);
    }

    @Test
    void twoCategories() {
        // 6 of 10 against 2 of 8: 0.35 / sqrt((0.24 + 0.1875) / 2)
        assertEquals(0.757033298610225, StandardizedDifference.ofCounts(new int[]{4, 6}, new int[]{6, 2}), TOLERANCE);
        assertEquals(0.35 / Math.sqrt((0.24 + 0.1875) / 2),
            StandardizedDifference.ofCounts(new int[]{6, 4}, new int[]{2, 6}), TOLERANCE, "whichever is the first");
    }

    @Test
    void severalCategories() {
        final int[] a = {12, 45, 50, 13};
        final int[] b = {9, 15, 20, 16};
        assertEquals(0.485071250072666, StandardizedDifference.ofCounts(a, b), TOLERANCE);
        assertEquals(0.485071250072666, StandardizedDifference.ofCounts(new int[]{13, 0, 50, 45, 12},
            new int[]{16, 0, 20, 15, 9}), TOLERANCE, "the order of the categories and empty ones do not matter");
        assertEquals(0.933699561847852, StandardizedDifference.ofCounts(new int[]{10, 20, 5}, new int[]{8, 4, 0}), TOLERANCE);
    }

    @Test
    void whatDoesNotExist() {
        assertEquals(0, StandardizedDifference.of(new double[]{1, 1}, new double[]{1, 1}));
        assertEquals(0, StandardizedDifference.ofCounts(new int[]{3, 6}, new int[]{1, 2}));
        assertTrue(Double.isNaN(StandardizedDifference.of(new double[]{1, 1}, new double[]{2, 2})), "no spread");
        assertTrue(Double.isNaN(StandardizedDifference.of(new double[]{1}, new double[]{2, 3})));
        assertTrue(Double.isNaN(StandardizedDifference.ofCounts(new int[]{3, 0}, new int[]{0, 4})), "nothing in common");
        assertTrue(Double.isNaN(StandardizedDifference.ofCounts(new int[]{0, 0}, new int[]{1, 4})), "nobody is known");
    }
}

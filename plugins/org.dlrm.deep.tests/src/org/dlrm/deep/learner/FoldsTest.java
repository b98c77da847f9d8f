package org.dlrm.deep.learner;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

class FoldsTest {

    @Test
    void groupsStayTogetherAndStrataAreSpread() {
        final SplittableRandom random = new SplittableRandom(4);
        for (int round = 0; round < 50; round++) {
            final List<String> groups = new ArrayList<>();
            final List<Integer> labels = new ArrayList<>();
            for (int g = 0; g < 60; g++) {
                final int size = 1 + random.nextInt(3);
                final int label = random.nextInt(10) < 3 ? 1 : 0;
                for (int i = 0; i < size; i++) {
                    groups.add("patient" + g);
                    labels.add(label);
                }
            }
            final int[] strata = labels.stream().mapToInt(l -> l).toArray();
            final int[] fold = Folds.split(groups, strata, 5, random.split());
            final int[][] counts = new int[2][5];
            for (int i = 0; i < fold.length; i++) {
                assertEquals(fold[groups.indexOf(groups.get(i))], fold[i], "one fold per group");
                counts[strata[i]][fold[i]]++;
            }
            for (final int[] count : counts) {
                int least = Integer.MAX_VALUE;
                int most = 0;
                for (final int n : count) {
                    least = Math.min(least, n);
                    most = Math.max(most, n);
                }
                assertTrue(most - least <= 3, "no more than one group apart");
            }
        }
    }

    @Test
    void dependsOnTheSeedOnly() {
        final List<String> groups = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            groups.add("p" + i);
        }
        final int[] strata = new int[40];
        final int[] first = Folds.split(groups, strata, 4, new SplittableRandom(1));
        assertArrayEquals(first, Folds.split(groups, strata, 4, new SplittableRandom(1)));
        boolean differs = false;
        final int[] other = Folds.split(groups, strata, 4, new SplittableRandom(2));
        for (int i = 0; i < 40; i++) {
            differs |= first[i] != other[i];
        }
        assertTrue(differs);
    }

    @Test
    void refusesMoreFoldsThanPatients() {
        final IllegalArgumentException e = assertThrows(IllegalArgumentException.class,
            () -> Folds.split(List.of("a", "a", "b"), new int[3], 3, new SplittableRandom(1)));
        assertTrue(e.getMessage().contains("2 patients"), e.getMessage());
    }
}

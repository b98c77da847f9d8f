package org.dlrm.stats.glmnet;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Assignments of rows to cross-validation folds 1 to k. */
public final class Folds {

    private Folds() {
    }

    /** @return fold ((i - 1) mod k) + 1 for row i = 1, 2, ... */
    public static int[] alternating(final int rows, final int folds) {
        check(rows, folds);
        return IntStream.range(0, rows).map(i -> i % folds + 1).toArray();
    }

    /**
     * Random folds of equal size that keep the share of the classes (events, for a Cox model) in every fold.
     *
     * @return the fold of every row; the same for the same seed on every machine
     */
    public static int[] stratified(final Response response, final int folds, final long seed) {
        check(response.size(), folds);
        final SplittableRandom random = new SplittableRandom(seed);
        final int[] fold = new int[response.size()];
        int next = 0;
        for (int stratum = 0; stratum < 2; stratum++) {
            final List<Integer> rows = new ArrayList<>();
            for (int i = 0; i < fold.length; i++) {
                if (response.stratum(i) == stratum) {
                    rows.add(i);
                }
            }
            for (int i = rows.size() - 1; i >= 0; i--) {
                final int k = random.nextInt(i + 1);
                final int row = rows.get(k);
                rows.set(k, rows.get(i));
                fold[row] = next++ % folds + 1;
            }
        }
        return fold;
    }

    private static void check(final int rows, final int folds) {
        if (folds < 3 || folds > rows) {
            throw new IllegalArgumentException(folds + " folds for " + rows + " rows; expected 3 to the number of rows");
        }
    }

    /** @return indices of the rows in the fold ({@code in}) or outside of it */
    static int[] rows(final int[] foldId, final int fold, final boolean in) {
        return IntStream.range(0, foldId.length).filter(i -> foldId[i] == fold == in).toArray();
    }
}

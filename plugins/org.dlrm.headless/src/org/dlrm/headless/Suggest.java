package org.dlrm.headless;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what the user may have meant. */
public final class Suggest {

    private Suggest() {
    }

    /**
     * @param wrong what was typed
     * @param known what exists
     * @return the nearest by edit distance, ignoring case; empty if nothing is similar
     */
    public static Optional<String> nearest(final String wrong, final Collection<String> known) {
        final String typed = wrong.toLowerCase(Locale.ROOT);
        return known.stream().min(Comparator.comparingInt((final String k) -> distance(typed, k)).thenComparing(k -> k))
            .filter(k -> distance(typed, k) <= Math.max(2, typed.length() / 2));
    }

    /** Levenshtein's distance, row by row. */
    private static int distance(final String typed, final String known) {
        final String other = known.toLowerCase(Locale.ROOT);
        int[] row = new int[other.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= typed.length(); i++) {
            final int[] next = new int[row.length];
            next[0] = i;
            for (int j = 1; j < row.length; j++) {
                final int replaced = row[j - 1] + (typed.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                next[j] = Math.min(replaced, 1 + Math.min(row[j], next[j - 1]));
            }
            row = next;
        }
        return row[other.length()];
    }
}

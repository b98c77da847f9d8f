package org.dlrm.deep.learner;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Splits cases into folds so that a group lies in one fold only and every fold has about the same share of each
 * stratum (class, or event and censored).
 */
final class Folds {

    private Folds() {
    }

    /**
     * Groups in random order, largest first, each into the fold where it is missed most.
     *
     * @param groups group per case
     * @param strata stratum per case
     * @return fold per case, 0 to {@code folds} - 1
     * @throws IllegalArgumentException if there are fewer groups than folds
     */
    static int[] split(final List<String> groups, final int[] strata, final int folds, final SplittableRandom random) {
        final Map<String, List<Integer>> members = new LinkedHashMap<>();
        for (int i = 0; i < groups.size(); i++) {
            members.computeIfAbsent(groups.get(i), g -> new ArrayList<>()).add(i);
        }
        if (members.size() < folds) {
            throw new IllegalArgumentException("Only " + members.size() + " patients in the training rows for " + folds
                + " folds: choose fewer folds or add patients");
        }
        final List<List<Integer>> order = new ArrayList<>(members.values());
        for (int i = order.size() - 1; i > 0; i--) {
            final int j = random.nextInt(i + 1);
            final List<Integer> swapped = order.get(i);
            order.set(i, order.get(j));
            order.set(j, swapped);
        }
        order.sort(Comparator.comparingInt((List<Integer> g) -> -g.size()));
        final Map<Integer, double[]> counts = new TreeMap<>();
        for (final int s : strata) {
            counts.computeIfAbsent(s, k -> new double[folds]);
        }
        final int[] sizes = new int[folds];
        final int[] fold = new int[groups.size()];
        for (final List<Integer> group : order) {
            int best = 0;
            double least = Double.POSITIVE_INFINITY;
            for (int f = 0; f < folds; f++) {
                double load = 0;
                for (final int i : group) {
                    load += counts.get(strata[i])[f];
                }
                load += 1e-3 * sizes[f];
                if (load < least) {
                    least = load;
                    best = f;
                }
            }
            for (final int i : group) {
                fold[i] = best;
                counts.get(strata[i])[best]++;
            }
            sizes[best] += group.size();
        }
        return fold;
    }
}

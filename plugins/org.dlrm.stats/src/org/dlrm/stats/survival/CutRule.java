package org.dlrm.stats.survival;

import java.util.Arrays;
import java.util.stream.IntStream;

import org.dlrm.stats.base.DegenerateDataException;
import org.dlrm.stats.base.Descriptive;

/**
 * How the cut-offs of the risk score are found in the training patients. A patient up to and including a cut belongs to
 * the group below it.
 *
 * @param kind which rule
 * @param values quantiles (0 to 1), cuts, the threshold, or the number of groups
 * @param minProp maximally selected: smallest part of the patients in the lower group
 * @param maxProp maximally selected: largest part
 * @param pMethod maximally selected: how the p value accounts for the search
 * @param permutations maximally selected: number of permutations, where the p value comes from them
 */
public record CutRule(Kind kind, double[] values, double minProp, double maxProp, MaxStat.PMethod pMethod,
    int permutations) {

    /** The rules. */
    public enum Kind {
        /** Median of the training patients. */
        MEDIAN,
        /** Quantiles of the training patients (R's type 7). */
        QUANTILES,
        /** Cuts given by the user. */
        FIXED,
        /** Threshold learnt elsewhere, e.g. by the fusion model: at or above it is the higher group. */
        GIVEN,
        /** The cut with the largest log-rank statistic. */
        MAXSTAT,
        /** Groups of equal size. */
        GROUPS
    }

    /** Checks the values. */
    public CutRule {
        if (Arrays.stream(values).anyMatch(v -> !Double.isFinite(v))) {
            throw new IllegalArgumentException("A cut-off is missing or infinite");
        }
        for (int i = 1; i < values.length; i++) {
            if (values[i] <= values[i - 1]) {
                throw new IllegalArgumentException("Cut-offs must rise: " + values[i - 1] + " is followed by "
                    + values[i]);
            }
        }
        if (values.length == 0 && kind != Kind.MEDIAN && kind != Kind.MAXSTAT) {
            throw new IllegalArgumentException("No cut-off given");
        }
        if (kind == Kind.QUANTILES && (values[0] <= 0 || values[values.length - 1] >= 1)) {
            throw new IllegalArgumentException("Quantiles lie between 0 and 1");
        }
        if (kind == Kind.GROUPS && (values[0] < 2 || values[0] > 20 || values[0] != Math.rint(values[0]))) {
            throw new IllegalArgumentException("The number of groups must be 2 to 20, not " + values[0]);
        }
    }

    private static CutRule of(final Kind kind, final double... values) {
        return new CutRule(kind, values.clone(), 0.1, 0.9, MaxStat.PMethod.PERMUTATION, 9999);
    }

    /** @return two groups of equal size */
    public static CutRule median() {
        return of(Kind.MEDIAN);
    }

    /** @param probabilities e.g. 0.25, 0.75 for three groups */
    public static CutRule quantiles(final double... probabilities) {
        return of(Kind.QUANTILES, probabilities);
    }

    /** @param cuts rising */
    public static CutRule fixed(final double... cuts) {
        return of(Kind.FIXED, cuts);
    }

    /** @param threshold at or above it is the higher group */
    public static CutRule given(final double threshold) {
        return of(Kind.GIVEN, threshold);
    }

    /** @param groups number of groups of equal size */
    public static CutRule groups(final int groups) {
        return of(Kind.GROUPS, groups);
    }

    /** @return the cut with the largest log-rank statistic, 10 % to 90 % in the lower group, 9,999 permutations */
    public static CutRule maxStat() {
        return maxStat(0.1, 0.9, MaxStat.PMethod.PERMUTATION, 9999);
    }

    /**
     * @param minProp smallest part of the patients in the lower group, e.g. 0.1
     * @param maxProp largest part, e.g. 0.9
     * @param pMethod how the p value accounts for the search
     * @param permutations for {@link MaxStat.PMethod#PERMUTATION}, e.g. 9999
     */
    public static CutRule maxStat(final double minProp, final double maxProp, final MaxStat.PMethod pMethod,
        final int permutations) {
        return new CutRule(Kind.MAXSTAT, new double[0], minProp, maxProp, pMethod, permutations);
    }

    /** @return whether the cut is chosen for the outcome's sake, so that p values in the same patients are too small */
    public boolean isSearched() {
        return kind == Kind.MAXSTAT;
    }

    /** @return rising cuts of these scores; not for {@link Kind#MAXSTAT}, which needs the outcome */
    double[] cuts(final double[] score) {
        final double[] cuts = switch (kind) {
            case MEDIAN -> new double[] {Descriptive.median(score)};
            case QUANTILES -> Arrays.stream(values).map(p -> Descriptive.quantile(score, p)).toArray();
            case FIXED -> values.clone();
            case GIVEN -> Arrays.stream(values).map(Math::nextDown).toArray();
            case GROUPS -> IntStream.range(1, (int)values[0])
                .mapToDouble(g -> Descriptive.quantile(score, g / values[0])).toArray();
            case MAXSTAT -> throw new IllegalStateException("The search needs the outcome");
        };
        for (int i = 1; i < cuts.length; i++) {
            if (cuts[i] == cuts[i - 1]) {
                throw new DegenerateDataException("So many patients have the score " + cuts[i]
                    + " that two cut-offs coincide there: ask for fewer groups");
            }
        }
        return cuts;
    }
}
